"""Where each page lives, in both languages. Addresses are promises: they change only with a redirect."""

from __future__ import annotations

import itertools
import posixpath
import string
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from guide.model import Chapter, Employer, Entry, Platform, Role, Site
from guide.words import LANGUAGES

# Pages the generator makes besides entries and chapters: key -> address in each language.
SECTIONS: dict[str, dict[str, str]] = {
    "index": {"es": "", "en": ""},
    "roles": {"es": "roles", "en": "roles"},
    "employers": {"es": "empleadores", "en": "employers"},
    "platforms": {"es": "plataformas", "en": "platforms"},
    "from": {"es": "desde", "en": "from"},
    "news": {"es": "novedades", "en": "news"},
    "to-verify": {"es": "por-verificar", "en": "to-verify"},
    "gone": {"es": "retirados", "en": "gone"},
    "compare": {"es": "comparar", "en": "compare"},
    "contribute/form": {"es": "colaborar/formulario", "en": "contribute/form"},
    "subscribe": {"es": "suscribirse", "en": "subscribe"},
    "contribute/rules": {"es": "colaborar/reglas", "en": "contribute/rules"},
    "sources": {"es": "fuentes", "en": "sources"},
    "sources/platforms": {"es": "fuentes/plataformas", "en": "sources/platforms"},
    "sources/roles": {"es": "fuentes/roles", "en": "sources/roles"},
    "sources/guide": {"es": "fuentes/guia", "en": "sources/guide"},
    "sources/shared": {"es": "fuentes/comunes", "en": "sources/shared"},
    "about/state": {"es": "acerca/estado", "en": "about/state"},
    "guide/glossary": {"es": "guia/glosario", "en": "guide/glossary"},
}
FOLDER_PAGES = {"index", "roles", "employers", "platforms", "from", "sources"}  # they have pages below them
# The pages of sources: a page for each letter that ids of employers begin with, or for all figures; one for each other
# collection; and one for what belongs to no entry.
SOURCE_PAGES = {
    **{f"employers-{letter}": f"sources/employers-{letter}" for letter in f"0{string.ascii_lowercase}"},
    "platforms": "sources/platforms", "roles": "sources/roles", "chapters": "sources/guide",
    "shared": "sources/shared",
}  # fmt: skip
LOCAL = "http://127.0.0.1:8000/"  # where the site lives when nobody has said
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
        for shelf in {source_shelf(entry) for entry in site.employers}:
            paths[SOURCE_PAGES[shelf]] = {
                "es": f"fuentes/{shelf.replace('employers', 'empleadores')}", "en": f"sources/{shelf}",
            }  # fmt: skip
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
        return PREFIX[lang] + self.location(key, lang)

    def location(self, key: str, lang: str) -> str:
        """The page's address below the start page of its language: `employers/gitlab/`."""
        path = self.paths[key][lang]
        return f"{path}/" if path else ""

    def locations(self, lang: str) -> list[str]:
        """Where every page of a language is, below its start page."""
        return sorted(self.location(key, lang) for key in self.paths)

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


def source_line(entry: Entry, key: str) -> str:
    """The page and the anchor of the line of a source that an entry cites: `sources/employers-g#gitlab:handbook`.

    The anchor is made of ids, none of which holds a colon, so that no two lines share one and none ever moves.
    """
    if key not in entry.sources:
        return f"{SOURCE_PAGES['shared']}#shared:{key}"
    return f"{SOURCE_PAGES[source_shelf(entry)]}#{entry.id}:{key}"


def source_shelf(entry: Entry) -> str:
    """Which page of sources an entry's are on. It depends on nothing but the id, which never changes."""
    if entry.collection != "employers":
        return entry.collection
    return f"employers-{entry.id[0] if entry.id[0].isalpha() else 0}"


def source_shelves(site: Site) -> list[str]:
    """The pages of sources that the site has, in their order."""
    used = {source_shelf(entry) for entry in site.employers}
    return [shelf for shelf in SOURCE_PAGES if shelf in used or not shelf.startswith("employers-")]


def countries_with_page(site: Site) -> list[str]:
    """Countries named by code in a claim on who may apply, the Spanish-speaking ones, and those that once had one."""
    named = {*site.places.spanish_speaking, *site.places.kept}
    entries: tuple[Employer | Platform, ...] = (*site.employers, *site.platforms)
    for entry in entries:
        named |= {*entry.hires_from.places, *entry.hires_from.excepted} & set(site.places.countries)
    return sorted(named)


@dataclass(frozen=True, slots=True)
class Former:
    """An address that a page had before, in one language; it leads to the page for ever."""

    entry: Entry
    lang: str
    path: str

    @property
    def url(self) -> str:
        return f"{PREFIX[self.lang]}{self.path}/"


def former_addresses(site: Site) -> Iterator[Former]:
    """Where pages lived before their id or a slug of theirs changed."""
    chapters = {chapter.id: chapter for chapter in site.chapters}
    for entry in site.entries:
        for lang in LANGUAGES:
            for path in _former_paths(entry, chapters, lang):
                yield Former(entry, lang, path)


def _former_paths(entry: Entry, chapters: Mapping[str, Chapter], lang: str) -> Iterator[str]:
    if isinstance(entry, Role):
        yield from (f"{SECTIONS['roles'][lang]}/{slug}" for slug in entry.former_slugs[lang])
    elif isinstance(entry, Employer | Platform):
        yield from (f"{SECTIONS[entry.collection][lang]}/{id}" for id in entry.former_ids)
    elif isinstance(entry, Chapter):
        slugs = [(now, *before) for now, before in _slugs(entry.id, chapters, lang)]
        yield from ("/".join(parts) for parts in itertools.islice(itertools.product(*slugs), 1, None))


def _chapter_path(id: str, chapters: Mapping[str, Chapter], lang: str) -> str:
    """The slugs of a chapter and of the chapters above it, joined."""
    return "/".join(now for now, _ in _slugs(id, chapters, lang))


def _slugs(id: str, chapters: Mapping[str, Chapter], lang: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The slug of each step down to a chapter, and the slugs that the step had before."""
    parts = id.split("/")
    for depth, part in enumerate(parts):
        chapter = chapters.get("/".join(parts[: depth + 1]))
        head = chapter.heads[lang] if chapter else None
        yield (head.slug, head.former_slugs) if head else (part, ())
