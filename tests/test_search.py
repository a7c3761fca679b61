"""Search finds what a page says and not what every page says; with and without accents; every page once."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from guide.search import Section, sections, write

PAGE = """\
<html><body><nav><h2 id="nav">Menú</h2></nav><article class="md-content__inner">
<h1 id="x">Acme<a class="headerlink" href="#x">#</a></h1>
<p class="crumb">Quién contrata</p>
<p class="lead">Construye modelos &lt;b&gt; de traducción.</p>
<h2 id="terms">Condiciones<a class="headerlink" href="#terms">#</a></h2>
<dl><dd>Remoto <span class="evidence">Según <a href="https://acme.example/">su manual</a></span> primero</dd></dl>
<h2 id="sources">Fuentes</h2>
<ol class="sources"><li>su manual</li></ol>
<h3 id="more">Más</h3>
<p>Nada.</p>
</article></body></html>
"""


def test_sections_are_parts_with_words_under_their_heading() -> None:
    assert list(sections("acme/", PAGE.encode())) == [
        Section("acme/", "Acme", "Construye modelos <b> de traducción."),
        Section("acme/#terms", "Condiciones", "Remoto primero"),
        Section("acme/#more", "Más", "Nada."),
    ]


@pytest.fixture
def index(tmp_path: Path) -> Path:
    """A built language of one page, as Material's plugin leaves it."""
    (tmp_path / "acme").mkdir()
    (tmp_path / "acme" / "index.html").write_text(PAGE, "utf-8")
    (tmp_path / "search").mkdir()
    path = tmp_path / "search" / "search_index.json"
    path.write_text('{"config": {"lang": ["es"]}, "docs": []}', "utf-8")
    return path


def test_text_is_escaped_and_folded(index: Path) -> None:
    write(index.parent.parent, ["acme/"], [])
    found = json.loads(index.read_text("utf-8"))

    assert found["config"] == {"lang": ["es"]}
    assert found["docs"][0]["text"] == (
        'Construye modelos &lt;b&gt; de traducción. <span class="folded">traduccion</span>'
    )


def test_a_list_is_found_by_what_it_is_and_not_by_what_it_lists(index: Path) -> None:
    write(index.parent.parent, ["acme/"], [Section("acme/", "Quién contrata", "Todas")])

    assert [doc["title"] for doc in json.loads(index.read_text("utf-8"))["docs"]] == ["Quién contrata"]


@pytest.mark.parametrize(("folder", "prefix"), [("", "https?://[^/]+/(?!en/)"), ("en/", "https?://[^/]+/en/")])
def test_every_page_of_a_site_is_in_the_index_once(built: Path, folder: str, prefix: str) -> None:
    locations = re.findall(f"<loc>{prefix}(.*?)</loc>", (built / "sitemap.xml").read_text("utf-8"))
    docs = json.loads((built / folder / "search" / "search_index.json").read_text("utf-8"))["docs"]

    assert sorted(doc["location"] for doc in docs if "#" not in doc["location"]) == sorted(locations)
    assert len({doc["location"] for doc in docs}) == len(docs)
    assert all(doc["title"] for doc in docs)
    assert not any("Handbook" in doc["text"] for doc in docs)  # only named as a source
