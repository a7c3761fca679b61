"""Every source of the guide with what it supports: the lines of the pages of sources, a page for each collection."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from guide import prose
from guide.addresses import SOURCE_PAGES, source_line, source_shelf, source_shelves
from guide.freshness import months_between
from guide.model import (
    Chapter,
    Cites,
    Employer,
    Entry,
    PartialDate,
    Platform,
    Role,
    Source,
    SourceKind,
    TableSource,
)  # fmt: skip
from guide.view import View, sort_key

# Under which heading of an entry's page a field is shown; a field that is not here is somewhere on the page.
HEADINGS: dict[type[Entry], dict[str, str]] = {
    Employer: {
        "hires_from": "eligibility", "remote": "terms", "contract": "terms", "hours": "terms", "pay": "terms",
        "pay_policy": "terms", "language": "terms", "ai_work": "ai-work", "openings_seen": "openings",
        "caveats": "caveats",
    },
    Platform: {
        "hires_from": "eligibility", "fees": "money", "payout": "money", "vetting": "entry", "requirements": "entry",
        "languages": "entry", "status": "entry", "independent_score": "score", "risks": "risks",
    },
    Role: {"evidence": "evidence", "codes": "codes"},
}  # fmt: skip
AGES = ("year", "three-years", "older", "undated")

Numbers: TypeAlias = "list[tuple[str, list[str]]]"


@dataclass(frozen=True, slots=True)
class Use:
    """Something that a source supports: the page and the heading under which it stands, and what it is."""

    page: str
    what: str


@dataclass(frozen=True, slots=True)
class Line:
    """One source, as it is cited by one entry or shared by several."""

    id: str
    source: Source
    uses: Sequence[Use]


@dataclass(frozen=True, slots=True)
class Group:
    """The lines that belong together: of an entry, or of one shared file; its page has a key."""

    id: str
    label: str
    title: str
    page: str | None
    lines: Sequence[Line]


def groups(view: View, shelf: str) -> list[Group]:
    """What a page of sources shows: entries of a collection by title, or the files that several entries share. Made
    once a language: the index counts what the pages show."""
    made = view.guide.made
    found: list[Group] | None = made.get((view.lang, "sources", shelf))
    if found is None:
        found = made[view.lang, "sources", shelf] = _groups(view, shelf)
    return found


def _groups(view: View, shelf: str) -> list[Group]:
    if shelf == "shared":
        return [*_shared(view), *_official(view), _places(view)]
    entries = [entry for entry in view.site.entries if entry.sources and source_shelf(entry) == shelf]
    titled = [(entry.title(view.lang), entry) for entry in entries]
    return [
        Group(entry.id, title, title, entry.key, _lines(view, entry))
        for title, entry in sorted(titled, key=lambda each: sort_key(each[0]))
    ]


def _lines(view: View, entry: Entry) -> list[Line]:
    uses = uses_of(view, entry)
    anchors = {key: source_line(entry, key).partition("#")[2] for key in entry.sources}
    return [Line(anchors[key], source, uses.get(key, ())) for key, source in entry.sources.items()]


def uses_of(view: View, entry: Entry) -> Mapping[str, Sequence[Use]]:
    """What each source supports in an entry, by its key and in the order of the page; each once."""
    found = _cited_in_text(view, entry) if isinstance(entry, Chapter) else _cited_in_data(view, entry)
    uses: dict[str, dict[Use, None]] = {}
    for key, use in found:
        uses.setdefault(key, {})[use] = None
    return {key: list(each) for key, each in uses.items()}


def _cited_in_data(view: View, entry: Entry) -> Iterator[tuple[str, Use]]:
    kind = type(entry)
    for steps, record in view.site.parts[entry.key]:
        if isinstance(record, Cites) and record.source:
            name = str(steps[0])
            heading = HEADINGS.get(kind, {}).get(name)
            page = f"{entry.key}#{heading}" if heading else entry.key
            yield record.source, Use(page, view.say(f"fields.{kind.__name__.lower()}.{name}.title"))


def _cited_in_text(view: View, chapter: Chapter) -> Iterator[tuple[str, Use]]:
    """Each citation under the heading that it follows, or else under the chapter's own title."""
    body = chapter.bodies[view.lang]
    headings = list(prose.headings(body))
    for found in prose.asked(body):
        if found.kind == "citation":
            above = [heading for heading in headings if heading.line < found.line]
            page = f"{chapter.key}#{above[-1].anchor}" if above else chapter.key
            yield found.value, Use(page, above[-1].text if above else chapter.title(view.lang))


def _shared(view: View) -> Iterator[Group]:
    """data/sources.yaml, with the entries and the terms of the glossary that cite each of its sources."""
    site = view.site
    uses: dict[str, dict[Use, None]] = {key: {} for key in site.shared_sources}
    for entry in site.entries:
        for key in uses_of(view, entry):
            if key in uses and key not in entry.sources:
                uses[key][Use(entry.key, entry.title(view.lang))] = None
    for id, term in site.glossary.items():
        for key in term.sources:
            uses[key][Use(f"guide/glossary#{id}", term.title(view.lang))] = None
    lines = [Line(f"shared:{key}", source, list(uses[key])) for key, source in site.shared_sources.items()]
    if lines:
        title = view.say("sources.common")
        yield Group("shared", title, title, None, sorted(lines, key=lambda line: sort_key(line.id)))


def _official(view: View) -> Iterator[Group]:
    """data/official.yaml: a group for each country, each line with the place where the address was read."""
    known = view.guide.addresses.keys
    for code in view.in_order(view.site.official):
        page = f"from/{code.lower()}"
        lines = []
        for link in view.site.official[code]:
            via = link.read_in if link.read_in != link.url else None
            source = Source(title=link.title, url=link.url, via=via, date=link.date, kind=SourceKind.OFFICIAL)
            uses = [Use(f"{page}#official", view.say(f"official.{link.topic}"))] if page in known else []
            lines.append(Line(f"{code.lower()}:{link.topic}-{_slug(link.url)}", source, uses))
        title = view.say("sources.official", place=view.place(code))
        yield Group(code.lower(), view.place(code), title, page if page in known else None, lines)


def _places(view: View) -> Group:
    """The table of places, which names the licence that it asks for."""
    table: TableSource = view.site.places.source
    source = Source(
        title=table.title, publisher=table.publisher, url=table.url, date=table.date, kind=SourceKind.OFFICIAL,
        licence=table.licence,
    )  # fmt: skip
    title, use = view.say("sources.places"), Use("from", view.say("countries.title"))
    return Group("places", title, title, "from", [Line("places:table", source, [use])])


def _slug(address: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", address.lower().partition("://")[2]).strip("-")


# ---------------------------------------------------------------- counts


@dataclass(frozen=True)
class Shelf:
    """A page of sources in the index: its name, and how many lines of each class and age it has."""

    name: str
    page: str
    kinds: Mapping[str, int]
    ages: Mapping[str, int]

    @property
    def total(self) -> int:
        return sum(self.kinds.values())


def shelves(view: View) -> list[Shelf]:
    """The pages of sources with what each holds."""
    found = []
    for name in source_shelves(view.site):
        sources = [line.source for group in groups(view, name) for line in group.lines]
        kinds = Counter(source.kind.value for source in sources)
        ages = Counter(age_of(source.date, view.guide.today) for source in sources)
        found.append(Shelf(name, SOURCE_PAGES[name], kinds, ages))
    return found


def addresses(view: View) -> int:
    """How many addresses differ: one that several entries cite has a line in each."""
    shelves = source_shelves(view.site)
    return len({line.source.url for name in shelves for group in groups(view, name) for line in group.lines})


def kinds() -> Sequence[str]:
    return [kind.value for kind in SourceKind]


def age_of(dated: PartialDate | None, today: date) -> str:
    """The age of a source, in the few classes that the index counts."""
    if dated is None:
        return "undated"
    months = months_between(dated.earliest, today)
    return "year" if months <= 12 else "three-years" if months <= 36 else "older"
