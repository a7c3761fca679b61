"""Feeds by topic: who hears of what, addresses that are for ever, JSON Feed and OPML beside them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import atoma
import feedparser
import pytest
from lxml import etree
from projects import TODAY, edited, small_files

from guide import feeds, headlines
from guide.load import load
from guide.view import Guide, View

ACME = "data/employers/acme.yaml"
URL = "https://guide.example/"
NAMES = Path(__file__).parent / "feeds.txt"


def guide_of(files: dict[str, bytes]) -> Guide:
    loaded = load(files)
    assert loaded.problems == []
    return Guide.of(loaded, TODAY, None, URL)


def rendered(guide: Guide, lang: str = "es") -> dict[str, bytes]:
    return {str(path): raw for path, raw in feeds.render(guide, lang).items()}


def titles(raw: bytes) -> list[str]:
    return [item.title for item in atoma.parse_rss_bytes(raw).items]


def changed(was: str) -> dict[str, bytes]:
    """Acme, open to Argentina now and not to Mexico any more."""
    line = f"  - {{id: moves, date: 2026-11-23, what: {{es: Cambia de países., en: Other countries.}}{was}}}\n"
    files = edited(small_files(), ACME, "places: [CO, MX, europe], exhaustive", "places: [CO, AR, europe], exhaustive")
    return edited(files, ACME, "sources:\n", f"changes:\n{line}sources:\n")


class TestWhoHears:
    """An event is in the feeds of what its entry said after it and before it, and in no other."""

    @pytest.mark.parametrize(
        ("name", "heard"),
        [
            ("feed.xml", {"acme/added", "bazaar/added", "data-science/added", "guide/added"}),
            ("feed-empleadores.xml", {"acme/added"}),
            ("feed-plataformas.xml", {"bazaar/added"}),
            ("feed-roles.xml", {"data-science/added"}),
            ("feed-guia.xml", {"guide/added"}),
            ("feed-rol-data-science.xml", {"acme/added", "data-science/added"}),
            ("feed-latinoamerica.xml", {"acme/added", "bazaar/added"}),
            ("feed-pais-co.xml", {"acme/added", "bazaar/added"}),
            ("feed-pais-es.xml", {"acme/added", "bazaar/added"}),  # a member of a group that is named
            ("feed-pais-cl.xml", set()),  # excepted by the one, not listed by the other
            ("feed-plataformas-open-marketplace.xml", {"bazaar/added"}),
            ("feed-plataformas-job-board.xml", set()),
        ],
    )
    def test_who_hears_of_what_is_new(self, name: str, heard: set[str]) -> None:
        items = atoma.parse_rss_bytes(rendered(guide_of(small_files()))[name]).items

        assert {"/".join(item.guid.split("/")[-2:]) for item in items} == heard

    def test_those_who_lose_a_country_and_those_who_gain_one_both_hear(self) -> None:
        made = rendered(guide_of(changed(", was: {hires_from: {scope: places, places: [CO, MX, europe]}}")))
        moved = "Acme: Cambia de países"

        assert moved in titles(made["feed-pais-mx.xml"])
        assert moved in titles(made["feed-pais-ar.xml"])
        assert moved not in titles(made["feed-pais-cl.xml"])

    def test_what_was_said_then_is_not_retold_with_what_is_said_now(self) -> None:
        made = rendered(guide_of(changed(", was: {hires_from: {scope: places, places: [CO, MX, europe]}}")))

        assert "Acme contrata en Colombia, Europa y México: ciencia de datos" in titles(made["feed-pais-mx.xml"])
        assert len(titles(made["feed-pais-ar.xml"])) == 2  # what is new, and Bazaar: nothing older about Acme


class TestAddresses:
    """The address of a feed is for ever, also when nothing has happened in it."""

    def test_the_names_are_those_that_were_promised(self, golden: Callable[[Path, str], None]) -> None:
        guide = guide_of(small_files())

        golden(NAMES, "".join(f"{lang}/{name}\n" for lang in ("es", "en") for name in sorted(rendered(guide, lang))))

    def test_an_empty_feed_is_a_feed(self) -> None:
        raw = rendered(guide_of(small_files()))["feed-pais-cl.xml"]

        assert not feedparser.parse(raw).bozo
        assert atoma.parse_rss_bytes(raw).items == []
        assert etree.fromstring(raw).findtext("channel/lastBuildDate")

    @pytest.mark.parametrize("lang", ["es", "en"])
    def test_two_readers_read_every_feed(self, lang: str) -> None:
        for name, raw in rendered(guide_of(small_files()), lang).items():
            if name.endswith(".xml"):
                parsed = feedparser.parse(raw)

                assert not parsed.bozo
                assert [entry.id for entry in parsed.entries] == [i.guid for i in atoma.parse_rss_bytes(raw).items]
                assert parsed.feed.link.startswith(URL)

    def test_the_same_events_give_the_same_bytes(self) -> None:
        first, again = guide_of(small_files()), guide_of(small_files())
        later = replace(again, today=TODAY + timedelta(days=90))

        assert rendered(first) == rendered(again) == rendered(later)


class TestJson:
    """JSON Feed 1.1 of the main feeds, with the same items."""

    @pytest.mark.parametrize("name", ["feed", "feed-empleadores", "feed-plataformas", "feed-roles", "feed-guia"])
    def test_it_tells_what_the_rss_tells(self, name: str) -> None:
        made = rendered(guide_of(small_files()))
        found = json.loads(made[f"{name}.json"])
        rss = atoma.parse_rss_bytes(made[f"{name}.xml"])

        assert found["version"] == "https://jsonfeed.org/version/1.1"
        assert found["feed_url"] == f"{URL}{name}.json"
        assert (found["title"], found["language"]) == (rss.title, "es")
        assert [item["id"] for item in found["items"]] == [item.guid for item in rss.items]
        for item in found["items"]:
            assert item["url"].startswith(URL)
            assert "content_html" in item or "content_text" in item
            assert re.fullmatch(r"\d{4}-\d\d-\d\dT00:00:00\+00:00", item["date_published"])

    def test_only_the_main_ones(self) -> None:
        assert "feed-pais-co.json" not in rendered(guide_of(small_files()))


@pytest.mark.parametrize(("lang", "title"), [("es", "IA Remota: ciencia de datos"), ("en", "IA Remota: data science")])
def test_the_opml_names_every_feed_in_its_language(lang: str, title: str) -> None:
    made = rendered(guide_of(small_files()), lang)
    outlines = [each for each in etree.fromstring(made["feeds.opml"]).iter("outline") if each.get("xmlUrl")]
    home = URL if lang == "es" else f"{URL}en/"

    assert {each.get("xmlUrl") for each in outlines} == {f"{home}{name}" for name in made if name.endswith(".xml")}
    assert title in {each.get("title") for each in outlines}
    assert {(each.get("type"), each.get("language")) for each in outlines} == {("rss", lang)}


def test_a_page_announces_its_own_topic_first_and_everything_last() -> None:
    guide = guide_of(small_files())
    announced = {key: [topic.file("es") for topic in View(guide, "es", key).topics()] for key in guide.addresses.keys}

    assert announced["index"] == ["feed"]
    assert announced["from/co"] == ["feed-pais-co", "feed-latinoamerica", "feed"]
    assert announced["roles/data-science"] == ["feed-rol-data-science", "feed-roles", "feed"]
    assert announced["platforms/bazaar"] == ["feed-plataformas-open-marketplace", "feed-plataformas", "feed"]
    assert announced["employers/acme"] == ["feed-empleadores", "feed"]
    assert {files[-1] for files in announced.values()} == {"feed"}


class TestInABrowser:
    """A style-sheet in CSS makes a feed readable where browsers show XML; no XSLT."""

    def test_every_feed_names_it(self) -> None:
        made = rendered(guide_of(small_files()))

        for name, raw in made.items():
            if name.endswith(".xml"):
                assert b'<?xml-stylesheet type="text/css" href="feed.css"?>' in raw
        assert b"url(" not in made["feed.css"]

    def test_no_text_leaves_its_string(self) -> None:
        assert feeds.css_text('a"b\\c\n}') == "a\\22 b\\5c c\\a \\7d "


HEADLINES = [
    ("places: [CO, MX, europe]", None, "Acme contrata en Colombia, Europa y México: ciencia de datos"),
    ("scope: places, places: [CO, MX, europe], exhaustive: true", "scope: worldwide",
     "Acme contrata en cualquier país: ciencia de datos"),
    ("scope: places, places: [CO, MX, europe], exhaustive: true", "scope: worldwide, except: [US]",
     "Acme contrata en cualquier país, excepto Estados Unidos: ciencia de datos"),
    ("places: [CO, MX, europe]", "places: [CO, MX, AR, CL, ES]", "Acme contrata en 5 lugares: ciencia de datos"),
    ("{scope: places, places: [CO, MX, europe], exhaustive: true, source: handbook}", "{scope: unpublished}",
     "Acme, nuevo empleador que no publica desde qué países contrata: ciencia de datos"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "line"), HEADLINES)
def test_a_title_says_by_itself_what_happened(old: str, new: str | None, line: str) -> None:
    guide = guide_of(edited(small_files(), ACME, old, new or old))
    event = next(event for event in guide.events if event.entry.id == "acme")

    assert headlines.headline(View(guide, "es", "index"), event) == line


@pytest.mark.parametrize("text", ["x" * 200, "palabra " * 40, "corto"])
def test_a_title_is_cut_between_words_where_it_can_be(text: str) -> None:
    short = headlines.shorten(text.strip())

    assert len(short) <= headlines.LONGEST
    assert short == text.strip() or short.endswith("…")
