"""How figures are written, and spaces that a line must not break at; sources are written with ordinary ones, because
nobody sees the difference."""

from __future__ import annotations

import re

from babel import Locale
from babel.numbers import format_decimal

# Code and scripts stay as they are.
_KEPT = re.compile(
    r"^(?P<fence>`{3,}|~{3,}).*?^(?P=fence)[ \t]*$|(?P<tick>`+)[^`].*?(?P=tick)|<(?P<tag>script|style)\b.*?</(?P=tag)>",
    re.MULTILINE | re.DOTALL,
)
_CURRENCY = "USD|EUR|GBP|MXN|COP|ARS|CLP|PEN|UYU|BRL"
# After a figure: a sign, a unit or its own next three digits. After a currency: its figure. And EE. UU. Each begins
# with the space, which is quick.
_SPACE = re.compile(
    rf" (?:(?<=\d )(?=(?:[%€£]|{_CURRENCY}|[KMG]B|KiB|k[mg]|ms|h|min)(?!\w))"
    r"|(?<=\d )(?<!\d{4} )(?=\d{3}(?!\d))"
    rf"|(?<=\b(?:{_CURRENCY}) )(?=\d)"
    r"|(?<=\bEE\. )(?=UU\.))"
)
_TAG = re.compile(r"</?[a-zA-Z]")


def figure(value: float, locale: Locale) -> str:
    """A number in words of its language. In Spanish neither a point nor a comma parts thousands, because each is the
    decimal mark of some country that reads us: `4890`, and from five digits on `33 994`."""
    if locale.language != "es":
        return str(format_decimal(value, locale=locale))
    return str(format_decimal(value, locale=locale, group_separator=abs(value) >= 10_000)).replace(".", " ")


def unbroken(text: str) -> str:
    """Markdown in which figures stay together with their units; the same when done twice."""
    parts, end = [], 0
    if any(mark in text for mark in ("`", "~~~", "<script", "<style")):
        for match in _KEPT.finditer(text):
            parts += [_SPACE.sub(_kept_in_tags, text[end : match.start()]), match[0]]
            end = match.end()
    return "".join([*parts, _SPACE.sub(_kept_in_tags, text[end:])])


def _kept_in_tags(space: re.Match[str]) -> str:
    """A space that does not break; inside a tag, as in the coordinates of a drawing, the one that is there."""
    text, at = space.string, space.start()
    opening = text.rfind("<", 0, at)
    return " " if text.rfind(">", 0, at) < opening and _TAG.match(text, opening) else "\xa0"
