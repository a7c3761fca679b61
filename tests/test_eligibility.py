"""Can I apply from X? The table of cases that the answer must keep to."""

from __future__ import annotations

import pytest
from projects import small_files

from guide.eligibility import eligibility
from guide.load import load
from guide.model import Employer, HiresFrom, Text

PLACES = load(small_files()).site.places  # type: ignore[union-attr]


def employer(**claim: object) -> Employer:
    hires_from = HiresFrom.model_validate({"source": "s", **claim})
    return Employer.model_construct(id="x", hires_from=hires_from, summary=Text(es="x", en="x"))


@pytest.mark.parametrize(
    ("claim", "country", "answer"),
    [
        ({"scope": "worldwide"}, "CO", "yes"),
        ({"scope": "worldwide", "except": ["CO"]}, "CO", "no"),
        ({"scope": "worldwide", "except": ["CO"]}, "MX", "yes"),
        ({"scope": "worldwide", "except": ["419"]}, "MX", "no"),
        ({"scope": "places", "places": ["CO"]}, "CO", "yes"),
        ({"scope": "places", "places": ["CO"]}, "MX", "unpublished"),
        ({"scope": "places", "places": ["CO"], "exhaustive": True}, "MX", "no"),
        ({"scope": "places", "places": ["CO"], "exhaustive": True}, "CO", "yes"),
        ({"scope": "places", "places": ["419"]}, "AR", "yes"),
        ({"scope": "places", "places": ["419"]}, "ES", "unpublished"),
        ({"scope": "places", "places": ["419", "ES"], "exhaustive": True}, "ES", "yes"),
        ({"scope": "places", "places": ["419"], "except": ["AR"]}, "AR", "no"),
        ({"scope": "places", "places": ["europe"], "exhaustive": True}, "CO", "no"),
        ({"scope": "unpublished", "source": None}, "CO", "unpublished"),
        ({"scope": "unpublished", "except": ["CO"]}, "CO", "no"),
    ],
)
def test_answer(claim: dict[str, object], country: str, answer: str) -> None:
    found = eligibility(employer(**claim), country, PLACES)

    assert found.answer == answer


def test_the_answer_carries_its_claim() -> None:
    entry = employer(scope="worldwide")

    assert eligibility(entry, "CO", PLACES).claim is entry.hires_from
