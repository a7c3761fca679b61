"""Feeds that every reader agrees on: the same items, in the same order, under names that last."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import PurePosixPath

import atoma
import feedparser
import pytest
from hypothesis import HealthCheck, given, settings
from lxml import etree
from projects import TODAY, edited, small_files
from strategies import HOSTILE, texts

from guide import feeds, headlines
from guide.events import Event, events
from guide.load import load
from guide.model import Change, Text
from guide.view import Guide

URL = "https://guide.example/sub/"


def rendered(guide: Guide, lang: str = "es", name: str = "feed.xml") -> bytes:
    return feeds.render(replace(guide, site_url=URL), lang)[PurePosixPath(name)]


def with_summary(guide: Guide, text: str) -> Guide:
    employer = guide.site.employers[0]
    hostile = employer.model_copy(update={"name": text, "summary": Text.model_construct(es=text, en=text)})
    return Guide(replace(guide.site, employers=(hostile,)), guide.words, TODAY)


def many(guide: Guide, count: int, newest: date = TODAY, step: int = 1) -> Guide:
    """The guide with an employer that has changed `count` times."""
    what = Text(es="Cambia algo", en="Something changes")
    changes = tuple(
        Change(id=f"change-{n}", date=newest - timedelta(days=n * step), what=what) for n in range(count)
    )  # fmt: skip
    employer = guide.site.employers[0].model_copy(update={"changes": changes, "added": date(2020, 1, 1)})
    return Guide(replace(guide.site, employers=(employer,)), guide.words, TODAY)


@pytest.mark.parametrize("lang", ["es", "en"])
class TestRss:
    """RSS 2.0, and what the W3C validator asks of it."""

    def test_two_readers_read_it(self, guide: Guide, lang: str) -> None:
        raw = rendered(guide, lang)
        parsed = feedparser.parse(raw)
        strict = atoma.parse_rss_bytes(raw)

        assert not parsed.bozo
        assert [e.id for e in parsed.entries] == [item.guid for item in strict.items]
        assert [e.title for e in parsed.entries] == [item.title for item in strict.items]
        assert len(parsed.entries) == len(guide.events)

    def test_the_channel_links_to_the_site_and_to_itself(self, guide: Guide, lang: str) -> None:
        tree = etree.fromstring(rendered(guide, lang))
        home = URL if lang == "es" else f"{URL}en/"
        atom = "{http://www.w3.org/2005/Atom}link"

        assert tree.findtext("channel/link") == home
        assert tree.find(f"channel/{atom}").attrib == {
            "href": f"{home}feed.xml", "rel": "self", "type": "application/rss+xml",
        }  # fmt: skip
        assert tree.findtext("channel/language") == lang

    def test_items_are_events_newest_first_in_a_total_order(self, guide: Guide, lang: str) -> None:
        tree = etree.fromstring(rendered(guide, lang))
        dates = [parsedate_to_datetime(text) for text in tree.xpath("//item/pubDate/text()")]

        assert dates == sorted(dates, reverse=True)
        assert all(d == d.replace(hour=0, minute=0, second=0) and d.tzinfo == UTC for d in dates)
        assert parsedate_to_datetime(tree.findtext("channel/lastBuildDate")) == max(dates)

    def test_guids_are_tags_without_an_address_and_each_its_own(self, guide: Guide, lang: str) -> None:
        tree = etree.fromstring(rendered(guide, lang))
        guids = tree.xpath("//item/guid")
        end = "" if lang == "es" else "/en"

        assert {g.get("isPermaLink") for g in guids} == {"false"}
        assert len({g.text for g in guids}) == len(guids)
        assert f"tag:ia-remota,2026:employers/acme/added{end}" in {g.text for g in guids}
        assert not any("guide.example" in g.text for g in guids)

    def test_description_is_plain_and_content_comes_after_it(self, guide: Guide, lang: str) -> None:
        for item in etree.fromstring(rendered(guide, lang)).iter("item"):
            tags = [etree.QName(child).localname for child in item]

            assert tags.index("description") < tags.index("encoded")
            assert "<" not in item.findtext("description")

    def test_content_is_clean_html_with_whole_addresses(self, guide: Guide, lang: str) -> None:
        for item in etree.fromstring(rendered(guide, lang)).iter("item"):
            content = item.findtext("{http://purl.org/rss/1.0/modules/content/}encoded")
            tags = set(re.findall(r"<([a-z0-9]+)", content))

            assert tags <= {"p", "ul", "li", "strong", "a"}
            assert all(link.startswith("https://") for link in re.findall(r'href="([^"]*)"', content))

    def test_links_are_ascii_and_lead_into_the_site(self, guide: Guide, lang: str) -> None:
        for link in etree.fromstring(rendered(guide, lang)).xpath("//item/link/text()"):
            assert link.startswith(URL)
            assert link.isascii()

    def test_the_author_is_the_guide(self, guide: Guide, lang: str) -> None:
        creators = {e.author for e in feedparser.parse(rendered(guide, lang)).entries}

        assert creators == {"IA Remota"}


class TestHostileText:
    """Any text in a field comes out of two independent readers as the same text."""

    @pytest.mark.parametrize("text", HOSTILE)
    def test_known_attacks(self, guide: Guide, text: str) -> None:
        self._comes_out(guide, " ".join(text.split()))

    @given(text=texts)
    @settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_anything(self, guide: Guide, text: str) -> None:
        self._comes_out(guide, " ".join(text.split()))

    def _comes_out(self, guide: Guide, text: str) -> None:
        raw = rendered(with_summary(guide, text))
        strict = atoma.parse_rss_bytes(raw)
        item = next(i for i in strict.items if i.guid.endswith("employers/acme/added"))
        title = f"{text} contrata en Colombia, Europa y México: ciencia de datos"

        assert not feedparser.parse(raw).bozo
        assert item.title == headlines.shorten(title)
        assert item.description == text
        assert "<script" not in item.content_encoded.lower()

    def test_titles_write_ampersands_as_the_validator_asks(self, guide: Guide) -> None:
        raw = rendered(with_summary(guide, "R&D <b>"))

        assert b"<title>R&#x26;D &#x3C;b&#x3E; contrata en " in raw


class TestWindow:
    """The newest 50 events, or all of the 30 days before the newest when those are more: no day of a build in it."""

    @pytest.mark.parametrize(
        ("count", "step", "shown"), [(10, 1, 10), (49, 1, 49), (80, 2, 50), (80, 0, 80), (400, 0, 400)]
    )
    def test_how_many_items(self, guide: Guide, count: int, step: int, shown: int) -> None:
        found = feeds.window([e for e in many(guide, count, step=step).events if e.kind == "changed"])

        assert len(found) == shown

    def test_beyond_two_hundred_items_keep_their_line_and_lose_their_card(self, guide: Guide) -> None:
        raw = rendered(many(guide, 300, step=0))
        items = etree.fromstring(raw).findall("channel/item")
        cards = [i for i in items if i.find("{http://purl.org/rss/1.0/modules/content/}encoded") is not None]

        assert len(items) > 300
        assert len(cards) == feeds.WHOLE_CARDS
        assert all(item.findtext("description") for item in items)


class TestIdentity:
    """A feed changes when an event happens, and only then."""

    def test_the_day_of_the_build_does_not_show(self, guide: Guide) -> None:
        tomorrow = Guide(guide.site, guide.words, TODAY + timedelta(days=3))

        assert rendered(guide) == rendered(tomorrow)

    def test_a_slug_and_a_title_change_no_guid(self) -> None:
        files = small_files()
        renamed = edited(files, "data/jobs.yaml", "ciencia-de-datos", "datos")
        renamed = edited(renamed, "data/employers/acme.yaml", "name: Acme\n", "name: Acme Labs\n")

        assert _guids(files) == _guids(renamed)

    @pytest.mark.parametrize("former", ["[acme]", "[acme, acme-inc]"])
    def test_an_id_that_was_renamed_changes_no_guid(self, former: str) -> None:
        files = small_files()
        renamed = edited(files, "data/employers/acme.yaml", "id: acme\n", f"id: labs\nformer_ids: {former}\n")
        renamed["data/employers/labs.yaml"] = renamed.pop("data/employers/acme.yaml")
        renamed = {path: raw.replace(b"entry:employers/acme", b"entry:employers/labs") for path, raw in renamed.items()}

        assert _guids(files) == _guids(renamed)

    def test_an_id_renamed_in_silence_would_change_it(self) -> None:
        files = small_files()
        renamed = edited(files, "data/platforms/bazaar.yaml", "id: bazaar\n", "id: market\n")
        renamed["data/platforms/market.yaml"] = renamed.pop("data/platforms/bazaar.yaml")
        known = edited(renamed, "data/platforms/market.yaml", "id: market\n", "id: market\nformer_ids: [bazaar]\n")

        assert _guids(files) == _guids(known) != _guids(renamed)

    def test_every_kind_of_event_has_its_own_name(self) -> None:
        files = edited(
            small_files(),
            "data/employers/acme.yaml",
            "added: 2026-11-20\n",
            "added: 2026-11-20\n"
            "changes: [{id: opens-mexico, date: 2026-11-21, what: {es: Abre México., en: Opens Mexico.}}]\n"
            "removed: {date: 2026-11-22, why: {es: Cierra., en: It closes.}}\n"
            "restored: {date: 2026-11-23, what: {es: Reabre., en: It reopens.}}\n",
        )
        loaded = load(files)
        assert loaded.problems == []
        keys = [event.key for event in events(loaded.site) if event.entry.id == "acme"]  # type: ignore[arg-type]

        assert keys == [f"employers/acme/{name}" for name in ("restored", "removed", "opens-mexico", "added")]


def _guids(files: dict[str, bytes]) -> set[str]:
    site = load(files).site
    assert site is not None
    return {feeds.guid(event, "es", site.settings.authority) for event in events(site)}


def test_dates_are_midnight_utc() -> None:
    assert feeds.midnight(date(2026, 11, 24)) == datetime(2026, 11, 24, tzinfo=UTC)


def test_an_event_says_what_changed(guide: Guide) -> None:
    raw = rendered(many(guide, 1))

    assert "Acme: Cambia algo" in raw.decode()
    assert isinstance(guide.events[0], Event)
