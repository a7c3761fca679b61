"""`build.py links`: ask the outside addresses how they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console

from guide.cli import Examined, Options, common, entry_of, examine, options_of, refused, report, repository
from guide.cli import address as site_address
from guide.load import Loaded, load
from guide.revisions import at_revision

if TYPE_CHECKING:
    from guide.links import Link
    from guide.verdicts import Memory
    from guide.visits import Answer, Manners, Question


@click.command("links")
@common
@click.option("--only", "ids", metavar="ID", multiple=True, help="Only the addresses of an entry; may be repeated.")
@click.option("--changed", is_flag=True, help="Only addresses that --base (else HEAD) does not cite yet.")
@click.option("--all", "everything", is_flag=True, help="Also those that were well within the last week.")
@click.option(
    "--cache", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
    help="What is remembered between two rounds.  [default: build/links.json]",
)  # fmt: skip
@click.option(
    "--report", "report_file", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
    help="Write Markdown for an issue there; an empty file when there is nothing to act on.",
)  # fmt: skip
@click.option("--hosts", type=click.IntRange(1, 64), default=8, show_default=True, help="Hosts asked side by side.")
@click.option(
    "--pause",
    type=click.FloatRange(0, 600),
    default=1.0,
    show_default=True,
    help="Seconds between two requests to a host.",
)
@click.option(
    "--timeout", type=click.FloatRange(0.1, 600), default=15.0, show_default=True, help="Seconds to wait for an answer."
)
@click.option(
    "--minutes", type=click.FloatRange(0), default=45.0, show_default=True, help="Ask nothing new after so long."
)
@click.pass_context
def links(
    context: click.Context, ids: tuple[str, ...], changed: bool, everything: bool, cache: Path | None,
    report_file: Path | None, hosts: int, pause: float, timeout: float, minutes: float,
) -> None:  # fmt: skip
    """Ask the outside addresses that the guide cites how they are, and warn of those that are not well.

    \b
    python build.py links                            those whose turn it is
    python build.py links --only gitlab              those of one entry, now
    python build.py links --changed --base origin/main   those that a change brings
    python build.py links --report build/links.md    also as Markdown for an issue

    Politely: one request at a time to a host, robots.txt respected for job boards, and what was well is left alone
    for a week. An address is gone once it has failed (404, 410, no such host) twice, a week or more apart; what is
    uncertain is called so. Nothing in the data is changed.

    Exit codes: 0 whatever the links are, for they never fail a person; 1 the data could not be read; 2 the command
    was not understood.
    """
    import asyncio

    from guide import issues, verdicts
    from guide import links as cited  # here, because the HTTP client is slow to import and no other command needs it
    from guide.view import Guide
    from guide.visits import Manners

    asked = options_of(context)
    options = replace(asked, base=None)
    examined = examine(options)
    loaded = examined.loaded
    if loaded.site is None:
        report(examined, options)
        raise refused(loaded, options)
    found = cited.by_address(cited.links(loaded))
    cache = cache or options.root / "build" / "links.json"
    memories = _recalled(cache, loaded, options)
    wanted = _wanted(found, loaded, ids, at_revision(options.root, asked.base or "HEAD") if changed else None)
    at_once = everything or changed or bool(ids)
    questions = round_of(wanted, memories, options.today, at_once=at_once)
    manners = Manners(hosts=hosts, pause=pause, timeout=timeout, deadline=2 * timeout, minutes=minutes)
    answers = asyncio.run(_visit(questions, manners, loaded, options))
    if verdicts.is_cut_off(answers):
        click.echo(loaded.words[options.lang].say("cli.cut-off"), err=True)
        return
    for question in questions:
        if answer := answers.get(question.address):
            before = memories.get(question.address)
            memories[question.address] = verdicts.remember(before, question, answer, options.today)
    _write(cache, verdicts.write_memories({address: memories[address] for address in memories.keys() & found.keys()}))
    if report_file:
        guide = Guide.of(loaded, options.today, repository(loaded))
        _write(report_file, issues.link_report(wanted, memories, guide))
    _tell(wanted, memories, len(answers), examined, options)


def _tell(
    wanted: Mapping[str, list[Link]], memories: Mapping[str, Memory], asked: int, examined: Examined, options: Options
) -> None:
    """A warning at each place that cites what is not well, and how many there are of each class."""
    from guide import issues, verdicts

    cites = [link for found in wanted.values() for link in found]
    report(replace(examined, problems=list(issues.link_problems(cites, memories))), options)
    counts = Counter(memories[address].kind for address in wanted if address in memories)
    kinds = {kind.value: counts[kind] for kind in verdicts.Kind}
    click.echo(examined.words(options).say("cli.links", asked=asked, total=len(wanted), **kinds))


def _wanted(
    found: Mapping[str, list[Link]], loaded: Loaded, ids: Sequence[str], base: Mapping[str, bytes] | None
) -> dict[str, list[Link]]:
    """The addresses to look at: all, those of some entries, those that the base does not cite."""
    from guide import links as cited

    keys = {entry_of(loaded, id).key for id in ids}
    before = set(cited.by_address(cited.links(load(base)))) if base is not None else set()
    wanted = {}
    for address, cites in found.items():
        cites = [link for link in cites if not keys or link.owner in keys]
        if cites and address not in before:
            wanted[address] = cites
    return wanted


def round_of(
    wanted: Mapping[str, list[Link]], memories: Mapping[str, Memory], today: date, *, at_once: bool
) -> list[Question]:
    """What to ask; what has waited longest comes first, so that a host which cuts a round short is seen through."""
    from guide import verdicts

    due = [address for address in wanted if at_once or verdicts.is_due(address, memories.get(address), today)]
    due.sort(key=lambda address: (memories[address].last if address in memories else date.min, address))
    return [
        verdicts.ask(
            address, memories.get(address), board=any(link.board for link in wanted[address]), today=today
        )
        for address in due
    ]  # fmt: skip


async def _visit(
    questions: Sequence[Question], manners: Manners, loaded: Loaded, options: Options
) -> dict[str, Answer]:
    from guide.visits import Visitor, new_client

    assert loaded.site is not None
    console, words, done = Console(stderr=True, highlight=False), loaded.words[options.lang], Counter[str]()
    status: Any = console.status("") if console.is_terminal and questions else nullcontext()

    def told(address: str) -> None:
        done["asked"] += 1
        if console.is_terminal:
            status.update(words.say("cli.asking", done=done["asked"], total=len(questions)))

    async with new_client(_name(loaded, options), manners) as client:
        with status:
            return await Visitor(client, manners, told=told).visit(questions)


def _name(loaded: Loaded, options: Options) -> str:
    """What we say we are: the guide's name for feeds, and its address when it has one."""
    assert loaded.site is not None
    name, home = f"{loaded.site.settings.authority}-links/1.0", site_address(options, loaded)
    return f"{name} (+{home})" if home else name


def _recalled(cache: Path, loaded: Loaded, options: Options) -> dict[str, Memory]:
    """What the rounds before have left; a damaged file is said and begun anew."""
    from guide import verdicts

    if not cache.exists():
        return {}
    try:
        memories = verdicts.read_memories(cache.read_text("utf-8"))
    except (OSError, UnicodeDecodeError):
        memories = None
    if memories is None:
        click.echo(loaded.words[options.lang].say("cli.bad-cache", path=cache), err=True)
    return memories or {}


def _write(path: Path, text: str) -> None:
    """Whole or not at all: a round that is stopped leaves the file of the one before."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f"{path.name}.new")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)
