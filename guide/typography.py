"""Spaces that a line must not break at; sources are written with ordinary ones, because nobody sees the difference."""

from __future__ import annotations

import re

# Code, scripts and what stands inside a tag stay as they are.
_KEPT = re.compile(
    r"^(?P<fence>`{3,}|~{3,}).*?^(?P=fence)[ \t]*$|(?P<tick>`+)[^`].*?(?P=tick)|<(?P<tag>script|style)\b.*?</(?P=tag)>"
    r"|</?[a-zA-Z][^<>]*>",
    re.MULTILINE | re.DOTALL,
)
# After a figure: a sign, a unit or its own next three digits. And EE. UU. Each begins with the space, which is quick.
_SPACE = re.compile(
    r" (?:(?<=\d )(?=(?:[%€£]|USD|EUR|GBP|MXN|COP|ARS|CLP|PEN|UYU|BRL|[KMG]B|KiB|k[mg]|ms|h|min)(?!\w))"
    r"|(?<=\d )(?<!\d{4} )(?=\d{3}(?!\d))|(?<=\bEE\. )(?=UU\.))"
)


def unbroken(text: str) -> str:
    """Markdown in which figures stay together with their units; the same when done twice."""
    parts, end = [], 0
    if any(mark in text for mark in ("`", "~~~", "<")):
        for match in _KEPT.finditer(text):
            parts += [_SPACE.sub("\xa0", text[end : match.start()]), match[0]]
            end = match.end()
    return "".join([*parts, _SPACE.sub("\xa0", text[end:])])
