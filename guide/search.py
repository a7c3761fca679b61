"""The search index, finished: words typed without accents find theirs, and pages that list others are found by name."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from pathlib import Path

from guide.view import fold

_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Listing:
    """A page that only lists others: in the index by its title and description, not again by what it lists."""

    location: str
    title: str
    description: str


def finish(path: Path, listings: Iterable[Listing]) -> None:
    """Complete an index that Material's plugin wrote."""
    index = json.loads(path.read_text("utf-8"))
    index["docs"] += [_section(listing) for listing in listings]
    for section in index["docs"]:
        section["text"] += _folded(f"{section['title']} {section['text']}")
    path.write_text(json.dumps(index, ensure_ascii=False, separators=(",", ":"), sort_keys=True), "utf-8")


def _section(listing: Listing) -> dict[str, str]:
    return {"location": listing.location, "title": escape(listing.title), "text": escape(listing.description)}


def _folded(text: str) -> str:
    """The accented words of a text without their accents, unseen: neither Material's index nor its queries fold them,
    and `anotacion` would find nothing."""
    words = {word for word in _WORD.findall(text) if not word.isascii()}
    folded = sorted({fold(word) for word in words} - words)
    return f' <span class="folded">{escape(" ".join(folded))}</span>' if folded else ""
