"""What happened, newest first: entries added, declared changes, removals and returns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from guide.model import Entry, Site, Text


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to one entry; `id` is `added`, `removed`, `restored` or the change's own."""

    entry: Entry
    id: str
    kind: str
    date: date
    what: Text | None = None

    @property
    def key(self) -> str:
        """`employers/gitlab/added`: never used twice, never changed."""
        entry = self.entry
        return f"{entry.collection}/{entry.id}/{self.id}"


def events(site: Site) -> list[Event]:
    """Every event of the site in a total order: newest day first, then by key."""
    found = [event for entry in site.entries for event in _events(entry)]
    return sorted(found, key=lambda event: (-event.date.toordinal(), event.key))


def _events(entry: Entry) -> list[Event]:
    found = [Event(entry, "added", "added", entry.added)]
    found += [Event(entry, change.id, "changed", change.date, change.what) for change in entry.changes]
    if entry.removed:
        found.append(Event(entry, "removed", "removed", entry.removed.date, entry.removed.why))
    if entry.restored:
        found.append(Event(entry, "restored", "restored", entry.restored.date, entry.restored.what))
    return found
