"""What was published stays true for those who subscribed: each case breaks one promise, and is told so."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from projects import TODAY, edited, make_root, small_files

from guide import history, rules
from guide.load import load
from guide.problems import Level

ACME, BAZAAR, JOBS, CHAPTER = (
    "data/employers/acme.yaml",
    "data/platforms/bazaar.yaml",
    "data/jobs.yaml",
    "content/es/guide/index.md",
)
Files = dict[str, bytes]
CHANGE = "  - {id: contract, date: 2026-11-22, what: {es: Cambia el contrato., en: The contract changes.}}\n"
GONE = "removed: {date: 2026-11-22, why: {es: Cierra., en: It closes.}}\n"
PLACES = "places: [CO, MX, europe]"
WAS = "was: {hires_from: {scope: places, places: [CO, MX, europe]}}"


def acme(*edits: tuple[str, str]) -> Files:
    files = small_files()
    for old, new in edits:
        files = edited(files, ACME, old, new)
    return files


def before(text: str) -> tuple[str, str]:
    """Text put into Acme's file, above its sources."""
    return ("sources:\n", f"{text}sources:\n")


def renamed(former: str) -> Files:
    files = acme(("id: acme\n", f"id: labs\n{former}"))
    files["data/employers/labs.yaml"] = files.pop(ACME)
    return {path: raw.replace(b"entry:employers/acme", b"entry:employers/labs") for path, raw in files.items()}


def broken(was: Files, now: Files) -> list[tuple[str, str]]:
    """Rule and file of each broken promise."""
    found = history.compare(load(was), load(now))
    return [(each.rule, each.place.path) for each in found]


CHANGED, REMOVED = acme(before("changes:\n" + CHANGE)), acme(before(GONE))
BACK = "restored: {date: 2026-11-23, what: {es: Reabre., en: It reopens.}}\n"

BREACHES: dict[str, tuple[Files, Files, str]] = {
    "an entry vanishes": (small_files(), {p: r for p, r in small_files().items() if p != BAZAAR}, "id-vanished"),
    "an id is renamed in silence": (small_files(), renamed(""), "id-vanished"),
    "a former id is forgotten": (renamed("former_ids: [acme]\n"), renamed(""), "former-ids-kept"),
    "a change vanishes": (CHANGED, small_files(), "event-vanished"),
    "a change moves to another day": (
        CHANGED, acme(before("changes:\n" + CHANGE.replace("11-22", "11-23"))), "event-moved",
    ),
    "an id is used for another entry": (
        small_files(), acme(("added: 2026-11-20", "added: 2026-11-24")), "id-reused",
    ),
    "a removal is undone without a return": (REMOVED, small_files(), "removal-again"),
    "a removal moves to another day": (REMOVED, acme(before(GONE.replace("11-22", "11-23"))), "removal-again"),
    "it leaves a country in silence": (small_files(), acme((PLACES, "places: [CO, europe]")), "undeclared-change"),
    "it enters a country in silence": (
        small_files(), acme((PLACES, "places: [CO, MX, AR, europe]")), "undeclared-change",
    ),
    "it leaves a role in silence": (
        small_files(), acme(("roles: [data-science]", "roles: []")), "undeclared-change",
    ),
    "a platform changes its kind in silence": (
        small_files(),
        edited(small_files(), BAZAAR, "kind: open-marketplace", "kind: vetted-network"),
        "undeclared-change",
    ),
    "a declared change does not say what there was": (
        small_files(), acme((PLACES, "places: [CO, europe]"), before("changes:\n" + CHANGE)), "undeclared-change",
    ),
    "a declared change says what there was not": (
        small_files(),
        acme(
            (PLACES, "places: [CO, europe]"),
            before("changes:\n" + CHANGE.replace("}}", "}, " + WAS.replace("MX", "AR") + "}")),
        ),
        "wrong-was",
    ),
    "a page moves without a redirect": (
        small_files(), edited(small_files(), CHAPTER, "slug: guia\n", "slug: manual\n"), "address-vanished",
    ),
    "a country that nothing names any more": (
        acme((PLACES, "places: [CO, MX, europe, US]")),
        acme(before("changes:\n" + CHANGE.replace("}}", "}, " + WAS.replace("europe", "europe, US") + "}"))),
        "feed-vanished",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BREACHES)
def test_a_broken_promise_is_an_error(name: str) -> None:
    was, now, rule = BREACHES[name]

    assert rule in {found for found, _ in broken(was, now)}


KEPT: dict[str, tuple[Files, Files]] = {
    "nothing changes": (small_files(), small_files()),
    "a typo is mended": (small_files(), acme(("para la salud.", "para la salud pública."))),
    "a fact that moves it nowhere": (small_files(), acme(("hours: 4", "hours: 3"))),
    "a change is declared": (small_files(), CHANGED),
    "it leaves a country and says so": (
        small_files(),
        acme((PLACES, "places: [CO, europe]"), before("changes:\n" + CHANGE.replace("}}", "}, " + WAS + "}"))),
    ),
    "an id is renamed with its former one": (small_files(), renamed("former_ids: [acme]\n")),
    "a page moves with a redirect": (
        small_files(), edited(small_files(), CHAPTER, "slug: guia\n", "slug: manual\nformer_slugs: [guia]\n"),
    ),
    "it leaves the guide": (small_files(), REMOVED),
    "it comes back": (REMOVED, acme(before(GONE + BACK))),
    "a new entry": ({p: r for p, r in small_files().items() if p != BAZAAR}, small_files()),
}  # fmt: skip


@pytest.mark.parametrize("name", KEPT)
def test_a_kept_promise_is_no_problem(name: str) -> None:
    was, now = KEPT[name]
    loaded = load(now)

    assert broken(was, now) == []
    assert [each for each in [*loaded.problems, *rules.check(loaded, TODAY)] if each.level is Level.ERROR] == []


def test_what_cannot_be_read_in_the_base_is_said(files: Files) -> None:
    assert ("not-compared", ACME) in broken({**files, ACME: files[ACME].replace(b"kind: company", b"kind: x")}, files)


class TestCommand:
    """`check --base` compares with a commit, as pull requests are."""

    @pytest.fixture
    def committed(self, tmp_path: Path) -> Path:
        root = make_root(tmp_path / "project")
        own = ["-c", "user.name=Someone", "-c", "user.email=someone@a.example"]
        for command in (["init", "-q"], ["add", "."], [*own, "commit", "-qm", "The guide"]):
            subprocess.run(["git", *command], cwd=root, check=True)
        return root

    def test_a_vanished_entry(self, committed: Path, run_build: Callable) -> None:
        (committed / BAZAAR).unlink()
        done = run_build(committed, "check", "--base", "HEAD", "--lang", "en")

        assert done.returncode == 1
        assert done.stderr.startswith(f"{BAZAAR}:1:1: error: ")
        assert "[id-vanished]" in done.stderr

    def test_nothing_changed(self, committed: Path, run_build: Callable) -> None:
        assert run_build(committed, "check", "--base", "HEAD").returncode == 0

    @pytest.mark.parametrize("revision", ["nothing", "--output=x", "HEAD:data"])
    def test_no_such_commit(self, committed: Path, run_build: Callable, revision: str) -> None:
        done = run_build(committed, "check", f"--base={revision}")

        assert done.returncode == 2
        assert "Traceback" not in done.stderr

    def test_change_writes_what_it_asks_for(self, committed: Path, run_build: Callable) -> None:
        path = committed / ACME
        text = (
            path.read_text("utf-8").replace(PLACES, "places: [CO, europe]").replace("id: acme\n", "id: acme  # ours\n")
        )
        path.write_text(text, "utf-8")
        assert run_build(committed, "check", "--base", "HEAD").returncode == 1

        done = run_build(
            committed, "change", "acme", "--es", "Deja México.", "--en", "It leaves Mexico.", "--lang", "en"
        )
        written = path.read_text("utf-8")

        assert done.returncode == 0, done.stderr
        assert "data/employers/acme.yaml" in done.stdout
        assert [line for line in written.splitlines() if line in text.splitlines()] == text.splitlines()
        assert "id: 2026-11-24-it-leaves-mexico" in written
        assert "was: {hires_from: {scope: places, places: [CO, MX, europe]}}" in written
        assert run_build(committed, "check", "--base", "HEAD").returncode == 0

    @pytest.mark.parametrize("entry", ["guide", "roles/data-science", "bazaar"])
    def test_change_of_every_kind_of_entry(self, committed: Path, run_build: Callable, entry: str) -> None:
        done = run_build(committed, "change", entry, "--es", "Cambia.", "--en", "It changes.")

        assert done.returncode == 0, done.stderr
        assert run_build(committed, "check", "--base", "HEAD").returncode == 0

    def test_change_of_nothing_known(self, committed: Path, run_build: Callable) -> None:
        done = run_build(committed, "change", "acmee", "--es", "x", "--en", "x")

        assert done.returncode == 2
        assert "acme" in done.stderr

    def test_nothing_is_written_into_broken_data(self, committed: Path, run_build: Callable) -> None:
        path = committed / ACME
        path.write_text(path.read_text("utf-8").replace("kind: company", "kind: compny"), "utf-8")
        text = path.read_text("utf-8")
        done = run_build(committed, "change", "bazaar", "--es", "Cambia.", "--en", "It changes.")

        assert done.returncode == 1
        assert path.read_text("utf-8") == text
        assert "changes" not in (committed / BAZAAR).read_text("utf-8")
