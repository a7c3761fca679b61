"""What a pull request shows: no text can pose as a command or as markup, and what is certain can be pasted."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import markdown
import pytest
from lxml import html
from projects import TODAY, edited

from guide import feeds, github, history, rules
from guide.load import load
from guide.problems import Level, Place, in_order, problem
from guide.report import Correction, Explained, corrections
from guide.view import Guide
from guide.words import Words

ACME = "data/employers/acme.yaml"
SITE = Explained("https://guide.example/")

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def words(files: dict[str, bytes]) -> dict[str, Words]:
    return dict(load(files).words)


def certain(files: dict[str, bytes]) -> list[Correction]:
    loaded = load(files)
    return corrections([*loaded.problems, *rules.check(loaded, TODAY)], loaded.texts)


class TestAnnotations:
    """Errors of changed files come first, ten at most, in both languages, and no text of theirs is a command."""

    def test_errors_first_and_among_them_those_of_changed_files(self, words: dict[str, Words]) -> None:
        found = [
            problem(Place("a.yaml"), "unused-source", Level.WARNING, found="x"),
            problem(Place("b.yaml"), "empty-file"),
            problem(Place("c.yaml"), "empty-file"),
        ]
        lines = github.annotate(found, words, {"a.yaml", "c.yaml"}).split("\n")

        assert [line.split("file=")[1][0] for line in lines] == ["c", "b", "a"]

    def test_ten_at_most(self, words: dict[str, Words]) -> None:
        found = [problem(Place("a.yaml", n + 1), "tab") for n in range(30)]

        assert github.annotate(found, words).count("::error ") == 10

    @pytest.mark.parametrize("text", ["a\n::error::b", "100%", "%0A::set-output name=x::y", "a,line=9", "a::b", "\r"])
    def test_no_text_starts_a_command(self, words: dict[str, Words], text: str) -> None:
        written = github.annotate([problem(Place(f"{text}.yaml"), "unknown-role", found=text)], words)

        assert written.count("\n") == written.count("\r") == 0
        head, _, said = written.removeprefix("::error ").partition("::")
        assert dict(part.split("=", 1) for part in head.split(","))["line"] == "1"
        assert unescaped(said).count(text) == 2

    def test_both_languages(self, words: dict[str, Words]) -> None:
        written = github.annotate([problem(Place("a.yaml"), "empty-file")], words)

        assert "el archivo está vacío" in written
        assert "the file is empty" in written


def unescaped(said: str) -> str:
    return said.replace("%0A", "\n").replace("%0D", "\r").replace("%25", "%")


class TestCorrections:
    """A line is offered for pasting only where what is meant is certain: a known word lies near an unknown one."""

    @pytest.mark.parametrize(
        ("old", "new", "after"),
        [
            ("value: remote-first", "value: remote-frist", "remote: {value: remote-first, source: handbook}"),
            ("careers:", "carreers:", "careers: https://acme.example/careers"),
            ("roles: [data-science]", "roles: [data-sciense]", "roles: [data-science]"),
            ("{value: remote-first, source: handbook}", '{value: "remote-frist", source: handbok}',
             'remote: {value: "remote-first", source: handbok}'),
        ],
    )  # fmt: skip
    def test_certain(self, files: dict[str, bytes], old: str, new: str, after: str) -> None:
        [made] = certain(edited(files, ACME, old, new))

        assert made.after.strip() == after

    def test_two_words_of_one_line_are_corrected_together(self, files: dict[str, bytes]) -> None:
        [made] = certain(edited(files, ACME, "{value: remote-first, source", "{valu: remote-first, sorce"))

        assert made.after.strip() == "remote: {value: remote-first, source: handbook}"

    @pytest.mark.parametrize("new", ["kind: spaceship\n", "", "kind: company\nname: Again\n", "kind:\tcompany\n"])
    def test_not_certain(self, files: dict[str, bytes], new: str) -> None:
        assert certain(edited(files, ACME, "kind: company\n", new)) == []

    def test_what_is_offered_is_right(self, files: dict[str, bytes]) -> None:
        broken = edited(files, ACME, "value: remote-first", "value: remote-frist")
        [made] = certain(broken)
        mended = edited(broken, ACME, made.before, made.after)

        assert mended == files


class TestSummary:
    """Everything in both languages; texts stay texts; it is no larger than GitHub takes."""

    @pytest.mark.parametrize("text", ["<img src=x onerror=alert(1)>", "</td></table><script>x</script>", "a|b", "`x`"])
    def test_no_text_is_markup(self, words: dict[str, Words], text: str) -> None:
        found = [problem(Place("a.yaml"), "unknown-role", found=text)]
        shown = html.fromstring(markdown.markdown(github.summary(found, words, {}, SITE)))

        assert text in shown.text_content()
        assert not shown.xpath("//img | //script")

    def test_a_correction_cannot_leave_its_fence(self, words: dict[str, Words]) -> None:
        line = "rolse: x # ``` `````"
        found = [problem(Place("a.yaml"), "unknown-key", field="rolse", near="roles")]
        written = github.summary(found, words, {"a.yaml": line}, SITE)
        fence = re.search(r"^(`+)yaml\n", written, re.MULTILINE)

        assert fence is not None
        assert len(fence[1]) > 5
        assert f"{fence[0]}roles: x # ``` `````\n{fence[1]}" in written

    def test_rules_are_linked_in_both_languages(self, words: dict[str, Words]) -> None:
        written = github.summary([problem(Place("a.yaml"), "empty-file")], words, {}, SITE)

        assert "https://guide.example/colaborar/reglas/#empty-file" in written
        assert "https://guide.example/en/contribute/rules/#empty-file" in written

    def test_too_much_is_cut_and_said(self, words: dict[str, Words]) -> None:
        found = [problem(Place("a.yaml", n + 1), "unknown-role", found="x" * 500) for n in range(3000)]
        written = github.summary(found, words, {}, SITE)

        assert len(written.encode()) < 1024 * 1024
        assert words["en"].say("summary.cut") in written


class TestPreviews:
    """A pull request shows the cards of the entries that it changes, and of no others."""

    def test_only_what_differs(self, files: dict[str, bytes]) -> None:
        was, now = load(files), load(edited(files, ACME, "name: Acme\n", "name: Acme Labs\n"))
        assert was.site is not None
        assert now.site is not None
        shown = feeds.previews(Guide.of(now, TODAY), history.edited(was.site, now.site))

        assert [name for name, _ in shown] == ["Acme Labs (es)", "Acme Labs (en)"]
        assert all("<a href=" in card for _, card in shown)

    def test_in_the_summary_of_a_clean_pull_request(self, root: Path, run_build: Run, tmp_path: Path) -> None:
        commit(root)
        text = (root / ACME).read_text("utf-8")
        (root / ACME).write_text(text.replace("name: Acme\n", "name: Acme Labs\n"), "utf-8")
        summary = tmp_path / "summary.md"
        done = run_build(root, "check", "--base", "HEAD", GITHUB_ACTIONS="true", GITHUB_STEP_SUMMARY=str(summary))

        assert done.returncode == 0, done.stderr
        assert "<h3>Acme Labs (es)</h3>" in summary.read_text("utf-8")


class TestChanged:
    """`check --changed` says and counts only what is wrong in files that differ; time alone makes nothing an error."""

    def test_problems_elsewhere_do_not_count(self, root: Path, run_build: Run) -> None:
        (root / "data/employers/old.yaml").write_text("id: old\n", "utf-8")
        commit(root)
        text = (root / ACME).read_text("utf-8")
        (root / ACME).write_text(text + "\n", "utf-8")
        fine = run_build(root, "check", "--changed")
        (root / ACME).write_text(text + "x: 1\n", "utf-8")
        wrong = run_build(root, "check", "--changed")

        assert fine.returncode == 0
        assert "archivos que no has cambiado" in fine.stdout
        assert wrong.returncode == 1
        assert ACME in wrong.stderr
        assert "old.yaml" not in wrong.stderr + fine.stderr

    @pytest.mark.parametrize("years", [1, 5, 50])
    def test_what_is_only_old_never_fails_anyone(self, files: dict[str, bytes], years: int) -> None:
        loaded = load(files)
        found = in_order([*loaded.problems, *rules.check(loaded, TODAY.replace(year=TODAY.year + years))])

        assert [each for each in found if each.level is Level.ERROR] == []


def commit(root: Path) -> None:
    identity = ["-c", "user.name=A Reader", "-c", "user.email=reader@guide.example"]
    for command in (["init", "-q"], ["add", "-A"], [*identity, "commit", "-qm", "all"]):
        subprocess.run(["git", "-C", str(root), *command], check=True)
