"""The search index, made from the built pages: what a reader looks for, and not what is said on every page.

Material's plugin writes the settings and leaves the pages to us (`search.exclude` in every head). Its parser is slow
Python, indexes each citation, and neither its index nor its queries fold accents.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from lxml import etree

from guide.view import fold

_WORD = re.compile(r"[^\W_]+")
_HEADINGS = ("h1", "h2", "h3")

# Said on every page, or about a claim: a search for "source" or for a year would find everything. Nor is what a file of
# a made-up company looks like.
_UNSEARCHED = frozenset((
    "evidence", "headerlink", "crumb", "card-age", "tools", "links", "sources", "footnote", "footnote-ref",
    "chart", "pay",
))  # fmt: skip
_UNREAD = ("script", "pre")
_CANDIDATES = etree.XPath("//*[@class] | //script | //pre")


@dataclass(frozen=True, slots=True)
class Section:
    """What search finds as one result: a page, or a part of it under its own heading."""

    location: str
    title: str
    text: str


def write(folder: Path, locations: Iterable[str], lists: Sequence[Section]) -> None:
    """Complete the index of a built language; pages that only list others are found by what `lists` says of them."""
    path = folder / "search" / "search_index.json"
    index = json.loads(path.read_text("utf-8"))
    told = {section.location: section for section in lists}
    found: list[Section] = []
    for location in locations:
        if location in told:
            found.append(told[location])
        else:
            found += sections(location, (folder / location / "index.html").read_bytes())
    index["docs"] = [_record(section) for section in found]
    path.write_text(json.dumps(index, ensure_ascii=False, separators=(",", ":"), sort_keys=True), "utf-8")


def sections(location: str, page: bytes) -> Iterator[Section]:
    """The parts of a built page, each with the words under its heading; a part with none is left out."""
    start, end = page.index(b"<article"), page.rindex(b"</article>")
    article = etree.fromstring(page[start:end], parser=etree.HTMLParser(encoding="utf-8")).find(".//article")
    for element in _CANDIDATES(article):
        if element.tag in _UNREAD or not _UNSEARCHED.isdisjoint(element.get("class").split()):
            _remove(element)
    heading = article.find(".//h1")  # the front page has its own inside a block
    where, title, texts = location, _text(heading) if heading is not None else "", []
    for block in article:
        if block.tag not in _HEADINGS:
            texts.append(_text(block))
        elif block.get("id") and block is not heading:
            yield from _unless_empty(Section(where, title, " ".join(filter(None, texts))))
            where, title, texts = f"{location}#{block.get('id')}", _text(block), []
    yield from _unless_empty(Section(where, title, " ".join(filter(None, texts))))


def _unless_empty(section: Section) -> Iterator[Section]:
    if section.text or "#" not in section.location:
        yield section


def _remove(element: Any) -> None:
    """Take an element out, and leave the text after it where it is."""
    parent, before = element.getparent(), element.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + (element.tail or "")
    else:
        parent.text = (parent.text or "") + (element.tail or "")
    parent.remove(element)


def _text(element: Any) -> str:
    return " ".join(etree.tostring(element, method="text", encoding="unicode", with_tail=False).split())


def _record(section: Section) -> dict[str, str]:
    text = escape(section.text) + _folded(f"{section.title} {section.text}")
    return {"location": section.location, "title": escape(section.title), "text": text}


def _folded(text: str) -> str:
    """The accented words of a text without their accents, unseen: else `anotacion` would find nothing."""
    words = {word.lower() for word in _WORD.findall(text) if not word.isascii()}
    folded = sorted({fold(word) for word in words} - words)
    return f' <span class="folded">{escape(" ".join(folded))}</span>' if folded else ""
