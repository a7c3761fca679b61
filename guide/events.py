"""What happened, newest first: entries added, declared changes, removals and returns.

Each event knows what its entry said of itself at the time, of what decides in which feeds it appears. That is replayed
from what it says today, back through what each change says there was before.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from guide.model import Change, Employer, Entry, Platform, Reach, Site, Text


@dataclass(frozen=True, slots=True)
class State:
    """What decides in which topics an entry belongs."""

    roles: tuple[str, ...] = ()
    reach: Reach | None = None
    kind: str | None = None

    def before(self, change: Change) -> State:
        """The state that a change put an end to."""
        was = change.was
        if was is None:
            return self
        roles = self.roles if was.roles is None else was.roles
        return State(roles, was.hires_from or self.reach, was.kind or self.kind)


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to one entry; `id` is `added`, `removed`, `restored` or the change's own."""

    entry: Entry
    id: str
    kind: str
    date: date
    what: Text | None = None
    after: State = State()
    before: State = State()

    @property
    def key(self) -> str:
        """`employers/gitlab/added`: never used twice, never changed, not even when the entry's id is."""
        return f"{self.entry.collection}/{self.entry.lasting_id}/{self.id}"


def events(site: Site) -> list[Event]:
    """Every event of the site in a total order: newest day first, then by entry, then the last one first."""
    entries = sorted(site.entries, key=lambda entry: (entry.collection, entry.lasting_id))
    found = [event for entry in entries for event in reversed(history(entry))]
    return sorted(found, key=lambda event: event.date, reverse=True)  # stable, also in reverse


def history(entry: Entry) -> list[Event]:
    """The events of one entry, oldest first, each with the state before and after it."""
    told = []
    state = current(entry)
    happened = sorted(_events(entry), key=lambda pair: pair[0].date)
    for event, change in reversed(happened):
        before = state.before(change) if change else state
        told.append(replace(event, after=state, before=before))
        state = before
    return told[::-1]


def current(entry: Entry) -> State:
    """What an entry says today."""
    match entry:
        case Employer():
            return State(entry.roles, entry.hires_from)
        case Platform():
            return State(entry.roles, entry.hires_from, entry.kind)
        case _:
            return State()


def _events(entry: Entry) -> Iterator[tuple[Event, Change | None]]:
    yield Event(entry, "added", "added", entry.added), None
    for change in entry.changes:
        yield Event(entry, change.id, "changed", change.date, change.what), change
    if entry.removed:
        yield Event(entry, entry.removed.id, "removed", entry.removed.date, entry.removed.why), None
    if entry.restored:
        yield Event(entry, entry.restored.id, "restored", entry.restored.date, entry.restored.what), None
