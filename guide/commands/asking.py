"""How commands ask: an option for each question, and a prompt for what no option answers."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import click

from guide.cli import ROOT, Said
from guide.load import Loaded
from guide.questions import Question
from guide.report import message
from guide.source import cleaned, parse
from guide.words import Words


def options_for(questions: Iterable[Question]) -> list[click.Option]:
    """An option for each answer."""
    return [Asked(question, name) for question in questions for name in question.fields]


class Asked(click.Option):
    """An option that answers a question, and is explained by it."""

    def __init__(self, question: Question, name: str) -> None:
        metavar = "|".join(question.choices) if question.choices else "TEXT"
        super().__init__([f"--{name.replace('_', '-')}", name], type=Said(), metavar=metavar)
        self.question = question

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        words = _english()
        asked = words.say(f"ask.{self.question.name}")
        self.help = f"{asked} ({words.say(f'ask.in_{str(self.name)[-2:]}')})" if self.question.is_text else asked
        return super().get_help_record(ctx)


@cache
def _english() -> Words:
    """The words of help, read when somebody asks for it."""
    path = "templates/words/en.yaml"
    document, _ = parse(path, (ROOT / path).read_text("utf-8"))
    return Words("en", document.value if document else {})


def ask(question: Question, collection: str, answers: dict[str, str], loaded: Loaded, words: Words) -> None:
    """Put one question; a text first in the person's own language, in the other one only if they like."""
    names = sorted(question.fields, key=lambda name: not name.endswith(f"_{words.lang}"))
    if question.choices and question.name not in answers:
        _show_choices(question, collection, words)
    for name in names:
        if name in answers:
            continue
        required = question.required and not any(answers.get(other) for other in names)
        answers[name] = _prompt(question, name, required, collection, loaded, words)


def _prompt(question: Question, name: str, required: bool, collection: str, loaded: Loaded, words: Words) -> str:
    from guide import draft

    def judged(text: str) -> str:
        said = cleaned(text)
        if not said and required:
            raise click.UsageError(words.say("rules.empty-text.message", field=question.name))
        found = draft.wrong(question, said, collection, loaded) if said else None
        if found:
            raise click.UsageError(message(found, words))
        return said

    asked = words.say(f"ask.{question.name}")
    if question.is_text:
        asked = f"{asked} ({words.say(f'ask.in_{name[-2:]}')})"
    if not required:
        asked = f"{asked} [{words.say('ask.optional')}]"
    return str(click.prompt(asked, default=None if required else "", show_default=False, value_proc=judged))


def _show_choices(question: Question, collection: str, words: Words) -> None:
    for choice in question.choices:
        click.echo(f"  {choice:<17} {words.say(f'{question.meaning(collection)}.{choice}')}")
