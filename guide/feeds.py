"""Site -> {path: bytes}: a feed of events for each topic, as RSS 2.0 through feedgen; JSON Feeds of the main ones; a
list of all in OPML; and a style-sheet that makes a feed readable in a browser.

An item is made once and put into every feed that holds it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path, PurePosixPath
from typing import Any

import jinja2
import markdown
from feedgen.entry import FeedEntry
from feedgen.feed import FeedGenerator
from lxml import etree
from markupsafe import Markup

from guide import events, headlines
from guide.escape import environment, markdown_text
from guide.events import Event
from guide.model import Claim, Employer, Entry, Platform
from guide.topics import Topic
from guide.view import Guide, View
from guide.words import LANGUAGES

TEMPLATES = Path(__file__).resolve().parent.parent / "templates" / "feed"
NEWEST = 50  # items; more only while they are younger than RECENT
RECENT = timedelta(days=30)  # counted back from the newest event, so that the day of the build does not show
WHOLE_CARDS = 200  # older items beyond this many keep their line and lose their card, so that a file stays small
EPOCH = date(2026, 1, 1)  # the date of a feed in which nothing has happened
STYLE, OUTLINE = "feed.css", "feeds.opml"


@dataclass(frozen=True)
class Item:
    """One event as feeds tell it."""

    guid: str
    title: str
    link: str
    day: date
    labels: tuple[str, ...]
    creator: str
    summary: str
    html: str | None


@dataclass(frozen=True)
class Channel:
    """One feed: what it is called, where it lies and what it holds, newest first."""

    title: str
    description: str
    lang: str
    url: str
    page: str
    items: Sequence[Item]

    @property
    def updated(self) -> date:
        """The newest event's day: the same events give the same bytes."""
        return max((item.day for item in self.items), default=EPOCH)


def render(guide: Guide, lang: str) -> dict[PurePosixPath, bytes]:
    """Every feed of one language, by its path below build/docs/<lang>."""
    made = Maker(guide, lang)
    items = Elements()
    files: dict[PurePosixPath, bytes] = {}
    for topic in guide.topics:
        channel = made.channel(topic)
        files[PurePosixPath(f"{topic.file(lang)}.xml")] = rss(channel, items)
        if topic.is_main:
            files[PurePosixPath(f"{topic.file(lang)}.json")] = json_feed(made.channel(topic, "json"))
    files[PurePosixPath(OUTLINE)] = opml(View(guide, lang, "index"))
    files[PurePosixPath(STYLE)] = style(guide, lang)
    return files


def window(events: Sequence[Event]) -> Sequence[Event]:
    """The newest events: fifty, or all of the last thirty days before the newest when those are more."""
    recent = sum(event.date > events[0].date - RECENT for event in events) if events else 0
    return events[: max(NEWEST, recent)]


def guid(event: Event, lang: str, authority: str) -> str:
    """A lasting name (RFC 4151) without slug, address or build date in it."""
    suffix = "" if lang == "es" else f"/{lang}"
    return f"tag:{authority},2026:{event.key}{suffix}"


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


# ---------------------------------------------------------------- what feeds hold


class Maker:
    """Channels and items of one language."""

    def __init__(self, guide: Guide, lang: str) -> None:
        self._guide, self._lang = guide, lang
        self._view = View(guide, lang, "index")
        self._cards = Cards(guide, lang)
        self._whole: dict[str, Item] = {}
        self._short: dict[str, Item] = {}

    def channel(self, topic: Topic, ending: str = "xml") -> Channel:
        """A topic's feed."""
        view = self._view
        said = view.site.settings.description[self._lang]
        if topic.kind != "all":
            said = view.say("topic.about", topic=headlines.lowered(view.topic_label(topic)))
        return Channel(
            title=view.feed_title(topic),
            description=said,
            lang=self._lang,
            url=view.file_url(f"{topic.file(self._lang)}.{ending}"),
            page=self._guide.site_url + self._guide.addresses.url(topic.page, self._lang),
            items=self._items(window(self._guide.by_topic[topic.key])),
        )

    def _items(self, events: Sequence[Event]) -> list[Item]:
        return [self.item(event, whole=number < WHOLE_CARDS) for number, event in enumerate(events)]

    def item(self, event: Event, *, whole: bool) -> Item:
        """An event as an item, with its card or without."""
        made = self._whole if whole else self._short
        if event.key not in made:
            made[event.key] = self._make(event, whole)
        return made[event.key]

    def _make(self, event: Event, whole: bool) -> Item:
        guide, view = self._guide, self._view
        return Item(
            guid=guid(event, self._lang, guide.site.settings.authority),
            title=view.event_title(event),
            link=guide.site_url + guide.addresses.url(event.entry.key, self._lang),
            day=event.date,
            labels=tuple(self._labels(event)),
            creator=guide.site.settings.name,
            summary=headlines.summary(view, event),
            html=self._cards.html(event) if whole else None,
        )

    def _labels(self, event: Event) -> Iterable[str]:
        """What happened, to what, and in which roles."""
        view, entry = self._view, event.entry
        yield view.say(f"event.{event.kind}")
        yield view.say(f"topic.{entry.collection}")
        if isinstance(entry, Platform):
            yield view.say(f"platform_kind.{entry.kind}")
        if isinstance(entry, Employer | Platform):
            yield from (view.entry(f"roles/{id}").title(self._lang) for id in entry.roles)


class Cards:
    """The cards of events as clean HTML; each is made once, however many feeds hold it."""

    def __init__(self, guide: Guide, lang: str) -> None:
        self._guide, self._lang = guide, lang
        self._template = environment(jinja2.FileSystemLoader(TEMPLATES), markdown_text).get_template("item.md.j2")
        self._markdown = markdown.Markdown(output_format="xhtml")

    def html(self, event: Event) -> str:
        view = View(self._guide, self._lang, event.entry.key)
        address = self._guide.site_url + self._guide.addresses.url(event.entry.key, self._lang)

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
        return _plain_letters(self._markdown.reset().convert(text))


def previews(guide: Guide, entries: Iterable[Entry]) -> list[tuple[str, str]]:
    """The cards of entries in both languages, with what each is called."""
    cards = {lang: Cards(guide, lang) for lang in LANGUAGES}
    return [
        (f"{entry.title(lang)} ({lang})", cards[lang].html(events.history(entry)[-1]))
        for entry in entries
        for lang in LANGUAGES
    ]


def _plain_letters(made: str) -> str:
    """References that Markdown needed and HTML does not, as the letters they stand for."""
    keep = {ord(c) for c in "&<>\"'"}
    return re.sub(r"&#(\d+);", lambda m: m[0] if int(m[1]) in keep else chr(int(m[1])), made)


# ---------------------------------------------------------------- RSS 2.0


class Elements:
    """Items as XML elements, each made by feedgen once."""

    def __init__(self) -> None:
        self._made: dict[Item, Any] = {}

    def copy(self, item: Item) -> Any:
        """An element of its own, to put into a feed."""
        if item not in self._made:
            self._made[item] = _element(item)
        return deepcopy(self._made[item])


def _element(item: Item) -> Any:
    entry = FeedEntry()
    entry.load_extension("dc")
    entry.title(item.title)
    entry.link(href=item.link)
    entry.guid(item.guid, permalink=False)
    entry.published(midnight(item.day))
    entry.category([{"term": label} for label in item.labels])
    entry.dc.dc_creator(item.creator)
    entry.summary(item.summary)
    if item.html:
        entry.content(item.html, type="html")
    return entry.rss_entry()


def rss(channel: Channel, items: Elements) -> bytes:
    """One channel as RSS 2.0."""
    feed = FeedGenerator()
    feed.load_extension("dc")
    feed.title(channel.title)
    feed.description(channel.description)
    feed.language(channel.lang)
    feed.link(href=channel.url, rel="self", type="application/rss+xml")
    feed.link(href=channel.page, rel="alternate")  # last: feedgen takes the channel's link from the last call
    feed.generator("")
    feed.docs("")
    feed.ttl(720)
    feed.lastBuildDate(midnight(channel.updated))
    root = etree.fromstring(feed.rss_str())
    root.find("channel").extend(items.copy(item) for item in channel.items)
    root.addprevious(etree.ProcessingInstruction("xml-stylesheet", f'type="text/css" href="{STYLE}"'))
    etree.indent(root)
    made: bytes = etree.tostring(root.getroottree(), xml_declaration=True, encoding="UTF-8")
    return _plain_titles(made).replace(b"?><rss", b"?>\n<rss", 1) + b"\n"


def _plain_titles(xml: bytes) -> bytes:
    """`&` and `<` in titles as numeric references: the form on which validator and readers agree."""

    def numeric(match: re.Match[bytes]) -> bytes:
        return match[0].replace(b"&amp;", b"&#x26;").replace(b"&lt;", b"&#x3C;").replace(b"&gt;", b"&#x3E;")

    return re.sub(rb"<title>.*?</title>", numeric, xml, flags=re.DOTALL)


# ---------------------------------------------------------------- JSON Feed 1.1, OPML, style


def json_feed(channel: Channel) -> bytes:
    """One channel as JSON Feed 1.1."""
    made = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": channel.title,
        "home_page_url": channel.page,
        "feed_url": channel.url,
        "description": channel.description,
        "language": channel.lang,
        "items": [_json_item(item) for item in channel.items],
    }
    return (json.dumps(made, ensure_ascii=False, indent=1) + "\n").encode()


def _json_item(item: Item) -> dict[str, object]:
    content = {"content_html": item.html} if item.html else {"content_text": item.summary}
    return {
        "id": item.guid,
        "url": item.link,
        "title": item.title,
        "summary": item.summary,
        **content,
        "date_published": midnight(item.day).isoformat(),
        "authors": [{"name": item.creator}],
        "tags": list(item.labels),
    }


def opml(view: View) -> bytes:
    """Every feed of one language in one file that readers import (OPML 2.0)."""
    root = etree.Element("opml", version="2.0")
    head = etree.SubElement(root, "head")
    etree.SubElement(head, "title").text = view.say("site.feed_title", name=view.site.settings.name)
    body = etree.SubElement(root, "body")
    for heading, topics in view.topic_groups():
        group = etree.SubElement(body, "outline", text=view.say(f"subscribe.{heading}"))
        for topic in topics:
            title = view.feed_title(topic)
            etree.SubElement(
                group, "outline", type="rss", text=title, title=title, language=view.lang,
                xmlUrl=view.file_url(f"{topic.file(view.lang)}.xml"),
                htmlUrl=view.guide.site_url + view.guide.addresses.url(topic.page, view.lang),
            )  # fmt: skip
    etree.indent(root)
    made: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return made + b"\n"


def style(guide: Guide, lang: str) -> bytes:
    """What a browser shows of a feed: what it is, where to learn more, and the items' titles and lines."""
    view = View(guide, lang, "subscribe")
    env = environment(jinja2.FileSystemLoader(TEMPLATES), css_text)
    address = guide.site_url + guide.addresses.url("subscribe", lang)
    return env.get_template("feed.css.j2").render(view=view, say=view.say, address=address).encode()


def css_text(text: str) -> Markup:
    """Text inside a CSS string."""
    return Markup(re.sub(r"[^\w .,:;/?¿!¡()-]", lambda match: f"\\{ord(match[0]):x} ", text))
