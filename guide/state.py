"""How complete the guide is and on what its answers rest: what `build.py report` prints and the page of state shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from guide import prose
from guide.eligibility import Answer
from guide.freshness import Freshness, freshness
from guide.model import Chapter, Claim, Employer, Platform, Site, SourceKind
from guide.view import Guide, View

RECENT = date(2025, 1, 1)  # a policy of an earlier year may have been undone since
COLLECTIONS = ("employers", "platforms", "roles")


class Grade(StrEnum):
    """What a remote policy rests on, the best first. Undated sources are counted apart from dated ones."""

    OWN = "own"
    THIRD_PARTY = "third-party"
    OWN_UNDATED = "own-undated"
    THIRD_PARTY_UNDATED = "third-party-undated"
    DIRECTORY = "directory"
    BOARD = "board"
    NONE = "none"


_RANK = {each: rank for rank, each in enumerate(Grade)}


def grade(site: Site, entry: Employer | Platform, claim: Claim) -> Grade:
    """The class of the evidence of one claim on remote work."""
    source = site.source(entry, claim.source)
    if source is None or not claim.is_published:
        return Grade.NONE
    dated = site.date_of(entry, claim) is not None
    match source.kind:
        case SourceKind.OWN | SourceKind.OFFICIAL:
            return Grade.OWN if dated else Grade.OWN_UNDATED
        case SourceKind.THIRD_PARTY:
            return Grade.THIRD_PARTY if dated else Grade.THIRD_PARTY_UNDATED
        case SourceKind.DIRECTORY:
            return Grade.DIRECTORY
        case SourceKind.BOARD:
            return Grade.BOARD


def policies(entry: Employer | Platform) -> Sequence[Claim]:
    """What an entry states of remote work: how, and from where."""
    return (entry.remote, entry.hires_from) if isinstance(entry, Employer) else (entry.hires_from,)


def best(site: Site, entry: Employer | Platform) -> Grade:
    """The best class of evidence of an entry's remote policy. A past opening is no policy: with nothing else, all that
    the entry has is a board."""
    found = min((grade(site, entry, claim) for claim in policies(entry)), key=_RANK.__getitem__)
    if found is Grade.NONE and isinstance(entry, Employer) and entry.openings_seen:
        return Grade.BOARD
    return found


def is_recent(site: Site, entry: Employer | Platform) -> bool:
    """Whether a remote policy of the first two classes is of RECENT or later."""
    for claim in policies(entry):
        dated = site.date_of(entry, claim)
        if grade(site, entry, claim) in (Grade.OWN, Grade.THIRD_PARTY) and dated and dated.earliest >= RECENT:
            return True
    return False


@dataclass(frozen=True)
class Standing:
    """A collection of those who hire, counted by what their remote policy rests on."""

    total: int
    grades: Mapping[str, int]
    recent: int
    answered: int  # yes or no for at least one Spanish-speaking country


def standing(guide: Guide, collection: str) -> Standing:
    """What the present entries of a collection rest on."""
    site = guide.site
    entries: list[Employer | Platform] = [entry for entry in getattr(site, collection) if not entry.is_gone]
    decided = [
        entry
        for entry in entries
        if any(guide.answers[entry.key, code] != Answer.UNPUBLISHED for code in site.places.spanish_speaking)
    ]
    grades = Counter(best(site, entry).value for entry in entries)
    recent = sum(is_recent(site, entry) for entry in entries)
    return Standing(len(entries), {each.value: grades[each.value] for each in Grade}, recent, len(decided))


def ages(guide: Guide, collection: str) -> Mapping[str, int]:
    """The published claims of the present entries of a collection by their freshness."""
    found = Counter(
        freshness(guide.site.date_of(entry, claim), claim.claim_kind, guide.today).value
        for entry in getattr(guide.site, collection)
        if not entry.is_gone
        for _, claim in guide.site.claims(entry)
        if claim.is_published
    )
    return {each.value: found[each.value] for each in Freshness}


# ---------------------------------------------------------------- the outline


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a row of the outline is found: a page with a heading, as a link and in words."""

    at: str
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the outline with the places that exist, and those that are still missing."""

    id: str
    idea: str
    found: Sequence[Spot]
    missing: Sequence[str]

    @property
    def is_covered(self) -> bool:
        return bool(self.found) and not self.missing


def rows(view: View) -> list[Row]:
    """Every row of data/outline.yaml, with what of it can be read."""
    found = []
    for id, row in view.site.outline.items():
        spots = {at: _spot(view, at) for at in row.at}
        met = [Spot(at, text) for at, text in spots.items() if text]
        found.append(Row(id, row.idea[view.lang], met, [at for at, text in spots.items() if not text]))
    return found


def _spot(view: View, at: str) -> str | None:
    """The title of a page, with that of a heading of a chapter; None while there is no such place."""
    page, _, anchor = at.partition("#")
    if page not in view.guide.addresses.keys:
        return None
    entry = view.guide.entries.get(page)
    title = entry.title(view.lang) if entry else _title(view, page)
    if not anchor or not isinstance(entry, Chapter):
        return title
    heading = next((each.text for each in prose.headings(entry.bodies[view.lang]) if each.anchor == anchor), None)
    return f"{title}: {heading}" if heading else None


def _title(view: View, page: str) -> str:
    """What a page that is no entry calls itself."""
    if page.startswith("from/"):
        return view.say("country.title", place=view.place(page.removeprefix("from/").upper()))
    named = {"from": "countries", "contribute/rules": "rulebook", "about/state": "state", "guide/glossary": "glossary"}
    return view.say(f"{named.get(page, page)}.title")


# ---------------------------------------------------------------- the whole


@dataclass(frozen=True)
class State:
    """Everything that is reported, for one language."""

    view: View

    @property
    def rows(self) -> list[Row]:
        return rows(self.view)

    @property
    def covered(self) -> int:
        return sum(row.is_covered for row in self.rows)

    @property
    def employers(self) -> Standing:
        return standing(self.view.guide, "employers")

    @property
    def platforms(self) -> Standing:
        return standing(self.view.guide, "platforms")

    @property
    def ages(self) -> list[tuple[str, Mapping[str, int]]]:
        """Claims by freshness for each collection, and for all."""
        by_collection = [(name, ages(self.view.guide, name)) for name in COLLECTIONS]
        total = {each.value: sum(found[each.value] for _, found in by_collection) for each in Freshness}
        return [*by_collection, ("total", total)]


def state(view: View) -> State:
    """What the page of state and `build.py report` show."""
    return State(view)


def text(found: State) -> Iterator[str]:
    """The same as lines of plain text."""
    view = found.view
    say = view.say
    yield say("state.covered", count=found.covered, total=len(found.rows))
    for row in found.rows:
        missing = (f"{at} ({say('state.missing')})" for at in row.missing)
        yield f"  {row.id:<4} {row.idea} {', '.join([*(spot.at for spot in row.found), *missing])}"
    for name, counted in (("employers", found.employers), ("platforms", found.platforms)):
        yield f"{say(f'nav.{name}')}: {counted.total}"
        yield from (f"  {number:>5}  {say(f'state.grade.{each}')}" for each, number in counted.grades.items())
        yield f"  {counted.recent:>5}  {say('state.recent', year=RECENT.year)}"
        yield f"  {counted.answered:>5}  {say('state.answered')}"
    yield say("state.claims")
    for name, counts in found.ages:
        said = ", ".join(f"{number} {say(f'state.age.{each}')}" for each, number in counts.items())
        yield f"  {say(f'nav.{name}') if name in COLLECTIONS else say(f'state.{name}')}: {said}"
