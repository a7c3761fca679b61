"""The pages of sources: every source of every file has one line, which says what it supports and leads back to it, and
to which every claim and every citation leads."""

from __future__ import annotations

import re
from html import unescape

import pytest
from projects import TODAY, edited

from guide import pages
from guide.addresses import source_line, source_shelves
from guide.load import load
from guide.model import Employer, Platform, Role
from guide.sources import HEADINGS, age_of, groups, uses_of
from guide.view import Guide, View

ACME = "data/employers/acme.yaml"
SHARED = b"law: {title: A law, url: https://law.example/, kind: official, date: 1999-01, licence: CC0-1.0}\n"
TERM = b"""\
nda:
  term: {es: NDA, en: NDA}
  definition: {es: Un acuerdo., en: An agreement.}
  sources: [law]
"""
OFFICIAL = b"CO:\n  - {topic: tax, title: DIAN, url: https://tax.example/, read_in: https://copy.example/}\n"


@pytest.fixture
def files(files: dict[str, bytes]) -> dict[str, bytes]:
    shared = {"data/sources.yaml": SHARED, "data/glossary.yaml": TERM, "data/official.yaml": OFFICIAL}
    return {
        **edited(files, ACME, "handbook: {title: Handbook,", "handbook: {via: https://copy.example/, title: Handbook,"),
        **shared,
    }


@pytest.fixture
def view(files: dict[str, bytes]) -> View:
    return View(Guide.of(load(files), TODAY), "es", "sources")


def made(view: View, key: str, lang: str = "es") -> str:
    """One page, references undone, for reading."""
    (page,) = pages.render(view.guide, lang, [key]).values()
    return unescape(page)


def test_every_source_of_every_file_has_one_line(view: View) -> None:
    site = view.site
    lines = [line for shelf in source_shelves(view.site) for group in groups(view, shelf) for line in group.lines]
    own = sum(len(entry.sources) for entry in site.entries)
    links = sum(map(len, site.official.values()))

    assert len(lines) == own + len(site.shared_sources) + links + 1
    assert len({line.id for line in lines}) == len(lines)


def test_a_line_says_what_it_is_and_what_it_supports(view: View) -> None:
    page = made(view, "sources/employers-a")
    line = page.split('id="acme:handbook"')[1].split("</li>")[0]

    for said in (
        "https://acme.example/handbook",
        "Acme",
        "abril de 2026",
        "fuente propia",
        "inglés",
        "https://copy.example/",
    ):
        assert said in line
    assert 'href="../../empleadores/acme/#eligibility"' in line
    assert 'href="../../empleadores/acme/#ai-work"' in line


def test_a_source_without_a_date_says_so(files: dict[str, bytes]) -> None:
    view = View(Guide.of(load(edited(files, ACME, "date: 2026-04,", "")), TODAY), "es", "sources")

    assert "sin fecha" in made(view, "sources/employers-a").split('id="acme:handbook"')[1].split("</li>")[0]


@pytest.mark.parametrize("lang", ["es", "en"])
def test_every_claim_and_every_citation_leads_to_its_line(view: View, lang: str) -> None:
    entry = made(view, "employers/acme", lang)
    lines = made(view, "sources/employers-a", lang)
    linked = set(re.findall(r'/(?:fuentes/empleadores-a|sources/employers-a)/#([^"]+)"', entry))

    assert linked == {"acme", "acme:handbook", "acme:advert"}
    assert all(f'id="{anchor}"' in lines for anchor in linked)
    assert all("#acme:" in evidence for evidence in entry.split('class="evidence"')[1:])
    assert "#guide:who" in made(view, "guide", lang)


def test_a_chapters_source_names_the_heading_that_cites_it(files: dict[str, bytes]) -> None:
    files = edited(files, "content/es/guide/index.md", "España, México, diseño.", "España, México, diseño.[^who]")
    view = View(Guide.of(load(files), TODAY), "es", "sources")
    uses = uses_of(view, view.entry("guide"))["who"]

    assert [(use.page, use.what) for use in uses] == [("guide", "Guía"), ("guide#words", "Traducción y lingüística")]


def test_shared_sources_lead_to_whoever_cites_them(view: View) -> None:
    page = made(view, "sources/shared")
    line = page.split('id="shared:law"')[1].split("</li>")[0]

    assert "licencia CC0-1.0" in line
    assert "guia/glosario/#nda" in line
    assert "desde/co/#official" in page
    assert "https://copy.example/" in page.split('id="co:tax-tax-example"')[1].split("</li>")[0]
    assert source_line(view.entry("employers/acme"), "law") == "sources/shared#shared:law"


def test_the_headings_that_lines_lead_to_are_on_the_pages(view: View) -> None:
    entries = {Employer: "employers/acme", Platform: "platforms/bazaar", Role: "roles/data-science"}
    uses = [
        use.page
        for shelf in source_shelves(view.site)
        for group in groups(view, shelf)
        for line in group.lines
        for use in line.uses
    ]

    for kind, key in entries.items():
        page = made(view, key)
        for anchor in {use.partition("#")[2] for use in uses if use.startswith(f"{key}#")}:
            assert f"{{ #{anchor} }}" in page
        assert set(HEADINGS[kind]) <= set(kind.model_fields)


def test_the_index_counts_what_the_pages_show(view: View) -> None:
    index = made(view, "sources")
    rows = re.findall(r"<tr><th scope=\"row\">.*?</tr>", index)

    assert len(rows) == 2 * len(source_shelves(view.site))
    for row in rows:
        *parts, total = (int(number) for number in re.findall(r"<td>(\d+)</td>", row))
        assert sum(parts) == total


@pytest.mark.parametrize(
    ("dated", "age"),
    [("2026-11", "year"), ("2025-11-24", "year"), ("2025-11-23", "three-years"), ("2023", "older"), (None, "undated")],
)
def test_ages(files: dict[str, bytes], dated: str | None, age: str) -> None:
    files = edited(files, ACME, "date: 2026-04", f"date: {dated}" if dated else "lang: en") if dated else files
    source = load(files).site.employers[0].sources["handbook"]

    assert age_of(source.date if dated else None, TODAY) == age
