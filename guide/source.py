"""Text -> plain values that know their places. Nothing is typed here but true/false, null and decimal numbers.

The tree is built straight from libyaml's event stream: one pass sees anchors, tags and depth that a composed
tree no longer shows, and libyaml's composer, which crashes the process on deep input, never runs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeAlias

import yaml

from guide.problems import Level, Place, Problem, problem

DEEPEST = 20
LARGEST = 256 * 1024  # bytes

Value: TypeAlias = "bool | int | float | str | list[Value] | dict[str, Value] | None"
Steps: TypeAlias = tuple[str | int, ...]  # keys and positions that lead to a value

NUMBER = r"-?(?:0|[1-9][0-9]{0,17})(\.[0-9]{1,17})?"
_NUMBER = re.compile(NUMBER)
_WORDS: dict[str, Value] = {"true": True, "false": False, "null": None, "": None}

_CONTROL = r"\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff"
# Spaces that look like a space and are not, joiners, direction marks, tags: unseen, and part of the text.
_INVISIBLE = (
    r"\xa0\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u2000-\u200c\u200e\u200f\u2028-\u202f\u205f-\u206f"
    r"\u3000\u3164\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff"
)
# A zero-width joiner is part of many emoji; anywhere else it hides.
_JOINER = r"(?<![\U0001f000-\U0001faff\u2600-\u27bf\ufe0f])\u200d"
UNSEEN = re.compile(f"(?P<control>[{_CONTROL}])|(?P<invisible>[{_INVISIBLE}]|{_JOINER})")
_SUSPECT = re.compile(
    rf"(?P<control>[{_CONTROL}])|(?P<tab>\t)|(?P<invisible>[{_INVISIBLE}]|{_JOINER})"
    r"|(?P<conflict>^(?:<{7}|={7}|>{7}|\|{7})(?= |$))",
    re.MULTILINE,
)
_CUT = re.compile(r"\S #\S")

# What libyaml says -> the rule that explains it. First match wins; anything else is plain `syntax`.
_SYNTAX = (
    ("nesting depth", "too-deep"),
    ("mapping values are not allowed", "colon-in-text"),
    ("did not find expected key", "syntax-key"),
    ("could not find expected ':'", "syntax-colon"),
    ("cannot start any token", "reserved-start"),
    ("found unexpected end of stream", "quote-open"),
    ("unknown escape character", "bad-escape"),
    ("escape code", "bad-escape"),
    ("did not find expected hexdecimal", "bad-escape"),
    ("block sequence entries are not allowed", "syntax-indent"),
    ("did not find expected '-' indicator", "syntax-indent"),
    ("did not find expected ',' or", "bracket-open"),
    ("did not find expected node content", "bracket-open"),
    ("undefined tag handle", "tag"),
    ("directive", "directive"),
)


@dataclass(frozen=True, slots=True)
class Marks:
    """The place of a value, of its keys and of what is inside it; lines and columns from 0 as libyaml counts."""

    start: Any
    inside: dict[str, tuple[Any, Any]] | list[Any] | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """One parsed file: its values, and the text that tells where each one stands."""

    path: str
    value: Any
    text: str
    first_line: int = 1
    has_null: bool = False

    def has(self, *steps: str | int) -> bool:
        """Whether something is written at `steps`."""
        value: Any = self.value
        for step in steps:
            inside = isinstance(value, dict) and step in value
            if not inside and not (isinstance(value, list) and isinstance(step, int) and step < len(value)):
                return False
            value = value[step]
        return value is not None

    def place(self, *steps: str | int, key: bool = False) -> Place:
        """Where the value at `steps` stands (its key, with `key`); the nearest thing above when it is absent."""
        marks, name = _marks(self.text), None
        for step in steps:
            inside = marks.inside if isinstance(marks, Marks) else None
            if isinstance(inside, dict) and step in inside:
                name, marks = inside[str(step)]
            elif isinstance(inside, list) and isinstance(step, int) and step < len(inside):
                name, marks = None, inside[step]
            else:
                return self._at(name or _start(marks))
        return self._at(name if key and name else _start(marks))

    def _at(self, mark: Any) -> Place:
        return Place(self.path, mark.line + self.first_line, mark.column + 1)


@lru_cache(maxsize=32)
def _marks(text: str) -> Any:
    """The places of everything in a text. Read again when a place is asked for, which is seldom, rather than kept
    for every value of every file: that would double the time of loading."""
    builder = _Builder("", text, 1)
    builder.run()
    return builder.root[1] if builder.root else None


def _start(marks: Any) -> Any:
    return marks.start if isinstance(marks, Marks) else marks


def decode(path: str, raw: bytes) -> tuple[str | None, list[Problem]]:
    """The text of a file: UTF-8, at most 256 KiB; a byte order mark is dropped, line ends become LF."""
    if len(raw) > LARGEST:
        return None, [problem(Place(path), "file-too-large", limit=LARGEST // 1024)]
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return None, [problem(Place(path), "wrong-encoding", found="UTF-16")]
    try:
        return raw.decode("utf-8-sig").replace("\r\n", "\n"), []
    except UnicodeDecodeError as error:
        before = raw[: error.start]
        line_start = before.rfind(b"\n") + 1
        place = Place(path, before.count(b"\n") + 1, len(before[line_start:].decode("utf-8", "replace")) + 1)
        return None, [problem(place, "wrong-encoding", found=f"byte 0x{raw[error.start]:02X}")]


def parse(path: str, text: str, first_line: int = 1) -> tuple[Document | None, list[Problem]]:
    """One YAML document with a mapping at its root, and every problem of its form."""
    text, problems = _clean(path, text, first_line)
    if any(found.rule == "merge-conflict" for found in problems):
        return None, problems
    builder = _Builder(path, text, first_line)
    try:
        builder.run()
    except yaml.YAMLError as error:
        if not problems:  # a syntax error beside a tab or an unseen character is most likely its echo
            builder.problems.append(_syntax_problem(path, error, first_line))
        builder.root = None
    except _Stop:
        builder.root = None
    problems += builder.problems
    if builder.root is None:
        return None, problems
    value, _ = builder.root
    if value is None:
        return None, [*problems, problem(Place(path, first_line), "empty-file")]
    if not isinstance(value, dict):
        return None, [*problems, problem(Place(path, first_line), "not-a-map")]
    return Document(path, value, text, first_line, builder.has_null), problems


def parse_front_matter(path: str, text: str) -> tuple[Document | None, str, list[Problem]]:
    """The YAML head between `---` lines of a Markdown file, and the body below it; its Markdown is judged elsewhere."""
    lines = text.split("\n")
    if lines[0].rstrip() != "---" or "---" not in [line.rstrip() for line in lines[1:]]:
        return None, text, [problem(Place(path), "no-front-matter")]
    end = next(n for n, line in enumerate(lines) if n and line.rstrip() == "---")
    document, problems = parse(path, "\n".join(lines[1:end]) + "\n", first_line=2)
    body = "\n".join(lines[end + 1 :])
    problems += [each for each in _suspects(path, body, end + 2) if each.rule == "merge-conflict"]
    return document, body, problems


def body_line(text: str) -> int:
    """The line of a Markdown file on which its body starts."""
    lines = text.split("\n")
    return next((n + 2 for n, line in enumerate(lines) if n and line.rstrip() == "---"), 1)


class _Stop(Exception):
    """Nothing sensible can be read after this point."""


class _Builder:
    """Values and marks from the event stream of one text."""

    def __init__(self, path: str, text: str, first_line: int) -> None:
        self.path, self.text, self.first_line = path, text, first_line
        self.problems: list[Problem] = []
        self.root: tuple[Any, Any] | None = (None, None)
        self.has_null = False
        self.cut = _CUT.search(text) is not None
        self.lines: Sequence[str] = text.split("\n") if self.cut else ()

    def run(self) -> None:
        documents = 0
        stack: list[_Open] = []
        next_event: Any = yaml.CSafeLoader(self.text).get_event
        event = next_event()
        while (kind := type(event)) is not yaml.StreamEndEvent:
            if kind is yaml.ScalarEvent:
                if event.tag is not None or event.anchor is not None:
                    self._refuse_properties(event)
                top = stack[-1] if stack else None
                if top is not None and top.is_map and top.key_mark is None:
                    top.key, top.key_mark = event.value, event.start_mark  # keys are text, whatever they look like
                    if not event.value or event.value == "<<":
                        self._refuse_key(event)
                else:
                    self._put(top, self._scalar(event) if event.implicit[0] else event.value, event.start_mark)
            elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
                if event.tag is not None or event.anchor is not None:
                    self._refuse_properties(event)
                if len(stack) >= DEEPEST:
                    self._say(event.start_mark, "too-deep", limit=DEEPEST)
                    raise _Stop
                stack.append(_Open(event.start_mark, kind is yaml.MappingStartEvent))
            elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                closed = stack.pop()
                self._put(stack[-1] if stack else None, closed.value, Marks(closed.start, closed.marks))
            elif kind is yaml.DocumentStartEvent:
                documents += 1
                if documents > 1:
                    self._say(event.start_mark, "several-documents")
                    raise _Stop
            elif kind is yaml.AliasEvent:
                self._say(event.start_mark, "alias", name=event.anchor)
                self._put(stack[-1] if stack else None, None, event.start_mark)
            event = next_event()

    def _put(self, top: _Open | None, value: Any, marks: Any) -> None:
        """Hand a finished value to the container that is open, as its next item, key or value."""
        if top is None:
            self.root = (value, marks)
        elif not top.is_map:
            top.value.append(value)
            top.marks.append(marks)
        elif top.key_mark is None:
            top.key, top.key_mark = "", _start(marks)
            self._say(top.key_mark, "key-not-text")
        else:
            if top.key in top.value:
                first = top.marks[top.key][0].line + self.first_line
                self._say(top.key_mark, "duplicate-key", key=top.key, line=first)
            else:
                top.value[top.key] = value
                top.marks[top.key] = (top.key_mark, marks)
            top.key_mark = None

    def _refuse_key(self, event: Any) -> None:
        self._say(event.start_mark, "merge-key" if event.value else "key-not-text")

    def _scalar(self, event: Any) -> Value:
        if self.cut:
            self._warn_of_cut(event)
        value = typed(event.value)
        if value is None:
            self.has_null = True
        return value

    def _warn_of_cut(self, event: Any) -> None:
        end = event.end_mark
        if re.match(r" #\S", self.lines[end.line][end.column :]):
            self._say(end, "comment-cut", Level.WARNING, found=event.value)

    def _refuse_properties(self, event: Any) -> None:
        if event.anchor is not None:
            self._say(event.start_mark, "anchor", name=event.anchor)
        if event.tag is not None:
            self._say(event.start_mark, "tag", name=event.tag)

    def _say(self, mark: Any, rule: str, level: Level = Level.ERROR, **facts: object) -> None:
        place = Place(self.path, mark.line + self.first_line, mark.column + 1)
        self.problems.append(problem(place, rule, level, **facts))


class _Open:
    """A mapping or sequence whose end has not come yet."""

    __slots__ = ("is_map", "key", "key_mark", "marks", "start", "value")

    def __init__(self, start: Any, is_map: bool) -> None:
        self.start, self.is_map = start, is_map
        self.value: Any = {} if is_map else []
        self.marks: Any = {} if is_map else []
        self.key, self.key_mark = "", None


def typed(text: str) -> Value:
    """A plain scalar: only true, false, null and decimal numbers mean more than their letters.

    `NO`, `on`, `0123`, `12:30` and dates stay text, as YAML 1.2 and every editor read them.
    """
    if text in _WORDS:
        return _WORDS[text]
    if text[0] in "-0123456789" and (number := _NUMBER.fullmatch(text)):
        return float(text) if number.group(1) else int(text)
    return text


def dotted(steps: Steps) -> str:
    """Steps as people read them: `hours.0.zone`."""
    return ".".join(map(str, steps))


def cleaned(text: str) -> str:
    """A text as a person types it, on one line and without what nobody can see; data allow neither."""
    seen = UNSEEN.sub(lambda found: " " if found.group().isspace() else "", text)
    return " ".join(seen.encode("utf-8", "ignore").decode().split())


def code_point(character: str) -> str:
    return f"U+{ord(character):04X}"


def _clean(path: str, text: str, first_line: int) -> tuple[str, list[Problem]]:
    """The text with what nobody can see replaced by spaces, so that reading goes on and columns stay."""
    if not _SUSPECT.search(text):
        return text, []
    problems = list(_suspects(path, text, first_line))
    return re.sub(rf"[{_CONTROL}{_INVISIBLE}\t]|{_JOINER}", " ", text), problems


def _suspects(path: str, text: str, first_line: int) -> Iterator[Problem]:
    for number, line in enumerate(text.split("\n"), first_line):
        said = set()
        for match in _SUSPECT.finditer(line):
            kind = match.lastgroup or ""
            if kind in said:
                continue  # once a line is enough
            said.add(kind)
            place = Place(path, number, match.start() + 1)
            if kind == "conflict":
                yield problem(place, "merge-conflict")
            elif kind == "tab":
                yield problem(place, "tab")
            else:
                yield problem(place, f"{kind}-character", found=code_point(match.group()))


def _syntax_problem(path: str, error: yaml.YAMLError, first_line: int) -> Problem:
    said = str(getattr(error, "problem", None) or getattr(error, "reason", None) or "")
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    rule = next((rule for part, rule in _SYNTAX if part in said), "syntax")
    place = Place(path, mark.line + first_line, mark.column + 1) if mark else Place(path, first_line)
    return problem(place, rule, limit=DEEPEST if rule == "too-deep" else None)
