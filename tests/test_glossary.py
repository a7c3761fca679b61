"""The glossary: first uses link to it, in open prose only; its data is judged like any other."""

from __future__ import annotations

import re
from functools import cache
from html import unescape
from pathlib import PurePosixPath

import pytest
from projects import ROOT, TODAY

from guide import pages, rules
from guide.glossary import Glossary
from guide.load import load, read
from guide.model import Aliases, Term, Text
from guide.view import Guide, View, sort_key


def term(es: str, *also: str) -> Term:
    return Term(term=Text(es=es, en=es), also=Aliases(es=also), definition=Text(es="Una cosa.", en="A thing."))


TERMS = {
    "eor": term("EOR"),
    "prompt": term("prompt"),
    "engineering": term("prompt engineering"),
    "autonomo": term("autónomo", "autónoma"),
    "freelance": term("freelance", "freelancer"),
    "common": term("horas en común"),
    "w": term("W-8BEN"),
    "nie": term("NIE"),
}


def linked(body: str) -> str:
    """The body with its links shown as `<id:text>`."""
    made = Glossary(TERMS, "es").link(body)
    return re.sub(r"\[([^\]]*)\]\(entry:guide/glossary#([a-z]+)\)\{ \.term \}", r"<\2:\1>", made)


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("Un EOR y otro EOR.", "Un <eor:EOR> y otro EOR."),
        ("Los EORs, dos prompts.", "Los <eor:EORs>, dos <prompt:prompts>."),
        ("**EOR** o *prompt*.", "**<eor:EOR>** o *<prompt:prompt>*."),
        ("El prompt engineering y el prompt.", "El <engineering:prompt engineering> y el <prompt:prompt>."),
        ("Es autónoma.", "Es <autonomo:autónoma>."),
        ("Horas en común, tres.", "<common:Horas en común>, tres."),
        ("Son horas\nen común.", "Son <common:horas\nen común>."),
        ("Firma el W-8BEN ya.", "Firma el <w:W-8BEN> ya."),
        ("| Freelance | sí |", "| <freelance:Freelance> | sí |"),
    ],
)
def test_the_first_use_is_linked(body: str, shown: str) -> None:
    assert linked(body) == shown


@pytest.mark.parametrize(
    "body",
    [
        "El `EOR` en código.", "```\nEOR\n```", "~~~text\nEOR\n~~~", "## Qué es un EOR { #eor }", "> dijo EOR",
        "[EOR](entry:guide)", "[un EOR aquí](https://a.example/EOR)", "![EOR](a.png)", "Algo.[^EOR]", "<https://a.example/EOR>",
        "https://a.example/EOR", "{count:EOR}", "| EOR | b |\n|---|---|\n| a | b |", '!!! note "EOR"',
        "[EOR]: https://a.example/",
        # not the word
        "eor", "Eor", "GEOR", "EOR-like", "W-8BEN-E", "autonomo", "niego", "nie", "Nie", "promptly",
        "En Freelancer.com hay.", "La firma Freelancer cobra.", "a@prompt", "prompt.txt",
    ],
)  # fmt: skip
def test_nothing_else_is(body: str) -> None:
    assert linked(body) == body


def test_what_is_closed_does_not_use_up_the_first_use() -> None:
    assert linked("## EOR { #eor }\n\n`EOR` y [EOR](entry:guide). Un EOR.").endswith("Un <eor:EOR>.")


def test_linking_twice_changes_nothing_more() -> None:
    once = Glossary(TERMS, "es").link("Un EOR, un prompt.")

    assert Glossary(TERMS, "es").link(once) == once


# ---------------------------------------------------------------- the data

GOOD = "nda:\n  term: {es: NDA, en: NDA}\n  definition: {es: Un acuerdo., en: An agreement.}\n"


def judged(files: dict[str, bytes], text: str) -> list[tuple[str, int]]:
    loaded = load({**files, "data/glossary.yaml": text.encode()})
    return [(each.rule, each.place.line) for each in [*loaded.problems, *rules.check(loaded, TODAY)]]


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("nda:", "nda:", []),
        ("nda:", "N D A:", [("bad-id", 1)]),
        (", en: An agreement.", "", [("missing-translation", 3)]),
        ("definition:", "sources: [who]\n  definition:", [("unknown-source", 3)]),
        ("definition:", "countries: [XX]\n  definition:", [("unknown-place", 3)]),
        ("definition:", "defintion:", [("missing-field", 1), ("unknown-key", 3)]),
    ],
)
def test_a_mistake_is_a_problem_with_a_place(
    files: dict[str, bytes], old: str, new: str, found: list[tuple[str, int]]
) -> None:
    assert sorted(judged(files, GOOD.replace(old, new, 1))) == found


# ---------------------------------------------------------------- the glossary of the guide


@cache
def real() -> Guide:
    return Guide.of(load(read(ROOT)), TODAY)


def test_it_has_words_of_every_kind() -> None:
    terms = real().site.glossary

    assert 45 <= len(terms) <= 70
    assert {code for each in terms.values() for code in each.countries} >= {"AR", "CL", "CO", "ES", "MX", "PE", "UY"}


def test_a_word_of_one_country_cites_its_source() -> None:
    assert [id for id, each in real().site.glossary.items() if each.countries and not each.sources] == []


@pytest.mark.parametrize("lang", ["es", "en"])
def test_no_form_belongs_to_two_terms(lang: str) -> None:
    forms = [form for each in real().site.glossary.values() for form in {each.term[lang], *each.also[lang]}]

    assert sorted(forms) == sorted(set(forms))


@pytest.mark.parametrize(("lang", "name"), [("es", "guia/glosario.md"), ("en", "guide/glossary.md")])
def test_the_page_has_every_term_in_the_order_of_the_language(lang: str, name: str) -> None:
    view = View(real(), lang, "guide/glossary")
    page = unescape(pages.render(real(), lang, ["guide/glossary"])[PurePosixPath(name)])
    places = [page.index(f"{{ #{id} }}") for id, _ in view.terms()]
    titles = [sort_key(each.term[lang]) for _, each in view.terms()]

    assert places == sorted(places)
    assert titles == sorted(titles)
    assert "sources/shared/#shared:es-trade" in page or "fuentes/comunes/#shared:es-trade" in page
