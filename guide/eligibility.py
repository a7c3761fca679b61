"""Can I apply from X? One function; directory, country pages, feeds and data all use it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from guide.model import Employer, HiresFrom, Places, Platform, Reach, Scope


class Answer(StrEnum):
    YES = "yes"
    NO = "no"
    UNPUBLISHED = "unpublished"


@dataclass(frozen=True, slots=True)
class Eligibility:
    """The answer, and the claim it rests on."""

    answer: Answer
    claim: HiresFrom


def eligibility(entry: Employer | Platform, country: str, places: Places) -> Eligibility:
    """Yes, no or not published.

    Yes: a source says so for the country, or worldwide without excepting it. No: an exception, or an exhaustive
    list without it. Everything else is not published. A past opening never turns that into a yes.
    """
    claim = entry.hires_from
    return Eligibility(_answer(claim, country, places), claim)


def open_to(reach: Reach, countries: Iterable[str], places: Places) -> frozenset[str]:
    """Those of the countries for which the answer is yes."""
    return frozenset(country for country in countries if _answer(reach, country, places) is Answer.YES)


def _answer(claim: Reach, country: str, places: Places) -> Answer:
    if country in places.members(claim.excepted):
        return Answer.NO
    if claim.scope is Scope.WORLDWIDE:
        return Answer.YES
    if claim.scope is Scope.UNPUBLISHED:
        return Answer.UNPUBLISHED
    if country in places.members(claim.places):
        return Answer.YES
    return Answer.NO if claim.exhaustive else Answer.UNPUBLISHED
