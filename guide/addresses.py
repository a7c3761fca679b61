"""Where each page lives, in both languages. Addresses are promises: they change only with a redirect."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass

from guide.model import Chapter, Employer, Platform, Role, Site
from guide.words import LANGUAGES

# Pages the generator makes besides entries and chapters: key -> address in each language.
SECTIONS: dict[str, dict[str, str]] = {
    "index": {"es": "", "en": ""},
    "roles": {"es": "roles", "en": "roles"},
    "employers": {"es": "empleadores", "en": "employers"},
    "platforms": {"es": "plataformas", "en": "platforms"},
    "from": {"es": "desde", "en": "from"},
    "news": {"es": "novedades", "en": "news"},
    "subscribe": {"es": "suscribirse", "en": "subscribe"},
}
FOLDER_PAGES = {"index", "roles", "employers", "platforms", "from"}  # they have pages below them
PREFIX = {"es": "", "en": "en/"}


@dataclass(frozen=True)
class Addresses:
    """Key of a page (`employers/gitlab`, `guide/english`, `from/co`) -> its address in each language."""

    paths: Mapping[str, Mapping[str, str]]
    folders: frozenset[str]

    @classmethod
    def of(cls, site: Site) -> Addresses:
        """The addresses of every page that the site consists of."""
        paths: dict[str, Mapping[str, str]] = dict(SECTIONS)
        for entry in site.entries:
            if isinstance(entry, Role):
                paths[entry.key] = {lang: f"{SECTIONS['roles'][lang]}/{entry.slug[lang]}" for lang in LANGUAGES}
            elif isinstance(entry, Employer | Platform):
                paths[entry.key] = {lang: f"{SECTIONS[entry.collection][lang]}/{entry.id}" for lang in LANGUAGES}
        for code in countries_with_page(site):
            key = f"from/{code.lower()}"
            paths[key] = {lang: f"{SECTIONS['from'][lang]}/{code.lower()}" for lang in LANGUAGES}
        chapters = {chapter.id: chapter for chapter in site.chapters}
        for id in chapters:
            paths[id] = {lang: _chapter_path(id, chapters, lang) for lang in LANGUAGES}
        parents = {posixpath.dirname(id) for id in chapters} & set(chapters)
        return cls(paths, frozenset(FOLDER_PAGES | parents))

    @property
    def keys(self) -> set[str]:
        return set(self.paths)

    def url(self, key: str, lang: str) -> str:
        """The page's address below the site's root: `en/employers/gitlab/`; the start page is `` or `en/`."""
        path = self.paths[key][lang]
        return f"{PREFIX[lang]}{path}/" if path else PREFIX[lang]

    def doc(self, key: str, lang: str) -> str:
        """The Markdown file of the page below build/docs/<lang>."""
        path = self.paths[key][lang]
        return posixpath.join(path, "index.md") if key in self.folders else f"{path}.md"

    def relative(self, key: str, lang: str, *, start: str) -> str:
        """The address of a page as written on the page `start` of the same language."""
        here, there = self.paths[start][lang], self.paths[key][lang]
        up = "../" * (here.count("/") + 1) if here else ""
        return f"{up}{there}/" if there else up or "./"

    def relative_doc(self, key: str, lang: str, *, start: str) -> str:
        """The Markdown file of a page as linked from that of the page `start`."""
        return posixpath.relpath(self.doc(key, lang), posixpath.dirname(self.doc(start, lang)) or ".")


def countries_with_page(site: Site) -> list[str]:
    """Countries named by code in a claim on who may apply, the Spanish-speaking ones, and those that once had one."""
    named = {*site.places.spanish_speaking, *site.places.kept}
    entries: tuple[Employer | Platform, ...] = (*site.employers, *site.platforms)
    for entry in entries:
        named |= {*entry.hires_from.places, *entry.hires_from.excepted} & set(site.places.countries)
    return sorted(named)


def _chapter_path(id: str, chapters: Mapping[str, Chapter], lang: str) -> str:
    """The slugs of a chapter and of the chapters above it, joined."""
    parts = id.split("/")
    above = ["/".join(parts[: depth + 1]) for depth in range(len(parts))]
    return "/".join(chapters[key].heads[lang].slug if key in chapters else key.split("/")[-1] for key in above)
