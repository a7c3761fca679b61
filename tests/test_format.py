"""Order and indentation only: what people wrote stays theirs, and what is read stays the same."""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st
from projects import ROOT, TODAY
from test_traps import TRAPS

from build import main
from guide.edit import comments
from guide.format import formatted as ordered_or_not
from guide.format import is_formatted
from guide.load import example_texts, examples, read
from guide.model import Employer, Pay, Role, Source, written_order
from guide.problems import Level
from guide.source import decode, parse

EXAMPLES = examples(example_texts(read(ROOT)))
PATHS = {
    "employer": "data/employers/acme.yaml", "platform": "data/platforms/bazaar.yaml", "sources": "data/sources.yaml",
    "places": "data/places.yaml", "site": "data/site.yaml", "official": "data/official.yaml", "role": "data/jobs.yaml",
}  # fmt: skip
ACME = PATHS["employer"]
Run = Callable[..., Result]


def formatted(path: str, text: str) -> str:
    """The text in order, or as it is when it cannot be read or put in order."""
    after, _ = ordered_or_not(path, text)
    return text if after is None else after


def test_the_files_of_the_project_can_be_put_in_order_and_nothing_else_changes() -> None:
    """Order is told and stops nobody, so files may be out of it; but of what they say no letter comes or goes."""
    texts = {path: raw.decode() for path, raw in read(ROOT).items() if is_formatted(path)}
    made = {path: ordered_or_not(path, text)[0] for path, text in texts.items()}

    def letters(text: str) -> Counter[str]:
        return Counter("".join(text.split()))

    assert {path for path, after in made.items() if after is None} == set()
    assert {path for path, after in made.items() if letters(after) != letters(texts[path])} == set()


def test_keys_come_in_the_order_in_which_people_write_them() -> None:
    assert written_order(Employer)[:7] == ("id", "name", "kind", "website", "careers", "summary", "added")
    assert written_order(Employer)[-4:] == ("changes", "removed", "restored", "former_ids")
    assert written_order(Pay)[-3:] == ("source", "as_of", "note")
    assert written_order(Source) == ("title", "publisher", "url", "via", "date", "lang", "kind", "licence")
    assert written_order(Role)[:3] == ("id", "slug", "former_slugs")


def test_everything_at_once() -> None:
    before = """\
# yaml-language-server: $schema=../../schema/employer.json
# About this file.

# the name it trades under
name: "Acme"   # since 2020
id:   acme

website: https://acme.example/
kind: company
summary:
      en: >-
         One line
         and two.

         A paragraph.
      es: 'Una línea
         y otra.'
hires_from: {source: handbook, scope: places, except: [ ],  places: [CO,  "NO"]}
# none of these is a policy
openings_seen:
- source: advert
  # as advertised
  title: Data scientist: remote
- # the second
  source: advert
  places: [
    CO, MX,
    ES]   # wrapped by hand
  title: Other
  # below the last key
added: 2026-11-24
# the end
"""
    before = before.replace("title: Data scientist: remote", 'title: "Data scientist: remote"')
    after = """\
# yaml-language-server: $schema=../../schema/employer.json
# About this file.
id:   acme

# the name it trades under
name: "Acme"   # since 2020
kind: company

website: https://acme.example/
summary:
  es: 'Una línea
    y otra.'
  en: >-
    One line
    and two.

    A paragraph.
added: 2026-11-24
hires_from: {scope: places, places: [CO,  "NO"], except: [ ],  source: handbook}
# none of these is a policy
openings_seen:
  # as advertised
  - title: "Data scientist: remote"
    source: advert
  - # the second
    title: Other
    places: [
      CO, MX,
      ES]   # wrapped by hand
    source: advert
    # below the last key
# the end
"""

    assert formatted(ACME, before) == after
    assert formatted(ACME, after) == after


def test_the_head_of_a_chapter_is_put_in_order_and_its_prose_is_left_alone() -> None:
    before = "---\nslug: guia\ndescription: La puerta.\ntitle: Guía\n---\n\n# b\na: 1\n---\n  x\n"

    after = formatted("content/es/guide/index.md", before)

    assert after == "---\ntitle: Guía\ndescription: La puerta.\nslug: guia\n---\n\n# b\na: 1\n---\n  x\n"


@pytest.mark.parametrize(
    "text",
    [
        "? name\n: Acme\nid: acme\n",
        "name: |2\n    two more\nid: acme\n",
        "name: |+\n  kept\n\n\nid: acme\n",
        "name: Acme\nid: acme\n...\n",
        "--- # marked\nname: Acme\nid: acme\n",
        "{name: Acme, id: acme}\n",
        "name: {es: a,\n  en: b}\nid: acme",
        "name: Acme\n\n\n\nid: acme\n\n\n",
        "nombre: x\nname: Acme\nid: acme\n",
        'name: "a\n\n  # not a comment\n  b"\nid: acme\n',
        "name:\n  Acme\nid: acme\n",
        "name:   # why\n  Acme\nid: acme\n",
        "hours:\n-\n  hours: 4\n  value: overlap\n- - a\n  - b\nid: acme\n",
        "",
        "# nothing\n",
    ],
)
def test_odd_but_valid_yaml_reads_the_same_and_settles_at_once(text: str) -> None:
    after = formatted(ACME, text)

    assert _read(after) == _read(text)
    assert formatted(ACME, after) == after


@pytest.mark.parametrize("name", sorted(TRAPS))
def test_a_text_that_is_not_read_is_given_back(name: str) -> None:
    text, _ = decode(ACME, TRAPS[name])
    if text is not None:
        after = formatted(ACME, text)
        assert _read(after) == _read(text)
        assert formatted(ACME, after) == after
        assert after == text or not any(each.level is Level.ERROR for each in parse("", text)[1])


# ---------------------------------------------------------------- any layout of the same content


class Layout:
    """Writes a value as a person might: keys in any order, any indentation, comments and blank lines anywhere."""

    def __init__(self, draw: random.Random, comments: bool) -> None:
        self.draw, self.comments = draw, comments

    def text(self, value: dict[str, Any]) -> str:
        return "\n".join(self.block(value, 0, ())) + "\n"

    def block(self, value: Any, at: int, path: tuple[str, ...]) -> list[str]:
        lines = []
        if isinstance(value, list):
            for item in value:
                lines += self.pair("-", item, at, (*path, "-"))
            return lines
        keys = list(value)
        self.draw.shuffle(keys)
        for key in keys:
            if self.comments and self.draw.random() < 0.2:
                lines += [*[""] * self.draw.randrange(2), f"{' ' * at}# above {key}"]
            beside = f"  # beside {key}" if self.comments and self.draw.random() < 0.2 else ""
            lines += self.pair(f"{key}:", value[key], at, (*path, key), beside)
        return lines

    def pair(self, head: str, value: Any, at: int, path: tuple[str, ...], beside: str = "") -> list[str]:
        style = random.Random("/".join(path)).random()  # the same for a value wherever it stands
        deeper = at + self.draw.randint(1, 5)
        if not isinstance(value, dict | list):
            return [f"{' ' * at}{head} {json.dumps(value, ensure_ascii=False)}{beside}"]
        if (style < 0.3 and len(path) > 1) or not value:
            return [f"{' ' * at}{head} {self.flow(value)}{beside}"]
        if head != "-":
            offset = at if isinstance(value, list) and self.draw.random() < 0.3 else deeper
            return [f"{' ' * at}{head}{beside}", *self.block(value, offset, path)]
        inside = self.block(value, deeper + 1, path)
        if inside[0].lstrip()[:1] in ("", "#"):
            return [f"{' ' * at}-", *inside]
        return [f"{' ' * at}-{' ' * (deeper - at)}{inside[0].lstrip()}", *inside[1:]]

    def flow(self, value: Any) -> str:
        if isinstance(value, list):
            return f"[{', '.join(map(self.flow, value))}]"
        if isinstance(value, dict):
            keys = list(value)
            self.draw.shuffle(keys)
            return "{" + ", ".join(f"{key}: {self.flow(value[key])}" for key in keys) + "}"
        return json.dumps(value, ensure_ascii=False)


def _value(name: str) -> dict[str, Any]:
    found = EXAMPLES[name]
    return {"roles": [found, found]} if name == "role" else found


@settings(max_examples=12)
@given(st.sampled_from(sorted(PATHS)), st.randoms(use_true_random=False))
def test_every_layout_of_a_content_becomes_the_same_text(name: str, draw: random.Random) -> None:
    one, other = (Layout(draw, comments=False).text(_value(name)) for _ in range(2))

    assert _read(one) == _value(name)
    assert _ordered(formatted(PATHS[name], one)) == _ordered(formatted(PATHS[name], other))


def _ordered(text: str) -> str:
    """A text without the order of sources, whose keys people name themselves."""
    return "\n".join(sorted(text.split("\n")))


@settings(max_examples=40)
@given(st.sampled_from(sorted(PATHS)), st.randoms(use_true_random=False))
def test_comments_stay_with_their_keys(name: str, draw: random.Random) -> None:
    before = Layout(draw, comments=True).text(_value(name))
    after, _ = ordered_or_not(PATHS[name], before)

    assert after is not None
    assert _read(after) == _read(before) == _value(name)
    assert formatted(PATHS[name], after) == after
    assert comments(after) == comments(before) == sorted(re.findall("#.*", before))
    lines = after.split("\n")
    for n, line in enumerate(lines):
        if match := re.search("# above (.*)", line):
            below = next(each for each in lines[n + 1 :] if each.strip() and not each.lstrip().startswith("#"))
            assert below.lstrip(" -").startswith(f"{match.group(1)}:") or not "".join(lines[:n])  # of the whole file
        if match := re.search("# beside (.*)", line):
            assert line.lstrip(" -").startswith(f"{match.group(1)}:")


PIECES = [
    "\n",
    " ",
    "  ",
    "#",
    " # c",
    "- ",
    "? ",
    ": ",
    "|",
    ">-\n",
    "|2",
    '"',
    "'",
    "{",
    "}",
    "[",
    "]",
    ",",
    "\n\n",
    "...",
    "---",
]


@settings(max_examples=60)
@given(st.randoms(use_true_random=False), st.lists(st.sampled_from(PIECES), min_size=1, max_size=3))
def test_a_slip_of_the_hand_never_stops_it_nor_changes_what_is_read(draw: random.Random, slips: list[str]) -> None:
    text = Layout(draw, comments=True).text(EXAMPLES["employer"])
    for slip in slips:
        place = draw.randrange(len(text))
        text = text[:place] + slip + text[place + draw.choice([0, 0, 1, 5]) :]
    after = formatted(ACME, text)

    errors = [each for each in parse("", text)[1] if each.level is Level.ERROR]
    assert after == text if errors else _read(after) == _read(text)
    assert formatted(ACME, after) == after


def _read(text: str) -> Any:
    document, _ = parse("", text)
    return document.value if document else None


# ---------------------------------------------------------------- the command


@pytest.fixture
def ordered(root: Path) -> str:
    """The text of the small site's employer in order; in the file two of its keys stand the wrong way round."""
    for path in (ACME, PATHS["platform"]):
        (root / path).write_text(formatted(path, (root / path).read_text("utf-8")), "utf-8")
    text = (root / ACME).read_text("utf-8")
    (root / ACME).write_text(text.replace("id: acme\nname: Acme\n", "name: Acme\nid: acme\n"), "utf-8")
    return text


@pytest.fixture
def run(root: Path) -> Run:
    def invoke(*arguments: str) -> Result:
        shared = ["--root", str(root), "--today", TODAY.isoformat(), "--lang", "en"]
        done = CliRunner().invoke(main, [*shared, *arguments])
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        return done

    return invoke


class TestCommand:
    def test_writes_what_is_not_in_order(self, root: Path, run: Run, ordered: str) -> None:
        path = root / ACME
        checked, before = run("fmt", "--check", str(path)), path.read_text("utf-8")
        done, again = run("fmt"), run("fmt", "--check")

        assert (checked.exit_code, done.exit_code, again.exit_code) == (1, 0, 0)
        assert checked.stdout == f"{ACME} is not in order; run: python build.py fmt\n"
        assert before != ordered
        assert path.read_text("utf-8") == ordered
        assert again.stdout.startswith("All in order in ")

    def test_leaves_a_file_that_cannot_be_read_alone_and_says_what_check_says(
        self, root: Path, run: Run, ordered: str
    ) -> None:
        """And puts the others in order all the same."""
        broken = root / "data/platforms/bazaar.yaml"
        text = broken.read_text("utf-8") + "name: [\n"
        broken.write_text(text, "utf-8")

        done = run("fmt")
        said = [line for line in run("check").stderr.splitlines() if "bazaar.yaml" in line]

        assert done.exit_code == 1
        assert [line for line in done.stderr.splitlines() if "bazaar.yaml" in line] == said != []
        assert "[bracket-open]" in said[0]
        assert broken.read_text("utf-8") == text
        assert (root / ACME).read_text("utf-8") == ordered

    def test_what_is_wrong_with_fields_is_a_matter_of_check(self, root: Path, run: Run, ordered: str) -> None:
        path = root / ACME
        path.write_text(path.read_text("utf-8").replace("kind: company\n", "kind: company\nsumary: x\n"), "utf-8")

        assert run("fmt").exit_code == 0
        assert path.read_text("utf-8") == ordered.replace("kind: company\n", "kind: company\nsumary: x\n")

    @pytest.mark.parametrize(("mark", "ends"), [(b"", b"\r\n"), (b"\xef\xbb\xbf", b"\n"), (b"\xef\xbb\xbf", b"\r\n")])
    def test_keeps_the_line_ends_and_the_byte_order_mark(
        self, root: Path, run: Run, ordered: str, mark: bytes, ends: bytes
    ) -> None:
        path = root / ACME
        path.write_bytes(mark + path.read_bytes().replace(b"\n", ends))

        assert run("fmt", str(path.parent)).exit_code == 0
        assert path.read_bytes() == mark + ordered.encode().replace(b"\n", ends)
        assert run("fmt", "--check", str(path.parent)).exit_code == 0

    @pytest.mark.parametrize("block", ["kind: |# why\n  company\n", "kind:\n\n  >-  # why\n  company\n"])
    def test_says_so_when_something_might_be_lost(self, root: Path, run: Run, ordered: str, block: str) -> None:
        """libyaml reads this; ruamel refuses the first and breaks off at the second, so nobody can tell whether its
        comments would stay."""
        path = root / ACME
        text = path.read_text("utf-8").replace("kind: company\n", block)
        path.write_text(text, "utf-8")

        done = run("fmt")

        assert (done.exit_code, path.read_text("utf-8")) == (0, text)
        assert f"{ACME} is left as it is" in done.stderr

    def test_a_file_is_changed_in_one_step(
        self, root: Path, run: Run, ordered: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A disk that is full in the middle of it leaves the old file, and nothing beside it."""
        before, beside = (root / ACME).read_bytes(), sorted((root / ACME).parent.iterdir())

        def full(*_: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr("os.replace", full)
        done = run("fmt")

        assert done.exit_code == 1
        assert "No space left on device" in done.stderr
        assert (root / ACME).read_bytes() == before
        assert sorted((root / ACME).parent.iterdir()) == beside

    def test_what_is_no_data_file_is_a_mistake_of_usage(self, run: Run, root: Path) -> None:
        for path in (root / "mkdocs.yml", ROOT / "data", Path(root.anchor)):
            assert run("fmt", str(path)).exit_code == 2

    @pytest.mark.parametrize(
        "command",
        [
            ["change", "acme", "--es", "Algo.", "--en", "Something."],
            ["retire", "acme", "--why-es", "Cerró.", "--why-en", "It closed."],
            ["verify", "acme", "remote", "--source", "handbook", "--as-of", "2026-10"],
            ["new", "employer", "--no-input", "--name", "Otra", "--website", "otra.example", "--kind", "company",
             "--summary-es", "Hace IA.", "--summary-en", "It makes AI.", "--ai-work-es", "Modelos.",
             "--ai-work-en", "Models.", "--remote", "remote-first", "--source-title", "Manual", "--source-url",
             "otra.example/m", "--source-kind", "own"],
        ],
        ids=lambda command: command[0],
    )  # fmt: skip
    def test_what_the_other_commands_write_is_in_order(self, run: Run, ordered: str, command: list[str]) -> None:
        run("fmt")

        assert run(*command).exit_code == 0
        assert run("fmt", "--check").exit_code == 0
