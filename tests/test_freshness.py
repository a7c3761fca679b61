"""Age counts from the earliest day that a date allows, and runs out after the limit of the claim's kind."""

from __future__ import annotations

from datetime import date

import pytest
from pydantic import TypeAdapter

from guide.freshness import LIMITS, freshness
from guide.model import ClaimKind, EvidenceDate

TODAY = date(2026, 11, 24)
DATES = TypeAdapter(EvidenceDate)


@pytest.mark.parametrize(
    ("written", "kind", "expected"),
    [
        ("2026-11-24", ClaimKind.REMOTE, "fresh"),
        ("2025-11-24", ClaimKind.REMOTE, "fresh"),
        ("2025-11-23", ClaimKind.REMOTE, "stale"),
        ("2025-12", ClaimKind.REMOTE, "fresh"),
        ("2025-11", ClaimKind.REMOTE, "stale"),  # it may be the first of November
        ("2025", ClaimKind.REMOTE, "stale"),  # it may be the first of January
        (2026, ClaimKind.REMOTE, "fresh"),
        ("2025-06", ClaimKind.CONTRACT, "fresh"),
        ("2025-05", ClaimKind.CONTRACT, "stale"),
        ("2024", ClaimKind.DESCRIPTION, "fresh"),
        ("2023-11-23", ClaimKind.DESCRIPTION, "stale"),
    ],
)
def test_freshness(written: object, kind: ClaimKind, expected: str) -> None:
    assert freshness(DATES.validate_python(written), kind, TODAY) == expected


def test_no_date_is_undated() -> None:
    assert freshness(None, ClaimKind.PAY, TODAY) == "undated"


def test_every_kind_has_a_limit() -> None:
    assert set(LIMITS) == set(ClaimKind)
