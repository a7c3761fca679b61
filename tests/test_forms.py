"""Issue forms through the real script: what people wrote stays data; the answer is the file, or all that is wrong."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import markdown
import pytest
import yaml
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st
from projects import ROOT, TODAY, build_command, make_root, small_files

from build import main
from guide import draft, forms, replies, rules
from guide.load import load
from guide.problems import Level
from guide.questions import QUESTIONS
from guide.view import ISSUE_FORMS
from guide.words import LANGUAGES

FORMS = forms.forms(ROOT)
LOADED = load(small_files())
BY_NAME = {(form.name, form.lang): form for form in FORMS}

EMPLOYER = {
    "name": "Robótica Ácme",
    "website": "www.robotica.example",
    "kind": "Empresa",
    "summary": "Hace robots.",
    "source_title": "Manual de trabajo remoto",
    "source_url": "https://robotica.example/manual",
    "source_kind": "fuente propia",
    "source_date": "2026-04",
    "ai_work": "Hace visión.",
    "remote": "Remoto primero",
    "hires_from": "Colombia, mexico y ES",
    "roles": "Ciencia de datos",
}
PLATFORM = {
    "name": "Plaza",
    "website": "https://plaza.example/",
    "kind": "Open marketplace",
    "summary": "A marketplace.",
    "for_whom": "Beginners.",
    "source_title": "Terms",
    "source_url": "https://plaza.example/terms",
    "source_kind": "own source",
    "fee": "It takes 10%.",
    "fee_payer": "The worker pays",
    "hires_from": "any country",
}
CORRECT = {
    "entry": "employers/acme", "claim": "eligibility", "now": "Ya no contrata desde México.",
    "source_title": "Manual nuevo", "source_url": "https://acme.example/nuevo", "source_kind": "fuente propia",
}  # fmt: skip
REPORT = {"entry": "Bazaar", "what": "Cerró o ya no existe", "tell": "Su página dice que cerró."}


def body(name: str, lang: str, answers: dict[str, str], end: str = "\n") -> str:
    """What GitHub writes of a filled-in form."""
    fields = BY_NAME[name, lang].fields
    text = "\n\n".join(f"### {each.label}\n\n{answers.get(each.id) or '_No response_'}" for each in fields)
    return text.replace("\n", end)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_root(tmp_path_factory.mktemp("forms") / "project")


@pytest.fixture
def answer(site: Path, tmp_path: Path) -> Callable[..., Result]:
    """What the command answers to the text of an issue."""

    def run(text: str | bytes, *options: str) -> Result:
        path = tmp_path / "body.md"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        command = ["--root", str(site), "--today", TODAY.isoformat(), "form", "--body", str(path)]
        return CliRunner().invoke(main, [*command, "--repository", "owner/name", "--branch", "main", *options])

    return run


def fences(text: str) -> list[str]:
    """The code of an answer, as a Markdown reader finds it."""
    return [found.group(2) for found in re.finditer(r"(?ms)^(`{3,})\w*\n(.*?)\n\1$", text)]


class TestFiles:
    """The forms' own files: GitHub reads them, and so do we."""

    def test_each_is_there_in_both_languages_with_the_same_fields(self) -> None:
        assert {name for name, _ in BY_NAME} == {"correct", "employer", "platform", "report"}
        for name in ("correct", "employer", "platform", "report"):
            es, en = (BY_NAME[name, lang] for lang in LANGUAGES)
            shape = [[(f.id, f.required, len(f.options)) for f in form.fields] for form in (es, en)]
            assert shape[0] == shape[1]

    @pytest.mark.parametrize("form", FORMS, ids=lambda form: f"{form.name}-{form.lang}")
    def test_no_label_stands_twice(self, form: forms.Form) -> None:
        assert len({each.label for each in form.fields}) == len(form.fields)

    @pytest.mark.parametrize("form", FORMS, ids=lambda form: f"{form.name}-{form.lang}")
    def test_choices_are_the_words_of_the_guide(self, form: forms.Form) -> None:
        words = LOADED.words[form.lang]
        for field in form.fields:
            asked = [q for q in QUESTIONS[form.collection or "employers"] if q.name == field.id and q.choices]
            wanted = [words.say(f"{q.meaning(form.collection or 'employers')}.{c}") for q in asked for c in q.choices]
            if field.id == "what":
                wanted = [words.say(f"issue_form.what.{each}") for each in forms.WHATS]
            assert list(field.options) == wanted

    @pytest.mark.parametrize("form", [form for form in FORMS if form.collection], ids=lambda f: f"{f.name}-{f.lang}")
    def test_what_must_be_answered_is_asked(self, form: forms.Form) -> None:
        known = {each.name: each for each in QUESTIONS[str(form.collection)]}

        assert {each.id for each in form.fields} <= set(known)
        assert {name for name, each in known.items() if each.required and not each.needs} <= {
            each.id for each in form.fields if each.required
        }

    def test_only_a_person_sets_the_label(self) -> None:
        """A form that brought the label itself would start the workflow for anybody."""
        for path in (ROOT / forms.FOLDER).glob("[0-9]*.yml"):
            assert "labels" not in yaml.safe_load(path.read_text("utf-8"))

    def test_the_workflow_waits_for_that_label(self) -> None:
        text = (ROOT / ".github/workflows/forms.yml").read_text("utf-8")
        workflow = yaml.safe_load(text)

        assert workflow["jobs"]["read"]["if"] == f"github.event.label.name == '{forms.LABEL}'"
        assert f"--remove-label {forms.LABEL}" in text
        assert workflow[True] == {"issues": {"types": ["labeled"]}}
        assert workflow["jobs"]["read"]["permissions"] == {"contents": "read"}
        assert workflow["jobs"]["answer"]["permissions"] == {"issues": "write"}
        assert not any("checkout" in str(step) for step in workflow["jobs"]["answer"]["steps"])

    def test_links_of_the_site_open_a_form_that_is_there(self) -> None:
        named = [name for lang in LANGUAGES for name in ISSUE_FORMS[lang].values()]

        assert sorted(named) == sorted(path.name for path in (ROOT / forms.FOLDER).glob("[0-9]*.yml"))


class TestGood:
    """A right form becomes the file that `new` would make, and a link that creates it."""

    @pytest.mark.parametrize(
        ("name", "lang", "answers", "path"),
        [
            ("employer", "es", EMPLOYER, "data/employers/robotica-acme.yaml"),
            ("platform", "en", PLATFORM, "data/platforms/plaza.yaml"),
        ],
    )
    @pytest.mark.parametrize("end", ["\n", "\r\n"])
    def test_the_file_loads_and_breaks_no_rule(
        self, answer: Callable[..., Result], name: str, lang: str, answers: dict[str, str], path: str, end: str
    ) -> None:
        done = answer(body(name, lang, answers, end))
        text = next(each for each in fences(done.stdout) if "id:" in each) + "\n"
        after = load({**small_files(), path: text.encode()})

        assert done.exit_code == 0, done.output
        assert [p for p in (*after.problems, *rules.check(after, TODAY)) if p.level is Level.ERROR] == []
        link = re.search(r"\]\((https://github\.com/owner/name/new/main\?\S+)\)", done.stdout)
        assert link is not None
        asked = parse_qs(urlsplit(link.group(1)).query)
        assert asked == {"filename": [path], "value": [text]}
        assert len(link.group(1)) <= replies.LONGEST_ADDRESS

    def test_answers_mean_what_they_say(self, answer: Callable[..., Result]) -> None:
        said = yaml.safe_load(fences(answer(body("employer", "es", EMPLOYER)).stdout)[0])

        assert said["website"] == "https://www.robotica.example"
        assert said["kind"] == "company"
        assert said["remote"]["value"] == "remote-first"
        assert said["hires_from"]["places"] == ["CO", "MX", "ES"]
        assert said["roles"] == ["data-science"]
        assert said["summary"] == {"es": "Hace robots."}

    def test_it_is_the_draft_of_new(self) -> None:
        told = forms.submission(body("employer", "es", EMPLOYER), FORMS, LOADED.words)
        made = draft.draft("employers", told.answers, LOADED, TODAY, LOADED.words["es"], whole=False)
        done = replies.reply(
            replies.Asked(told, LOADED, small_files(), TODAY, replies.Repository("owner/name", "main"))
        )

        assert f"{made.text.rstrip()}\n```" in done.text

    def test_a_long_one_is_to_be_pasted(self, answer: Callable[..., Result]) -> None:
        done = answer(body("employer", "es", {**EMPLOYER, "summary": "áéíóú " * 300}))

        assert done.exit_code == 0
        assert "value=" not in done.stdout
        assert "filename=data%2Femployers%2Frobotica-acme.yaml" in done.stdout
        assert LOADED.words["es"].say("issue_form.paste") in done.stdout
        assert LOADED.words["en"].say("issue_form.paste") in done.stdout

    def test_a_correction_says_where_and_what(self, answer: Callable[..., Result]) -> None:
        done = answer(body("correct", "es", CORRECT))
        now, asked, source = fences(done.stdout)

        assert done.exit_code == 0
        assert "https://github.com/owner/name/edit/main/data/employers/acme.yaml" in done.stdout
        assert "hires_from: {scope: places, places: [CO, MX, europe]" in now
        assert asked == CORRECT["now"]
        assert yaml.safe_load(source)["sources"]["manual-nuevo"]["url"] == CORRECT["source_url"]

    @pytest.mark.parametrize("entry", ["Bazaar", "bazaar", "platforms/bazaar", "/platforms/bazaar/"])
    def test_a_report_gives_the_lines_that_retire(self, answer: Callable[..., Result], entry: str) -> None:
        done = answer(body("report", "es", {**REPORT, "entry": entry}))
        lines = fences(done.stdout)[0] + "\n"
        path = "data/platforms/bazaar.yaml"
        after = load({**small_files(), path: small_files()[path] + lines.encode()})

        assert done.exit_code == 0
        assert [p for p in (*after.problems, *rules.check(after, TODAY)) if p.level is Level.ERROR] == []
        assert after.site is not None
        assert after.site.platforms[0].is_gone

    def test_a_report_of_something_else_needs_no_entry(self, answer: Callable[..., Result]) -> None:
        done = answer(body("report", "en", {**REPORT, "entry": "Nobody Ltd", "what": "Something else"}))

        assert done.exit_code == 0
        assert LOADED.words["en"].say("issue_form.unknown") in done.stdout

    @pytest.mark.parametrize("form", FORMS, ids=lambda form: f"{form.name}-{form.lang}")
    def test_every_form_is_recognised(self, form: forms.Form) -> None:
        told = forms.submission(body(form.name, form.lang, {}), FORMS, LOADED.words)

        assert told.form == form
        assert {dict(each.facts)["found"] for each in told.problems} == {f.label for f in form.fields if f.required}


WRONG: dict[str, tuple[str, dict[str, str], str, list[str]]] = {
    "an id that is taken": ("employer", {**EMPLOYER, "name": "Acme"}, "duplicate-id", ["data/employers/acme.yaml"]),
    "no website": ("employer", {**EMPLOYER, "website": ""}, "form-empty", ["Sitio web"]),
    "not an address": ("employer", {**EMPLOYER, "website": "no tiene"}, "bad-address", ["Sitio web:"]),
    "not a date": ("employer", {**EMPLOYER, "source_date": "mayo"}, "bad-date", ["Fecha de la fuente:"]),
    "not a choice": ("employer", {**EMPLOYER, "kind": "Circo"}, "not-one-of", ["Tipo:"]),
    "no such place": ("employer", {**EMPLOYER, "hires_from": "Colombia, Narnia"}, "unknown-place", ["Narnia"]),
    "no such role": ("employer", {**EMPLOYER, "roles": "data-scienc"}, "unknown-role", ["data-science"]),
    "nothing about remote work": (
        "employer", {**EMPLOYER, "remote": "No publicado", "hires_from": ""}, "employer-evidence", ["robotica-acme"],
    ),
    "a name without letters": ("employer", {**EMPLOYER, "name": "🤖"}, "bad-id", []),
    "no such entry": ("correct", {**CORRECT, "entry": "employers/acne"}, "unknown-entry", ["employers/acme"]),
    "a source of no kind": ("correct", {**CORRECT, "source_kind": "mía"}, "not-one-of", []),
    "a report of no kind": ("report", {**REPORT, "what": "{0.__class__}"}, "not-one-of", []),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_said_in_both_languages(answer: Callable[..., Result], case: str) -> None:
    name, answers, rule, shown = WRONG[case]
    done = answer(body(name, "es", answers))

    assert done.exit_code == 1
    assert "/new/main" not in done.stdout
    for lang in LANGUAGES:
        start = LOADED.words[lang].say(f"rules.{rule}.message").partition("{")[0]
        assert start in done.stdout
    assert all(part in done.stdout for part in shown)


def test_everything_that_is_wrong_is_said_at_once(answer: Callable[..., Result]) -> None:
    wrong = {"website": "x y", "kind": "y", "source_date": "z", "hires_from": "Narnia", "roles": "wizard"}
    done = answer(body("employer", "es", {**EMPLOYER, **wrong}))
    labels = ("Sitio web:", "Tipo:", "Fecha de la fuente:", "Desde dónde contrata:", "Roles:")

    assert [label for label in labels if label not in done.stdout] == []


ATTACKS = {
    "a fence": "```\n### No es nuestro\n```",
    "an open fence": "~~~\n```yaml\nid: evil",
    "a long fence": "`" * 50 + "\n@everyone",
    "html": "<img src=x onerror=alert(1)></details><script>alert(1)</script>",
    "a mention": "@octocat and @org/team, fixes #1, GH-1",
    "a link": "[win](https://evil.example) ![x](https://evil.example/p.png) https://evil.example",
    "a shell": "$(touch hacked) `id` ; rm -rf / && ${{ secrets.TOKEN }}",
    "a workflow command": "::set-env name=X::y\n::error::z",
    "yaml": "x\nkind: y\n- &a !!python/object:os.system {a: *a} # ' \"",
    "a template": "{{ 7*7 }} {% raw %} {found} {0.__class__} %s",
    "another heading": "## No es nuestro\n### Tampoco\ntexto",
    "unseen": "a\u202eb\u200bc\x00d\x1b[31me\ufeff",
    "an emoji": "👩‍💻 𝔘",
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_hostile_text_stays_text(answer: Callable[..., Result], attack: str) -> None:
    """It is in the file as plain text, on one line, and no Markdown reader makes anything of it in the answer."""
    text = f"Hola {ATTACKS[attack]}"
    fields = ("summary", "source_title", "ai_work")
    done = answer(body("employer", "es", {**EMPLOYER, **dict.fromkeys(fields, text)}))
    said = yaml.safe_load(fences(done.stdout)[0])
    found = {said["summary"]["es"], said["ai_work"][0]["text"]["es"], next(iter(said["sources"].values()))["title"]}

    assert done.exit_code == 0, done.output
    assert found == {draft.cleaned(text)}
    assert set(said) == {"id", "name", "kind", "website", "summary", "added", "sources", "roles", "ai_work", "remote",
                         "hires_from"}  # fmt: skip
    harmless(done.stdout)


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize(
    ("name", "answers"),
    [("employer", EMPLOYER), ("correct", CORRECT), ("report", REPORT), ("now", CORRECT), ("tell", REPORT)],
)
def test_hostile_text_is_harmless_wherever_it_is(
    answer: Callable[..., Result], attack: str, name: str, answers: dict[str, str]
) -> None:
    """In every field at once, and in the one that is quoted when all else is well."""
    form = {"now": "correct", "tell": "report"}.get(name, name)
    hostile = dict.fromkeys(answers if form == name else [name], ATTACKS[attack])
    done = answer(body(form, "es", {**answers, **hostile}))

    assert done.exit_code == (1 if form == name else 0)
    assert done.exception is None or isinstance(done.exception, SystemExit)
    harmless(done.stdout)


def harmless(text: str) -> None:
    """Outside code nothing of a stranger is left: our own words, and links to our own repository."""
    page = markdown.markdown(text, extensions=["fenced_code"])
    outside = re.sub(r"(?s)<pre>.*?</pre>", "", page)

    assert set(re.findall(r"<(\w+)", outside)) <= {"h3", "p", "strong", "a"}
    assert all(url.startswith("https://github.com/owner/name/") for url in re.findall(r'href="([^"]*)"', outside))
    assert not re.search(r"@\w|evil|#\d|\$\{\{|::", re.sub(r'href="[^"]*"', "", outside))
    assert len(text) < 65_536


BODIES = {
    "nothing": "",
    "another text": "Hola, esto no es un formulario.\n\n### Nombre\n\nx",
    "a heading twice": body("employer", "es", {**EMPLOYER, "summary": "x\n\n### Tipo\n\nEmpresa"}),
    "huge": body("employer", "es", {**EMPLOYER, "summary": "@a `<b> " * 25_000}),
    "larger than any file": "x" * 300_000,
    "not text": b"\xff\xfe\x00",
    "latin-1": "### Dirección".encode("latin-1"),
    "many headings": "### x\n" * 20_000,
    "only labels": "\n".join(f"### {each.label}" for each in BY_NAME["employer", "es"].fields),
    "many fences": body("report", "es", {**REPORT, "tell": "`" * 60_000}),
}


@pytest.mark.parametrize("case", BODIES)
def test_a_text_that_is_no_form_gets_an_answer(answer: Callable[..., Result], case: str) -> None:
    done = answer(BODIES[case])

    assert done.exit_code == (0 if case == "many fences" else 1)
    assert done.exception is None or isinstance(done.exception, SystemExit)
    assert done.stdout.startswith("### ")
    harmless(done.stdout)


@settings(max_examples=20)
@given(st.text(), st.sampled_from(sorted(EMPLOYER)))
def test_any_text_is_data(text: str, field: str) -> None:
    """Whatever a field holds, it is parsed to answers, and a text in the file reads as it was typed."""
    told = forms.submission(body("employer", "es", {**EMPLOYER, field: text}), FORMS, LOADED.words)
    assert told.form == BY_NAME["employer", "es"]
    made = draft.draft("employers", told.answers, LOADED, TODAY, LOADED.words["es"], id="x", whole=False)
    after = load({**small_files(), made.path: made.text.encode()})

    assert not [each for each in after.problems if "syntax" in each.rule]
    if "summary_es" in told.answers and made.key in after.origins:
        assert after.origins[made.key].document.value["summary"]["es"] == told.answers["summary_es"]


def test_the_real_script_writes_the_answer_to_a_file(site: Path, tmp_path: Path) -> None:
    """As the workflow runs it: the text in a file, the answer in a file, 1 when there is something to mend."""
    text, out = tmp_path / "body.md", tmp_path / "answer.md"
    for answers, code in (
        ({**EMPLOYER, "summary": "$(touch hacked)"}, 0),
        ({**EMPLOYER, "kind": "$(touch hacked)"}, 1),
    ):
        text.write_text(body("employer", "es", answers, "\r\n"), "utf-8", newline="")
        command = build_command(site, "form", "--body", str(text), "--out", str(out), "--repository", "owner/name")
        done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path)

        assert done.returncode == code, done.stderr
        assert "Traceback" not in done.stderr
        assert out.read_text("utf-8").startswith("### ")
    assert not (tmp_path / "hacked").exists()


@pytest.mark.parametrize("name", ["a", "a/b c", "a/b)", "../.."])
def test_a_repository_is_a_name(answer: Callable[..., Result], name: str) -> None:
    assert answer(body("employer", "es", EMPLOYER), "--repository", name).exit_code == (0 if name == "../.." else 2)
