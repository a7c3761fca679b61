"""Faults as values: where, which rule, how grave. How they sort and how they are written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from guide.words import Words

ANNOTATIONS_SHOWN = 10  # GitHub drops the rest of a step without a word


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


def message(found: Problem, words: Words) -> str:
    """The rule's sentence with the facts in it, then "did you mean", or what is known when nothing is near."""
    facts = dict(found.facts)
    sentence = words.say(f"rules.{found.rule}.message", **facts)
    if "near" in facts:
        return f"{sentence}. {words.say('problems.near', near=facts['near'])}"
    return f"{sentence}. {words.say('problems.known', known=facts['known'])}" if "known" in facts else sentence


def text(found: Problem, words: Words, lines: Sequence[str] = ()) -> str:
    """`path:line:col: error: message [rule]`, then the source line and a caret where they are known."""
    level = words.say(f"problems.{found.level}")
    head = f"{found.place}: {level}: {message(found, words)} [{found.rule}]"
    if not 0 < found.place.line <= len(lines) or not lines[found.place.line - 1].strip():
        return head
    shown, caret = _excerpt(lines[found.place.line - 1], found.place.column)
    return f"{head}\n    {shown}\n    {caret}"


def _excerpt(line: str, column: int, width: int = 100) -> tuple[str, str]:
    """The part of a line around a column, what cannot be seen made visible, and the caret under it."""
    start = max(0, column - 1 - width // 2) if len(line) > width else 0
    shown = "".join(c if c.isprintable() else "\N{MIDDLE DOT}" for c in line[start : start + width])
    return shown.rstrip(), " " * (column - 1 - start) + "^"


def report(problems: Iterable[Problem], words: Words, texts: Mapping[str, str]) -> str:
    """Every problem with its excerpt, then a line that counts them."""
    found = in_order(problems)
    split: dict[str, list[str]] = {}
    blocks = []
    for each in found:
        path = each.place.path
        if path not in split:
            split[path] = texts.get(path, "").split("\n")
        blocks.append(text(each, words, split[path] if path in texts else ()))
    return "\n".join([*blocks, tally(found, words)])


def tally(problems: Sequence[Problem], words: Words) -> str:
    errors = sum(found.level is Level.ERROR for found in problems)
    return words.say("problems.tally", errors=errors, warnings=len(problems) - errors)


def github_annotations(problems: Iterable[Problem], words: Words) -> str:
    """GitHub workflow commands for the first problems, errors before warnings."""
    worst_first = sorted(problems, key=lambda found: (found.level, found.order))
    return "\n".join(_annotation(found, words) for found in worst_first[:ANNOTATIONS_SHOWN])


def _annotation(found: Problem, words: Words) -> str:
    place = found.place
    properties = {"file": place.path, "line": place.line, "col": place.column, "title": found.rule}
    written = ",".join(f"{name}={_escape_property(str(value))}" for name, value in properties.items())
    return f"::{found.level} {written}::{_escape_data(message(found, words))}"


def _escape_data(value: str) -> str:
    # as actions/toolkit does in core/src/command.ts
    return value.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escape_property(value: str) -> str:
    return _escape_data(value).replace(":", "%3A").replace(",", "%2C")


def github_summary(problems: Iterable[Problem], words: Words) -> str:
    """Markdown for a job summary: every problem in a table, in HTML so that no text can break it."""
    found = in_order(problems)
    if not found:
        return words.say("problems.none") + "\n"
    rows = "".join(
        f"<tr><td><code>{_escape_html(str(each.place))}</code></td><td>{_escape_html(message(each, words))}"
        f"</td><td><code>{each.rule}</code></td></tr>\n"
        for each in found
    )
    return f"<p>{tally(found, words)}</p>\n<table>\n{rows}</table>\n"


def _escape_html(value: str) -> str:
    return value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\n", " ")
