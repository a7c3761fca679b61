"""Hours in common: both sides 9 to 18, the fewest and the most over a whole year, from the pinned zones only."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from projects import ROOT

from guide.hours import ABROAD, Common, asked, city, common, fits, widest, zones
from guide.model import Hours

YEAR = 2027
MEASURED = {  # by two other implementations (system zones; ICU in Node) over every day of 2027
    "America/Bogota": {"san_francisco": (6, 7), "new_york": (8, 9), "london": (3, 4), "berlin": (2, 3)},
    "America/Argentina/Buenos_Aires": {"san_francisco": (4, 5), "new_york": (7, 8), "london": (5, 6), "berlin": (4, 5)},
    "America/Mexico_City": {"san_francisco": (7, 8), "new_york": (7, 8), "london": (2, 3), "berlin": (1, 2)},
    "Europe/Madrid": {"san_francisco": (0, 1), "new_york": (3, 4), "london": (8, 8), "berlin": (9, 9)},
    "America/Lima": {"san_francisco": (6, 7), "new_york": (8, 9), "london": (3, 4), "berlin": (2, 3)},
    "America/Santiago": {"san_francisco": (4, 6), "new_york": (7, 9), "london": (4, 6), "berlin": (3, 5)},
}
FAR = {  # half hours, and hours that one side works tomorrow
    ("America/Argentina/Buenos_Aires", "Asia/Kolkata"): (0.5, 0.5),
    ("Europe/Madrid", "Asia/Kolkata"): (4.5, 5.5),
    ("Europe/Madrid", "Asia/Tokyo"): (1, 2),
    ("America/Santiago", "Asia/Kolkata"): (0, 0.5),
    ("America/Bogota", "Asia/Tokyo"): (0, 0),
    ("America/Los_Angeles", "Asia/Tokyo"): (1, 2),
}
TABLE = [(here, ABROAD[name], span) for here, row in MEASURED.items() for name, span in row.items()]
TABLE += [(here, there, span) for (here, there), span in FAR.items()]
ZONES = sorted(
    {group[0] for country in ("ES", "MX", "CL", "US", "AU", "IN", "NP", "NZ") for group in zones(country, YEAR)}
)


@pytest.mark.parametrize(("here", "there", "span"), TABLE)
def test_table(here: str, there: str, span: tuple[float, float]) -> None:
    assert common(here, there, YEAR) == Common(*span)


@given(here=st.sampled_from(ZONES), there=st.sampled_from(ZONES), year=st.integers(2020, 2035))
def test_both_sides_share_nine_hours_at_most_and_one_with_itself_all(here: str, there: str, year: int) -> None:
    found = common(here, there, year)

    assert 0 <= found.low <= found.high <= 9
    assert common(here, here, year) == Common(9, 9)


def test_the_widest_of_several_zones_holds_each() -> None:
    spain = ["Europe/Madrid", "Atlantic/Canary"]

    assert widest(spain, "Europe/London", YEAR) == Common(8, 9)


@pytest.mark.parametrize(
    ("country", "cities"),
    [
        ("CO", [["America/Bogota"]]),
        ("AR", None),  # twelve names for one time
        ("ES", [["Europe/Madrid", "Africa/Ceuta"], ["Atlantic/Canary"]]),
        ("EC", [["America/Guayaquil"], ["Pacific/Galapagos"]]),
    ],
)
def test_zones_of_equal_time_are_one(country: str, cities: list[list[str]] | None) -> None:
    found = [list(group) for group in zones(country, YEAR)]

    if cities is None:
        assert len(found) == 1
    else:
        assert found == cities


def test_a_country_nobody_knows_has_no_zones() -> None:
    assert zones("XX", YEAR) == ()


@pytest.mark.parametrize(
    ("zone", "lang", "name"),
    [
        ("America/Bogota", "es", "Bogotá"),
        ("America/Mexico_City", "es", "Ciudad de México"),
        ("America/Mexico_City", "en", "Mexico City"),
        ("America/Argentina/Buenos_Aires", "es", "Buenos Aires"),
        ("Europe/London", "es", "Londres"),
    ],
)
def test_zones_are_named_by_their_city(zone: str, lang: str, name: str) -> None:
    assert city(zone, lang) == name


def hours(**claim: object) -> Hours:
    return Hours.model_validate({"source": "s", **claim})


OVERLAP = {"value": "overlap", "zone": "America/Los_Angeles"}


@pytest.mark.parametrize(
    ("claims", "country", "answer"),
    [
        ([], "CO", "unpublished"),
        ([{"value": "unpublished", "source": None}], "CO", "unpublished"),
        ([{"value": "async"}], "CO", "yes"),
        ([{"value": "flexible"}], "ES", "yes"),
        ([{**OVERLAP, "hours": 4}], "CO", "yes"),
        ([{**OVERLAP, "hours": 7}], "CO", "yes"),  # on the best day of the year
        ([{**OVERLAP, "hours": 8}], "CO", "no"),
        ([{**OVERLAP, "hours": 4}], "ES", "no"),
        ([{**OVERLAP, "hours": 4}], "XX", "unpublished"),
        ([{**OVERLAP, "hours": 4}, {"value": "async"}], "ES", "no"),  # the worst of several counts
        ([{"value": "async"}, {"value": "unpublished", "source": None}], "ES", "yes"),
    ],
)
def test_fits(claims: list[dict[str, object]], country: str, answer: str) -> None:
    assert fits([hours(**claim) for claim in claims], country, YEAR) == answer


def test_only_claims_with_a_zone_ask_for_hours() -> None:
    claims = [hours(value="async"), hours(**OVERLAP, hours=4)]

    assert list(asked(claims)) == claims[1:]


def test_the_machines_own_zones_are_never_read() -> None:
    """A machine whose database is empty, and whose own zone is another, gives the same hours."""
    script = "from guide.hours import common; print(common('America/Bogota', 'Europe/Berlin', 2027))"
    environment = {**os.environ, "PYTHONTZPATH": "", "TZ": "Asia/Tokyo"}
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, env=environment, check=True
    )

    assert done.stdout.strip() == str(common("America/Bogota", "Europe/Berlin", YEAR))
