"""`build.py schema`: the JSON Schemas that editors and the form read."""

from __future__ import annotations

import click

from guide.cli import Refused, common, examine, options_of, refused, report
from guide.load import examples


@click.command("schema")
@common
@click.option("--check", "only_check", is_flag=True, help="Write nothing; say which files are not as they should be.")
@click.pass_context
def schema(context: click.Context, only_check: bool) -> None:
    """Write schema/*.json from the model, for editors and for the form of the site.

    \b
    python build.py schema           after a change of guide/model.py, of the words or of the places
    python build.py schema --check   only say whether they are fresh

    Exit codes: 0 written or fresh, 1 problems or stale files, 2 the command was not understood.
    """
    from guide.schema import FOLDER, files

    options = options_of(context)
    examined = examine(options)
    loaded, words = examined.loaded, examined.words(options)
    if loaded.site is None:
        report(examined, options)
        raise refused(loaded, options)
    made = {
        options.root / path: text
        for path, text in files(loaded.words, loaded.site.places, examples(loaded.examples)).items()
    }
    stale = [path for path, text in made.items() if not path.exists() or path.read_text("utf-8") != text]
    extra = sorted({*(options.root / FOLDER).rglob("*.json")} - {*made})
    if not only_check:
        for path in stale:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(made[path], encoding="utf-8")
        for path in extra:
            path.unlink()
    for path in [*stale, *extra]:
        click.echo(
            words.say("cli.stale" if only_check else "cli.written", path=path.relative_to(options.root).as_posix())
        )
    if only_check and (stale or extra):
        raise Refused("")
