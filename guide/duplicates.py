"""Two entries that may be one: the same registered domain, or nearly the same name. Values in, pairs out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Hashable, Iterable, Iterator
from functools import cache
from typing import TypeVar
from urllib.parse import urlsplit

from rapidfuzz.distance import OSA

T = TypeVar("T")
Pair = tuple[T, T]

# Hosts under which many live without a domain of their own, and which the public suffix list does not know as such:
# there only the same page is the same. Job boards first, then profiles and pages, then shared documents.
SHARED_HOSTS = frozenset({
    "ashbyhq.com", "bamboohr.com", "breezy.hr", "greenhouse.io", "lever.co", "myworkdayjobs.com", "personio.com",
    "personio.de", "recruitee.com", "smartrecruiters.com", "teamtailor.com", "workable.com",
    "bsky.app", "codeberg.org", "discord.com", "discord.gg", "facebook.com", "github.com", "instagram.com",
    "linkedin.com", "linktr.ee", "medium.com", "reddit.com", "slack.com", "substack.com", "t.me", "twitter.com",
    "wordpress.com", "x.com", "youtube.com",
    "docs.google.com", "notion.site", "notion.so", "sites.google.com",
})  # fmt: skip
# Words that say what kind of body something is, not which one.
_KIND = frozenset({
    "ag", "ai", "bv", "co", "com", "corp", "corporation", "dev", "fundacion", "foundation", "gmbh", "group", "grupo",
    "inc", "io", "labs", "lab", "limited", "llc", "ltd", "ltda", "org", "plc", "sa", "sapi", "sas", "sl", "srl",
    "technologies", "technology", "the",
})  # fmt: skip
_LETTERS_FOR_A_SLIP = (5, 12)  # from these lengths on, one and two letters more or less are no other name


def same_site(sites: Iterable[tuple[T, str]]) -> Iterator[tuple[Pair[T], str]]:
    """Pairs whose addresses somebody registered together, with what they share; each with the first of its kind."""
    hosts = [(one, address, urlsplit(address).hostname or "") for one, address in sites]
    for near in _grouped(hosts, lambda site: site[2].split(".")[-2:]):  # so that the list is asked about few
        yield from _with_first((one, _owner(address, host)) for one, address, host in near)


def near_name(names: Iterable[tuple[T, str]]) -> Iterator[Pair[T]]:
    """Pairs whose names differ in case, accents, spaces or kind of body only, or by a slip of the keyboard; of each the
    first that is near."""
    firsts: dict[str, T] = {}
    met: dict[str, list[str]] = {}  # names so far, by what is left of them
    for one, name in names:
        this = core(name)
        if this in firsts:
            yield firsts[this], one
            continue
        parts = _with_slips(this)
        near = {other for part in parts for other in met.get(part, ()) if _is_near(this, other)}
        if near:
            yield next(first for other, first in firsts.items() if other in near), one
        firsts[this] = one
        for part in parts:
            met.setdefault(part, []).append(this)


def core(name: str) -> str:
    """What tells a name from others: letters and digits, folded, without the words for the kind of body."""
    folded = unicodedata.normalize("NFKD", name).casefold()
    plain = "".join(c for c in folded if not unicodedata.combining(c))
    words = re.findall(r"[^\W_]+", re.sub(r"(?<=\b\w)\.(?=\w\b)", "", plain))  # S.A. is one word
    telling = [word for word in words if word not in _KIND]
    return "".join(telling or words)


def _slips(name: str) -> int:
    return sum(len(name) >= length for length in _LETTERS_FOR_A_SLIP)


def _with_slips(name: str) -> set[str]:
    """A name, and what is left of it without as many letters as may be slips: near names have one of these in common.
    Digits stay, because one of them is never a slip."""
    parts = {name}
    for _ in range(_slips(name)):
        parts |= {part[:n] + part[n + 1 :] for part in parts for n, letter in enumerate(part) if not letter.isdigit()}
    return parts


def _is_near(one: str, other: str) -> bool:
    """As far apart as the shorter one bears."""
    allowed = min(_slips(one), _slips(other))
    same_digits = re.findall(r"\d", one) == re.findall(r"\d", other)
    return same_digits and OSA.distance(one, other, score_cutoff=allowed) <= allowed


def _owner(address: str, host: str) -> str:
    """The registered domain of an address; where many share it, the page."""
    parts = host.split(".")
    above = {".".join(parts[n:]) for n in range(len(parts))}
    domain = None if above & SHARED_HOSTS else _suffixes()(host)
    return domain or f"{host.removeprefix('www.')}{urlsplit(address).path.rstrip('/').casefold()}"


@cache
def _suffixes() -> Callable[[str], str | None]:
    from publicsuffixlist import PublicSuffixList  # here, because reading the list takes time and is seldom needed

    found: Callable[[str], str | None] = PublicSuffixList().privatesuffix
    return found


def _grouped(items: Iterable[T], key: Callable[[T], Iterable[Hashable]]) -> Iterator[list[T]]:
    """Those that have a key in common with another."""
    groups: dict[Hashable, list[T]] = {}
    for item in items:
        groups.setdefault(tuple(key(item)), []).append(item)
    return (group for group in groups.values() if len(group) > 1)


def _with_first(owned: Iterable[tuple[T, str]]) -> Iterator[tuple[Pair[T], str]]:
    firsts: dict[str, T] = {}
    for one, owner in owned:
        if owner in firsts:
            yield (firsts[owner], one), owner
        firsts.setdefault(owner, one)
