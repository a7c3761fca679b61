"""Can I apply from X? One function; directory, country pages, feeds and data all use it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from guide.model import Contract, Employer, HiresFrom, Hours, Places, Platform, Reach, Scope


class Answer(StrEnum):
    YES = "yes"
    NO = "no"
    UNPUBLISHED = "unpublished"


@dataclass(frozen=True, slots=True)
class Eligibility:
    """The answer and the claim it rests on, with its source and date; by what contract, and at what hours."""

    answer: Answer
    claim: HiresFrom
    contracts: tuple[Contract, ...]
    hours: tuple[Hours, ...]


def eligibility(entry: Employer | Platform, country: str, places: Places) -> Eligibility:
    """Yes, no or not published.

    Yes: a source says so for the country, or worldwide without excepting it. No: an exception, or an exhaustive
    list without it. Everything else is not published. A past opening never turns that into a yes.
    """
    hours = entry.hours if isinstance(entry, Employer) else ()
    return Eligibility(
        answer(entry.hires_from, country, places),
        entry.hires_from,
        contracts_in(entry, country, places),
        tuple(claim for claim in hours if claim.is_published),
    )


def contracts_in(entry: Employer | Platform, country: str, places: Places) -> tuple[Contract, ...]:
    """The contract routes that an entry states for a country; one without places holds everywhere."""
    stated = entry.contract if isinstance(entry, Employer) else ()
    return tuple(
        claim
        for claim in stated
        if claim.is_published and (not claim.places or country in places.members(claim.places))
    )


def open_to(reach: Reach, countries: Iterable[str], places: Places) -> frozenset[str]:
    """Those of the countries for which the answer is yes."""
    return frozenset(country for country in countries if answer(reach, country, places) is Answer.YES)


def answer(claim: Reach, country: str, places: Places) -> Answer:
    """What a claim alone answers for a country."""
    if country in places.members(claim.excepted):
        return Answer.NO
    if claim.scope is Scope.WORLDWIDE:
        return Answer.YES
    if claim.scope is Scope.UNPUBLISHED:
        return Answer.UNPUBLISHED
    if country in places.members(claim.places):
        return Answer.YES
    return Answer.NO if claim.exhaustive else Answer.UNPUBLISHED
