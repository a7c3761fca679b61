"""What validation says of a value -> problems in our own words, each with what would be right there."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, get_args, get_origin

import yaml

from guide.model import Record, field_types
from guide.problems import Problem, nearest, problem
from guide.source import Document, Steps

LONGEST_EXAMPLE = 110
_DOCUMENT_END = "...\n"

_RULES = {
    "missing": "missing-field", "extra_forbidden": "unknown-key",
    "enum": "not-one-of", "literal_error": "not-one-of",
    "string_type": "not-text", "bool_type": "not-true-false",
    "int_type": "not-a-number", "float_type": "not-a-number", "int_from_float": "not-a-number",
    "tuple_type": "not-a-list", "model_type": "not-a-group", "model_attributes_type": "not-a-group",
    "dict_type": "not-a-group", "string_pattern_mismatch": "wrong-form",
    "greater_than_equal": "out-of-range", "less_than_equal": "out-of-range",
}  # fmt: skip


def explain(found: Any, model: type[Record], document: Document, above: Steps, example: Any = None) -> Problem:
    """One validation error as a Problem of ours, at the place it is about; with what would be right there, when the
    example of such a record shows it."""
    steps = tuple(step for step in found["loc"] if step != "[key]")
    is_key = found["type"] == "extra_forbidden" or "[key]" in found["loc"]
    rule = _RULES.get(found["type"], found["type"])
    if found["input"] is None and rule not in ("missing-field", "unknown-key"):
        rule = "empty-value"
    field_name = next((step for step in reversed(steps) if isinstance(step, str)), "")
    facts: dict[str, object] = {"field": field_name, "found": shown(found["input"])}
    facts |= {name: value for name, value in (found.get("ctx") or {}).items() if name in ("found", "limit")}
    known: Iterable[str] = ()
    if rule == "not-one-of":
        known = re.findall(r"'([^']*)'", found["ctx"]["expected"])
        facts["allowed"] = ", ".join(known)
    elif rule == "unknown-key":
        known = _field_names(model, steps[:-1])
        facts["known"] = ", ".join(sorted(known))
    elif rule in ("wrong-form", "out-of-range"):
        facts["form"] = found["ctx"].get("pattern") or found["ctx"].get("ge", found["ctx"].get("le"))
    if rule != "unknown-key":
        facts["example"] = right(example, steps)
    if known:
        facts["near"] = nearest(str(field_name if rule == "unknown-key" else found["input"]), known)
    return problem(document.place(*above, *steps, key=is_key), rule, **facts)


def right(example: Any, steps: Steps) -> str | None:
    """The field at `steps` as the example has it, on one line; None when it has none, or a long one."""
    names = [number for number, step in enumerate(steps) if isinstance(step, str)]
    if not names:
        return None
    walked = steps[: names[-1] + 1]
    for number, step in enumerate(walked):
        if isinstance(example, list) and example:
            example = example[0]
        elif isinstance(example, dict) and step in example:
            example = example[step]
        elif isinstance(example, dict) and walked[:number] == ("sources",):  # each file has keys of its own there
            example = next(iter(example.values()))
        else:
            return None
    return _one_line(str(walked[-1]), example)


class _Dumper(yaml.SafeDumper):
    """Writes as people do for our reader, which reads dates as text."""


_Dumper.yaml_implicit_resolvers = {
    first: [(tag, form) for tag, form in found if not tag.endswith(":timestamp")]
    for first, found in yaml.SafeDumper.yaml_implicit_resolvers.items()
}


def _one_line(name: str, value: Any) -> str | None:
    """A field as it is written; None when that takes more than a line."""
    written = yaml.dump(
        value, Dumper=_Dumper, default_flow_style=True, width=10**6, allow_unicode=True, sort_keys=False
    )
    line = f"{name}: {written.removesuffix(_DOCUMENT_END).strip()}"
    return line if len(line) <= LONGEST_EXAMPLE else None


def shown(value: object, longest: int = 60) -> str:
    written = json.dumps(value, ensure_ascii=False, default=str)
    return written if len(written) <= longest else f"{written[: longest - 1]}…"


def _field_names(model: type[Record], steps: Steps) -> list[str]:
    """The keys that the record at `steps` may have."""
    for step in steps:
        info = field_types(model).get(str(step))
        inner = next(_records(info), None) if info is not None else None
        model = inner or model
    return list(field_types(model))


def _records(annotation: Any) -> Iterator[type[Record]]:
    if isinstance(annotation, type) and get_origin(annotation) is None and issubclass(annotation, Record):
        yield annotation
    for argument in get_args(annotation):
        yield from _records(argument)
