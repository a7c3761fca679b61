"""The order of the steps: settle, render, build, audit, publish."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import click
from rich.console import Console

from guide import audit, engine, feeds, output, pages, redirects
from guide.addresses import LOCAL
from guide.cli import Examined, Options, address, examine, refused, report, repository
from guide.load import Loaded, uncollected
from guide.parallel import side_by_side
from guide.problems import Problem
from guide.view import Guide
from guide.words import LANGUAGES, Words

ENTRIES_WORTH_A_PROCESS = 60


def build(options: Options, target: Path | None = None) -> None:
    """Every step in order. Refused, with nothing published, at the first step that finds problems."""
    steps = Steps(options)
    target = target or options.root / "build" / "site"
    with uncollected(), engine.Engine(options.root) as mkdocs:
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
