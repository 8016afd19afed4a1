from dateutil.relativedelta import relativedelta

from odoo import api, models

from odoo.addons.ibok_water import engine
from odoo.addons.ibok_water.models.law_day import law_today

MONTHS = 12


class IbokTicket(models.Model):
    """How the office keeps its promises, for everybody to read."""

    _inherit = "ibok.ticket"

    @api.model
    def _public_figures(self, company):
        """Answered matters of the last whole months, the newest month first.

        Kinds with few matters are joined until each group has enough, so neither a
        figure nor the difference of two tells of single matters.

        :return: list of dicts ``month`` (its first day) and ``rows``:
            [(names of kinds, `engine.Kept`)], none when all are too few
        """
        this_month = law_today(self).replace(day=1)
        domain = [
            ("company_id", "=", company.id),
            ("answered_on", ">=", this_month - relativedelta(months=MONTHS)),
            ("answered_on", "<", this_month),
        ]
        months = {}
        for month, category, days, kept in self.sudo()._read_group(
            domain,
            ["answered_on:month", "category_id"],
            ["days_taken:array_agg", "promise_kept:array_agg"],
        ):
            answers = list(zip(days, kept, strict=True))
            months.setdefault(month, {})[category] = answers
        return [
            {"month": month, "rows": self._figure_rows(months[month], company)}
            for month in sorted(months, reverse=True)
        ]

    @api.model
    def _figure_rows(self, answers, company):
        """Figures of one month: {kind: answers} joined into groups large enough."""
        counts = {category: len(found) for category, found in answers.items()}
        minimum = company.sudo().ibok_figures_minimum
        return [
            (
                ", ".join(category.name for category in group),
                engine.kept_figures(
                    answer for category in group for answer in answers[category]
                ),
            )
            for group in engine.guarded(counts, minimum)
        ]
