"""`build.py new`: a new entry, from a few questions."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from guide import rules
from guide.cli import Examined, Options, Refused, Said, changing, common, options_of, readable, report, unwritten
from guide.commands.asking import ask, options_for
from guide.load import JOBS, Loaded, load, read
from guide.problems import Level, Place, Problem, in_order, problem
from guide.questions import KINDS, QUESTIONS
from guide.report import message

EXAMPLES = {
    "employer": "--name Acme --website https://acme.example/",
    "platform": "--name Bazaar --kind open-marketplace",
    "role": '--name-es "Robótica" --name-en Robotics',
}


@click.group("new")
def new() -> None:
    """Start a new entry: a few questions, and a commented file to go on with.

    \b
    python build.py new employer
    python build.py new platform --lang en
    python build.py new role

    Every question can be answered by an option too. Exit codes: 0 written and all is well, 1 problems (printed), 2 the
    command was not understood.
    """


def _command(kind: str) -> click.Command:
    """The command for one kind of entry, with an option for each of its questions."""
    collection = KINDS[kind]

    @common
    @click.option("--id", "chosen", metavar="ID", help="Its id.  [default: made from the name]")
    @click.option("--no-input", is_flag=True, help="Ask nothing: what no option answers stays unanswered.")
    @click.pass_context
    def command(context: click.Context, /, chosen: str | None, no_input: bool, **given: str | None) -> None:
        options = options_of(context)
        answers = {name: text for name, text in given.items() if text is not None}
        _new(
            collection,
            answers,
            chosen or "",
            no_input,
            readable(options, JOBS if collection == "roles" else ""),
            options,
        )

    made = click.command(
        kind,
        help=f"Start a new {kind}: asks, writes a commented file, checks it with the rest of the data.\n\n"
        f"\b\npython build.py new {kind}\npython build.py new {kind} {EXAMPLES[kind]}\n\n"
        'An option answers its question; an empty text ("") leaves it unanswered. Nothing is ever overwritten.\n\n'
        "Exit codes: 0 written and all is well, 1 problems (printed), 2 the command was not understood.",
    )(command)
    made.params = [*options_for(QUESTIONS[collection]), *made.params]
    return made


for _kind in KINDS:
    new.add_command(_command(_kind))


def _new(
    collection: str, answers: dict[str, str], chosen: str, no_input: bool, loaded: Loaded, options: Options
) -> None:
    """Ask what is not answered, make the file, check it, write it, say what comes next."""
    from guide import draft  # here, because its YAML library is slow to import

    words = loaded.words[options.lang]
    for question in QUESTIONS[collection]:
        if not no_input and question.is_asked(answers):
            ask(question, collection, answers, loaded, words)
        if question.name == "name":  # an id is for ever: better known before all the rest is asked
            id = chosen or draft.id_of(answers)
            if not (chosen or no_input):
                id = click.prompt(words.say("ask.id"), default=id or None, type=Said())
            _refuse_id(id, collection, loaded, options)
    made = draft.draft(collection, answers, loaded, options.today, words, id=id)
    with changing(made.path, words):
        text = made.file(loaded.texts)
    after = load({**read(options.root), made.path: text.encode()})
    found = _added(loaded, after, options)
    if made.key not in after.origins:
        hidden = [replace(each, place=Place(made.path)) for _, each in draft.unjudged(collection, answers, loaded)]
        report(Examined(after, [*found, *hidden]), options)
        raise unwritten(loaded, options)
    report(Examined(after, found), options)
    _write(options.root / made.path, text, "w" if collection == "roles" else "x")
    click.echo(words.say("new.written", path=made.path))
    click.echo(words.say("new.next", path=made.path, id=made.id))
    click.echo(words.say(f"new.web_{'list' if collection == 'roles' else 'file'}", path=made.path))
    if any(each.level is Level.ERROR for each in found):
        raise Refused("")


def _refuse_id(id: str, collection: str, loaded: Loaded, options: Options) -> None:
    """Go no further with an id that is none, or that an entry has or had."""
    from guide import draft

    if not id or draft.slug(id) != id:
        said = problem(Place(""), "bad-id", field="id", found=id)
        raise click.BadParameter(message(said, loaded.words[options.lang]), param_hint="--id")
    if found := draft.taken(loaded, collection, id):
        report(Examined(loaded, [found]), options)
        raise unwritten(loaded, options)


def _write(path: Path, text: str, mode: str) -> None:
    """Never over what is there, not even where `Acme.yaml` and `acme.yaml` are one file."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open(mode, encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as error:
        raise click.FileError(str(path), error.strerror) from None


def _added(before: Loaded, after: Loaded, options: Options) -> list[Problem]:
    """The problems that were not there before: of those of other entries nobody who adds one is told."""
    was, now = ([*each.problems, *rules.check(each, options.today)] for each in (before, after))
    return in_order(set(now) - set(was))
