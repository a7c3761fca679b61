"""JSON Schemas: fresh, explained in full, and of one mind with the loader."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from jsonschema_rs import Draft7Validator, Registry
from projects import ROOT, TODAY, small_files
from pydantic import TypeAdapter, ValidationError
from test_traps import PATH, TRAPS

from guide import rules
from guide.load import COLLECTIONS, Loaded, example_texts, examples, load, read
from guide.model import Id, OfficialLink, Source
from guide.problems import Problem
from guide.schema import ENTRIES, FORMS, RECORDS, files, modeline
from guide.source import decode, parse
from guide.words import Words, keys

EXAMPLES = examples(example_texts(read(ROOT)))
# Rules that look beyond one field, or beyond one file.
BEYOND_FIELDS = {
    "file-name", "future-date", "claim-without-source", "unknown-source", "unused-source", "unknown-role",
    "hires-from-places", "missing-translation", "pay-order", "employer-evidence", "employer-ai-work", "unknown-entry",
}  # fmt: skip


@cache
def project() -> Loaded:
    return load(read(ROOT))


@cache
def validator(name: str) -> Draft7Validator:
    found = {path.name: json.loads(path.read_text("utf-8")) for path in (ROOT / "schema").glob("*.json")}
    registry = Registry([(f"json-schema:///{path}", schema) for path, schema in found.items()])
    return Draft7Validator(found[f"{name}.json"], registry=registry)


def test_committed_files_are_what_the_model_gives() -> None:
    made = files(project().words, project().site.places, EXAMPLES)
    committed = {p.relative_to(ROOT).as_posix(): p.read_text("utf-8") for p in (ROOT / "schema").rglob("*.json")}

    assert committed == made, "run: python build.py schema"


@pytest.mark.parametrize("path", sorted(p.relative_to(ROOT).as_posix() for p in (ROOT / "schema").rglob("*.json")))
def test_every_field_has_a_title_a_description_and_an_example(path: str) -> None:
    schema = json.loads((ROOT / path).read_text("utf-8"))

    for name, field in _fields(schema):
        assert field["title"], name
        assert field["description"], name
        assert "jobs" in path or field["examples"], name


def test_a_field_without_a_description_is_refused() -> None:
    words = project().words["es"]
    tree = copy.deepcopy(words.tree)
    del tree["fields"]["employer"]["board"]
    less = type(words)("es", tree)

    with pytest.raises(KeyError, match=r"fields\.employer\.board"):
        files({"es": less}, project().site.places, EXAMPLES)


def test_every_description_is_of_a_field_that_exists() -> None:
    words = project().words["es"]
    asked: set[str] = set()

    class Listening(Words):
        def say(self, key: str, /, **values: object) -> str:
            asked.add(key)
            return super().say(key, **values)

    files({"es": Listening("es", words.tree)}, project().site.places, EXAMPLES)

    assert {key for key in keys(words.tree) if key.startswith(("fields.", "schema."))} - asked == set()


@pytest.mark.parametrize("name", [*RECORDS, "sources", "official", "jobs"])
def test_nothing_may_be_null_and_nothing_speaks_of_python(name: str) -> None:
    text = (ROOT / "schema" / f"{name}.json").read_text("utf-8")

    assert '"null"' not in text
    assert "$defs" not in text
    assert "anyOf" not in text
    assert not [part for part in ("tuple", "StrEnum", "pydantic", "PartialDate") if part in text]


# ---------------------------------------------------------------- of one mind with the loader


MODELS = {name: TypeAdapter(model) for name, model in RECORDS.items()} | {
    "sources": TypeAdapter(dict[Id, Source]),
    "official": TypeAdapter(dict[str, tuple[OfficialLink, ...]]),
}


def judged(name: str, value: Any) -> bool:
    """Whether the loader reads a value as a file of a kind: the model does, and nothing in it is empty."""
    try:
        MODELS[name].validate_python(value)
    except ValidationError:
        return False
    return "null" not in json.dumps(value).replace('"null"', "")


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_both_accept_the_examples(name: str) -> None:
    assert list(validator(name).iter_errors(EXAMPLES[name])) == []
    assert judged(name, EXAMPLES[name])


def test_both_accept_the_data_of_the_project() -> None:
    loaded = project()
    assert loaded.problems == []
    for path, raw in read(ROOT).items():
        if path.startswith("data/") and path.endswith(".yaml"):
            _, folder, *rest = path.split("/")
            name = ENTRIES[folder] if rest else folder.removesuffix(".yaml")
            text, _ = decode(path, raw)
            document, _ = parse(path, text or "")
            assert document
            assert [each.message for each in validator(name).iter_errors(document.value)] == [], path


def judge(files: dict[str, bytes]) -> list[Problem]:
    loaded = load(files)
    found = [*loaded.problems, *rules.check(loaded, TODAY)]
    return [each for each in found if each.place.path == PATH]


@pytest.mark.parametrize("name", sorted(TRAPS))
def test_both_refuse_the_same_traps(name: str) -> None:
    text, _ = decode(PATH, TRAPS[name])
    document, of_form = parse(PATH, text) if text is not None else (None, [])
    if document is None:
        return  # not YAML that anybody could judge
    found = judge({**small_files(), PATH: TRAPS[name]})
    of_fields = [each for each in found if each not in of_form and each.rule not in BEYOND_FIELDS]

    assert validator("employer").is_valid(document.value) == (not of_fields)


ODD: tuple[Any, ...] = (
    None, True, 0, -1, 7, 1.5, 2026, 999, 10_000, [], ["x"], ["CO"], [None], {}, {"es": "x"}, {"x": 1}, "x" * 2001,
    "", " ", "x", "X y", "a--b", "-a", "ñ", "a\x07b", "a\x85b", "yes", "419", "CO", "XX", "USD", "usd", "en", "english",
    "America/Bogota", "Bogota", "a/b", "a/b/c", "1234", "15-2051.00",
    "2026", "2026-02", "2026-13", "2026-02-29", "2028-02-29", "1900-02-29", "2000-02-29", "0000-01-01", "2026-04-31",
    "26-04-01", "2026-1-1", "09/11/2026", "\u0662\u0660\u0662\u0666",
    "http://a.example", "HTTPS://A.example/x?y#z", "https://a.example:80/", "https://a", "https://a b.example/",
    "ftp://a.example/", "https://me@a.example/", "https://me:x@a.example/", "https://a.example/a b",
    "https://ñandú.example/", "//a.example", "javascript:alert(1)", "https://a.example/x@y",
)  # fmt: skip
# What a schema lets pass and the loader does not: no pattern that engines read alike describes it.
BEYOND_PATTERNS = {"https://a.example:99999/", "https://a_b.example/", "https://-a.example/", "Ac\u200bme"}


@pytest.mark.parametrize("odd", sorted(BEYOND_PATTERNS))
def test_what_only_the_loader_sees_is_known(odd: str) -> None:
    changed = EXAMPLES["employer"] | {"name" if odd.startswith("Ac") else "website": odd}

    assert validator("employer").is_valid(changed)
    assert not judged("employer", changed)


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_both_say_the_same_of_odd_values_in_every_field(name: str) -> None:
    differ = []
    alike = {(*[s for s in steps if isinstance(s, str)][-2:], steps[-1]): steps for steps in _paths(EXAMPLES[name])}
    for steps in alike.values():
        shortest = _shortest(name, steps[0])
        for odd in ODD:
            changed = _with(shortest, steps, odd)
            by_schema, by_loader = validator(name).is_valid(changed), judged(name, changed) and known_places(changed)
            if by_schema != by_loader:
                differ.append((steps, odd, by_schema, by_loader))

    assert differ == []


def test_the_modeline_leads_from_a_data_file_to_its_schema() -> None:
    for collection in COLLECTIONS:
        target = modeline(collection).partition("$schema=")[2]
        assert (ROOT / "data" / collection / target).resolve().is_relative_to(ROOT)
        assert (ROOT / "schema" / target.rpartition("/")[2]).is_file()


def test_every_form_is_used() -> None:
    used = {
        field.get("x-form") for p in (ROOT / "schema").glob("*.json") for _, field in _fields(json.loads(p.read_text()))
    }

    assert set(FORMS) <= used | {"place"}


def _fields(schema: Any) -> Iterator[tuple[str, Any]]:
    """Every field that a schema describes, by name."""
    if isinstance(schema, dict):
        for name, value in schema.items():
            if name in ("properties", "patternProperties"):
                yield from value.items()
            if name != "examples":
                yield from _fields(list(value.values()) if name == "properties" else value)
    elif isinstance(schema, list):
        for value in schema:
            yield from _fields(value)


def _shortest(name: str, key: str | int) -> Any:
    """What an example cannot do without, and one key of it."""
    model = RECORDS.get(name)
    needed = {n for n, info in model.model_fields.items() if info.is_required()} if model else set()
    return {k: value for k, value in EXAMPLES[name].items() if k in needed or k == key}


@cache
def place_codes() -> frozenset[str]:
    return project().site.places.known


def known_places(value: Any) -> bool:
    """Whether every place that a value names is in data/places.yaml, which is a rule of its own."""
    if not isinstance(value, dict):
        return all(map(known_places, value)) if isinstance(value, list) else True
    named = [place for key in ("places", "except") for place in value.get(key, ()) or ()]
    return set(named) <= place_codes() and all(map(known_places, value.values()))


def _paths(value: Any, *above: str | int) -> Iterator[tuple[str | int, ...]]:
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, item in inside:
        yield (*above, step)
        yield from _paths(item, *above, step)


def _with(value: Any, steps: tuple[str | int, ...], odd: Any) -> Any:
    """A value with something else at the end of some steps; what lies beside the way is shared."""
    if not steps:
        return odd
    changed = copy.copy(value)
    changed[steps[0]] = _with(value[steps[0]], steps[1:], odd)
    return changed
