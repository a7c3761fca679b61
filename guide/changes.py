"""A declared change, written into the file of its entry; comments, quotes and order stay as people wrote them."""

from __future__ import annotations

import io
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from guide.model import Entry
from guide.problems import nearest
from guide.source import parse_front_matter
from guide.view import fold

NAMED = 6  # words of the English text that make a change's id


def find(entries: Iterable[Entry], id: str) -> tuple[Entry | None, list[str]]:
    """The entry with an id, which may stand alone when only one has it; else what may have been meant."""
    entries = list(entries)
    found = [entry for entry in entries if entry.key == id] or [entry for entry in entries if entry.id == id]
    if len(found) == 1:
        return found[0], []
    near = nearest(id, {entry.id for entry in entries})
    return None, [entry.key for entry in found] or ([near] if near else [])


def add(text: str, steps: Sequence[str | int], change: Mapping[str, object]) -> str:
    """The text of a data file with one change more in the entry at `steps`; of a chapter, in its front matter."""
    if text.startswith("---"):
        head, rest = _split(text)
        return f"---\n{add(head, steps, change)}{rest}"
    yaml = _yaml()
    document: Any = yaml.load(text)
    entry = document
    for step in steps:
        entry = entry[step]
    if "changes" not in entry:
        entry.insert(list(entry).index("added") + 1, "changes", CommentedSeq())
    entry["changes"].append(_written(change))
    out = io.StringIO()
    yaml.dump(document, out)
    return out.getvalue()


def name(day: date, english: str, taken: Collection[str]) -> str:
    """An id for a change: its day, and the first words of what happened."""
    words = re.findall(r"[a-z0-9]+", fold(english).lower())[:NAMED]
    made = "-".join([day.isoformat(), *words])
    return made if made not in taken else f"{made}-{sum(other.startswith(made) for other in taken) + 1}"


def _yaml() -> YAML:
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 4096  # long lines are as people wrote them
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml


def _written(change: Mapping[str, object]) -> CommentedMap:
    """A change as a block, with the groups inside it each on one line."""
    made = CommentedMap()
    for key, value in change.items():
        made[key] = _flow(value) if isinstance(value, Mapping) else value
    return made


def _flow(value: object) -> object:
    if isinstance(value, Mapping):
        made = CommentedMap((key, _flow(item)) for key, item in value.items())
        made.fa.set_flow_style()
        return made
    if isinstance(value, list):
        row = CommentedSeq(value)
        row.fa.set_flow_style()
        return row
    return value


def _split(text: str) -> tuple[str, str]:
    """The front matter of a chapter without its lines of dashes, and all that follows it."""
    _, body, _ = parse_front_matter("", text)
    whole = text[: len(text) - len(body)]
    head = whole.split("\n", 1)[1]
    end = head.rindex("---")
    return head[:end], head[end:] + body
