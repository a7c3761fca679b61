"""Text of a data field is shown as it is, wherever it lands, and never becomes markup."""

from __future__ import annotations

import html
import json
import re

import jinja2
import markdown
import pytest
import yaml
from hypothesis import example, given, settings
from lxml import etree
from lxml import html as lxml_html
from markupsafe import Markup
from projects import ROOT
from strategies import HOSTILE, texts

from guide.escape import environment, front_matter, markdown_text

EXTENSIONS = ["admonition", "attr_list", "footnotes", "tables", "toc", "def_list", "abbr", "md_in_html", "sane_lists"]


def shown(text: str) -> str:
    return " ".join(text.split())


class TestMarkdownText:
    """HTML text of rendered `markdown_text(s)` is `s` up to white space, and no element comes of it."""

    @given(texts)
    @settings(max_examples=400)
    def test_a_paragraph_shows_the_text(self, text: str) -> None:
        tree = _rendered(str(markdown_text(text)))

        assert shown(tree.text_content()) == shown(text)
        assert {element.tag for element in tree.iter()} <= {"div", "p"}

    @given(texts)
    @settings(max_examples=200)
    def test_a_heading_and_a_list_item_show_the_text(self, text: str) -> None:
        tree = _rendered(f"# {markdown_text(text)}\n\n- {markdown_text(text)}\n")

        assert [shown(tree.find(f".//{tag}").text_content()) for tag in ("h1", "li")] == [shown(text)] * 2
        assert {element.tag for element in tree.iter()} <= {"div", "h1", "ul", "li"}

    @given(texts)
    @settings(max_examples=200)
    def test_html_and_attributes_show_the_text(self, text: str) -> None:
        made = f'<p class="x" title="{markdown_text(text)}"><span>{markdown_text(text)}</span></p>'
        tree = _rendered(made)
        element = tree.find(".//p")

        assert shown(element.get("title")) == shown(text)
        assert shown(element.text_content()) == shown(text)
        assert set(element.attrib) == {"class", "title"}

    @given(texts)
    @settings(max_examples=200)
    @example("_0_")
    def test_it_holds_in_the_middle_of_a_line(self, text: str) -> None:
        tree = _rendered(f"Antes {markdown_text(text)} después, **{markdown_text(text)}**")

        assert shown(tree.text_content()) == shown(f"Antes {text} después, {text}")


def _rendered(text: str) -> etree._Element:
    made = markdown.markdown(text, extensions=EXTENSIONS, output_format="html")
    return lxml_html.fragment_fromstring(made, create_parent="div")


class TestFrontMatter:
    """The theme prints front matter as it comes: YAML gives back the text, HTML-escaped."""

    @given(texts)
    def test_yaml_gives_back_escaped_text(self, text: str) -> None:
        head = front_matter({"description": text, "deep": {"list": [text]}})
        values = yaml.safe_load(str(head).removeprefix("---").removesuffix("---"))

        assert values == {"description": html.escape(text), "deep": {"list": [html.escape(text)]}}

    def test_it_is_json_which_is_yaml(self) -> None:
        assert str(front_matter({"a": "x: y", "b": True})) == f"---\na: {json.dumps('x: y')}\nb: true\n---"


class TestEnvironment:
    """Escaping is a property of the environment, whatever a template does with a value."""

    @pytest.mark.parametrize(
        "template",
        [
            "{{ x }}",
            "{{ x | e }}",
            "{{ x | upper | lower }}",
            "{{ [x, x] | join(', ') }}",
            "{% for y in [x] %}{{ y }}{% endfor %}",
            "{% set y %}{{ x }}{% endset %}{{ y }}",
            "{% macro m(v) %}{{ v }}{% endmacro %}{{ m(x) }}",
            "{{ '%s' | format(x) }}",
            "{{ x if x else '' }}",
        ],
    )
    def test_no_way_of_printing_leaves_a_text_bare(self, template: str) -> None:
        env = environment(jinja2.DictLoader({"t": template}), markdown_text)
        made = env.get_template("t").render(x="*a* <b>")

        assert "*" not in made
        assert "<b>" not in made

    def test_markup_is_trusted(self) -> None:
        env = environment(jinja2.DictLoader({"t": "{{ x }}"}), markdown_text)

        assert env.get_template("t").render(x=Markup("*a*")) == "*a*"

    @pytest.mark.parametrize("value", [None, jinja2.Undefined()])
    def test_nothing_prints_as_none_or_as_empty(self, value: object) -> None:
        env = environment(jinja2.DictLoader({"t": "{{ x }}", "u": "{{ y }}"}), markdown_text)

        with pytest.raises(ValueError, match="None"):
            env.get_template("t").render(x=None)
        with pytest.raises(jinja2.UndefinedError, match="y"):
            env.get_template("u").render()

    @pytest.mark.parametrize("path", sorted((ROOT / "templates").rglob("*.j2")), ids=lambda p: p.name)
    def test_templates_do_not_go_round_it(self, path: object) -> None:
        text = re.sub(r"\{#.*?#\}", "", path.read_text("utf-8"), flags=re.DOTALL)  # type: ignore[attr-defined]
        expressions = re.findall(r"\{[{%].*?[%}]\}", text, flags=re.DOTALL)

        assert not [e for e in expressions if "~" in e or re.search(r"\|\s*safe\b|autoescape", e)]


def test_the_hostile_list_is_not_tame() -> None:
    assert any("<script>" in text for text in HOSTILE)
