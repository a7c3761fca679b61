"""What the guide says of pay: derived from distinct rows, never from too few, drawn as it is written in the tables."""

from __future__ import annotations

import csv
import gzip
import hashlib
import random
import re
from collections.abc import Iterable
from functools import cache
from html import unescape
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
from lxml import etree
from projects import ROOT, TODAY, small_files

from guide import pages, prose, rules, source
from guide.charts import MARGIN, WIDTH, chart
from guide.load import Loaded, load, read
from guide.model import Places
from guide.problems import Problem
from guide.salaries import (
    AMERICAS,
    COLUMNS,
    EU_REST,
    EVERY,
    FILES,
    MODES,
    NOT_FULL_TIME,
    OTHER_TITLES,
    OWN,
    REST,
    STACK_OVERFLOW,
    SYSARMY,
    THRESHOLD,
    Known,
    Quartiles,
    Salaries,
    read_own,
)
from guide.view import Guide
from tools import derive_salaries
from tools.derive_salaries import ROLE_OF, TITLES, derive, main

ROW = {
    "work_year": "2024",
    "experience_level": "SE",
    "employment_type": "FT",
    "job_title": "Data Scientist",
    "salary": "100000",
    "salary_currency": "USD",
    "salary_in_usd": "100000",
    "employee_residence": "US",
    "remote_ratio": "0",
    "company_location": "US",
    "company_size": "M",
}


def rows(count: int, **changed: str) -> list[dict[str, str]]:
    """So many distinct rows: pay goes up by a thousand from 100,000."""
    return [{**ROW, "salary_in_usd": str(100_000 + 1000 * number), **changed} for number in range(count)]


@cache
def project() -> Loaded:
    return load(read(ROOT))


@cache
def small() -> dict[str, bytes]:
    return small_files()


def places() -> Places:
    site = project().site
    assert site
    return site.places


def derived(table: Iterable[dict[str, str]]) -> dict[tuple[str, str, str], dict[str, str]]:
    lines = csv.DictReader(derive(table, places()).splitlines())
    return {(line["role"], line["by"], line["value"]): line for line in lines}


# ---------------------------------------------------------------- deriving


class TestDerive:
    """Figures are of distinct full-time rows of a title that names the role, and of thirty of them at least."""

    @pytest.mark.parametrize(("count", "median"), [(THRESHOLD - 1, ""), (THRESHOLD, "114500")])
    def test_below_the_threshold_there_is_a_count_and_no_figure(self, count: int, median: str) -> None:
        line = derived(rows(count))["data-science", "all", "all"]

        assert (line["distinct"], line["median"], bool(line["p25"]), bool(line["p75"])) == (
            str(count),
            median,
            bool(median),
            bool(median),
        )

    def test_rows_that_are_there_twice_count_once_and_both_counts_are_kept(self) -> None:
        table = rows(THRESHOLD)
        once, often = derived(table), derived([*table, *table[-1:] * 50])
        line = often["data-science", "all", "all"]

        assert (line["rows"], line["distinct"]) == (str(THRESHOLD + 50), str(THRESHOLD))
        assert [line[name] for name in ("p25", "median", "p75")] == ["107250", "114500", "121750"]
        assert line["median"] == once["data-science", "all", "all"]["median"]

    def test_repeats_do_not_reach_the_threshold(self) -> None:
        assert derived(rows(1) * 100)["data-science", "all", "all"]["median"] == ""

    def test_the_order_of_the_rows_changes_nothing(self) -> None:
        table = [
            *rows(40),
            *rows(9, employee_residence="MX"),
            *rows(3, job_title="Engineer"),
            *rows(2, work_year="2021"),
        ]
        text = derive(table, places())
        random.Random(7).shuffle(table)

        assert derive(table, places()) == text

    def test_what_has_no_role_and_what_is_not_full_time_is_counted(self) -> None:
        found = derived([*rows(3), *rows(2, job_title="Engineer"), *rows(5, employment_type="CT")])

        assert [found[name, "all", "all"]["rows"] for name in (EVERY, OTHER_TITLES, NOT_FULL_TIME)] == ["5", "2", "5"]
        assert found["data-annotation", "all", "all"]["rows"] == "0"

    @pytest.mark.parametrize(
        ("code", "counted"),
        [
            ("ES", {"ES"}),
            ("MX", {"MX", AMERICAS}),
            ("PR", {"PR"}),
            ("BR", {"BR"}),
            ("US", {"US"}),
            ("FR", {EU_REST}),
            ("JP", {REST}),
        ],
    )
    def test_residence_is_where_the_person_lives(self, code: str, counted: set[str]) -> None:
        found = derived(rows(1, employee_residence=code))

        assert {value for role, by, value in found if role == EVERY and by == "residence"} == counted

    def test_years_are_those_of_the_group(self) -> None:
        found = derived([*rows(1, work_year="2021"), *rows(1)])
        line = found["data-science", "all", "all"]

        assert (line["first_year"], line["last_year"]) == ("2021", "2024")

    def test_a_title_is_of_one_role_and_every_role_is_named(self) -> None:
        site = project().site
        assert site

        assert sum(map(len, TITLES.values())) == len(ROLE_OF)
        assert set(TITLES) == {role.id for role in site.roles}


class TestTable:
    """Only the one table is read, whatever its line ends; anything else is refused in a sentence, nothing written."""

    TEXT = ",".join(ROW) + "\n" + ",".join(ROW.values()) + "\n"

    @pytest.fixture(autouse=True)
    def known(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(derive_salaries, "SHA256", hashlib.sha256(self.TEXT.encode()).hexdigest())
        monkeypatch.setattr(derive_salaries, "load", lambda files: project())
        monkeypatch.setattr(derive_salaries, "read", lambda root: {})

    @pytest.mark.parametrize("crlf", [False, True])
    @pytest.mark.parametrize("packed", [False, True])
    def test_the_same_table_gives_the_same_bytes(self, tmp_path: Path, crlf: bool, packed: bool) -> None:
        raw = (self.TEXT.replace("\n", "\r\n") if crlf else self.TEXT).encode()
        (tmp_path / "in").write_bytes(gzip.compress(raw) if packed else raw)

        assert main([str(tmp_path / "in"), "--out", str(tmp_path / "out")]) == 0
        assert (tmp_path / "out").read_text() == derive(list(csv.DictReader(self.TEXT.splitlines())), places())

    @pytest.mark.parametrize("raw", [b"", b"work_year\n2024\n", b"\x1f\x8bnot gzip", b"\xff\xfe"])
    def test_another_table_is_refused(self, tmp_path: Path, raw: bytes, capsys: pytest.CaptureFixture[str]) -> None:
        (tmp_path / "in").write_bytes(raw)

        assert main([str(tmp_path / "in"), "--out", str(tmp_path / "out")]) == 2
        assert not (tmp_path / "out").exists()
        said = capsys.readouterr().err
        assert "sha256 wanted" in said or "cannot be read" in said

    def test_a_table_that_is_not_there_is_refused(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert main([str(tmp_path / "none")]) == 2
        assert "cannot be read" in capsys.readouterr().err


# ---------------------------------------------------------------- the files of the guide


def published() -> Salaries:
    loaded = project()
    assert [found for found in loaded.problems if found.place.path in FILES] == []
    assert loaded.site
    return loaded.site.salaries


class TestFiles:
    """What is published adds up, and has no figure of fewer than thirty."""

    def test_no_figure_below_the_threshold(self) -> None:
        tables = published()

        assert all(bool(g.figures) == (g.distinct >= THRESHOLD) for g in tables.groups if g.role in TITLES)
        assert all(bool(g.figures) == (g.n >= THRESHOLD) for groups in tables.surveys.values() for g in groups)

    def test_roles_and_other_titles_are_all_the_rows(self) -> None:
        tables = published()
        parts = [tables.of(role)[0] for role in (*TITLES, OTHER_TITLES)]

        assert sum(part.rows for part in parts) == tables.of(EVERY)[0].rows

    @pytest.mark.parametrize("by", ["residence", "experience", "mode", "year"])
    def test_the_parts_are_the_whole(self, by: str) -> None:
        for role in (EVERY, *TITLES):
            whole, parts = published().of(role)[0], published().of(role, by)
            if parts:
                assert sum(part.rows for part in parts if part.value != AMERICAS) == whole.rows, role

    def test_they_are_small(self) -> None:
        assert all(0 < (ROOT / name).stat().st_size < source.LARGEST / 4 for name in FILES)


# ---------------------------------------------------------------- reading

HEAD = ",".join(COLUMNS)
GOOD = "data-science,residence,ES,83,37,37824,46809,64781,2020,2025"
SURVEY = "data-science,Data scientist,US,all,USD,year,88,100000,145000,200000"


def problems(path: str, text: str | bytes) -> list[Problem]:
    files = {**small(), path: text if isinstance(text, bytes) else text.encode()}
    return [found for found in load(files).problems if found.place.path == path]


class TestReading:
    """A fault in a table is a problem with its line and column, all of them at once; never a traceback."""

    def test_a_good_file_has_none(self) -> None:
        assert problems(OWN, f"{HEAD}\n{GOOD}\n") == []
        assert problems(OWN, f"{HEAD}\r\n{GOOD}\r\n") == []

    @pytest.mark.parametrize(
        ("line", "expected"),
        [
            ("poetry,residence,ES,83,37,37824,46809,64781,2020,2025", [("unknown-role", 1)]),
            ("data-science,planet,ES,83,37,37824,46809,64781,2020,2025", [("not-one-of", 14)]),
            ("data-science,residence,XX,83,37,37824,46809,64781,2020,2025", [("not-one-of", 24)]),
            ("data-science,residence,ES,many,37,37824,46809,64781,2020,2025", [("not-a-number", 27)]),
            ("data-science,residence,ES,83,-37,37824,46809,64781,2020,2025", [("not-a-number", 30)]),
            ("data-science,residence,ES,83,37,37.824,46809,64781,2020,2025", [("not-a-number", 33)]),
            ("data-science,residence,ES,83,37,37824,46809,64781,2020,", [("not-a-number", 56)]),
            ("data-science,residence,ES,30,37,37824,46809,64781,2020,2025", [("table-order", 30)]),
            ("data-science,residence,ES,83,37,47824,46809,64781,2020,2025", [("table-order", 33)]),
            ("data-science,residence,ES,83,37,37824,46809,64781,2025,2020", [("table-order", 51)]),
            ("data-science,residence,ES,83,29,37824,46809,64781,2020,2025", [("table-threshold", 33)]),
            ("data-science,residence,ES,83,37,,,,2020,2025", [("table-threshold", 33)]),
            ("every-title,all,all,83,37,37824,46809,64781,2020,2025", [("table-threshold", 27)]),
            ("data-science,residence,ES,83,37", [("table-cells", 1)]),
            ('data-science,residence,"ES",83,37,37824,46809,64781,2020,2025', [("table-cells", 1)]),
            ("", [("table-cells", 1)]),
            ("data-science,title,Data\u200bScientist,9,9,,,,2020,2025", [("invisible-character", 24)]),
            ("poetry,residence,ES,x,37,1,2,3,2020,2025", [("unknown-role", 1), ("not-a-number", 21)]),
        ],
    )
    def test_bad_lines(self, line: str, expected: list[tuple[str, int]]) -> None:
        found = problems(OWN, f"{HEAD}\n{line}\n")

        assert [(each.rule, each.place.line, each.place.column) for each in found] == [(r, 2, c) for r, c in expected]

    @pytest.mark.parametrize(
        ("path", "text", "rule"),
        [
            (OWN, "", "table-columns"),
            (OWN, "a,b\n1,2\n", "table-columns"),
            (OWN, f"{HEAD}\n{GOOD}\n{GOOD}\n", "table-twice"),
            (OWN, b"\xff\xfe\x00", "wrong-encoding"),
            (OWN, b"x" * (source.LARGEST + 1), "file-too-large"),
            (STACK_OVERFLOW, f"{HEAD}\n{GOOD}\n", "table-columns"),
            ("data/salaries-2027.csv", f"{HEAD}\n", "unread-file"),
        ],
    )
    def test_bad_files(self, path: str, text: str | bytes, rule: str) -> None:
        assert [found.rule for found in problems(path, text)] == [rule]

    @pytest.mark.parametrize(
        ("old", "new", "rule"),
        [
            ("USD", "XXY", "not-one-of"),
            (",all,", ",some,", "not-one-of"),
            ("year", "week", "not-one-of"),
            ("88", "8", "table-threshold"),
        ],
    )
    def test_surveys_are_read_as_strictly(self, old: str, new: str, rule: str) -> None:
        head = "role,title,region,group,currency,period,n,p25,median,p75"

        assert problems(SYSARMY, f"{head}\n{SURVEY}\n") == []
        assert [found.rule for found in problems(SYSARMY, f"{head}\n{SURVEY.replace(old, new)}\n")] == [rule]

    def test_nothing_that_is_written_there_stops_the_reader(self) -> None:
        generator = random.Random(11)
        for _ in range(300):
            cells = GOOD.split(",")
            cells[generator.randrange(len(cells))] = generator.choice(["", "0", "٣", "1e9", "9" * 40, "«", "a,b", "-1"])
            _, found = read_own(f"{HEAD}\n{','.join(cells)}\n", Known(["data-science"], ["ES"], ["USD"]))
            assert all(each.place.line == 2 for each in found)


# ---------------------------------------------------------------- showing

ASKED = "\n\n".join(f"{{salaries:{name}}}" for name in prose.SALARIES)
CHAPTER = {
    f"content/{lang}/guide/salaries.md": (
        f"---\ntitle: {slug}\ndescription: About pay.\nslug: {slug}\n{more}---\n\n{ASKED}\n"
    ).encode()
    for lang, slug, more in (("es", "salarios", "added: 2026-11-20\n"), ("en", "salaries", ""))
}
TABLES = {
    OWN: "\n".join(
        [
            HEAD,
            "every-title,all,all,1200,1000,,,,2020,2025",
            "every-title,residence,ES,9,6,,,,2022,2025",
            "every-title,residence,US,1100,900,,,,2020,2025",
            "every-title,year,2024,500,400,,,,2024,2024",
            "every-title,mode,remote,300,250,,,,2020,2025",
            "other-titles,all,all,700,600,,,,2020,2025",
            "not-full-time,all,all,12,11,,,,2020,2025",
            "data-science,all,all,500,400,90000,142364,192000,2020,2025",
            "data-science,title,Data Scientist,500,400,90000,142364,192000,2020,2025",
            GOOD,
            "data-science,residence,spanish-americas,18,16,,,,2021,2025",
            "data-science,residence,MX,18,16,,,,2021,2025",
            "data-science,residence,US,400,350,100000,150000,200000,2020,2025",
            "data-science,experience,entry,29,29,,,,2024,2025",
            "data-science,mode,remote,120,100,80000,120000,160000,2020,2025",
            "",
        ]
    ).encode(),
    SYSARMY: f"role,title,region,group,currency,period,n,p25,median,p75\n{SURVEY}\n".encode(),
}
SVG = re.compile(r"<svg .*?</svg>", re.DOTALL)


@cache
def shown(lang: str) -> dict[PurePosixPath, str]:
    loaded = load({**small(), **CHAPTER, **TABLES})
    assert [*loaded.problems, *rules.check(loaded, TODAY)] == []
    return pages.render(Guide.of(loaded, TODAY), lang)


def page(lang: str, name: str = "") -> str:
    return shown(lang)[PurePosixPath(name or {"es": "guia/salarios.md", "en": "guide/salaries.md"}[lang])]


def drawings(lang: str) -> list[Any]:
    return [etree.fromstring(unescape(found).replace("&", "&amp;")) for found in SVG.findall(page(lang))]


@pytest.mark.parametrize("lang", ["es", "en"])
class TestShowing:
    """Ranges are drawn to scale, in words as well, and stand in a table; too few rows are said, with their count."""

    def test_drawings_have_a_name_and_a_description_of_their_own(self, lang: str) -> None:
        seen: set[str] = set()
        for svg in drawings(lang):
            named = svg.get("aria-labelledby").split()
            parts = [svg.find("title"), svg.find("desc")]
            assert svg.get("role") == "img"
            assert [part.get("id") for part in parts] == named
            assert all(part.text.strip() for part in parts)
            assert seen.isdisjoint(named)
            seen.update(named)
        assert len(seen) == 4

    def test_drawings_are_colour_from_the_page_and_nothing_that_runs(self, lang: str) -> None:
        for svg in drawings(lang):
            assert {element.tag for element in svg.iter()} <= {"svg", "title", "desc", "g", "path", "text", "rect"}
            attributes = {name for element in svg.iter() for name in element.attrib}
            assert not [name for name in attributes if name.startswith("on") or name in ("style", "href")]
            assert {element.get("fill") for element in svg.iter() if element.get("fill")} == {"currentColor"}

    def test_every_drawing_is_followed_by_its_table(self, lang: str) -> None:
        parts = page(lang).split("<figure")[1:]

        assert parts
        assert all('<table class="pay">\n<caption>' in part for part in parts)

    def test_tables_name_their_columns_and_rows(self, lang: str) -> None:
        tables = re.findall(r"<table.*?</table>", page(lang), re.DOTALL)

        for table in tables:
            tree = etree.fromstring(table)
            assert tree.findtext("caption")
            assert all(cell.get("scope") == "col" for cell in tree.iterfind("thead/tr/th"))
            for line in tree.iterfind("tbody/tr"):
                assert line[0].tag == "th"
                assert line[0].get("scope") in ("row", "rowgroup")
        widths = {sum(int(cell.get("colspan", 1)) for cell in line) for line in etree.fromstring(tables[0]).iter("tr")}
        assert len(widths) == 1

    def test_too_few_rows_are_said_and_have_no_figure(self, lang: str) -> None:
        text = unescape(page(lang))
        few = {"es": "datos insuficientes (n = 29)", "en": "not enough data (n = 29)"}[lang]
        line = next(line for line in text.splitlines() if few in line)

        assert re.findall(r"<td[^>]*>([^<]*)", line) == [few, "2024–25"]

    def test_counts_in_prose_come_from_the_data(self, lang: str) -> None:
        text = unescape(page(lang))
        shares = [share.replace("\xa0", "") for share in re.findall(r"^[\d.,]+\xa0?%$", text, re.MULTILINE)]

        assert shares == ["92%", "90%", "40%", "25%", {"es": "0,6%", "en": "0.6%"}[lang], "60%"]

    def test_a_role_says_its_middle_half_its_size_and_where_it_lives(self, lang: str) -> None:
        name = {"es": "roles/ciencia-de-datos.md", "en": "roles/data-science.md"}[lang]
        text = unescape(page(lang, name))
        money = {"es": ["USD\xa090\xa0000", "USD\xa0192\xa0000", "USD\xa0142\xa0000", "88\xa0%"],
                 "en": ["USD\xa090,000", "USD\xa0192,000", "USD\xa0142,000", "88%"]}[lang]  # fmt: skip

        assert all(amount in text for amount in [*money, "400"])
        assert re.search(r'href="[./]+/(guia/salarios|guide/salaries)/#data-science"', text)

    def test_a_role_without_enough_says_so(self, lang: str) -> None:
        less = TABLES[OWN].replace(b"500,400,90000,142364,192000", b"5,4,,,")
        loaded = load({**small(), **CHAPTER, **TABLES, OWN: less})
        made = pages.render(Guide.of(loaded, TODAY), lang)
        name = {"es": "roles/ciencia-de-datos.md", "en": "roles/data-science.md"}[lang]

        assert "n = 4" in unescape(made[PurePosixPath(name)])
        assert "USD" not in made[PurePosixPath(name)]


class TestChart:
    """A bar begins and ends where its figures are on a scale that starts at zero."""

    def test_positions_are_proportional(self) -> None:
        drawn = chart(
            [("a", Quartiles(0, 100_000, 200_000)), ("b", Quartiles(50_000, 50_000, 50_000))], 190_000, 50_000
        )
        first, second = drawn.bars

        assert (first.left, first.middle, first.right) == (MARGIN, WIDTH // 2, WIDTH - MARGIN)
        assert second.middle - MARGIN == (WIDTH - 2 * MARGIN) // 4
        assert second.width == 0
        assert [value for _, value in drawn.ticks] == [0, 50_000, 100_000, 150_000, 200_000]

    def test_every_bar_is_inside_the_drawing(self) -> None:
        drawn = chart([(str(n), Quartiles(n, 2 * n, 3 * n)) for n in (1, 70_000, 83_000)], 249_000, 50_000)

        assert all(MARGIN <= bar.left <= bar.middle <= bar.right <= WIDTH - MARGIN for bar in drawn.bars)
        assert max(bar.top for bar in drawn.bars) < drawn.floor < drawn.height
        assert (drawn.lowest.label, drawn.highest.label) == ("1", "83000")


class TestWithout:
    """A guide without tables of pay says nothing of pay; a chapter that asks for them then is told so."""

    def test_roles_say_nothing(self, files: dict[str, bytes]) -> None:
        made = pages.render(Guide.of(load(files), TODAY), "es")

        assert "{ #pay }" not in made[PurePosixPath("roles/ciencia-de-datos.md")]

    def test_a_chapter_that_asks_is_told(self, files: dict[str, bytes]) -> None:
        loaded = load({**files, **CHAPTER})

        assert {(p.rule, p.place.path) for p in rules.check(loaded, TODAY)} == {("missing-file", OWN)}

    def test_an_unknown_placeholder_is_a_problem(self, files: dict[str, bytes]) -> None:
        wrong = {path: raw.replace(b"{salaries:rows}", b"{salaries:rowz}") for path, raw in CHAPTER.items()}
        found = rules.check(load({**files, **TABLES, **wrong}), TODAY)

        assert {problem.rule for problem in found} == {"unknown-placeholder"}


def test_modes_and_groups_have_words() -> None:
    """Every value that a table may have is named in both languages."""
    words = project().words

    for lang in ("es", "en"):
        assert all(words[lang].has(f"salaries.mode.{mode}") for mode in MODES)
        assert all(words[lang].has(f"salaries.region.{name}") for name in (AMERICAS, EU_REST, REST))
