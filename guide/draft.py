"""Answers of a person -> the text of a new entry: complete, commented in their language, ready to go on with.

What an answer means is decided here; whether it is right, by loading the file with the rest of the data.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from babel import Locale

from guide.edit import appended, field
from guide.load import COLLECTIONS, JOBS, Loaded, fault
from guide.model import Places, Site, Source, Text
from guide.problems import Place, Problem, nearest, problem
from guide.questions import KINDS, OWN_SOURCE, QUESTIONS, Answers, Question
from guide.schema import modeline
from guide.source import Steps, cleaned, parse, typed
from guide.view import fold
from guide.words import LANGUAGES, Words

SINGULAR = {collection: kind for kind, collection in KINDS.items()}
NAMED = 4  # words of a title that make a source's key
_AND = re.compile(r"(?:^|\s+)(?:y|e|and)\s+")
_SOURCE, _ROLE = OWN_SOURCE, "<role>"  # stand for the key of the entry's source, and for a role that there is


@dataclass(frozen=True)
class Draft:
    """A new entry that is not written yet."""

    collection: str
    id: str
    text: str
    source: str

    @property
    def path(self) -> str:
        """The file it belongs in."""
        return JOBS if self.collection == "roles" else f"data/{self.collection}/{self.id}.yaml"

    @property
    def key(self) -> str:
        return f"{self.collection}/{self.id}"

    def file(self, texts: Mapping[str, str]) -> str:
        """The whole file with the entry in it: its own, or that of all roles."""
        return appended(texts[JOBS], self.collection, self.text) if self.collection == "roles" else self.text

    def asked_at(self, place: Place) -> Question | None:
        """The question whose answer stands at a place of the text: the last one that begins on that line or before."""
        document, _ = parse(self.path, self.text)
        if document is None:
            return None
        asked = ((_real(each.steps, self.source), each) for each in QUESTIONS[self.collection])
        begun = [(document.place(*steps, key=True), each) for steps, each in asked if document.has(*steps)]
        before = [(found, each) for found, each in begun if found.line <= place.line]
        return max(before, key=lambda pair: pair[0])[1] if before else None


def _real(steps: Steps, source: str) -> Steps:
    return tuple(source if step == _SOURCE else step for step in steps)


# ---------------------------------------------------------------- ids and keys


def slug(text: str, words: int | None = None) -> str:
    """What an id may hold of a text: `Hugging Face, Inc.` -> `hugging-face-inc`; empty when it holds nothing."""
    return "-".join(re.findall(r"[a-z0-9]+", fold(text).lower())[:words])


def id_of(answers: Answers) -> str:
    """The id that a name makes, that of a role its English one; empty when the name holds nothing for it."""
    return slug(next((answers[name] for name in ("name", "name_en", "name_es") if answers.get(name)), ""))


def source_key(title: str, taken: Iterable[str] = ()) -> str:
    """A key for a source, from the first words of its title, that no other source has."""
    key, known = slug(title, NAMED) or "source", set(taken)
    others = (f"{key}-{number}" for number in range(2, len(known) + 3))
    return next(name for name in (key, *others) if name not in known)


def taken(loaded: Loaded, collection: str, id: str) -> Problem | None:
    """An id is used once: not by two entries of a collection, and not again after its entry has left or moved."""
    here = Place(JOBS if collection == "roles" else f"data/{collection}/{id}.yaml")
    for entry in getattr(loaded.site, collection, ()):
        if entry.id == id and entry.is_gone:
            return problem(here, "id-gone", found=id, key=entry.key, date=entry.removed.date)
        if entry.id == id or id in entry.former_ids:
            return problem(here, "duplicate-id", found=id, other=loaded.place(entry, "id"))
    if f"{collection}/{id}" in loaded.named:
        return problem(here, "duplicate-id", found=id, other=here)
    return None


# ---------------------------------------------------------------- what an answer means


def reach(text: str, places: Places, words: Mapping[str, Words]) -> dict[str, object]:
    """From where it hires: `worldwide`, a list of countries by code or by name, or nothing published."""
    said = fold(text).lower().strip(" .")
    if said in ("", "unpublished", *_folded(words, "answer.unpublished")):
        return {"scope": "unpublished"}
    if said in ("worldwide", *_folded(words, "scope.worldwide"), *_folded(words, "headline.worldwide")):
        return {"scope": "worldwide"}
    names = _place_names(places)
    return {"scope": "places", "places": _once(names.get(_key(each), each) for each in _listed(text, names))}


def role_ids(text: str, site: Site) -> list[str]:
    """Roles by id or by name in either language."""
    named = ((name, role.id) for role in site.roles for name in (role.id, role.name.es, role.name.en) if name)
    names = {_key(name): id for name, id in named}
    return _once(names.get(_key(each), slug(each) or each) for each in _listed(text, names))


def _once(items: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(items))


def _listed(text: str, names: Collection[str] | None = None) -> list[str]:
    """The items of a list as people write it, with commas; with a last "and" too when names are expected, which may
    hold one themselves."""
    items = [item.strip(" .") for item in re.split(r"[,;\n]", text)]
    return [each for item in items for each in ([item] if names is None else _apart(item, names)) if each]


def _apart(item: str, names: Collection[str]) -> list[str]:
    """`España y Trinidad y Tobago` -> `España`, `Trinidad y Tobago`: split where what comes before is a name."""
    if _key(item) in names:
        return [item]
    for found in _AND.finditer(item):
        before, after = item[: found.start()], item[found.end() :]
        if not before or _key(before) in names:
            return [before, *_apart(after, names)]
    return [item]


def _place_names(places: Places) -> dict[str, str]:
    """Every way to name a place: its code, and its name in both languages."""
    names = {_key(place): place for place in places.known}
    for lang in LANGUAGES:
        territories = Locale(lang).territories
        names |= {_key(territories[code]): code for code in places.countries if code in territories}
        names |= {_key(group.name[lang]): group.id for group in places.groups}
    return names


def _key(name: str) -> str:
    return slug(name) or name


def _folded(words: Mapping[str, Words], key: str) -> list[str]:
    """What both languages say at a key, with and without the first word ("desde", "en")."""
    said = [fold(words[lang].say(key)).lower() for lang in LANGUAGES]
    return [*said, *(text.partition(" ")[2] for text in said)]


def evidence_date(text: str) -> object:
    """A date as YAML spells it without quotes: a year is a number there, a day a date."""
    try:
        return date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text) else typed(text)
    except ValueError:
        return text


def address(text: str) -> str:
    """An address as people write it, with its https."""
    return f"https://{text}" if text and "://" not in text else text


def source(answers: Answers) -> dict[str, object]:
    """The source that the answers name, as data hold it."""
    given = {name: answers.get(f"source_{name}", "") for name in ("title", "publisher", "url", "date", "lang", "kind")}
    made: dict[str, object] = {**given, "url": address(given["url"]), "date": evidence_date(given["date"] or "null")}
    return {name: value for name, value in made.items() if value}


def text_of(answers: Answers, name: str) -> dict[str, str]:
    """A text in the languages in which it was given."""
    return {lang: answers[f"{name}_{lang}"] for lang in LANGUAGES if answers.get(f"{name}_{lang}")}


def wrong(question: Question, text: str, collection: str, loaded: Loaded) -> Problem | None:
    """What is wrong with one answer, as far as it can be told by itself."""
    assert loaded.site is not None
    nowhere = Place("")
    if question.choices:
        if text in question.choices:
            return None
        allowed, near = ", ".join(question.choices), nearest(text, question.choices)
        return problem(nowhere, "not-one-of", field=question.name, allowed=allowed, found=f'"{text}"', near=near)
    match question.name:
        case "hires_from":
            asked: object = reach(text, loaded.site.places, loaded.words).get("places", [])
            known, rule = loaded.site.places.known, "unknown-place"
        case "roles":
            asked = role_ids(text, loaded.site)
            known, rule = frozenset(role.id for role in loaded.site.roles), "unknown-role"
        case "website":
            return fault(COLLECTIONS[collection], "website", address(text))
        case name if name.startswith("source_"):
            part = name.removeprefix("source_")
            return fault(Source, part, address(text) if part == "url" else text)
        case _:
            return fault(Text, "es", text)
    assert isinstance(asked, list)
    found = next((each for each in asked if each not in known), None)
    return problem(nowhere, rule, found=found, near=nearest(found, known)) if found else None


def unjudged(collection: str, answers: Answers, loaded: Loaded) -> Iterator[tuple[Question, Problem]]:
    """What is wrong with the lists of names; when the entry cannot be loaded, no rule looks at them."""
    for question in QUESTIONS[collection]:
        if question.name in ("hires_from", "roles") and (text := answers.get(question.name)):
            found = wrong(question, text, collection, loaded)
            if found:
                yield question, found


# ---------------------------------------------------------------- the file


def draft(
    collection: str, answers: Answers, loaded: Loaded, today: date, words: Words, *, id: str = "", whole: bool = True
) -> Draft:
    """The new entry that the answers describe. `whole` adds what was not asked, commented out and explained.

    Without a name that makes an id there is none: that is for the caller to ask for.
    """
    assert loaded.site is not None
    said = {name: cleaned(text) for name, text in answers.items()}
    id = id or id_of(said)
    key = source_key(said.get("source_title", ""), loaded.site.shared_sources)
    made = _MADE[collection](said, loaded, key)
    values: dict[str, object] = {"id": id, **made, "added": today}
    role = next((role.id for role in loaded.site.roles), "data-science")
    parts = _parts(collection, values, {_SOURCE: key, _ROLE: role}, words, whole)
    head = (
        [] if collection == "roles" else [modeline(collection), *(_comment(words.say("draft.head")) if whole else [])]
    )
    return Draft(collection, id, "\n".join([*head, *parts]) + "\n", key)


def _employer(said: Answers, loaded: Loaded, key: str) -> dict[str, object]:
    assert loaded.site is not None
    opening = {"title": said["opening"], "source": key} if said.get("opening") else None
    return {
        "name": said.get("name"), "kind": said.get("kind"), "website": address(said.get("website", "")),
        "summary": text_of(said, "summary"), "sources": {key: source(said)},
        "roles": role_ids(said.get("roles", ""), loaded.site),
        "ai_work": _stated(said, "ai_work", key), "remote": _claim({"value": said.get("remote")}, "value", key),
        "hires_from": _claim(reach(said.get("hires_from", ""), loaded.site.places, loaded.words), "scope", key),
        "openings_seen": [opening] if opening else None,
    }  # fmt: skip


def _platform(said: Answers, loaded: Loaded, key: str) -> dict[str, object]:
    assert loaded.site is not None
    payer = {"payer": said["fee_payer"]} if said.get("fee_payer") else {}
    return {
        "name": said.get("name"), "kind": said.get("kind"), "website": address(said.get("website", "")),
        "summary": text_of(said, "summary"), "for_whom": text_of(said, "for_whom"), "sources": {key: source(said)},
        "roles": role_ids(said.get("roles", ""), loaded.site),
        "fees": [{**payer, **fee} for fee in _stated(said, "fee", key)],
        "hires_from": _claim(reach(said.get("hires_from", ""), loaded.site.places, loaded.words), "scope", key),
        "payout": _stated(said, "payout", key), "risks": _stated(said, "risk", key),
    }  # fmt: skip


def _role(said: Answers, loaded: Loaded, key: str) -> dict[str, object]:
    name = text_of(said, "name")
    slugs = {lang: slug(name.get(lang) or next(iter(name.values()), "")) for lang in LANGUAGES}
    titles = {lang: _listed(said.get(f"titles_{lang}", "")) for lang in LANGUAGES}
    search = _listed(said.get("search", ""))
    evidence = _stated(said, "evidence", key)
    return {
        "slug": slugs, "name": name, "titles": {**titles, **({"search": search} if search else {})},
        "summary": text_of(said, "summary"), "sources": {key: source(said)} if evidence else None,
        "tasks": _texts(said, "task"), "skills": {"must": _texts(said, "skill")},
        "remote_fit": {"why": text_of(said, "why"), "why_not": text_of(said, "why_not")},
        "evidence": evidence, "codes": {"absent": text_of(said, "absent")},
    }  # fmt: skip


_MADE = {"employers": _employer, "platforms": _platform, "roles": _role}


def _claim(value: dict[str, object], name: str, key: str) -> dict[str, object] | None:
    """A claim with its source; without one when it says that nothing is published."""
    if not value[name]:
        return None
    return value if value[name] == "unpublished" else {**value, "source": key}


def _stated(said: Answers, name: str, key: str) -> list[dict[str, object]]:
    text = text_of(said, name)
    return [{"text": text, "source": key}] if text else []


def _texts(said: Answers, name: str) -> list[dict[str, str]]:
    text = text_of(said, name)
    return [text] if text else []


def _parts(
    collection: str, values: Mapping[str, object], real: Mapping[str, str], words: Words, whole: bool
) -> Iterator[str]:
    """The fields in the order of people's files; those without a value commented out, under what they are."""
    for name, example in FIELDS[collection].items():
        value = values.get(name)
        if value not in (None, "", [], {}):
            yield field(name, value).rstrip("\n")
        elif whole and example:
            for mark, found in real.items():
                example = example.replace(mark, found)
            kind = "entry" if name == "sources" else SINGULAR[collection]
            explained = _comment(words.say(f"fields.{kind}.{name}.about"))
            yield "\n".join([*explained, *(f"#{line}" for line in example.split("\n"))])


def _comment(text: str) -> list[str]:
    return [f"# {line}" for line in text.strip().split("\n")]


# Every field in the order in which files have them; of those that may be left out an example that loads.
_TEXT = "{es: «…», en: “…”}"
_STATED = f"  - text: {_TEXT}\n    source: {_SOURCE}"
_HIRES = f"hires_from:\n  scope: places\n  places: [CO, MX, ES]\n  source: {_SOURCE}"
_LANGUAGE = f"  - language: en\n    level: B2\n    source: {_SOURCE}"

FIELDS: dict[str, dict[str, str]] = {
    "employers": {
        "id": "", "name": "", "kind": "", "website": "",
        "careers": "careers: https://example.org/careers",
        "summary": "", "added": "", "sources": "",
        "roles": f"roles: [{_ROLE}]",
        "ai_work": f"ai_work:\n{_STATED}",
        "remote": f"remote:\n  value: remote-first\n  source: {_SOURCE}",
        "hires_from": _HIRES,
        "contract": f"contract:\n  - value: contractor\n    places: [CO, MX]\n    source: {_SOURCE}",
        "hours": f"hours:\n  - value: overlap\n    hours: 4\n    zone: America/New_York\n    source: {_SOURCE}",
        "pay": (
            "pay:\n  - low: 40000\n    high: 60000\n    currency: USD\n    period: year\n    basis: gross\n"
            f"    source: {_SOURCE}"
        ),
        "pay_policy": f"pay_policy:\n  text: {_TEXT}\n  source: {_SOURCE}",
        "language": f"language:\n{_LANGUAGE}",
        "openings_seen": f"openings_seen:\n  - title: Data Scientist\n    places: [MX]\n    source: {_SOURCE}",
        "board": "board: https://example.org/jobs",
        "caveats": f"caveats:\n{_STATED}",
    },
    "platforms": {
        "id": "", "name": "", "kind": "", "website": "", "summary": "", "for_whom": "", "added": "", "sources": "",
        "roles": f"roles: [{_ROLE}]",
        "fees": f"fees:\n  - payer: worker\n    text: {_TEXT}\n    source: {_SOURCE}",
        "vetting": f"vetting:\n{_STATED}",
        "hires_from": _HIRES,
        "languages": f"languages:\n{_LANGUAGE}",
        "payout": f"payout:\n{_STATED}",
        "requirements": f"requirements:\n{_STATED}",
        "independent_score": (
            f"independent_score:\n  who: Fairwork\n  score: 5\n  out_of: 10\n  year: 2025\n  source: {_SOURCE}"
        ),
        "status": f"status:\n  value: active\n  source: {_SOURCE}",
        "risks": f"risks:\n{_STATED}",
    },
    "roles": {
        "id": "", "slug": "", "name": "", "titles": "", "summary": "", "added": "",
        "sources": (
            f"sources:\n  {_SOURCE}:\n    title: «…»\n    url: https://example.org/report\n    kind: third-party\n"
            "    date: 2026-01"
        ),
        "tasks": "",
        "outputs": f"outputs:\n  - {_TEXT}",
        "skills": "",
        "entry_routes": f"entry_routes:\n  - {_TEXT}",
        "portfolio": f"portfolio:\n  - {_TEXT}",
        "interview": f"interview:\n  - {_TEXT}",
        "remote_fit": "",
        "myth": f"myth: {_TEXT}",
        "evidence": f"evidence:\n{_STATED}",
        "related": f"related: [{_ROLE}]",
        "codes": "",
    },
}  # fmt: skip
