"""How old a claim may be before the guide asks for it to be read again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from guide.model import Claim, ClaimKind, Entry, PartialDate, Site
from guide.source import Steps

LIMITS = {  # months
    ClaimKind.REMOTE: 12,
    ClaimKind.ELIGIBILITY: 12,
    ClaimKind.PAY: 12,
    ClaimKind.FEES: 12,
    ClaimKind.STATUS: 12,
    ClaimKind.HOURS: 18,
    ClaimKind.CONTRACT: 18,
    ClaimKind.DESCRIPTION: 36,
}


class Freshness(StrEnum):
    FRESH = "fresh"
    STALE = "stale"
    UNDATED = "undated"


def freshness(dated: PartialDate | None, kind: ClaimKind, today: date) -> Freshness:
    """Age counts from the earliest day that the date allows; a claim is fresh up to its limit, that day included."""
    if dated is None:
        return Freshness.UNDATED
    return Freshness.FRESH if months_between(dated.earliest, today) <= LIMITS[kind] else Freshness.STALE


@dataclass(frozen=True, slots=True)
class Overdue:
    """A published claim that should be read again: past its limit, or without a date."""

    entry: Entry
    steps: Steps
    claim: Claim
    dated: PartialDate | None


def overdue(site: Site, today: date) -> list[Overdue]:
    """Every claim that should be read again, of entries that are not gone: the oldest first, the undated last."""
    return sorted(_overdue(site, today), key=_age_order)


def _overdue(site: Site, today: date) -> Iterator[Overdue]:
    for entry in site.entries:
        if entry.is_gone:
            continue
        for steps, claim in site.claims(entry):
            dated = site.date_of(entry, claim)
            if claim.is_published and freshness(dated, claim.claim_kind, today) is not Freshness.FRESH:
                yield Overdue(entry, steps, claim, dated)


def _age_order(found: Overdue) -> tuple[date, str, str]:
    return found.dated.earliest if found.dated else date.max, found.entry.key, str(found.steps)


def months_between(start: date, end: date) -> float:
    """Whole months, and a fraction when days are left over."""
    months = (end.year - start.year) * 12 + end.month - start.month
    return months + (end.day - start.day) / 31
