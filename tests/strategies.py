"""Hostile and ordinary text, as a data field may hold it."""

from __future__ import annotations

from hypothesis import strategies as st

from guide.source import UNSEEN

HOSTILE = [
    "<script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "{{ 7*7 }} {% raw %} {# note #}",
    "]]> & &amp; &lt;b&gt; &#60;",
    "# not a title",
    "1. not a list",
    "- not a list * + item",
    "**not bold** _not em_ `not code` ~~no~~",
    "[not](https://a.example) ![no](x) [^1] [x]: y",
    "| not | a table |",
    "!!! note not one",
    "*[HTML]: not an abbreviation",
    "{: .not-a-class } { #nor-an-id }",
    ":not-an-emoji: --- ... (c) (tm)",
    "\\*still\\* a backslash \\",
    "https://not-a-link.example www.not.example a@b.example",
    "Setext\n===",
    "    indented code?",
    "~~~ ``` > quote",
    "R&D « ¿Qué? » “sí”",
    "👩‍💻 𝔘𝔫𝔦 漢字 🇲🇽 ñandú e\u0301",
    "--- front: matter ---",
    "a\u2019s 5 < 6 > 4",
    "<!-- comment --> <?php ?> <![CDATA[x]]>",
    "javascript:alert(1)",
]


def _is_shown(text: str) -> bool:
    return bool(text.strip()) and not UNSEEN.search(text)


words = st.text(st.characters(exclude_categories=["Cs", "Cc", "Co", "Cn", "Zl", "Zp"]), min_size=1, max_size=30)
marks = st.text("<>&\"'`*_[](){}#!|~:-=+.\\ \n1a", max_size=20)
parts = st.one_of(st.sampled_from(HOSTILE), words, marks)
texts = st.lists(parts, min_size=1, max_size=3).map(" ".join).filter(_is_shown)
