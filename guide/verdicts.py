"""What the answer of an outside address means, and what is remembered of it from one day to the next.

A verdict rests on what can be shown to a person: a status, a redirect, a sentence of the page. Nothing is called gone
on one day's word, and nothing that is uncertain is called gone at all.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Collection, Mapping
from datetime import date
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit
from zlib import crc32

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from guide.visits import Answer, Question, Trouble

WEEK = 7  # days between two failures that make an address gone, and between two visits to one that is well
SPREAD = 4  # visits come up to so many days early, so that they do not all fall on one day
LOOK = 28  # days for which a page that was read need not be read again
PERMANENT = (301, 308)
GONE = (404, 410)
UNREACHED = (Trouble.NO_HOST, Trouble.NO_CONNECTION, Trouble.TIMEOUT)

# Where sellers of domains send visitors. Who is sent there from another domain has reached nothing else.
SALES = (
    "afternic.com", "atom.com", "brandbucket.com", "buydomains.com", "dan.com", "domainmarket.com", "efty.com",
    "hugedomains.com", "sedo.com", "uniregistry.com", "undeveloped.com",
)  # fmt: skip
# Services that only serve parked pages. A page that loads its scripts or frames from one of them is such a page.
PARKING = ("bodis.com", "parkingcrew.net", "parklogic.com", "sedoparking.com", "zeropark.com")
_LOADS = re.compile(r"<(?:script|iframe|frame)\b[^>]{0,200}?\bsrc\s*=\s*[\"']?(?:https?:)?//([a-z0-9.-]+)", re.I)
_LANDER = re.compile(r"window\.location(?:\.href)?\s*=\s*[\"']/lander[\"']")  # how GoDaddy forwards to its parked page
_SALE = re.compile(
    r"\b(?:this domain(?: name)?|the domain(?: name)? [a-z0-9-]+\.[a-z0-9.-]+) (?:is|may be) (?:for sale|parked)\b"
    r"|\bbuy this domain\b"
    r"|\beste dominio (?:está|esta) (?:en|a la) venta\b",
    re.I,
)
# A whole part of a title, between its separators, that says only that there is nothing here.
_NOT_FOUND = re.compile(
    r"(?:http )?(?:error )?404(?: error)?(?:[ :.,!-]*(?:page |file )?not found)?[.!]?"
    r"|(?:oops[ :.,!-]*)?(?:(?:the|this|that) )?(?:page|job|post|posting|position|site|file|content)"
    r"(?: you(?: are| were|[’']re) looking for)?"
    r" (?:(?:is |was )?not found|(?:could|can)(?: ?not|n[’']t) be found"
    r"|does(?: not|n[’']t) exist|no longer exists|is no longer available)[.!]?"
    r"|not found[.!]?"
    r"|(?:(?:esta|la) )?(?:página|pagina|oferta|vacante) no (?:encontrada|existe|disponible)[.!]?"
    r"|(?:página|pagina) não encontrada[.!]?"
    r"|page (?:introuvable|non trouvée)[.!]?"
    r"|seite nicht gefunden[.!]?",
    re.I,
)
_SEPARATOR = re.compile(r"\s+[|–—·•-]\s+|\s*[|»«]\s*")


class Kind(StrEnum):
    """What an address is; failing is gone for less than a week."""

    OK = "ok"
    MOVED = "moved"
    FAILING = "failing"
    GONE = "gone"
    PARKED = "parked"
    UNKNOWN = "unknown"


class Memory(BaseModel):
    """What is known of an address. Of its failures, since it last was well, the first day and the last."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    kind: Kind = Field(validation_alias="class", serialization_alias="class")
    why: str = ""
    status: int = 0
    to: str = ""
    since: date
    last: date
    looked: date | None = None
    failures: tuple[date, ...] = ()
    etag: str = ""
    modified: str = ""


class Verdict(BaseModel):
    """One day's reading of an answer: its class, on what evidence, and where it has moved to."""

    model_config = ConfigDict(frozen=True)

    kind: Kind
    why: str = ""
    to: str = ""


# ---------------------------------------------------------------- one answer


def judge(question: Question, answer: Answer) -> Verdict:
    """What an answer means. The first of these that holds."""
    if sale := _for_sale(question.address, answer):
        return Verdict(kind=Kind.PARKED, why=sale)
    if answer.trouble is Trouble.NO_HOST or (answer.trouble is None and answer.status in GONE):
        return Verdict(kind=Kind.FAILING, why=answer.trouble or f"{answer.status}")
    if answer.trouble:
        return Verdict(kind=Kind.UNKNOWN, why=answer.trouble)
    if answer.status == 304:
        as_asked = question.is_conditional and not answer.moves
        return Verdict(kind=Kind.OK) if as_asked else Verdict(kind=Kind.UNKNOWN, why="304")
    if not 200 <= answer.status < 300:
        return Verdict(kind=Kind.UNKNOWN, why=f"{answer.status}")
    if says_not_found(answer.text):
        return Verdict(kind=Kind.UNKNOWN, why="says-not-found")
    if _leads_home(question.address, answer):
        return Verdict(kind=Kind.UNKNOWN, why="front-page")
    target = _moved_to(answer)
    return Verdict(kind=Kind.MOVED, to=target) if target else Verdict(kind=Kind.OK)


def _for_sale(address: str, answer: Answer) -> str:
    """The evidence that a domain is parked or for sale: a seller's site, a parking service, or its own title."""
    host = _host(address)
    for _, target in answer.moves:
        if _is_one_of(_host(target), SALES) and not _is_one_of(host, SALES):
            return "sale-site"
    if any(_is_one_of(loaded.lower(), PARKING) for loaded in _LOADS.findall(answer.text)):
        return "parking-service"
    if len(answer.text) < 1000 and _LANDER.search(answer.text):
        return "parking-service"
    title = title_of(answer.text)
    named = re.search(rf"{re.escape(host)}(?: is| may be| está)? (?:for sale|en venta)\b", title, re.I)
    return "sale-title" if named or _SALE.search(title) else ""


def says_not_found(text: str) -> bool:
    """Whether a page that answers as if all were well says in its title that there is nothing there."""
    return any(_NOT_FOUND.fullmatch(part.strip()) for part in _SEPARATOR.split(title_of(text)))


def _leads_home(address: str, answer: Answer) -> bool:
    """Whether a page of a site ends at that site's front page: what it said is not there."""
    if not answer.moves:
        return False
    start, end = urlsplit(address), urlsplit(answer.moves[-1][1])
    deep = start.path.strip("/") or start.query
    return bool(deep and _host(address) == _host(end.geturl()) and not end.path.strip("/") and not end.query)


def _moved_to(answer: Answer) -> str:
    """Where permanent redirects lead, up to the first that is not."""
    target = ""
    for status, to in answer.moves:
        if status not in PERMANENT:
            break
        target = to
    return target


def title_of(text: str) -> str:
    """The title of a page on one line; found without a pattern, which a hostile page could make slow."""
    lower = text.lower()
    start = lower.find("<title")
    start = text.find(">", start) + 1 if start >= 0 else 0
    end = lower.find("</title", start) if start else -1
    return " ".join(html.unescape(text[start:end]).split())[:300] if end >= 0 else ""


def _host(address: str) -> str:
    return (urlsplit(address).hostname or "").removeprefix("www.")


def _is_one_of(host: str, domains: Collection[str]) -> bool:
    return any(host == domain or host.endswith(f".{domain}") for domain in domains)


# ---------------------------------------------------------------- from day to day


def ask(address: str, memory: Memory | None, *, board: bool = False, today: date) -> Question:
    """The question for an address. Its page is read anew every four weeks, and whenever it was not well."""
    if memory is None or memory.kind is not Kind.OK:
        return Question(address, board=board)
    look = memory.looked is None or (today - memory.looked).days >= LOOK
    return Question(address, look, board, memory.etag, memory.modified)


def is_due(address: str, memory: Memory | None, today: date) -> bool:
    """What is well, or has been the same for a week, is asked once a week; what fails, or is new, every day."""
    if memory is None:
        return True
    is_same = memory.kind is not Kind.FAILING and (today - memory.since).days >= WEEK
    is_settled = memory.kind is Kind.OK or is_same
    rest = WEEK - crc32(address.encode()) % SPREAD if is_settled else 1
    return not 0 <= (today - memory.last).days < rest


def remember(memory: Memory | None, question: Question, answer: Answer, today: date) -> Memory:
    """What is known of an address after one more answer.

    Two failures at least a week apart, and nothing better between them, make it gone. What is uncertain neither
    counts as a failure nor takes one back.
    """
    verdict = judge(question, answer)
    kind, why = verdict.kind, verdict.why
    failures: tuple[date, ...] = ()
    if kind is Kind.FAILING:
        failures = (memory.failures[0] if memory and memory.failures else today, today)
        kind = Kind.GONE if (today - failures[0]).days >= WEEK else Kind.FAILING
    elif kind is Kind.UNKNOWN and memory and memory.failures:
        kind, why, failures = memory.kind, memory.why, memory.failures
    is_same = memory is not None and (memory.kind, memory.to) == (kind, verdict.to)
    plain = kind is Kind.OK and not answer.moves  # the validators of a page reached by a redirect are not this one's
    fresh = answer.status != 304
    read = answer.looked or (answer.status == 304 and question.look)
    return Memory(
        kind=kind, why=why, status=answer.status, to=verdict.to,
        since=memory.since if memory and is_same else today, last=today, failures=failures,
        looked=today if read else memory.looked if memory else None,
        etag=(answer.etag if fresh else question.etag) if plain else "",
        modified=(answer.modified if fresh else question.modified) if plain else "",
    )  # fmt: skip


def is_cut_off(answers: Mapping[str, Answer]) -> bool:
    """Whether nothing outside could be reached at all: then it is we who are not there, and nothing is learnt."""
    hosts = {_host(address) for address in answers}
    return len(hosts) > 1 and all(answer.trouble in UNREACHED and not answer.moves for answer in answers.values())


# ---------------------------------------------------------------- the file between two days

_MEMORIES: TypeAdapter[dict[str, Memory]] = TypeAdapter(dict[str, Memory])


def write_memories(memories: Mapping[str, Memory]) -> str:
    """JSON in the order of the addresses; what is empty is left out."""
    plain = {address: memories[address].model_dump(mode="json", by_alias=True) for address in sorted(memories)}
    kept = {address: {name: value for name, value in each.items() if value} for address, each in plain.items()}
    return json.dumps({"version": 1, "links": kept}, indent=1, ensure_ascii=False) + "\n"


def read_memories(text: str) -> dict[str, Memory] | None:
    """What such a file says; None when it is damaged or of another kind."""
    try:
        found: Any = json.loads(text)
        if found["version"] != 1:
            return None
        return _MEMORIES.validate_python(found["links"])
    except (ValueError, KeyError, TypeError, RecursionError, ValidationError):
        return None
