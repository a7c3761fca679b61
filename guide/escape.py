"""The ways out: one escape that is right in Markdown, in HTML and in attributes, and one for front matter."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any

import jinja2
from jinja2.runtime import Undefined
from markupsafe import Markup

# Letters, digits and spaces mean themselves everywhere. So do a few marks, a full stop after a letter and a hyphen
# between letters; whatever else could mean something to Markdown or HTML becomes a reference.
_SPECIAL = re.compile(r"[^\w\s,;:?/%()¿¡«»“”.-]|_|(?<![^\W\d_])\.|\.(?=\.)|(?<![^\W_])-|-(?![^\W_])")


@lru_cache(maxsize=50_000)  # labels and names come again on every page
def markdown_text(text: str) -> Markup:
    """Text that Markdown and HTML both show as it is: no character in it can open markup."""
    return Markup(_SPECIAL.sub(lambda match: f"&#{ord(match[0])};", " ".join(text.split())))


def front_matter(values: Mapping[str, Any]) -> Markup:
    """A YAML head of JSON values; texts are HTML-escaped, because the theme prints them as they come."""
    lines = [f"{name}: {json.dumps(_escaped(value), ensure_ascii=False)}" for name, value in values.items()]
    return Markup("---\n" + "\n".join(lines) + "\n---")


def script_data(values: Mapping[str, Any]) -> Markup:
    """JSON for a <script type="application/json">: no character in it can close the element or open a comment."""
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
    return Markup(re.sub(r"[<>&]", lambda match: f"\\u{ord(match[0]):04x}", text))


def _escaped(value: Any) -> Any:
    if isinstance(value, str):
        return html.escape(value)
    if isinstance(value, Mapping):
        return {name: _escaped(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_escaped(item) for item in value]
    return value


def environment(loader: jinja2.BaseLoader, escape: Callable[[str], Markup]) -> jinja2.Environment:
    """Templates whose every printed value goes through `escape`, unless it is Markup already.

    Jinja's own escape is for HTML only and is reached by `|e` and `|join`: both are replaced. `~` and `|safe` would
    go round it: a test keeps them out of the templates.
    """

    def final(value: Any) -> Markup:
        if isinstance(value, Markup):
            return value
        if isinstance(value, Undefined):
            str(value)  # says which name is missing
        if value is None:
            raise ValueError("a template prints a value that is None")
        return escape(str(value))

    env = jinja2.Environment(
        loader=loader,
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        finalize=final,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )

    def join(values: Iterable[Any], between: str = "") -> Markup:
        return escape(between).join(map(final, values))

    env.filters |= {"e": final, "escape": final, "join": join}
    return env
