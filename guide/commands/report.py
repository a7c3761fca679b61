"""`build.py report`: how complete the guide is and on what it rests, as the page of state says it."""

from __future__ import annotations

import click

from guide.cli import Refused, common, examine, options_of, repository
from guide.cli import report as show
from guide.state import state, text
from guide.view import Guide, View


@click.command()
@common
@click.pass_context
def report(context: click.Context) -> None:
    """Report the rows of the outline that are covered, employers by class of evidence, and claims by age.

    \b
    python build.py report --lang en

    The page of state (acerca/estado/) shows the same. Exit codes: 0 reported, 1 the data cannot be read.
    """
    options = options_of(context)
    examined = examine(options)
    if examined.loaded.site is None:
        show(examined, options)
        raise Refused("")
    guide = Guide.of(examined.loaded, options.today, repository(examined.loaded))
    for line in text(state(View(guide, options.lang, "about/state"))):
        click.echo(line)
