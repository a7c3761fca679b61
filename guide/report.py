"""Problems as people read them: what is wrong, where, what would be right, and where that is explained."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from guide.addresses import PREFIX, SECTIONS
from guide.problems import Level, Problem, in_order
from guide.words import Words


@dataclass(frozen=True)
class Explained:
    """Where the rules are explained: the site's address, or the command that tells the same when it has none yet."""

    site_url: str | None = None

    def where(self, rule: str, lang: str) -> str:
        """What leads to the explanation of a rule."""
        page = f"{PREFIX[lang]}{SECTIONS['contribute/rules'][lang]}/#{rule}"
        return f"{self.site_url}{page}" if self.site_url else f"python build.py explain {rule}"


def message(found: Problem, words: Words) -> str:
    """The rule's sentence with the facts in it, then "did you mean", or what is known when nothing is near."""
    facts = {name: _in_words(value, words) for name, value in found.facts}
    sentence = words.say(f"rules.{found.rule}.message", **facts)
    if "near" in facts:
        return f"{sentence}. {words.say('problems.near', near=facts['near'])}"
    return f"{sentence}. {words.say('problems.known', known=facts['known'])}" if "known" in facts else sentence


def _in_words(value: str, words: Words) -> str:
    """A fact as it is; one written `words:<key>` is that text in the reader's language."""
    key = value.removeprefix("words:")
    return words.say(key) if key != value and words.has(key) else value


def open_message(rule: str, words: Words) -> str:
    """What a rule says, with its facts left open."""
    return re.sub(r"\{\w+\}", "…", words.say(f"rules.{rule}.message")).replace("….", "…")


def example(found: Problem, words: Words) -> str | None:
    """What would be right here: of the very field when the model knows, else of the rule; never of another field."""
    facts, key = dict(found.facts), f"rules.{found.rule}.example"
    if "example" in facts or not words.has(key):
        return facts.get("example")
    shown = words.say(key)
    return shown if "field" not in facts or shown.startswith(f"{facts['field']}:") else None


def text(found: Problem, words: Words, lines: Sequence[str] = (), explained: Explained | None = None) -> str:
    """`path:line:col: error: message [rule]`, then the source line and a caret where they are known, an example of
    what is right, and where the rule is explained."""
    level = words.say(f"problems.{found.level}")
    said = [f"{found.place}: {level}: {message(found, words)} [{found.rule}]"]
    if 0 < found.place.line <= len(lines) and lines[found.place.line - 1].strip():
        said += [f"    {line}" for line in _excerpt(lines[found.place.line - 1], found.place.column)]
    if shown := example(found, words):
        said += _labelled(words.say("problems.example"), shown)
    if explained:
        said += _labelled(words.say("problems.more"), explained.where(found.rule, words.lang))
    return "\n".join(said)


def _labelled(label: str, value: str) -> list[str]:
    """`= label: value`, further lines under the first."""
    first, *rest = value.split("\n")
    head = f"    = {label}: "
    return [head + first, *(" " * len(head) + line for line in rest)]


def _excerpt(line: str, column: int, width: int = 100) -> tuple[str, str]:
    """The part of a line around a column, what cannot be seen made visible, and the caret under it."""
    start = max(0, column - 1 - width // 2) if len(line) > width else 0
    shown = "".join(c if c.isprintable() else "\N{MIDDLE DOT}" for c in line[start : start + width])
    return shown.rstrip(), " " * (column - 1 - start) + "^"


def report(
    problems: Iterable[Problem], words: Words, texts: Mapping[str, str], explained: Explained | None = None
) -> str:
    """Every problem with its excerpt, then a line that counts them."""
    found = in_order(problems)
    split = _Lines(texts)
    blocks = [text(each, words, split.of(each.place.path), explained) for each in found]
    return "\n".join([*blocks, tally(found, words)])


def tally(problems: Sequence[Problem], words: Words) -> str:
    errors = sum(found.level is Level.ERROR for found in problems)
    return words.say("problems.tally", errors=errors, warnings=len(problems) - errors)


@dataclass(frozen=True)
class Correction:
    """A line that would be right, and the one that it replaces."""

    path: str
    line: int
    before: str
    after: str


def corrections(problems: Iterable[Problem], texts: Mapping[str, str]) -> list[Correction]:
    """The lines that can be corrected with certainty: a word that is not known where one that is lies near.

    Several words of one line are corrected together.
    """
    split = _Lines(texts)
    made: dict[tuple[str, int], Correction] = {}
    for found in reversed(in_order(problems)):  # from the end of a line, so that columns before it stay
        place, facts = found.place, dict(found.facts)
        lines = split.of(place.path)
        if "near" not in facts or not 0 < place.line <= len(lines):
            continue
        line = lines[place.line - 1]
        known = made.get((place.path, place.line)) or Correction(place.path, place.line, line, line)
        if after := _replaced(known.after, place.column, facts):
            made[place.path, place.line] = replace(known, after=after)
    return sorted(made.values(), key=lambda each: (each.path, each.line))


def _replaced(line: str, column: int, facts: Mapping[str, str]) -> str | None:
    """The line with what was found at a column replaced by what is near; None when something else stands there."""
    rest = line[column - 1 :]
    for wrong in (facts.get("found", ""), facts.get("found", "").strip('"'), facts.get("field", "")):
        if wrong and rest.startswith(wrong):
            quoted = f'"{facts["near"]}"' if wrong.startswith('"') else facts["near"]
            return line[: column - 1] + quoted + rest[len(wrong) :]
    return None


class _Lines:
    """The lines of texts, each text split once."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts
        self._split: dict[str, list[str]] = {}

    def of(self, path: str) -> list[str]:
        if path not in self._split:
            self._split[path] = self._texts[path].split("\n") if path in self._texts else []
        return self._split[path]
