"""The outside addresses that the guide cites, and where in the files each of them is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import get_args
from urllib.parse import urldefrag

from pydantic import AfterValidator, TypeAdapter, ValidationError

from guide import prose, source
from guide.load import OFFICIAL, PLACES, SOURCES, Loaded
from guide.model import Address, Chapter, Entry, Platform, Record, Source, SourceKind, walk
from guide.problems import Place
from guide.source import Steps

_ADDRESS = TypeAdapter(Address)


@dataclass(frozen=True, slots=True)
class Link:
    """One address at one place. A `name` is an identifier as well: it stays as it is wherever it leads. A `board` is a
    page of vacancies, whose robots.txt has the first word."""

    address: str
    place: Place
    owner: str = ""  # the key of the entry that cites it
    name: bool = False
    board: bool = False


def links(loaded: Loaded) -> list[Link]:
    """Every outside address of the guide, in the order of the files. Entries that are gone are not asked after: that
    their sites go too is to be expected, and there is nothing to mend."""
    found = _of_entries(loaded), _of_shared(loaded)
    return sorted((link for each in found for link in each), key=lambda link: (link.place, link.address))


def by_address(found: Iterable[Link]) -> dict[str, list[Link]]:
    """The links of each address; one that is cited at ten places is asked after once."""
    grouped: dict[str, list[Link]] = {}
    for link in found:
        grouped.setdefault(link.address, []).append(link)
    return grouped


def settled(text: str) -> str | None:
    """An address as the guide would write it, without its fragment; None when the guide would refuse it."""
    try:
        return urldefrag(_ADDRESS.validate_python(text)).url
    except ValidationError:
        return None


def _of_entries(loaded: Loaded) -> Iterator[Link]:
    for entry in loaded.site.entries if loaded.site else ():
        if entry.is_gone:
            continue
        for steps, record in walk(entry):
            if steps[:1] == ("heads",):
                continue  # the front matter of a chapter, whose fields the chapter itself has too
            for name, address in _addresses(record):
                yield _link(address, loaded.place(entry, *steps, name), name, record, entry)
        if isinstance(entry, Chapter):
            yield from _of_bodies(loaded, entry)


def _of_bodies(loaded: Loaded, chapter: Chapter) -> Iterator[Link]:
    """The links in the text of a chapter, in every language."""
    for lang, body in chapter.bodies.items():
        path = loaded.origins[f"{chapter.key}@{lang}"].document.path
        for found in prose.asked(body):
            if found.kind == "outside" and (address := settled(found.value)):
                place = Place(path, loaded.body_lines[path] + found.line, found.column + 1)
                yield Link(address, place, chapter.key)


def _of_shared(loaded: Loaded) -> Iterator[Link]:
    """Addresses that belong to no entry: shared sources, public bodies, the source of the table of places."""
    if loaded.site is None:
        return
    records: list[tuple[str, Steps, Record]] = [
        *((SOURCES, (key,), record) for key, record in loaded.site.shared_sources.items()),
        *((OFFICIAL, (code, n), link) for code, found in loaded.site.official.items() for n, link in enumerate(found)),
        (PLACES, ("source",), loaded.site.places.source),
    ]
    documents = {path: source.parse(path, loaded.texts[path])[0] for path in {path for path, _, _ in records}}
    for path, steps, record in records:
        document = documents[path]
        for name, address in _addresses(record):
            place = document.place(*steps, name) if document else Place(path)
            yield _link(address, place, name, record)


def _link(address: str, place: Place, name: str, record: Record, entry: Entry | None = None) -> Link:
    board = (
        name == "board"
        or (name == "url" and isinstance(record, Source) and record.kind is SourceKind.BOARD)
        or (name == "website" and isinstance(record, Platform) and record.kind == "job-board")
    )
    return Link(urldefrag(address).url, place, entry.key if entry else "", name == "uri", board)


def _addresses(record: Record) -> Iterator[tuple[str, str]]:
    """The addresses of a record by the names of their fields."""
    for name in _address_fields(type(record)):
        if address := getattr(record, name):
            yield name, address


@cache
def _address_fields(model: type[Record]) -> tuple[str, ...]:
    """The fields of a kind of record that the model calls an address."""
    check = next(part for part in get_args(Address) if isinstance(part, AfterValidator))
    return tuple(
        name
        for name, field in model.model_fields.items()
        if check in field.metadata or Address in get_args(field.annotation)
    )
