"""Spaces that a line must not break at; sources are written with ordinary ones, because nobody sees the difference."""

from __future__ import annotations

import re

# Code and scripts, which stay as they are; else a figure before a sign or a unit, one of its own groups, EE. UU.
_SPACE = re.compile(
    r"(?P<kept>^(?P<fence>`{3,}|~{3,}).*?^(?P=fence)[ \t]*$|(?P<tick>`+)[^`].*?(?P=tick)"
    r"|<(?P<tag>script|style)\b.*?</(?P=tag)>)"
    r"|(?<=\d) (?=(?:%|€|£|USD|EUR|GBP|MXN|COP|ARS|CLP|PEN|UYU|BRL|GB|MB|KB|KiB|km|kg|ms|h|min)(?![\w]))"
    r"|(?<![\d.,])(?P<head>\d{1,3})(?P<groups>(?: \d{3})+)(?![\d])"
    r"|(?<=\bEE\.) (?=UU\.)",
    re.MULTILINE | re.DOTALL,
)


def unbroken(text: str) -> str:
    """Markdown in which figures stay together with their units; the same when done twice."""
    return _SPACE.sub(_bound, text)


def _bound(match: re.Match[str]) -> str:
    if match["kept"]:
        return match["kept"]
    if match["head"]:
        return match["head"] + match["groups"].replace(" ", "\xa0")
    return "\xa0"
