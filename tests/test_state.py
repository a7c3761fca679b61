"""The state of the guide: what remote policies rest on, how old claims are, and that the guide says what it owes."""

from __future__ import annotations

from functools import cache
from html import unescape
from pathlib import Path, PurePosixPath

import pytest
from click.testing import CliRunner
from projects import ROOT, TODAY, edited, make_root

import build
from guide import pages
from guide.load import load, read
from guide.state import Grade, ages, best, rows, standing
from guide.view import Guide, View

ACME = "data/employers/acme.yaml"
REMOTE = "remote: {value: remote-first, source: handbook}\n"
HIRES = "hires_from: {scope: places, places: [CO, MX, europe], exhaustive: true, source: handbook}\n"


def guide_of(files: dict[str, bytes]) -> Guide:
    return Guide.of(load(files), TODAY)


def with_source(files: dict[str, bytes], kind: str, date: str | None) -> dict[str, bytes]:
    files = edited(files, ACME, "kind: own, date: 2026-04", f"kind: {kind}" + (f", date: {date}" if date else ""))
    return files


class TestEvidence:
    """The best claim on remote work counts; dated before undated; an advert is never a policy."""

    @pytest.mark.parametrize(
        ("kind", "date", "grade"),
        [
            ("own", "2026-04", Grade.OWN), ("official", "2026-04", Grade.OWN), ("own", None, Grade.OWN_UNDATED),
            ("third-party", "2026", Grade.THIRD_PARTY), ("third-party", None, Grade.THIRD_PARTY_UNDATED),
            ("directory", "2026-04", Grade.DIRECTORY), ("board", "2026-04", Grade.BOARD),
        ],
    )  # fmt: skip
    def test_by_the_source(self, files: dict[str, bytes], kind: str, date: str | None, grade: Grade) -> None:
        site = guide_of(with_source(files, kind, date)).site

        assert best(site, site.employers[0]) is grade

    def test_a_past_opening_alone_is_a_board(self, files: dict[str, bytes]) -> None:
        site = guide_of(edited(edited(files, ACME, REMOTE, ""), ACME, HIRES, "")).site

        assert best(site, site.employers[0]) is Grade.BOARD

    def test_the_day_that_a_source_speaks_for_dates_it(self, files: dict[str, bytes]) -> None:
        files = edited(
            with_source(files, "own", None),
            ACME,
            "first, source: handbook}",
            "first, source: handbook, as_of: 2025-09}",
        )

        assert standing(guide_of(files), "employers").grades["own"] == 1

    @pytest.mark.parametrize(
        ("kind", "date", "recent"), [("own", "2025", 1), ("own", "2024-12-31", 0), ("directory", "2026", 0)]
    )
    def test_only_dated_policies_of_two_classes_are_recent(
        self, files: dict[str, bytes], kind: str, date: str, recent: int
    ) -> None:
        assert standing(guide_of(with_source(files, kind, date)), "employers").recent == recent

    def test_a_yes_or_a_no_for_one_country_is_an_answer(self, files: dict[str, bytes]) -> None:
        assert standing(guide_of(files), "employers").answered == 1
        assert standing(guide_of(edited(files, ACME, HIRES, "")), "employers").answered == 0

    def test_what_has_gone_is_not_counted(self, files: dict[str, bytes]) -> None:
        gone = "removed: {date: 2026-11-23, why: {es: Cerró., en: It closed.}}\nname: Acme\n"

        assert standing(guide_of(edited(files, ACME, "name: Acme\n", gone)), "employers").total == 0


def test_claims_are_counted_by_age(files: dict[str, bytes]) -> None:
    before = ages(guide_of(files), "employers")
    after = ages(guide_of(with_source(files, "own", None)), "employers")

    assert sum(before.values()) == sum(after.values())
    assert before["undated"] == 0 < after["undated"]


def test_the_command_says_what_the_page_shows(tmp_path: Path) -> None:
    root = make_root(tmp_path / "project")
    (root / "data" / "outline.yaml").write_text(
        "W1: {idea: {es: Una., en: One.}, at: [guide#words, guide/none]}\n", "utf-8"
    )
    done = CliRunner().invoke(build.main, ["report", "--root", str(root), "--today", TODAY.isoformat(), "--lang", "en"])
    page = unescape(pages.render(guide_of(read(root)), "en", ["about/state"])[PurePosixPath("about/state.md")])

    assert done.exit_code == 0
    assert "0 of 1 subjects" in done.output
    assert "0 of 1 subjects" in page
    assert "guide/none (still to come)" in done.output
    assert 'href="../../guide/#words"' in page
    assert "guide/none" not in page


# ---------------------------------------------------------------- what the guide owes

OWED = {"W": 4, "R": 6, "E": 4, "P": 5, "S": 4, "B": 5, "C": 3, "X": 12}


@cache
def real() -> Guide:
    return Guide.of(load(read(ROOT)), TODAY)


def test_every_row_of_the_outline_is_there() -> None:
    assert list(real().site.outline) == [f"{group}{n}" for group, last in OWED.items() for n in range(1, last + 1)]


@pytest.mark.parametrize("lang", ["es", "en"])
def test_each_row_is_found_on_its_pages(lang: str) -> None:
    """Row -> page -> heading, on the pages as they are rendered."""
    guide = real()
    places = [(id, *at.partition("#")[::2]) for id, row in guide.site.outline.items() for at in row.at]
    made = pages.render(guide, lang, {page for _, page, _ in places} & guide.addresses.keys)
    missing = []
    for id, page, anchor in places:
        text = made[PurePosixPath(guide.addresses.doc(page, lang))] if page in guide.addresses.keys else ""
        if not text or (anchor and f"{{ #{anchor} }}" not in text and f'id="{anchor}"' not in text):
            missing.append(f"{id}: {page}#{anchor}")

    assert missing == []


def test_the_page_says_which_rows_are_missing() -> None:
    missing = [row.id for row in rows(View(real(), "es", "about/state")) if not row.is_covered]
    (page,) = pages.render(real(), "es", ["about/state"]).values()

    assert unescape(page).count('class="badge"') == len(missing)
