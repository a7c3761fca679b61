"""The command line and the order of the steps."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tarfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import partial
from locale import getlocale
from pathlib import Path, PurePosixPath
from typing import Any, TypeVar

import click
from click.core import ParameterSource
from rich.console import Console

from guide import audit, engine, feeds, history, output, pages, problems, redirects, rules
from guide.addresses import LOCAL
from guide.load import Loaded, is_read, load, read
from guide.parallel import side_by_side
from guide.problems import Level, Problem
from guide.view import Guide
from guide.words import LANGUAGES, Words

ROOT = Path(__file__).resolve().parent
ENTRIES_WORTH_A_PROCESS = 200

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True)
class Options:
    """What the command line and the environment decide."""

    root: Path
    today: date
    site_url: str | None
    lang: str
    verbose: bool
    draft: bool = False
    base: str | None = None


class Refused(click.ClickException):
    """Problems were found and have been printed; nothing was published."""

    exit_code = 1

    def show(self, file: object = None) -> None:
        pass


def _remember(context: click.Context, parameter: click.Parameter, value: Any) -> Any:
    """Keep what was asked for, before or after the name of the command; the command line wins over the environment."""
    asked = context.meta.setdefault("asked", {})
    name = str(parameter.name)
    if context.get_parameter_source(name) is ParameterSource.COMMANDLINE:
        asked[name] = value
    else:
        asked.setdefault(name, value)
    return value


def common(command: F) -> F:
    """The options of every command."""
    options = (
        click.option(
            "--today", type=click.DateTime(["%Y-%m-%d"]), metavar="YYYY-MM-DD", callback=_remember, expose_value=False,
            help="Count ages from this day.  [default: SOURCE_DATE_EPOCH, else the clock]",
        ),
        click.option(
            "--site-url", envvar="SITE_URL", metavar="URL", callback=_remember, expose_value=False,
            help="Where the site will live.  [default: the Pages address of the repository, else this machine]",
        ),
        click.option(
            "--lang", type=click.Choice(LANGUAGES), callback=_remember, expose_value=False,
            help="Language of messages.  [default: the locale]",
        ),
        click.option(
            "--draft", is_flag=True, callback=_remember, expose_value=False,
            help="Build although translations are missing; not for publishing.",
        ),
        click.option(
            "--base", metavar="REV", callback=_remember, expose_value=False,
            help="Also say what would break for subscribers, compared with this Git commit.",
        ),
        click.option(
            "--verbose", is_flag=True, callback=_remember, expose_value=False,
            help="Show every step with its time, also away from a terminal.",
        ),
        click.option(
            "--root", type=click.Path(exists=True, file_okay=False, path_type=Path), default=ROOT, hidden=True,
            callback=_remember, expose_value=False,
        ),
    )  # fmt: skip
    for option in reversed(options):
        command = option(command)
    return command


def options_of(context: click.Context) -> Options:
    """What was asked for, completed from the environment and the clock."""
    asked = context.meta["asked"]
    return Options(
        asked["root"].resolve(), _today(asked["today"]), _address(asked["site_url"]), asked["lang"] or _lang(),
        asked["verbose"], asked["draft"], asked["base"],
    )  # fmt: skip


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
    python build.py --today 2026-12-31 --site-url https://example.org/guia/

    Exit codes: 0 all is well, 1 problems were found (and printed), 2 the command was not understood.
    """
    if context.invoked_subcommand is None:
        build(options_of(context))


@main.command("check")
@common
@click.pass_context
def check_command(context: click.Context) -> None:
    """Say everything that is wrong with data, content and words; write nothing.

    Each line is path:line:column: error: message [rule], then the line itself.
    """
    options = options_of(context)
    loaded, found = examine(options)
    report(found, loaded, options)
    if any(each.level is Level.ERROR for each in found):
        raise Refused("")
    if not found:
        click.echo(loaded.words[options.lang].say("cli.clean", files=len(loaded.texts)))


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


@main.command("change")
@common
@click.argument("id")
@click.option("--es", help="What changed, in Spanish.  [default: asked for]")
@click.option("--en", help="What changed, in English.  [default: asked for]")
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), metavar="YYYY-MM-DD", help="[default: today]")
@click.pass_context
def change_command(context: click.Context, id: str, es: str | None, en: str | None, day: datetime | None) -> None:
    """Declare a change of an entry: one new item in the feeds of its topics.

    ID is that of the entry, alone or with its collection: gitlab, roles/mlops, guide/english. Edit the entry first:
    when the edit moves it from feed to feed, what it said before (in --base, else in HEAD) is noted too, so that the
    right people hear of it.
    """
    from guide import changes  # here, because its YAML library is slow to import and no other command needs it

    asked = options_of(context)
    options, base = replace(asked, base=None), asked.base or "HEAD"
    loaded, _ = examine(options)
    words = loaded.words[options.lang]
    entry, near = changes.find(loaded.site.entries if loaded.site else (), id)
    if entry is None:
        raise click.BadParameter(" ".join([id, *(f"({each}?)" for each in near)]), param_hint="ID")
    what = {lang: said or click.prompt(words.say(f"cli.what_{lang}")) for lang, said in (("es", es), ("en", en))}
    date_of = day.date() if day else options.today
    change: dict[str, object] = {
        "id": changes.name(date_of, what["en"], {change.id for change in entry.changes}),
        "date": date_of,
        "what": what,
    }
    if was := history.said_before(published(options, base), loaded, entry):
        change["was"] = was
    origin = loaded.origins[entry.key]
    path = origin.document.path
    written = changes.add(loaded.texts[path], origin.steps, change)
    after = load({**read(options.root), path: written.encode()})
    broken = [each for each in (*after.problems, *rules.check(after, options.today)) if each.level is Level.ERROR]
    if broken:  # those of before among them: a file is written only when all is well
        report(problems.in_order(broken), after, options)
        raise _refused(after, options)
    (options.root / path).write_text(written, encoding="utf-8")
    click.echo(words.say("cli.changed", path=path, id=change["id"]))


def published(options: Options, base: str) -> Loaded | None:
    """The data of the base commit; None when there is no repository here, or nothing in it yet."""
    try:
        return load(at_revision(options.root, base))
    except click.BadParameter:
        return None


def at_revision(root: Path, revision: str) -> dict[str, bytes]:
    """The files that people edit as they are in a commit."""

    def git(*arguments: str) -> bytes:
        done = subprocess.run(["git", "-C", str(root), *arguments], capture_output=True)
        if done.returncode:
            raise click.BadParameter(done.stderr.decode(errors="replace").strip() or revision, param_hint="--base")
        return done.stdout

    tree = git("rev-parse", "--verify", "--end-of-options", f"{revision}^{{commit}}").decode().strip()
    files = {}
    with tarfile.open(fileobj=io.BytesIO(git("archive", "--format=tar", tree))) as archive:
        for member in archive:
            content = archive.extractfile(member) if member.isfile() else None
            if content and is_read(PurePosixPath(member.name)):
                files[member.name] = content.read()
    return files


def build(options: Options, target: Path | None = None) -> None:
    """Every step in order. Refused, with nothing published, at the first step that finds problems."""
    steps = Steps(options)
    guide = settle(steps, options)
    site_url = guide.site_url
    render(steps, guide, options)
    target = target or options.root / "build" / "site"
    staged = output.staging(options.root / "build")
    try:
        with steps.step("building"):
            lists = {lang: pages.lists(guide, lang) for lang in LANGUAGES}
            found = engine.build(options.root, staged, site_url, guide.addresses, lists)
            output.add(staged, output.combine(redirects.render(guide)))
        stop_on(found, guide, options)
        with steps.step("auditing"):
            found = audit.check(staged, site_url)
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
        loaded, found = examine(options)
        steps.words = loaded.words[options.lang]
    report(found, loaded, options)
    missing = any(each.rule == "missing-translation" for each in found)
    if missing and not options.draft:
        click.echo(loaded.words[options.lang].say("cli.missing-translations"), err=True)
    if loaded.site is None or any(each.level is Level.ERROR for each in found) or (missing and not options.draft):
        raise _refused(loaded, options)
    repository = os.environ.get("GITHUB_REPOSITORY") or loaded.site.settings.repository
    return Guide.of(loaded, options.today, repository, where(options, repository))


def examine(options: Options) -> tuple[Loaded, list[Problem]]:
    """Everything read and judged."""
    loaded = load(read(options.root))
    broken = history.compare(load(at_revision(options.root, options.base)), loaded) if options.base else []
    return loaded, problems.in_order([*loaded.problems, *rules.check(loaded, options.today), *broken])


def render(steps: Steps, guide: Guide, options: Options) -> None:
    """Pages and feeds, made in memory and then written where the engine reads them; both languages side by side."""
    with steps.step("rendering"):
        many = sum(1 for _ in guide.site.entries) >= ENTRIES_WORTH_A_PROCESS
        list(side_by_side(partial(render_language, guide, options), LANGUAGES, worth=many))


def render_language(guide: Guide, options: Options, lang: str) -> None:
    """One language's pages and feeds."""
    files = output.combine(pages.render(guide, lang), feeds.render(guide, lang))
    output.write(options.root / "build" / "docs" / lang, files)


def where(options: Options, repository: str | None) -> str:
    """The site's address, ending in a slash: asked for, else the repository's Pages address, else this machine."""
    if options.site_url:
        return options.site_url
    if not repository:
        return LOCAL
    owner, _, name = repository.partition("/")
    host = f"{owner.lower()}.github.io"
    return f"https://{host}/" if name.lower() == host else f"https://{host}/{name}/"


def stop_on(found: list[Problem], guide: Guide, options: Options) -> None:
    """Print the problems of the built site, if there are any, and go no further."""
    if found:
        loaded = Loaded(guide.site, found, guide.words, {})
        report(found, loaded, options)
        raise _refused(loaded, options)


def report(found: list[Problem], loaded: Loaded, options: Options) -> None:
    """Problems on the standard error stream; on GitHub also as annotations and in the job summary."""
    words = loaded.words[options.lang]
    if found:
        click.echo(problems.report(found, words, loaded.texts), err=True)
    if os.environ.get("GITHUB_ACTIONS") == "true":
        if found:
            click.echo(problems.github_annotations(found, words))
        if summary := os.environ.get("GITHUB_STEP_SUMMARY"):
            with Path(summary).open("a", encoding="utf-8") as file:
                file.write(problems.github_summary(found, words))


def _refused(loaded: Loaded, options: Options) -> Refused:
    click.echo(loaded.words[options.lang].say("cli.refused"), err=True)
    return Refused("")


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


def _today(asked: datetime | None) -> date:
    if asked:
        return asked.date()
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    return datetime.fromtimestamp(int(epoch), UTC).date() if epoch else datetime.now(UTC).date()


def _address(asked: str | None) -> str | None:
    if not asked:
        return None
    if not asked.startswith(("http://", "https://")):
        raise click.BadParameter(f"{asked} is not an http or https address", param_hint="--site-url")
    return asked.rstrip("/") + "/"


def _lang() -> str:
    spoken = os.environ.get("LC_ALL") or os.environ.get("LANG") or getlocale()[0] or "es"
    return "en" if spoken.lower().startswith("en") else "es"


def _short(path: Path) -> str:
    return os.path.relpath(path)


if __name__ == "__main__":
    sys.exit(main())
