"""The command as people run it: exit codes, nothing lost, the same bytes every time, at any address."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from projects import ROOT, build_command, make_root

Run = Callable[..., subprocess.CompletedProcess[str]]


def digest(site: Path) -> dict[str, str]:
    """Every file of a site by its path."""
    site = site.resolve()
    files = sorted(path for path in site.rglob("*") if path.is_file())
    return {path.relative_to(site).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


class TestExitCodes:
    """0 all is well, 1 problems, 2 the command was not understood."""

    def test_clean_data(self, root: Path, run_build: Run) -> None:
        done = run_build(root, "check")

        assert (done.returncode, done.stderr) == (0, "")
        assert "Sin problemas" in done.stdout

    def test_problems(self, root: Path, run_build: Run) -> None:
        edit(root / "data/employers/acme.yaml", "kind: company", "kind: compny")
        done = run_build(root, "--lang", "en", "check")

        assert done.returncode == 1
        assert done.stderr.startswith("data/employers/acme.yaml:3:7: error: kind must be one of")
        assert "Traceback" not in done.stderr

    @pytest.mark.parametrize("options", [["--nonsense"], ["nonsense"], ["--today", "soon"], ["--site-url", "ftp://x"]])
    def test_usage(self, root: Path, run_build: Run, options: list[str]) -> None:
        assert run_build(root, *options).returncode == 2

    @pytest.mark.parametrize("words", [["--lang", "en", "check"], ["check", "--lang", "en"]], ids=" ".join)
    def test_options_stand_before_or_after_the_command(self, root: Path, run_build: Run, words: list[str]) -> None:
        done = run_build(root, *words)

        assert done.returncode == 0
        assert "No problems" in done.stdout

    def test_warnings_do_not_fail_a_check(self, root: Path, run_build: Run) -> None:
        edit(root / "data/employers/acme.yaml", ", en: It asks for one trip a year.", "")
        done = run_build(root, "check")

        assert done.returncode == 0
        assert "[missing-translation]" in done.stderr

    def test_a_missing_translation_is_not_published(self, root: Path, run_build: Run) -> None:
        edit(root / "data/employers/acme.yaml", ", en: It asks for one trip a year.", "")

        assert run_build(root).returncode == 1
        assert not (root / "build/site").exists()
        assert run_build(root, "--draft").returncode == 0

    def test_help_teaches(self, run_build: Run, root: Path) -> None:
        done = run_build(root, "--help")

        assert done.returncode == 0
        for word in ("check", "serve", "--today", "--site-url", "--lang", "--verbose", "Exit codes"):
            assert word in done.stdout

    def test_verbose_shows_steps_with_times(self, root: Path, run_build: Run) -> None:
        done = run_build(root, "--verbose")

        assert len(re.findall(r"^ +\d+\.\d\d s  ", done.stderr, re.MULTILINE)) == 5

    def test_quiet_away_from_a_terminal(self, root: Path, run_build: Run) -> None:
        done = run_build(root)

        assert done.stderr == ""
        assert done.stdout.count("\n") == 1


class TestNothingIsLost:
    """A failed or killed build leaves the last good site as it was."""

    @pytest.fixture
    def good(self, built: Path, tmp_path: Path) -> tuple[Path, dict[str, str]]:
        root = tmp_path / "good"
        shutil.copytree(built.parent.parent, root, symlinks=True)
        return root, digest(root / "build/site")

    def test_bad_data(self, good: tuple[Path, dict[str, str]], run_build: Run) -> None:
        root, before = good
        edit(root / "data/employers/acme.yaml", "kind: company", "kind: compny")

        assert run_build(root).returncode == 1
        assert digest(root / "build/site") == before

    def test_a_page_that_mkdocs_refuses(self, good: tuple[Path, dict[str, str]], run_build: Run) -> None:
        root, before = good
        edit(root / "content/es/guide/index.md", "Un dato.", "Un [dato](no-existe.md).")
        done = run_build(root)

        assert done.returncode == 1
        assert "[engine-failed]" in done.stderr
        assert "no-existe.md" in done.stderr
        assert digest(root / "build/site") == before

    def test_a_site_that_fails_its_audit(self, good: tuple[Path, dict[str, str]], run_build: Run) -> None:
        root, before = good
        edit(root / "templates/theme/main.html", "{% block extrahead %}", '{% block extrahead %}<img src="/gone.png">')
        done = run_build(root)

        assert done.returncode == 1
        assert "[broken-link]" in done.stderr
        assert digest(root / "build/site") == before

    def test_a_killed_build(self, good: tuple[Path, dict[str, str]], run_build: Run) -> None:
        """Whenever it is stopped, the site is the old one or the new one, whole; and the next build is as ever."""
        root, old = good
        entry = root / "data/employers/acme.yaml"
        names = [entry.read_text("utf-8").replace("name: Acme\n", f"name: {name}\n") for name in ("Acme", "Acme Labs")]
        entry.write_text(names[1], "utf-8")
        start = time.monotonic()
        assert run_build(root).returncode == 0
        whole = time.monotonic() - start
        sites = [old, digest(root / "build/site")]
        assert sites[0] != sites[1]
        for share in (0.1, 0.3, 0.5, 0.7, 0.9, 0.97):
            published = sites.index(digest(root / "build/site"))
            entry.write_text(names[1 - published], "utf-8")
            process = subprocess.Popen(build_command(root), start_new_session=True, stdout=subprocess.PIPE)
            try:
                process.wait(whole * share)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
            process.communicate()

            assert digest(root / "build/site") in sites, share
        assert run_build(root).returncode == 0
        assert digest(root / "build/site") == sites[1 - published]
        assert len(list((root / "build/.sites").iterdir())) == 1


class TestReproducible:
    """Same input and day: the same bytes, in any folder, hash seed, time zone or locale, and in any order of files."""

    def test_two_very_different_builds_are_identical(self, tmp_path: Path, run_build: Run) -> None:
        first = make_root(tmp_path / "a")
        second = make_root(tmp_path / "elsewhere" / "a very long folder name")
        one = run_build(first, PYTHONHASHSEED="0", TZ="Pacific/Kiritimati", LC_ALL="C")
        two = run_build(second, PYTHONHASHSEED="7", TZ="Pacific/Pago_Pago", LC_ALL="C.UTF-8")

        assert (one.returncode, two.returncode) == (0, 0)
        assert digest(first / "build/site") == digest(second / "build/site")

    def test_today_comes_from_source_date_epoch(self, root: Path) -> None:
        command = [part for part in build_command(root, "check") if part not in ("--today", "2026-11-24")]
        done = subprocess.run(
            command, env={**os.environ, "SOURCE_DATE_EPOCH": "1704067200", "LANG": "en"}, capture_output=True, text=True
        )

        assert done.returncode == 1
        assert "today is 2024-01-01" in done.stderr


class TestAddress:
    """The site works where it is put: at a root, under a sub-path, at the repository's Pages address."""

    def test_under_a_sub_path(self, root: Path, run_build: Run) -> None:
        done = run_build(root, "--site-url", "https://owner.github.io/guide")
        page = (root / "build/site/empleadores/acme/index.html").read_text("utf-8")

        assert done.returncode == 0, done.stderr
        assert '<link rel="canonical" href="https://owner.github.io/guide/empleadores/acme/">' in page
        assert 'href="https://owner.github.io/guide/en/employers/acme/"' in page
        assert "https://owner.github.io/guide/feed.xml" in (root / "build/site/feed.xml").read_text("utf-8")
        assert 'href="/guide/assets' in (root / "build/site/404.html").read_text("utf-8")

    @pytest.mark.parametrize(
        ("repository", "address"),
        [("Someone/guia", "https://someone.github.io/guia/"), ("some/some.github.io", "https://some.github.io/")],
    )
    def test_pages_address_of_the_repository(self, root: Path, run_build: Run, repository: str, address: str) -> None:
        done = run_build(root, GITHUB_REPOSITORY=repository)
        page = (root / "build/site/empleadores/acme/index.html").read_text("utf-8")

        assert done.returncode == 0, done.stderr
        assert f'<link rel="canonical" href="{address}empleadores/acme/">' in page
        assert f"https://github.com/{repository}/edit/main/data/employers/acme.yaml" in page.replace("&#46;", ".")

    def test_without_a_repository_nobody_is_made_up(self, built: Path) -> None:
        page = (built / "empleadores/acme/index.html").read_text("utf-8")

        assert "github.com" not in page


class TestGitHub:
    """On Actions, problems are annotations too, and the job summary holds them all."""

    def test_annotations_and_summary(self, root: Path, run_build: Run, tmp_path: Path) -> None:
        edit(root / "data/employers/acme.yaml", "name: Acme\n", 'name: "<b>%0A::error::"\nkidn: x\n')
        summary = tmp_path / "summary.md"
        done = run_build(root, "check", GITHUB_ACTIONS="true", GITHUB_STEP_SUMMARY=str(summary))

        assert done.returncode == 1
        assert "::error file=data/employers/acme.yaml,line=3,col=1,title=unknown-key::" in done.stdout
        assert "<table>" in summary.read_text("utf-8")

    def test_at_most_ten_annotations(self, root: Path, run_build: Run) -> None:
        (root / "data/employers/acme.yaml").write_text("".join(f"k{n}: x\n" for n in range(30)), "utf-8")
        done = run_build(root, "check", GITHUB_ACTIONS="true")

        assert done.stdout.count("::error ") == 10


def test_render_leaves_markdown_for_any_engine(root: Path, run_build: Run) -> None:
    assert run_build(root, "render").returncode == 0
    assert (root / "build/docs/es/empleadores/acme.md").exists()
    assert (root / "build/docs/en/employers/acme.md").exists()
    assert not (root / "build/site").exists()


def test_the_readme_knows_every_command() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")

    for word in ("make site", "make test", "python build.py check", "python build.py serve"):
        assert word in readme
