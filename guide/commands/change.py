"""`build.py change`: announce a change of an entry."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import click

from guide import history, problems, rules
from guide.cli import Examined, common, entry_of, examine, options_of, refused, report
from guide.load import load, read
from guide.problems import Level
from guide.revisions import published


@click.command("change")
@common
@click.argument("id")
@click.option("--es", help="What changed, in Spanish.  [default: asked for]")
@click.option("--en", help="What changed, in English.  [default: asked for]")
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
    loaded = examine(options).loaded
    words = loaded.words[options.lang]
    entry = entry_of(loaded, id)
    what = {lang: said or click.prompt(words.say(f"cli.what_{lang}")) for lang, said in (("es", es), ("en", en))}
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
    written = changes.add(loaded.texts[path], origin.steps, change)
    after = load({**read(options.root), path: written.encode()})
    broken = [each for each in (*after.problems, *rules.check(after, options.today)) if each.level is Level.ERROR]
    if broken:  # those of before among them: a file is written only when all is well
        report(Examined(after, problems.in_order(broken)), options)
        raise refused(after, options)
    (options.root / path).write_text(written, encoding="utf-8")
    click.echo(words.say("cli.changed", path=path, id=change["id"]))
