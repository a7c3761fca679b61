"""Hours in common: how much of two working days, 9 to 18 local time on each side, falls together over a whole year.

Zones come from the pinned tzdata package, never from the machine: the same answer everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo

from babel import Locale
from babel.core import get_global

from guide.eligibility import Answer
from guide.model import Hours, HoursRule

START, END = 9, 18
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ABROAD = {  # where employers are, by the word for it: San Francisco is not the city that names its zone
    "san_francisco": "America/Los_Angeles",
    "new_york": "America/New_York",
    "london": "Europe/London",
    "berlin": "Europe/Berlin",
}

Offset = tuple[timedelta, timedelta]  # from UTC, as a working day starts and as it ends
Offsets = tuple[Offset, ...]


@dataclass(frozen=True, slots=True)
class Common:
    """The fewest and the most hours in common on any day of a year."""

    low: float
    high: float


@cache
def common(here: str, there: str, year: int) -> Common:
    """The hours that a working day here shares with working days there."""
    own, other = _offsets(here, year), _offsets(there, year)
    # a day here can meet yesterday, today and tomorrow there; few of a year's days differ from the day before
    days = set(zip(own[1:-1], other, other[1:], other[2:], strict=False))
    shared = [_shared(day, before, -1) + _shared(day, same, 0) + _shared(day, after, 1)
              for day, before, same, after in days]  # fmt: skip
    return Common(min(shared), max(shared))


def widest(here: Iterable[str], there: str, year: int) -> Common:
    """The fewest and the most among several zones."""
    found = [common(zone, there, year) for zone in here]
    return Common(min(each.low for each in found), max(each.high for each in found))


def _shared(here: Offset, there: Offset, shift: int) -> float:
    """Hours that a working day here shares with the one that many days later there."""
    start = max(START * HOUR - here[0], START * HOUR - there[0] + shift * DAY)
    end = min(END * HOUR - here[1], END * HOUR - there[1] + shift * DAY)
    return max(0.0, (end - start) / HOUR)


@cache
def _offsets(zone: str, year: int) -> Offsets:
    """Distance from UTC at 9 and at 18 of each day of a year, and of the days before and after it."""
    offset = load(zone).utcoffset
    return tuple(zip(*(map(offset, times) for times in _times(year)), strict=True))


@cache
def _times(year: int) -> tuple[list[datetime], list[datetime]]:
    """9 and 18 o'clock of those days, by the clock on the wall."""
    first, last = datetime(year - 1, 12, 31), datetime(year + 1, 1, 1)
    days = [first + timedelta(n) for n in range((last - first).days + 1)]
    return [day.replace(hour=START) for day in days], [day.replace(hour=END) for day in days]


@cache
def load(zone: str) -> ZoneInfo:
    """A zone of the pinned tzdata package."""
    with resources.files("tzdata.zoneinfo").joinpath(*zone.split("/")).open("rb") as file:
        return ZoneInfo.from_file(file, key=zone)


# ---------------------------------------------------------------- the zones of a country


@cache
def zones(country: str, year: int) -> tuple[tuple[str, ...], ...]:
    """The zones of a country, those together that keep the same time all year; the most peopled come first."""
    groups: dict[Offsets, list[str]] = {}
    for zone in _zones().get(country, ()):
        groups.setdefault(_offsets(zone, year), []).append(zone)
    return tuple(map(tuple, groups.values()))


@cache
def _zones() -> dict[str, list[str]]:
    """zone.tab: a country and a zone a line, in an order that puts the most peopled zones of a country first."""
    found: dict[str, list[str]] = {}
    for line in resources.files("tzdata.zoneinfo").joinpath("zone.tab").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            country, _, zone, *_ = line.split("\t")
            found.setdefault(country, []).append(zone)
    return found


@cache
def city(zone: str, lang: str) -> str:
    """The city that stands for a zone, from CLDR; CLDR leaves out names that the zone's own already tells."""
    named = Locale(lang).time_zones
    known = (named[name].get("city") for name in _spellings(zone) if name in named)
    return next((str(name) for name in known if name), zone.split("/")[-1].replace("_", " "))


@cache
def _spellings(zone: str) -> tuple[str, ...]:
    """A zone's name and its older ones, which CLDR keeps."""
    return (zone, *(old for old, new in get_global("zone_aliases").items() if new == zone))


# ---------------------------------------------------------------- what employers ask


def fits(claims: Iterable[Hours], country: str, year: int) -> Answer:
    """Whether the hours that an employer asks for fit into a 9-to-18 day in a country.

    Yes: work is asynchronous or the hours are free, or the hours asked for are there on the best day of the year.
    No: they are not there on any day, in any zone of the country. Not published: nothing is said, or the hours or
    the zone are missing. Of several claims the worst counts.
    """
    order = (Answer.NO, Answer.UNPUBLISHED, Answer.YES)
    published = (claim for claim in claims if claim.is_published)
    answers = [_fits(claim.value, claim.zone, claim.hours, country, year) for claim in published]
    return min(answers, key=order.index, default=Answer.UNPUBLISHED)


@cache  # employers ask for the same few things
def _fits(rule: HoursRule, zone: str | None, hours: float | None, country: str, year: int) -> Answer:
    if rule in (HoursRule.ASYNC, HoursRule.FLEXIBLE):
        return Answer.YES
    here = [group[0] for group in zones(country, year)]
    if not zone or not here:
        return Answer.UNPUBLISHED
    most = widest(here, zone, year).high
    if hours is None:
        return Answer.UNPUBLISHED if most else Answer.NO
    return Answer.YES if hours <= most else Answer.NO


def asked(claims: Iterable[Hours]) -> Iterator[Hours]:
    """The claims that ask for hours in common with a zone."""
    return (claim for claim in claims if claim.zone and claim.value in (HoursRule.OVERLAP, HoursRule.FIXED))
