"""Interface texts: both languages in step, every rule explained, the theme's few words the same as everyone's."""

from __future__ import annotations

import re
from string import Formatter
from typing import Any

import pytest
import yaml
from projects import ROOT

from guide import audit, draft, engine, forms, history, invalid, issues, load, model, rules, salaries, source
from guide.words import LANGUAGES, Words, keys

TREES = {lang: words.tree for lang, words in load.load(load.read(ROOT)).words.items()}
MODULES = (audit, draft, engine, forms, history, invalid, issues, load, model, rules, salaries, source)


def test_both_languages_have_the_same_keys() -> None:
    assert keys(TREES["es"]) == keys(TREES["en"])


AS_THEY_ARE = (".why", ".example")  # said whole; a brace in them is a brace


@pytest.mark.parametrize("key", sorted(key for key in keys(TREES["es"]) if not key.endswith(AS_THEY_ARE)))
def test_both_languages_fill_in_the_same_facts(key: str) -> None:
    texts = [Words(lang, TREES[lang]).say(key) for lang in LANGUAGES]
    asked = [{name for _, name, *_ in Formatter().parse(text) if name} for text in texts]

    assert asked[0] == asked[1]


def test_every_word_is_used() -> None:
    paths = [ROOT / "build.py", *(ROOT / "guide").rglob("*.py"), *(ROOT / "templates").rglob("*.*")]
    texts = "".join(p.read_text("utf-8") for p in paths if p.suffix in (".py", ".j2", ".html"))
    by_hand = (
        "site.",
        "nav.index",
        "rules.",
        "fields.",
        "schema.",
    )  # what the theme says too, and what has a test of its own
    unused = []
    for key in keys(TREES["es"]):
        starts = (key.rpartition(".")[0] + ".", key.rpartition("_")[0] + "_")
        put_together = any(f"{start}{end}" in texts for start in starts for end in ("{", '" +', '", '))
        if key not in texts and not put_together and not key.startswith(by_hand):
            unused.append(key)

    assert unused == []


def test_every_rule_that_code_names_is_explained_and_the_other_way_round() -> None:
    text = "".join((ROOT / f"guide/{module.__name__.split('.')[1]}.py").read_text("utf-8") for module in MODULES)
    named = set(re.findall(r'"([a-z0-9]+(?:-[a-z0-9]+)+|anchor|alias|tag|tab|directive|syntax)"', text))
    explained = set(TREES["es"]["rules"])

    assert explained - named == set()


def test_every_criterion_has_a_law_for_readers() -> None:
    for name in {rule for listed in rules.CRITERIA.values() for rule in listed}:
        for lang in LANGUAGES:
            assert Words(lang, TREES[lang]).say(f"rules.{name}.law")


@pytest.mark.parametrize(("lang", "config"), [("es", "mkdocs.yml"), ("en", "mkdocs.en.yml")])
def test_the_theme_says_what_the_words_say(lang: str, config: str) -> None:
    settings: dict[str, Any] = yaml.load((ROOT / config).read_text("utf-8"), Loader=_Lax)
    said, site = settings["extra"]["words"], TREES[lang]["site"]

    assert said["footer"] == site["footer"]
    assert said["licence"] == site["licence"]
    assert said["feed"] == site["feed_link"]
    assert said["other_language"] == site["other_language"]
    assert [said["to_dark"], said["to_light"]] == [each["toggle"]["name"] for each in settings["theme"]["palette"]]
    assert settings["extra"]["feed_title"] == site["feed_title"].format(name="IA Remota")
    assert [next(iter(item)) for item in settings["nav"] if isinstance(item, dict)][:2] == [
        TREES[lang]["nav"]["index"],
        TREES[lang]["nav"]["from"],
    ]


class _Lax(yaml.SafeLoader):
    """Reads !ENV as nothing."""


_Lax.add_multi_constructor("!", lambda loader, suffix, node: None)
