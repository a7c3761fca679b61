"""How plainly a text reads: syllables of known words, scores of texts counted by hand, and what is prose in a page."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from build import main
from guide.commands.prose import spoken
from guide.readability import GRADES, Measure, measure, sentences, syllables, words

SPANISH = {
    "y": 1, "muy": 1, "rey": 1, "yo": 1, "leyes": 2, "que": 1, "quien": 1, "guerra": 2, "guía": 2, "agua": 2,
    "pingüino": 3, "antigüedad": 4, "amor": 2, "idea": 3, "ahora": 3, "país": 2, "ciudad": 2, "oír": 2, "leíais": 3,
    "aéreo": 4, "cuáles": 2, "interviú": 3, "construido": 3, "Uruguay": 3, "Bogotá": 3, "teletrabajo": 5, "API": 2,
    "GPT": 1,
}  # fmt: skip
ENGLISH = {
    "the": 1, "be": 1, "work": 1, "asked": 1, "makes": 1, "wanted": 2, "changes": 2, "boxes": 2, "table": 2,
    "people": 2, "remote": 2, "employer": 3, "country": 2, "sentence": 2, "readable": 3,
}  # fmt: skip


@pytest.mark.parametrize(("word", "count"), SPANISH.items())
def test_spanish_syllables(word: str, count: int) -> None:
    assert syllables(word, "es") == count


@pytest.mark.parametrize(("word", "count"), ENGLISH.items())
def test_english_syllables(word: str, count: int) -> None:
    assert syllables(word, "en") == count


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Vive en EE. UU. desde ayer. ¿Seguro? «Sí». Y ya.", 4),
        ("Mira la n.º 5. 20 personas la vieron, p. ej. Ana.", 2),
        ("Cobra 2.5 USD. Nada más", 2),
        ("2026 · 15", 0),
        ("", 0),
    ],
)
def test_sentences(text: str, count: int) -> None:
    assert len(sentences(text)) == count


def test_figures_are_no_words() -> None:
    assert words("El 81 % de 2025, GPT-3 y get-togethers") == ["El", "de", "GPT", "y", "get-togethers"]


class TestScores:
    """Known figures: "The cat sat on the mat." has the highest score Flesch gives to such a sentence, 116.145."""

    def test_flesch(self) -> None:
        assert measure(["The cat sat on the mat."], "en").flesch == pytest.approx(116.145)

    def test_spanish(self) -> None:
        found = measure(["El gato come pescado.", "La perra duerme"], "es")

        assert found == Measure(sentences=2, words=7, syllables=13)
        assert found.fernandez_huerta == pytest.approx(206.84 - 60 * 13 / 7 - 1.02 * 3.5)
        assert found.inflesz == pytest.approx(206.835 - 62.3 * 13 / 7 - 3.5)

    @pytest.mark.parametrize(
        ("syllables", "grade"),
        [(185, "very_easy"), (210, "fairly_easy"), (220, "normal"), (240, "somewhat_hard"), (280, "very_hard")],
    )
    def test_grades(self, syllables: int, grade: str) -> None:
        assert Measure(sentences=10, words=100, syllables=syllables).grade == grade

    def test_grades_fall(self) -> None:
        assert [lowest for lowest, _ in GRADES] == sorted((lowest for lowest, _ in GRADES), reverse=True)

    def test_nothing_to_measure(self) -> None:
        assert measure([], "es") == Measure(0, 0, 0)


def test_prose_is_paragraphs_and_items_in_the_language_of_the_page() -> None:
    page = """\
## A heading { #here }

Uno **dos**.[^a]

- tres
    - cuatro

| cinco |
|---|
| seis |

```text
siete
```

> eight
> {: lang="en" }

> nueve

[^a]: diez
"""

    assert list(spoken(page, "es")) == ["Uno dos.", "tres", "cuatro", "nueve"]


def test_the_command_prints_the_hardest_first(root: Path) -> None:
    asked = ["--root", str(root), "--today", "2026-11-24", "--lang", "en", "prose", "--longer", "1"]
    done = CliRunner().invoke(main, asked)
    head, *rows = done.stdout.splitlines()
    scores = [float(row[30:].split()[3]) for row in rows if ": " not in row]

    assert done.exit_code == 0, done.output
    assert head.startswith("Page")
    assert scores == sorted(scores)
    assert {"roles", "employers", "platforms"} <= {row.split()[0] for row in rows}
    assert any(": " in row for row in rows)
