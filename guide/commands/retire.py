"""`build.py retire`: an entry leaves the guide, or comes back."""

from __future__ import annotations

from datetime import datetime

import click

from guide.cli import ENTRY, Said, changing, common, entry_of, keep, options_of, readable
from guide.events import history


@click.command("retire")
@common
@click.argument("id", type=ENTRY)
@click.option("--why-es", type=Said(), help="Why, in Spanish, for whoever comes to its page.  [default: asked for]")
@click.option("--why-en", type=Said(), help="Why, in English.  [default: asked for]")
@click.option("--instead", type=ENTRY, multiple=True, metavar="ID", help="What to read instead; may be given again.")
@click.option("--restore", is_flag=True, help="It is back: the reason is why it returns.")
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), metavar="YYYY-MM-DD", help="[default: today]")
@click.pass_context
def retire(
    context: click.Context, id: str, why_es: str | None, why_en: str | None, instead: tuple[str, ...], restore: bool,
    day: datetime | None,
) -> None:  # fmt: skip
    """Take an entry out of the guide; its page stays and says why.

    \b
    python build.py retire acme --why-es "Cerró en mayo." --why-en "It closed in May." --instead gitlab
    python build.py retire acme --restore

    ID is that of the entry, alone or with its collection. Nothing is deleted: an id, an address and an event that were
    published are there for ever. Exit codes: 0 written, 1 problems (printed; nothing is written), 2 the command was not
    understood, or makes no sense for this entry.
    """
    from guide import changes  # here, because its YAML library is slow to import

    options = options_of(context)
    loaded = readable(options)
    words = loaded.words[options.lang]
    entry = entry_of(loaded, id)
    date = day.date() if day else options.today
    if entry.is_gone != restore:
        raise click.UsageError(words.say(f"retire.{'here' if restore else 'gone'}", key=entry.key))
    if restore and instead:
        raise click.BadParameter(words.say("retire.not_instead"), param_hint="--instead")
    if date < (last := max(event.date for event in history(entry))):
        raise click.BadParameter(words.say("retire.early", date=last), param_hint="--date")
    others = [entry_of(loaded, each).key for each in instead]
    given = {"es": why_es, "en": why_en}
    said = {lang: text or click.prompt(words.say(f"retire.why_{lang}"), type=Said()) for lang, text in given.items()}
    kind = "restored" if restore else "removed"
    event: dict[str, object] = {"id": name} if (name := changes.free_id(kind, entry)) != kind else {}
    event |= {"date": date, "what" if restore else "why": said}
    if others:
        event["instead"] = others
    origin = loaded.origins[entry.key]
    path = origin.document.path
    write = changes.come_back if restore else changes.leave
    with changing(path, words):
        text = write(loaded.texts[path], origin.steps, event)
    keep(options, path, text)
    click.echo(words.say(f"retire.{kind}", path=path, key=entry.key))
