# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""When a claim is prescribed (art. 117 to 125 of the Civil Code)."""

from datetime import date

from .errors import InvalidInput

#: Years by the two readings of the law: sale (art. 554) or business (art. 118).
YEARS = (2, 3)


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
