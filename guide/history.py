"""What was published stays true for those who subscribed to it: the data compared with that of a base commit.

One generator per rule, as in rules.py; its docstring is the law it keeps. Readers remember an event by its name: a name
that vanishes or is used again, and a fact that moves an entry from feed to feed unannounced, cannot be mended later.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from guide import topics
from guide.addresses import Addresses, countries_with_page, former_addresses
from guide.events import Event, State, current, events, history
from guide.feeds import window
from guide.load import Loaded
from guide.model import Change, Entry, Reach, Site
from guide.problems import Level, Place, Problem, in_order, problem
from guide.source import Steps
from guide.words import LANGUAGES


@dataclass(frozen=True)
class Comparison:
    """Two states of the data: what is published, and what would be."""

    was: Site
    now: Site
    base: Loaded
    loaded: Loaded

    @cached_property
    def heirs(self) -> dict[str, Entry]:
        """The entry of now for each id that it has or had, as a key: `employers/acme`."""
        return {key: entry for entry in self.now.entries for key in _keys(entry)}

    @cached_property
    def pairs(self) -> list[tuple[Entry, Entry]]:
        """Each published entry that is still there, with what it is now."""
        return [(old, self.heirs[old.key]) for old in self.was.entries if old.key in self.heirs]

    @cached_property
    def was_at(self) -> Addresses:
        return Addresses.of(self.was)

    @cached_property
    def now_at(self) -> Addresses:
        return Addresses.of(self.now)

    @cached_property
    def sorter(self) -> topics.Sorter:
        return topics.Sorter(self.now, self.now.places.countries)

    def at(self, entry: Entry, *steps: str | int) -> Place:
        return self.loaded.place(entry, *steps)


def edited(was: Site, now: Site) -> list[Entry]:
    """The entries of now that are new, or say something else than they did."""
    before = {entry.key: entry for entry in was.entries}
    return [entry for entry in now.entries if before.get(entry.key) != entry]


def compare(base: Loaded, loaded: Loaded) -> list[Problem]:
    """Every promise to subscribers that the data would break; nothing when either state cannot be read at all."""
    if base.site is None or loaded.site is None:
        return []
    comparison = Comparison(base.site, loaded.site, base, loaded)
    return in_order(found for rule in RULES for found in rule(comparison))


Rule = Callable[[Comparison], Iterator[Problem]]


def id_vanished(both: Comparison) -> Iterator[Problem]:
    """A published entry stays: under its id, or with it among the `former_ids` of its new one; leaving is `removed`."""
    for old in both.was.entries:
        if old.key not in both.heirs and old.key not in both.loaded.named:
            yield problem(Place(both.base.origins[old.key].document.path), "id-vanished", found=old.id)


def former_ids_kept(both: Comparison) -> Iterator[Problem]:
    """`former_ids` only grows, at its end: its first id is the one that feeds know."""
    for old, new in both.pairs:
        chain = (*old.former_ids, old.id)
        if (*new.former_ids, new.id)[: len(chain)] != chain:
            yield problem(both.at(new, "former_ids"), "former-ids-kept", found=", ".join(chain))


def event_vanished(both: Comparison) -> Iterator[Problem]:
    """An event that was published is there for ever."""
    for old, new in both.pairs:
        there = {event.id for event in history(new)}
        for event in history(old):
            if event.id not in there:
                rule = "removal-again" if event.kind in ("removed", "restored") else "event-vanished"
                yield problem(both.at(new, *_steps(new, event)), rule, found=event.id, date=event.date)


def event_moved(both: Comparison) -> Iterator[Problem]:
    """A published event keeps its day; another day under the same name is another event, which nobody would see."""
    for old, new in both.pairs:
        days = {event.id: event for event in history(new)}
        for event in history(old):
            now = days.get(event.id)
            if now and now.date != event.date:
                rule = {"added": "id-reused", "removed": "removal-again", "restored": "removal-again"}
                yield problem(
                    both.at(new, *_steps(new, now), "date") if now.id != "added" else both.at(new, "added"),
                    rule.get(now.kind, "event-moved"), found=event.id, date=event.date,
                )  # fmt: skip


def late_event(both: Comparison) -> Iterator[Problem]:
    """A new event is recent enough to be in the feed: older ones would reach nobody."""
    published = {event.key for event in events(both.was)}
    happened = events(both.now)
    for event in happened[len(window(happened)) :]:
        if event.key not in published:
            steps = (*_steps(event.entry, event), "date") if event.id != "added" else ("added",)
            yield problem(both.at(event.entry, *steps), "late-event", found=event.date)


def undeclared_change(both: Comparison) -> Iterator[Problem]:
    """What decides in which feeds an entry appears changes only with a declared change that says what there was."""
    for old, new in both.pairs:
        before, now = current(old), current(new)
        if both.sorter.of(before) == both.sorter.of(now):
            continue
        known = {change.id for change in old.changes}
        declared = [change for change in new.changes if change.id not in known]
        for field in _differing(both.sorter, before, now):
            said = next((change for change in _oldest_first(declared) if _was(change, field) is not None), None)
            if said is None:
                yield problem(both.at(new, field), "undeclared-change", field=field, found=new.id)
            elif both.sorter.of(_only(field, before.before(said))) != both.sorter.of(_only(field, before)):
                index = new.changes.index(said)
                place = both.at(new, "changes", index, "was")
                yield problem(place, "wrong-was", field=field, found=_shown(before, field))


def feed_vanished(both: Comparison) -> Iterator[Problem]:
    """The address of a feed, and the page of a country, are for ever."""
    kept = set(countries_with_page(both.now))
    for code in countries_with_page(both.was):
        if code not in kept:
            yield problem(Place("data/places.yaml"), "feed-vanished", found=code)


def address_vanished(both: Comparison) -> Iterator[Problem]:
    """A page that was published is where it was, or a redirect is."""
    for lang in LANGUAGES:
        kept = {both.now_at.url(key, lang) for key in both.now_at.keys}
        kept |= {former.url for former in former_addresses(both.now) if former.lang == lang}
        for old, new in both.pairs:
            url = both.was_at.url(old.key, lang)
            if url not in kept:
                yield problem(both.at(new, "slug"), "address-vanished", found=url)


def not_compared(both: Comparison) -> Iterator[Problem]:
    """What cannot be read in the base commit cannot be compared, and is said."""
    read = {key for entry in both.was.entries for key in _keys(entry)}
    for key in sorted(both.base.named - read):
        if key in both.heirs:
            yield problem(both.at(both.heirs[key]), "not-compared", Level.WARNING, found=key)


RULES: tuple[Rule, ...] = (
    id_vanished, former_ids_kept, event_vanished, event_moved, late_event, undeclared_change, feed_vanished,
    address_vanished, not_compared,
)  # fmt: skip


def said_before(base: Loaded | None, loaded: Loaded, entry: Entry) -> dict[str, object]:
    """What a change of an entry must say there was; nothing when the entry stays in the feeds that it is in."""
    if base is None or base.site is None or loaded.site is None:
        return {}
    both = Comparison(base.site, loaded.site, base, loaded)
    for old, new in both.pairs:
        if new is entry:
            before = current(old)
            return {field: _plain(before, field) for field in _differing(both.sorter, before, current(new))}
    return {}


def _differing(sorter: topics.Sorter, before: State, now: State) -> Iterator[str]:
    """The fields that move an entry from feed to feed."""
    for field in ("roles", "hires_from", "kind"):
        if sorter.of(_only(field, before)) != sorter.of(_only(field, now)):
            yield field


def _only(field: str, state: State) -> State:
    """A state cut down to one field, as data call it."""
    return {
        "roles": State(roles=state.roles), "hires_from": State(reach=state.reach), "kind": State(kind=state.kind),
    }[field]  # fmt: skip


def _was(change: Change, field: str) -> object:
    return getattr(change.was, field) if change.was else None


def _oldest_first(changes: list[Change]) -> list[Change]:
    return sorted(changes, key=lambda change: change.date)


def _plain(state: State, field: str) -> object:
    """A field of a state as data spell it."""
    if field == "hires_from" and state.reach:
        return _spelled(state.reach)
    return list(state.roles) if field == "roles" else state.kind


def _spelled(reach: Reach) -> dict[str, object]:
    lists = {"places": list(reach.places), "except": list(reach.excepted)}
    return {"scope": reach.scope.value, **{name: value for name, value in lists.items() if value}}


def _shown(state: State, field: str) -> str:
    value = _plain(state, field)
    if isinstance(value, dict):
        return ", ".join(f"{name}: {_listed(item)}" for name, item in value.items())
    return _listed(value)


def _listed(value: object) -> str:
    return f"[{', '.join(value)}]" if isinstance(value, list) else str(value)


def _keys(entry: Entry) -> list[str]:
    """Every key by which an entry is or was known."""
    if entry.collection == "chapters":
        return [entry.key, *entry.former_ids]
    return [f"{entry.collection}/{id}" for id in (entry.id, *entry.former_ids)]


def _steps(entry: Entry, event: Event) -> Steps:
    """Where an event stands in its entry, or would."""
    if event.kind in ("removed", "restored"):
        return (event.kind,)
    index = next((n for n, change in enumerate(entry.changes) if change.id == event.id), None)
    return ("changes",) if index is None else ("changes", index)
