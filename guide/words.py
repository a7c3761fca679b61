"""All texts that people see and that are not data, in each language, from templates/words/."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

LANGUAGES = ("es", "en")


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language: a tree of texts addressed by dotted keys."""

    lang: str
    tree: Mapping[str, Any] = field(default_factory=dict)

    def say(self, key: str, /, **values: object) -> str:
        """The text at `key` with `{name}` filled in; KeyError names a key that is missing."""
        return str(self.find(key)).format_map(values)

    def find(self, key: str) -> Any:
        """The text or the group of texts at `key`."""
        found: Any = self.tree
        for part in key.split("."):
            try:
                found = found[part]
            except (KeyError, TypeError):
                raise KeyError(f"templates/words/{self.lang}.yaml has no {key!r}") from None
        return found

    def has(self, key: str) -> bool:
        try:
            self.find(key)
        except KeyError:
            return False
        return True


def keys(tree: Mapping[str, Any], above: str = "") -> set[str]:
    """Every dotted key of a tree of words."""
    found = set()
    for name, value in tree.items():
        found |= keys(value, f"{above}{name}.") if isinstance(value, Mapping) else {f"{above}{name}"}
    return found
