"""How old a claim may be before the guide asks for it to be read again."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from guide.model import ClaimKind, PartialDate

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


def months_between(start: date, end: date) -> float:
    """Whole months, and a fraction when days are left over."""
    months = (end.year - start.year) * 12 + end.month - start.month
    return months + (end.day - start.day) / 31
