"""What a reader may follow by itself: everything, a collection, a role, a country, a kind of platform.

A topic has a feed in each language. The names of these files are promises: they are made of ids, which do not change,
and of the words below, which must not. A topic in which nothing has happened yet has its feed too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

from guide.eligibility import open_to
from guide.events import Event, State
from guide.model import Platform, Reach, Role, Site
from guide.words import LANGUAGES

ALL, LATIN_AMERICA = "all", "latin-america"
COLLECTIONS = ("employers", "platforms", "roles", "chapters")
PLATFORM_KINDS: tuple[str, ...] = get_args(Platform.model_fields["kind"].annotation)

# How a feed's file is called after `feed-`; never to be changed.
_FILES: dict[str, dict[str, str]] = {
    "employers": {"es": "empleadores", "en": "employers"},
    "platforms": {"es": "plataformas", "en": "platforms"},
    "roles": {"es": "roles", "en": "roles"},
    "chapters": {"es": "guia", "en": "guide"},
    "role": {"es": "rol", "en": "role"},
    "country": {"es": "pais", "en": "country"},
    "kind": {"es": "plataformas", "en": "platforms"},
    LATIN_AMERICA: {"es": "latinoamerica", "en": "latin-america"},
}


@dataclass(frozen=True, slots=True)
class Topic:
    """One thing to follow. `kind` is `all`, `collection`, `role`, `region`, `country` or `kind`; `id` says which."""

    kind: str
    id: str
    page: str  # the key of the page about it

    @property
    def key(self) -> str:
        return f"{self.kind}/{self.id}"

    @property
    def is_main(self) -> bool:
        """Everything and the collections: these have a JSON Feed too."""
        return self.kind in ("all", "collection")

    def file(self, lang: str) -> str:
        """The name of its feed, without the ending: `feed-pais-co`."""
        if self.kind == "all":
            return "feed"
        if self.kind in ("collection", "region"):
            return f"feed-{_FILES[self.id][lang]}"
        return f"feed-{_FILES[self.kind][lang]}-{self.id}"


def topics(site: Site, countries: Sequence[str]) -> list[Topic]:
    """Every topic there is; `countries` are those with a page."""
    has_guide = any(chapter.key == "guide" for chapter in site.chapters)
    pages = {"chapters": "guide" if has_guide else "index"}
    return [
        Topic("all", ALL, "index"),
        *(Topic("collection", name, pages.get(name, name)) for name in COLLECTIONS),
        *(Topic("role", role.lasting_id, role.key) for role in site.roles),
        Topic("region", LATIN_AMERICA, "from"),
        *(Topic("country", code.lower(), f"from/{code.lower()}") for code in countries),
        *(Topic("kind", kind, "platforms") for kind in PLATFORM_KINDS),
    ]


def by_topic(site: Site, countries: Sequence[str], events: Sequence[Event]) -> dict[str, list[Event]]:
    """The events of every topic by its key, in the order of `events`."""
    sorter = Sorter(site, countries)
    found: dict[str, list[Event]] = {topic.key: [] for topic in topics(site, countries)}
    for event in events:
        for key in sorter.keys(event):
            found[key].append(event)
    return found


class Sorter:
    """Tells in which topics things belong."""

    def __init__(self, site: Site, countries: Iterable[str]) -> None:
        self._places = site.places
        self._roles = {id: role.lasting_id for role in site.roles for id in (role.id, *role.former_ids)}
        self._latin = site.places.members(["419"])
        self._countries = frozenset(countries)
        self._reached: dict[tuple[str, ...], frozenset[str]] = {}

    def keys(self, event: Event) -> frozenset[str]:
        """The topics an event belongs to: those its entry was in after it, and those it was in before."""
        entry = event.entry
        own = {f"role/{entry.lasting_id}"} if isinstance(entry, Role) else set()
        state = self.of(event.after) | (self.of(event.before) if event.before != event.after else frozenset())
        return state | {f"all/{ALL}", f"collection/{entry.collection}"} | own

    def of(self, state: State) -> frozenset[str]:
        """The topics that an entry belongs to by what it says."""
        found = {f"role/{self._roles[role]}" for role in state.roles if role in self._roles}
        if state.kind:
            found.add(f"kind/{state.kind}")
        return frozenset(found) | (self._open(state.reach) if state.reach else frozenset())

    def _open(self, reach: Reach) -> frozenset[str]:
        """The topics of the countries that an entry is open to; worked out once for all that say the same."""
        said = (reach.scope, *reach.places, "except", *reach.excepted)
        if said not in self._reached:
            there = open_to(reach, self._countries | self._latin, self._places)
            latin = {f"region/{LATIN_AMERICA}"} if there & self._latin else set()
            self._reached[said] = frozenset(latin | {f"country/{code.lower()}" for code in there & self._countries})
        return self._reached[said]


def of_pages(found: Sequence[Topic], site: Site) -> Mapping[str, tuple[Topic, ...]]:
    """The topics that each page announces: its own first, then what holds it. Every page ends with everything."""
    by_key = {topic.key: topic for topic in found}
    everything = by_key[f"all/{ALL}"]
    pages: dict[str, list[Topic]] = {"news": []}  # any page without topics of its own is like the news
    for topic in found:
        if topic is not everything:
            pages.setdefault(topic.page, []).append(topic)
    for entry in site.entries:
        if isinstance(entry, Platform):
            pages.setdefault(entry.key, []).append(by_key[f"kind/{entry.kind}"])
        above = by_key[f"collection/{entry.collection}"]
        if above not in pages.setdefault(entry.key, []):
            pages[entry.key].append(above)
    latin = by_key[f"region/{LATIN_AMERICA}"]
    for code in site.places.members(["419"]):
        if f"country/{code.lower()}" in by_key:
            pages[f"from/{code.lower()}"].append(latin)
    return {page: (*own, everything) for page, own in pages.items()}


def files(found: Sequence[Topic]) -> set[str]:
    """The name of every feed file, in both languages."""
    return {f"{lang}/{topic.file(lang)}.xml" for topic in found for lang in LANGUAGES}
