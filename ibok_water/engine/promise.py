# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""By when the office promised to answer, and how it kept its word.

The day on which something comes in, or a resident answers, is not counted (art. 111
of the Civil Code). Whether a last day that is free of work moves to the next working
one (art. 115) is told by the promise: where the law answers for the office's silence
(14 days of a consumer's complaint, art. 7a of the act on consumers' rights) it must
not rely on that.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from statistics import median

from .errors import InvalidInput
from .working_days import DAY, end_of_term, is_working_day

#: Longer than any term of an office; what is beyond is a mistake, not a promise.
LONGEST = 3660


@dataclass(frozen=True)
class Promise:
    """So many days, calendar or working ones."""

    days: int
    working: bool = False
    #: Whether a last day free of work moves to the next working day.
    moves: bool = False

    def __post_init__(self):
        if not 0 < self.days <= LONGEST:
            raise InvalidInput("promise_days", self.days)


@dataclass(frozen=True)
class Pause:
    """The office waits for the resident: asked on one day, answered on another."""

    asked: date
    answered: date | None = None

    def __post_init__(self):
        if self.answered and self.answered < self.asked:
            raise InvalidInput("pause", self.answered)

    def holds(self, day: date) -> bool:
        """Whether the clock stands on a day: after that of the question, up to that
        of the answer."""
        return self.asked < day and (self.answered is None or day <= self.answered)


def promised_day(
    promise: Promise, received: date, pauses: Sequence[Pause] = ()
) -> date | None:
    """The last day for the answer.

    :return: None while the office waits for the resident and the day is not reached
    """
    day, left = received, promise.days
    while left:
        day += DAY
        held = [pause for pause in pauses if pause.holds(day)]
        if any(pause.answered is None for pause in held):
            return None
        if held:
            day = max(pause.answered for pause in held)
        elif not promise.working or is_working_day(day):
            left -= 1
    return end_of_term(day) if promise.moves else day


def warning_day(deadline: date, working_days: int) -> date:
    """The day on which the office is reminded: so many working days ahead."""
    day, left = deadline, working_days
    while left > 0:
        day -= DAY
        left -= is_working_day(day)
    return day


def days_taken(received: date, answered: date, pauses: Sequence[Pause] = ()) -> int:
    """Calendar days from receipt to answer on which the clock ran."""
    days = (received + timedelta(n) for n in range(1, (answered - received).days + 1))
    return sum(not any(pause.holds(day) for pause in pauses) for day in days)


@dataclass(frozen=True)
class Kept:
    """How matters of one kind were answered."""

    count: int
    #: Half of them took no longer; days.
    median_days: Decimal
    #: Answered by the promised day, in percent of all, whole.
    kept_percent: int


def kept_figures(answers: Iterable[tuple[int, bool]]) -> Kept | None:
    """Figures of answered matters.

    :param answers: days taken, and whether the promise was kept, of each
    """
    answers = list(answers)
    if not answers:
        return None
    kept = sum(bool(in_time) for _days, in_time in answers)
    return Kept(
        count=len(answers),
        median_days=median(Decimal(days) for days, _in_time in answers),
        # Never 100 while one was late: rounded down.
        kept_percent=kept * 100 // len(answers),
    )


def guarded(counts: dict, minimum: int) -> list[tuple]:
    """Kinds joined into groups of at least ``minimum`` matters each.

    Small kinds become one group; if that is still small, the smallest other one joins
    it. So the groups are a partition: neither one of them nor the difference of their
    sum and the others tells of fewer.

    :param counts: {kind: number of matters}
    :return: groups of kinds, the joined one last; none when all together are too few
    """
    kinds = sorted((kind for kind, n in counts.items() if n), key=lambda k: -counts[k])
    single = [(kind,) for kind in kinds if counts[kind] >= minimum]
    joined = tuple(kind for kind in kinds if counts[kind] < minimum)
    while joined and sum(counts[kind] for kind in joined) < minimum:
        if not single:
            return []
        joined = single.pop() + joined
    return single + ([joined] if joined else [])
