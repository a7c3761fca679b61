"""`build.py fmt`: keys in the order of the model, two spaces a level, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click

from guide import source
from guide.cli import Examined, Options, Refused, common, options_of, report
from guide.load import load, read
from guide.output import replace
from guide.problems import in_order


@click.command("fmt")
@common
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--check", "only_check", is_flag=True, help="Write nothing; say which files are not in order.")
@click.pass_context
def fmt(context: click.Context, paths: tuple[Path, ...], only_check: bool) -> None:
    """Put the keys of data files and of the heads of chapters in order, and their lines at two spaces a level.

    Values, quotes, line breaks and comments stay as they are, and what is read stays the same, or nothing is written.
    A file that cannot be read is left alone, and what is wrong with it is shown. PATHS are files or folders; without
    any, all of data/ and content/.

    \b
    python build.py fmt                            everything
    python build.py fmt data/employers/acme.yaml   one file
    python build.py fmt --check                    only say which files are not in order

    Exit codes: 0 all is in order, 1 a file cannot be read or (with --check) is not in order, 2 the command was not
    understood.
    """
    from guide.format import formatted, is_formatted, written  # here, because its YAML library is slow to import

    options = options_of(context)
    files = read(options.root)
    chosen = _chosen([path for path in files if is_formatted(path)], options, paths)
    loaded = load(files)
    words = loaded.words[options.lang]
    made, problems = {}, []
    for path in chosen:
        text, found = source.decode(path, files[path])
        after, wrong = (None, found) if text is None else formatted(path, text)
        problems += wrong
        if after is None and not wrong:
            click.echo(words.say("cli.unsure", path=path), err=True)
        elif after not in (None, text):
            made[path] = written(after, files[path])
    for path, content in made.items():
        if not only_check:
            _write(options.root / path, content)
        click.echo(words.say("cli.unformatted" if only_check else "cli.formatted", path=path))
    if problems:
        report(Examined(loaded, in_order(problems)), options)
    if problems or (only_check and made):
        raise Refused("")
    if not made:
        click.echo(words.say("cli.in_order", files=len(chosen)))


def _chosen(known: Iterable[str], options: Options, paths: tuple[Path, ...]) -> list[str]:
    """The files that were asked for, by their path from the root; all of them when nothing was asked."""
    asked = {}
    for path in paths:
        full = path.resolve()
        inside = full.relative_to(options.root) if full.is_relative_to(options.root) else None
        asked[path] = [each for each in known if inside is not None and Path(each).is_relative_to(inside)]
        if not asked[path]:
            raise click.BadParameter(f"{path} holds no file of data/ or content/", param_hint="PATHS")
    return sorted({each for found in asked.values() for each in found} if paths else known)


def _write(path: Path, content: bytes) -> None:
    try:
        replace(path, content)
    except OSError as error:
        raise click.FileError(str(path), error.strerror or str(error)) from None
