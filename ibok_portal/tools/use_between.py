"""Use of any days, out of the use between readings."""

from datetime import date
from decimal import Decimal


def use_between(spans, start, end):
    """m³ used after ``start`` up to ``end``, shared out by days; None: not all known.

    :param spans: (day of the earlier reading, day of the later one, m³), oldest first;
        use of a span belongs to the days after its first one
    """
    if end <= start:
        return None
    known, used = 0, Decimal(0)
    for first, last, volume in spans:
        days = (min(last, end) - max(first, start)).days
        if days > 0:
            known += days
            used += volume * days / (last - first).days
    return used if known == (end - start).days else None


def year_before(day):
    """The same day of the year before; of 29 February the last one of the month."""
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return date(day.year - 1, day.month, 28)
