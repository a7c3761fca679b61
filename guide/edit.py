"""The text of a data file with one thing in it changed; comments, quotes and order stay as people wrote them."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from guide.source import parse_front_matter


def edited(text: str, steps: Sequence[str | int], edit: Callable[[CommentedMap], None]) -> str:
    """The text of a data file after `edit` of the entry at `steps`; of a chapter, of its front matter."""
    if text.startswith("---"):
        head, rest = _split(text)
        return f"---\n{edited(head, steps, edit)}{rest}"
    yaml = round_trip()
    document: Any = yaml.load(text)
    entry = document
    for step in steps:
        entry = entry[step]
    edit(entry)
    out = io.StringIO()
    yaml.dump(document, out)
    return out.getvalue()


def round_trip() -> YAML:
    """Reads and writes a file as people write it: two spaces a level, lists set in, lines as long as they are."""
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 4096
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml


def block(values: Mapping[str, object]) -> CommentedMap:
    """A group, a field on each line, with the groups inside it each on one line."""
    made = CommentedMap()
    for key, value in values.items():
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
