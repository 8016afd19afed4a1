# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""Who is in the demo municipality and what their registers show; no Odoo in here.

Everything follows from `contracts.csv` and one day: the same day gives the same data.
"""

import csv
import random
from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

FOLDER = Path(__file__).parent
MONTHS = 24
#: Share of a garden owner's monthly garden use in each month, January first.
GARDEN_MONTHS = (0, 0, 0, 0.3, 1, 1.2, 1.3, 1.2, 0.5, 0, 0, 0)
GARDEN_USE = 4.0
OPEN_WINDOW = (0, 31)
#: Months in which things happen, counted from 0.
NEW_MONTH, EXCHANGE_MONTH, MOVE_MONTH, REJECT_MONTH, END_MONTH = 8, 9, 10, 13, 14
#: One register shows 99987, and two months later 12.
BEFORE_ROLLOVER, ROLLOVER_USE, ROLLOVER_MONTHS = 99_987_000, 25_000, (10, 11)
#: Another is just below its end when the story stops.
NEAR_ROLLOVER = 99_994_000


@dataclass(frozen=True)
class Case:
    """One row of `contracts.csv`: a customer, the premise and what is told of it."""

    number: str
    name: str
    kind: str
    village: str
    street: str
    house: str
    route: str
    services: str
    billing_months: int
    invoice_form: str
    persons: int
    monthly_use: float
    garden: bool
    source: str
    payer: str
    story: str

    def rng(self, about: str) -> random.Random:
        """Random numbers for one question, whatever else was asked before."""
        return random.Random(f"buczek:{self.number}:{about}")


def cases() -> list[Case]:
    """All customers, in the order of the file."""
    with (FOLDER / "contracts.csv").open(encoding="utf-8", newline="") as file:
        return [
            Case(
                **{
                    **row,
                    "billing_months": int(row["billing_months"]),
                    "persons": int(row["persons"]),
                    "monthly_use": float(row["monthly_use"]),
                    "garden": row["garden"] == "1",
                }
            )
            for row in csv.DictReader(file)
        ]


@dataclass(frozen=True)
class Timeline:
    """The months told, up to the last one finished before today."""

    today: date
    ends: tuple[date, ...] = field(init=False)

    def __post_init__(self):
        ends = [self.today.replace(day=1) - timedelta(days=1)]
        while len(ends) < MONTHS:
            ends.append(ends[-1].replace(day=1) - timedelta(days=1))
        object.__setattr__(self, "ends", tuple(reversed(ends)))

    @property
    def start(self) -> date:
        """First day of the first month."""
        return self.ends[0].replace(day=1)

    def first_day(self, month: int) -> date:
        """First day of a month told, counted from 0."""
        return self.ends[month].replace(day=1)

    def day(self, month: int, number: int) -> date:
        """The day of a month told; the last one where the month is shorter."""
        first = self.first_day(month)
        return first.replace(day=min(number, monthrange(first.year, first.month)[1]))

    def late_route(self, case: Case) -> bool:
        """Routes R4 and R5 are billed in the other months, so work is spread."""
        return case.billing_months == 2 and case.route in ("R4", "R5")

    def contract_start(self, case: Case) -> date:
        """First day of a contract: the beginning of its first whole cycle."""
        if case.story == "move_in":
            return self.day(MOVE_MONTH, 15)
        if case.story == "new":
            return self.day(NEW_MONTH, 6)
        return self.first_day(1) if self.late_route(case) else self.start

    def cycle_offset(self, case: Case) -> int:
        """Shift that makes two-month cycles begin with the first month told."""
        if case.billing_months == 1:
            return 0
        return (self.start.month - 1 + self.late_route(case)) % 2

    def is_billed(self, case: Case, month: int) -> bool:
        """Whether a cycle of the contract ends with this month."""
        if self.contract_start(case) > self.ends[month]:
            return False
        if case.billing_months == 1:
            return True
        return month % 2 == (0 if self.late_route(case) else 1)

    def invoice_day(self, month: int) -> date:
        """Bills go out on the third of the next month."""
        return min(self.today, self.ends[month] + timedelta(days=3))

    def reading_day(self, case: Case, month: int) -> date:
        """A few days before the month's end: the day of the walk, or the resident's."""
        end = self.ends[month]
        if case.story == "resident":
            return end
        who = case.route if case.source == "reader" else case.number
        back = random.Random(f"buczek:walk:{who}:{month}").randint(0, 4)
        return end - timedelta(days=back)


def garden_use(case: Case, day: date) -> int:
    """Litres through the garden submeter in the month of the day."""
    share = GARDEN_MONTHS[day.month - 1]
    factor = case.rng(f"garden:{day:%Y-%m}").uniform(0.8, 1.2)
    return round(GARDEN_USE * share * factor * 1000)


def house_use(case: Case, month: int, day: date) -> int:
    """Litres the house uses in the month of the day, the garden left out."""
    if case.story == "zero" and month >= MONTHS - 6:
        return 0
    if case.story == "rollover" and month in ROLLOVER_MONTHS:
        return ROLLOVER_USE // 2
    factor = case.rng(f"use:{day:%Y-%m}").uniform(0.85, 1.15)
    if case.kind == "school" and day.month in (7, 8):
        factor *= 0.2
    return round(case.monthly_use * factor * 1000)


def opening_before_rollover(timeline: Timeline, case: Case) -> int:
    """Litres from which a register comes to its rollover at the right moment."""
    if case.story == "rollover":
        target, months = BEFORE_ROLLOVER, range(0, ROLLOVER_MONTHS[0])
    else:
        target, months = NEAR_ROLLOVER, range(1, MONTHS - 1)
    return target - sum(house_use(case, m, timeline.first_day(m)) for m in months)


def phone(case: Case) -> str:
    """A phone number of valid form that tells at once that it is made up."""
    return f"+48 500 000 {100 + int(case.number)}"
