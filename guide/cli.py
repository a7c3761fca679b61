"""What every command shares: its options, the judgement of what it reads, and how problems are shown."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from importlib import import_module
from locale import getlocale
from pathlib import Path
from typing import Any, TypeVar

import click
from click.core import ParameterSource
from click.shell_completion import CompletionItem

from guide import problems, rules
from guide.load import Loaded, load, read, uncollected
from guide.model import Entry
from guide.output import replace
from guide.problems import Level, Problem, Unwritable, nearest
from guide.revisions import at_revision
from guide.source import cleaned, decode
from guide.words import LANGUAGES, Words

ROOT = Path(__file__).resolve().parent.parent
SHARED = ("asking",)  # what several commands use, and no command

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


class Commands(click.Group):
    """The commands of build.py, those of guide/commands among them; each is loaded when it is asked for."""

    folder = Path(__file__).parent / "commands"

    def list_commands(self, context: click.Context) -> list[str]:
        """Every module that is named like the command in it."""
        found = {path.stem for path in self.folder.glob("[a-z]*.py") if path.stem not in SHARED}
        return sorted(found | self.commands.keys())

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name in self.commands or name not in self.list_commands(context):
            return super().get_command(context, name)
        found: click.Command = getattr(import_module(f"guide.commands.{name}"), name)
        return found


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


@dataclass(frozen=True)
class Examined:
    """Everything read and judged, with what differs from the base commit when one was given."""

    loaded: Loaded
    problems: list[Problem]
    base: Loaded | None = None
    changed: frozenset[str] = frozenset()

    @property
    def has_errors(self) -> bool:
        return any(each.level is Level.ERROR for each in self.problems)

    def words(self, options: Options) -> Words:
        return self.loaded.words[options.lang]


def examine(options: Options) -> Examined:
    """Everything read and judged."""
    files = read(options.root)
    with uncollected():
        loaded = load(files)
        found = [*loaded.problems, *rules.check(loaded, options.today)]
    if options.base is None:
        return Examined(loaded, problems.in_order(found))
    from guide import history

    was = at_revision(options.root, options.base)
    base = load(was)
    changed = frozenset(path for path, raw in files.items() if was.get(path) != raw)
    return Examined(loaded, problems.in_order([*found, *history.compare(base, loaded)]), base, changed)


def report(examined: Examined, options: Options) -> None:
    """Problems on the standard error stream; on GitHub in both languages too, as annotations and in the summary."""
    if examined.problems:
        from guide import report as reports

        loaded = examined.loaded
        explained = reports.Explained(address(options, loaded))
        click.echo(reports.report(examined.problems, examined.words(options), loaded.texts, explained), err=True)
    if os.environ.get("GITHUB_ACTIONS") == "true":
        _report_on_github(examined, options)


def _report_on_github(examined: Examined, options: Options) -> None:
    from guide import github
    from guide.report import Explained

    loaded, found = examined.loaded, examined.problems
    if found:
        click.echo(github.annotate(found, loaded.words, examined.changed))
    if summary := os.environ.get("GITHUB_STEP_SUMMARY"):
        explained = Explained(address(options, loaded))
        written = github.summary(found, loaded.words, loaded.texts, explained, _cards(examined, options))
        with Path(summary).open("a", encoding="utf-8") as file:
            file.write(written)


def _cards(examined: Examined, options: Options) -> list[tuple[str, str]]:
    """What the entries that differ from the base will look like; none while something is wrong."""
    loaded = examined.loaded
    if loaded.site is None or examined.base is None or examined.base.site is None or examined.has_errors:
        return []
    from guide import feeds, history
    from guide.addresses import LOCAL
    from guide.view import Guide

    where = address(options, loaded) or LOCAL
    guide = Guide.of(loaded, options.today, repository(loaded), where)
    return feeds.previews(guide, history.edited(examined.base.site, loaded.site))


def repository(loaded: Loaded) -> str | None:
    """Owner and name on GitHub: the one where this runs, else the one that the settings name."""
    return os.environ.get("GITHUB_REPOSITORY") or (loaded.site.settings.repository if loaded.site else None)


def address(options: Options, loaded: Loaded) -> str | None:
    """The site's address, ending in a slash: asked for, else the Pages address of the repository, else unknown."""
    known = repository(loaded)
    if options.site_url or not known:
        return options.site_url
    owner, _, name = known.partition("/")
    host = f"{owner.lower()}.github.io"
    return f"https://{host}/" if name.lower() == host else f"https://{host}/{name}/"


def refused(loaded: Loaded, options: Options) -> Refused:
    """The last line of a command that found errors, and the way out of it."""
    click.echo(loaded.words[options.lang].say("cli.refused"), err=True)
    return Refused("")


def readable(options: Options, path: str | None = None) -> Loaded:
    """The data, every file of it, or the one at `path`, read without error: what cannot be read cannot be edited."""
    loaded = load(read(options.root))
    broken = [each for each in loaded.problems if each.level is Level.ERROR and path in (None, each.place.path)]
    if broken or loaded.site is None:
        report(Examined(loaded, broken or loaded.problems), options)
        raise unwritten(loaded, options)
    return loaded


@contextmanager
def changing(path: str, words: Words) -> Iterator[None]:
    """A file that cannot be changed without risk is named, and left to a person."""
    try:
        yield
    except Unwritable as error:
        raise click.ClickException(words.say("cli.unwritable", path=path)) from error


def keep(options: Options, path: str, text: str) -> Loaded:
    """Write one file, when all is well with it in place; else say what is not, and write nothing. What was in order
    stays so, and line ends stay as they are."""
    from guide.format import kept, written  # here, because its YAML library is slow to import

    files = read(options.root)
    before = files[path]
    text = kept(path, text, decode(path, before)[0] or "")
    after = load({**files, path: text.encode()})
    broken = [each for each in (*after.problems, *rules.check(after, options.today)) if each.level is Level.ERROR]
    if broken:  # those of before among them
        report(Examined(after, problems.in_order(broken)), options)
        raise unwritten(after, options)
    replace(options.root / path, written(text, before))
    return after


def unwritten(loaded: Loaded, options: Options) -> Refused:
    click.echo(loaded.words[options.lang].say("cli.unwritten"), err=True)
    return Refused("")


class EntryId(click.ParamType[str]):
    """The id of an entry, alone or as its key. A shell completes it: alone where only one entry has it."""

    name = "id"

    def convert(self, value: Any, parameter: click.Parameter | None, context: click.Context | None) -> str:
        return str(value)

    def shell_complete(
        self, context: click.Context, parameter: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        site = load(read(context.meta["asked"]["root"])).site
        entries = list(site.entries) if site else []
        ids = Counter(entry.id for entry in entries)
        names = {entry.key if ids[entry.id] > 1 or "/" in incomplete else entry.id for entry in entries}
        return [CompletionItem(name) for name in sorted(names) if name.startswith(incomplete)]


ENTRY = EntryId()


class Said(click.ParamType[str]):
    """A text for the data: on one line, without what nobody can see."""

    name = "text"

    def convert(self, value: Any, parameter: click.Parameter | None, context: click.Context | None) -> str:
        return cleaned(str(value))


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


def entry_of(loaded: Loaded, id: str) -> Entry:
    """The entry with an id, which may stand alone when only one has it; else what may have been meant is said."""
    entries = list(loaded.site.entries) if loaded.site else []
    found = [entry for entry in entries if entry.key == id] or [entry for entry in entries if entry.id == id]
    if len(found) == 1:
        return found[0]
    near = nearest(id, {entry.id for entry in entries})
    meant = [entry.key for entry in found] or ([near] if near else [])
    raise click.BadParameter(" ".join([id, *(f"({each}?)" for each in meant)]), param_hint="ID")
