"""What is answered to a filled-in form: Markdown for a comment, in both languages, the person's own first.

Of what people wrote nothing is ever Markdown: it stands in code fences longer than any inside it, where GitHub makes
no mention, link, image or HTML of it, or percent-encoded in an address.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from guide import rules
from guide.draft import Draft, draft, slug, source, source_key, taken, unjudged
from guide.edit import field as lines_of
from guide.evidence import cited, find
from guide.forms import ISSUE, WHATS, Form, Submission
from guide.load import Loaded, fault, load
from guide.model import Claim, Entry, Source
from guide.problems import Level, Place, Problem, in_order, nearest, problem
from guide.questions import Answers
from guide.report import message
from guide.source import dotted
from guide.words import LANGUAGES, Words

LONGEST_ADDRESS = 8000  # beyond it GitHub answers 414
LONGEST_LINE = 300
LONGEST_FENCE = 20_000  # GitHub takes 65,536 characters for a comment


@dataclass(frozen=True)
class Repository:
    """Where the guide's files are edited."""

    name: str
    branch: str

    def new_file(self, path: str, text: str) -> tuple[str, bool]:
        """The page that makes a file, filled in; and whether the text fitted."""
        start = f"https://github.com/{self.name}/new/{quote(self.branch)}?filename={quote(path, safe='')}"
        whole = f"{start}&value={quote(text, safe='')}"
        return (whole, True) if len(whole) <= LONGEST_ADDRESS else (start, False)

    def edit(self, path: str) -> str:
        return f"https://github.com/{self.name}/edit/{quote(self.branch)}/{quote(path)}"


@dataclass(frozen=True)
class Reply:
    """The text of a comment, and whether there is nothing left to mend."""

    text: str
    is_clean: bool


@dataclass(frozen=True)
class Asked:
    """What a reply is made from."""

    submission: Submission
    loaded: Loaded
    files: Mapping[str, bytes]
    today: date
    repository: Repository

    @property
    def langs(self) -> list[str]:
        first = self.submission.form.lang if self.submission.form else "es"
        return sorted(LANGUAGES, key=lambda lang: lang != first)

    @property
    def words(self) -> Mapping[str, Words]:
        return {lang: self.loaded.words[lang] for lang in self.langs}


def reply(asked: Asked) -> Reply:
    """The answer to a form."""
    form = asked.submission.form
    if form is None:
        return _wrong(asked, asked.submission.problems)
    if form.collection:
        return _proposed(asked, form.collection)
    return _corrected(asked) if form.name == "correct" else _reported(asked)


# ---------------------------------------------------------------- a new entry


def _proposed(asked: Asked, collection: str) -> Reply:
    """The file, ready to be made; or what is wrong with it, by the labels of the form."""
    form = asked.submission.form
    assert form is not None
    words = asked.loaded.words[form.lang]
    made = draft(collection, asked.submission.answers, asked.loaded, asked.today, words, whole=False)
    stop = [*asked.submission.problems, *_no_id(made, asked.loaded)]
    if stop:
        return _wrong(asked, stop)
    after = load({**asked.files, made.path: made.text.encode()})
    before = {*asked.loaded.problems, *rules.check(asked.loaded, asked.today)}
    found = in_order({*after.problems, *rules.check(after, asked.today)} - before)
    labels = {each: _label(form, made, each) for each in found}
    if made.key not in after.origins:
        for question, each in unjudged(collection, asked.submission.answers, asked.loaded):
            field = form.field(question.name)
            found.append(each)
            labels[each] = field.label if field else None
    errors = [each for each in found if each.level is Level.ERROR]
    if errors:
        return _wrong(asked, errors, labels)
    link, fits = asked.repository.new_file(made.path, made.text)
    parts = [_head(asked, "ready")]
    for spoken in asked.words.values():
        parts += [spoken.say("issue_form.ready_next"), *([] if fits else [spoken.say("issue_form.paste")])]
    said = " · ".join(spoken.say("issue_form.create", path=made.path) for spoken in asked.words.values())
    parts += [f"**[{said}]({link})**", fenced(made.text, "yaml")]
    if found:
        parts += [" · ".join(spoken.say("issue_form.warnings") for spoken in asked.words.values())]
        parts += [_listed(asked, found, labels)]
    return Reply(_joined(parts), True)


def _no_id(made: Draft, loaded: Loaded) -> Iterator[Problem]:
    """A name makes an id, and that id is new."""
    if not made.id:
        yield problem(Place(made.path), "bad-id", field="id", found="")
    elif found := taken(loaded, made.collection, made.id):
        yield found


def _label(form: Form, made: Draft, found: Problem) -> str | None:
    """The label of the field that a problem of the file is about."""
    named = form.field(dict(found.facts).get("field", ""))
    question = made.asked_at(found.place) if found.place.path == made.path else None
    field = named or (form.field(question.name) if question else None)
    return field.label if field else None


# ---------------------------------------------------------------- an entry that is there


def _corrected(asked: Asked) -> Reply:
    """Where the claim is, what it says, and the source as data hold it."""
    answers = asked.submission.answers
    entry = entry_named(answers.get("entry", ""), asked.loaded)
    found = [*asked.submission.problems, *_unknown_entry(asked, entry), *_source_faults(asked)]
    if found or entry is None:
        return _wrong(asked, found)
    path = asked.loaded.origins[entry.key].document.path
    parts = [_head(asked, "correct"), *(spoken.say("issue_form.correct_next") for spoken in asked.words.values())]
    parts += [_edit(asked, path)]
    if lines := list(_claim_lines(asked.loaded, entry, answers.get("claim", ""))):
        parts += [_title(asked, "now"), fenced("\n".join(lines), "yaml")]
    parts += [_title(asked, "asked"), fenced(answers.get("now", ""))]
    parts += [_title(asked, "source"), fenced(_source_lines(asked, entry), "yaml")]
    return Reply(_joined(parts), True)


def _reported(asked: Asked) -> Reply:
    """The lines that would take the entry out, for a person to decide."""
    answers = asked.submission.answers
    found = [*asked.submission.problems, *_source_faults(asked), *_unknown_what(answers)]
    if found:
        return _wrong(asked, found)
    entry = entry_named(answers["entry"], asked.loaded)
    if entry is None:
        parts = [_head(asked, "unknown"), *(spoken.say("issue_form.unknown_next") for spoken in asked.words.values())]
        near = list(_unknown_entry(asked, entry))
        return Reply(_joined([*parts, _listed(asked, near, {})]), True)
    path = asked.loaded.origins[entry.key].document.path
    why = {lang: asked.loaded.words[lang].say(f"issue_form.what.{answers['what']}") for lang in LANGUAGES}
    parts = [_head(asked, "report"), *(spoken.say("issue_form.report_next") for spoken in asked.words.values())]
    parts += [_edit(asked, path), fenced(lines_of("removed", {"date": asked.today, "why": why}), "yaml")]
    parts += [_title(asked, "asked"), fenced(answers["tell"])]
    if answers.get("source_url"):
        parts += [_title(asked, "source"), fenced(_source_lines(asked, entry), "yaml")]
    return Reply(_joined(parts), True)


def entry_named(text: str, loaded: Loaded) -> Entry | None:
    """The entry that people call so: by its key, by its id, by its name or by its address in the guide."""
    entries = list(loaded.site.entries) if loaded.site else []
    said = text.strip("/ ").lower()
    found = [entry for entry in entries if entry.key == said] or [
        entry for entry in entries if slug(text) in (entry.id, *(slug(entry.title(lang)) for lang in LANGUAGES))
    ]
    return found[0] if len(found) == 1 else None


def _unknown_entry(asked: Asked, entry: Entry | None) -> Iterator[Problem]:
    if entry is None and (text := asked.submission.answers.get("entry", "")):
        keys = {entry.key: entry for entry in asked.loaded.site.entries} if asked.loaded.site else {}
        near = nearest(text, keys) or next((key for key in keys if key.endswith(f"/{slug(text)}")), None)
        yield problem(Place(ISSUE), "unknown-entry", found=text, near=near)


def _unknown_what(answers: Answers) -> Iterator[Problem]:
    """What is wrong with the entry is one of the choices; a person may have edited the text of the issue."""
    if (what := answers.get("what")) and what not in WHATS:
        yield problem(Place(ISSUE), "not-one-of", field="what", allowed=", ".join(WHATS), found=what)


def _source_faults(asked: Asked) -> Iterator[Problem]:
    """What is wrong with the parts of a source that were given."""
    for part, value in source(asked.submission.answers).items():
        found = fault(Source, part, value if isinstance(value, str | int) else str(value))
        if found:
            yield Problem(Place(ISSUE), found.rule, found.facts)


def _claim_lines(loaded: Loaded, entry: Entry, text: str) -> Iterator[str]:
    """The lines of the file in which the named claims stand."""
    origin = loaded.origins[entry.key]
    lines = loaded.texts[origin.document.path].split("\n")
    named = find(entry, text)
    of_kind = [steps for steps, claim in cited(entry).values() if isinstance(claim, Claim) and claim.claim_kind == text]
    for steps in [named[0]] if named else of_kind:
        if origin.document.has(*origin.steps, *steps):
            at = origin.place(*steps, key=True).line
            yield f"# {at}: {dotted(steps)}"
            yield lines[at - 1]
            deeper = _indent(lines[at - 1])
            for line in lines[at:]:
                if not line.strip() or _indent(line) <= deeper:
                    break
                yield line


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _source_lines(asked: Asked, entry: Entry) -> str:
    """The source as it goes under `sources`, with what a person has to add named."""
    answers = asked.submission.answers
    given = {"title": "…", "kind": "…"} | source(answers)
    order = ("title", "publisher", "url", "date", "lang", "kind")
    known = {**entry.sources, **(asked.loaded.site.shared_sources if asked.loaded.site else {})}
    key = source_key(answers.get("source_title", ""), known)
    return lines_of("sources", {key: {part: given[part] for part in order if part in given}})


# ---------------------------------------------------------------- Markdown


def fenced(text: str, info: str = "") -> str:
    """A text in a code fence that nothing in it closes."""
    shown = text.rstrip("\n")[:LONGEST_FENCE]
    longest = max((len(run) for run in re.findall("`+", shown)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{info}\n{shown}\n{fence}"


def _wrong(asked: Asked, found: Iterable[Problem], labels: Mapping[Problem, str | None] | None = None) -> Reply:
    """Everything that is wrong, at once."""
    parts = [_head(asked, "wrong"), _listed(asked, list(found), labels or {})]
    return Reply(_joined([*parts, *(spoken.say("issue_form.wrong_next") for spoken in asked.words.values())]), False)


def _listed(asked: Asked, found: list[Problem], labels: Mapping[Problem, str | None]) -> str:
    """Each problem in both languages, under the label of its field."""
    lines = []
    for each in dict.fromkeys(found):
        label = labels.get(each)
        said = [message(each, spoken) for spoken in asked.words.values()]
        lines += [f"{label}:" if label else "*", *(f"  {sentence}" for sentence in said)]
    return fenced("\n".join(line if len(line) <= LONGEST_LINE else f"{line[:LONGEST_LINE]}…" for line in lines))


def _head(asked: Asked, key: str) -> str:
    return "### " + " · ".join(spoken.say(f"issue_form.{key}") for spoken in asked.words.values())


def _title(asked: Asked, key: str) -> str:
    return "**" + " · ".join(spoken.say(f"issue_form.{key}") for spoken in asked.words.values()) + "**"


def _edit(asked: Asked, path: str) -> str:
    said = " · ".join(spoken.say("issue_form.edit", path=path) for spoken in asked.words.values())
    return f"**[{said}]({asked.repository.edit(path)})**"


def _joined(parts: Iterable[str]) -> str:
    return "\n\n".join(parts) + "\n"
