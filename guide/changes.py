"""What happens to an entry, written into its file: a declared change, leaving the guide, coming back."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date

from ruamel.yaml.comments import CommentedMap, CommentedSeq

from guide.edit import block, edited
from guide.events import history
from guide.model import Entry
from guide.view import fold

NAMED = 6  # words of the English text that make a change's id


def add(text: str, steps: Sequence[str | int], change: Mapping[str, object]) -> str:
    """The text of a data file with one change more in the entry at `steps`."""

    def declare(entry: CommentedMap) -> None:
        _changes(entry).append(block(change))

    return edited(text, steps, declare)


def leave(text: str, steps: Sequence[str | int], removed: Mapping[str, object]) -> str:
    """The text after the entry at `steps` has left the guide. When it had left before and come back, both stay among
    its changes under the ids they were told by: an event that was published is there for ever."""

    def remove(entry: CommentedMap) -> None:
        for former, said in (("removed", "why"), ("restored", "what")):
            if former in entry:
                event = entry.pop(former)
                told = {"id": event.get("id", former), "date": event["date"], "what": event[said]}
                _changes(entry).append(block(told))
        _put(entry, "removed", block(removed))

    return edited(text, steps, remove)


def come_back(text: str, steps: Sequence[str | int], restored: Mapping[str, object]) -> str:
    """The text after the entry at `steps`, which had left, is in the guide again."""
    return edited(text, steps, lambda entry: _put(entry, "restored", block(restored)))


def free_id(wanted: str, entry: Entry) -> str:
    """An id for an event that no event of the entry has had."""
    had = {event.id for event in history(entry)}
    others = (f"{wanted}-{number}" for number in range(2, len(had) + 3))
    return next(id for id in (wanted, *others) if id not in had)


def _changes(entry: CommentedMap) -> CommentedSeq:
    if "changes" not in entry:
        entry.insert(list(entry).index("added") + 1, "changes", CommentedSeq())
    found: CommentedSeq = entry["changes"]
    return found


def _put(entry: CommentedMap, name: str, value: CommentedMap) -> None:
    """A field of an event where people look for it: after the ones before it."""
    before = max(list(entry).index(each) for each in ("added", "changes", "removed") if each in entry)
    entry.insert(before + 1, name, value)


def name(day: date, english: str, taken: Collection[str]) -> str:
    """An id for a change: its day, and the first words of what happened."""
    words = re.findall(r"[a-z0-9]+", fold(english).lower())[:NAMED]
    made = "-".join([day.isoformat(), *words])
    return made if made not in taken else f"{made}-{sum(other.startswith(made) for other in taken) + 1}"
