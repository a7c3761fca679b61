"""`build.py prose`: how plainly the chapters and the summaries read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import click

from guide.cli import common, examine, options_of, refused, report

if TYPE_CHECKING:
    from guide.readability import Measure
    from guide.view import Guide

# Of the extensions that MkDocs is given or adds by itself, those that change what is text and what is not.
EXTENSIONS = ("admonition", "attr_list", "fenced_code", "footnotes", "tables")
SUMMARIES = ("roles", "employers", "platforms")
LONGEST_SHOWN = 100  # characters of a sentence


@click.command("prose")
@common
@click.option("--longer", type=click.IntRange(1), metavar="WORDS", help="Also show Spanish sentences longer than that.")
@click.pass_context
def prose(context: click.Context, longer: int | None) -> None:
    """Measure how plainly chapters and summaries read, the hardest in Spanish first; a hint, and never a failure.

    Paragraphs and items of lists are counted as readers get them; headings, tables, code, notes and samples in another
    language are not.

    \b
    python build.py prose
    python build.py prose --longer 35

    Exit codes: 0 measured; 1 the data could not be read; 2 the command was not understood.
    """
    from guide.readability import measure, sentences, words
    from guide.view import Guide

    options = options_of(context)
    examined = examine(options)
    if examined.loaded.site is None:
        report(examined, options)
        raise refused(examined.loaded, options)
    texts = examined.words(options)
    guide = Guide.of(examined.loaded, options.today)
    blocks = {lang: dict(blocks_of(guide, lang)) for lang in ("es", "en")}
    measured = {lang: {key: measure(found, lang) for key, found in pages.items()} for lang, pages in blocks.items()}
    click.echo(texts.say("prose.head"))
    for key, row in sorted(measured["es"].items(), key=lambda item: item[1].inflesz):
        click.echo(_row(key, row, measured["en"].get(key), texts.say(f"prose.grades.{row.grade}")))
    for key, found in blocks["es"].items() if longer else ():
        for sentence in (each for block in found for each in sentences(block)):
            if (count := len(words(sentence))) > (longer or 0):
                click.echo(f"{key}: {count}: {sentence[:LONGEST_SHOWN]}")


def _row(key: str, es: Measure, en: Measure | None, grade: str) -> str:
    flesch = f"{en.flesch:.1f}" if en and en.words else ""
    figures = f"{es.words:>8} {es.words_per_sentence:>8.1f} {es.fernandez_huerta:>6.1f} {es.inflesz:>6.1f}"
    return f"{key:<30} {figures} {grade:<16} {flesch:>6}".rstrip()


def blocks_of(guide: Guide, lang: str) -> Iterator[tuple[str, list[str]]]:
    """The prose of each chapter by its key, and the summaries of each collection."""
    from guide.view import View

    for chapter in guide.site.chapters:
        if chapter.is_gone:
            continue
        view = View(guide, lang, chapter.key)
        yield chapter.key, list(spoken(str(view.body(chapter)), lang))
    for collection in SUMMARIES:
        view = View(guide, lang, collection)
        yield collection, [view.plain_summary(entry) for entry in view.present(collection)]


def spoken(text: str, lang: str) -> Iterable[str]:
    """The paragraphs and items of lists in a chapter's Markdown, as readers get them."""
    import markdown
    from lxml import html

    page = html.fromstring(f"<div>{markdown.markdown(text, extensions=list(EXTENSIONS))}</div>")
    left_out = f"//table | //pre | //div[@class='footnote'] | //sup | //*[@lang and @lang != '{lang}']"
    for element in page.xpath(left_out):
        element.drop_tree()
    for element in page.xpath("//p | //li[not(.//p)]"):
        if said := " ".join(_own_text(element).split()):
            yield said


def _own_text(element: Any) -> str:
    """The text of an element without that of the lists in it, whose items speak for themselves."""
    parts = [element.text or ""]
    for child in element:
        parts.append("" if child.tag in ("ul", "ol") else _own_text(child))
        parts.append(child.tail or "")
    return "".join(parts)
