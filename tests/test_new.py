"""`new`, `retire` and `verify`: a file is written only when all is well, and what people wrote in it stays."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st
from projects import ROOT, TODAY, edited, small_files

from build import main
from guide import draft, history, model, rules
from guide.edit import comments
from guide.load import COLLECTIONS, Loaded, load, read
from guide.problems import Level

ACME, BAZAAR, JOBS = "data/employers/acme.yaml", "data/platforms/bazaar.yaml", "data/jobs.yaml"
LOADED = load(small_files())
Run = Callable[..., Result]
SOURCE = ["--source-title", "Remote manual", "--source-url", "https://x.example/m", "--source-kind", "own",
          "--source-date", "2026-11", "--source-publisher", ""]  # fmt: skip
EMPLOYER = ["new", "employer", "--no-input", "--name", "Robótica Ácme", "--website", "robotica.example",
            "--kind", "company", "--summary-es", "Hace robots.", "--summary-en", "It makes robots.",
            "--ai-work-es", "Hace visión.", "--ai-work-en", "It does vision.", "--remote", "remote-first",
            "--hires-from", "Colombia y mexico", *SOURCE]  # fmt: skip
PLATFORM = ["new", "platform", "--no-input", "--name", "Plaza", "--website", "https://plaza.example/",
            "--kind", "open-marketplace", "--summary-es", "Un mercado.", "--summary-en", "A marketplace.",
            "--for-whom-es", "Quien empieza.", "--for-whom-en", "Beginners.", "--fee-es", "Cobra.", "--fee-en",
            "It charges.", "--fee-payer", "worker", "--hires-from", "worldwide", *SOURCE]  # fmt: skip
ROLE = ["new", "role", "--no-input", "--name-es", "Robótica", "--name-en", "Robotics", "--summary-es", "Robots.",
        "--summary-en", "Robots.", "--titles-es", "ingeniera robótica, ingeniero robótico", "--titles-en", "roboticist",
        "--task-es", "Montas.", "--task-en", "You build.", "--skill-es", "C++", "--skill-en", "C++", "--why-es",
        "Poco.", "--why-en", "Little.", "--why-not-es", "Mucho.", "--why-not-en", "Much.", "--absent-es",
        "No la conoce.", "--absent-en", "It does not know it."]  # fmt: skip
NEW = {
    "data/employers/robotica-acme.yaml": EMPLOYER,
    "data/platforms/plaza.yaml": PLATFORM,
    JOBS: ROLE,
}


@pytest.fixture
def run(root: Path) -> Run:
    """Run a command on the small site, in English unless told otherwise."""

    def invoke(*arguments: str, input: str | None = None, lang: str = "en") -> Result:
        shared = ["--root", str(root), "--today", TODAY.isoformat(), "--lang", lang]
        done = CliRunner().invoke(main, [*shared, *arguments], input=input)
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        return done

    return invoke


def errors(loaded: Loaded) -> list[str]:
    found = [*loaded.problems, *rules.check(loaded, TODAY)]
    return [f"{each.place} {each.rule}" for each in found if each.level is Level.ERROR]


# ---------------------------------------------------------------- new


@pytest.mark.parametrize("path", NEW)
class TestNew:
    def test_it_writes_a_file_that_breaks_no_rule(self, root: Path, run: Run, path: str) -> None:
        before = (root / JOBS).read_text("utf-8")
        done = run(*NEW[path])

        assert done.exit_code == 0, done.output
        assert errors(load(read(root))) == []
        assert path in done.stdout
        if path == JOBS:
            assert (root / JOBS).read_text("utf-8").startswith(before)

    @pytest.mark.parametrize("lang", ["es", "en"])
    def test_it_is_complete_and_every_optional_field_explained(
        self, root: Path, run: Run, path: str, lang: str
    ) -> None:
        """Each field of the model is there, set or commented out under one line in the person's language."""
        run(*NEW[path], lang=lang)
        text = (root / path).read_text("utf-8")
        lines = [line.strip() for line in (text.split("- id: robotics")[-1] if path == JOBS else text).split("\n")]
        offered = {m.group(1): n for n, line in enumerate(lines) if (m := re.match(r"#(\w+):", line))}
        collection = "roles" if path == JOBS else path.split("/")[1]
        words = LOADED.words[lang]
        events = {"changes", "removed", "restored", "former_ids", "former_slugs"}

        for field in set(COLLECTIONS[collection].model_fields) - events:
            assert field in offered or any(line.startswith(f"{field}:") for line in lines) or field == "id"
        for field, number in offered.items():
            kind = "entry" if field == "sources" else draft.SINGULAR[collection]
            assert lines[number - 1] == f"# {words.say(f'fields.{kind}.{field}.about')}"

    def test_what_is_commented_out_can_be_used(self, root: Path, run: Run, path: str) -> None:
        """Without their # the optional fields load, and break no rule."""
        run(*NEW[path])
        file = root / path
        file.write_text(re.sub(r"(?m)^( *)#(?=\w+:|  )", r"\1", file.read_text("utf-8")), "utf-8")

        assert errors(load(read(root))) == []
        assert not re.search(r"(?m)^ *#\S", file.read_text("utf-8"))

    def test_a_second_time_it_is_refused(self, root: Path, run: Run, path: str) -> None:
        run(*NEW[path])
        before = (root / path).read_text("utf-8")
        done = run(*NEW[path])

        assert done.exit_code == 1
        assert "already" in done.stderr
        assert (root / path).read_text("utf-8") == before


def test_the_modeline_comes_first(root: Path, run: Run) -> None:
    run(*EMPLOYER)

    assert (
        (root / "data/employers/robotica-acme.yaml").read_text("utf-8").startswith(draft.modeline("employers") + "\n")
    )


FORMER = edited(small_files(), ACME, "id: acme\n", "id: acme\nformer_ids: [ancient]\n")
GONE = edited(small_files(), ACME, "sources:\n", "removed: {date: 2026-11-22, why: {es: x, en: x}}\nsources:\n")
TAKEN = {
    "it exists": (small_files(), "Acme", "duplicate-id"),
    "it was another one's id": (FORMER, "Ancient", "duplicate-id"),
    "it has left": (GONE, "acme", "id-gone"),
    "its file cannot be read": ({**small_files(), ACME: b"id: acme\nid: x: y\n"}, "Acme", "duplicate-id"),
}


@pytest.mark.parametrize("case", TAKEN)
def test_an_id_is_used_once(root: Path, run: Run, case: str) -> None:
    files, name, rule = TAKEN[case]
    for path, raw in files.items():
        (root / path).write_bytes(raw)
    done = run(*EMPLOYER, "--name", name)

    assert done.exit_code == 1
    assert f"[{rule}]" in done.stderr
    assert read(root) == {**read(root), **files}


@pytest.mark.parametrize(
    ("options", "rule"),
    [
        (["--website", "not an address"], "bad-address"),
        (["--kind", "circus"], "not-one-of"),
        (["--source-date", "next May"], "bad-date"),
        (["--summary-es", "", "--summary-en", ""], "missing-field"),
        (["--kind", "circus", "--hires-from", "Narnia"], "unknown-place"),
    ],
)
def test_nothing_is_written_unless_it_loads(root: Path, run: Run, options: list[str], rule: str) -> None:
    before = read(root)
    done = run(*EMPLOYER, *options)

    assert done.exit_code == 1
    assert f"[{rule}]" in done.stderr
    assert read(root) == before


def test_what_loads_is_written_and_what_is_still_wrong_said(root: Path, run: Run) -> None:
    done = run(*EMPLOYER, "--remote", "unpublished", "--hires-from", "")

    assert done.exit_code == 1
    assert "[employer-evidence]" in done.stderr
    assert (root / "data/employers/robotica-acme.yaml").exists()


def test_faults_of_others_are_not_told(root: Path, run: Run) -> None:
    (root / BAZAAR).write_text("id: bazaar\n", "utf-8")

    assert run(*EMPLOYER).exit_code == 0


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (["--name", "字节"], 2),
        (["--id", "Not An Id"], 2),
        (["--name", "字节", "--id", "zijie"], 0),
        (["--nonsense"], 2),
    ],
)
def test_an_id_is_made_of_the_name_or_given(run: Run, command: list[str], code: int) -> None:
    assert run(*EMPLOYER, *command).exit_code == code


def test_it_asks_and_asks_again(root: Path, run: Run) -> None:
    """In the person's language, that one first; a wrong answer is explained at once, by our own sentences."""
    answers = ["", "Ácme Robots", "", "x y", "robots.example", "circo", "company", "Hace robots.", "", "Manual",
               "https://robots.example/m", "own", "mayo", "2026-05", "", "Hace visión.", "", "unpublished", "Narnia",
               "", "Data Scientist (Remote)", "Ciencia de datos"]  # fmt: skip
    done = run("new", "employer", input="\n".join(answers) + "\n", lang="es")
    said = yaml.safe_load((root / "data/employers/acme-robots.yaml").read_text("utf-8"))

    assert done.exit_code == 0, done.output
    assert said["openings_seen"] == [{"title": "Data Scientist (Remote)", "source": "manual"}]
    assert said["summary"] == {"es": "Hace robots."}
    assert said["roles"] == ["data-science"]
    for sentence in ("debe ser una dirección http", "debe ser uno de", "debe ser una fecha que exista", "Narnia"):
        assert sentence in done.output
    assert "Sin ánimo de lucro" in done.output


def test_an_answered_question_is_not_asked(run: Run) -> None:
    asked = [each for each in EMPLOYER if each != "--no-input"]
    done = run(*asked, "--id", "acme-robots", input="\n")

    assert done.exit_code == 0, done.output
    assert done.output.count("[Enter to leave it blank]") == 1  # the roles


@pytest.mark.parametrize(
    "text", ["a\nb", "\udcff", "a\x00b\u202e", "- x: [y", "#no", "'\"", "true", "2026-01-01", "👩‍💻"]
)
def test_any_text_is_written_as_it_was_said(root: Path, run: Run, text: str) -> None:
    done = run(*EMPLOYER, "--summary-es", text, "--ai-work-es", f"x {text}")
    said = load(read(root)).origins["employers/robotica-acme"].document.value

    assert done.exit_code == 0, done.output
    assert said["ai_work"][0]["text"]["es"] == draft.cleaned(f"x {text}")
    assert said["summary"].get("es", "") == draft.cleaned(text)


@settings(max_examples=40)
@given(st.text())
def test_an_id_is_one_or_none(name: str) -> None:
    assert re.fullmatch(f"(?:{model.ID})?", draft.slug(name))


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("", {"scope": "unpublished"}),
        ("No publicado", {"scope": "unpublished"}),
        ("cualquier país", {"scope": "worldwide"}),
        ("Desde cualquier pais.", {"scope": "worldwide"}),
        ("Any country", {"scope": "worldwide"}),
        ("worldwide", {"scope": "worldwide"}),
        ("CO, mx; España y Chile", {"scope": "places", "places": ["CO", "MX", "ES", "CL"]}),
        ("Latin America and the Caribbean and Spain", {"scope": "places", "places": ["419", "ES"]}),
        ("Latinoamérica y el Caribe", {"scope": "places", "places": ["419"]}),
        ("Spain, España, ES", {"scope": "places", "places": ["ES"]}),
        ("Narnia", {"scope": "places", "places": ["Narnia"]}),
    ],
)
def test_places_by_code_or_name(text: str, meant: dict[str, object]) -> None:
    assert LOADED.site is not None
    said = draft.reach(text, LOADED.site.places, LOADED.words)

    assert {key: said[key] for key in meant} == meant


# ---------------------------------------------------------------- retire


WHY = ("--why-es", "Cierra.", "--why-en", "It closes.")


class TestRetire:
    @pytest.mark.parametrize(
        ("entry", "path"),
        [("acme", ACME), ("platforms/bazaar", BAZAAR), ("data-science", JOBS), ("guide", "content/es/guide/index.md")],
    )
    def test_it_leaves_comes_back_and_leaves_again(self, root: Path, run: Run, entry: str, path: str) -> None:
        """Each time what was published is still there: nobody who subscribed loses or repeats an event."""
        lines = (root / path).read_text("utf-8").split("\n")
        for step in range(4):
            before = load(read(root))
            done = run("retire", entry, *WHY, *(["--restore"] if step % 2 else []))
            after = load(read(root))

            assert done.exit_code == 0, done.output
            assert errors(after) == []
            assert history.compare(before, after) == []
            gone = [each.is_gone for each in after.site.entries if entry in (each.key, each.id)] if after.site else []
            assert gone == [step % 2 == 0]
        assert [line for line in lines if line not in (root / path).read_text("utf-8").split("\n")] == []

    def test_what_to_read_instead(self, root: Path, run: Run) -> None:
        assert run("retire", "acme", *WHY, "--instead", "bazaar", "--instead", "guide").exit_code == 0
        assert "instead: [platforms/bazaar, guide]" in (root / ACME).read_text("utf-8")

    def test_it_asks_for_the_reason(self, root: Path, run: Run) -> None:
        assert run("retire", "acme", input="Cierra: sí.\nIt closes.\n", lang="es").exit_code == 0
        assert yaml.safe_load((root / ACME).read_text("utf-8"))["removed"]["why"]["es"] == "Cierra: sí."

    @pytest.mark.parametrize(
        "command",
        [
            ("retire", "acme", *WHY, "--restore"),
            ("retire", "acme", *WHY, "--date", "2026-11-01"),
            ("retire", "acme", *WHY, "--instead", "nothing"),
            ("retire", "acmee", *WHY),
            ("retire", "acme", *WHY, "--date", "yesterday"),
            ("retire", "acme", *WHY, "--date", "2027-11-01"),
        ],
        ids=lambda command: " ".join(command[1:2] + command[6:]),
    )
    def test_what_makes_no_sense_writes_nothing(self, root: Path, run: Run, command: tuple[str, ...]) -> None:
        before = read(root)
        done = run(*command)

        assert done.exit_code == (1 if "2027-11-01" in command else 2)
        assert read(root) == before

    def test_one_that_is_gone_cannot_leave(self, root: Path, run: Run) -> None:
        run("retire", "acme", *WHY)
        before = read(root)

        assert run("retire", "acme", *WHY).exit_code == 2
        assert run("retire", "acme", *WHY, "--restore", "--instead", "bazaar").exit_code == 2
        assert read(root) == before

    @pytest.mark.parametrize("name", ["removed", "restored"])
    def test_a_change_does_not_take_the_id_of_a_removal(self, name: str) -> None:
        change = f"changes: [{{id: {name}, date: 2026-11-22, what: {{es: x, en: x}}}}]\nsources:\n"

        assert "duplicate-change" in str(errors(load(edited(small_files(), ACME, "sources:\n", change))))


# ---------------------------------------------------------------- verify


class TestVerify:
    @pytest.mark.parametrize(
        ("entry", "claim", "steps"),
        [
            ("acme", "remote", ["remote"]),
            ("acme", "hires_from", ["hires_from"]),
            ("acme", "contract.1", ["contract", 1]),
            ("acme", "hours", ["hours", 0]),
            ("acme", "hours.0", ["hours", 0]),
            ("acme", "openings_seen", ["openings_seen", 0]),
            ("bazaar", "fees", ["fees", 0]),
            ("data-science", "codes.esco", ["codes", "esco"]),
        ],
    )
    def test_a_new_source_and_the_same_value(
        self, root: Path, run: Run, entry: str, claim: str, steps: list[str | int]
    ) -> None:
        before = load(read(root))
        done = run("verify", entry, claim, *SOURCE)
        after = load(read(root))
        key = next(each for each in after.origins if each.endswith(f"/{entry}"))
        was, now = (each.origins[key].document.value for each in (before, after))
        for step in (*after.origins[key].steps, *steps):
            was, now = was[step], now[step]

        assert done.exit_code == 0, done.output
        assert now == {**was, "source": "remote-manual"}
        assert errors(after) == []
        assert "change" not in done.stdout

    def test_a_source_that_supports_nothing_goes(self, root: Path, run: Run) -> None:
        for claim in ("fees", "payout"):
            run("verify", "bazaar", claim, *SOURCE)
        done = run("verify", "bazaar", "hires_from", "--source", "remote-manual")
        said = yaml.safe_load((root / BAZAAR).read_text("utf-8"))

        assert done.exit_code == 0
        assert "terms" in done.stdout
        assert list(said["sources"]) == ["remote-manual", "remote-manual-2"]
        assert load(read(root)).problems == []

    def test_people_s_comments_stay(self, root: Path, run: Run) -> None:
        """A source with a comment beside it is left for a person to delete."""
        path = root / BAZAAR
        text = path.read_text("utf-8").replace("kind: own}\nfees", "kind: own}  # read twice\nfees")
        path.write_text(text.replace("fees: [", "# about fees\nfees: ["), "utf-8")
        before = comments(path.read_text("utf-8"))
        for claim in ("fees", "payout", "hires_from"):
            assert run("verify", "bazaar", claim, *SOURCE).exit_code == 0

        assert len(before) == 2
        assert comments(path.read_text("utf-8")) == before
        assert "terms:" in path.read_text("utf-8")

    def test_the_day_it_speaks_for(self, root: Path, run: Run) -> None:
        def remote() -> object:
            return yaml.safe_load((root / ACME).read_text("utf-8"))["remote"].get("as_of")

        assert run("verify", "acme", "remote", "--source", "advert", "--as-of", "2026-10").exit_code == 0
        assert remote() == "2026-10"
        assert run("verify", "acme", "remote", "--source", "handbook").exit_code == 0
        assert remote() is None

    @pytest.mark.parametrize(
        ("claim", "value", "wanted", "declared"),
        [
            ("remote", "hybrid", {"value": "hybrid", "source": "advert"}, False),
            ("hires_from", "worldwide", {"scope": "worldwide", "source": "advert"}, True),
            ("hires_from", "Colombia, ES", {"scope": "places", "places": ["CO", "ES"], "source": "advert"}, True),
            ("hours", "async", {"value": "async", "source": "advert"}, False),
        ],
    )
    def test_a_new_value(
        self, root: Path, run: Run, claim: str, value: str, wanted: dict[str, object], declared: bool
    ) -> None:
        """What would move the entry from feed to feed must be announced, and that is said."""
        done = run("verify", "acme", claim, "--source", "advert", "--value", value)
        said = yaml.safe_load((root / ACME).read_text("utf-8"))[claim]

        assert done.exit_code == 0, done.output
        assert (said[0] if isinstance(said, list) else said) == wanted
        assert ("build.py change employers/acme" in done.stdout) is declared

    def test_a_claim_that_was_not_there(self, root: Path, run: Run) -> None:
        path = root / ACME
        path.write_text(
            path.read_text("utf-8").replace("remote: {value: remote-first, source: handbook}\n", ""), "utf-8"
        )

        assert run("verify", "acme", "remote", "--source", "handbook").exit_code == 2
        assert run("verify", "acme", "remote", "--source", "handbook", "--value", "office").exit_code == 0
        assert yaml.safe_load(path.read_text("utf-8"))["remote"] == {"value": "office", "source": "handbook"}

    @pytest.mark.parametrize(
        ("command", "code"),
        [
            (("acme", "contract", "--source", "advert"), 2),
            (("acme", "salary", "--source", "advert"), 2),
            (("acme", "remote", "--source", "nothing"), 2),
            (("acme", "pay", "--source", "advert", "--value", "9"), 2),
            (("acme", "remote", "--source", "advert", "--source-title", "x"), 2),
            (("guide", "remote", "--source", "who"), 2),
            (("acme", "remote", "--source", "advert", "--value", "sometimes"), 1),
            (("acme", "remote", "--source", "advert", "--as-of", "2029"), 1),
            (("acme", "hires_from", "--source", "advert", "--value", "Narnia"), 1),
            (("acme", "remote", *SOURCE, "--source-url", "x y"), 1),
        ],
        ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
    )
    def test_what_is_wrong_writes_nothing(self, root: Path, run: Run, command: tuple[str, ...], code: int) -> None:
        before = read(root)

        assert run("verify", *command).exit_code == code
        assert read(root) == before

    @pytest.mark.parametrize(("lang", "said"), [("es", "a mano"), ("en", "by hand")])
    def test_what_cannot_be_changed_without_risk_is_left_to_a_person(
        self, root: Path, run: Run, lang: str, said: str
    ) -> None:
        """A comment after the mark of a block on a line of its own: libyaml reads it, ruamel breaks off."""
        path = root / ACME
        name = re.search(r"^name: (.+)$", path.read_text("utf-8"), re.MULTILINE)
        assert name
        path.write_text(path.read_text("utf-8").replace(name[0], f"name:\n\n  >-  # as it signs\n  {name[1]}"), "utf-8")
        before = read(root)
        done = run("verify", "acme", "remote", "--source", "advert", lang=lang)

        assert errors(load(before)) == []
        assert (done.exit_code, said in done.output, ACME in done.output) == (1, True, True), done.output
        assert read(root) == before

    def test_it_asks_for_the_source(self, root: Path, run: Run) -> None:
        answers = ["Manual nuevo", "acme.example/nuevo", "own", "2026-11-20", "Acme"]
        done = run("verify", "acme", "remote", input="\n".join(answers) + "\n", lang="es")
        said = load(read(root)).origins["employers/acme"].document.value["sources"]["manual-nuevo"]

        assert done.exit_code == 0, done.output
        assert said == {"title": "Manual nuevo", "publisher": "Acme", "url": "https://acme.example/nuevo",
                        "date": "2026-11-20", "kind": "own"}  # fmt: skip


# ---------------------------------------------------------------- the shell


COMPLETE = """
PATH="$1:$PATH"; cd "$2"
eval "$(_BUILD_PY_COMPLETE=bash_source ./build.py)"
complete -p build.py
words() {
  COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=()
  _buildpy_completion ./build.py
  echo "${COMPREPLY[*]}"
}
words ./build.py retire platforms/hugg
words ./build.py verify gitlab hi
"""


def test_bash_completes_commands_ids_and_claims() -> None:
    """As CONTRIBUTING says to set it up, in a real bash."""
    done = subprocess.run(
        ["bash", "--norc", "-c", COMPLETE, "bash", str(Path(sys.executable).parent), str(ROOT)],
        capture_output=True, text=True,
    )  # fmt: skip
    head, *answers = done.stdout.rstrip("\n").split("\n")

    assert done.stderr == ""
    assert head.endswith("-F _buildpy_completion build.py")
    assert answers == ["platforms/hugging-face", "hires_from"]


@pytest.mark.parametrize("command", ["new", "new employer", "new platform", "new role", "retire", "verify", "form"])
def test_help_has_an_example_and_the_exit_codes(run: Run, command: str) -> None:
    done = run(*command.split(), "--help")

    assert f"python build.py {command.split()[0]}" in done.output
    assert "Exit codes: 0" in " ".join(done.output.split())
