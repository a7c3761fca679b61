"""What contributors read tells what there is: commands that exist, an example that loads, forms by their names."""

from __future__ import annotations

import re
import shlex
from functools import cache
from textwrap import dedent

import pytest
import yaml
from click import Context
from projects import ROOT, TODAY, small_files

from build import main
from guide import prose, rules
from guide.load import Loaded, load, read
from guide.model import SourceKind
from guide.problems import Level
from guide.view import ISSUE_FORMS, Guide, View
from guide.words import LANGUAGES
from tools.bootstrap import COMMANDS

CHAPTERS = [f"content/{lang}/contribute/{name}.md" for lang in LANGUAGES for name in ("index", "evidence")]
TOLD = [*CHAPTERS, "README.md", "CONTRIBUTING.md", ".pre-commit-config.yaml"]


@cache
def project() -> Loaded:
    return load(read(ROOT))


def _text(path: str) -> str:
    return (ROOT / path).read_text("utf-8").replace("\\\n", "")


@pytest.mark.parametrize("path", TOLD)
def test_every_command_exists_with_its_options(path: str) -> None:
    told = re.findall(r"python3 tools/bootstrap\.py ([a-z].*?)(?:`|\n)", _text(path))
    for command, *words in map(shlex.split, told):
        if command in ("site", "test", "lint"):
            continue
        known = {option for each in main.get_command(Context(main), command).params for option in each.opts}

        assert command in COMMANDS
        assert {word for word in words if word.startswith("--")} <= known


@pytest.mark.parametrize("path", [*CHAPTERS[::2], "README.md"])
def test_the_smallest_file_that_is_shown_breaks_no_rule(path: str) -> None:
    shown = map(dedent, re.findall(r"^ *```yaml\n(.*?)^ *```", _text(path), re.DOTALL | re.MULTILINE))
    acme = next(example for example in shown if example.startswith("id: acme"))
    loaded = load({**small_files(), "data/employers/acme.yaml": acme.encode()})
    found = [*loaded.problems, *rules.check(loaded, TODAY.replace(month=12))]

    assert [each for each in found if each.place.path.endswith("acme.yaml") and each.level is Level.ERROR] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_forms_are_named_and_lead_to_their_own_files(lang: str) -> None:
    folder = ROOT / ".github/ISSUE_TEMPLATE"
    forms = {what: yaml.safe_load((folder / file).read_text("utf-8")) for what, file in ISSUE_FORMS[lang].items()}
    chapter = next(each for each in project().site.chapters if each.id == "contribute")
    known, unknown = (
        str(View(Guide.of(project(), TODAY, name), lang, "contribute").body(chapter)) for name in ("owner/name", None)
    )

    for what, form in forms.items():
        url = f"https://github.com/owner/name/issues/new?template={ISSUE_FORMS[lang][what]}"
        assert project().words[lang].say(f"issue_forms.{what}") == form["name"]
        assert f"- [{form['name']}]({url})\n" in known
        assert f"- {form['name']}\n" in unknown
    assert "https://github.com/" not in unknown


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_class_of_evidence_is_told(lang: str) -> None:
    told = re.findall(r"(?m)^- \*\*`([a-z-]+)`\*\*", _text(f"content/{lang}/contribute/evidence.md"))

    assert sorted(told) == sorted(SourceKind)


def test_documents_in_the_repository_lead_to_files_that_are_there() -> None:
    for path in ("README.md", "CONTRIBUTING.md"):
        for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", _text(path)):
            assert (ROOT / link).exists(), (path, link)


def test_what_contributors_read_leads_from_one_to_the_other() -> None:
    for lang in LANGUAGES:
        index, evidence, criteria = (
            {found.value.partition("#")[0] for found in prose.asked(_text(f"content/{lang}/{name}.md"))}
            for name in ("contribute/index", "contribute/evidence", "criteria")
        )

        assert {"contribute/form", "contribute/rules", "contribute/evidence", "criteria"} <= index
        assert "contribute" in evidence & criteria
        assert f"content/{lang}/contribute/index.md" in _text("README.md")
        assert f"content/{lang}/contribute/index.md" in _text("CONTRIBUTING.md")
    for page in ("form", "rules"):
        assert 'view.link("contribute")' in _text(f"templates/pages/{page}.md.j2")
