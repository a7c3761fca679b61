#!/usr/bin/env python3
"""The command line. The order of the steps is in guide/steps.py, and each command loads only what it needs."""

from __future__ import annotations

import sys
from contextlib import suppress
from dataclasses import replace

import click

from guide.cli import Commands, Refused, common, examine, options_of, report


@click.group(cls=Commands, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@common
@click.pass_context
def main(context: click.Context) -> None:
    """Build the guide: check the data, render pages, build the site, audit it, publish it to build/site.

    \b
    python build.py                  the whole thing
    python build.py check            only say what is wrong, all of it at once
    python build.py serve            live preview that follows your edits
    python build.py change gitlab    announce a change of an entry to subscribers
    python build.py links            ask the outside addresses how they are
    python build.py oldest           the claims that most need to be read again
    python build.py --today 2026-12-31 --site-url https://example.org/guia/

    Exit codes: 0 all is well, 1 problems were found (and printed), 2 the command was not understood.
    """
    if context.invoked_subcommand is None:
        from guide import steps

        steps.build(options_of(context))


@main.command("check")
@common
@click.option("--changed", is_flag=True, help="Only what is wrong in files that differ from --base, or else from HEAD.")
@click.pass_context
def check_command(context: click.Context, changed: bool) -> None:
    """Say everything that is wrong with data, content and words; write nothing.

    \b
    python build.py check
    python build.py check --changed --lang en

    Each problem is path:line:column: error: message [rule], then the line itself, an example of what is right, and
    where the rule is explained. Exit codes: 0 no errors, 1 errors, 2 the command was not understood.
    """
    options = options_of(context)
    if changed and options.base is None:
        options = replace(options, base="HEAD")
    examined = examine(options)
    words = examined.words(options)
    if changed:
        touched = [each for each in examined.problems if each.place.path in examined.changed]
        elsewhere = len(examined.problems) - len(touched)
        examined = replace(examined, problems=touched)
    report(examined, options)
    if changed and elsewhere:
        click.echo(words.say("cli.elsewhere", count=elsewhere))
    if examined.has_errors:
        raise Refused("")
    if not examined.problems:
        click.echo(words.say("cli.clean", files=len(examined.changed if changed else examined.loaded.texts)))


@main.command("render")
@common
@click.pass_context
def render_command(context: click.Context) -> None:
    """Write the Markdown and the feeds into build/docs and stop; any MkDocs-like engine can take it from there."""
    from guide import steps

    options = options_of(context)
    timed = steps.Steps(options)
    steps.render(timed, steps.settle(timed, options), options)


@main.command("serve")
@common
@click.option("--port", default=8000, show_default=True, help="Port on this machine.")
@click.pass_context
def serve_command(context: click.Context, port: int) -> None:
    """Preview on this machine, rebuilt when data, content or templates change."""
    from guide import engine, steps

    options = options_of(context)
    here = replace(options, site_url=f"http://127.0.0.1:{port}/", draft=True)
    target = options.root / "build" / "preview"

    def rebuild() -> None:
        with suppress(Refused):  # the problems are on the screen, and the last good page in the browser
            steps.build(here, target)

    steps.build(here, target)
    click.echo(examine(options).words(options).say("cli.serving", address=here.site_url))
    watched = [options.root / name for name in ("data", "content", "templates", "mkdocs.yml", "mkdocs.en.yml")]
    engine.serve(rebuild, target, watched, port)


if __name__ == "__main__":
    sys.exit(main())
