"""`build.py verify`: a claim gets a new source and date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

from guide import history
from guide.cli import ENTRY, Options, Said, changing, common, entry_of, keep, options_of, readable
from guide.commands.asking import ask, options_for
from guide.load import Loaded, load, read
from guide.model import Cites, Entry, HiresFrom
from guide.questions import SOURCE
from guide.revisions import published
from guide.source import Steps

if TYPE_CHECKING:
    from guide.evidence import Reading


class ClaimName(click.ParamType[str]):
    """The name of a claim of the entry named before it."""

    name = "claim"

    def convert(self, value: object, parameter: click.Parameter | None, context: click.Context | None) -> str:
        return str(value)

    def shell_complete(
        self, context: click.Context, parameter: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        from guide import evidence

        try:
            entry = entry_of(load(read(context.meta["asked"]["root"])), context.params["id"])
        except click.ClickException:  # nothing to offer; the command itself will say so
            return []
        return [CompletionItem(name) for name in evidence.cited(entry) if name.startswith(incomplete)]


@dataclass(frozen=True)
class Target:
    """The claim that is read again."""

    loaded: Loaded
    entry: Entry
    name: str
    steps: Steps
    record: Cites

    def say(self, key: str, lang: str, **facts: object) -> str:
        return self.loaded.words[lang].say(f"verify.{key}", key=self.entry.key, **facts)


@click.command("verify")
@common
@click.argument("id", type=ENTRY)
@click.argument("claim", type=ClaimName())
@click.option("--source", "key", type=Said(), metavar="KEY", help="A source that is there already; nothing is asked.")
@click.option("--as-of", type=Said(), metavar="DATE", help="The day the source speaks for, when it is not its date.")
@click.option("--value", type=Said(), metavar="TEXT", help="What the claim says now.  [default: what it said]")
@click.pass_context
def verify(
    context: click.Context, /, id: str, claim: str, key: str | None, as_of: str | None, value: str | None,
    **given: str | None,
) -> None:  # fmt: skip
    """Give a claim the source that supports it today: asks for its title, address, kind, date and publisher.

    \b
    python build.py verify gitlab remote
    python build.py verify gitlab contract.0 --source handbook
    python build.py verify acme hires_from --value "Colombia, México"

    ID is that of the entry, CLAIM where the claim stands in it: remote, hires_from, contract.0, hours, fees.1. A source
    that no longer supports anything goes. Exit codes: 0 written, 1 problems (printed; nothing is written), 2 the
    command was not understood, or makes no sense for this entry.
    """
    options = options_of(context)
    target = _target(readable(options), id, claim, options)
    answers = {name: text for name, text in given.items() if text is not None}
    if key and any(answers.values()):
        raise click.BadParameter(target.say("both", options.lang), param_hint="--source")
    _read_again(target, _reading(target, key, as_of, value, answers, options), options)


verify.params = [*verify.params[:2], *options_for(SOURCE), *verify.params[2:]]


def _target(loaded: Loaded, id: str, claim: str, options: Options) -> Target:
    """The claim that was named; else those that there are."""
    from guide import evidence

    entry = entry_of(loaded, id)
    found = evidence.find(entry, claim)
    if found is None:
        names = list(evidence.cited(entry))
        inside = [name for name in names if name.startswith(f"{claim}.")]
        facts = {"key": entry.key, "known": ", ".join(inside or names)} | ({} if inside else {"found": claim})
        said = loaded.words[options.lang].say(f"verify.{'several' if inside else 'no_claim'}", **facts)
        raise click.BadParameter(said, param_hint="CLAIM")
    return Target(loaded, entry, claim, *found)


def _reading(
    target: Target, key: str | None, as_of: str | None, value: str | None, answers: dict[str, str], options: Options
) -> Reading:
    """What was found: from the options, and by asking for the rest."""
    from guide import draft, evidence

    site, words = target.loaded.site, target.loaded.words[options.lang]
    assert site is not None
    known = {**target.entry.sources, **site.shared_sources}
    changed = _value(target, value, options)
    if key and key not in known:
        said = target.say("no_source", options.lang, found=key, known=", ".join(sorted(known)))
        raise click.BadParameter(said, param_hint="--source")
    if key:
        return evidence.Reading(key, None, draft.evidence_date(as_of or "null"), changed)
    for question in SOURCE:
        ask(question, target.entry.collection, answers, target.loaded, words)
    source = draft.source(answers)
    key = draft.source_key(answers["source_title"], known)
    return evidence.Reading(key, source, draft.evidence_date(as_of or "null"), changed)


def _value(target: Target, value: str | None, options: Options) -> Mapping[str, object] | None:
    """The fields of the claim that a new value changes."""
    from guide import draft, evidence

    origin = target.loaded.origins[target.entry.key]
    if value is None:
        if not origin.document.has(*origin.steps, *target.steps):
            raise click.UsageError(target.say("absent", options.lang, found=target.name))
        return None
    said: dict[str, object] = {"value": value}
    if isinstance(target.record, HiresFrom) and target.loaded.site:
        said = draft.reach(value, target.loaded.site.places, target.loaded.words)
    elif "value" not in type(target.record).model_fields:
        raise click.BadParameter(target.say("by_hand", options.lang, found=target.name), param_hint="--value")
    return evidence.changed(target.record, said)


def _read_again(target: Target, reading: Reading, options: Options) -> None:
    """Write it when all is well with it, and say what else there is to know."""
    from guide import evidence

    loaded, entry, words = target.loaded, target.entry, target.loaded.words[options.lang]
    origin = loaded.origins[entry.key]
    path = origin.document.path
    with changing(path, words):
        text, unused = evidence.verified(loaded.texts[path], origin.steps, target.steps, reading)
    after = keep(options, path, text)
    click.echo(words.say("verify.done", name=target.name, source=reading.key, path=path))
    now = next(each for each in after.site.entries if each.key == entry.key) if after.site else entry
    if unused:
        said = "left" if unused in now.sources else "dropped"
        click.echo(words.say(f"verify.{said}", source=unused))
    if history.said_before(published(options.root, options.base or "HEAD") or loaded, after, now):
        click.echo(words.say("verify.declare", key=entry.key))
