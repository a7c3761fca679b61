"""`build.py change`: announce a change of an entry."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import click

from guide import history
from guide.cli import ENTRY, Said, changing, common, entry_of, keep, options_of, readable
from guide.revisions import published


@click.command("change")
@common
@click.argument("id", type=ENTRY)
@click.option("--es", type=Said(), help="What changed, in Spanish.  [default: asked for]")
@click.option("--en", type=Said(), help="What changed, in English.  [default: asked for]")
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), metavar="YYYY-MM-DD", help="[default: today]")
@click.pass_context
def change(context: click.Context, id: str, es: str | None, en: str | None, day: datetime | None) -> None:
    """Declare a change of an entry: one new item in the feeds of its topics.

    ID is that of the entry, alone or with its collection: gitlab, roles/mlops, guide/english. Edit the entry first:
    when the edit moves it from feed to feed, what it said before (in --base, else in HEAD) is noted too, so that the
    right people hear of it.
    """
    from guide import changes  # here, because its YAML library is slow to import and no other command needs it

    asked = options_of(context)
    options, base = replace(asked, base=None), asked.base or "HEAD"
    loaded = readable(options)
    words = loaded.words[options.lang]
    entry = entry_of(loaded, id)
    what = {
        lang: said or click.prompt(words.say(f"cli.what_{lang}"), type=Said())
        for lang, said in (("es", es), ("en", en))
    }
    date_of = day.date() if day else options.today
    change: dict[str, object] = {
        "id": changes.name(date_of, what["en"], {change.id for change in entry.changes}),
        "date": date_of,
        "what": what,
    }
    if was := history.said_before(published(options.root, base), loaded, entry):
        change["was"] = was
    origin = loaded.origins[entry.key]
    path = origin.document.path
    with changing(path, words):
        text = changes.add(loaded.texts[path], origin.steps, change)
    keep(options, path, text)
    click.echo(words.say("cli.changed", path=path, id=change["id"]))
