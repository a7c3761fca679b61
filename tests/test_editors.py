"""What an editor shows while one types is what `check` says afterwards, at the same places.

The editor is yaml-language-server with the committed settings and schemas. It must be there in continuous integration;
elsewhere the comparison is made where NODE_PATH has it.
"""

from __future__ import annotations

import json
import os
from pathlib import PurePosixPath
from typing import Any

import pytest
from language_server import SETTINGS, Server, program
from projects import ROOT, TODAY, small_files
from test_traps import GOOD, PATH, TRAPS

from guide import rules
from guide.load import load, read
from guide.schema import modeline

# What the server cannot know: it sees one file, and of that one field at a time, as YAML 1.2 allows it.
NOT_SEEN = {
    "claim-without-source": "two fields of one claim", "scope-without-places": "two fields of one claim",
    "pay-order": "two fields of one claim", "missing-translation": "both languages are optional until publication",
    "unknown-source": "a key elsewhere in the file", "unused-source": "a key elsewhere in the file",
    "no-evidence": "what the whole entry must hold", "unknown-role": "another file",
    "wrong-file-name": "the name of the file", "future-day": "the day",
    "tab-after-colon": "valid YAML", "merge-key": "valid YAML", "comment-cut": "valid YAML",
    "only-comments": "valid YAML",
}  # fmt: skip
# Both see it; the server at another place, because its parser stumbles elsewhere or goes on after the first fault.
SEEN_ELSEWHERE = {
    "billion-laughs": "the unknown fields, not the anchors and aliases", "tab": "more echoes of the same fault",
    "merge-conflict": "more echoes", "several-documents": "the fields that the second one lacks",
    "too-deep-block": "the unknown field, not the depth", "control-character": "the start of the text",
    "no-break-space": "the start of the line", "zero-width-space": "the start of the key",
    "colon-in-text": "the start of the text, and echoes", "quote-open": "where the quote opens",
    "bracket-open": "the column", "indentation": "the column", "missing-colon": "the line above",
    "directive": "the column",
}  # fmt: skip
NOT_TEXT = {"utf-16", "latin-1"}  # no editor would show these
NOT_ASKED = {"too-deep", "file-too-large"}  # to stop the server is not what they are for
# Inside a field that it refuses the server looks no further.
LESS = {"fourteen-mistakes": {(8, 37), (8, 63)}}


def here() -> bool:
    found = program() is not None
    assert found or not os.environ.get("ALL_CLIENTS")
    return found


@pytest.fixture(scope="module")
def shown() -> dict[str, list[dict[str, Any]]]:
    """What one server says of every trap, of the good file, of the project's data, and of files with a modeline."""
    script = program()
    if script is None:
        return {}
    texts = {_path(name): raw.decode() for name, raw in TRAPS.items() if name not in NOT_TEXT | NOT_ASKED}
    texts[_path("good")] = GOOD
    texts |= {path: raw.decode() for path, raw in read(ROOT).items() if path.startswith("data/")}
    for collection in ("employers", "platforms"):
        texts[f"drafts/{collection}/new.yaml"] = f"{modeline(collection)}\nid: New One\n"
    texts["drafts/jobs.yaml"] = "# yaml-language-server: $schema=../schema/jobs.json\nroles: [{id: A B}]\n"
    with Server(script) as server:
        return server.check(texts)


def _path(name: str) -> str:
    return f"data/employers/trap-{name}.yaml"


def _places(found: list[dict[str, Any]]) -> set[tuple[int, int]]:
    starts = [each["range"]["start"] for each in found]
    return {(start["line"] + 1, start["character"] + 1) for start in starts}


@pytest.mark.parametrize("name", sorted(TRAPS.keys() - NOT_TEXT - NOT_ASKED))
def test_the_editor_shows_what_check_says(shown: dict[str, list[dict[str, Any]]], name: str) -> None:
    if not here():
        return
    loaded = load({**small_files(), PATH: TRAPS[name]})
    problems = [*loaded.problems, *rules.check(loaded, TODAY)]
    ours = {(each.place.line, each.place.column) for each in problems if each.place.path == PATH}
    theirs = _places(shown[_path(name)])

    if name in NOT_SEEN:
        assert theirs == set()
    elif name in SEEN_ELSEWHERE:
        assert theirs
        assert theirs != ours
    else:
        assert theirs == ours - LESS.get(name, set())


def test_the_editor_finds_nothing_in_good_files(shown: dict[str, list[dict[str, Any]]]) -> None:
    for path, found in shown.items():
        if "/trap-" not in path.replace("trap-good", "") and not path.startswith("drafts/"):
            assert found == [], path


def test_a_modeline_is_enough(shown: dict[str, list[dict[str, Any]]]) -> None:
    if here():
        for collection in ("employers", "platforms"):
            assert (2, 5) in _places(shown[f"drafts/{collection}/new.yaml"])
        assert (2, 14) in _places(shown["drafts/jobs.yaml"])  # through the schema of a role


def test_every_data_file_has_its_schema_in_the_settings() -> None:
    globs = SETTINGS["yaml.schemas"]
    for path in (path for path in read(ROOT) if path.startswith("data/") and path.endswith(".yaml")):
        assert sum(PurePosixPath(path).match(glob) for glob in globs.values()) == 1, path
    for schema in globs:
        assert json.loads((ROOT / schema).read_text("utf-8"))["title"]


def test_every_exception_is_a_trap() -> None:
    assert {*NOT_SEEN, *SEEN_ELSEWHERE, *NOT_TEXT, *NOT_ASKED, *LESS} <= TRAPS.keys()
    assert not NOT_SEEN.keys() & SEEN_ELSEWHERE.keys()
