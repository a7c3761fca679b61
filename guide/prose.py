"""What a chapter's Markdown may ask of the guide: citations, links by id, links to the outside and placeholders."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

COUNTS = ("employers", "platforms", "roles", "sources", "claims")
CRITERIA = ("employers", "platforms", "roles")
# Each is a macro of templates/pages/_salaries.j2: numbers, and tables that stand on a line of their own.
SALARIES = (
    "rows", "distinct", "threshold", "us-rows-share", "us-share", "recent-share", "remote-share", "spanish-distinct",
    "spanish-share", "other-titles", "other-share", "not-full-time",
    "overview", "spoken", "countries", "roles", "stack-overflow", "sysarmy",
)  # fmt: skip
PLACEHOLDERS = (
    *(f"count:{name}" for name in COUNTS),
    *(f"criteria:{name}" for name in CRITERIA),
    *(f"salaries:{name}" for name in SALARIES),
    "freshness",
    "issues",
)

_CODE = re.compile(r"^(`{3,}|~{3,}).*?^\1[ \t]*$|(`+)[^`].*?\2", re.MULTILINE | re.DOTALL)
_ASKED = re.compile(
    r"\[\^(?P<citation>[^\]\s]+)\]"
    r"|\]\((?P<link>entry:[^)\s]*)\)"
    r"|\]\((?P<outside>https?://(?:[^()\s]|\([^()\s]*\))+)"
    r"|\{(?P<placeholder>[a-z]+(?::[a-z-]*)?)\}"
    r"|(?P<html><[a-zA-Z/!?])"
    r"|(?P<heading>^#[ \t])",
    re.MULTILINE,
)


_HEADING = re.compile(r"^#{2,6}[ \t]+(?P<text>.+?)[ \t]*\{[ \t]*#(?P<anchor>[^\s}]+)[^}]*\}[ \t]*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a body that has an anchor, with its line from 0."""

    text: str
    anchor: str
    line: int


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing asked: which kind, its value, and where in the body (line and column from 0)."""

    kind: str
    value: str
    line: int
    column: int


@lru_cache(maxsize=256)  # several rules and pages ask it of each chapter
def asked(body: str) -> tuple[Asked, ...]:
    """Everything a body asks of the guide, outside code, in order."""
    masked, found, line, counted = _mask(body), [], 0, 0
    for match in _ASKED.finditer(masked):
        start, kind = match.start(), match.lastgroup or ""
        line, counted = line + masked.count("\n", counted, start), start
        column = start - masked.rfind("\n", 0, start) - 1
        found.append(Asked(kind, match[kind].removeprefix("entry:"), line, column))
    return tuple(found)


def headings(body: str) -> Iterator[Heading]:
    """The headings with an anchor, in order."""
    masked = _mask(body)
    for match in _HEADING.finditer(masked):
        yield Heading(re.sub(r"[*`]", "", match["text"]), match["anchor"], masked[: match.start()].count("\n"))


def citations(body: str) -> list[str]:
    """Keys of the cited sources, each once, in the order of their first citation."""
    return list(dict.fromkeys(found.value for found in asked(body) if found.kind == "citation"))


def fill(body: str, link: Callable[[str], str], placeholder: Callable[[str], str]) -> str:
    """The body with links by id and placeholders replaced; code is left alone."""
    masked = _mask(body)
    parts, end = [], 0
    for match in _ASKED.finditer(masked):
        if match["link"]:
            new = f"]({link(match['link'].removeprefix('entry:'))})"
        elif match["placeholder"]:
            new = placeholder(match["placeholder"])
        else:
            continue
        parts += [body[end : match.start()], new]
        end = match.end()
    return "".join([*parts, body[end:]])


def _mask(body: str) -> str:
    """The body with its code blanked out, so that places stay."""
    return _CODE.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), body)
