"""The site as one page in one language sees it: everything that templates may call."""

from __future__ import annotations

import html
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache, cached_property, partial
from typing import Any, TypeVar
from urllib.parse import urlencode, urlsplit

import tzdata
from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.lists import format_list
from markupsafe import Markup

from guide import headlines, prose, rules, topics
from guide.addresses import LOCAL, PREFIX, SOURCE_PAGES, Addresses, countries_with_page, source_line, source_shelf
from guide.eligibility import Answer, answer, eligibility
from guide.escape import front_matter, markdown_text
from guide.events import Event, events
from guide.freshness import LIMITS, Freshness, Overdue, freshness, months_between, overdue
from guide.glossary import Glossary
from guide.hours import ABROAD, Common, asked, city, common, widest, zones
from guide.load import Loaded
from guide.model import (
    Chapter,
    Claim,
    Contract,
    Employer,
    Entry,
    Hours,
    Language,
    OfficialLink,
    Opening,
    PartialDate,
    Pay,
    Platform,
    Role,
    Scope,
    Score,
    Site,
    Source,
    Statement,
    Term,
)  # fmt: skip
from guide.report import open_message
from guide.topics import Topic
from guide.typography import figure
from guide.words import LANGUAGES, Words

T = TypeVar("T")

FEW_PLACES = 4  # more than this many are counted on cards, and named on the page
# The rule that starts each group of the page of rules.
RULE_GROUPS = {
    "file-too-large": "form", "unread-file": "files", "unknown-key": "fields", "claim-without-source": "claims",
    "unknown-placeholder": "chapters", "employer-evidence": "criteria", "id-vanished": "published",
    "id-gone": "proposed", "link-gone": "outside", "engine-failed": "built",
}  # fmt: skip
BEFORE_SIGNING = ("guide/contracts", "guide/getting-paid", "guide/scams", "guide/salaries")  # from a country's page
FEW_CITIES = 3  # a zone is named by so many of its cities


@dataclass(frozen=True)
class Guide:
    """What every page is made from: the site, its words, the day, the repository when it is known, and where the site
    will live."""

    site: Site
    words: Mapping[str, Words]
    today: date
    repository: str | None = None
    site_url: str = LOCAL
    files: Mapping[str, str] = field(default_factory=dict)  # where each entry is written; of chapters also `key@lang`
    examples: Mapping[str, str] = field(default_factory=dict)  # a whole made-up file of each kind

    @classmethod
    def of(cls, loaded: Loaded, today: date, repository: str | None = None, site_url: str = LOCAL) -> Guide:
        """The guide that could be read; ValueError when its settings or places could not."""
        if loaded.site is None:
            raise ValueError("there is no site to show")
        files = {key: origin.document.path for key, origin in loaded.origins.items()}
        return cls(loaded.site, loaded.words, today, repository, site_url, files, loaded.examples)

    @cached_property
    def addresses(self) -> Addresses:
        return Addresses.of(self.site)

    @cached_property
    def events(self) -> list[Event]:
        return events(self.site)

    @cached_property
    def countries(self) -> list[str]:
        return countries_with_page(self.site)

    @cached_property
    def topics(self) -> list[Topic]:
        return topics.topics(self.site, self.countries)

    @cached_property
    def by_topic(self) -> dict[str, list[Event]]:
        """The events of each topic by its key."""
        return topics.by_topic(self.site, self.countries, self.events)

    @cached_property
    def page_topics(self) -> Mapping[str, tuple[Topic, ...]]:
        return topics.of_pages(self.topics, self.site)

    @cached_property
    def entries(self) -> dict[str, Entry]:
        return {entry.key: entry for entry in self.site.entries}

    @cached_property
    def made(self) -> dict[Any, Any]:
        """What pages share and need not be made again for each."""
        return {}

    @cached_property
    def answers(self) -> dict[tuple[str, str], str]:
        """The answer of each entry for each Spanish-speaking country and each country with a page."""
        entries: tuple[Employer | Platform, ...] = (*self.site.employers, *self.site.platforms)
        places = self.site.places
        return {(e.key, code): answer(e.hires_from, code, places).value for e in entries for code in self.countries}


@cache
def _locale(lang: str) -> Locale:
    return Locale(lang)


def sort_key(text: str) -> str:
    """Alphabetical order that ignores case and accents, whatever the machine's locale."""
    return fold(text).casefold()


def fold(text: str) -> str:
    """Text without its accents: `anotación` -> `anotacion`."""
    if text.isascii():
        return text
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


# The issue forms of the repository: .github/ISSUE_TEMPLATE, where their names are those of templates/words/.
ISSUE_FORMS = {
    lang: {
        what: f"{n}-{lang}-{what}.yml" for n, what in enumerate(("correct", "employer", "platform", "report"), first)
    }
    for lang, first in (("es", 1), ("en", 5))
}


def edit_url(repository: str | None, path: str | None) -> str | None:
    """Where a file is edited, when the repository's address is known."""
    return f"https://github.com/{repository}/edit/main/{path}" if repository and path else None


def _linked(text: Markup, address: str | None) -> Markup:
    return Markup(f'<a href="{address}">{text}</a>') if address else text


@dataclass(frozen=True)
class View:
    """The site as one page in one language sees it: what templates call."""

    guide: Guide
    lang: str
    key: str

    # ------------------------------------------------------------ words and form

    @property
    def site(self) -> Site:
        return self.guide.site

    @property
    def locale(self) -> Locale:
        return _locale(self.lang)

    def say(self, key: str, **values: object) -> str:
        return self.guide.words[self.lang].say(key, **values)

    def head(self, title: str, description: str, **more: Any) -> Markup:
        """Front matter of this page: what the theme needs to write its head."""
        addresses = self.guide.addresses
        alternates = {lang: addresses.url(self.key, lang) for lang in LANGUAGES}
        feeds = [{"title": self.feed_title(topic), "path": f"{topic.file(self.lang)}.xml"} for topic in self.topics()]
        head = {"head_title": title, "description": description, "alternates": alternates, "feeds": feeds}
        # the index is ours (search.py), not the engine's
        return front_matter({**head, "search": {"exclude": True}, **more})

    def link(self, key: str) -> Markup:
        """The address of another page, from this one."""
        page, _, anchor = key.partition("#")
        address = self.guide.addresses.relative(page, self.lang, start=self.key)
        return Markup(address + (f"#{anchor}" if anchor else ""))

    def filtered(self, collection: str, code: str) -> Markup:
        """The address of a directory that shows a country's answers."""
        return Markup(f"{self.link(collection)}?from={code.lower()}")

    def listed(self, items: Iterable[str]) -> str:
        """`a, b y c`."""
        return format_list(list(items), locale=self.locale)

    def number(self, value: float) -> str:
        return self._once(("number", value), lambda: figure(value, self.locale))

    def dated(self, written: str) -> str:
        """A day that a template names, in words; none is `sin fecha`."""
        return self.day(date.fromisoformat(written)) if written else self.say("evidence.undated")

    def day(self, value: date) -> str:
        return self._once(("day", value), lambda: format_date(value, "long", locale=self.locale))

    def month(self, value: date) -> str:
        return self._once(("month", value), lambda: str(format_skeleton("yMMMM", value, locale=self.locale)))

    def when(self, value: PartialDate) -> str:
        """`abril de 2026`: no more exact than the source."""
        if value.precision == "year":
            return str(value.earliest.year)
        return self.month(value.earliest) if value.precision == "month" else self.day(value.earliest)

    def age(self, value: PartialDate) -> str:
        """`hace 7 meses`: how old evidence is, in words."""
        months = int(months_between(value.earliest, self.guide.today))
        if months < 1:
            return self.say("age.now")
        if months < 24:
            return self.say("age.month" if months == 1 else "age.months", count=months)
        return self.say("age.years", count=months // 12)

    def language_name(self, code: str) -> str:
        return str(self.locale.languages[code])

    # ------------------------------------------------------------ places

    def place(self, code: str) -> str:
        """The name of a country or a group."""
        return self.site.places.name(code, self.lang)

    def places(self, codes: Iterable[str]) -> str:
        """Countries and groups by name, as a list in words."""
        codes = tuple(codes)
        return self._once(("places", codes), lambda: self.listed(map(self.place, self.in_order(codes))))

    def in_order(self, codes: Iterable[str]) -> list[str]:
        """Country codes by their names."""
        return sorted(codes, key=lambda code: sort_key(self.place(code)))

    def spanish_speaking(self) -> list[str]:
        """The Spanish-speaking countries by their names."""
        return self._once("spanish_speaking", lambda: self.in_order(self.site.places.spanish_speaking))

    def answers(self, entry: Employer | Platform) -> dict[str, list[str]]:
        """The Spanish-speaking countries by what the entry's evidence answers for them."""
        found: dict[str, list[str]] = {answer.value: [] for answer in Answer}
        for code in self.spanish_speaking():
            found[self.guide.answers[entry.key, code]].append(code)
        return found

    def by_answer(self, collection: str, code: str) -> dict[str, list[Entry]]:
        """The entries of a collection by what their evidence answers for a country."""
        found: dict[str, list[Entry]] = {answer.value: [] for answer in Answer}
        for entry in self.present(collection):
            found[self.guide.answers[entry.key, code]].append(entry)
        return found

    def fresh_first(self, entries: Iterable[Employer | Platform]) -> list[Employer | Platform]:
        """Those whose answer still holds before those to be re-checked and the undated; each in the order they come."""
        order = list(Freshness)
        return sorted(entries, key=lambda entry: order.index(Freshness(self.freshness(entry, entry.hires_from))))

    def seen_in(self, code: str) -> list[tuple[Employer, list[Opening]]]:
        """Employers whose own claims leave the country open, with their past openings that named it."""
        found = []
        for entry in self.by_answer("employers", code)[Answer.UNPUBLISHED]:
            assert isinstance(entry, Employer)
            openings = [o for o in entry.openings_seen if code in self.site.places.members(o.places)]
            if openings:
                found.append((entry, openings))
        return found

    def before_signing(self, code: str) -> list[tuple[str, str]]:
        """Chapters to read before signing from a country, by key and title; at its own heading where there is one."""
        chapters = [entry for key in BEFORE_SIGNING if isinstance(entry := self.guide.entries.get(key), Chapter)]
        anchor = code.lower()
        return [
            (
                f"{each.key}#{anchor}" if f"{{ #{anchor} }}" in each.bodies[self.lang] else each.key,
                each.title(self.lang),
            )
            for each in chapters
            if not each.is_gone
        ]

    def places_short(self, codes: list[str]) -> str:
        """The names of a few places, or how many there are."""
        return self.places(codes) if len(codes) <= FEW_PLACES else self.say("scope.places_count", count=len(codes))

    def hires_from(self, entry: Employer | Platform) -> str:
        """The claim on who may apply, every place named."""
        claim = entry.hires_from
        if claim.scope is Scope.UNPUBLISHED:
            return self.say("scope.unpublished")
        if claim.scope is Scope.WORLDWIDE:
            but = self.places(claim.excepted)
            return self.say("scope.worldwide_except", places=but) if but else self.say("scope.worldwide")
        said = self.say("scope.only" if claim.exhaustive else "scope.listed", places=self.places(claim.places))
        return f"{said}. {self.say('scope.except', places=self.places(claim.excepted))}" if claim.excepted else said

    def hires_from_short(self, entry: Employer | Platform) -> str:
        """The same in the space of a card."""
        claim = entry.hires_from
        if claim.scope is not Scope.PLACES or len(claim.places) <= FEW_PLACES:
            return self.hires_from(entry) if len(claim.excepted) <= FEW_PLACES else self.say("scope.worldwide_but")
        return self.say("scope.only_count" if claim.exhaustive else "scope.listed_count", count=len(claim.places))

    # ------------------------------------------------------------ entries and claims

    def present(self, collection: str) -> list[Entry]:
        """Entries that are not gone, by title."""
        return self._once(("present", collection), lambda: self._present(collection))

    def _present(self, collection: str) -> list[Entry]:
        found = [entry for entry in getattr(self.site, collection) if not entry.is_gone]
        return sorted(found, key=lambda entry: sort_key(entry.title(self.lang)))

    def _once(self, key: object, make: Callable[[], T]) -> T:
        """What `make` gives, made once a language."""
        made: dict[object, T] = self.guide.made
        found = made.get((self.lang, key))
        if found is None:
            found = made[self.lang, key] = make()
        return found

    def entry(self, key: str) -> Entry:
        return self.guide.entries[key]

    def source(self, entry: Entry, key: str | None) -> Source | None:
        return self.site.source(entry, key)

    def date_of(self, entry: Entry, claim: Claim | Opening | Score) -> PartialDate | None:
        return self.site.date_of(entry, claim)

    def evidence(self, entry: Entry, claim: Claim | Opening | Score, *, tools: bool = True) -> Markup:
        """Where a claim comes from, how old that is in words, and a mark when it should be read again; with tools, also
        links to report and to mend it."""
        source = self.source(entry, claim.source)
        if source is None:
            return Markup("")
        dated = self.date_of(entry, claim)
        state = self.freshness(entry, claim) if isinstance(claim, Claim) else None
        # on pages of entries the class of a source leads to its line; lists of many entries do without
        line = self.source_link(entry, claim.source) if tools else None
        said = self._once((id(source), dated, state, line), lambda: self._evidence(source, dated, state, line))
        return Markup(f'<span class="evidence">{said}{self._claim_tools(entry, claim) if tools else ""}</span>')

    def shared_evidence(self, entry: Employer | Platform, code: str) -> Markup:
        """The evidence of all that an entry states for a country, when it is one and the same; else nothing."""
        found = eligibility(entry, code, self.site.places)
        stated = [entry.hires_from, *found.contracts, *asked(found.hours)]
        said = {self.evidence(entry, claim, tools=False) for claim in stated if claim.is_published}
        return said.pop() if len(said) == 1 else Markup("")

    def _claim_tools(self, entry: Entry, claim: Claim | Opening | Score) -> str:
        """Links to report and to mend one claim, when the repository is known."""
        if not self.guide.repository:
            return ""
        about = claim.claim_kind.value if isinstance(claim, Claim) else type(claim).__name__.lower()
        links = ((self.issue_url(entry, about), "site.report"), (self.edit_url(entry), "site.edit_claim"))
        shown = (f'<a class="mend" href="{markdown_text(str(url))}">{self.say(word)}</a>' for url, word in links)
        return " " + " ".join(shown)

    def source_link(self, entry: Entry, key: str | None) -> Markup | None:
        """The address of the line of a source on the pages of sources, from this page."""
        return self.link(source_line(entry, key)) if key else None

    def shelf_word(self, words: str, shelf: str) -> str:
        """What a page of sources is called, or about, out of some words; those of employers by their letter."""
        collection, _, letter = shelf.partition("-")
        return self.say(f"{words}{collection}", letter="0–9" if letter == "0" else letter.upper())

    def sources_link(self, entry: Entry) -> Markup:
        """The address of an entry's sources on the pages of sources, from this page."""
        return self.link(f"{SOURCE_PAGES[source_shelf(entry)]}#{entry.id}")

    def _evidence(self, source: Source, dated: PartialDate | None, state: str | None, line: str | None) -> Markup:
        foreign = f' hreflang="{source.lang}"' if source.lang and source.lang != self.lang else ""
        title = f'<a href="{markdown_text(source.url)}"{foreign}>{markdown_text(source.title)}</a>'
        publisher = f", {markdown_text(source.publisher)}" if source.publisher not in (None, source.title) else ""
        kind = _linked(markdown_text(self.say(f"source_kind.{source.kind}")), line)
        when = f"{self.when(dated)}, {self.age(dated)}" if dated else self.say("evidence.undated")
        mark = f" {self.badge(state)}" if state not in (None, Freshness.FRESH) else ""
        according = markdown_text(self.say("evidence.according"))
        said = f"{according} {title}{publisher} ({kind}), {markdown_text(when)}{mark}"
        return Markup(said)

    def badge(self, state: str) -> Markup:
        """The freshness of a claim, in words."""
        return Markup(f'<span class="badge badge-{state}">{markdown_text(self.say(f"freshness.{state}"))}</span>')

    def freshness(self, entry: Entry, claim: Claim) -> str:
        return freshness(self.date_of(entry, claim), claim.claim_kind, self.guide.today).value

    def cited(self, entry: Entry) -> list[tuple[str, Source]]:
        """Sources of an entry in the order of their first use in the file."""
        return list(entry.sources.items())

    def oldest(self, entry: Employer | Platform) -> tuple[Claim, PartialDate | None] | None:
        """The claim that most needs a second look among those that decide whether to apply."""
        weighty = [c for c in (getattr(entry, "remote", None), entry.hires_from) if c and c.is_published]
        dated = [(claim, self.date_of(entry, claim)) for claim in weighty]
        return min(dated, key=lambda pair: pair[1].earliest if pair[1] else date.min, default=None)

    def plain_summary(self, entry: Entry) -> str:
        return entry.description(self.lang)

    def titles(self, role: Role) -> str:
        """The full forms that people search for: `científica de datos o científico de datos`."""
        return format_list(list(role.titles.es if self.lang == "es" else role.titles.en), "or", locale=self.locale)

    def hiring(self, role: Role) -> list[Entry]:
        """Employers with evidence of having hired for a role."""
        return [entry for entry in self.present("employers") if role.id in getattr(entry, "roles", ())]

    def front_employers(self, count: int) -> list[Entry]:
        """Employers that answer yes for most Spanish-speaking countries; those whose source has a date come first."""

        def rank(entry: Entry) -> tuple[bool, int, int, str]:
            assert isinstance(entry, Employer)
            dated = self.date_of(entry, entry.hires_from)
            yes = len(self.answers(entry)[Answer.YES])
            return dated is None, -yes, -(dated.earliest.toordinal() if dated else 0), sort_key(entry.name)

        return sorted(self.present("employers"), key=rank)[:count]

    # ------------------------------------------------------------ claims as (claim, what to show)

    def contracts(self, entry: Employer) -> list[tuple[Contract, str]]:
        return [(claim, self._contract(claim)) for claim in entry.contract]

    def contracts_for(self, entry: Employer | Platform, code: str) -> list[tuple[Contract, str]]:
        """The contract routes that an employer states for a country."""
        return [(claim, self._contract(claim)) for claim in eligibility(entry, code, self.site.places).contracts]

    def _contract(self, claim: Contract) -> str:
        route = self.say(f"contract.{claim.value}")
        return f"{route}: {self.places(claim.places)}" if claim.places else route

    def routes(self, entry: Employer) -> str:
        """The contract routes that an employer states, each once."""
        stated = dict.fromkeys(claim.value for claim in entry.contract if claim.is_published)
        return self.listed(self.say(f"contract.{route}") for route in stated) or self.say("evidence.none")

    def hours_short(self, entry: Employer) -> str:
        """What an employer states of its hours."""
        stated = (shown for claim, shown in self.hours(entry) if claim.is_published)
        return "; ".join(dict.fromkeys(stated)) or self.say("evidence.none")

    def hours(self, entry: Employer) -> list[tuple[Hours, str]]:
        return [(claim, self._hours(claim)) for claim in entry.hours]

    def _hours(self, claim: Hours) -> str:
        parts = [self.say(f"hours.{claim.value}")]
        if claim.hours is not None:
            parts.append(self.say("hours.count", count=self.number(claim.hours)))
        if claim.zone:
            parts.append(self.say("hours.zone", city=city(claim.zone, self.lang)))
        return ", ".join(parts)

    def hours_for(self, entry: Employer | Platform, code: str) -> list[tuple[Hours, str, str]]:
        """The hours that an employer asks for in a zone, and how many of them a 9-to-18 day in a country has."""
        stated = eligibility(entry, code, self.site.places).hours
        return [(claim, self._hours(claim), self.common_hours(code, claim.zone or "")) for claim in asked(stated)]

    def common_hours(self, code: str, there: str) -> str:
        """`4 h` or a range: the fewest and the most hours in common with a zone in a year, anywhere in a country."""
        return self._once(("common_hours", code, there), lambda: self._common_hours(code, there))

    def _common_hours(self, code: str, there: str) -> str:
        year = self.guide.today.year
        here = [group[0] for group in zones(code, year)]
        return self._common(widest(here, there, year)) if here else ""

    def time_zones(self) -> str:
        """The version of the time zone database that hours are worked out from."""
        return str(tzdata.IANA_VERSION)

    def abroad(self) -> tuple[str, ...]:
        """The words for the places that hours_table compares with."""
        return tuple(ABROAD)

    def hours_table(self, code: str) -> list[tuple[str, list[str]]]:
        """The zones of a country by their cities, with the hours in common with the places abroad."""
        year = self.guide.today.year
        groups = zones(code, year)
        rows = []
        for group in groups:
            shared = [self._common(common(group[0], there, year)) for there in ABROAD.values()]
            rows.append((self.say("hours.whole") if len(groups) == 1 else self._cities(group), shared))
        return rows

    def _common(self, found: Common) -> str:
        low, high = self.number(found.low), self.number(found.high)
        return self.say("hours.count", count=low) if low == high else self.say("hours.range", low=low, high=high)

    def _cities(self, group: tuple[str, ...]) -> str:
        names = [city(zone, self.lang) for zone in group]
        if len(names) <= FEW_CITIES + 1:
            return self.listed(names)
        return self.say("hours.cities", cities=", ".join(names[:FEW_CITIES]), count=len(names) - FEW_CITIES)

    def pays(self, entry: Employer) -> list[tuple[Claim, str]]:
        """Figures as the sources print them, then the policy on pay."""
        shown: list[tuple[Claim, str]] = [(claim, self._pay(claim)) for claim in entry.pay]
        return shown + ([(entry.pay_policy, entry.pay_policy.text[self.lang])] if entry.pay_policy else [])

    def _pay(self, claim: Pay) -> str:
        low, high = (self.number(value) if value is not None else None for value in (claim.low, claim.high))
        if low and high and low != high:
            figure = self.say("evidence.from_to", low=low, high=high)
        elif low and high:
            figure = low
        else:
            figure = self.say("pay.at_least", low=low) if low else self.say("pay.up_to", high=high)
        shown = f"{claim.currency} {figure} {self.say(f'pay.{claim.period}')} ({self.say(f'pay.{claim.basis}')})"
        return f"{shown}: {claim.for_whom[self.lang]}" if claim.for_whom else shown

    def spoken(self, languages: Iterable[Language]) -> list[tuple[Language, str]]:
        return [(c, self.language_name(c.language) + (f" {c.level}" if c.level else "")) for c in languages]

    def fees(self, entry: Platform) -> list[tuple[Claim, str]]:
        return [(fee, f"{self.say(f'fee.{fee.payer}')}: {fee.text[self.lang]}") for fee in entry.fees]

    def stated(self, items: Iterable[Statement]) -> list[tuple[Statement, str]]:
        return [(item, item.text[self.lang]) for item in items]

    # ------------------------------------------------------------ the repository

    def edit_url(self, entry: Entry) -> str | None:
        """Where the file of an entry is edited, when the repository's address is known."""
        files = self.guide.files
        return edit_url(self.guide.repository, files.get(f"{entry.key}@{self.lang}") or files.get(entry.key))

    def issue_url(self, entry: Entry, about: str = "") -> str | None:
        """Where an error in an entry, or in its claims of one kind, is reported: a form with the entry's key in it."""
        repository = self.guide.repository
        asked = {"template": ISSUE_FORMS[self.lang]["correct"], "title": entry.key, "entry": entry.key, "claim": about}
        return f"https://github.com/{repository}/issues/new?{urlencode(asked)}" if repository else None

    def repository_url(self, path: str) -> str | None:
        """An address in the repository, when it is known."""
        return f"https://github.com/{self.guide.repository}/{path}" if self.guide.repository else None

    # ------------------------------------------------------------ what to read again, what is gone

    def to_verify(self) -> list[tuple[Overdue, int]]:
        """Claims past their limit or undated, the oldest first, and how many alike an entry has."""
        counted: dict[object, tuple[Overdue, int]] = {}
        for found in self._once("overdue", lambda: overdue(self.site, self.guide.today)):
            alike = (found.entry.key, found.claim.claim_kind, found.claim.source, found.dated)
            first, count = counted.get(alike, (found, 0))
            counted[alike] = first, count + 1
        return list(counted.values())

    def gone(self) -> list[Entry]:
        """Entries that have left the guide, the last to leave first."""
        return [event.entry for event in self.guide.events if event.kind == "removed" and event.entry.is_gone]

    def official(self, code: str) -> list[tuple[str, list[OfficialLink]]]:
        """Links to the public bodies of a country, by topic in the order of the data."""
        grouped: dict[str, list[OfficialLink]] = {}
        for link in self.site.official.get(code, ()):
            grouped.setdefault(link.topic, []).append(link)
        return list(grouped.items())

    def host(self, address: str) -> str:
        """The host name of an address, as people know it."""
        return (urlsplit(address).hostname or address).removeprefix("www.")

    # ------------------------------------------------------------ rules

    def rules(self) -> list[tuple[str, list[str]]]:
        """Every rule by group, in the order of the words."""
        grouped: dict[str, list[str]] = {}
        group = ""
        for rule in self.guide.words[self.lang].tree["rules"]:
            group = RULE_GROUPS.get(rule, group)
            grouped.setdefault(group, []).append(rule)
        return list(grouped.items())

    def rule_message(self, rule: str) -> str:
        """What a rule says, with its facts left open."""
        return open_message(rule, self.guide.words[self.lang])

    def rule_example(self, rule: str) -> Markup:
        """What would be right, as it is written in a file; nothing when a rule needs no example."""
        key = f"rules.{rule}.example"
        if not self.guide.words[self.lang].has(key):
            return Markup("")
        return Markup(f"<pre><code>{html.escape(self.say(key), quote=False)}</code></pre>")

    # ------------------------------------------------------------ events

    def months(self) -> list[tuple[str, list[Event]]]:
        """Events by month, newest first."""
        grouped: dict[str, list[Event]] = {}
        for event in self.guide.events:
            grouped.setdefault(self.month(event.date), []).append(event)
        return list(grouped.items())

    def latest(self, count: int) -> list[Event]:
        return self.guide.events[:count]

    def event_title(self, event: Event) -> str:
        """A self-contained line for one event."""
        return self._once(("headline", event.key), lambda: headlines.headline(self, event))

    # ------------------------------------------------------------ feeds

    def topics(self) -> tuple[Topic, ...]:
        """The topics that this page announces, its own first."""
        return self.guide.page_topics.get(self.key) or self.guide.page_topics["news"]

    def topic_label(self, topic: Topic) -> str:
        """What a topic is called in a list: `Ciencia de datos`, `Desde Colombia`."""
        match topic.kind:
            case "role":
                return self.entry(topic.page).title(self.lang)
            case "country":
                return self.say("topic.country", place=self.place(topic.id.upper()))
            case "kind":
                return self.say("topic.kind", kind=headlines.lowered(self.say(f"platform_kind.{topic.id}")))
            case _:
                return self.say(f"topic.{topic.id}")

    def feed_title(self, topic: Topic) -> str:
        """What its feed is called: `IA Remota: ciencia de datos`."""
        name = self.site.settings.name
        if topic.kind == "all":
            return self.say("site.feed_title", name=name)
        return self.say("topic.title", name=name, topic=headlines.lowered(self.topic_label(topic)))

    def feed_link(self, topic: Topic, ending: str = "xml") -> Markup:
        """The address of a topic's feed, from this page."""
        return self.file_link(f"{topic.file(self.lang)}.{ending}")

    def file_link(self, name: str) -> Markup:
        """The address of a file beside the start page of this language, from this page."""
        return Markup(self.guide.addresses.relative("index", self.lang, start=self.key) + name)

    def file_url(self, name: str) -> str:
        """The whole address of a file beside the start page of this language."""
        return f"{self.guide.site_url}{PREFIX[self.lang]}{name}"

    def topic_groups(self) -> list[tuple[str, list[Topic]]]:
        """Every topic under the headings of the subscribe page and of the OPML, each list in the order of its names."""
        groups: dict[str, list[Topic]] = {"main": [], "roles": [], "places": [], "platforms": []}
        heading = {"role": "roles", "region": "places", "country": "places", "kind": "platforms"}
        for topic in self.guide.topics:
            groups[heading.get(topic.kind, "main")].append(topic)
        for name in ("roles", "places", "platforms"):
            groups[name].sort(key=lambda topic: (topic.kind != "region", sort_key(self.topic_label(topic))))
        return list(groups.items())

    # ------------------------------------------------------------ the glossary

    @property
    def other(self) -> str:
        """The other language."""
        return next(lang for lang in LANGUAGES if lang != self.lang)

    @property
    def glossary(self) -> Glossary:
        return self._once("glossary", lambda: Glossary.of(self.site, self.lang))

    def terms(self) -> list[tuple[str, Term]]:
        """The terms of the glossary in the order of the language, with their ids."""
        return sorted(self.site.glossary.items(), key=lambda each: sort_key(each[1].term[self.lang]))

    def letters(self) -> list[tuple[str, str]]:
        """The letters that terms start with, each with the id of the first."""
        first: dict[str, str] = {}
        for id, term in self.terms():
            first.setdefault(sort_key(term.term[self.lang])[:1].upper(), id)
        return list(first.items())

    def terms_by_country(self) -> list[tuple[str, list[tuple[str, Term]]]]:
        """The words of each country that has any."""
        codes = {code for _, term in self.terms() for code in term.countries}
        return [(code, [each for each in self.terms() if code in each[1].countries]) for code in self.in_order(codes)]

    def shared_source(self, key: str) -> Markup:
        """The evidence that a source of data/sources.yaml gives."""
        source = self.site.shared_sources[key]
        line = self.link(f"{SOURCE_PAGES['shared']}#shared:{key}")
        return Markup(f' <span class="evidence">{self._evidence(source, source.date, None, line)}</span>')

    # ------------------------------------------------------------ chapters

    def chapters_of(self, section: str) -> list[Chapter]:
        """The chapters of a section that are not gone, in the order that the section's own chapter links to them."""
        linked = [a.value for a in prose.asked(self._section_body(section)) if a.kind == "link"]
        found = {c.id: c for c in self.site.chapters if c.id.startswith(f"{section}/") and not c.is_gone}
        return sorted(found.values(), key=lambda c: (linked.index(c.id) if c.id in linked else len(linked), c.id))

    def _section_body(self, section: str) -> str:
        chapter = self.guide.entries.get(section)
        return chapter.bodies[self.lang] if isinstance(chapter, Chapter) else ""

    def body(self, chapter: Chapter, salaries: object = None) -> Markup:
        """A chapter's Markdown with links, counts and footnotes in place; `salaries` has the macros on pay."""
        placeholder = partial(self._placeholder, salaries=salaries)
        linked = self.glossary.link(chapter.bodies[self.lang])
        filled = prose.fill(linked, self._doc_link, placeholder)
        notes = (self._footnote(chapter, key) for key in prose.citations(chapter.bodies[self.lang]))
        return Markup(filled.strip() + "\n\n" + "\n".join(notes))

    def _doc_link(self, key: str) -> str:
        page, _, anchor = key.partition("#")
        doc = self.guide.addresses.relative_doc(page, self.lang, start=self.key)
        return doc + (f"#{anchor}" if anchor else "")

    def _footnote(self, chapter: Chapter, key: str) -> str:
        source = self.source(chapter, key)
        assert source is not None  # unknown-source has refused it
        parts = [markdown_text(source.publisher)] if source.publisher else []
        parts.append(markdown_text(self.when(source.date) if source.date else self.say("evidence.undated")))
        line = self.source_link(chapter, key)
        parts.append(_linked(markdown_text(self.say(f"source_kind.{source.kind}")), line))
        title = f'<a href="{markdown_text(source.url)}">{markdown_text(source.title)}</a>'
        return f"[^{key}]: {title}, {', '.join(parts)}."

    def _placeholder(self, name: str, salaries: object) -> str:
        kind, _, what = name.partition(":")
        if kind == "salaries":
            return str(getattr(salaries, what.replace("-", "_"))()).strip()
        if kind == "count":
            return str(markdown_text(self.number(self.count(what))))
        if kind == "criteria":
            laws = (self.say(f"rules.{rule}.law") for rule in rules.CRITERIA[what])
            return "\n".join(f"- {markdown_text(law)}" for law in laws)
        if kind == "issues":
            return "\n".join(f"- {self._issue_form(what, file)}" for what, file in ISSUE_FORMS[self.lang].items())
        rows = (
            f"| {markdown_text(self.say(f'claim_kind.{kind}'))} | {markdown_text(self.say('age.limit', count=limit))} |"
            for kind, limit in LIMITS.items()
        )
        head = f"| {self.say('freshness.kind')} | {self.say('freshness.limit')} |\n| --- | --- |"
        return "\n".join([head, *rows])

    def _issue_form(self, what: str, file: str) -> str:
        """The name of an issue form, with a link to it when the repository is known."""
        name = markdown_text(self.say(f"issue_forms.{what}"))
        url = self.repository_url(f"issues/new?template={file}")
        return f"[{name}]({url})" if url else str(name)

    def count(self, what: str) -> int:
        """How many entries of a collection the guide has, or sources, or published claims."""
        return self._once(("count", what), lambda: self._count(what))

    def _count(self, what: str) -> int:
        if what == "sources":
            return sum(len(entry.sources) for entry in self.site.entries) + len(self.site.shared_sources)
        if what == "claims":
            return sum(claim.is_published for entry in self.site.entries for _, claim in self.site.claims(entry))
        return len(self.present(what))
