"""A claim read again: it gets the source that supports it now, and its date."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from ruamel.yaml.comments import CommentedMap

from guide.edit import comments, edited, group
from guide.model import Cites, Entry, HiresFrom, Hours, HoursRule, walk
from guide.source import Steps, dotted


def cited(entry: Entry) -> dict[str, tuple[Steps, Cites]]:
    """Everything in an entry that cites a source, by the name people give it: `remote`, `contract.0`, `hours` when
    there is one of them."""
    found = _citing(entry)
    alone = [steps[:-1] for steps, _ in found if isinstance(steps[-1], int)]
    single = {steps for steps, _ in found if alone.count(steps[:-1]) == 1}
    return {dotted(steps[:-1] if steps in single else steps): (steps, record) for steps, record in found}


def find(entry: Entry, claim: str) -> tuple[Steps, Cites] | None:
    """The claim of that name, with its number or, when there is one of them, without."""
    full = {dotted(steps): (steps, record) for steps, record in _citing(entry)}
    return full.get(claim) or cited(entry).get(claim)


def _citing(entry: Entry) -> list[tuple[Steps, Cites]]:
    return [(steps, record) for steps, record in walk(entry) if isinstance(record, Cites)]


@dataclass(frozen=True)
class Reading:
    """What a person found: under which key, the source when it is a new one, and what else changes in the claim."""

    key: str
    source: Mapping[str, object] | None = None
    as_of: object = None
    value: Mapping[str, object] | None = None


def verified(text: str, entry: Steps, claim: Steps, reading: Reading) -> tuple[str, str | None]:
    """The text after a claim was read again, and the key of the source that supports nothing any more, if there is one.

    That source goes, unless people wrote comments beside it.
    """
    left: list[str] = []

    def write(node: CommentedMap, drop: bool) -> None:
        left[:] = _read_again(node, claim, reading, drop)

    kept, dropped = (edited(text, entry, partial(write, drop=drop)) for drop in (False, True))
    return (dropped if comments(dropped) == comments(kept) else kept), next(iter(left), None)


def changed(record: Cites, said: Mapping[str, object]) -> Mapping[str, object]:
    """A new value for a claim, with None for each field that no longer makes sense beside it."""
    if isinstance(record, HiresFrom):
        return {"places": None, "except": None, "exhaustive": None, **said}
    if isinstance(record, Hours) and said["value"] not in (HoursRule.OVERLAP, HoursRule.FIXED):
        return {**said, "hours": None, "zone": None}
    return said


def _read_again(entry: CommentedMap, claim: Steps, reading: Reading, drop: bool) -> list[str]:
    """Write what was found into the entry; the keys of the sources that went."""
    node: Any = entry
    for step in claim:
        if isinstance(node, dict) and step not in node:
            node[step] = CommentedMap()
        node = node[step]
    before = node.get("source")
    for field, value in {**(reading.value or {}), "as_of": reading.as_of}.items():
        if value is None:
            node.pop(field, None)
        else:
            node[field] = value
    node["source"] = reading.key
    if reading.source:
        entry.setdefault("sources", CommentedMap())[reading.key] = group(reading.source)
    unused = before is not None and before in entry.get("sources", {}) and before not in set(_citations(entry))
    if drop and unused:
        del entry["sources"][before]
    return [before] if unused else []


def _citations(node: object) -> Iterator[str]:
    """The source of everything in an entry that cites one."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "source":
                yield str(value)
            elif key != "sources":
                yield from _citations(value)
    elif isinstance(node, list):
        for item in node:
            yield from _citations(item)
