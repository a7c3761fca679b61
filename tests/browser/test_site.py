"""The guide as a visitor meets it, with or without scripts; what all pages owe everyone is in test_accessible."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from kinds import DESK, KINDS, PHONE
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


# What a reader sees on the page as it is, and as it came, read by a parser that runs no scripts. Of a list its form
# needs scripts, its rows do not; nor does what stands beside the form of an entry.
TEXTS = """async () => {
    const text = (page) => {
        const rows = page.querySelectorAll("table.directory tbody")
        const kept = rows.length ? rows : page.querySelectorAll("article > :not(.builder)")
        return [...kept].map((each) => each.textContent).join(" ").split(/\\s+/).filter(Boolean)
    }
    const came = await (await fetch(location.href)).text()
    return [text(document), text(new DOMParser().parseFromString(came, "text/html"))]
}"""


@pytest.mark.parametrize("path", KINDS.values(), ids=KINDS.keys())
def test_without_scripts_everything_is_there(guide_url: str, visit: Callable, path: str) -> None:
    page = visit(viewport=DESK).page
    page.goto(guide_url + path)
    scripted, plain = page.evaluate(TEXTS)

    assert plain
    assert scripted == plain


def test_a_stranger_gets_to_a_country_and_to_an_employer_and_to_its_source(guide_url: str, visit: Callable) -> None:
    page = visit(java_script_enabled=False, viewport=PHONE).page
    page.goto(guide_url)
    page.get_by_role("link", name="Colombia", exact=True).first.click()

    assert page.url == f"{guide_url}desde/co/"
    assert "Colombia" in page.locator("h1").inner_text()

    page.locator("ul.rows a.row-title").first.click()

    assert "/empleadores/" in page.url
    assert page.locator(".evidence a[href^='http']").count() > 0


def test_the_language_switch_keeps_the_page(guide_url: str, visit: Callable) -> None:
    page = visit(viewport=DESK).page
    page.goto(f"{guide_url}empleadores/gitlab/")
    page.get_by_role("link", name="English").click()

    assert page.url == f"{guide_url}en/employers/gitlab/"

    page.get_by_role("link", name="Español").click()

    assert page.url == f"{guide_url}empleadores/gitlab/"


def test_search_finds_words_typed_without_accents(guide_url: str, visit: Callable) -> None:
    """One visitor types them one after another: the index, which is large, is read once."""
    page = visit(viewport=DESK).page
    page.goto(guide_url)
    field, results = page.locator(".md-search__input"), page.locator(".md-search-result__item")
    field.click()
    for typed in ("anotacion", "evaluacion", "traduccion", "mexico", "linguistica", "programacion", "diseno", "espana"):
        field.fill("")
        field.press_sequentially("zzzz")
        expect(results).to_have_count(0)
        field.fill("")
        field.press_sequentially(typed)

        results.first.wait_for(timeout=15_000)


def test_the_feed_is_announced_and_found(guide_url: str, visit: Callable) -> None:
    page = visit().page
    for path, feeds in (
        ("empleadores/gitlab/", ["feed-empleadores.xml", "feed.xml"]),
        ("en/from/mx/", ["en/feed-country-mx.xml", "en/feed-latin-america.xml", "en/feed.xml"]),
    ):
        page.goto(guide_url + path)
        found = page.evaluate("[...document.querySelectorAll('link[type=\"application/rss+xml\"]')].map((l) => l.href)")

        assert found == [guide_url + feed for feed in feeds]
        assert [page.request.get(address).status for address in found] == [200] * len(feeds)


def test_a_page_that_is_not_there_speaks_both_languages(guide_url: str, visit: Callable) -> None:
    page = visit().page
    answer = page.goto(f"{guide_url}en/employers/nobody/at/all/")

    assert answer.status == 404
    assert "Esta página no existe" in page.locator("h1").inner_text()
    assert "This page does not exist" in page.locator("h1").inner_text()

    page.get_by_role("link", name="start", exact=True).click()

    assert page.url == f"{guide_url}en/"


def test_hreflang_names_both_and_a_default(guide_url: str, visit: Callable) -> None:
    page = visit().page
    page.goto(f"{guide_url}empleadores/gitlab/")
    found = page.evaluate(
        "[...document.querySelectorAll('link[hreflang]')].map(l => [l.hreflang, l.href, l.relList.value])"
    )

    assert [(lang, href) for lang, href, _ in found] == [
        ("es", f"{guide_url}empleadores/gitlab/"),
        ("en", f"{guide_url}en/employers/gitlab/"),
        ("x-default", f"{guide_url}empleadores/gitlab/"),
    ]
    assert {rel.strip() for _, _, rel in found} == {"alternate"}
