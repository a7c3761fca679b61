"""Where the parts of a chart stand: values -> positions. templates/pages/_salaries.j2 draws them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from guide.salaries import Quartiles

WIDTH, MARGIN = 340, 8  # in the units of the drawing, which is shown about as wide on a phone
ROW, LABEL, BAR = 36, 13, 10  # a row, the base of its label, and how thick its bar is
AXIS = 26


@dataclass(frozen=True, slots=True)
class Bar:
    """One row: its label, and a bar from the first quartile to the third with a mark at the median."""

    label: str
    figures: Quartiles
    base: int
    top: int
    left: int
    middle: int
    right: int

    @property
    def width(self) -> int:
        return self.right - self.left


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars on one scale that starts at zero."""

    bars: Sequence[Bar]
    ticks: Sequence[tuple[int, int]]

    width = WIDTH
    thick = BAR
    margin = MARGIN

    @property
    def floor(self) -> int:
        """Where the axis is."""
        return ROW * len(self.bars) + 2

    @property
    def height(self) -> int:
        return self.floor + AXIS

    @property
    def lowest(self) -> Bar:
        return min(self.bars, key=lambda bar: bar.figures.median)

    @property
    def highest(self) -> Bar:
        return max(self.bars, key=lambda bar: bar.figures.median)


def chart(rows: Iterable[tuple[str, Quartiles]], limit: int, step: int) -> Chart:
    """The rows from top to bottom, on a scale from zero to the first multiple of `step` that is not below `limit`."""
    end = -(-limit // step) * step

    def across(value: int) -> int:
        return MARGIN + round((WIDTH - 2 * MARGIN) * value / end)

    bars = [
        Bar(
            label, found, number * ROW + LABEL, number * ROW + LABEL + 6,
            across(found.p25), across(found.median), across(found.p75),
        )
        for number, (label, found) in enumerate(rows)
    ]  # fmt: skip
    return Chart(bars, [(across(value), value) for value in range(0, end + 1, step)])
