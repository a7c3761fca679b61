"""Site -> {path: Markdown}: every page the site consists of."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from pathlib import Path, PurePosixPath
from typing import Any

import jinja2

from guide.addresses import SOURCE_PAGES, source_shelves
from guide.directory import directory
from guide.escape import environment, markdown_text
from guide.form import form
from guide.pay import pay
from guide.search import Section
from guide.sources import AGES, addresses, groups, kinds, shelves
from guide.state import state
from guide.typography import unbroken
from guide.view import Guide, View

LISTS = (
    "roles", "employers", "platforms", "countries", "news", "to-verify", "gone", "compare", "form", "sources", "state",
)  # fmt: skip
TEMPLATES = Path(__file__).resolve().parent.parent / "templates" / "pages"


def render(guide: Guide, lang: str, only: Collection[str] | None = None) -> dict[PurePosixPath, str]:
    """Every page of one language, or only those with some keys, by its path below build/docs/<lang>."""
    env = environment(jinja2.FileSystemLoader(TEMPLATES), markdown_text)
    env.globals |= {"directory": directory, "form": form, "pay": pay, "state": state}
    env.globals |= {"groups": groups, "shelves": shelves, "addresses": addresses, "kinds": kinds, "ages": AGES}
    pages = {}
    for key, template, values in _pages(guide):
        if only is not None and key not in only:
            continue
        view = View(guide, lang, key)
        text = env.get_template(f"{template}.md.j2").render(view=view, say=guide.words[lang].say, **values)
        pages[PurePosixPath(guide.addresses.doc(key, lang))] = unbroken(_tidy(text))
    return pages


def _pages(guide: Guide) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Key, template and values of every page."""
    site = guide.site
    yield "index", "index", {}
    for collection, template in (("roles", "role"), ("employers", "employer"), ("platforms", "platform")):
        yield collection, collection, {}
        for entry in getattr(site, collection):
            yield entry.key, template, {"entry": entry}
    yield "contribute/form", "form", {}
    yield "from", "countries", {}
    for code in guide.countries:
        yield f"from/{code.lower()}", "country", {"code": code}
    for list_page in ("news", "to-verify", "gone", "compare", "subscribe"):
        yield list_page, list_page, {}
    yield "contribute/rules", "rules", {}
    yield "sources", "sources", {}
    for shelf in source_shelves(site):
        yield SOURCE_PAGES[shelf], "sources-of", {"shelf": shelf}
    yield "about/state", "state", {}
    yield "guide/glossary", "glossary", {}
    for chapter in site.chapters:
        yield chapter.key, "chapter", {"entry": chapter}


def lists(guide: Guide, lang: str) -> list[Section]:
    """The pages that only list others, as search shows them."""
    view = View(guide, lang, "index")
    found = []
    for key, template, values in _pages(guide):
        if template == "country":
            facts = {"place": view.place(values["code"])}
        elif template in LISTS:
            facts = {"count": view.number(view.count("roles"))}
        elif template == "sources-of":
            words = (view.shelf_word(f"sources.{part}_of.", values["shelf"]) for part in ("title", "description"))
            found.append(Section(guide.addresses.location(key, lang), *words))
            continue
        else:
            continue
        title, description = (view.say(f"{template}.{part}", **facts) for part in ("title", "description"))
        found.append(Section(guide.addresses.location(key, lang), title, description))
    return found


def _tidy(text: str) -> str:
    """At most one blank line in a row, one line end at the end."""
    return re.sub(r"\n\s*\n(?:[ \t]*\n)*", "\n\n", text).strip() + "\n"
