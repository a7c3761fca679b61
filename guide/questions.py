"""What a person is asked about a new entry. The command line asks it piece by piece, an issue form on one page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias, get_args

from guide.model import Employer, Fee, Platform, RemotePolicy, SourceKind
from guide.source import Steps
from guide.words import LANGUAGES

Answers: TypeAlias = "Mapping[str, str]"

KINDS = {"employer": "employers", "platform": "platforms", "role": "roles"}
OWN_SOURCE = "<source>"  # stands for the key of the entry's source in the steps of a question


@dataclass(frozen=True)
class Question:
    """One thing to know: its name, where the answer lands in the entry, and when it is asked.

    A `text` is asked in both languages, as `<name>_es` and `<name>_en`; one of them is enough. `needs` is the question
    without whose answer this one makes no sense, `unless` those whose answer makes this one superfluous.
    """

    name: str
    steps: Steps
    required: bool = False
    is_text: bool = False
    choices: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()

    @property
    def fields(self) -> tuple[str, ...]:
        """The names under which its answers are kept."""
        return tuple(f"{self.name}_{lang}" for lang in LANGUAGES) if self.is_text else (self.name,)

    def meaning(self, collection: str) -> str:
        """Where templates/words/ says what its choices mean."""
        kinds = {"employers": "employer_kind", "platforms": "platform_kind"}
        return {"kind": kinds.get(collection, ""), "fee_payer": "fee"}.get(self.name, self.name)

    def is_asked(self, answers: Answers) -> bool:
        """Whether the question makes sense after the answers so far."""
        if any(_said(answers, name) for name in self.unless):
            return False
        return not self.needs or any(_said(answers, name) for name in self.needs)


def _said(answers: Answers, name: str) -> bool:
    """Whether a question has an answer that says something; `unpublished` says nothing."""
    found = [answers.get(key, "") for key in (name, *(f"{name}_{lang}" for lang in LANGUAGES))]
    return any(text and text != RemotePolicy.UNPUBLISHED for text in found)


def _literals(model: type, name: str) -> tuple[str, ...]:
    return get_args(model.model_fields[name].annotation)  # type: ignore[attr-defined]


def _source(required: bool = True, needs: tuple[str, ...] = ()) -> tuple[Question, ...]:
    at = ("sources", OWN_SOURCE)
    return (
        Question("source_title", (*at, "title"), required, needs=needs),
        Question("source_url", (*at, "url"), required, needs=needs),
        Question("source_kind", (*at, "kind"), required, choices=tuple(SourceKind), needs=needs),
        Question("source_date", (*at, "date"), needs=needs),
        Question("source_publisher", (*at, "publisher"), needs=needs),
    )


SOURCE = _source()
QUESTIONS: dict[str, tuple[Question, ...]] = {
    "employers": (
        Question("name", ("name",), required=True),
        Question("website", ("website",), required=True),
        Question("kind", ("kind",), required=True, choices=_literals(Employer, "kind")),
        Question("summary", ("summary",), required=True, is_text=True),
        *SOURCE,
        Question("ai_work", ("ai_work", 0), required=True, is_text=True),
        Question("remote", ("remote",), choices=tuple(RemotePolicy)),
        Question("hires_from", ("hires_from",)),
        Question("opening", ("openings_seen", 0), unless=("remote", "hires_from")),
        Question("roles", ("roles",)),
    ),
    "platforms": (
        Question("name", ("name",), required=True),
        Question("website", ("website",), required=True),
        Question("kind", ("kind",), required=True, choices=_literals(Platform, "kind")),
        Question("summary", ("summary",), required=True, is_text=True),
        Question("for_whom", ("for_whom",), required=True, is_text=True),
        *SOURCE,
        Question("fee", ("fees", 0), is_text=True),
        Question("fee_payer", ("fees", 0), required=True, choices=_literals(Fee, "payer"), needs=("fee",)),
        Question("payout", ("payout", 0), is_text=True),
        Question("risk", ("risks", 0), is_text=True),
        Question("hires_from", ("hires_from",)),
        Question("roles", ("roles",)),
    ),
    "roles": (
        Question("name", ("name",), required=True, is_text=True),
        Question("summary", ("summary",), required=True, is_text=True),
        Question("titles", ("titles",), required=True, is_text=True),
        Question("search", ("titles", "search")),
        Question("task", ("tasks", 0), required=True, is_text=True),
        Question("skill", ("skills", "must", 0), required=True, is_text=True),
        Question("why", ("remote_fit", "why"), required=True, is_text=True),
        Question("why_not", ("remote_fit", "why_not"), required=True, is_text=True),
        Question("absent", ("codes", "absent"), required=True, is_text=True),
        Question("evidence", ("evidence", 0), is_text=True),
        *_source(needs=("evidence",)),
    ),
}
