"""Site -> {path: bytes}: feeds of events, RSS 2.0 through feedgen.

A channel is a selection of events with an address of its own; topic feeds are more channels, nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path, PurePosixPath

import jinja2
import markdown
from feedgen.feed import FeedGenerator
from markupsafe import Markup

from guide.escape import environment, markdown_text
from guide.events import Event
from guide.model import Claim
from guide.view import Guide, View

TEMPLATES = Path(__file__).resolve().parent.parent / "templates" / "feed"
NEWEST = 50  # items; more only while they are younger than RECENT
RECENT = timedelta(days=30)
WHOLE_CARDS = 200  # older items beyond this many keep their line and lose their card, so that a file stays small


@dataclass(frozen=True)
class Channel:
    """One feed: where it lies below build/docs, what it is called and what happened in it."""

    path: PurePosixPath
    lang: str
    title: str
    description: str
    events: Sequence[Event]


def channels(guide: Guide, lang: str) -> list[Channel]:
    """Every feed of one language."""
    settings = guide.site.settings
    title = guide.words[lang].say("site.feed_title", name=settings.name)
    return [Channel(PurePosixPath("feed.xml"), lang, title, settings.description[lang], guide.events)]


def render(guide: Guide, lang: str, site_url: str) -> dict[PurePosixPath, bytes]:
    """Every feed of one language as RSS 2.0, by its path below build/docs/<lang>."""
    cards = Cards(guide, lang, site_url)
    return {channel.path: rss(channel, guide, site_url, cards) for channel in channels(guide, lang)}


def window(events: Sequence[Event], today: date) -> Sequence[Event]:
    """The newest events: fifty, or all of the last thirty days when those are more."""
    recent = sum(event.date > today - RECENT for event in events)
    return events[: max(NEWEST, recent)]


def guid(event: Event, lang: str, authority: str) -> str:
    """A lasting name (RFC 4151) without slug, address or build date in it."""
    suffix = "" if lang == "es" else f"/{lang}"
    return f"tag:{authority},2026:{event.key}{suffix}"


def rss(channel: Channel, guide: Guide, site_url: str, cards: Cards) -> bytes:
    """One channel as RSS 2.0. Every date is an event's, so the same events give the same bytes."""
    feed = FeedGenerator()
    feed.load_extension("dc")
    home = site_url + guide.addresses.url("index", channel.lang)
    feed.title(channel.title)
    feed.description(channel.description)
    feed.language(channel.lang)
    feed.link(href=home + channel.path.name, rel="self", type="application/rss+xml")
    feed.link(href=home, rel="alternate")  # last: feedgen takes the channel's link from the last call
    feed.generator("")
    feed.docs("")
    feed.ttl(720)
    shown = window(channel.events, guide.today)
    feed.lastBuildDate(midnight(max((event.date for event in shown), default=date(2026, 1, 1))))
    for number, event in enumerate(shown):
        view = View(guide, channel.lang, event.entry.key)
        item = feed.add_entry(order="append")  # feedgen's own default is to prepend
        item.title(view.event_title(event))
        item.link(href=site_url + guide.addresses.url(event.entry.key, channel.lang))
        item.guid(guid(event, channel.lang, guide.site.settings.authority), permalink=False)
        item.published(midnight(event.date))
        item.category(term=view.say(f"event.{event.kind}"))
        item.dc.dc_creator(guide.site.settings.name)
        item.summary(event.entry.description(channel.lang))
        if number < WHOLE_CARDS:
            item.content(cards.html(event), type="html")
    return _plain_titles(feed.rss_str(pretty=True))


class Cards:
    """The cards of events as clean HTML; each is made once, however many feeds hold it."""

    def __init__(self, guide: Guide, lang: str, site_url: str) -> None:
        self._guide, self._lang, self._site_url = guide, lang, site_url
        self._template = environment(jinja2.FileSystemLoader(TEMPLATES), markdown_text).get_template("item.md.j2")
        self._made: dict[str, str] = {}

    def html(self, event: Event) -> str:
        if event.key not in self._made:
            self._made[event.key] = self._render(event)
        return self._made[event.key]

    def _render(self, event: Event) -> str:
        view = View(self._guide, self._lang, event.entry.key)
        address = self._site_url + self._guide.addresses.url(event.entry.key, self._lang)

        def cite(claim: Claim) -> Markup:
            source = view.source(event.entry, claim.source)
            if source is None:
                return Markup("")
            dated = view.date_of(event.entry, claim)
            when = view.when(dated) if dated else view.say("evidence.undated")
            return Markup(' (<a href="{}">{}</a>, {})').format(
                markdown_text(source.url), markdown_text(source.title), markdown_text(when)
            )

        text = self._template.render(event=event, view=view, say=view.say, cite=cite, address=Markup(address))
        return _plain_letters(markdown.markdown(text, output_format="xhtml"))


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _plain_letters(made: str) -> str:
    """References that Markdown needed and HTML does not, as the letters they stand for."""
    keep = {ord(c) for c in "&<>\"'"}
    return re.sub(r"&#(\d+);", lambda m: m[0] if int(m[1]) in keep else chr(int(m[1])), made)


def _plain_titles(xml: bytes) -> bytes:
    """`&` and `<` in titles as numeric references: the form on which validator and readers agree."""

    def numeric(match: re.Match[bytes]) -> bytes:
        return match[0].replace(b"&amp;", b"&#x26;").replace(b"&lt;", b"&#x3C;").replace(b"&gt;", b"&#x3E;")

    return re.sub(rb"<title>.*?</title>", numeric, xml, flags=re.DOTALL)
