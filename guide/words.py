"""All texts that people see and that are not data, in each language, from templates/words/."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

LANGUAGES = ("es", "en")


@dataclass(frozen=True)
class Words:
    """The words of one language: a tree of texts addressed by dotted keys."""

    lang: str
    tree: Mapping[str, Any] = field(default_factory=dict)

    def say(self, key: str, /, **values: object) -> str:
        """The text at `key` with `{name}` filled in; KeyError names a key that is missing."""
        found = self._flat.get(key)
        if not isinstance(found, str):
            raise KeyError(f"templates/words/{self.lang}.yaml has no {key!r}")
        return found.format_map(values) if values else found

    @cached_property
    def _flat(self) -> dict[str, Any]:
        return dict(_flatten(self.tree))

    def has(self, key: str) -> bool:
        return isinstance(self._flat.get(key), str)


def keys(tree: Mapping[str, Any]) -> set[str]:
    """Every dotted key of a tree of words."""
    return {key for key, _ in _flatten(tree)}


def _flatten(tree: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in tree.items():
        if isinstance(value, Mapping):
            yield from _flatten(value, f"{above}{name}.")
        else:
            yield f"{above}{name}", value
