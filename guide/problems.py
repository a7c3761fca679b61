"""Faults as values: where, which rule, how grave, and how they sort. report.py writes them for people."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein


class Unwritable(Exception):
    """A file that only people can change: what writes edits does not read a little of what the loader reads."""


class Level(StrEnum):
    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, order=True, slots=True)
class Place:
    """A point in a file people edit: line and column count from 1, in code points."""

    path: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Problem:
    """One broken rule at one place; `facts` fill the rule's sentence in templates/words/."""

    place: Place
    rule: str
    facts: tuple[tuple[str, str], ...] = ()
    level: Level = Level.ERROR

    @property
    def order(self) -> tuple[Place, str, tuple[tuple[str, str], ...]]:
        return self.place, self.rule, self.facts


def problem(place: Place, rule: str, level: Level = Level.ERROR, /, **facts: object) -> Problem:
    """A Problem with its facts as text; a fact that is None is left out."""
    return Problem(place, rule, tuple((name, str(value)) for name, value in facts.items() if value is not None), level)


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Sorted by place, each said once."""
    return sorted(set(problems), key=lambda found: found.order)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that a mistyped one most likely meant, or None. Of a key such as `employers/gitlab` only the last
    part is compared, among keys that share the rest."""
    above, slash, word = word.rpartition("/")
    if slash:
        tails = (key.removeprefix(above + slash) for key in known if key.startswith(above + slash))
        tail = nearest(word, tails)
        return above + slash + tail if tail else None
    found = process.extractOne(
        word.lower(),
        {choice: choice.lower() for choice in sorted(known)},
        scorer=DamerauLevenshtein.normalized_similarity,
        score_cutoff=0.6,
    )
    return str(found[2]) if found else None
