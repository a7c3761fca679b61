"""The lists and their filters: state in the address, three answers, order, keyboard; whole without scripts."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from kinds import DESK, PHONE
from playwright.sync_api import Page, expect
from projects import ROOT

pytestmark = pytest.mark.browser

EMPLOYERS, PLATFORMS = "empleadores/", "plataformas/"
SHOWN = "table.directory tbody tr:not([hidden])"
LIMIT = 15 * 1024  # bytes of a script; that of the form has its own, in test_controls


@pytest.fixture
def desk(visit: Callable) -> Page:
    page: Page = visit(viewport=DESK, permissions=["clipboard-read", "clipboard-write"]).page
    return page


def query(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def names(page: Page) -> list[str]:
    return page.locator(f"{SHOWN} .card-title").all_text_contents()


def first_value(page: Page, facet: str) -> str:
    """The first choice of a facet; for the country, one that somebody answers."""
    return "mx" if facet == "from" else str(page.locator(f"select[name={facet}] option").nth(1).get_attribute("value"))


@pytest.mark.parametrize("path", ["en/employers/", PLATFORMS])
def test_each_facet_lives_in_the_address(guide_url: str, desk: Page, path: str) -> None:
    desk.goto(guide_url + path)
    everyone = names(desk)
    facets = [str(select.get_attribute("name")) for select in desk.locator("form.filter select").all()]
    assert {"from", "role", "kind"} <= set(facets)
    assert path == PLATFORMS or {"remote", "contract", "hours", "lang", "fresh"} <= set(facets)

    for facet in facets:
        value = first_value(desk, facet)
        desk.locator(f"select[name={facet}]").select_option(value)

        assert query(desk) == {facet: [value]}
        found = names(desk)
        desk.reload()

        assert desk.locator(f"select[name={facet}]").input_value() == value
        assert names(desk) == found
        desk.go_back()

        assert query(desk) == {}
        assert names(desk) == everyone
        assert desk.locator(f"select[name={facet}]").input_value() == ""


def test_free_text_is_found_without_accents_and_back_is_one_step(guide_url: str, desk: Page) -> None:
    desk.goto(guide_url + EMPLOYERS)
    everyone = names(desk)
    desk.locator("input[name=text]").press_sequentially("investigacion")

    assert query(desk) == {"text": ["investigacion"]}
    assert 0 < len(names(desk)) < len(everyone)
    assert "Wikimedia Foundation" in names(desk)

    desk.go_back()

    assert names(desk) == everyone


def test_what_is_unknown_is_ignored_and_leaves_the_address(guide_url: str, desk: Page) -> None:
    for more in ("from=atlantis&role=nothing&fish=1", "sort=luck", "sort=na-me", "sort=name", "unpublished=maybe"):
        desk.goto(f"{guide_url}{EMPLOYERS}?{more}&contract=eor")

        assert query(desk) == {"contract": ["eor"]}
        assert desk.locator("select[name=from]").input_value() == ""


def test_several_facets_hold_together_and_can_be_cleared(guide_url: str, desk: Page) -> None:
    desk.goto(f"{guide_url}{EMPLOYERS}?from=es&remote=remote-first&unpublished=no")
    found = names(desk)
    desk.locator("form.filter .clear").click()

    assert query(desk) == {}
    assert set(found) < set(names(desk))


class TestThreeAnswers:
    """Yes, no, and not published, which the reader can include or hide."""

    def test_not_published_is_counted_and_hidden_at_will(self, guide_url: str, desk: Page) -> None:
        desk.goto(f"{guide_url}{EMPLOYERS}?from=mx")
        status = desk.locator(".found-count")
        everyone = names(desk)

        assert status.get_attribute("role") == "status"
        assert re.fullmatch(r"\d+ de \d+ · \d+ con «no publicado»", status.inner_text())

        desk.locator("input[name=unpublished]").uncheck()

        assert query(desk) == {"from": ["mx"], "unpublished": ["no"]}
        assert 0 < len(names(desk)) < len(everyone)
        assert set(desk.locator(f"{SHOWN} .here p").all_text_contents()) == {"México: Sí"}
        assert "ocultos" in status.inner_text()

    def test_a_no_is_not_listed(self, guide_url: str, desk: Page) -> None:
        desk.goto(f"{guide_url}{EMPLOYERS}?from=cu")

        assert "PostHog" not in names(desk)  # its list is whole and leaves Cuba out
        assert "Cuba: No" not in desk.locator(f"{SHOWN} .here p").all_text_contents()

    def test_the_answers_are_those_of_the_country_page(self, guide_url: str, desk: Page) -> None:
        desk.goto(f"{guide_url}{EMPLOYERS}?from=mx&unpublished=no")
        found = set(names(desk))
        desk.locator(".found-country a").click()
        desk.wait_for_url(f"{guide_url}desde/mx/")  # and loaded

        assert set(desk.locator("#yes ~ ul.rows").first.locator(".row-title").all_text_contents()) == found


def test_nothing_found_says_what_to_relax(guide_url: str, desk: Page) -> None:
    desk.goto(f"{guide_url}{EMPLOYERS}?from=mx&text=zzzz")
    assert names(desk) == []

    desk.locator(".zero").get_by_role("button", name=re.compile("Buscar: zzzz")).click()

    assert query(desk) == {"from": ["mx"]}
    assert len(names(desk)) > 0
    expect(desk.locator(".zero")).to_be_hidden()
    expect(desk.locator("input[name=text]")).to_be_focused()


def test_the_link_can_be_copied(guide_url: str, desk: Page) -> None:
    desk.goto(f"{guide_url}{EMPLOYERS}?from=mx")
    desk.locator("form.filter .copy").click()
    expect(desk.locator(".found-count")).to_have_text("Enlace copiado")

    assert desk.evaluate("navigator.clipboard.readText()") == f"{guide_url}{EMPLOYERS}?from=mx"


def test_the_language_switch_keeps_the_question(guide_url: str, desk: Page) -> None:
    desk.goto(f"{guide_url}{EMPLOYERS}?from=mx&remote=remote-first")
    desk.locator("a.language").click()

    assert desk.url == f"{guide_url}en/employers/?from=mx&remote=remote-first"


def test_columns_sort_both_ways_and_say_so(guide_url: str, desk: Page) -> None:
    desk.goto(guide_url + EMPLOYERS)
    head = desk.locator("th[data-sort=name]")
    assert head.get_attribute("aria-sort") == "ascending"
    ascending = names(desk)

    head.get_by_role("button").click()

    assert head.get_attribute("aria-sort") == "descending"
    assert names(desk) == ascending[::-1]
    assert query(desk) == {"sort": ["-name"]}

    desk.locator("th[data-sort=age] button").click()

    assert head.get_attribute("aria-sort") is None
    assert desk.locator("th[data-sort=age]").get_attribute("aria-sort") == "descending"
    assert query(desk) == {"sort": ["age"]}
    assert desk.locator("th[aria-sort]").count() == 1


def test_with_a_country_those_that_say_yes_come_first(guide_url: str, desk: Page) -> None:
    desk.goto(f"{guide_url}{EMPLOYERS}?from=mx")
    said = [text.rsplit(": ", 1)[1] for text in desk.locator(f"{SHOWN} .here p").all_text_contents()]

    assert said == sorted(said, key=["Sí", "No publicado"].index)


def test_the_keyboard_alone_filters_and_opens(guide_url: str, desk: Page) -> None:
    desk.goto(guide_url + EMPLOYERS)
    desk.locator("select[name=from]").focus()
    desk.keyboard.press("ArrowDown")

    assert query(desk) == {"from": [desk.locator("select[name=from] option").nth(1).get_attribute("value")]}

    desk.keyboard.press("Tab")
    desk.keyboard.type("automattic")

    assert names(desk) == ["Automattic"]

    for _ in range(40):
        if desk.evaluate("document.activeElement.matches('.card-title')"):
            break
        desk.keyboard.press("Tab")
    desk.keyboard.press("Enter")

    desk.wait_for_url("**/empleadores/automattic/")


@pytest.mark.parametrize("path", [EMPLOYERS, PLATFORMS])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_targets_are_large_enough(guide_url: str, visit: Callable, path: str, size: dict[str, int]) -> None:
    page = visit(viewport=size).page
    page.goto(f"{guide_url}{path}?from=mx")
    small = page.evaluate(
        """() => [...document.querySelectorAll("article :is(a, button, select, input)")]
            .map((e) => e.closest("label") || e).filter((e) => e.checkVisibility())
            .map((e) => [e.outerHTML.slice(0, 80), e.getBoundingClientRect()])
            .filter(([, box]) => box.width && (box.width < 24 || box.height < 24)).map(([html]) => html)"""
    )

    assert small == []


@pytest.mark.parametrize("path", [EMPLOYERS, PLATFORMS, "en/employers/", "en/platforms/"])
def test_without_scripts_the_list_is_whole_and_leads_to_countries(guide_url: str, visit: Callable, path: str) -> None:
    page = visit(java_script_enabled=False, viewport=PHONE).page
    page.goto(guide_url + path)
    collection = "platforms" if "plat" in path else "employers"
    entries = [p for p in (ROOT / "data" / collection).glob("*.yaml") if "removed:" not in p.read_text("utf-8")]

    assert page.locator("table.directory tbody tr").count() == len(entries)
    expect(page.locator("form.filter")).to_be_hidden()
    expect(page.locator(".pick").first).to_be_hidden()
    expect(page.locator(".without-script a").first).to_be_visible()


def test_scripts_are_small_and_loaded_only_where_they_work(guide_url: str, visit: Callable) -> None:
    for path in (ROOT / "templates" / "theme" / "assets").glob("*.js"):
        assert path.name == "form.js" or path.stat().st_size <= LIMIT
    visitor = visit(viewport=DESK)
    for path in ("", "empleadores/gitlab/", "desde/mx/", "guia/por-que-ia-remota/"):
        visitor.page.goto(guide_url + path)
    own = [url for url in visitor.requests if re.search(r"/assets/[a-z]+\.js$", url)]

    assert own == []
