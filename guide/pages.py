"""Site -> {path: Markdown}: every page the site consists of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

import jinja2

from guide.addresses import PREFIX
from guide.escape import environment, markdown_text
from guide.search import Listing
from guide.view import Guide, View

LISTS = ("roles", "employers", "platforms", "countries", "news")
TEMPLATES = Path(__file__).resolve().parent.parent / "templates" / "pages"


def render(guide: Guide, lang: str) -> dict[PurePosixPath, str]:
    """Every page of one language by its path below build/docs/<lang>."""
    env = environment(jinja2.FileSystemLoader(TEMPLATES), markdown_text)
    pages = {}
    for key, template, values in _pages(guide):
        view = View(guide, lang, key)
        text = env.get_template(f"{template}.md.j2").render(view=view, say=view.say, **values)
        pages[PurePosixPath(guide.addresses.doc(key, lang))] = _tidy(text)
    return pages


def _pages(guide: Guide) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Key, template and values of every page."""
    site = guide.site
    yield "index", "index", {}
    for collection, template in (("roles", "role"), ("employers", "employer"), ("platforms", "platform")):
        yield collection, collection, {}
        for entry in getattr(site, collection):
            yield entry.key, template, {"entry": entry}
    yield "from", "countries", {}
    for code in guide.countries:
        yield f"from/{code.lower()}", "country", {"code": code}
    yield "news", "news", {}
    yield "subscribe", "subscribe", {}
    for chapter in site.chapters:
        yield chapter.key, "chapter", {"entry": chapter}


def listings(guide: Guide, lang: str) -> list[Listing]:
    """The pages that only list others, as search shows them."""
    view = View(guide, lang, "index")
    found = []
    for key, template, values in _pages(guide):
        if template == "country":
            facts = {"place": view.place(values["code"])}
        elif template in LISTS:
            facts = {"count": view.number(view.count("roles"))}
        else:
            continue
        title, description = (view.say(f"{template}.{part}", **facts) for part in ("title", "description"))
        location = guide.addresses.url(key, lang).removeprefix(PREFIX[lang])
        found.append(Listing(location, title, description))
    return found


def _tidy(text: str) -> str:
    """At most one blank line in a row, one line end at the end."""
    return re.sub(r"\n\s*\n(?:[ \t]*\n)*", "\n\n", text).strip() + "\n"
