import babel.dates

from odoo import fields, models
from odoo.tools import get_lang

#: A month that stands alone: "listopad 2026". Odoo's own "MMMM" is the month of a day.
MONTH_ALONE = "LLLL yyyy"


class Base(models.AbstractModel):
    """Titles of groups by month, in languages that decline the names of months."""

    _inherit = "base"

    def _web_read_group_groupby_formatter(self, groupby_spec, values):
        """Override of `web` to name a month as it is named alone."""
        formatter = super()._web_read_group_groupby_formatter(groupby_spec, values)
        name, _colon, granularity = groupby_spec.partition(":")
        field = self._fields.get(name)
        if (
            granularity != "month"
            or not field
            or field.type not in ("date", "datetime")
        ):
            return formatter
        locale = get_lang(self.env).code

        def month_alone(value):
            group, domain = formatter(value)
            if group:
                # The value is the month's first moment where the user is.
                label = babel.dates.format_date(
                    fields.Date.to_date(value), MONTH_ALONE, locale=locale
                )
                group = (group[0], label)
            return group, domain

        return month_alone
