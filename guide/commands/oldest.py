"""`build.py oldest`: the claims that most need to be read again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from guide.cli import common, examine, options_of, refused, report, repository


@click.command("oldest")
@common
@click.option("--count", type=click.IntRange(1, 500), default=20, show_default=True, help="How many.")
@click.option(
    "--report", "report_file", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
    help="Write Markdown for an issue there; an empty file when no claim needs it.",
)  # fmt: skip
@click.pass_context
def oldest(context: click.Context, count: int, report_file: Path | None) -> None:
    """Warn of the claims that most need to be read again: past the age of their kind, the oldest first, or undated.

    The same as the page of what should be read again; claims of one entry that rest on one source count as one.

    \b
    python build.py oldest --count 5
    python build.py oldest --report build/oldest.md    with links to edit each, when the repository is known

    Exit codes: 0 whatever their age; 1 the data could not be read; 2 the command was not understood.
    """
    from guide import issues
    from guide.view import Guide, View

    options = options_of(context)
    examined = examine(options)
    loaded = examined.loaded
    if loaded.site is None:
        report(examined, options)
        raise refused(loaded, options)
    guide = Guide.of(loaded, options.today, repository(loaded))
    view = View(guide, options.lang, "to-verify")
    found = view.to_verify()[:count]
    report(replace(examined, problems=list(issues.claim_problems(found, loaded))), options)
    if report_file:
        report_file.parent.mkdir(parents=True, exist_ok=True)
        report_file.write_text(issues.claim_report(found, guide), encoding="utf-8")
