"""Files -> Site: every file parsed, every record validated, every problem gathered with its place."""

from __future__ import annotations

import gc
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path, PurePosixPath
from typing import Any, TypeVar

from pydantic import ValidationError

from guide import salaries, source
from guide.invalid import explain, shown
from guide.model import (
    ID,
    Chapter,
    Employer,
    Entry,
    Head,
    OfficialLink,
    OutlineRow,
    Places,
    Platform,
    Record,
    Role,
    Settings,
    Site,
    Source,
    SpanishHead,
    Term,
    Text,
    currencies,
    walk,
)  # fmt: skip
from guide.problems import Level, Place, Problem, in_order, nearest, problem
from guide.salaries import Salaries
from guide.source import Document, Steps, dotted
from guide.words import LANGUAGES, Words

FOLDERS = ("data", "content", "templates/words", "templates/examples")
SETTINGS, PLACES, JOBS = "data/site.yaml", "data/places.yaml", "data/jobs.yaml"
SOURCES, OFFICIAL = "data/sources.yaml", "data/official.yaml"
GLOSSARY, OUTLINE = "data/glossary.yaml", "data/outline.yaml"
COLLECTIONS: dict[str, type[Entry]] = {"roles": Role, "employers": Employer, "platforms": Platform}
# The made-up files that show every field; a list or a group of records shows its first.
EXAMPLES: dict[type[Record], str] = {
    Employer: "employer", Platform: "platform", Role: "role", Settings: "site", Places: "places", Source: "sources",
    OfficialLink: "official", Term: "glossary", OutlineRow: "outline",
}  # fmt: skip
ONE_PER_FILE = ("employers", "platforms")

R = TypeVar("R", bound=Record)


@dataclass(frozen=True)
class Origin:
    """Where an entry was written: a document, and the steps to the entry in it."""

    document: Document
    steps: Steps = ()

    def place(self, *steps: str | int, key: bool = False) -> Place:
        return self.document.place(*self.steps, *steps, key=key)


@dataclass(frozen=True)
class Loaded:
    """What reading gave: the site, whatever of it could be read, and what stood in the way."""

    site: Site | None
    problems: list[Problem]
    words: Mapping[str, Words]
    texts: Mapping[str, str]
    origins: Mapping[str, Origin] = field(default_factory=dict)
    body_lines: Mapping[str, int] = field(default_factory=dict)
    named: frozenset[str] = frozenset()  # keys of all entries met, also of those that could not be read
    examples: Mapping[str, str] = field(default_factory=dict)  # templates/examples, by kind

    def place(self, entry: Entry, *steps: str | int, key: bool = False) -> Place:
        """Where a part of an entry stands in the file that people edit."""
        return self.origins[entry.key].place(*steps, key=key)


def is_read(path: PurePosixPath) -> bool:
    """Whether a file, by its path from the project's root, is one that people edit; hidden files are not."""
    inside = any(path.is_relative_to(folder) for folder in FOLDERS)
    return inside and not any(part.startswith(".") for part in path.parts)


def read(root: Path) -> dict[str, bytes]:
    """Every file people edit, by its path from the project's root; hidden files are not read."""
    found = {}
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            relative = path.relative_to(root)
            if path.is_file() and is_read(PurePosixPath(relative)):
                # one byte more than is allowed tells that a file is too large, without reading it all
                with path.open("rb") as file:
                    found[relative.as_posix()] = file.read(source.LARGEST + 1)
    return found


def load(files: Mapping[str, bytes]) -> Loaded:
    """The site that the files describe, with every problem of form."""
    with uncollected():
        return _Loader(files).run()


def example_texts(files: Mapping[str, bytes]) -> dict[str, str]:
    """The made-up file of each kind that shows every field, by its kind."""
    paths = (PurePosixPath(path) for path in sorted(files))
    shown = (path for path in paths if path.is_relative_to("templates/examples"))
    return {path.stem: source.decode(str(path), files[str(path)])[0] or "" for path in shown}


def examples(texts: Mapping[str, str]) -> dict[str, Any]:
    """What those files say."""
    parsed = {name: source.parse(name, text)[0] for name, text in texts.items()}
    return {name: document.value if document else {} for name, document in parsed.items()}


@contextmanager
def uncollected() -> Iterator[None]:
    """Without the garbage collector: loading makes many objects that stay and no cycles, and it would walk them all
    again and again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@lru_cache(maxsize=4)
def _parse(path: str, text: str) -> tuple[Document | None, list[Problem]]:
    """The words, which are most of what a small site reads: commands that compare two states of the data, or check an
    edit before they write it, read them once."""
    return source.parse(path, text)


class _Loader:
    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.files = files
        self.problems: list[Problem] = []
        self.texts: dict[str, str] = {}
        self.origins: dict[str, Origin] = {}
        self.body_lines: dict[str, int] = {}
        self.named: set[str] = set()
        self.entries: dict[str, list[Any]] = {name: [] for name in (*COLLECTIONS, "chapters")}

    def run(self) -> Loaded:
        words = {lang: Words(lang, self._tree(f"templates/words/{lang}.yaml")) for lang in LANGUAGES}
        settings = self._record(Settings, SETTINGS)
        places = self._record(Places, PLACES)
        shared = self._keyed(SOURCES, Source)
        official = self._official(places)
        glossary = self._glossary(shared, places)
        outline = self._keyed(OUTLINE, OutlineRow)
        for path in sorted(self.files):
            self._data_file(path)
        self._chapters()
        site = None
        if settings and places:
            groups = {name: tuple(sorted(found, key=lambda e: e.id)) for name, found in self.entries.items()}
            site = Site(
                settings, places, shared_sources=shared, official=official, salaries=self._salaries(places),
                glossary=glossary, outline=outline, **groups,
            )  # fmt: skip
        return Loaded(
            site, in_order(self.problems), words, self.texts, self.origins, self.body_lines, frozenset(self.named),
            example_texts(self.files),
        )  # fmt: skip

    # ------------------------------------------------------------ files

    def _data_file(self, path: str) -> None:
        """A file under data/ or content/ is read for what its place says it is, or is a problem."""
        where = PurePosixPath(path)
        match where.parts:
            case ("data", "jobs.yaml"):
                self._jobs()
            case ("data", ("employers" | "platforms") as collection, name) if name.endswith(".yaml"):
                self._entry_file(path, collection)
            case ("data", "site.yaml" | "places.yaml" | "sources.yaml" | "official.yaml") | ("templates", *_):
                pass
            case ("data", "glossary.yaml" | "outline.yaml"):
                pass
            case _ if path in salaries.FILES:
                pass
            case ("content", ("es" | "en"), *rest) if rest and path.endswith(".md"):
                pass
            case _:
                self.problems.append(problem(Place(path), "unread-file"))

    def _entry_file(self, path: str, collection: str) -> None:
        self.named.add(f"{collection}/{PurePosixPath(path).stem}")
        document = self._document(path)
        if document is None:
            return
        self._name(collection, document.value)
        entry = self._validate(COLLECTIONS[collection], document.value, document)
        if entry is not None:
            stem = PurePosixPath(path).stem
            if entry.id != stem:
                self.problems.append(problem(document.place("id"), "file-name", found=entry.id, stem=stem))
            self._add(collection, entry, Origin(document))

    def _jobs(self) -> None:
        document = self._document(JOBS)
        if document is None:
            return
        for name, value in document.value.items():
            if name not in COLLECTIONS:
                place, known = document.place(name, key=True), ", ".join(COLLECTIONS)
                near = nearest(name, COLLECTIONS)
                self.problems.append(problem(place, "unknown-key", field=name, known=known, near=near))
            elif not isinstance(value, list):
                self.problems.append(problem(document.place(name), "not-a-list", field=name, found=shown(value)))
            else:
                for index, item in enumerate(value):
                    self._name(name, item)
                    entry = self._validate(COLLECTIONS[name], item, document, (name, index))
                    if entry is not None:
                        self._add(name, entry, Origin(document, (name, index)))

    def _add(self, collection: str, entry: Entry, origin: Origin) -> None:
        first = self.origins.get(entry.key)
        if first:
            self.problems.append(problem(origin.place("id"), "duplicate-id", found=entry.id, other=first.place("id")))
            return
        self.origins[entry.key] = origin
        self.entries[collection].append(entry)

    def _name(self, collection: str, value: Any) -> None:
        if isinstance(value, dict) and isinstance(value.get("id"), str):
            self.named.add(f"{collection}/{value['id']}")

    def _keyed(self, path: str, model: type[R]) -> dict[str, R]:
        """Records that each have a key of their own, with both languages of every text; the file may be missing."""
        document = self._document(path) if path in self.files else None
        if document is None:
            return {}
        records = {key: self._validate(model, value, document, (key,)) for key, value in document.value.items()}
        found = {key: record for key, record in records.items() if record is not None}
        self.problems += (each for key, record in found.items() for each in _untranslated(record, document, key))
        return found

    def _glossary(self, shared: Mapping[str, Source], places: Places | None) -> dict[str, Term]:
        """The terms by id; what they cite stands in data/sources.yaml, and their countries in data/places.yaml."""
        terms = self._keyed(GLOSSARY, Term)
        document = self._document(GLOSSARY) if terms else None
        if document is None:
            return {}
        for id, term in terms.items():
            if not re.fullmatch(ID, id):
                self.problems.append(problem(document.place(id, key=True), "bad-id", found=id))
            cited = (document.place(id, "sources", n) for n in range(len(term.sources)))
            self._known(zip(term.sources, cited, strict=True), shared, "unknown-source")
            named = (document.place(id, "countries", n) for n in range(len(term.countries)))
            self._known(zip(term.countries, named, strict=True), places.known if places else (), "unknown-place")
        return terms

    def _known(self, written: Iterable[tuple[str, Place]], known: Collection[str], rule: str) -> None:
        """Every value that is written is known, or is a problem at its place."""
        for value, place in written:
            if value not in known:
                self.problems.append(problem(place, rule, found=value, near=nearest(value, known)))

    def _official(self, places: Places | None) -> dict[str, tuple[OfficialLink, ...]]:
        """Links to public bodies, a list for each country; the file may be missing."""
        document = self._document(OFFICIAL) if OFFICIAL in self.files else None
        if document is None:
            return {}
        found = {}
        for code, links in document.value.items():
            if places and code not in places.countries:
                near = nearest(code, places.countries)
                self.problems.append(problem(document.place(code, key=True), "unknown-place", found=code, near=near))
            elif not isinstance(links, list):
                self.problems.append(problem(document.place(code), "not-a-list", field=code, found=shown(links)))
            else:
                records = (self._validate(OfficialLink, each, document, (code, n)) for n, each in enumerate(links))
                found[code] = tuple(record for record in records if record is not None)
        return found

    def _salaries(self, places: Places) -> Salaries:
        """The tables of pay; each of them may be missing."""
        roles = [key.removeprefix("roles/") for key in sorted(self.named) if key.startswith("roles/")]
        known = salaries.Known(roles, (*places.countries, *salaries.RESIDENCES), currencies())
        texts = {path: self._text(path) for path in salaries.FILES if path in self.files}
        found = salaries.read({path: text for path, text in texts.items() if text is not None}, known)
        self.problems += found.problems
        return found.salaries

    def _chapters(self) -> None:
        paths = {lang: f"content/{lang}/" for lang in LANGUAGES}
        ids = {
            path.removeprefix(start).removesuffix(".md")
            for start in paths.values()
            for path in self.files
            if path.startswith(start) and path.endswith(".md")
        }
        for id in sorted(ids):
            self._chapter(id, {lang: f"{start}{id}.md" for lang, start in paths.items()})

    def _chapter(self, id: str, paths: Mapping[str, str]) -> None:
        self.named.add(id.removesuffix("/index"))
        heads: dict[str, Head] = {}
        bodies: dict[str, str] = {}
        key = id.removesuffix("/index")
        for lang, path in paths.items():
            text = self._text(path) if path in self.files else None
            if path not in self.files:
                other = next(iter(set(paths.values()) - {path}))
                self.problems.append(problem(Place(other), "missing-language", lang=lang, path=path))
            if text is None:
                continue
            document, bodies[lang], problems = source.parse_front_matter(path, text)
            self.problems += problems
            self.body_lines[path] = source.body_line(text)
            if document is None:
                continue
            head = self._validate(SpanishHead if lang == "es" else Head, document.value, document)
            if head is not None:
                heads[lang] = head
                self.origins[f"{key}@{lang}"] = Origin(document)
                if lang == "es":
                    self.origins[key] = Origin(document)
        spanish = heads.get("es")
        if isinstance(spanish, SpanishHead) and len(heads) == len(paths):
            common = {
                name: getattr(spanish, name) for name in SpanishHead.model_fields if name not in Head.model_fields
            }
            self.entries["chapters"].append(Chapter(id=key, heads=heads, bodies=bodies, **common))

    # ------------------------------------------------------------ one file, one record

    def _text(self, path: str) -> str | None:
        if path not in self.texts:
            text, problems = source.decode(path, self.files[path])
            self.problems += problems
            if text is None:
                return None
            self.texts[path] = text
        return self.texts[path]

    def _document(self, path: str) -> Document | None:
        if path not in self.files:
            self.problems.append(problem(Place(path), "missing-file"))
            return None
        text = self._text(path)
        if text is None:
            return None
        document, problems = _parse(path, text) if path.startswith("templates/") else source.parse(path, text)
        self.problems += problems
        return document

    def _tree(self, path: str) -> dict[str, Any]:
        document = self._document(path)
        return document.value if document else {}

    def _record(self, model: type[R], path: str) -> R | None:
        document = self._document(path)
        return self._validate(model, document.value, document) if document else None

    @cached_property
    def _examples(self) -> dict[str, Any]:
        return examples(example_texts(self.files))

    def _example(self, model: type[Record]) -> Any:
        """What a record of a kind looks like; None when nothing shows it."""
        shown = self._examples.get(EXAMPLES.get(model, ""))
        if shown and model in (Source, OfficialLink, Term, OutlineRow):
            first = next(iter(shown.values()))
            return first[0] if isinstance(first, list) else first
        return shown

    def _validate(self, model: type[R], value: Any, document: Document, steps: Steps = ()) -> R | None:
        found: list[Problem] = []
        record = None
        try:
            record = model.model_validate(value)
        except ValidationError as error:
            example = self._example(model)
            found = [explain(each, model, document, steps, example) for each in error.errors(include_url=False)]
        if document.has_null:
            found += [each for each in _empty(value, document, steps) if each.place not in {e.place for e in found}]
        self.problems += found
        return None if found else record


def _untranslated(record: Record, document: Document, key: str) -> Iterator[Problem]:
    """The texts of a record that one language lacks."""
    for steps, part in walk(record):
        if not isinstance(part, Text):
            continue
        for lang in LANGUAGES:
            if not part.has(lang):
                place = document.place(key, *steps)
                yield problem(place, "missing-translation", Level.WARNING, field=dotted(steps), lang=lang)


def _empty(value: Any, document: Document, steps: Steps) -> Iterator[Problem]:
    """Keys and items without a value: what a file does not say, it leaves out."""
    if value is None:
        name = next((step for step in reversed(steps) if isinstance(step, str)), "")
        yield problem(document.place(*steps), "empty-value", field=name, found="null")
    elif isinstance(value, dict | list):
        for step, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _empty(item, document, (*steps, step))


def fault(model: type[Record], name: str, value: object) -> Problem | None:
    """What is wrong with one value of a record that is still being written; its place means nothing."""
    document = Document("", {name: value}, f"{name}:\n")
    try:
        model.model_validate({name: value})
    except ValidationError as error:
        about = (found for found in error.errors(include_url=False) if found["loc"][0] == name)
        return next((explain(found, model, document, ()) for found in about), None)
    return None
