"""Geometry of the chart of one parameter of water: dots in time, and its limit."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

WIDTH, HEIGHT = 360, 232
LEFT, RIGHT, TOP, BOTTOM = 56, 14, 36, 34
#: Lines across the chart, the lowest not counted.
STEPS = 4


@dataclass(slots=True)
class QualityChart:
    """A chart ready for a template to draw.

    ``points``: (day, value, whether the value is only an upper or lower bound), oldest
    first. ``limits``: the numbers that the law names.
    """

    points: list[tuple[date, Decimal, bool]]
    limits: list[Decimal] = field(default_factory=list)
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right_edge: int = WIDTH - RIGHT
    base: int = HEIGHT - BOTTOM
    #: (x, y, whether it is a bound)
    dots: list[tuple[float, float, bool]] = field(init=False)
    #: (y, value) of the lines across.
    levels: list[tuple[float, Decimal]] = field(init=False)
    #: y of each limit.
    limit_lines: list[float] = field(init=False)

    def __post_init__(self):
        step = self._step()
        top = step * STEPS
        self.levels = [
            (self._y(step * number, top), step * number) for number in range(STEPS + 1)
        ]
        self.dots = [
            (self._x(day), self._y(value, top), bound)
            for day, value, bound in self.points
        ]
        self.limit_lines = [self._y(limit, top) for limit in self.limits]

    def _step(self):
        """A round number, so that all values and limits find room."""
        highest = max(
            [value for _day, value, _bound in self.points] + list(self.limits),
            default=Decimal(0),
        )
        step = Decimal(1)
        if not highest:
            return step
        while step * STEPS > highest * 10 and step > Decimal("0.0001"):
            step /= 10
        while True:
            for factor in (1, 2, 5):
                if step * factor * STEPS >= highest:
                    return (step * factor).normalize()
            step *= 10

    def _x(self, day):
        first, last = self.points[0][0], self.points[-1][0]
        # A single one stands in the middle.
        part = (day - first).days / (last - first).days if last > first else 0.5
        return round(self.left + 8 + part * (self.right_edge - self.left - 16), 1)

    def _y(self, value, top):
        return round(self.base - float(value / top) * (self.base - TOP), 1)
