"""The text of a data file with its keys in the order of the model and its lines set in by two spaces a level.

Whole lines move, so that quotes, spaces, line breaks and comments stay as people wrote them: a comment above a key goes
with it, and so do the blank lines there. ruamel's round trip writes edits (guide/edit.py) but not this: it ties the
comment above a key to the key before, and joins lists that were wrapped on purpose. It is the witness here: the data
that the loader reads and the comments that ruamel finds must be those of before, or nothing was put in order.
"""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections.abc import Sequence
from contextlib import suppress
from itertools import pairwise
from pathlib import PurePosixPath
from typing import Any, TypeVar, get_args, get_origin

import yaml

from guide.edit import comments
from guide.load import COLLECTIONS, GLOSSARY, OFFICIAL, OUTLINE, PLACES, SETTINGS, SOURCES
from guide.model import (
    Head,
    OfficialLink,
    OutlineRow,
    Places,
    Record,
    Settings,
    Source,
    SpanishHead,
    Term,
    bare_type,
    field_types,
    written_order,
)
from guide.problems import Level, Problem, Unwritable
from guide.source import body_line, parse, parse_front_matter

# What a value is: an annotation of the model, or those of a map's keys.
Shape = Any
P = TypeVar("P", bound=tuple[Any, ...])

_FILES: dict[str, Shape] = {
    "data/jobs.yaml": {name: tuple[entry, ...] for name, entry in COLLECTIONS.items()},  # type: ignore[valid-type]
    SETTINGS: Settings, PLACES: Places, SOURCES: dict[str, Source], OFFICIAL: dict[str, tuple[OfficialLink, ...]],
    GLOSSARY: dict[str, Term], OUTLINE: dict[str, OutlineRow],
}  # fmt: skip


def is_formatted(path: str) -> bool:
    """Whether a file, by its path from the project's root, has an order: data, and the heads of chapters."""
    where = PurePosixPath(path)
    return (where.parts[0], where.suffix) in (("data", ".yaml"), ("content", ".md"))


def formatted(path: str, text: str) -> tuple[str | None, list[Problem]]:
    """The text of a file in good order, and what keeps it from being read. Nothing and no problem: it can be read, but
    not be put in order for certain without losing something."""
    chapter = path.endswith(".md")
    document, problems = parse_front_matter(path, text)[::2] if chapter else parse(path, text)
    errors = [each for each in problems if each.level is Level.ERROR]
    if document is None or errors:
        return None, errors
    if not chapter:
        return _document(_shape(path), text), []
    lines = text.split("\n")
    end = body_line(text) - 2  # the line of dashes that closes the head
    head = _document(_shape(path), "\n".join(lines[1:end]) + "\n")
    return None if head is None else "\n".join([lines[0], head.removesuffix("\n"), *lines[end:]]), []


def kept(path: str, text: str, before: str) -> str:
    """The text of a file after an edit: in order if it was so before."""
    if formatted(path, before)[0] != before:
        return text
    return formatted(path, text)[0] or text


def written(text: str, before: bytes) -> bytes:
    """A text as the bytes of the file that it replaces: with its byte order mark and its kind of line ends."""
    ends = b"\r\n" if before.count(b"\r\n") * 2 > before.count(b"\n") else b"\n"
    return (BOM_UTF8 if before.startswith(BOM_UTF8) else b"") + text.encode().replace(b"\n", ends)


def _shape(path: str) -> Shape:
    match PurePosixPath(path).parts:
        case ("data", collection, _) if collection in COLLECTIONS:
            return COLLECTIONS[collection]
        case ("content", lang, *_):
            return SpanishHead if lang == "es" else Head
    return _FILES.get(path)


def _document(shape: Shape, text: str) -> str | None:
    made = _Writer(text).document(shape)
    if made == text:
        return text
    return made if _is_same(text, made) else None


def _is_same(text: str, other: str) -> bool:
    """Whether the loader reads the same data in both texts, and ruamel finds the same comments."""
    before, after = (parse("", each)[0] for each in (text, other))
    if before is None or after is None or not _alike(before.value, after.value):
        return False
    with suppress(Unwritable):
        return comments(text) == comments(other)
    return False


def _alike(one: Any, other: Any) -> bool:
    """Equal, and of the same types: true is not 1, and 1 is not 1.0."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(_alike(value, other[key]) for key, value in one.items())
    if isinstance(one, list):
        return len(one) == len(other) and all(map(_alike, one, other))
    return bool(one == other)


class _Writer:
    """Writes a text again, node by node. Columns and lines are those of the text, from 0; a column to write at is
    called `at`. Every method gives whole lines."""

    def __init__(self, text: str) -> None:
        self.lines = text.rstrip("\n").split("\n")
        self.root: Any = yaml.compose(text, Loader=yaml.CSafeLoader)

    def document(self, shape: Shape) -> str:
        first = self.root.start_mark.line
        if self.root.flow_style:
            return "\n".join(self.lines) + "\n"
        head = self.above(first, 0, 0)
        blank = next((n for n in range(first - 1, head, -1) if not self.lines[n].strip()), None)
        begin = first if blank is None else blank  # what stands above the first key alone is of the whole file
        made = [*self.lines[:begin], *self.mapping(self.root, shape, 0, begin, len(self.lines))]
        return "\n".join(made) + "\n"

    # ------------------------------------------------------------ blocks

    def mapping(self, node: Any, shape: Shape, at: int, begin: int, end: int) -> list[str]:
        """A block of keys between two lines, each key with what stands above it."""
        starts = [key.start_mark.line for key, _ in node.value]
        column = node.value[0][0].start_mark.column
        above = [self.above(start, column, last + 1) for last, start in pairwise([begin - 1, *starts, end])]
        parts = []
        for n, (key, value) in enumerate(node.value):
            lead = self.notes(above[n], starts[n], at)
            parts.append((key.value, lead, self.pair(key, value, _inner(shape, key.value), at, above[n + 1])))
        inside = [line for _, lead, own in _in_order(parts, shape) for line in (*lead, *own)]
        return [*self.notes(begin, above[0], at), *inside, *self.notes(above[-1], end, at)]

    def pair(self, key: Any, value: Any, shape: Shape, at: int, end: int) -> list[str]:
        """A key with its value, up to the line `end`."""
        start, column = key.start_mark.line, key.start_mark.column
        if _is_block(value) and value.start_mark.line > start:
            write = self.mapping if isinstance(value, yaml.MappingNode) else self.sequence
            return [" " * at + self.lines[start][column:].rstrip(), *write(value, shape, at + 2, start + 1, end)]
        return self.leaf(value, shape, column, at, start, end)

    def sequence(self, node: Any, shape: Shape, at: int, begin: int, end: int) -> list[str]:
        """A block of items between two lines, each item with what stands above it."""
        column = node.start_mark.column
        starts = [self.dash(item, column) for item in node.value]
        above = [self.above(start, column, last + 1) for last, start in pairwise([begin - 1, *starts, end])]
        made = self.notes(begin, above[0], at)
        for n, item in enumerate(node.value):
            made += self.notes(above[n], starts[n], at)
            made += self.item(item, _inner(shape, n), column, at, starts[n], above[n + 1])
        return made + self.notes(above[-1], end, at)

    def item(self, node: Any, shape: Shape, column: int, at: int, start: int, end: int) -> list[str]:
        """An item from the line of its dash on, up to the line `end`."""
        if not _is_block(node):
            return self.leaf(node, shape, column, at, start, end)
        write = self.mapping if isinstance(node, yaml.MappingNode) else self.sequence
        first = node.start_mark.line
        inside = write(node, shape, at + 2, min(start + 1, first), end)
        if first > start:  # the dash stands alone, or with a comment
            return [" " * at + self.lines[start][column:].rstrip(), *inside]
        lead = next(n for n, line in enumerate(inside) if line.lstrip()[:1] not in ("", "#"))
        above = [_set_in(line, at) for line in inside[:lead]]
        return [*above, f"{' ' * at}- {inside[lead][at + 2 :]}", *inside[lead + 1 :]]

    def leaf(self, node: Any, shape: Shape, column: int, at: int, start: int, end: int) -> list[str]:
        """A key or a dash with a text, a number or something in brackets, of one line or of several."""
        line = self.lines[start]
        if node.start_mark.line == start == node.end_mark.line and isinstance(node, yaml.CollectionNode):
            begin, stop = node.start_mark.column, node.end_mark.column
            line = f"{line[:begin]}{self.inline(node, shape)}{line[stop:]}"
        made = [" " * at + line[column:].rstrip()]
        rest = self.lines[start + 1 : end]
        if getattr(node, "style", None) in ("|", ">"):
            return made + self.block_text(node, column, at, rest)
        if isinstance(node, yaml.CollectionNode):  # wrapped by hand: moved as a whole
            stop = node.end_mark.line - start
            wrapped = [_shifted(each, at - column) for each in rest[:stop]]
            return made + wrapped + self.notes(start + 1 + stop, end, at + 2)
        stop = max(0, node.end_mark.line - start)
        return made + [_set_in(each, at + 2) for each in rest[:stop]] + self.notes(start + 1 + stop, end, at + 2)

    def block_text(self, node: Any, column: int, at: int, rest: Sequence[str]) -> list[str]:
        """The lines of a text in a block, set in by one level; by as much as before when its header counts spaces."""
        header = re.search(r"[|>][+-]?([1-9])?", self.lines[node.start_mark.line][node.start_mark.column :])
        depth = next((_depth(each) for each in rest if each.strip()), 0)
        shift = at - column if header and header.group(1) else at + 2 - depth
        inside = next((n for n, each in enumerate(rest) if each.strip() and _depth(each) < depth), len(rest))
        notes = [_set_in(each, at + 2) for each in rest[inside:]]
        return [_shifted(each, shift) for each in rest[:inside]] + notes

    # ------------------------------------------------------------ in one line

    def inline(self, node: Any, shape: Shape) -> str:
        """Something in brackets, of one line, with the keys inside it in order."""
        line: str = self.lines[node.start_mark.line]
        if not isinstance(node, yaml.CollectionNode) or not node.value:
            return line[node.start_mark.column : node.end_mark.column]
        pieces: list[tuple[str | int, int, int, str]] = []
        for n, each in enumerate(node.value):
            key, value = each if isinstance(node, yaml.MappingNode) else (None, each)
            name = n if key is None else key.value
            begin = (key or value).start_mark.column
            piece = line[begin : value.start_mark.column] + self.inline(value, _inner(shape, name))
            pieces.append((name, begin, value.end_mark.column, piece))
        between = [line[pieces[n][2] : pieces[n + 1][1]] for n in range(len(pieces) - 1)]
        head, foot = line[node.start_mark.column : pieces[0][1]], line[pieces[-1][2] : node.end_mark.column]
        pieces = _in_order(pieces, shape) if isinstance(node, yaml.MappingNode) else pieces
        return head + "".join(text for n, piece in enumerate(pieces) for text in (piece[3], *between[n : n + 1])) + foot

    # ------------------------------------------------------------ lines

    def above(self, line: int, column: int, first: int) -> int:
        """The first of the comments and blank lines that stand right above a line and are of it, not before `first`."""
        while line > first and self.is_note(line - 1) and _depth(self.lines[line - 1]) <= column:
            line -= 1
        return line

    def is_note(self, line: int) -> bool:
        return self.lines[line].lstrip()[:1] in ("", "#")

    def notes(self, first: int, end: int, at: int) -> list[str]:
        """Comments and blank lines, set in."""
        return [_set_in(each, at) for each in self.lines[first:end]]

    def dash(self, item: Any, column: int) -> int:
        """The line of an item's dash."""
        line: int = item.start_mark.line
        while self.lines[line][:column].strip(" -") or self.lines[line][column : column + 1] != "-":
            line -= 1
        return line


def _inner(shape: Shape, step: str | int) -> Shape:
    """The shape of what is at a key or place of a value."""
    if isinstance(shape, dict):
        return shape.get(str(step))
    bare = bare_type(shape)
    if get_origin(bare) is tuple:
        return get_args(bare)[0]
    if get_origin(bare) is dict:
        return get_args(bare)[1]
    return field_types(bare).get(str(step)) if _is_record(bare) else None


def _in_order(parts: list[P], shape: Shape) -> list[P]:
    """Parts that start with their key, in the order of the model; a key that it does not know stays after the same."""
    bare = bare_type(shape)
    order = {name: place for place, name in enumerate(written_order(bare) if _is_record(bare) else ())}
    places: list[int] = []
    for name, *_ in parts:
        places.append(order.get(str(name), places[-1] if places else 0))
    return [parts[n] for n in sorted(range(len(parts)), key=places.__getitem__)]


def _is_record(bare: Any) -> bool:
    return isinstance(bare, type) and get_origin(bare) is None and issubclass(bare, Record)


def _is_block(node: Any) -> bool:
    return isinstance(node, yaml.CollectionNode) and not node.flow_style


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _set_in(line: str, at: int) -> str:
    return " " * at + line.strip() if line.strip() else ""


def _shifted(line: str, by: int) -> str:
    if not line.strip():
        return ""
    return " " * by + line if by > 0 else line[-by:] if by else line
