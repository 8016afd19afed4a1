"""Geometry of the use chart: where bars, lines and labels of an SVG stand.

Time runs to the right, litres a day upwards. A bar is as wide as the time between
two readings, so a reading in the middle of a period does not make the use look
smaller: bars can be compared by height, and their areas are the m³ used.
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

WIDTH, HEIGHT = 360, 250
LEFT, RIGHT, TOP, BOTTOM = 52, 10, 34, 34
GAP = 2
MONTH_LABEL_WIDTH = 76


@dataclass(frozen=True, slots=True)
class Bar:
    """One span of use as a rectangle."""

    x: float
    y: float
    width: float
    height: float
    litres: int


@dataclass(slots=True)
class UseChart:
    """A chart of use spans, ready for a template to draw.

    ``spans``: (day of the earlier reading, day of the later one, m³), oldest first.
    ``before``: of each span litres a day in the same time a year earlier, or None.
    """

    spans: list[tuple[date, date, Decimal]]
    before: list[int | None] = field(default_factory=list)
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right_edge: int = WIDTH - RIGHT
    base: int = HEIGHT - BOTTOM
    bars: list[Bar] = field(init=False)
    #: (x of the left end, x of the right end, y) of what was used a year before.
    marks: list[tuple[float, float, float]] = field(init=False)
    levels: list[tuple[float, int]] = field(init=False)
    #: Where the tick and where the words of each month named below stand.
    months: list[tuple[float, float, date]] = field(init=False)

    def __post_init__(self):
        litres = [daily_litres(*span) for span in self.spans]
        known = [value for value in self.before if value is not None]
        step, top = scale(max(litres + known, default=0))
        self.levels = [
            (round(self._y(value, top), 1), value) for value in range(0, top + 1, step)
        ]
        self.bars = [
            self._bar(start, end, value, top)
            for (start, end, _volume), value in zip(self.spans, litres, strict=True)
        ]
        self.marks = [
            (bar.x, round(bar.x + bar.width, 1), round(self._y(value, top), 1))
            for bar, value in zip(self.bars, self.before, strict=False)
            if value is not None
        ]
        self.months = self._month_labels()

    def _x(self, day):
        first, last = self.spans[0][0], self.spans[-1][1]
        part = (day - first).days / max(1, (last - first).days)
        return self.left + part * (self.right_edge - self.left)

    def _y(self, litres, top):
        return self.base - litres / top * (self.base - TOP)

    def _bar(self, start, end, litres, top):
        x, y = self._x(start), self._y(litres, top)
        return Bar(
            x=round(x + GAP / 2, 1),
            y=round(y, 1),
            width=round(max(1.5, self._x(end) - x - GAP), 1),
            height=round(self.base - y, 1),
            litres=litres,
        )

    def _month_labels(self):
        """Beginnings of months to write below, as many as find room.

        The words begin at their tick; near the right edge they are moved left, so
        that they are not cut off, or left out where others stand already.
        """
        if not self.spans:
            return []
        first, last = self.spans[0][0], self.spans[-1][1]
        number = first.year * 12 + first.month - (1 if first.day == 1 else 0)
        starts = []
        while (day := date(number // 12, number % 12 + 1, 1)) <= last:
            starts.append(day)
            number += 1
        room = max(1, (self.right_edge - self.left) // MONTH_LABEL_WIDTH)
        every = next(
            n for n in (1, 2, 3, 4, 6, 12, 24, 48, 999) if len(starts) <= room * n
        )
        labels, free = [], self.left
        for day in starts[::every]:
            tick = round(self._x(day), 1)
            text = min(tick, self.width - MONTH_LABEL_WIDTH)
            if text >= free:
                labels.append((tick, text, day))
                free = text + MONTH_LABEL_WIDTH
        return labels


def daily_litres(start, end, volume):
    """Mean use in whole litres a day."""
    return round(volume * 1000 / max(1, (end - start).days))


def scale(highest):
    """(step, top) of a readable axis that holds the value, with 2 to 5 steps."""
    power = 10
    while True:
        for factor in (1, 2, 5):
            step = factor * power
            if highest <= step * 4:
                return step, step * max(2, -(-highest // step))
        power *= 10
