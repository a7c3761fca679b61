"""What must hold across the whole site. One generator per rule; its docstring is the law it keeps.

The sentence that people read for each rule stands in templates/words/ under `rules.<id>`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from guide import duplicates, prose
from guide.addresses import Addresses, former_addresses
from guide.load import Loaded
from guide.model import (
    Chapter,
    Cites,
    Contract,
    Employer,
    Entry,
    Opening,
    PartialDate,
    Parts,
    Pay,
    Platform,
    Reach,
    Role,
    Scope,
    Site,
    Text,
)  # fmt: skip
from guide.problems import Level, Place, Problem, in_order, nearest, problem
from guide.salaries import OWN
from guide.source import dotted
from guide.words import LANGUAGES, keys


@dataclass(frozen=True)
class Context:
    """What a rule looks at: the site, where its parts were written, and the day."""

    loaded: Loaded
    site: Site
    today: date
    addresses: Addresses

    def walk(self, entry: Entry) -> Parts:
        """Every record inside an entry, with the steps that lead to it."""
        return self.site.parts[entry.key]

    def at(self, entry: Entry, *steps: str | int, key: bool = False) -> Place:
        return self.loaded.place(entry, *steps, key=key)


Rule = Callable[[Context], Iterator[Problem]]


def check(loaded: Loaded, today: date) -> list[Problem]:
    """Every broken rule of the site, in order; nothing when the site could not be read at all."""
    if loaded.site is None:
        return []
    context = Context(loaded, loaded.site, today, Addresses.of(loaded.site))
    return in_order(found for rule in RULES for found in rule(context))


# ---------------------------------------------------------------- evidence


def claim_without_source(context: Context) -> Iterator[Problem]:
    """A claim has a source, or says that nothing is published."""
    for entry in context.site.entries:
        for steps, claim in context.site.claims(entry):
            if claim.is_published and claim.source is None:
                yield problem(context.at(entry, *steps), "claim-without-source", field=dotted(steps))


def unknown_source(context: Context) -> Iterator[Problem]:
    """The source of a claim is a key of the entry's `sources`, or of data/sources.yaml."""
    site = context.site
    for entry in site.entries:
        known = {*entry.sources, *site.shared_sources}
        for steps, record in context.walk(entry):
            if isinstance(record, Cites) and record.source is not None and record.source not in known:
                yield _unknown(context.at(entry, *steps, "source"), "unknown-source", record.source, known)
        if isinstance(entry, Chapter):
            for lang, body in entry.bodies.items():
                for found in prose.asked(body):
                    if found.kind == "citation" and found.value not in known:
                        yield _unknown(_in_body(context, entry, lang, found), "unknown-source", found.value, known)


def unused_source(context: Context) -> Iterator[Problem]:
    """A source that is listed supports something."""
    for entry in context.site.entries:
        used = {record.source for _, record in context.walk(entry) if isinstance(record, Cites)}
        if isinstance(entry, Chapter):
            used |= {key for body in entry.bodies.values() for key in prose.citations(body)}
        for key in entry.sources:
            if key not in used:
                place = context.at(entry, "sources", key, key=True)
                yield problem(place, "unused-source", Level.WARNING, found=key)


def hires_from_agrees(context: Context) -> Iterator[Problem]:
    """`hires_from` names places exactly when its scope is `places`; only such a list can be exhaustive."""
    for entry in context.site.entries:
        for steps, claim in context.walk(entry):
            if not isinstance(claim, Reach):
                continue
            if claim.scope is Scope.PLACES and not claim.places:
                yield problem(context.at(entry, *steps), "hires-from-places")
            elif claim.scope is not Scope.PLACES and (claim.places or claim.exhaustive):
                yield problem(context.at(entry, *steps, "scope"), "hires-from-scope", found=claim.scope)


def pay_in_order(context: Context) -> Iterator[Problem]:
    """A pay claim has a figure, and its low end is not above its high end."""
    for entry in context.site.entries:
        for steps, claim in context.site.claims(entry):
            if isinstance(claim, Pay):
                if claim.low is None and claim.high is None:
                    yield problem(context.at(entry, *steps), "pay-without-figure")
                elif claim.low is not None and claim.high is not None and claim.low > claim.high:
                    yield problem(
                        context.at(entry, *steps, "low"),
                        "pay-order",
                        low=f"{claim.low:.15g}",
                        high=f"{claim.high:.15g}",
                    )


# ---------------------------------------------------------------- references


def unknown_place(context: Context) -> Iterator[Problem]:
    """A place is an ISO 3166-1 alpha-2 code or one of the groups of data/places.yaml."""
    known = context.site.places.known
    for entry in context.site.entries:
        for steps, record in context.walk(entry):
            if not isinstance(record, Reach | Contract | Opening):
                continue
            lists = {"places": record.places} | ({"except": record.excepted} if isinstance(record, Reach) else {})
            for name, places in lists.items():
                for index, place in enumerate(places):
                    if place not in known:
                        yield _unknown(context.at(entry, *steps, name, index), "unknown-place", place, known)


def unknown_role(context: Context) -> Iterator[Problem]:
    """The roles that an entry names exist in data/jobs.yaml."""
    known = {key.removeprefix("roles/") for key in context.loaded.named if key.startswith("roles/")}
    for entry in context.site.entries:
        name = "related" if isinstance(entry, Role) else "roles"
        for index, role in enumerate(getattr(entry, name, ())):
            if role not in known:
                yield _unknown(context.at(entry, name, index), "unknown-role", role, known)


def unknown_entry(context: Context) -> Iterator[Problem]:
    """A link by id, and what a removed entry sends readers to, exist."""
    known = context.addresses.keys | context.loaded.named
    for entry in context.site.entries:
        for index, key in enumerate(entry.removed.instead if entry.removed else ()):
            if key not in known:
                yield _unknown(context.at(entry, "removed", "instead", index), "unknown-entry", key, known)
        if isinstance(entry, Chapter):
            for lang, body in entry.bodies.items():
                for found in prose.asked(body):
                    key = found.value.partition("#")[0]
                    if found.kind == "link" and key not in known:
                        yield _unknown(_in_body(context, entry, lang, found), "unknown-entry", key, known)


def reused_id(context: Context) -> Iterator[Problem]:
    """An id is never used again: no former id is the id, or a former id, of another entry."""
    taken = {entry.key: entry for entry in context.site.entries}
    for entry in context.site.entries:
        for index, former in enumerate(entry.former_ids):
            key = f"{entry.collection}/{former}" if entry.collection != "chapters" else former
            if key in taken:
                place = context.at(entry, "former_ids", index)
                yield problem(place, "duplicate-id", found=former, other=context.at(taken[key], "id"))
            taken[key] = entry


def same_address(context: Context) -> Iterator[Problem]:
    """Two pages never share an address, and no page stands where another one stood before."""
    seen: dict[str, str] = {}
    for key in sorted(context.addresses.keys):
        for lang in LANGUAGES:
            path = context.addresses.url(key, lang)
            if path in seen:
                entry = next((entry for entry in context.site.entries if entry.key == key), None)
                place = context.at(entry) if entry else Place("content")
                yield problem(place, "same-address", found=path or "/", other=seen[path])
            seen.setdefault(path, key)
    for former in former_addresses(context.site):
        if former.url in seen:
            place = context.at(former.entry, "former_ids" if former.entry.former_ids else "former_slugs", key=True)
            yield problem(place, "same-address", found=former.url, other=seen[former.url])
        seen[former.url] = former.entry.key


# ---------------------------------------------------------------- duplicates


def same_domain(context: Context) -> Iterator[Problem]:
    """An organisation has one entry in a collection: no two entries have their website under one registered domain."""
    for entries in _oldest_first(context.site):
        sites = [(entry, entry.website) for entry in entries if isinstance(entry, Employer | Platform)]
        for (first, other), domain in duplicates.same_site(sites):
            place, there = context.at(other, "website"), context.at(first, "website")
            yield problem(place, "same-domain", found=domain, name=first.title(LANGUAGES[0]), other=there)


def near_name(context: Context) -> Iterator[Problem]:
    """Two entries of a collection with nearly the same name may be one: a question, not an error."""
    for entries in _oldest_first(context.site):
        for first, other in duplicates.near_name((entry, entry.title(LANGUAGES[0])) for entry in entries):
            place, there = context.at(other, "name"), context.at(first, "name")
            names = {"found": other.title(LANGUAGES[0]), "name": first.title(LANGUAGES[0])}
            yield problem(place, "near-name", Level.WARNING, **names, other=there)


def _oldest_first(site: Site) -> Iterator[list[Entry]]:
    """The entries of each collection of facts; of two that may be one, the later is the one to look at."""
    for entries in (site.roles, site.employers, site.platforms):
        yield sorted(entries, key=lambda entry: (entry.added, entry.id))


# ---------------------------------------------------------------- time


_DATED = frozenset({"added", "date", "as_of"})


def future_date(context: Context) -> Iterator[Problem]:
    """No event and no evidence lies more than a day ahead of today (somewhere it is tomorrow already)."""
    latest = context.today + timedelta(days=1)
    for entry in context.site.entries:
        for steps, record in context.walk(entry):
            for name in _DATED.intersection(type(record).__pydantic_fields__):
                value = getattr(record, name)
                day = value.earliest if isinstance(value, PartialDate) else value
                if isinstance(day, date) and day > latest:
                    yield problem(
                        context.at(entry, *steps, name), "future-date", field=name, found=value, today=context.today
                    )


def event_order(context: Context) -> Iterator[Problem]:
    """Changes have ids of their own that no other event uses, and nothing happens before an entry is added."""
    for entry in context.site.entries:
        removed, restored = entry.removed, entry.restored
        seen = {"added", *(event.id for event in (removed, restored) if event)}
        if removed is None or removed.id == "removed":  # else it left before, and its changes tell of that
            seen |= {"removed", "restored"}
        for index, change in enumerate(entry.changes):
            if change.id in seen:
                yield problem(context.at(entry, "changes", index, "id"), "duplicate-change", found=change.id)
            seen.add(change.id)
            if change.date < entry.added:
                yield problem(
                    context.at(entry, "changes", index, "date"), "event-before-added",
                    found=change.date, added=entry.added,
                )  # fmt: skip
        for name, event in (("removed", removed), ("restored", restored)):
            if event and event.date < entry.added:
                yield problem(
                    context.at(entry, name, "date"), "event-before-added", found=event.date, added=entry.added
                )
        if entry.restored and not entry.removed:
            yield problem(context.at(entry, "restored", key=True), "restored-not-removed")


# ---------------------------------------------------------------- languages and words


def missing_translation(context: Context) -> Iterator[Problem]:
    """Every text is written in Spanish and in English before it is published."""
    for entry in context.site.entries:
        for steps, record in context.walk(entry):
            if isinstance(record, Text):
                for lang in LANGUAGES:
                    if not record.has(lang):
                        place = context.at(entry, *steps)
                        yield problem(place, "missing-translation", Level.WARNING, field=dotted(steps), lang=lang)


def words_in_step(context: Context) -> Iterator[Problem]:
    """Both languages of templates/words/ have the same keys."""
    trees = {lang: keys(words.tree) for lang, words in context.loaded.words.items()}
    for lang in LANGUAGES:
        for key in sorted(set().union(*trees.values()) - trees[lang]):
            yield problem(Place(f"templates/words/{lang}.yaml"), "missing-word", found=key)


# ---------------------------------------------------------------- chapters


def chapter_asks_right(context: Context) -> Iterator[Problem]:
    """A chapter is Markdown: no raw HTML, no second title, and only placeholders of the closed list."""
    for chapter in context.site.chapters:
        for lang, body in chapter.bodies.items():
            for found in prose.asked(body):
                place = _in_body(context, chapter, lang, found)
                if found.kind == "html":
                    yield problem(place, "raw-html")
                elif found.kind == "heading":
                    yield problem(place, "second-title")
                elif found.kind == "placeholder" and found.value not in prose.PLACEHOLDERS:
                    yield _unknown(place, "unknown-placeholder", found.value, prose.PLACEHOLDERS)
                elif found.kind == "placeholder" and found.value.startswith("salaries:") and not context.site.salaries:
                    yield problem(Place(OWN), "missing-file")


# ---------------------------------------------------------------- criteria: what it takes to be listed


def employer_evidence(context: Context) -> Iterator[Problem]:
    """An employer has at least one sourced claim about remote work: its policy, who may apply, or a past opening."""
    for employer in context.site.employers:
        if not (employer.remote.is_published or employer.hires_from.is_published or employer.openings_seen):
            yield problem(context.at(employer, "id"), "employer-evidence", found=employer.id)


def employer_ai_work(context: Context) -> Iterator[Problem]:
    """An employer has a sourced sign of AI or data work."""
    for employer in context.site.employers:
        if not employer.ai_work:
            yield problem(context.at(employer, "id"), "employer-ai-work", found=employer.id)


def platform_evidence(context: Context) -> Iterator[Problem]:
    """A platform has at least two sourced claims about fees, entry, payment, countries or risks."""
    for platform in context.site.platforms:
        published = [claim for _, claim in context.site.claims(platform) if claim.is_published and claim.source]
        if len(published) < 2:
            yield problem(context.at(platform, "id"), "platform-evidence", found=platform.id)


def role_codes(context: Context) -> Iterator[Problem]:
    """A role has its ESCO code, or says in words that the classification does not know it."""
    for role in context.site.roles:
        esco = role.codes.esco
        if (esco is None or esco.match == "related") and role.codes.absent is None:
            yield problem(context.at(role, "codes"), "role-codes", found=role.id)


# What the criteria page prints, collection by collection: the laws that entries must pass to be listed.
CRITERIA: dict[str, tuple[str, ...]] = {
    "employers": ("employer-evidence", "employer-ai-work", "claim-without-source", "future-date"),
    "platforms": ("platform-evidence", "claim-without-source", "future-date"),
    "roles": ("role-codes", "claim-without-source"),
}

RULES: tuple[Rule, ...] = (
    claim_without_source, unknown_source, unused_source, hires_from_agrees, pay_in_order,
    unknown_place, unknown_role, unknown_entry, reused_id, same_address, same_domain, near_name,
    future_date, event_order, missing_translation, words_in_step, chapter_asks_right,
    employer_evidence, employer_ai_work, platform_evidence, role_codes,
)  # fmt: skip


def _unknown(place: Place, rule: str, found: str, known: Iterable[str]) -> Problem:
    return problem(place, rule, found=found, near=nearest(found, known))


def _in_body(context: Context, chapter: Chapter, lang: str, found: prose.Asked) -> Place:
    path = context.loaded.origins[f"{chapter.key}@{lang}"].document.path
    return Place(path, context.loaded.body_lines[path] + found.line, found.column + 1)
