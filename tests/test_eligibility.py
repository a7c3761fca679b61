"""Can I apply from X? The table of cases that the answer must keep to."""

from __future__ import annotations

import pytest
from projects import TODAY, edited, small_files

from guide.eligibility import eligibility
from guide.load import load
from guide.model import Contract, Employer, HiresFrom, Text
from guide.view import Guide, View

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


ACME = "data/employers/acme.yaml"
REMOVED = "removed: {date: 2026-11-01, why: {es: Cerró., en: It closed.}}\nname: Acme\n"
RESTORED = f"restored: {{date: 2026-11-20, what: {{es: Volvió., en: It is back.}}}}\n{REMOVED}"


@pytest.mark.parametrize(
    ("old", "new", "answer"),
    [
        ("name: Acme\n", "name: Acme\n", "yes"),
        ("date: 2025-09-19", "date: 2015-09-19", "yes"),  # stale: shown with its mark, never another answer
        ("name: Acme\n", REMOVED, None),  # what has gone answers nobody
        ("name: Acme\n", RESTORED, "yes"),
    ],
    ids=["fresh", "stale", "removed", "restored"],
)
def test_what_the_guide_answers_for_a_country(old: str, new: str, answer: str | None) -> None:
    view = View(Guide.of(load(edited(small_files(), ACME, old, new)), TODAY), "es", "country/co")
    found = [
        kind for kind, entries in view.by_answer("employers", "CO").items() for each in entries if each.id == "acme"
    ]

    assert found == ([answer] if answer else [])


def test_a_contract_through_a_third_party_is_no_answer_by_itself() -> None:
    """Employer of record in Colombia only says how, not for whom: without a list, it is not published."""
    entry = employer(scope="unpublished", source=None)
    contract = Contract.model_validate({"value": "eor", "places": ["CO"], "source": "s"})
    with_eor = entry.model_copy(update={"contract": (contract,)})

    assert eligibility(with_eor, "CO", PLACES).answer == "unpublished"
    assert eligibility(with_eor, "CO", PLACES).contracts == (contract,)
    assert eligibility(with_eor, "MX", PLACES).contracts == ()


def test_the_answer_comes_with_contract_and_hours() -> None:
    acme = load(small_files()).site.employers[0]  # type: ignore[union-attr]
    in_mexico, in_spain = (eligibility(acme, code, PLACES) for code in ("MX", "ES"))

    assert [claim.value for claim in in_mexico.contracts] == ["contractor"]
    assert [claim.value for claim in in_spain.contracts] == ["employee"]
    assert [claim.hours for claim in in_mexico.hours] == [4]
