"""The day it is by Polish law, whatever the clock of a user or of a job says."""

from contextlib import contextmanager
from contextvars import ContextVar

from odoo import fields

#: Days are those of Polish law.
TIMEZONE = "Europe/Warsaw"
#: The day that is told in this thread; no request can set it.
_TOLD = ContextVar("ibok_law_day", default=None)


@contextmanager
def law_day(day):
    """Let what is done in this block be done on a day that has passed.

    For a story told afterwards, as the demo municipality's: its demands were issued,
    delivered and answered on days of their own. It is no key of the context, which
    whoever calls the server might set.
    """
    token = _TOLD.set(day)
    try:
        yield
    finally:
        _TOLD.reset(token)


def law_today(records):
    """Today in Poland: of bills, readings, contracts. Also a field's default.

    A user without a timezone, or one abroad, would else bill and read on another day
    around midnight, and at the turn of the year in another year.
    """
    return _TOLD.get() or fields.Date.context_today(records.with_context(tz=TIMEZONE))
