# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""When a claim is prescribed (art. 117 to 125 of the Civil Code).

The years end with the calendar year (art. 118). What happened after that day revives
nothing. While a court or a mediator is at work the time does not run (art. 124 § 2,
art. 121 pkt 5 and 6); a mere reminder changes nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from .errors import InvalidInput

#: Years by the two readings of the law: sale (art. 554) or business (art. 118).
YEARS = (2, 3)
#: What a court decided is pursued for six years (art. 125).
JUDGMENT_YEARS = 6
#: From this day mediation suspends the time; before it interrupted it (Dz.U. 2021
#: poz. 2459).
MEDIATION_SUSPENDS = date(2022, 6, 30)
#: What lets the years run anew, or keeps them from running.
INTERRUPTIONS = ("acknowledgment", "payment", "court", "judgment", "mediation")


@dataclass(frozen=True, slots=True)
class Interruption:
    """What happened to a claim.

    :param kind: one of `INTERRUPTIONS`
    :param day: when it happened or began
    :param ended: last day of a court's or mediator's work; None: it goes on
    """

    kind: str
    day: date
    ended: date | None = None


def prescription_date(due: date, years: int, interrupted: date | None = None) -> date:
    """The last day on which a claim can still be pursued.

    31 December of the due date's year plus ``years``; an interruption (a part payment,
    an acknowledgement, the court; not a reminder) lets the years run anew from its day.

    :raise InvalidInput: a number of years that the law does not know here
    """
    if years not in YEARS:
        raise InvalidInput("prescription_years", years)
    begins = max(due, interrupted or due)
    return date(begins.year + years, 12, 31)


def prescription(
    due: date, years: int, interruptions: Iterable[Interruption] = ()
) -> date | None:
    """The last day on which a claim can be pursued, after all that happened to it.

    :param interruptions: in any order
    :return: None: the time does not run, a court or a mediator is at work
    :raise InvalidInput: a number of years or a kind that the law does not know here
    """
    last = prescription_date(due, years)
    begins, suspended = due, 0
    happened = sorted(interruptions, key=lambda one: one.day)
    for place, one in enumerate(happened):
        if one.kind not in INTERRUPTIONS:
            raise InvalidInput("interruption", one.kind)
        if one.day > last:
            continue
        ended = one.ended
        if one.kind == "court" and not ended:
            ended = _decided(happened[place:])
        if one.kind in ("court", "mediation") and not ended:
            return None
        if one.kind == "judgment":
            years = JUDGMENT_YEARS
        if one.kind == "mediation" and one.day >= MEDIATION_SUSPENDS:
            first = max(one.day, begins)
            suspended += max((ended - first).days + 1, 0)
        else:
            begins, suspended = max(begins, ended or one.day), 0
        last = date(_runs_until(begins, years, suspended).year, 12, 31)
    return last


def _decided(happened):
    """The day of the judgment that ended a court's work, or None."""
    return next((one.day for one in happened if one.kind == "judgment"), None)


def _runs_until(begins, years, suspended):
    """The years from a day, and the days on which they did not run."""
    day = min(begins.day, 28) if begins.month == 2 else begins.day
    return begins.replace(year=begins.year + years, day=day) + timedelta(suspended)
