"""What must be looked at by a person, as problems for a terminal and as Markdown for an issue in both languages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import jinja2

from guide.escape import environment, markdown_text
from guide.freshness import Overdue
from guide.links import Link
from guide.load import Loaded
from guide.problems import Level, Place, Problem, problem
from guide.verdicts import Kind, Memory
from guide.view import Guide, View, edit_url
from guide.words import LANGUAGES

TEMPLATES = Path(__file__).resolve().parent.parent / "templates" / "reports"
LARGEST = 60_000  # characters; GitHub refuses an issue of more than 65,536
MOST_ROWS = (200, 100, 50, 20, 5)  # of a section, fewer until the whole fits
SHOWN = 120  # characters of an address
RULES = {
    Kind.GONE: "link-gone",
    Kind.PARKED: "link-parked",
    Kind.MOVED: "link-moved",
    Kind.FAILING: "link-failing",
    Kind.UNKNOWN: "link-unknown",
}
ACTED_ON = (Kind.GONE, Kind.PARKED, Kind.MOVED)


# ---------------------------------------------------------------- links


def link_problems(links: Sequence[Link], memories: Mapping[str, Memory]) -> Iterator[Problem]:
    """A warning at each place that cites an address which is not well."""
    for link in links:
        memory = memories.get(link.address)
        if memory is None or memory.kind is Kind.OK or (link.name and memory.kind is Kind.MOVED):
            continue
        facts = {"found": link.address, "to": memory.to, "why": _why(memory), "since": memory.since}
        yield problem(link.place, RULES[memory.kind], Level.WARNING, **facts)


def _why(memory: Memory) -> str:
    """The evidence: a status as it is, or the key of its words."""
    return f"words:links.why.{memory.why}" if memory.why and not memory.why.isdigit() else f"HTTP {memory.why}"


@dataclass(frozen=True)
class Row:
    """An address that is not well, and every place that cites it with the way to mend it."""

    address: str
    memory: Memory
    places: tuple[tuple[Place, str | None], ...]

    @property
    def shown(self) -> str:
        return _shortened(self.address)

    @property
    def to(self) -> str:
        return _shortened(self.memory.to)

    def why(self, view: View) -> str:
        shown = _why(self.memory)
        return view.say(shown.removeprefix("words:")) if shown.startswith("words:") else shown


def link_report(links: Mapping[str, Sequence[Link]], memories: Mapping[str, Memory], guide: Guide) -> str:
    """Markdown for an issue; nothing when there is nothing to act on."""
    rows: dict[Kind, list[Row]] = {kind: [] for kind in RULES}
    for address, cited in links.items():
        memory = memories.get(address)
        if memory is None or memory.kind is Kind.OK:
            continue
        places = tuple(
            (link.place, edit_url(guide.repository, link.place.path))
            for link in cited
            if not (link.name and memory.kind is Kind.MOVED)
        )
        if places:
            rows[memory.kind].append(Row(address, memory, places))
    if not any(rows[kind] for kind in ACTED_ON):
        return ""
    texts = [_render("links", guide, rows=rows, most=most) for most in MOST_ROWS]
    return next((text for text in texts if len(text) <= LARGEST), texts[-1][:LARGEST])


# ---------------------------------------------------------------- claims


def claim_problems(found: Sequence[tuple[Overdue, int]], loaded: Loaded) -> Iterator[Problem]:
    """A warning at each claim that should be read again."""
    for each, _ in found:
        place, what = loaded.place(each.entry, *each.steps), f"words:claim_kind.{each.claim.claim_kind}"
        if each.dated:
            yield problem(place, "claim-stale", Level.WARNING, what=what, date=each.dated)
        else:
            yield problem(place, "claim-undated", Level.WARNING, what=what)


def claim_report(found: Sequence[tuple[Overdue, int]], guide: Guide) -> str:
    """Markdown for an issue; nothing when no claim should be read again."""
    return _render("oldest", guide, found=found) if found else ""


def _render(name: str, guide: Guide, **values: object) -> str:
    env = environment(jinja2.FileSystemLoader(TEMPLATES), markdown_text)
    views = [View(guide, lang, "index") for lang in LANGUAGES]
    return env.get_template(f"{name}.md.j2").render(views=views, **values).strip() + "\n"


def _shortened(address: str) -> str:
    return address if len(address) <= SHOWN else f"{address[: SHOWN - 1]}…"
