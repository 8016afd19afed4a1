"""The day it is by Polish law, whatever the clock of a user or of a job says."""

from odoo import fields

#: Days are those of Polish law.
TIMEZONE = "Europe/Warsaw"


def law_today(records):
    """Today in Poland: of bills, readings, contracts. Also a field's default.

    A user without a timezone, or one abroad, would else bill and read on another day
    around midnight, and at the turn of the year in another year.
    """
    return fields.Date.context_today(records.with_context(tz=TIMEZONE))
