"""Typography of what people read: quotes, opening marks, decimals, and the spaces that must not break."""

from __future__ import annotations

import re

import pytest
from babel import Locale
from projects import ROOT
from texts import EITHER, Said, split, texts

from guide.typography import figure, unbroken

NB = "\xa0"
WHOLE = [said for said in texts(ROOT) if not said.path.startswith("templates/")]
FOUND = [part for said in WHOLE for part in split(said) if part.lang != EITHER]  # quotations are as they were
# What is counted has decimals; versions, articles and editions have full stops.
_COUNTED = r"(?:%|€|USD|EUR|mil\b|millones|dólares|euros|puntos|veces|años|meses|días|horas|h\b|ms\b)"
# A law as a name and a pattern of what breaks it, for each language.
LAWS = {
    "es": {
        "a space before %": r"\d%",
        "a space between thousands": r"(?<!Ley )(?<!Consulta )(?<![\w.,/-])\d{1,3}(?:[.,]\d{3})+(?![\w.,-]\w)",
        "a decimal comma": rf"(?<![\w.])(?:0\.\d+|\d+\.\d{{1,2}} ?{_COUNTED})",
        "one sign for an ellipsis": r"\.\.\.",
        "no space before a mark": r"(?<=\w) [,;:.?!](?!\w)",
    },
    "en": {
        "no space before %": r"\d %",
        "a decimal point": r"(?<![\w,])\d+,\d{1,2}(?![\d,])",
        "one sign for an ellipsis": r"\.\.\.",
        "no space before a mark": r"(?<=\w) [,;:.?!](?!\w)",
    },
}


def breaks(said: Said, lang: str, law: str) -> list[str]:
    pattern = LAWS[lang][law]
    return [f"{said.path}:{number}: {match[0]}" for number, text in said.lines for match in re.finditer(pattern, text)]


@pytest.mark.parametrize(("lang", "law"), [(lang, law) for lang, laws in LAWS.items() for law in laws])
def test_law(lang: str, law: str) -> None:
    found = [each for said in FOUND if said.lang == lang for each in breaks(said, lang, law)]

    assert not found, "\n".join(found)


def test_spanish_quotes_are_not_straight() -> None:
    found = [f"{s.path}:{number}: {text}" for s in WHOLE if s.lang == "es" for number, text in s.lines if '"' in text]

    assert not found, "\n".join(found)


@pytest.mark.parametrize("marks", ["¿?", "¡!"])
def test_spanish_marks_open_as_often_as_they_close(marks: str) -> None:
    opening, closing = marks
    found = [
        f"{said.path}:{said.lines[0][0]}: {said.whole}"
        for said in FOUND
        if said.lang == "es" and said.lines and said.whole.count(opening) != said.whole.count(closing)
    ]

    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("text", "law"),
    [
        ("Sube un 2.5 %", "a decimal comma"),
        ("10.000 horas", "a space between thousands"),
        ("De 1.213.000 a más", "a space between thousands"),
        ("Cobra 1,213 dólares", "a space between thousands"),
        ("Acierta 0.71", "a decimal comma"),
        ("Cae un 5%", "a space before %"),
        ("Espera...", "one sign for an ellipsis"),
        ("Espera , y", "no space before a mark"),
    ],
)
def test_what_breaks_a_law_is_found(text: str, law: str) -> None:
    said = Said("a.md", "es", ((3, text),))

    assert [name for name in LAWS["es"] if breaks(said, "es", name)] == [law]
    assert breaks(said, "es", law)[0].startswith("a.md:3: ")


@pytest.mark.parametrize(
    "text",
    [
        "Python 3.11 y CC BY 4.0",
        "el artículo 5.1 de la ley",
        "un 2,5 %, o 0,71…",
        "la Ley 27.555, y 4890 o 10 000 horas",
    ],
)
def test_what_keeps_the_laws_is_let_be(text: str) -> None:
    said = Said("a.md", "es", ((3, text),))

    assert [name for name in LAWS["es"] if breaks(said, "es", name)] == []


@pytest.mark.parametrize(
    ("value", "es", "en"),
    [
        (7, "7", "7"),
        (0.5, "0,5", "0.5"),
        (4890, "4890", "4,890"),
        (33994, "33 994", "33,994"),
        (1250000.25, "1 250 000,25", "1,250,000.25"),
        (-12000, "-12 000", "-12,000"),
    ],
)
def test_a_figure_is_parted_so_that_no_country_takes_it_for_another(value: float, es: str, en: str) -> None:
    assert [figure(value, Locale(lang)) for lang in ("es", "en")] == [es, en]


class TestUnbroken:
    """A figure stays on one line with its unit and with its own groups; code and addresses stay as they are."""

    @pytest.mark.parametrize(
        ("before", "after"),
        [
            ("Sube un 2,5 % al año", f"Sube un 2,5{NB}% al año"),
            ("20 662 anuncios y 175 000 millones", f"20{NB}662 anuncios y 175{NB}000 millones"),
            ("7000 USD, 30 € y 40 h", f"7000{NB}USD, 30{NB}€ y 40{NB}h"),
            ("en 2025 12 plataformas", "en 2025 12 plataformas"),
            ("EE. UU. y EE. UU.", f"EE.{NB}UU. y EE.{NB}UU."),
            ("`2 %` y 2 %", f"`2 %` y 2{NB}%"),
            ("```text\n2 %\n```\n2 %", f"```text\n2 %\n```\n2{NB}%"),
            ('<script type="application/json">{"a": "2 %"}</script> 2 %',
             f'<script type="application/json">{{"a": "2 %"}}</script> 2{NB}%'),
            ("10 horas", "10 horas"),
        ],
    )  # fmt: skip
    def test_text(self, before: str, after: str) -> None:
        assert unbroken(before) == after
        assert unbroken(after) == after


def test_what_stands_inside_a_tag_stays() -> None:
    text = '<svg viewBox="0 0 340 352"><path d="M1 200 300"/><text>90 000</text></svg>'

    assert unbroken(text) == text.replace("90 000", f"90{NB}000")
