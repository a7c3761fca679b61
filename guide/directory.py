"""The lists of employers and platforms: what readers can filter by, and what each entry answers to it.

Every answer is worked out here, when the site is built; the page's script only looks it up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from markupsafe import Markup

from guide import hours
from guide.eligibility import contracts_in
from guide.escape import script_data
from guide.freshness import Freshness
from guide.model import ContractRoute, Employer, Entry, HoursRule, Platform, RemotePolicy
from guide.view import View

ROUTES = tuple(route for route in ContractRoute if route is not ContractRoute.UNPUBLISHED)
POLICIES = tuple(policy for policy in RemotePolicy if policy is not RemotePolicy.UNPUBLISHED)
FREE, FITS, ASKED = "free", "fits", "asked"  # hours: not fixed, fit into the country's day, fixed in some way
SAID = ("any", "relax", "relax_unpublished", "zero", "count", "count_unpublished", "count_hidden", "copied",
        "not_copied", "here", "hours_here", "country_page")  # fmt: skip


@dataclass(frozen=True)
class Facet:
    """One thing to filter by: its name in the address, and the values with what people read."""

    name: str
    label: str
    options: Sequence[tuple[str, str]]


def directory(view: View, collection: str) -> Directory:
    """The list of a collection's entries, for its template."""
    return Directory(view, collection)


@dataclass(frozen=True)
class Directory:
    """A collection as its list shows it. Answers are columns, one value an entry, in the order of the rows."""

    view: View
    collection: str

    @cached_property
    def entries(self) -> list[Employer | Platform]:
        found = self.view.present(self.collection)
        return [entry for entry in found if isinstance(entry, Employer | Platform)]

    @cached_property
    def facets(self) -> list[Facet]:
        """What there is to filter by; what no entry has a value for is left out, and so are values that none has."""
        say, view = self.view.say, self.view
        known = {name: {value for values in column for value in values} for name, column in self.columns.items()}
        named: dict[str, Iterable[tuple[str, str]]] = {
            "role": [(role.id, role.title(view.lang)) for role in view.present("roles") if isinstance(role.id, str)],
            "remote": [(policy, say(f"remote.{policy}")) for policy in POLICIES],
            "contract": [(route, say(f"contract.{route}")) for route in ROUTES],
            "kind": sorted(((kind, say(f"{self._kinds}.{kind}")) for kind in known["kind"]), key=lambda pair: pair[1]),
            "lang": [(code, view.language_name(code)) for code in sorted(known["lang"])],
            "fresh": [(state, say(f"directory.fresh_{state}")) for state in (Freshness.FRESH, Freshness.STALE)],
        }
        countries = [(code.lower(), view.place(code)) for code in view.in_order(view.guide.countries)]
        found = [Facet("from", say("directory.from"), countries)]
        for name in self.columns:
            options = [pair for pair in named.get(name, ()) if pair[0] in known[name]]
            if name == "hours":
                options = [(FREE, say("directory.hours_free")), (FITS, say("directory.hours_fits"))]
            if options:
                found.append(Facet(name, say(f"directory.{name}"), options))
        return found

    @cached_property
    def columns(self) -> Mapping[str, list[tuple[str, ...]]]:
        """The values of each entry for each facet that does not depend on the country; none is "not published"."""
        columns: dict[str, Callable[[Any], tuple[str, ...]]] = {"role": lambda entry: entry.roles}
        if self.collection == "employers":
            columns |= {"remote": _policy, "contract": _routes, "hours": _hours}
        columns |= {"kind": lambda entry: (entry.kind,), "lang": _languages, "fresh": self._fresh}
        return {name: [values(entry) for entry in self.entries] for name, values in columns.items()}

    @property
    def data(self) -> Markup:
        """What the page's script looks up, as JSON."""
        view = self.view
        codes = view.in_order(view.guide.countries)
        profiles: dict[tuple[str, ...], int] = {}
        zones: dict[str, list[str]] = {}
        rows = [profiles.setdefault(self._profile(entry, codes), len(profiles)) for entry in self.entries]
        asked = [_zone(entry) for entry in self.entries]
        for zone in dict.fromkeys(filter(None, asked)):
            zones[zone] = [view.common_hours(code, zone) for code in codes]
        return script_data(
            {
                "columns": {name: [" ".join(each) for each in column] for name, column in self.columns.items()},
                "routes": list(ROUTES),
                "profiles": [list(profile) for profile in profiles],
                "profile": rows,
                "zones": list(zones.values()),
                "zone": [list(zones).index(zone) if zone else -1 for zone in asked],
                "age": [self._age(entry) for entry in self.entries],
                "pages": [str(view.link(f"from/{code.lower()}")) for code in codes],
                "answers": {answer[0]: view.say(f"answer.{answer}") for answer in ("yes", "no", "unpublished")},
                "words": {name: view.say(f"directory.{name}") for name in SAID}
                | {name: view.say(f"compare.{name}") for name in ("go", "picked", "one_more", "most")},
            }
        )

    def _profile(self, entry: Employer | Platform, codes: Sequence[str]) -> tuple[str, ...]:
        """An entry's answers for each country, a character each: may one apply, by what contract, do hours fit."""
        answers, year = self.view.guide.answers, self.view.guide.today.year
        may = "".join(answers[entry.key, code][0] for code in codes)
        if not isinstance(entry, Employer):
            return (may,)
        routes = "".join(map(str, _routes_by_country(entry, codes, self.view)))
        fit = "".join(hours.fits(entry.hours, code, year)[0] for code in codes)
        return may, routes, fit

    def _fresh(self, entry: Employer | Platform) -> tuple[str, ...]:
        found = self.view.oldest(entry)
        state = self.view.freshness(entry, found[0]) if found else Freshness.UNDATED
        return () if state == Freshness.UNDATED else (state,)

    def _age(self, entry: Employer | Platform) -> int:
        """The day of an entry's oldest key fact as a number; 0 when it has none."""
        found = self.view.oldest(entry)
        return (found[1].earliest - date(2000, 1, 1)).days if found and found[1] else 0

    @property
    def _kinds(self) -> str:
        return f"{self.collection.removesuffix('s')}_kind"

    def terms(self, entry: Employer) -> Iterator[tuple[str, bool]]:
        """An employer's contract routes and hours in few words, and whether they are published."""
        say = self.view.say
        routes = [say(f"contract.{route}") for route in _routes(entry)]
        yield (self.view.listed(routes), True) if routes else (say("directory.no_contract"), False)
        stated = [shown for claim, shown in self.view.hours(entry) if claim.is_published]
        yield ("; ".join(stated), True) if stated else (say("directory.no_hours"), False)


def _policy(entry: Employer) -> tuple[str, ...]:
    return (entry.remote.value,) if entry.remote.is_published else ()


def _routes(entry: Employer) -> tuple[str, ...]:
    stated = {claim.value for claim in entry.contract}
    return tuple(route for route in ROUTES if route in stated)


def _routes_by_country(entry: Employer, codes: Sequence[str], view: View) -> Iterator[int]:
    """The routes stated for each country: a bit each, in the order of ROUTES."""
    for code in codes:
        here = {claim.value for claim in contracts_in(entry, code, view.site.places)}
        yield sum(1 << bit for bit, route in enumerate(ROUTES) if route in here)


def _hours(entry: Employer) -> tuple[str, ...]:
    stated = {claim.value for claim in entry.hours if claim.is_published}
    if not stated:
        return ()
    return (FREE,) if stated <= {HoursRule.ASYNC, HoursRule.FLEXIBLE} else (ASKED,)


def _languages(entry: Employer | Platform) -> tuple[str, ...]:
    stated = entry.language if isinstance(entry, Employer) else entry.languages
    return tuple(dict.fromkeys(claim.language for claim in stated))


def _zone(entry: Entry) -> str | None:
    """The zone in which an employer first asks for hours."""
    asked = hours.asked(entry.hours) if isinstance(entry, Employer) else ()
    return next((claim.zone for claim in asked), None)
