"""The model as JSON Schemas, so that an editor or a form shows the same problems as `check`, at the same places.

What a field is called and means comes from templates/words/ (`fields.<record>.<field>`), its examples from
templates/examples/, its form from here. An absent value is an absent key: nothing may be null.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, TypeAlias, get_args, get_origin

from pydantic import TypeAdapter

from guide.model import (
    ID,
    LONGEST,
    Employer,
    OfficialLink,
    OutlineRow,
    Places,
    Platform,
    Record,
    Role,
    Settings,
    Source,
    Term,
    bare_type,
    currencies,
    languages,
    without_none,
    written_order,
    zones,
)  # fmt: skip
from guide.words import Words

Schema: TypeAlias = "dict[str, Any]"
Examples: TypeAlias = "Mapping[str, Any]"

FOLDER = "schema"
ENTRIES = {"employers": "employer", "platforms": "platform", "roles": "role"}
RECORDS: dict[str, type[Record]] = {
    "employer": Employer, "platform": Platform, "role": Role, "places": Places, "site": Settings,
}  # fmt: skip

_CONTROL = r"\x00-\x08\x0b-\x1f\x7f-\x9f"
_LEAP_YEAR = "(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:0[48]|[2468][048]|[13579][26])00)"
_YEAR = "(?:[1-9][0-9]{3}|0[1-9][0-9]{2}|00[1-9][0-9]|000[1-9])"
_MONTH_AND_DAY = "(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)"
_DAY = f"{_YEAR}-{_MONTH_AND_DAY}|{_LEAP_YEAR}-02-29"
_BARRED = r"\s\\<>\x22{}|^`"
_LABEL = rf"[^{_BARRED}/?#@:.\[\]]+"
# Patterns that JavaScript, Python and Rust read alike; never stricter than the model.
FORMS: dict[str, Schema] = {
    "line": {"type": "string", "pattern": rf"^[^{_CONTROL}]*[^\s{_CONTROL}][^{_CONTROL}]*$", "maxLength": LONGEST},
    "id": {"type": "string", "pattern": f"^{ID}$"},
    "address": {
        "type": "string",
        "pattern": rf"^[Hh][Tt][Tt][Pp][Ss]?://(?:{_LABEL}\.)+{_LABEL}(?::[0-9]*)?(?:[/?#][^{_BARRED}]*)?$",
    },
    "day": {"type": "string", "pattern": f"^(?:{_DAY})$"},
    "date": {
        "type": ["string", "integer"], "minimum": 1000, "maximum": 9999,
        "pattern": f"^(?:{_YEAR}(?:-(?:0[1-9]|1[0-2]))?|{_DAY})$",
    },
    "currency": {"type": "string", "enum": sorted(currencies())},
    "language": {"type": "string", "enum": sorted(languages())},
    "zone": {"type": "string", "enum": sorted(zones())},
    "place": {"$ref": "#/definitions/place"},
}  # fmt: skip
# Where templates/words/ says what each choice of a field means.
_CHOICES = {
    "remote.value": "remote", "contract.value": "contract", "hours.value": "hours", "pay.period": "pay",
    "pay.basis": "pay", "fee.payer": "fee", "status.value": "status", "employer.kind": "employer_kind",
    "platform.kind": "platform_kind", "reach.scope": "schema.scope", "source.kind": "source_kind",
    "esco_code.match": "match", "isco_code.match": "match", "onet_code.match": "match",
    "official_link.topic": "official",
}  # fmt: skip


def modeline(collection: str) -> str:
    """The comment that tells an editor the schema of a file of a collection."""
    return f"# yaml-language-server: $schema=../../{FOLDER}/{ENTRIES[collection]}.json"


def files(words: Mapping[str, Words], places: Places, examples: Examples) -> dict[str, str]:
    """Every schema by its path: Spanish under schema/, English under schema/en/."""
    return {
        f"{FOLDER}/{name}.json" if lang == "es" else f"{FOLDER}/{lang}/{name}.json": text(schema)
        for lang, spoken in words.items()
        for name, schema in schemas(spoken, places, examples).items()
    }


def schemas(words: Words, places: Places, examples: Examples) -> dict[str, Schema]:
    """The schema of each kind of file, in one language."""
    maker = _Maker(words, examples)
    made = {name: maker.record(model, examples[name]) for name, model in RECORDS.items()}
    made["sources"] = maker.keyed("source_key", f"^{ID}$", Source, examples["sources"])
    countries = f"^(?:{'|'.join(places.countries)})$"
    made["official"] = maker.keyed("country_key", countries, tuple[OfficialLink, ...], examples["official"])
    made["glossary"] = maker.keyed("term_key", f"^{ID}$", Term, examples["glossary"])
    made["outline"] = maker.keyed("row_key", "^[A-Z][0-9]+$", OutlineRow, examples["outline"])
    made["jobs"] = {"type": "object", "properties": {
        collection: maker.explained(f"schema.{name}", {"type": "array", "items": {"$ref": f"{name}.json"}})
        for collection, name in sorted(ENTRIES.items(), reverse=True)
    }, "additionalProperties": False}  # fmt: skip
    return {name: _whole(name, schema, words, places) for name, schema in made.items()}


def text(schema: Schema) -> str:
    """A schema as a file: a key on each line, a list of plain values on one."""
    return f"{_written(schema, '')}\n"


class _Maker:
    """Schemas of records in one language."""

    def __init__(self, words: Words, examples: Examples) -> None:
        self.words = words
        self.known: dict[str, Any] = {}  # an example of each field, for where the example file does not have it
        for name, model in RECORDS.items():
            self.known |= {key: value for key, value in _met(model, examples[name], words) if key not in self.known}

    def record(self, model: type[Record], example: Any) -> Schema:
        properties, required = {}, []
        fields = {info.alias or name: info for name, info in model.model_fields.items()}
        for spelled in written_order(model):
            info, key = fields[spelled], _key(model, spelled, self.words)
            shown = example[spelled] if isinstance(example, Mapping) and spelled in example else self.known[key]
            form = self.value(Annotated[info.annotation, *info.metadata, info], shown, key)
            properties[spelled] = self.explained(f"fields.{key}", form) | {"examples": [shown]}
            if info.is_required():
                required.append(spelled)
        needed = {"required": required} if required else {}
        return {"type": "object", "properties": properties, **needed, "additionalProperties": False}

    def value(self, annotation: Any, example: Any, key: str) -> Schema:
        """The schema of whatever a field may hold."""
        bare = bare_type(annotation)
        origin, inner = get_origin(bare), get_args(bare)
        if origin is tuple:
            first = example[0] if isinstance(example, list) and example else None
            return {"type": "array", "items": self.value(inner[0], first, key)}
        if origin is dict:
            return self.keyed("source_key", f"^{ID}$", inner[1], example)
        if isinstance(bare, type) and issubclass(bare, Record):
            return self.record(bare, example)
        return self._scalar(annotation, key)

    def keyed(self, name: str, pattern: str, annotation: Any, example: Any) -> Schema:
        """The schema of values that each have a key of their own."""
        first = next(iter(example.values()))
        value = self.explained(f"schema.{name}", self.value(annotation, first, "")) | {"examples": [first]}
        return {"type": "object", "patternProperties": {pattern: value}, "additionalProperties": False}

    def _scalar(self, annotation: Any, key: str) -> Schema:
        made = TypeAdapter(without_none(annotation)).json_schema()
        form = made.pop("form", None)
        kept: Schema = {
            name: made[name] for name in ("type", "enum", "const", "minimum", "maximum", "pattern") if name in made
        }
        kept = FORMS.get(form, kept)
        if form and "$ref" not in kept:
            said = self.words.say(f"schema.form.{form}")
            kept = kept | {"x-form": form} | {("patternErrorMessage" if "pattern" in kept else "errorMessage"): said}
        if "enum" in kept and not form:
            kept["errorMessage"] = self.words.say("schema.form.choice", known=", ".join(kept["enum"]))
        if "enum" in kept and key in _CHOICES:
            kept = kept | {"enumDescriptions": [self.words.say(f"{_CHOICES[key]}.{each}") for each in kept["enum"]]}
        return kept

    def explained(self, key: str, schema: Schema) -> Schema:
        return {"title": self.words.say(f"{key}.title"), "description": self.words.say(f"{key}.about")} | schema


def _whole(name: str, schema: Schema, words: Words, places: Places) -> Schema:
    """The schema of a file, with the places that it refers to."""
    head = {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$comment": "Made by `python build.py schema` from guide/model.py; not to be edited.",
        "title": words.say(f"schema.{name}.title"),
        "description": words.say(f"schema.{name}.about"),
    }
    if '"#/definitions/place"' not in json.dumps(schema):
        return head | schema
    known = sorted(places.known)
    place = {
        "type": "string", "enum": known, "x-form": "place",
        "enumDescriptions": [places.name(each, words.lang) for each in known],
        "errorMessage": words.say("schema.form.place"),
    }  # fmt: skip
    return head | schema | {"definitions": {"place": place}}


def _met(model: type[Record], example: Any, words: Words) -> Iterator[tuple[str, Any]]:
    """Every field of an example with its value, by the key that explains it."""
    for name, info in model.model_fields.items():
        spelled = info.alias or name
        if isinstance(example, Mapping) and spelled in example:
            value = example[spelled]
            yield _key(model, spelled, words), value
            for inner in _records(info.annotation):
                for each in _groups(value):
                    yield from _met(inner, each, words)


def _groups(value: Any) -> list[Any]:
    """The groups of fields that a value is, or lists, or holds by key."""
    return value if isinstance(value, list) else [value, *(v for v in value.values() if isinstance(v, Mapping))]


def _key(model: type[Record], field: str, words: Words) -> str:
    """The key of a field in templates/words/: of the record itself, else of what it is a kind of."""
    names = [re.sub(r"(?<!^)(?=[A-Z])", "_", each.__name__).lower() for each in model.__mro__]
    found = [f"{name}.{field}" for name in names if words.has(f"fields.{name}.{field}.about")]
    if not found:
        raise KeyError(f"templates/words/{words.lang}.yaml does not explain fields.{names[0]}.{field}")
    return found[0]


def _records(annotation: Any) -> Iterator[type[Record]]:
    if isinstance(annotation, type) and get_origin(annotation) is None and issubclass(annotation, Record):
        yield annotation
    for argument in get_args(annotation):
        yield from _records(argument)


def _written(value: Any, margin: str) -> str:
    deeper = f"{margin}  "
    if isinstance(value, dict) and value:
        lines = (f"{deeper}{json.dumps(k, ensure_ascii=False)}: {_written(v, deeper)}" for k, v in value.items())
        return "{\n" + ",\n".join(lines) + f"\n{margin}}}"
    return json.dumps(value, ensure_ascii=False)
