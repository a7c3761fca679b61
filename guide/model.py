"""The records of the guide: roles, employers, platforms, chapters, their sources, claims and events.

This is the one schema. Records are frozen; what follows from them is a property or a function of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cache, cached_property
from importlib import resources
from types import NoneType, UnionType
from typing import Annotated, Any, ClassVar, Literal, TypeAlias, Union, get_args, get_origin
from urllib.parse import quote, urlsplit, urlunsplit

from babel import Locale
from babel.numbers import list_currencies
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StrictInt,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from guide.salaries import Salaries
from guide.source import UNSEEN, Steps, code_point

# ---------------------------------------------------------------- scalars

ID = r"[a-z0-9]+(?:-[a-z0-9]+)*"
_ID = re.compile(ID)
_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_PARTIAL = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
HOST = r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]"
_HOST = re.compile(HOST, re.IGNORECASE)
LONGEST = 2000


def _line(text: str) -> str:
    """Text on one line: white space folded, nothing unseen, not empty."""
    if unseen := UNSEEN.search(text.replace("\n", " ")):
        kind = "control-character" if unseen.group("control") else "invisible-character"
        raise PydanticCustomError(kind, "unseen", {"found": code_point(unseen.group())})
    folded = " ".join(text.split(" ")) if text.isprintable() else " ".join(text.split())
    folded = folded.strip()
    if not folded:
        raise PydanticCustomError("empty-text", "empty")
    if len(folded) > LONGEST:
        raise PydanticCustomError("text-too-long", "long", {"found": len(folded), "limit": LONGEST})
    return folded


def _identifier(text: str) -> str:
    if not _ID.fullmatch(text):
        raise PydanticCustomError("bad-id", "id", {"found": text})
    return text


def _address(text: str) -> str:
    """An http or https address without credentials, percent-encoded (RFC 3986)."""
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
        host = host.encode("idna").decode("ascii") if not host.isascii() else host
    except (ValueError, UnicodeError):
        raise PydanticCustomError("bad-address", "address", {"found": text}) from None
    if re.search(r"[\s\\<>\"{}|^`]", text) or parts.scheme not in ("http", "https") or not _HOST.fullmatch(host):
        raise PydanticCustomError("bad-address", "address", {"found": text})
    if parts.username is not None or parts.password is not None:
        raise PydanticCustomError("address-credentials", "credentials")
    kept = "/:@!$&'()*+,;=%~-._"
    return urlunsplit((
        parts.scheme, f"{host}:{port}" if port else host, quote(parts.path, safe=kept),
        quote(parts.query, safe=kept + "?"), quote(parts.fragment, safe=kept + "?"),
    ))  # fmt: skip


def _currency(text: str) -> str:
    if text not in currencies():
        raise PydanticCustomError("unknown-currency", "currency", {"found": text})
    return text


def _language(text: str) -> str:
    if text not in languages():
        raise PydanticCustomError("unknown-language", "language", {"found": text})
    return text


def _zone(text: str) -> str:
    if text not in zones():
        raise PydanticCustomError("unknown-zone", "zone", {"found": text})
    return text


@cache
def currencies() -> frozenset[str]:
    """Codes of ISO 4217, as Babel knows them."""
    return frozenset(list_currencies())


@cache
def languages() -> frozenset[str]:
    """Codes of languages of two or three letters, as Babel knows them."""
    return frozenset(code for code in map(str, Locale("en").languages) if re.fullmatch(r"[a-z]{2,3}", code))


@cache
def zones() -> frozenset[str]:
    """Names of time zones in the pinned tzdata, never the machine's."""
    return frozenset(resources.files("tzdata").joinpath("zones").read_text("utf-8").split())


def _day(value: object) -> date:
    """A day that exists, written YYYY-MM-DD."""
    if isinstance(value, date):
        return value
    match = _DAY.fullmatch(value) if isinstance(value, str) else None
    try:
        if match:
            return date(*map(int, match.groups()))
    except ValueError:
        pass
    raise PydanticCustomError("bad-day", "day", {"found": str(value)})


@dataclass(frozen=True, slots=True)
class PartialDate:
    """The date of evidence as its source gives it: a year, a month or a day."""

    text: str
    earliest: date

    def __str__(self) -> str:
        return self.text

    @property
    def precision(self) -> Literal["year", "month", "day"]:
        return ("year", "month", "day")[self.text.count("-")]


def _partial(value: object) -> PartialDate:
    if isinstance(value, PartialDate):
        return value
    written = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
    match = _PARTIAL.fullmatch(written)
    try:
        if match:
            year, month, day = (int(part) if part else 1 for part in match.groups())
            return PartialDate(written, date(year, month, day))
    except ValueError:
        pass
    raise PydanticCustomError("bad-date", "date", {"found": str(value)})


# The form that each kind of scalar has in the JSON Schema; guide/schema.py knows what it looks like.
Line = Annotated[str, AfterValidator(_line), WithJsonSchema({"form": "line"})]
Id = Annotated[str, AfterValidator(_identifier), WithJsonSchema({"form": "id"})]
Address = Annotated[str, AfterValidator(_address), WithJsonSchema({"form": "address"})]
Currency = Annotated[str, AfterValidator(_currency), WithJsonSchema({"form": "currency"})]
LanguageCode = Annotated[str, AfterValidator(_language), WithJsonSchema({"form": "language"})]
Zone = Annotated[str, AfterValidator(_zone), WithJsonSchema({"form": "zone"})]
Day = Annotated[date, BeforeValidator(_day), WithJsonSchema({"form": "day"})]
EvidenceDate = Annotated[PartialDate, BeforeValidator(_partial), WithJsonSchema({"form": "date"})]
PlaceCode = Annotated[str, WithJsonSchema({"form": "place"})]  # known by data/places.yaml, which rules.py asks
Repository = Annotated[
    str, Field(pattern=r"^[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+$", json_schema_extra={"form": "repository"})
]
Number = Annotated[float, Field(strict=True, ge=0)]


class Record(BaseModel):
    """Frozen, and no key that is not named here."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", arbitrary_types_allowed=True, populate_by_name=False, hide_input_in_errors=True
    )


class Cites(Record):
    """Something that cites a source by its key."""

    source: Id | None = None


class Text(Record):
    """One text in both languages; while one is missing the site is not published."""

    es: Line | None = None
    en: Line | None = None

    def __getitem__(self, lang: str) -> str:
        return (self.es if lang == "es" else self.en) or self.es or self.en or ""

    def has(self, lang: str) -> bool:
        return bool(self.es if lang == "es" else self.en)


# ---------------------------------------------------------------- sources and claims


class SourceKind(StrEnum):
    OWN = "own"
    OFFICIAL = "official"
    THIRD_PARTY = "third-party"
    DIRECTORY = "directory"
    BOARD = "board"


class Source(Record):
    """Something that was read: what it calls itself, where it is, and its own date."""

    title: Line
    publisher: Line | None = None
    url: Address
    via: Address | None = None
    date: EvidenceDate | None = None
    lang: LanguageCode | None = None
    kind: SourceKind
    licence: Line | None = None


class ClaimKind(StrEnum):
    """Kinds of claim that age alike; the limits stand in freshness.py."""

    REMOTE = "remote"
    ELIGIBILITY = "eligibility"
    CONTRACT = "contract"
    HOURS = "hours"
    PAY = "pay"
    FEES = "fees"
    STATUS = "status"
    DESCRIPTION = "description"


class Claim(Cites):
    """A value that a source supports. `as_of` is the day the source speaks for, when it is not the source's date."""

    claim_kind: ClassVar[ClaimKind] = ClaimKind.DESCRIPTION

    as_of: EvidenceDate | None = None
    note: Text | None = None

    @property
    def is_published(self) -> bool:
        """False when the claim says that nothing is published."""
        return True


class RemotePolicy(StrEnum):
    REMOTE_ONLY = "remote-only"
    REMOTE_FIRST = "remote-first"
    HYBRID = "hybrid"
    OFFICE = "office"
    UNPUBLISHED = "unpublished"


class Remote(Claim):
    claim_kind = ClaimKind.REMOTE
    value: RemotePolicy

    @property
    def is_published(self) -> bool:
        return self.value is not RemotePolicy.UNPUBLISHED


class Scope(StrEnum):
    WORLDWIDE = "worldwide"
    PLACES = "places"
    UNPUBLISHED = "unpublished"


class Reach(Record):
    """From where a person may apply for remote work. `exhaustive` only when the source says the list is whole."""

    scope: Scope
    places: tuple[PlaceCode, ...] = ()
    excepted: tuple[PlaceCode, ...] = Field(default=(), alias="except")
    exhaustive: StrictBool = False


class HiresFrom(Reach, Claim):
    """A reach with its source."""

    claim_kind = ClaimKind.ELIGIBILITY

    @property
    def is_published(self) -> bool:
        return self.scope is not Scope.UNPUBLISHED


class ContractRoute(StrEnum):
    EMPLOYEE = "employee"
    EOR = "eor"
    CONTRACTOR = "contractor"
    UNPUBLISHED = "unpublished"


class Contract(Claim):
    """Under what contract, in which places; no places means wherever it hires."""

    claim_kind = ClaimKind.CONTRACT
    value: ContractRoute
    places: tuple[PlaceCode, ...] = ()

    @property
    def is_published(self) -> bool:
        return self.value is not ContractRoute.UNPUBLISHED


class HoursRule(StrEnum):
    OVERLAP = "overlap"
    FIXED = "fixed"
    FLEXIBLE = "flexible"
    ASYNC = "async"
    UNPUBLISHED = "unpublished"


class Hours(Claim):
    claim_kind = ClaimKind.HOURS
    value: HoursRule
    hours: Number | None = None
    zone: Zone | None = None

    @property
    def is_published(self) -> bool:
        return self.value is not HoursRule.UNPUBLISHED


class Pay(Claim):
    """A figure or a range as the source prints it; never converted."""

    claim_kind = ClaimKind.PAY
    low: Number | None = None
    high: Number | None = None
    currency: Currency
    period: Literal["hour", "day", "month", "year", "task"]
    basis: Literal["gross", "net", "unpublished"] = "unpublished"
    for_whom: Text | None = None


class Language(Claim):
    language: LanguageCode
    level: Literal["A1", "A2", "B1", "B2", "C1", "C2"] | None = None


class Statement(Claim):
    text: Text


class PayPolicy(Statement):
    claim_kind = ClaimKind.PAY


class Fee(Statement):
    claim_kind = ClaimKind.FEES
    payer: Literal["worker", "client"]


class Payout(Statement):
    claim_kind = ClaimKind.FEES


class Opening(Cites):
    """A past opening: evidence that a post was advertised, never a policy and never a live vacancy."""

    title: Line
    places: tuple[PlaceCode, ...] = ()
    date: EvidenceDate | None = None
    source: Id


class Score(Cites):
    """What an independent body gave."""

    who: Line
    score: Number
    out_of: Number
    year: Annotated[StrictInt, Field(ge=2000, le=2100)]
    source: Id


class Status(Claim):
    claim_kind = ClaimKind.STATUS
    value: Literal["active", "paused", "closed"]


# ---------------------------------------------------------------- events


class Was(Record):
    """What an entry said before a change, of what decides in which feeds it appears: subscribers of the feeds that it
    leaves hear of it too, and those of the feeds that it enters hear of nothing older."""

    roles: tuple[Id, ...] | None = None
    hires_from: Reach | None = None
    kind: Line | None = None


class Change(Record):
    """A declared, material change: one new item in the feeds."""

    id: Id
    date: Day
    what: Text
    was: Was | None = None


class Removed(Record):
    """Why an entry has left. The `id` is another one only when an entry leaves for a second time."""

    id: Id = "removed"
    date: Day
    why: Text
    instead: tuple[str, ...] = ()


class Restored(Record):
    id: Id = "restored"
    date: Day
    what: Text


# ---------------------------------------------------------------- entries


class Entry(Record):
    """What roles, employers, platforms and chapters have in common."""

    collection: ClassVar[str] = ""

    id: str
    added: Day
    sources: dict[Id, Source] = Field(default_factory=dict)
    changes: tuple[Change, ...] = ()
    removed: Removed | None = None
    restored: Restored | None = None
    former_ids: tuple[Id, ...] = ()

    @property
    def key(self) -> str:
        """`employers/gitlab`: what the rest of the guide calls this entry."""
        return f"{self.collection}/{self.id}"

    @property
    def lasting_id(self) -> str:
        """The id the entry was first published under: feeds know it by that one for ever."""
        return self.former_ids[0] if self.former_ids else self.id

    @property
    def is_gone(self) -> bool:
        return bool(self.removed and not (self.restored and self.restored.date >= self.removed.date))

    def title(self, lang: str) -> str:
        raise NotImplementedError(lang)

    def description(self, lang: str) -> str:
        raise NotImplementedError(lang)


class EscoCode(Cites):
    uri: Address
    label: Text
    match: Literal["exact", "close", "related"]
    version: Line
    source: Id


class IscoCode(Cites):
    code: Annotated[str, Field(pattern=r"^[0-9]{4}$", json_schema_extra={"form": "isco"})]
    label: Text | None = None
    match: Literal["exact", "close", "related"]
    source: Id


class OnetCode(Cites):
    code: Annotated[str, Field(pattern=r"^[0-9]{2}-[0-9]{4}\.[0-9]{2}$", json_schema_extra={"form": "onet"})]
    label: Line
    match: Literal["exact", "close", "related"]
    source: Id


class Codes(Record):
    """Where the official classifications put a role, with the SKOS strength of the match, or that they do not."""

    esco: EscoCode | None = None
    isco: IscoCode | None = None
    onet: OnetCode | None = None
    absent: Text | None = None


class Titles(Record):
    es: tuple[Line, ...]
    en: tuple[Line, ...]
    search: tuple[Line, ...] = ()


class Slug(Record):
    es: Id
    en: Id

    def __getitem__(self, lang: str) -> str:
        return self.es if lang == "es" else self.en


class Skills(Record):
    must: tuple[Text, ...] = ()
    nice: tuple[Text, ...] = ()


class RemoteFit(Record):
    why: Text
    why_not: Text


class FormerSlugs(Record):
    """Slugs that a page had before, by language; each old address leads to the new one."""

    es: tuple[Id, ...] = ()
    en: tuple[Id, ...] = ()

    def __getitem__(self, lang: str) -> tuple[str, ...]:
        return self.es if lang == "es" else self.en


class Role(Entry):
    """A discipline: what you do, how you get in, and how well it travels."""

    collection = "roles"

    id: Id
    slug: Slug
    former_slugs: FormerSlugs = FormerSlugs()
    name: Text
    titles: Titles
    summary: Text
    tasks: tuple[Text, ...]
    outputs: tuple[Text, ...] = ()
    skills: Skills
    entry_routes: tuple[Text, ...] = ()
    portfolio: tuple[Text, ...] = ()
    interview: tuple[Text, ...] = ()
    remote_fit: RemoteFit
    myth: Text | None = None
    evidence: tuple[Statement, ...] = ()
    related: tuple[Id, ...] = ()
    codes: Codes

    def title(self, lang: str) -> str:
        return self.name[lang]

    def description(self, lang: str) -> str:
        return self.summary[lang]


class Employer(Entry):
    """Who hires, from where, under what contract, at what hours; each claim with its source."""

    collection = "employers"

    id: Id
    name: Line
    kind: Literal["company", "big-tech", "open-source", "nonprofit", "services", "education", "public"]
    website: Address
    careers: Address | None = None
    summary: Text
    roles: tuple[Id, ...] = ()
    ai_work: tuple[Statement, ...] = ()
    remote: Remote = Remote(value=RemotePolicy.UNPUBLISHED)
    hires_from: HiresFrom = HiresFrom(scope=Scope.UNPUBLISHED)
    contract: tuple[Contract, ...] = ()
    hours: tuple[Hours, ...] = ()
    pay: tuple[Pay, ...] = ()
    pay_policy: PayPolicy | None = None
    language: tuple[Language, ...] = ()
    openings_seen: tuple[Opening, ...] = ()
    board: Address | None = None
    caveats: tuple[Statement, ...] = ()

    def title(self, lang: str) -> str:
        return self.name

    def description(self, lang: str) -> str:
        return self.summary[lang]


class Platform(Entry):
    """A place where work is found or shown: who pays what, how one gets in, how one is paid, what goes wrong."""

    collection = "platforms"

    id: Id
    name: Line
    kind: Literal["open-marketplace", "vetted-network", "job-board", "data-work", "community", "portfolio"]
    website: Address
    summary: Text
    for_whom: Text
    roles: tuple[Id, ...] = ()
    fees: tuple[Fee, ...] = ()
    vetting: tuple[Statement, ...] = ()
    hires_from: HiresFrom = HiresFrom(scope=Scope.UNPUBLISHED)
    languages: tuple[Language, ...] = ()
    payout: tuple[Payout, ...] = ()
    requirements: tuple[Statement, ...] = ()
    independent_score: Score | None = None
    status: Status | None = None
    risks: tuple[Statement, ...] = ()

    def title(self, lang: str) -> str:
        return self.name

    def description(self, lang: str) -> str:
        return self.summary[lang]


class Head(Record):
    """Front matter of one language of a chapter."""

    title: Line
    description: Line
    slug: Id
    former_slugs: tuple[Id, ...] = ()


class SpanishHead(Head):
    """The Spanish file is the original: it also carries the dates, events and sources of the chapter."""

    added: Day
    sources: dict[Id, Source] = Field(default_factory=dict)
    changes: tuple[Change, ...] = ()
    removed: Removed | None = None
    restored: Restored | None = None
    former_ids: tuple[str, ...] = ()


class Chapter(Entry):
    """A hand-written page: the same id, its path, in both languages."""

    collection = "chapters"

    heads: Mapping[str, Head]
    bodies: Mapping[str, str]
    former_ids: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        return self.id

    def title(self, lang: str) -> str:
        return self.heads[lang].title

    def description(self, lang: str) -> str:
        return self.heads[lang].description


# ---------------------------------------------------------------- places


class Group(Record):
    """A named set of countries."""

    id: str
    name: Text
    members: tuple[str, ...]
    note: Text | None = None


class TableSource(Record):
    title: Line
    publisher: Line
    url: Address
    date: EvidenceDate | None = None
    version: str | None = None
    licence: Line


class Places(Record):
    """Countries (ISO 3166-1 alpha-2) and the short closed list of groups; membership is from CLDR."""

    source: TableSource
    groups: tuple[Group, ...]
    spanish_speaking: tuple[str, ...]
    countries: tuple[str, ...]
    kept: tuple[str, ...] = ()

    @property
    def known(self) -> frozenset[str]:
        return frozenset(self.countries) | {group.id for group in self.groups}

    def members(self, places: Iterable[str]) -> frozenset[str]:
        """The countries that a list of countries and groups covers."""
        return frozenset(code for place in places for code in self.by_group.get(place, (place,)))

    @cached_property
    def by_group(self) -> dict[str, tuple[str, ...]]:
        return {group.id: group.members for group in self.groups}

    def name(self, place: str, lang: str) -> str:
        """A country's name from CLDR through Babel, a group's from the table."""
        found = next((group.name[lang] for group in self.groups if group.id == place), None)
        return found or _territory(place, lang)


@cache
def _territory(code: str, lang: str) -> str:
    return str(Locale(lang).territories[code])


class OfficialLink(Record):
    """A public body's own page, and where its address was read."""

    topic: Literal["tax", "social-security", "labour", "scams", "data-protection"]
    title: Line
    url: Address
    read_in: Address
    date: EvidenceDate | None = None


class Aliases(Record):
    """Other forms of a term, in each language; chapters link them too."""

    es: tuple[Line, ...] = ()
    en: tuple[Line, ...] = ()

    def __getitem__(self, lang: str) -> tuple[str, ...]:
        return self.es if lang == "es" else self.en


class Term(Record):
    """A word of the trade or of the law in plain words; a fact of law cites sources of data/sources.yaml."""

    term: Text
    also: Aliases = Aliases()
    countries: tuple[PlaceCode, ...] = ()
    definition: Text
    sources: tuple[Id, ...] = ()

    def title(self, lang: str) -> str:
        """The term as a heading has it, with a capital."""
        return self.term[lang][:1].upper() + self.term[lang][1:]


class OutlineRow(Record):
    """Something that the guide owes its readers, and where they find it: keys of pages, most with a heading."""

    idea: Text
    at: tuple[Line, ...]


class Settings(Record):
    """What the guide calls itself and where it lives."""

    name: Line
    authority: Line
    repository: Repository | None = None
    tagline: Text
    description: Text


# ---------------------------------------------------------------- the whole

Parts: TypeAlias = tuple[tuple[Steps, "Record"], ...]


@dataclass(frozen=True)
class Site:
    """Everything the guide says, and where each thing was written."""

    settings: Settings
    places: Places
    roles: tuple[Role, ...] = ()
    employers: tuple[Employer, ...] = ()
    platforms: tuple[Platform, ...] = ()
    chapters: tuple[Chapter, ...] = ()
    shared_sources: Mapping[str, Source] = field(default_factory=dict)
    official: Mapping[str, tuple[OfficialLink, ...]] = field(default_factory=dict)  # by country
    glossary: Mapping[str, Term] = field(default_factory=dict)
    outline: Mapping[str, OutlineRow] = field(default_factory=dict)
    salaries: Salaries = field(default_factory=Salaries)

    @property
    def entries(self) -> Iterator[Entry]:
        yield from self.roles
        yield from self.employers
        yield from self.platforms
        yield from self.chapters

    def source(self, entry: Entry, key: str | None) -> Source | None:
        """The source that an entry means by `key`: its own, else a shared one."""
        if key is None:
            return None
        return entry.sources.get(key) or self.shared_sources.get(key)

    def date_of(self, entry: Entry, claim: Claim | Opening | Score) -> PartialDate | None:
        """The day for which a claim is supported: its own `as_of`, else its source's date."""
        own = claim.as_of if isinstance(claim, Claim) else getattr(claim, "date", None)
        source = self.source(entry, claim.source)
        return own or (source.date if source else None)

    @cached_property
    def parts(self) -> Mapping[str, Parts]:
        """Every record inside each entry, by the entry's key, with the steps that lead to it; walked once."""
        return {entry.key: tuple(walk(entry)) for entry in self.entries}

    def claims(self, entry: Entry) -> Iterator[tuple[Steps, Claim]]:
        """Every claim of an entry, with the steps that lead to it."""
        return ((steps, record) for steps, record in self.parts[entry.key] if isinstance(record, Claim))


def walk(record: Any, *steps: str | int) -> Iterator[tuple[Steps, Record]]:
    """A record and every record inside it, each with the steps that lead there as the data spells them."""
    if isinstance(record, Record):
        yield steps, record
        for name, spelled in _spelled_fields(type(record)):
            value = getattr(record, name)
            if isinstance(value, Record | tuple | dict):
                yield from walk(value, *steps, spelled)
    elif isinstance(record, tuple):
        for index, item in enumerate(record):
            yield from walk(item, *steps, index)
    elif isinstance(record, dict):
        for name, item in record.items():
            yield from walk(item, *steps, name)


_ENTRY_FIRST = (
    "id", "slug", "former_slugs", "name", "titles", "kind", "website", "careers", "summary", "for_whom",
    "added", "sources",
)  # fmt: skip
_LAST = ("source", "as_of", "note", "changes", "removed", "restored", "former_ids")


@cache
def written_order(model: type[Record]) -> tuple[str, ...]:
    """The keys of a kind of record in the order in which files have them: what an entry is, then what is claimed of it,
    then what happened to it; of a claim the value, then its source."""
    own = model.__annotations__ if issubclass(model, Cites) else {}  # a fee says who pays, then what all statements say
    spelled = [spelled for name, spelled in sorted(_spelled_fields(model), key=lambda field: field[0] not in own)]
    first = [key for key in (_ENTRY_FIRST if issubclass(model, Entry) else ()) if key in spelled]
    last = [key for key in (_LAST if issubclass(model, Entry | Cites) else ()) if key in spelled]
    return (*first, *(key for key in spelled if key not in first and key not in last), *last)


@cache
def _spelled_fields(model: type[Record]) -> tuple[tuple[str, str], ...]:
    """Each field of a kind of record as code and as data spell it."""
    return tuple((name, info.alias or name) for name, info in model.model_fields.items())


def field_types(model: type[Record]) -> dict[str, Any]:
    """The fields of a kind of record as data spell them, and what each may hold."""
    return {info.alias or name: info.annotation for name, info in model.model_fields.items()}


def bare_type(annotation: Any) -> Any:
    """What a field holds, without what is said about it and without None."""
    while (kept := without_none(annotation)) is not annotation or get_origin(kept) is Annotated:
        annotation = get_args(kept)[0] if get_origin(kept) is Annotated else kept
    return annotation


def without_none(annotation: Any) -> Any:
    if get_origin(annotation) is Annotated:
        held, *said = get_args(annotation)
        kept = without_none(held)
        return annotation if kept is held else Annotated[kept, *said]
    if get_origin(annotation) in (Union, UnionType):
        return next(each for each in get_args(annotation) if each is not NoneType)
    return annotation
