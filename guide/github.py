"""What a pull request shows: annotations on its lines, and a summary of the job, in both languages.

Both are made from a read-only check, so that they work from forks. Limits: GitHub shows ten annotations of a level a
step and drops the rest without a word, and takes a summary of up to 1 MiB.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from html import escape

from guide.problems import Problem, in_order
from guide.report import Explained, corrections, message, tally
from guide.words import LANGUAGES, Words

ANNOTATIONS_SHOWN = 10
LARGEST = 1_000_000  # bytes of a summary, a little less than GitHub takes


def annotate(problems: Iterable[Problem], words: Mapping[str, Words], changed: Collection[str] = ()) -> str:
    """GitHub workflow commands for the first problems: errors before warnings, those of changed files first."""

    def rank(found: Problem) -> tuple[object, ...]:
        return found.level, found.place.path not in changed, found.order

    return "\n".join(_annotation(found, words) for found in sorted(problems, key=rank)[:ANNOTATIONS_SHOWN])


def _annotation(found: Problem, words: Mapping[str, Words]) -> str:
    place = found.place
    properties = {"file": place.path, "line": place.line, "col": place.column, "title": found.rule}
    written = ",".join(f"{name}={_escape_property(str(value))}" for name, value in properties.items())
    said = "\n".join(message(found, words[lang]) for lang in LANGUAGES)
    return f"::{found.level} {written}::{_escape_data(said)}"


def _escape_data(value: str) -> str:
    # as actions/toolkit does in core/src/command.ts
    return value.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escape_property(value: str) -> str:
    return _escape_data(value).replace(":", "%3A").replace(",", "%2C")


def summary(
    problems: Iterable[Problem],
    words: Mapping[str, Words],
    texts: Mapping[str, str],
    explained: Explained,
    cards: Sequence[tuple[str, str]] = (),
) -> str:
    """Markdown for a job summary: every problem, corrections to paste, and what the changed entries will look like.

    Facts stand in HTML and in fences longer than any inside them, so that no text can break out.
    """
    found = in_order(problems)
    parts = [_table(found, words, explained)] if found else [_both("problems.none", words)]
    if found:
        parts += _to_paste(found, words, texts)
    if cards:
        parts += [
            f"## {_both('summary.cards', words)}",
            *(f"<h3>{escape(name)}</h3>\n\n{html}" for name, html in cards),
        ]
    return _within("\n\n".join(parts) + "\n", words)


def _both(key: str, words: Mapping[str, Words]) -> str:
    return " · ".join(words[lang].say(key) for lang in LANGUAGES)


def _table(found: Sequence[Problem], words: Mapping[str, Words], explained: Explained) -> str:
    rows = "".join(
        f"<tr><td><code>{escape(str(each.place))}</code></td>"
        f"<td>{'<br>'.join(_one_line(message(each, words[lang])) for lang in LANGUAGES)}</td>"
        f"<td>{_rule(each.rule, explained)}</td></tr>\n"
        for each in found
    )
    counted = " · ".join(tally(found, words[lang]) for lang in LANGUAGES)
    return f"<p>{counted}</p>\n<table>\n{rows}</table>"


def _rule(rule: str, explained: Explained) -> str:
    if explained.site_url is None:
        return f"<code>{rule}</code>"
    links = (f'<a href="{escape(explained.where(rule, lang))}">{lang}</a>' for lang in LANGUAGES)
    return f"<code>{rule}</code> {' '.join(links)}"


def _one_line(value: str) -> str:
    return escape(value).replace("\n", " ")


def _to_paste(found: Sequence[Problem], words: Mapping[str, Words], texts: Mapping[str, str]) -> list[str]:
    """Lines that are right, to paste over those that are not."""
    made = corrections(found, texts)
    if not made:
        return []
    parts = [f"## {_both('summary.corrections', words)}"]
    for each in made:
        fence = "`" * max(3, 1 + max(map(len, re.findall("`+", each.after)), default=0))
        parts.append(f"<code>{escape(each.path)}:{each.line}</code>\n\n{fence}yaml\n{each.after}\n{fence}")
    return parts


def _within(text: str, words: Mapping[str, Words]) -> str:
    """A summary that GitHub takes; what is too much is cut, and that is said."""
    raw = text.encode()
    if len(raw) <= LARGEST:
        return text
    kept = raw[:LARGEST].decode(errors="ignore").rpartition("\n")[0]
    return f"{kept}\n\n{_both('summary.cut', words)}\n"
