"""What the pages say of pay: groups with their names, amounts in words, and charts; for the templates."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from babel.numbers import format_percent

from guide.charts import Chart, chart
from guide.model import Role
from guide.salaries import (
    AMERICAS,
    EVERY,
    NOT_FULL_TIME,
    OTHER_TITLES,
    RESIDENCES,
    STACK_OVERFLOW,
    SYSARMY,
    THRESHOLD,
    Group,
    Quartiles,
    Salaries,
    SurveyGroup,
)  # fmt: skip
from guide.view import View

STEP = 50_000  # of the scale of charts
FEW_TITLES = 4
RECENT = ("2024", "2025")
SURVEYS = {"stack-overflow": STACK_OVERFLOW, "sysarmy": SYSARMY}


def pay(view: View) -> Pay:
    """The tables of pay, for a template."""
    return Pay(view)


@dataclass(frozen=True)
class Pay:
    """The tables of pay as a page in one language shows them."""

    view: View

    threshold = THRESHOLD
    chapter = "guide/salaries"

    @property
    def tables(self) -> Salaries:
        return self.view.site.salaries

    @property
    def has_chapter(self) -> bool:
        return bool(self.tables) and self.chapter in self.view.guide.addresses.keys

    # ------------------------------------------------------------ numbers in words

    def number(self, value: int) -> str:
        return self.view.number(value)

    def thousands(self, value: int) -> str:
        """An amount rounded to thousands, as tables show it."""
        return self.number((value + 500) // 1000)

    def money(self, value: int, currency: str = "USD") -> str:
        """`USD 142 000`: no more exact than the data deserve."""
        return f"{currency} {self.number((value + 500) // 1000 * 1000)}"

    def percent(self, part: int, whole: int) -> str:
        """`84 %`; below ten with a decimal, so that little is not taken for nothing."""
        share = part / whole if whole else 0.0
        digits = "#,##0.#" if share < 0.1 else "#,##0"
        return str(format_percent(share, f"{digits} %" if self.view.lang == "es" else f"{digits}%", self.view.locale))

    def years(self, group: Group) -> str:
        """First and last year of a group, the last in two figures."""
        first, last = group.first_year, group.last_year
        if first is None or last is None or first == last:
            return str(first or "–")
        return f"{first}–{last % 100}"

    # ------------------------------------------------------------ the rows as a whole

    @cached_property
    def whole(self) -> Group:
        """Every full-time row, whatever its title."""
        return self.one(EVERY)

    @cached_property
    def unmapped(self) -> Group:
        return self.one(OTHER_TITLES)

    @cached_property
    def left_out(self) -> Group:
        return self.one(NOT_FULL_TIME)

    def one(self, role: str, by: str = "all", value: str = "all") -> Group:
        """One group; of none there are no rows."""
        found = (group for group in self.tables.of(role, by) if group.value == value)
        return next(found, Group(role, by, value, 0, 0, None, None, None))

    def part(self, by: str, *values: str) -> int:
        """How many distinct rows, of all, have one of the values."""
        return sum(group.distinct for group in self.tables.of(EVERY, by) if group.value in values)

    @cached_property
    def recent(self) -> int:
        return self.part("year", *RECENT)

    @cached_property
    def spanish(self) -> int:
        """Distinct rows of residents of Spanish-speaking countries and territories."""
        return self.part("residence", *self.view.site.places.spanish_speaking)

    def countries(self) -> list[tuple[str, Group, Group]]:
        """The Spanish-speaking countries with rows, most rows first, with all of them and with the remote ones."""
        spoken = self.view.site.places.spanish_speaking
        found = [group for group in self.tables.of(EVERY, "residence") if group.value in spoken]
        found.sort(key=lambda group: -group.distinct)
        return [(self.label(g), g, self.one(EVERY, "remote-residence", g.value)) for g in found]

    def silent(self) -> list[str]:
        """The Spanish-speaking countries without a row."""
        seen = {group.value for group in self.tables.of(EVERY, "residence")}
        return [self.view.place(code) for code in self.view.spanish_speaking() if code not in seen]

    # ------------------------------------------------------------ by role

    def roles(self) -> list[tuple[Role, Group]]:
        """Every role with all its rows, by name."""
        found = [entry for entry in self.view.present("roles") if isinstance(entry, Role)]
        return [(role, self.one(role.id)) for role in found]

    def ranked(self) -> list[tuple[Role, Group, Quartiles]]:
        """The roles with figures, the highest median first."""
        found = [(role, group, group.figures) for role, group in self.roles() if group.figures]
        return sorted(found, key=lambda each: -each[2].median)

    def label(self, group: Group | SurveyGroup) -> str:
        """What a group is called in a table."""
        by, value = (group.by, group.value) if isinstance(group, Group) else ("residence", group.region)
        if by in ("residence", "remote-residence"):
            return (
                self.view.say(f"salaries.region.{value}") if value in (*RESIDENCES, "all") else self.view.place(value)
            )
        return value if by == "title" else self.view.say(f"salaries.{by}.{value}")

    def named(self, role: str, by: str) -> list[tuple[str, Group]]:
        """The groups of a role that get a line: of residences those with figures, after those where Spanish is spoken,
        which have one in any case."""
        found = self.tables.of(role, by)
        if by in ("residence", "remote-residence"):
            first = [self.one(role, by, "ES"), self.one(role, by, AMERICAS)]
            found = (*first, *(group for group in found if group not in first and group.figures))
        return [(self.label(group), group) for group in found]

    def too_few(self, role: str) -> str:
        """The residences that have rows of a role, and neither figures nor a line; each with its n."""
        named = {group.value for _, group in self.named(role, "residence")}
        found = [group for group in self.tables.of(role, "residence") if group.value not in named]
        found.sort(key=lambda group: -group.distinct)
        return self.view.listed(f"{self.label(g)} (n = {self.number(g.distinct)})" for g in found)

    def titles(self, role: str) -> tuple[str, int, int]:
        """The titles that count for a role with their distinct rows; how many more there are, and their rows."""
        found = sorted(self.tables.of(role, "title"), key=lambda group: -group.distinct)
        few, more = found[:FEW_TITLES], found[FEW_TITLES:]
        shown = ", ".join(f"{group.value} ({self.number(group.distinct)})" for group in few)
        return shown, len(more), sum(group.distinct for group in more)

    def spoken(self) -> list[tuple[Role, list[tuple[str, Group]]]]:
        """What has figures where Spanish is spoken: by role, each residence."""
        spoken = (*self.view.site.places.spanish_speaking, AMERICAS)
        found = []
        for role, _ in self.roles():
            groups = [*self.tables.of(role.id, "residence"), *self.tables.of(role.id, "remote-residence")]
            shown = [(self._with_mode(group), group) for group in groups if group.figures and group.value in spoken]
            if shown:
                found.append((role, shown))
        return found

    def _with_mode(self, group: Group) -> str:
        label = self.label(group)
        return self.view.say("salaries.remote_only", place=label) if group.by == "remote-residence" else label

    # ------------------------------------------------------------ charts

    def chart(self, rows: Iterable[tuple[str, Quartiles | None]]) -> Chart:
        """The rows that have figures; every chart of the page has the same scale, so that they can be compared."""
        return chart([(label, figures) for label, figures in rows if figures], self._limit, STEP)

    @cached_property
    def _limit(self) -> int:
        return max(group.figures.p75 for group in self.tables.groups if group.figures)

    # ------------------------------------------------------------ other surveys

    def survey(self, name: str) -> list[tuple[str, list[SurveyGroup]]]:
        """The groups of a survey under the name of the work, in the order of the file."""
        grouped: dict[str, list[SurveyGroup]] = {}
        for group in self.tables.surveys.get(SURVEYS[name], ()):
            grouped.setdefault(group.title, []).append(group)
        return list(grouped.items())

    def answers(self, name: str, group: SurveyGroup) -> str:
        """Whose answers a group is of: one survey tells countries apart, the other ways of working."""
        return self.view.say(f"salaries.mode.{group.group}") if name == "sysarmy" else self.label(group)
