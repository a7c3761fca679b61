#!/usr/bin/env python3
"""The command line and the order of the steps."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import partial
from pathlib import Path

import click
from rich.console import Console

from guide import audit, engine, feeds, output, pages, redirects
from guide.addresses import LOCAL
from guide.cli import (
    Examined,
    Options,
    Refused,
    address,
    common,
    examine,
    options_of,
    refused,
    report,
    repository,
)
from guide.commands.change import change
from guide.commands.explain import explain
from guide.commands.fmt import fmt
from guide.commands.form import form
from guide.commands.links import links
from guide.commands.new import new
from guide.commands.oldest import oldest
from guide.commands.retire import retire
from guide.commands.schema import schema
from guide.commands.verify import verify
from guide.load import Loaded, load, read
from guide.parallel import side_by_side
from guide.problems import Problem
from guide.view import Guide
from guide.words import LANGUAGES, Words

ENTRIES_WORTH_A_PROCESS = 200


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
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
        build(options_of(context))


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
    options = options_of(context)
    steps = Steps(options)
    render(steps, settle(steps, options), options)


@main.command("serve")
@common
@click.option("--port", default=8000, show_default=True, help="Port on this machine.")
@click.pass_context
def serve_command(context: click.Context, port: int) -> None:
    """Preview on this machine, rebuilt when data, content or templates change."""
    options = options_of(context)
    here = replace(options, site_url=f"http://127.0.0.1:{port}/", draft=True)
    target = options.root / "build" / "preview"

    def rebuild() -> None:
        with suppress(Refused):  # the problems are on the screen, and the last good page in the browser
            build(here, target)

    build(here, target)
    loaded = load(read(options.root))
    click.echo(loaded.words[options.lang].say("cli.serving", address=here.site_url))
    watched = [options.root / name for name in ("data", "content", "templates", "mkdocs.yml", "mkdocs.en.yml")]
    engine.serve(rebuild, target, watched, port)


main.add_command(change)
main.add_command(explain)
main.add_command(fmt)
main.add_command(form)
main.add_command(links)
main.add_command(new)
main.add_command(oldest)
main.add_command(retire)
main.add_command(schema)
main.add_command(verify)


def build(options: Options, target: Path | None = None) -> None:
    """Every step in order. Refused, with nothing published, at the first step that finds problems."""
    steps = Steps(options)
    target = target or options.root / "build" / "site"
    with engine.Engine(options.root) as mkdocs:
        guide = settle(steps, options)
        render(steps, guide, options)
        staged = output.staging(options.root / "build")
        try:
            with steps.step("building"):
                lists = {lang: pages.lists(guide, lang) for lang in LANGUAGES}
                found = mkdocs.build(staged, guide.site_url, guide.addresses, lists)
                output.add(staged, output.combine(redirects.render(guide)))
            stop_on(found, guide, options)
            with steps.step("auditing"):
                found = audit.check(staged, guide.site_url)
            stop_on(found, guide, options)
            with steps.step("publishing"):
                output.publish(staged, target)
        except BaseException:
            output.discard(staged)
            raise
    output.sweep(options.root / "build")
    said = guide.words[options.lang].say("cli.done", pages=len(guide.addresses.keys) * 2, path=_short(target))
    click.echo(said)


def settle(steps: Steps, options: Options) -> Guide:
    """The site, read and found to be without errors."""
    with steps.step("reading"):
        examined = examine(options)
        loaded = examined.loaded
        steps.words = examined.words(options)
    report(examined, options)
    missing = any(each.rule == "missing-translation" for each in examined.problems)
    if missing and not options.draft:
        click.echo(loaded.words[options.lang].say("cli.missing-translations"), err=True)
    if loaded.site is None or examined.has_errors or (missing and not options.draft):
        raise refused(loaded, options)
    return Guide.of(loaded, options.today, repository(loaded), address(options, loaded) or LOCAL)


def render(steps: Steps, guide: Guide, options: Options) -> None:
    """Pages and feeds, made in memory and then written where the engine reads them; both languages side by side."""
    with steps.step("rendering"):
        many = sum(1 for _ in guide.site.entries) >= ENTRIES_WORTH_A_PROCESS
        list(side_by_side(partial(render_language, guide, options), LANGUAGES, worth=many))


def render_language(guide: Guide, options: Options, lang: str) -> None:
    """One language's pages and feeds."""
    files = output.combine(pages.render(guide, lang), feeds.render(guide, lang))
    output.write(options.root / "build" / "docs" / lang, files)


def stop_on(found: list[Problem], guide: Guide, options: Options) -> None:
    """Print the problems of the built site, if there are any, and go no further."""
    if found:
        loaded = Loaded(guide.site, found, guide.words, {})
        report(Examined(loaded, found), options)
        raise refused(loaded, options)


class Steps:
    """Says each step and its time on a terminal, or when asked to."""

    def __init__(self, options: Options) -> None:
        self.console = Console(stderr=True, highlight=False)
        self.shown = options.verbose or self.console.is_terminal
        self.words: Words | None = None  # known once they have been read, which is a step too

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        start = time.perf_counter()
        if not self.shown:
            yield
            return
        with self.console.status(self._name(name)):
            yield
        self.console.print(f"  {time.perf_counter() - start:6.2f} s  {self._name(name)}")

    def _name(self, name: str) -> str:
        return self.words.say(f"cli.{name}") if self.words and self.words.has(f"cli.{name}") else name


def _short(path: Path) -> str:
    return os.path.relpath(path)


if __name__ == "__main__":
    sys.exit(main())
