from odoo import models
from odoo.tools import SQL

from ..tools import MOST_PERSONS, rounded_use


class WaterContract(models.Model):
    """A household's use beside that of similar ones."""

    _inherit = "water.contract"

    def _portal_comparable(self):
        """Whether it is a household's contract with a meter of its own."""
        self.ensure_one()
        return (
            self.recipients == "household"
            and self.debtor_kind == "consumer"
            and self.metering == "main_meter"
        )

    def _portal_comparisons(self):
        """What the page of the comparison shows, of all these contracts at once.

        :return: list of dicts: ``contract``, ``group`` (ibok.use.group or empty),
            ``use`` (Decimal m³ a month or None), ``place`` (less, usual, more or None)
            and ``reason`` (other, few, unknown or None: why there is nothing to show)
        """
        groups = (
            self.env["ibok.use.group"]
            .sudo()
            .search([("company_id", "in", self.company_id.ids)])
        )
        uses = self._portal_month_uses(groups[:1].date_end)
        return [
            contract._portal_comparison(groups, uses.get(contract.id))
            for contract in self
        ]

    def _portal_month_uses(self, end):
        """{contract id: m³ a month} in the year that the groups were made of."""
        if not self or not end:
            return {}
        condition = SQL("u.contract_id IN %s", self._ids)
        return dict(
            self.env.execute_query(
                self.env["ibok.use.group"]._known_use(end, condition)
            )
        )

    def _portal_comparison(self, groups, use):
        self.ensure_one()
        persons = min(max(self.persons, 0), MOST_PERSONS)
        group = groups.filtered(
            lambda g: (
                g.company_id == self.company_id
                and g.persons_from <= persons <= g.persons_to
            )
        )
        use = None if use is None else rounded_use(use)
        reason = place = None
        if not self._portal_comparable():
            reason = "other"
        elif not group:
            reason = "few"
        elif use is None:
            reason = "unknown"
        else:
            place = (
                "less"
                if use < group.quarter
                else "more"
                if use > group.three_quarters
                else "usual"
            )
        shown = group if self._portal_comparable() else group.browse()
        return {
            "contract": self,
            "group": shown,
            "use": use,
            "place": place,
            "reason": reason,
        }
