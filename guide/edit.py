"""The text of a data file with one thing in it changed; comments, quotes and order stay as people wrote them."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import YAMLError

from guide.problems import Unwritable
from guide.source import parse_front_matter


def edited(text: str, steps: Sequence[str | int], edit: Callable[[CommentedMap], None]) -> str:
    """The text of a data file after `edit` of the entry at `steps`; of a chapter, of its front matter."""
    if parts := _split(text):
        head, rest = parts
        return f"---\n{edited(head, steps, edit)}{rest}"
    yaml = round_trip()
    with _as_unwritable():
        document: Any = yaml.load(text)
    entry = document
    for step in steps:
        entry = entry[step]
    edit(entry)
    out = io.StringIO()
    yaml.dump(document, out)
    return out.getvalue()


def appended(text: str, name: str, entry: str) -> str:
    """The text of a data file with one entry more, comments and all, at the end of the list `name`."""
    yaml = round_trip()
    with _as_unwritable():
        document: Any = yaml.load(text)
    lines = [f"    {line}" if line else line for line in entry.splitlines()]
    made = yaml.load(f"{name}:\n  - " + "\n".join(lines).lstrip() + "\n")
    document.setdefault(name, CommentedSeq()).append(made[name][0])
    out = io.StringIO()
    yaml.dump(document, out)
    return out.getvalue()


def comments(text: str) -> list[str]:
    """The lines of comment that people wrote beside the data, sorted: an edit that keeps them all leaves this as it
    was. Of a chapter, those of its front matter."""
    parts = _split(text)
    with _as_unwritable():
        found = [line.strip() for each in _comments(parts[0] if parts else text) for line in each.split("\n")]
    return sorted(line for line in found if line.startswith("#"))


def _comments(text: str) -> Iterator[str]:
    """What ruamel hangs on each token: a comment after it, and several before it in a list."""
    for token in YAML().scan(text) if "#" in text else ():
        for told in getattr(token, "_comment", None) or ():
            for each in told if isinstance(told, list) else [told]:
                yield each if isinstance(each, str) else getattr(each, "value", "")


@contextmanager
def _as_unwritable() -> Iterator[None]:
    """ruamel refuses some texts, and its scanner asserts that no comment stands after a `|` on a line of its own."""
    try:
        yield
    except (YAMLError, AssertionError) as error:
        raise Unwritable from error


def field(name: str, value: object) -> str:
    """The lines of one field, quoted where YAML would read it as something else; texts stay on one line."""
    yaml = round_trip()
    yaml.width = 1 << 20
    out = io.StringIO()
    yaml.dump(CommentedMap({name: _nested(value)}), out)
    return out.getvalue()


def round_trip() -> YAML:
    """Reads and writes a file as people write it: two spaces a level, lists set in, lines as long as they are."""
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 4096
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml


def block(values: Mapping[str, object]) -> CommentedMap:
    """A group, a field on each line, with the groups and lists inside it each on one line."""
    made = CommentedMap()
    for key, value in values.items():
        made[key] = _flow(value)
    return made


def group(values: Mapping[str, object]) -> CommentedMap:
    """A group, a field on each line, and so the groups inside it."""
    return CommentedMap((key, _nested(item)) for key, item in values.items())


def _nested(value: object) -> object:
    """Groups and lists of groups with a field on each line; lists of words on one."""
    if isinstance(value, Mapping):
        return group(value)
    if isinstance(value, list) and any(isinstance(item, Mapping) for item in value):
        return CommentedSeq([_nested(item) for item in value])
    return _flow(value)


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


def _split(text: str) -> tuple[str, str] | None:
    """The front matter of a chapter without its lines of dashes, and all that follows it; None of anything else."""
    if not text.startswith("---"):
        return None
    _, body, _ = parse_front_matter("", text)
    if body == text:
        return None
    whole = text[: len(text) - len(body)]
    head = whole.split("\n", 1)[1]
    end = head.rindex("---")
    return head[:end], head[end:] + body
