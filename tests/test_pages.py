"""What the pages owe a reader: what is old, what has gone, whom to ask, how to mend it; never more than was said."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from pathlib import PurePosixPath

import pytest
from projects import TODAY, edited

from guide import pages, rules
from guide.load import load
from guide.view import Guide

ACME, BAZAAR = "data/employers/acme.yaml", "data/platforms/bazaar.yaml"
REMOVED = "removed: {date: 2026-11-23, why: {es: Cerró., en: It closed.}, instead: [platforms/bazaar]}\nname: Acme\n"
OFFICIAL = b"""\
CO:
  - {topic: tax, title: DIAN, url: https://tax.example/, read_in: https://copy.example/list, date: 2025-03}
  - {topic: labour, title: Ministerio, url: https://labour.example/, read_in: https://labour.example/}
"""


def rendered(files: dict[str, bytes], lang: str = "es", repository: str | None = None) -> Callable[[str], str]:
    """The Markdown of the pages of a project, by the page's file; references undone, for reading."""
    loaded = load(files)
    assert [*loaded.problems, *rules.check(loaded, TODAY)] == []
    made = pages.render(Guide.of(loaded, TODAY, repository), lang)
    return lambda name: unescape(made[PurePosixPath(name)])


class TestToVerify:
    """Every claim past its limit or without a date is asked for again, the oldest first; fresh ones are not."""

    def test_oldest_first_then_undated(self, files: dict[str, bytes]) -> None:
        files = edited(files, ACME, "date: 2026-04,", "")
        files = edited(files, ACME, "date: 2025-09-19", "date: 2024-09-19")
        page = rendered(files)("por-verificar.md")

        stale, undated = page.index("{ #stale }"), page.index("{ #undated }")
        assert stale < page.index("19 de septiembre de 2024") < undated
        assert page.index("sin fecha", undated) > undated

    def test_a_fresh_claim_is_not_asked_for(self, files: dict[str, bytes]) -> None:
        page = rendered(edited(files, ACME, "date: 2025-09-19", "date: 2026-09-19"))("por-verificar.md")

        assert "Acme" not in page

    def test_each_has_one_click_to_its_file(self, files: dict[str, bytes]) -> None:
        page = rendered(edited(files, ACME, "date: 2026-04,", ""), repository="owner/name")("por-verificar.md")

        assert "https://github.com/owner/name/edit/main/data/employers/acme.yaml" in page

    def test_what_has_gone_is_not_asked_for(self, files: dict[str, bytes]) -> None:
        files = edited(edited(files, ACME, "date: 2026-04,", ""), ACME, "name: Acme\n", REMOVED)

        assert "Acme" not in rendered(files)("por-verificar.md")


class TestGone:
    """What left keeps its page, says why and what to use instead, and is in no list of what is there."""

    @pytest.mark.parametrize("name", ["retirados.md", "empleadores/acme.md"])
    def test_why_and_what_instead(self, files: dict[str, bytes], name: str) -> None:
        page = rendered(edited(files, ACME, "name: Acme\n", REMOVED))(name)

        assert "Cerró." in page
        assert "plataformas/bazaar/" in page

    @pytest.mark.parametrize("name", ["empleadores/index.md", "desde/co.md", "roles/ciencia-de-datos.md"])
    def test_it_is_not_listed_as_if_it_were_there(self, files: dict[str, bytes], name: str) -> None:
        assert "acme/" in rendered(files)(name)
        assert "acme/" not in rendered(edited(files, ACME, "name: Acme\n", REMOVED))(name)

    def test_nothing_has_gone_yet(self, files: dict[str, bytes]) -> None:
        assert "nada" in rendered(files)("retirados.md").lower()


def test_a_country_shows_first_what_still_holds(files: dict[str, bytes]) -> None:
    """By freshness, and by name within it: what is undated comes last, whatever it is called."""
    text = files[ACME].decode()
    dates = {"zulu": "date: 2026-10-01", "bravo": "date: 2019-01-01", "alfa": "licence: MIT"}
    others = {
        f"data/employers/{name}.yaml": re.sub(r"date: 20[-\d]+", date, text)
        .replace("acme", name).replace("Acme", name.title()).encode()
        for name, date in dates.items()
    }  # fmt: skip
    page = rendered({**files, **others})("desde/co.md")
    shown = re.findall(r'row-title" href="[./]+/empleadores/(\w+)/', page)

    assert [name for name in shown if name in dates] == ["zulu", "bravo", "alfa"]


class TestOfficial:
    """A country's page leads to its public bodies and says where an address was read when it was not there."""

    def test_links_by_topic(self, files: dict[str, bytes]) -> None:
        page = rendered({**files, "data/official.yaml": OFFICIAL})("desde/co.md")

        assert 'href="https://tax.example/"' in page
        assert "copy.example" in page.split("labour.example")[0]
        assert "marzo de 2025" in page

    def test_other_countries_have_none(self, files: dict[str, bytes]) -> None:
        assert "{ #official }" not in rendered({**files, "data/official.yaml": OFFICIAL})("desde/mx.md")

    def test_an_unknown_country_is_a_problem(self, files: dict[str, bytes]) -> None:
        loaded = load({**files, "data/official.yaml": OFFICIAL.replace(b"CO:", b"XX:")})

        assert [found.rule for found in [*loaded.problems, *rules.check(loaded, TODAY)]] == ["unknown-place"]


class TestMending:
    """Every claim can be reported and edited when the repository is known; no address is made up when it is not."""

    def test_each_claim_has_both(self, files: dict[str, bytes]) -> None:
        page = rendered(files, repository="owner/name")("empleadores/acme.md")

        assert page.count('class="mend"') == 2 * page.count('class="evidence"')
        assert "issues/new?template=1-es-correct.yml&title=employers%2Facme" in page
        assert "claim=eligibility" in page

    def test_no_repository_no_links(self, files: dict[str, bytes]) -> None:
        page = rendered(files)("empleadores/acme.md")

        assert 'class="mend"' not in page
        assert "github" not in page


def test_the_verdict_comes_before_the_facts_and_says_what_is_not_published(files: dict[str, bytes]) -> None:
    page = rendered(edited(files, ACME, "remote: {value: remote-first, source: handbook}\n", ""))("empleadores/acme.md")
    verdict, facts = page.split('class="verdict"')[1].split("{ #terms }", 1)

    assert "No publicado" in verdict
    assert "Solo desde" in verdict
    assert "No publicado" in facts
