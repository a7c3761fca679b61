"""Derive data/salaries.csv from the open salary table of aijobs.net (CC0), always to the same bytes.

    python -m tools.derive_salaries salaries.csv.gz

The table: https://github.com/foorilla/ai-jobs-net-salaries, frozen on 2025-08-03. Run it at the root, with the Python
that builds the guide. The file may be gzipped, and its lines may end in LF or CRLF.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import hashlib
import io
import statistics
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from guide.load import load, read
from guide.model import Places
from guide.salaries import (
    AMERICAS,
    COLUMNS,
    EU_REST,
    EVERY,
    NOT_FULL_TIME,
    OTHER_TITLES,
    OWN,
    REST,
    THRESHOLD,
    YEARS,
)  # fmt: skip

ROOT = Path(__file__).resolve().parent.parent
SHA256 = "e547d089f2c153477d5658118a8f9f74a79d1513ca527050513f590577dc94ac"  # of the table with LF
GZIP = b"\x1f\x8b"

Row = Mapping[str, str]

# Which titles are of which role, reviewed one by one. A title is here when it names the role: what merely may be it
# ("Research Scientist", "Applied Scientist", "Software Engineer", "Analyst") is not, nor is who leads a whole area.
# A title has one role, so that a row is counted once, although several could claim it: "AI Engineer" is with machine
# learning, "Analytics Engineer" with data engineering.
TITLES: dict[str, tuple[str, ...]] = {
    "data-science": (
        "Data Scientist", "Decision Scientist", "Applied Data Scientist", "AI Data Scientist", "Lead Data Scientist",
        "Principal Data Scientist", "Staff Data Scientist", "Data Scientist Lead", "Data Scientist Expert",
        "Data Scientist Associate", "Data Science Tech Lead", "Marketing Data Scientist", "Cientista de Dados",
    ),
    "ml-engineering": (
        "Machine Learning Engineer", "AI Engineer", "AI Developer", "Machine Learning Developer",
        "Artificial Intelligence Engineer", "Machine Learning Model Engineer", "Machine Learning Software Engineer",
        "AI Software Engineer", "Deep Learning Engineer", "AI Programmer", "Lead Machine Learning Engineer",
        "AI Machine Learning Engineer", "Principal Machine Learning Engineer", "Applied Machine Learning Engineer",
        "Machine Learning Tech Lead", "Machine Learning Performance Engineer", "Staff Machine Learning Engineer",
        "Lead AI Engineer", "AI Software Development Engineer",
    ),
    "nlp-llm": ("NLP Engineer", "Chatbot Developer", "LLM Engineer"),
    "prompt-engineering": ("Prompt Engineer",),
    "ai-ethics": ("AI Governance Specialist", "AI Governance Lead"),
    "data-engineering": (
        "Data Engineer", "Analytics Engineer", "Data Infrastructure Engineer", "Data Integration Engineer",
        "Data Operations Engineer", "ETL Developer", "Data Platform Engineer", "DataOps Engineer", "Big Data Engineer",
        "Data Integration Developer", "Big Data Developer", "Lead Data Engineer", "ETL Engineer", "Databricks Engineer",
        "Data Analytics Engineer", "Cloud Data Engineer", "Data DevOps Engineer", "Principal Data Engineer",
        "Software Data Engineer", "AI Data Engineer", "Azure Data Engineer", "Consultant Data Engineer",
        "Data Pipeline Engineer", "BI Data Engineer", "Data Engineer 4", "Marketing Data Engineer",
        "Platform Data Engineer",
    ),
    "mlops": (
        "MLOps Engineer", "Machine Learning Infrastructure Engineer", "ML Infrastructure Engineer",
        "Machine Learning Platform Engineer",
    ),
    "data-annotation": (),
    "ai-research": (
        "Machine Learning Researcher", "Machine Learning Scientist", "AI Scientist", "AI Researcher", "ML Scientist",
        "Applied Machine Learning Scientist", "AI Research Scientist", "AI Research Engineer",
        "Machine Learning Research Engineer", "Deep Learning Researcher",
    ),
    "ai-product": ("AI Product Manager", "AI Product Owner", "AI Product Lead"),
    "data-analysis": (
        "Data Analyst", "Business Intelligence Analyst", "BI Analyst", "Product Analyst", "Data Analysis",
        "Data Reporting Analyst", "Data Visualization Analyst", "Data and Reporting Analyst", "Business Data Analyst",
        "BI Data Analyst", "Data Analist", "Lead Data Analysis", "Admin & Data Analyst", "Lead Data Analyst",
        "Product Data Analyst", "Financial Data Analyst", "Finance Data Analyst", "Staff Data Analyst",
        "Business Intelligence Data Analyst", "Compliance Data Analyst", "Data Analyst Lead", "Data Product Analyst",
        "Marketing Data Analyst", "Advanced Data Analyst", "Big Data Analyst", "BI & Data Analyst", "CRM Data Analyst",
        "Data & Analytics Analyst", "Fraud Data Analyst", "People Data Analyst", "Principal Data Analyst",
        "Sales Data Analyst",
    ),
    "computer-vision": (
        "Computer Vision Engineer", "Computer Vision Software Engineer", "Machine Vision Engineer",
    ),
}  # fmt: skip
ROLE_OF = {title: role for role, titles in TITLES.items() for title in titles}

EXPERIENCE = {"EN": "entry", "MI": "mid", "SE": "senior", "EX": "executive"}
MODES = {"0": "office", "50": "hybrid", "100": "remote"}
ALONE = ("US", "CA", "GB", "BR")  # residences with a line of their own besides the Spanish-speaking ones
NO_COUNTRY = ("PR",)  # Spanish-speaking, but paid as the United States are: not in the group of countries


def main(argv: Sequence[str] | None = None) -> int:
    """Write data/salaries.csv; 2 when the table is not the one that is meant."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("table", type=Path, help="salaries.csv or salaries.csv.gz")
    parser.add_argument("--out", type=Path, default=ROOT / OWN, help=f"default: {OWN}")
    options = parser.parse_args(argv)
    try:
        table = whole(options.table)
    except WrongTable as error:
        print(error, file=sys.stderr)
        return 2
    site = load(read(ROOT)).site
    if site is None or set(TITLES) != {role.id for role in site.roles}:
        print("TITLES and data/jobs.yaml do not name the same roles; run: python build.py check", file=sys.stderr)
        return 2
    options.out.write_text(derive(csv.DictReader(io.StringIO(table)), site.places), encoding="utf-8", newline="\n")
    return 0


class WrongTable(Exception):
    """What was given is not the table that the figures are made from."""


def whole(path: Path) -> str:
    """The text of the table, once its sum is right."""
    try:
        raw = path.read_bytes()
        raw = gzip.decompress(raw) if raw.startswith(GZIP) else raw
    except (OSError, EOFError) as error:
        raise WrongTable(f"{path} cannot be read: {error}") from None
    raw = raw.replace(b"\r\n", b"\n")
    found = hashlib.sha256(raw).hexdigest()
    if found != SHA256:
        raise WrongTable(f"{path} is not the table of 2025-08-03.\nsha256 wanted: {SHA256}\nsha256 found:  {found}")
    return raw.decode("utf-8")


def derive(rows: Iterable[Row], places: Places) -> str:
    """The text of data/salaries.csv for the rows of the table, whatever their order."""
    rows = list(rows)
    full_time = [row for row in rows if row["employment_type"] == "FT"]
    by_role: dict[str, list[Row]] = {role: [] for role in (*TITLES, OTHER_TITLES)}
    for row in full_time:
        by_role[ROLE_OF.get(row["job_title"], OTHER_TITLES)].append(row)
    lines: list[tuple[str, ...]] = [COLUMNS]
    lines += [_line(EVERY, *group) for group in _groups(full_time, places, titles=())]
    lines += [_line(EVERY, *group) for group in _by("year", YEARS, full_time, lambda row: (row["work_year"],))]
    lines.append(_line(OTHER_TITLES, "all", "all", by_role[OTHER_TITLES]))
    lines.append(_line(NOT_FULL_TIME, "all", "all", [row for row in rows if row["employment_type"] != "FT"]))
    for role, titles in TITLES.items():
        lines += [_line(role, *group) for group in _groups(by_role[role], places, titles)]
    return "".join(",".join(line) + "\n" for line in lines)


def _groups(rows: list[Row], places: Places, titles: Iterable[str]) -> Iterator[tuple[str, str, list[Row]]]:
    """Every group that is told apart: by what, which, and its rows."""
    remote = [row for row in rows if row["remote_ratio"] == "100"]
    yield "all", "all", rows
    yield from _by("title", titles, rows, lambda row: (row["job_title"],))
    residences = _residences(places)
    for by, among in (("residence", rows), ("remote-residence", remote)):
        yield from _by(by, residences, among, lambda row: _lives(row["employee_residence"], places))
    yield from _by("experience", EXPERIENCE.values(), rows, lambda row: (EXPERIENCE[row["experience_level"]],))
    yield from _by("mode", MODES.values(), rows, lambda row: (MODES[row["remote_ratio"]],))


def _by(
    by: str, values: Iterable[str], rows: list[Row], names: Callable[[Row], tuple[str, ...]]
) -> Iterator[tuple[str, str, list[Row]]]:
    """The rows under each value that they have; of residences, titles and the like without a row nothing is said."""
    found: dict[str, list[Row]] = {value: [] for value in values}
    for row in rows:
        for name in names(row):
            if name in found:
                found[name].append(row)
    yield from ((by, value, group) for value, group in found.items() if group)


def _residences(places: Places) -> tuple[str, ...]:
    """Residences in the order of the file: where Spanish is spoken first, then the others."""
    america = sorted(set(places.spanish_speaking) - {"ES"})
    return ("ES", AMERICAS, *america, *ALONE, EU_REST, REST)


def _lives(code: str, places: Places) -> tuple[str, ...]:
    """The residences that a row is counted under: a Spanish-speaking country of the Americas also with the others."""
    if code in places.spanish_speaking:
        return (code, AMERICAS) if code in places.by_group["americas"] and code not in NO_COUNTRY else (code,)
    if code in ALONE:
        return (code,)
    return (EU_REST,) if code in places.by_group["EU"] else (REST,)


def _line(role: str, by: str, value: str, rows: list[Row]) -> tuple[str, ...]:
    """One line of the file. Figures are of distinct rows, and only where there are enough of them."""
    distinct = {tuple(row.values()): row for row in rows}.values()
    figures = ["", "", ""]
    if len(distinct) >= THRESHOLD and role in TITLES:
        pay = [int(row["salary_in_usd"]) for row in distinct]
        figures = [str(round(figure)) for figure in statistics.quantiles(pay, n=4, method="inclusive")]
    years = sorted({row["work_year"] for row in distinct}) or [""]
    return (role, by, value, str(len(rows)), str(len(distinct)), *figures, years[0], years[-1])


if __name__ == "__main__":
    raise SystemExit(main())
