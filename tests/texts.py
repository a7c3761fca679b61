"""Every text of the guide that people read, line by line, without its markup: for tests of spelling and typography."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

LANGUAGES = ("es", "en")
EITHER = "either"  # quoted or emphasised: a word of the other language may stand there
HEAD = ("title", "description")  # of a chapter, in the language of its file
NOT_PROSE = ("slug", "search", "url", "path", "example", "sources")

_FENCE = re.compile(r"^[ \t]*(`{3,}|~{3,}).*?^[ \t]*\1[ \t]*$", re.MULTILINE | re.DOTALL)
# Code, the target of a link, a citation, attributes, a placeholder, a tag of a word, an address.
_MARKUP = re.compile(
    r"(?P<code>`+)[^`].*?(?P=code)|(?<=\])\([^)\s]*(?:\([^)\s]*\))?[^)\s]*\)|\[\^[^\]\s]+\]|\{[^{}\n]*\}|<[^<>\n]*>|https?://\S+|\S+@\S+\.\w+"
)
_ADMONITION = re.compile(r'^!!! \w+ "(.*)"$')
_OTHERS = re.compile(r"(?<![*\w])\*(?![*\s])[^*\n]+\*(?!\*)|«[^»\n]*»|“[^”\n]*”|\"[^\"\n]*\"")
_SAMPLE = re.compile(r'^(?P<quote>(?:>.*\n)+?)> \{: lang="(?P<lang>\w\w)" \}', re.MULTILINE)


@dataclass(frozen=True)
class Said:
    """One text: where it stands, in which language, and its lines with their numbers."""

    path: str
    lang: str
    lines: tuple[tuple[int, str], ...]

    @property
    def whole(self) -> str:
        return " ".join(text.strip() for _, text in self.lines)


def texts(root: Path) -> Iterator[Said]:
    """The texts of chapters, data and words."""
    for lang in LANGUAGES:
        for path in sorted((root / "content" / lang).rglob("*.md")):
            yield from chapter(path.read_text("utf-8"), path.relative_to(root).as_posix(), lang)
        path = root / "templates" / "words" / f"{lang}.yaml"
        yield from scalars(path.read_text("utf-8"), path.relative_to(root).as_posix(), lang)
    for path in sorted((root / "data").rglob("*.yaml")):
        yield from scalars(path.read_text("utf-8"), path.relative_to(root).as_posix(), "")


def chapter(text: str, path: str, lang: str) -> Iterator[Said]:
    """The title and description of a chapter, then its body, a line each."""
    _, head, body = text.split("---\n", 2)
    yield from (_moved(said, 1) for said in scalars(head, path, "", HEAD, lang))
    first = text[: len(text) - len(body)].count("\n") + 1
    body = _FENCE.sub(_blank, body)
    samples = {}
    for match in _SAMPLE.finditer(body):
        start = body.count("\n", 0, match.start())
        samples |= dict.fromkeys(range(start, start + match["quote"].count("\n")), match["lang"])
    for number, line in enumerate(body.split("\n")):
        if line.strip():
            yield Said(path, samples.get(number, lang), ((first + number, plain(line)),))


def scalars(text: str, path: str, lang: str, named: tuple[str, ...] = (), named_lang: str = "") -> Iterator[Said]:
    """The texts of a YAML file: all in the language of the file, or those under a key that names a language."""
    lines = text.split("\n")
    loader = yaml.CSafeLoader(text)  # libyaml, as the guide itself reads
    root = loader.get_single_node()
    loader.dispose()

    def below(node: yaml.Node | None, lang: str, top: bool = False) -> Iterator[Said]:
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                if key.value not in NOT_PROSE:
                    yield from below(value, lang or language_of(key.value, top))
        elif isinstance(node, yaml.SequenceNode):
            for value in node.value:
                yield from below(value, lang)
        elif isinstance(node, yaml.ScalarNode) and lang:
            yield Said(path, lang, tuple(_lines(node, lines)))

    def language_of(key: str, top: bool) -> str:
        return key if key in LANGUAGES else named_lang if top and key in named else ""

    yield from below(root, lang, top=True)


def _lines(node: yaml.ScalarNode, lines: list[str]) -> Iterator[tuple[int, str]]:
    start, end = node.start_mark, node.end_mark
    if node.style not in (">", "|") and start.line == end.line:
        yield start.line + 1, plain(node.value)
        return
    block = node.style in (">", "|")
    for number in range(start.line + block, end.line + (not block)):
        line = lines[number]
        line = line[: end.column] if number == end.line else line
        line = line[start.column :] if number == start.line else line
        if line.strip():
            yield number + 1, plain(line)


def plain(line: str) -> str:
    """The line without its markup; what stays keeps its place."""
    return _MARKUP.sub(_blank, _ADMONITION.sub(r"\1", line))


def split(said: Said) -> Iterator[Said]:
    """A text as its own words and, apart, those that are quoted or emphasised."""
    yield Said(said.path, said.lang, tuple((number, _OTHERS.sub(_blank, text)) for number, text in said.lines))
    for number, text in said.lines:
        for match in _OTHERS.finditer(text):
            yield Said(said.path, EITHER, ((number, match[0]),))


def _blank(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match[0])


def _moved(said: Said, by: int) -> Said:
    return Said(said.path, said.lang, tuple((number + by, text) for number, text in said.lines))
