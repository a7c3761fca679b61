"""Tables of what work pays: records, and how their files are read. Numbers here are counted, never typed.

`data/salaries.csv` is made by tools/derive_salaries.py; the aggregates of other surveys stand beside it. A group below
the threshold has its count and no figure, in the file already: nothing can show what is not there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from guide.problems import Place, Problem, nearest, problem
from guide.source import UNSEEN, code_point

THRESHOLD = 30  # distinct rows; below, a group has no figures
OWN, STACK_OVERFLOW, SYSARMY = "data/salaries.csv", "data/salaries-stackoverflow.csv", "data/salaries-sysarmy.csv"
FILES = (OWN, STACK_OVERFLOW, SYSARMY)

COLUMNS = ("role", "by", "value", "rows", "distinct", "p25", "median", "p75", "first_year", "last_year")
SURVEY_COLUMNS = ("role", "title", "region", "group", "currency", "period", "n", "p25", "median", "p75")
# Not roles: all full-time rows, those whose title is of no role, and the rows that were left out.
EVERY, OTHER_TITLES, NOT_FULL_TIME = "every-title", "other-titles", "not-full-time"
COUNTED_ONLY = (EVERY, OTHER_TITLES, NOT_FULL_TIME)
# Residences besides countries: the Spanish-speaking countries of the Americas together, the European Union without
# Spain, and the rest of the world.
AMERICAS, EU_REST, REST = "spanish-americas", "eu-rest", "rest"
RESIDENCES = (AMERICAS, EU_REST, REST)
EXPERIENCE = ("entry", "mid", "senior", "executive")
MODES = ("office", "hybrid", "remote")
SURVEY_GROUPS = ("all", *MODES, "paid-in-usd")
YEARS = tuple(str(year) for year in range(2020, 2026))
BY = ("all", "year", "title", "residence", "remote-residence", "experience", "mode")
_FIGURES = ("p25", "median", "p75")
EXAMPLES = {  # a line of each file as it should be
    OWN: "data-science,residence,ES,83,37,37824,46809,64781,2020,2025",
    STACK_OVERFLOW: "data-science,Data scientist,US,all,USD,year,88,100000,145000,200000",
    SYSARMY: "data-science,Data Scientist,AR,all,ARS,month,79,3181157,4317000,5800000",
}
_LONGEST_NUMBER = 12


@dataclass(frozen=True, slots=True)
class Quartiles:
    """Half of a group lies between `p25` and `p75`, and half of it below `median`."""

    p25: int
    median: int
    p75: int


@dataclass(frozen=True, slots=True)
class Group:
    """The rows of a role that share a residence, an experience, a way of working or a title; or all of them."""

    role: str
    by: str
    value: str
    rows: int
    distinct: int
    figures: Quartiles | None
    first_year: int | None
    last_year: int | None


@dataclass(frozen=True, slots=True)
class SurveyGroup:
    """What a survey's answers of one kind say, under the survey's own title for the work."""

    role: str  # empty when the title is of no role of the guide
    title: str
    region: str
    group: str
    currency: str
    period: str
    n: int
    figures: Quartiles | None


@dataclass(frozen=True)
class Salaries:
    """Everything the guide knows of pay: its own table, and the surveys by the path of their file."""

    groups: tuple[Group, ...] = ()
    surveys: Mapping[str, tuple[SurveyGroup, ...]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.groups)

    def of(self, role: str, by: str = "all") -> tuple[Group, ...]:
        """The groups of a role by one thing, in the order of the file."""
        return tuple(group for group in self.groups if group.role == role and group.by == by)


@dataclass(frozen=True)
class Known:
    """What the values of a table may be."""

    roles: Collection[str]
    regions: Collection[str]
    currencies: Collection[str]


@dataclass(frozen=True)
class Read:
    """What reading the tables gave."""

    salaries: Salaries
    problems: list[Problem]


def read(texts: Mapping[str, str], known: Known) -> Read:
    """The tables that there are, by the path of their file, with every fault of theirs."""
    groups, problems = read_own(texts[OWN], known) if OWN in texts else ((), [])
    surveys = {}
    for path in (STACK_OVERFLOW, SYSARMY):
        if path in texts:
            surveys[path], found = read_survey(path, texts[path], known)
            problems += found
    return Read(Salaries(groups, surveys), problems)


def read_own(text: str, known: Known) -> tuple[tuple[Group, ...], list[Problem]]:
    """The guide's own table."""
    values = {
        "all": ("all",),
        "year": YEARS,
        "residence": known.regions,
        "remote-residence": known.regions,
        "experience": EXPERIENCE,
        "mode": MODES,
    }
    problems: list[Problem] = []
    groups: list[Group] = []
    seen: dict[tuple[str, ...], int] = {}
    for line in _lines(OWN, text, COLUMNS, problems):
        by = line.one_of("by", BY)
        role = line.role((*known.roles, *COUNTED_ONLY))
        value = line.one_of("value", values[by]) if by in values else line["value"]
        rows, distinct = line.number("rows"), line.number("distinct")
        figures = line.figures(distinct, wanted=role not in COUNTED_ONLY)
        first, last = (line.number(name) if distinct else None for name in ("first_year", "last_year"))
        if rows is not None and distinct is not None and distinct > rows:
            line.say("distinct", "table-order", found=f"{distinct} > {rows}")
        if first is not None and last is not None and first > last:
            line.say("first_year", "table-order", found=f"{first} > {last}")
        line.once(seen, (role, by, value))
        if not line.problems and rows is not None and distinct is not None:
            groups.append(Group(role, by, value, rows, distinct, figures, first, last))
        problems += line.problems
    return tuple(groups), problems


def read_survey(path: str, text: str, known: Known) -> tuple[tuple[SurveyGroup, ...], list[Problem]]:
    """The aggregates of one survey."""
    problems: list[Problem] = []
    groups: list[SurveyGroup] = []
    seen: dict[tuple[str, ...], int] = {}
    for line in _lines(path, text, SURVEY_COLUMNS, problems):
        role = line.role(known.roles) if line["role"] else ""
        region = line.one_of("region", ("all", *known.regions))
        group = line.one_of("group", SURVEY_GROUPS)
        currency = line.one_of("currency", known.currencies)
        period = line.one_of("period", ("month", "year"))
        n = line.number("n")
        figures = line.figures(n)
        line.once(seen, (line["title"], region, group))
        if not line.problems and n is not None:
            groups.append(SurveyGroup(role, line["title"], region, group, currency, period, n, figures))
        problems += line.problems
    return tuple(groups), problems


def _lines(path: str, text: str, columns: tuple[str, ...], problems: list[Problem]) -> Iterator[_Line]:
    """Each line below the head, cut at its commas: no value holds a comma or a quote."""
    head, *lines = text.removesuffix("\n").split("\n")
    if head != ",".join(columns):
        problems.append(problem(Place(path), "table-columns", allowed=",".join(columns), found=head[:120]))
        return
    for number, written in enumerate(lines, 2):
        cells = written.split(",")
        unseen = UNSEEN.search(written)
        if unseen or '"' in written or len(cells) != len(columns):
            at = Place(path, number, unseen.start() + 1 if unseen else 1)
            if unseen:
                problems.append(problem(at, f"{unseen.lastgroup}-character", found=code_point(unseen.group())))
            else:
                problems.append(
                    problem(at, "table-cells", wanted=len(columns), found=len(cells), example=EXAMPLES[path])
                )
            continue
        yield _Line(path, number, dict(zip(columns, cells, strict=True)))


@dataclass
class _Line:
    """One line, and what is wrong with it."""

    path: str
    number_in_file: int
    cells: dict[str, str]
    problems: list[Problem] = field(default_factory=list)

    def __getitem__(self, name: str) -> str:
        return self.cells[name]

    def say(self, name: str, rule: str, **facts: object) -> None:
        names = list(self.cells)
        before = (self.cells[each] for each in names[: names.index(name)])
        place = Place(self.path, self.number_in_file, sum(len(cell) + 1 for cell in before) + 1)
        self.problems.append(problem(place, rule, field=name, example=EXAMPLES[self.path], **facts))

    def role(self, known: Collection[str]) -> str:
        if self["role"] not in known:
            self.say("role", "unknown-role", found=self["role"], near=nearest(self["role"], known))
        return self["role"]

    def one_of(self, name: str, allowed: Collection[str]) -> str:
        if self[name] not in allowed:
            few = ", ".join(allowed) if len(allowed) < 10 else "…"
            self.say(name, "not-one-of", allowed=few, found=self[name], near=nearest(self[name], allowed))
        return self[name]

    def number(self, name: str) -> int | None:
        """A whole number without sign or separators."""
        written = self[name]
        if written.isascii() and written.isdigit() and len(written) <= _LONGEST_NUMBER:
            return int(written)
        self.say(name, "not-a-number", found=f'"{written}"')
        return None

    def figures(self, count: int | None, *, wanted: bool = True) -> Quartiles | None:
        """The three figures, which stand exactly where the group is large enough for them."""
        written = [self[name] for name in _FIGURES]
        if count is None:
            return None
        if not wanted or count < THRESHOLD:
            if any(written):
                self.say("p25", "table-threshold", found=count, limit=THRESHOLD)
            return None
        if not any(written):
            self.say("p25", "table-threshold", found=count, limit=THRESHOLD)
            return None
        low, middle, high = (self.number(name) for name in _FIGURES)
        if low is None or middle is None or high is None:
            return None
        if not low <= middle <= high:
            self.say("p25", "table-order", found=f"{low}, {middle}, {high}")
        return Quartiles(low, middle, high)

    def once(self, seen: dict[tuple[str, ...], int], key: tuple[str, ...]) -> None:
        if key in seen:
            self.say(next(iter(self.cells)), "table-twice", line=seen[key])
        seen.setdefault(key, self.number_in_file)
