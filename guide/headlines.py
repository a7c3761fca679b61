"""The line that says what happened, to someone who sees nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from guide.events import Event, State
from guide.model import Chapter, Employer, Platform, Reach, Role, Scope

if TYPE_CHECKING:
    from guide.view import View

LONGEST = 160  # characters; readers cut later than this, but where they like
FEW = 4  # places or roles that are named; more of them are counted


def headline(view: View, event: Event) -> str:
    """`Acme contrata en Colombia y México: ciencia de datos`, as things stood when it happened."""
    entry, said = event.entry, event.what[view.lang].removesuffix(".") if event.what else ""
    if event.kind != "added":
        return shorten(view.say(f"headline.{event.kind}", title=entry.title(view.lang), said=said))
    match entry:
        case Employer():
            line = _employer(view, entry, event.after)
        case Platform():
            line = _platform(view, entry, event.after)
        case Role():
            line = view.say("headline.roles", title=lowered(entry.title(view.lang)))
        case Chapter():
            line = view.say("headline.chapters", title=entry.title(view.lang))
        case _:
            raise TypeError(entry.collection)
    return shorten(line)


def summary(view: View, event: Event) -> str:
    """One plain line more: what an entry is when it is new, and what was said when it changes or leaves."""
    return event.what[view.lang] if event.what else event.entry.description(view.lang)


def shorten(text: str) -> str:
    """The text, or as many of its words as fit."""
    if len(text) <= LONGEST:
        return text
    cut = text[: LONGEST - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut[LONGEST // 2 :] else cut).rstrip(" ,;:.") + "…"


def _employer(view: View, entry: Employer, state: State) -> str:
    where = _where(view, state.reach)
    roles = _roles(view, state.roles)
    which = "employers" if where else "employers_unpublished"
    line = view.say(f"headline.{which}", title=entry.name, where=where)
    return view.say("headline.with_roles", line=line, roles=roles) if roles else line


def _platform(view: View, entry: Platform, state: State) -> str:
    where = _where(view, state.reach)
    kind = lowered(view.say(f"platform_kind.{state.kind}"))
    which = "platforms" if where else "platforms_unpublished"
    return view.say(f"headline.{which}", title=entry.name, kind=kind, where=where)


def _where(view: View, reach: Reach | None) -> str:
    """`en Colombia y México`; nothing when that is not published."""
    if reach is None or reach.scope is Scope.UNPUBLISHED:
        return ""
    if reach.scope is Scope.PLACES:
        if len(reach.places) > FEW:
            return view.say("headline.many", count=len(reach.places))
        return view.say("headline.places", places=_inside(view, reach.places))
    if not reach.excepted:
        return view.say("headline.worldwide")
    if len(reach.excepted) > FEW:
        return view.say("headline.worldwide_but")
    return view.say("headline.worldwide_except", places=_inside(view, reach.excepted))


def _inside(view: View, codes: Iterable[str]) -> str:
    """Places as they are said after `in`: some want an article."""
    words = view.guide.words[view.lang]
    return view.listed(
        words.say(f"in_place.{code}") if words.has(f"in_place.{code}") else view.place(code)
        for code in view.in_order(codes)
    )


def _roles(view: View, ids: Iterable[str]) -> str:
    titles = [view.entry(f"roles/{id}").title(view.lang) for id in ids if f"roles/{id}" in view.guide.entries]
    if len(titles) > FEW:
        return view.say("headline.count_roles", count=len(titles))
    return view.listed(map(lowered, titles))


def lowered(title: str) -> str:
    """A title inside a sentence: `Ciencia de datos` loses its capital, `MLOps` keeps it."""
    return title[:1].lower() + title[1:] if title[1:2].islower() else title
