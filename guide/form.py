"""The form that builds the file of an employer or a platform: its controls, made from the schema of that file.

Controls and fields match one for one, so what each may hold stands on the control as data attributes: the script needs
no schema beside them, and no library to read one. What many controls share (closed lists, patterns, the sentences of
the rules) is JSON for the script.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from markupsafe import Markup

from guide import model, schema, source
from guide.escape import script_data
from guide.load import examples
from guide.view import View, sort_key
from guide.words import LANGUAGES

# Sections of the form and the fields in each, in the order in which the file is written.
SECTIONS: dict[str, dict[str, tuple[str, ...]]] = {
    "employers": {
        "who": ("name", "id", "kind", "website", "careers", "summary"),
        "sources": ("sources",),
        "work": ("roles", "ai_work"),
        "place": ("remote", "hires_from"),
        "terms": ("contract", "hours", "pay", "pay_policy", "language"),
        "more": ("openings_seen", "board", "caveats"),
    },
    "platforms": {
        "who": ("name", "id", "kind", "website", "summary", "for_whom"),
        "sources": ("sources",),
        "place": ("roles", "hires_from", "languages"),
        "money": ("fees", "payout"),
        "entry": ("vetting", "requirements"),
        "more": ("independent_score", "status", "risks"),
    },
}
LEFT_OUT = ("added", "changes", "removed", "restored", "former_ids")  # today, and the life of an entry afterwards
STARTED = ("sources", "ai_work", "fees")  # lists that open with one item, because an entry needs one
ASIDE = ("publisher", "via", "lang", "as_of", "note", "for_whom", "basis", "level")  # of an item, below a fold
# Fields that mean something only beside certain answers to another one.
WHEN = {
    "hires_from.places": "scope=places", "hires_from.except": "scope=places worldwide",
    "hires_from.exhaustive": "scope=places", "hours.hours": "value=overlap fixed", "hours.zone": "value=overlap fixed",
}  # fmt: skip
EVIDENCE = ("source", "as_of", "note")
MILD = ("missing-translation", "unused-source")  # rules that only warn
RULES = (
    "missing-field", "not-a-number", "out-of-range", "text-too-long", "control-character", "invisible-character",
    "bad-id", "bad-address", "address-credentials", "unknown-currency", "unknown-language", "unknown-zone", "bad-date",
    "duplicate-id", "claim-without-source", "unknown-source", "hires-from-places", "pay-without-figure", "pay-order",
    "unknown-place", "future-date", "employer-evidence", "employer-ai-work", "platform-evidence", *MILD,
)  # fmt: skip
SAID = ("left", "left_one", "clear", "copied", "not_copied", "gone_source", "drop", "drop_place", "why")


@dataclass(frozen=True)
class Node:
    """A control, or a group of them; of what repeats, or is there at will, `parts` are those of one item."""

    key: str
    kind: str
    label: str
    about: str
    required: bool
    options: Sequence[tuple[str, str]] = ()
    default: str = ""
    when: str = ""
    limits: Sequence[tuple[str, str]] = ()
    parts: Sequence[Node] = ()
    item: str = ""  # what one of a list is called, and the button that adds one
    add: str = ""

    @property
    def is_text(self) -> bool:
        return tuple(part.key for part in self.parts) == LANGUAGES

    @property
    def is_started(self) -> bool:
        return self.key in STARTED

    @property
    def before(self) -> list[Node]:
        """What is asked at once."""
        return [part for part in self.parts if part.required or part.key not in ASIDE]

    @property
    def aside(self) -> list[Node]:
        """What can also be said."""
        return [part for part in self.parts if part not in self.before]


def form(view: View) -> Form:
    """The form, for its template."""
    return Form(view)


@dataclass(frozen=True)
class Form:
    """Both kinds of entry as the page asks for them."""

    view: View

    @property
    def collections(self) -> Sequence[str]:
        return tuple(SECTIONS)

    def sections(self, collection: str) -> Iterator[tuple[str, list[Node]]]:
        """The sections of the form of a collection, with what each asks."""
        found = self._schemas[schema.ENTRIES[collection]]
        for name, keys in SECTIONS[collection].items():
            yield name, [self._node(key, found["properties"][key], key in found["required"]) for key in keys]

    def modeline(self, collection: str) -> str:
        return schema.modeline(collection)

    # ------------------------------------------------------------ from a schema to controls

    @cached_property
    def _schemas(self) -> dict[str, schema.Schema]:
        guide = self.view.guide
        return schema.schemas(guide.words[self.view.lang], self.view.site.places, examples(guide.examples))

    def _node(self, key: str, found: Mapping[str, Any], required: bool = False, above: str = "") -> Node:
        about, when = self._about(key, found, above), WHEN.get(f"{above}.{key}", "")
        node = Node(key, "", found["title"], about, required, when=when)
        if "patternProperties" in found:
            return self._many(node, "map", next(iter(found["patternProperties"].values())))
        if "properties" in found:
            made = replace(node, kind="group", parts=self._parts(key, found))
            is_there = required or made.is_text or any(part.default for part in made.parts)
            return made if is_there else self._many(node, "one", found)
        if found.get("type") == "array":
            return self._list(node, found["items"])
        if key == "source":
            shared = [(each, item.title) for each, item in sorted(self.view.site.shared_sources.items())]
            return replace(node, kind="source", options=shared)
        if key in LANGUAGES:
            return replace(node, kind="prose", about="")
        if "x-form" in found:
            return replace(node, kind=found["x-form"])
        if "enum" in found:
            return self._choice(node, found, above)
        limits = [(name, str(found[name])) for name in ("minimum", "maximum") if name in found]
        return replace(node, kind=found["type"], limits=limits)

    def _list(self, node: Node, item: Mapping[str, Any]) -> Node:
        if "properties" in item:
            return self._many(node, "list", item)
        if node.key != "roles":
            return replace(node, kind="places")
        roles = [(role.key.removeprefix("roles/"), role.title(self.view.lang)) for role in self.view.present("roles")]
        return replace(node, kind="roles", options=roles)

    def _parts(self, key: str, found: Mapping[str, Any]) -> list[Node]:
        """The parts of a group: what it says, and then where that comes from."""
        needed, inner = found.get("required", ()), found["properties"]
        names = sorted(inner, key=lambda name: EVIDENCE.index(name) + 1 if name in EVIDENCE else 0)
        return [self._node(name, inner[name], name in needed, key) for name in names]

    def _many(self, node: Node, kind: str, item: Mapping[str, Any]) -> Node:
        say = self.view.say
        name, add = (say(f"form.item.{node.key}"), say(f"form.add.{node.key}"))
        return replace(node, kind=kind, parts=self._parts(node.key, item), item=name, add=add)

    def _choice(self, node: Node, found: Mapping[str, Any], above: str) -> Node:
        """A closed choice. What is not said is not published: the control of a claim that is always there says so."""
        shown = found.get("enumDescriptions", found["enum"])
        if node.key == "scope":
            shown = [self.view.say(f"form.scope.{value}") for value in found["enum"]]
        options = [(value, text[:1].upper() + text[1:]) for value, text in zip(found["enum"], shown, strict=True)]
        default = "unpublished" if above in ("remote", "hires_from") and "unpublished" in found["enum"] else ""
        return replace(node, kind="choice", options=options, default=default)

    def _about(self, key: str, found: Mapping[str, Any], above: str) -> str:
        """What a field is about; where who fills in a form needs other words than who writes the file, those."""
        words = self.view.guide.words[self.view.lang]
        own = next((name for name in (f"{above}_{key}", key) if words.has(f"form.about.{name}")), None)
        return words.say(f"form.about.{own}") if own else str(found["description"])

    # ------------------------------------------------------------ what many controls share

    @property
    def lists(self) -> Iterator[tuple[str, list[tuple[str, str]]]]:
        """The closed lists that controls complete from: code and name, in the order of the names."""
        view = self.view
        names = view.locale
        yield "place", _by_name((code, view.place(code)) for code in view.site.places.known)
        yield "language", _by_name((code, str(names.languages.get(code, code))) for code in model.languages())
        yield "currency", sorted((code, str(names.currencies.get(code, code))) for code in model.currencies())
        yield "zone", [(zone, "") for zone in sorted(model.zones())]

    @property
    def data(self) -> Markup:
        """What the script needs beside the controls."""
        say, has = self.view.say, self.view.guide.words[self.view.lang].has
        own = {rule: f"form.rule.{rule}" for rule in RULES}
        return script_data(
            {
                "id": model.ID,
                "host": model.HOST,
                "number": source.NUMBER,
                "unseen": _javascript(source.UNSEEN.pattern),
                "longest": model.LONGEST,
                "taken": {name: self._taken(name) for name in SECTIONS},
                "mild": MILD,
                "rulebook": self.view.link("contribute/rules"),
                "rules": {rule: say(key if has(key) else f"rules.{rule}.message") for rule, key in own.items()},
                "words": {name: say(f"form.{name}") for name in SAID},
            }
        )

    def _taken(self, collection: str) -> dict[str, str]:
        """Every id that an entry of a collection has or had, and the file that has it."""
        entries = getattr(self.view.site, collection)
        return {id: self.view.guide.files[entry.key] for entry in entries for id in (entry.id, *entry.former_ids)}

    # ------------------------------------------------------------ without the form

    def example(self, collection: str) -> Markup:
        """A whole file to start from, each of its fields explained, as text for a <pre>."""
        name = schema.ENTRIES[collection]
        properties = self._schemas[name]["properties"]
        lines = [schema.modeline(collection)]
        for key, block in _blocks(self.view.guide.examples[name]):
            if key == "added" or key not in LEFT_OUT:
                lines += [f"# {properties[key]['description']}", *block]
        return Markup("\n".join(html.escape(line) for line in lines))


def _blocks(text: str) -> Iterator[tuple[str, list[str]]]:
    """Each field of a file at its left margin, with its lines."""
    for block in re.split(r"^(?=\w)", text, flags=re.MULTILINE)[1:]:
        yield block.partition(":")[0], block.rstrip("\n").split("\n")


def _by_name(pairs: Iterator[tuple[str, str]]) -> list[tuple[str, str]]:
    return sorted(pairs, key=lambda pair: (sort_key(pair[1]), pair[0]))


def _javascript(pattern: str) -> str:
    """A pattern of Python as JavaScript reads it under the flag `u`."""
    long = re.sub(r"\\U0*([0-9a-f]{5})", r"\\u{\1}", pattern)
    return long.replace("(?P<", "(?<")
