"""Spelling, in both languages: hunspell's dictionaries, and the lists in tests/spelling/."""

from __future__ import annotations

import os

import pytest
from orthography import INSTALL, LISTS, alphabetical, lacking, misspelt, told, words_in
from projects import ROOT
from texts import LANGUAGES, chapter, scalars, texts


@pytest.fixture(autouse=True)
def _dictionaries() -> None:
    """Without dictionaries nothing is checked, and that is said; in continuous integration they must be there."""
    if lacking():
        assert not os.environ.get("ALL_CLIENTS"), INSTALL
        pytest.skip(INSTALL)


def test_every_word_is_spelt_as_a_dictionary_or_a_list_has_it() -> None:
    found = told(misspelt(texts(ROOT)))

    assert not found, "\n".join(["Mend these, or add the word to tests/spelling/:", *found])


@pytest.mark.parametrize("name", [*LANGUAGES, "names"])
def test_the_lists_are_sorted(name: str) -> None:
    listed = words_in(LISTS / f"{name}.txt")

    assert listed == sorted(set(listed), key=alphabetical)


class TestMisspelt:
    """A wrong word is found in prose, not in code, addresses or what is quoted from the other language."""

    HEAD = "---\ntitle: Una página\ndescription: Corta.\n---\n"

    @pytest.mark.parametrize(
        ("body", "found"),
        [
            ("Una pajina.", ["5: pajina"]),
            ("Buena\n\n- La *pajina* y «paginna»", ["7: pajina", "7: paginna"]),
            ("`pajina` y [esto](entry:pajina#paginna) y https://pajina.example[^pajina] { #pajina }", []),
            ("```text\npajina\n```", []),
            ("Dicen *worldwide* y «anywhere».", []),
            ("Dicen worldwide.", ["5: worldwide"]),
            ('> I live in a country.\n> {: lang="en" }', []),
            ("La API de GitLab, en UTC.", []),
        ],
    )
    def test_in_a_chapter(self, body: str, found: list[str]) -> None:
        said = misspelt(chapter(self.HEAD + body, "a.md", "es"))

        assert [f"{number}: {word}" for _, number, word, _ in said] == found

    def test_in_data_under_its_language_on_its_line(self) -> None:
        data = (
            "name: Pajina\nsummary:\n  es: >-\n    Todo bien\n    menos una pajina.\n  en: {x: Rong}\nother: pajina\n"
        )

        assert misspelt(scalars(data, "a.yaml", "")) == [("a.yaml", 5, "pajina", "es"), ("a.yaml", 6, "Rong", "en")]

    def test_it_says_what_may_have_been_meant(self) -> None:
        assert told(misspelt(scalars("en: A remoet job", "a.yaml", "")))[0].startswith("a.yaml:1: remoet (remote")


def test_continuous_integration_installs_what_is_needed() -> None:
    packages = INSTALL.partition("install ")[2]

    assert f"missing+=({packages})" in (ROOT / ".ci/run").read_text("utf-8")
    assert f"sudo apt-get install {packages}" in (ROOT / "tools/bootstrap.py").read_text("utf-8")
