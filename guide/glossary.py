"""The glossary: its terms in the order of a language, and the links to it from the first use of a term in a chapter."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from guide.model import Site, Term

PAGE = "guide/glossary"

_WORD = re.compile(r"[^\W_]+")
_GRAMMAR = ("de", "en", "del", "la", "el", "por", "para", "of", "by", "to", "in")
# What no link may stand in: code, headings, quotations, tables' heads, links and citations, addresses, attributes.
_CLOSED = re.compile(
    r"^(?P<fence>`{3,}|~{3,}).*?^(?P=fence)[ \t]*$|(?P<tick>`+)[^`].*?(?P=tick)"
    r"|^[ \t]*(?:\#{1,6}[ \t]|>|!!!|\?\?\?)[^\n]*$"
    r"|^[^\n]*\n(?=[ \t]*\|?[ \t]*:?-{3,}[-:| \t]*$)"
    r"|^[ \t]*\[[^\]\n]*\]:[^\n]*$"
    r"|!?\[[^\]]*\](?:\([^)\n]*\)|\[[^\]\n]*\])?"
    r"|<[^>\n]*>|\bhttps?://\S+|\{[^}\n]*\}",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True)
class Glossary:
    """The terms of the guide as one language writes them."""

    terms: Mapping[str, Term]
    lang: str

    @classmethod
    def of(cls, site: Site, lang: str) -> Glossary:
        return cls(site.glossary, lang)

    @cached_property
    def forms(self) -> Mapping[str, list[tuple[re.Pattern[str], str]]]:
        """The forms of every term with its id, the longest first, by their first word in lower case."""
        found: dict[str, list[tuple[re.Pattern[str], str]]] = {}
        lang = self.lang
        written = {form: id for id, term in self.terms.items() for form in (term.term[lang], *term.also[lang])}
        for form in sorted(written, key=lambda form: (-len(form), form)):
            if first := _WORD.match(form):
                found.setdefault(first[0].lower(), []).append((_pattern(form), written[form]))
        return found

    def link(self, body: str) -> str:
        """A chapter's body with a link to the glossary at the first use of each term."""
        open_text = _CLOSED.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), body)
        parts, end = [], 0
        for start, stop, id in self._first_uses(open_text):
            parts += [body[end:start], f"[{body[start:stop]}](entry:{PAGE}#{id}){{ .term }}"]
            end = stop
        return "".join([*parts, body[end:]])

    def _first_uses(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Where each term stands for the first time; of two forms in one place, the longer counts."""
        seen: set[str] = set()
        end = 0
        for word in _WORD.finditer(text):
            if word.start() < end:
                continue
            for pattern, id in self.forms.get(word[0].lower(), self._plural(word[0])):
                match = pattern.match(text, word.start())
                if match and _is_word(match, text):
                    end = match.end()
                    if id not in seen:
                        seen.add(id)
                        yield match.start(), end, id
                    break

    def _plural(self, word: str) -> Iterable[tuple[re.Pattern[str], str]]:
        return self.forms.get(word.lower().removesuffix("s"), ())


def _pattern(form: str) -> re.Pattern[str]:
    """A form as whole words, in the plural too; an ordinary word also with a capital."""
    first, rest = form[0], form[1:]
    letters = f"(?:{re.escape(first)}|(?P<capital>{first.upper()}))" if first.islower() else re.escape(first)
    body = letters + "[ \n]".join(_word(each) for each in rest.split(" "))
    return re.compile(rf"(?<![\w./@-]){body}(?![\w-]|\.\w)")


def _word(word: str) -> str:
    """A word, or its plural with `s`; short words of grammar have none."""
    return re.escape(word) + ("s?" if len(word) > 1 and word not in _GRAMMAR else "")


def _is_word(match: re.Match[str], text: str) -> bool:
    """Whether an ordinary word with a capital starts a sentence, a line or a cell; elsewhere it is a name."""
    if not match.groupdict().get("capital"):
        return True
    before = text[: match.start()].rpartition("\n")[2].rstrip(" *_")
    return not before.strip(" -+0123456789.)") or before[-1] in '.?!:¿¡«“"(|'
