"""What GitHub makes of a filled-in issue form -> answers. All of it is somebody's text: data, whatever it looks like.

GitHub writes each field as a heading with its label, and the answer under it as it was typed. Nothing tells a heading
of ours from one that a person typed, so only the labels of the form's own file count, and each may stand there once.
Code fences are not looked at: one that is left open would swallow the answers that follow.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from guide.problems import Place, Problem, problem
from guide.questions import KINDS, QUESTIONS
from guide.source import cleaned, parse
from guide.words import Words

FOLDER = ".github/ISSUE_TEMPLATE"
LABEL = "formulario"  # what a maintainer puts on an issue so that its form is read: .github/workflows/forms.yml
ISSUE = "issue"  # the path of problems in the text of an issue
WHATS = ("closed", "scam", "no-longer", "other")
_EMPTY = "_No response_"
_NAME = re.compile(r"\d+-(es|en)-(\w+)")


@dataclass(frozen=True)
class Field:
    """One field of a form."""

    id: str
    label: str
    required: bool = False
    options: tuple[str, ...] = ()


@dataclass(frozen=True)
class Form:
    """An issue form, as its file has it: what it is for, in which language, with which fields."""

    name: str
    lang: str
    fields: tuple[Field, ...]

    @property
    def collection(self) -> str | None:
        """The collection of the entry that it proposes."""
        return KINDS.get(self.name)

    def field(self, id: str) -> Field | None:
        return next((each for each in self.fields if each.id == id), None)

    def found_in(self, headings: Iterable[str]) -> int:
        """How many of its labels are among some headings."""
        return len({each.label for each in self.fields}.intersection(headings))


@dataclass(frozen=True)
class Submission:
    """A form as it was filled in: the answers by the names that questions.py gives them, and what is wrong with it."""

    form: Form | None
    answers: Mapping[str, str]
    problems: tuple[Problem, ...] = ()


def forms(root: Path) -> list[Form]:
    """The forms of the project."""
    return [form(path.stem, path.read_text("utf-8")) for path in sorted((root / FOLDER).glob("[0-9]*.yml"))]


def form(stem: str, text: str) -> Form:
    """A form from its file, `2-es-employer`."""
    document, _ = parse(stem, text)
    name = _NAME.fullmatch(stem)
    assert document is not None
    assert name is not None
    fields = [
        Field(
            each["id"],
            each["attributes"]["label"],
            each["validations"]["required"],
            tuple(each["attributes"].get("options", ())),
        )
        for each in document.value["body"]
        if each["type"] != "markdown"
    ]
    return Form(name.group(2), name.group(1), tuple(fields))


def submission(body: str, known: Iterable[Form], words: Mapping[str, Words]) -> Submission:
    """The answers of the form that a text was made from: the one most of whose labels are there as headings."""
    lines = body.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    headings = [line[4:].strip() if line.startswith("### ") else "" for line in lines]
    best = max(known, key=lambda each: (each.found_in(headings), -len(each.fields)))
    if best.found_in(headings) < 2:  # a single word may be anyone's heading
        return Submission(None, {}, (problem(Place(ISSUE), "form-unknown"),))
    found: list[Problem] = []
    answers: dict[str, str] = {}
    labels = {each.label for each in best.fields}
    for field in best.fields:
        at = [number for number, heading in enumerate(headings) if heading == field.label]
        if len(at) > 1:
            found.append(problem(Place(ISSUE, at[1] + 1), "form-repeated", found=field.label))
        answer = _answer(lines, headings, labels, at[0]) if at else ""
        if answer:
            answers |= _named(field, _meant(field, answer, best, words), best)
        elif field.required and len(at) < 2:
            found.append(problem(Place(ISSUE, at[0] + 1 if at else 1), "form-empty", found=field.label))
    return Submission(best, answers, tuple(found))


def _answer(lines: list[str], headings: list[str], labels: set[str], start: int) -> str:
    """What stands under a heading, up to the next label, on one line."""
    end = next((n for n in range(start + 1, len(lines)) if headings[n] in labels), len(lines))
    text = cleaned("\n".join(lines[start + 1 : end]))
    return "" if text == _EMPTY else text


def _meant(field: Field, answer: str, form: Form, words: Mapping[str, Words]) -> str:
    """The value behind a choice; an answer that is none of the choices stays what it is, and is judged later."""
    if field.id == "what":
        keys = {choice: f"issue_form.what.{choice}" for choice in WHATS}
    else:
        collection = form.collection or "employers"
        asked = (each for each in QUESTIONS[collection] if each.name == field.id)
        keys = {str(choice): f"{each.meaning(collection)}.{choice}" for each in asked for choice in each.choices}
    said = {words[form.lang].say(key): choice for choice, key in keys.items()}
    return said.get(answer, answer)


def _named(field: Field, answer: str, form: Form) -> dict[str, str]:
    """The answer under the name that the questions give it; of a text the one for the form's language."""
    questions = QUESTIONS[form.collection] if form.collection else ()
    is_text = any(each.name == field.id and each.is_text for each in questions)
    return {f"{field.id}_{form.lang}" if is_text else field.id: answer}
