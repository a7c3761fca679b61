"""The form asks for what the model has; without scripts there is a whole file to start from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import pytest
from projects import ROOT, TODAY

from guide import rules, source
from guide.form import LEFT_OUT, RULES, SECTIONS, Form, Node
from guide.load import COLLECTIONS, load, read
from guide.view import Guide, View

LIMIT = 26 * 1024  # bytes of the script


@pytest.fixture(params=SECTIONS)
def collection(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def nodes(guide: Guide, collection: str, lang: str = "es") -> Iterator[tuple[str, Node]]:
    """Every control and group by the path of its keys."""

    def below(node: Node, above: str) -> Iterator[tuple[str, Node]]:
        yield above + node.key, node
        for part in node.parts:
            yield from below(part, f"{above}{node.key}.")

    for _, parts in Form(View(guide, lang, "contribute/form")).sections(collection):
        for part in parts:
            yield from below(part, "")


def test_every_field_of_the_model_is_asked_for_or_left_out_on_purpose(guide: Guide, collection: str) -> None:
    asked = {path for path, _ in nodes(guide, collection) if "." not in path}

    assert asked | {*LEFT_OUT} == {*COLLECTIONS[collection].model_fields}
    assert not asked & {*LEFT_OUT}


def test_what_the_model_needs_the_form_needs(guide: Guide, collection: str) -> None:
    needed = {path for path, node in nodes(guide, collection) if node.required and "." not in path}
    model = COLLECTIONS[collection]

    assert needed == {name for name, info in model.model_fields.items() if info.is_required()} - {"added"}


def test_every_control_is_named_and_explained(guide: Guide, collection: str) -> None:
    for lang in ("es", "en"):
        for path, node in nodes(guide, collection, lang):
            assert node.label, path
            assert node.about or path.endswith((".es", ".en")), path


@pytest.mark.parametrize("lang", ["es", "en"])
def test_the_example_is_a_whole_file_that_is_accepted(guide: Guide, collection: str, lang: str) -> None:
    text = unescape(str(Form(View(guide, lang, "contribute/form")).example(collection))) + "\n"
    id = re.search(r"^id: (.+)$", text, re.MULTILINE)
    assert id
    path = f"data/{collection}/{id[1]}.yaml"
    loaded = load({**read(ROOT), path: text.encode()})

    found = [each for each in (*loaded.problems, *rules.check(loaded, TODAY)) if each.place.path == path]
    assert [each for each in found if each.rule != "future-date"] == []
    assert text.count("\n# ") >= len(COLLECTIONS[collection].model_fields) - len(LEFT_OUT)


def test_the_script_reads_the_pattern_of_unseen_characters_as_python_does(guide: Guide) -> None:
    data = str(Form(View(guide, "es", "contribute/form")).data)

    assert "(?P<" not in data
    assert "\\\\U000" not in data
    assert source.UNSEEN.groups == 2


def test_every_rule_that_the_form_names_is_one_of_check() -> None:
    explained = (ROOT / "templates/words/es.yaml").read_text("utf-8")

    assert [rule for rule in RULES if not re.search(rf"^  {rule}:", explained, re.MULTILINE)] == []


def test_the_script_is_small() -> None:
    assert (ROOT / "templates/theme/assets/form.js").stat().st_size <= LIMIT
