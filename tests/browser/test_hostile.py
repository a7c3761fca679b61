"""Hostile text in any data field is shown as the same text in a real browser, and never runs."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hostile import ATTACK

PATHS = ["empleadores/acme/", "en/employers/acme/", "roles/ciencia-de-datos/", "empleadores/", ""]
pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    "path", ["empleadores/acme/", "en/employers/acme/", "roles/ciencia-de-datos/", "empleadores/", ""]
)
def test_text_is_shown_and_nothing_runs(hostile_url: str, visit: Callable, path: str) -> None:
    visitor = visit()
    visitor.page.goto(hostile_url + path)
    text = " ".join(visitor.page.locator("body").inner_text().split())

    assert " ".join(ATTACK.split()) in text
    assert visitor.complaints == []
    assert visitor.page.locator("img[src=x]").count() == 0


def test_title_and_description_hold_the_same_text(hostile_url: str, visit: Callable) -> None:
    visitor = visit()
    visitor.page.goto(f"{hostile_url}empleadores/acme/")
    attribute = 'document.querySelector(\'meta[property="%s"], meta[name="%s"]\').content'

    assert visitor.page.title() == f"Acme {ATTACK} · IA Remota"
    assert visitor.page.evaluate(attribute % ("og:title", "og:title")) == f"Acme {ATTACK}"
    assert ATTACK in visitor.page.evaluate(attribute % ("description", "description"))


def test_search_results_hold_the_same_text(hostile_url: str, visit: Callable) -> None:
    visitor = visit(viewport={"width": 1280, "height": 900})
    visitor.page.goto(hostile_url)
    visitor.page.locator(".md-search__input").click()
    visitor.page.locator(".md-search__input").type("acme")
    visitor.page.locator(".md-search-result__item").first.wait_for()
    text = " ".join(visitor.page.locator(".md-search-result__list").inner_text().split())

    assert "<script>alert('run')</script>" in text
    assert visitor.complaints == []


def test_the_feed_is_the_same_text(hostile_url: str) -> None:
    import urllib.request

    import feedparser

    with urllib.request.urlopen(f"{hostile_url}feed.xml") as answer:
        parsed = feedparser.parse(answer.read())

    assert not parsed.bozo
    assert any(entry.title.startswith(f"Acme {ATTACK} contrata en ") for entry in parsed.entries)
