"""Two entries that may be one: what is taken for the same, and what is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from projects import ROOT, TODAY
from rapidfuzz.distance import OSA

from guide import rules
from guide.duplicates import near_name, same_site
from guide.load import load, read


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://acme.example/", "https://www.acme.example/es/"),
        ("https://acme.com/", "http://careers.acme.com/jobs?x=1"),
        ("https://acme.com.ar/", "https://www.acme.com.ar/"),
        ("https://acme.co.uk/", "https://blog.acme.co.uk/"),
        ("https://ACME.com/", "https://acme.com:8443/"),
        ("https://boards.greenhouse.io/acme", "https://boards.greenhouse.io/acme/"),
        ("https://github.com/acme", "https://github.com/Acme/"),
        ("https://www.gob.mx/acme", "https://www.gob.mx/"),
    ],
)
def test_one_registered_domain_is_one_organisation(one: str, other: str) -> None:
    assert [pair for pair, _ in same_site([(1, one), (2, other)])] == [(1, 2)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://acme.com/", "https://acme.ai/"),
        ("https://acme.com.ar/", "https://globex.com.ar/"),
        ("https://acme.co.uk/", "https://globex.co.uk/"),
        ("https://acme.github.io/", "https://globex.github.io/"),
        ("https://acme.notion.site/", "https://globex.notion.site/"),
        ("https://boards.greenhouse.io/acme", "https://boards.greenhouse.io/globex"),
        ("https://jobs.lever.co/acme", "https://jobs.lever.co/globex"),
        ("https://linktr.ee/acme", "https://linktr.ee/globex"),
        ("https://github.com/", "https://github.com/acme"),
        ("https://sites.google.com/view/acme", "https://www.google.com/"),
        ("https://acme.gob.mx/", "https://globex.gob.mx/"),
    ],
)
def test_who_shares_a_host_or_a_suffix_only_is_another(one: str, other: str) -> None:
    assert list(same_site([(1, one), (2, other)])) == []


def test_of_three_with_one_domain_each_is_compared_with_the_first() -> None:
    sites = [(n, f"https://{n}.acme.com/") for n in (1, 2, 3)]

    assert [pair for pair, _ in same_site(sites)] == [(1, 2), (1, 3)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hugging Face", "HuggingFace"),
        ("Acme", "ACME, Inc."),
        ("Clarity", "Clarity AI"),
        ("Wikimedia", "The Wikimedia Foundation"),
        ("Arc", "Arc.dev"),
        ("Telefonica", "Telefónica S.A."),
        ("Telefónica", "Telefo\u0301nica"),
        ("Grafana Labs", "Graffana Labs"),
        ("Zapier", "Zaiper"),
        ("DataAnnotation", "Data Anotacion"),
        ("Khan Academy", "Kahn Academy"),
        ("AI Labs", "AI Lab"),
    ],
)
def test_nearly_the_same_name_is_asked_about(one: str, other: str) -> None:
    assert list(near_name([(1, one), (2, other)])) == [(1, 2)]
    assert list(near_name([(2, other), (1, one)])) == [(2, 1)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Meta", "Beta"), ("Malt", "Salt"), ("IBM", "IBN"), ("n8n", "n9n"),
        ("Area 51", "Area 52"), ("Platform 2024", "Platform 2025"), ("Employer 1", "Employer 11"),
        ("Google", "Googol Plex"), ("GitHub", "GitLab"), ("Turing", "Torre"), ("Remote", "RemoteFirst"),
        ("Ciencia de datos", "Ingeniería de datos"), ("AI", "Labs"), ("微软", "微信"),
    ],
)  # fmt: skip
def test_another_name_is_another(one: str, other: str) -> None:
    assert list(near_name([(1, one), (2, other)])) == []


@given(st.lists(st.text("abn1 ", min_size=1, max_size=14), max_size=12))
def test_the_quick_way_finds_what_comparing_all_would(names: list[str]) -> None:
    quick = {other for _, other in near_name(enumerate(names))}
    fold = [name.replace(" ", "") for name in names]

    def slips(name: str) -> int:
        return (len(name) >= 5) + (len(name) >= 12)

    def near(a: str, b: str) -> bool:
        digits = ["".join(c for c in x if c.isdigit()) for x in (a, b)]
        return a == b or (digits[0] == digits[1] and OSA.distance(a, b) <= min(slips(a), slips(b)))

    assert quick == {j for j, b in enumerate(fold) if any(near(a, b) for a in fold[:j])}


def test_the_project_has_no_false_alarm() -> None:
    found = rules.check(load(read(ROOT)), TODAY)

    assert not [each for each in found if each.rule in ("same-domain", "near-name")]
