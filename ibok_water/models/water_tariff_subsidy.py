from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from .changed_values import changed

#: What a bill with this subsidy rests on.
BILLED = ("company_id", "component", "amount_net", "date_from", "group_codes")


class WaterTariffSubsidy(models.Model):
    """Municipal subsidy to a price (dopłata, art. 24 ust. 6), with its own dates."""

    _name = "water.tariff.subsidy"
    _description = "Municipal Subsidy"
    _inherit = ["mail.thread"]
    _order = "date_from desc, id desc"

    name = fields.Char(string="Resolution", required=True, tracking=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    component = fields.Selection(
        [("water", "Water"), ("sewage", "Sewage")], required=True, tracking=True
    )
    amount_net = fields.Float(
        string="Net Amount per m³",
        digits="Product Price",
        required=True,
        tracking=True,
    )
    date_from = fields.Date(required=True, tracking=True)
    date_to = fields.Date(tracking=True)
    group_codes = fields.Char(
        string="Group Symbols",
        help="Symbols of the tariff groups it covers, separated by commas; "
        "empty: all groups.",
    )
    active = fields.Boolean(
        default=True,
        tracking=True,
        help="Archived: withdrawn. A bill of its days that is corrected then is "
        "reckoned without it.",
    )

    _amount_positive = models.Constraint(
        "CHECK (amount_net > 0)", "A subsidy is above zero."
    )
    _dates_order = models.Constraint(
        "CHECK (date_to IS NULL OR date_to >= date_from)",
        "The subsidy's last day lies before its first.",
    )

    def write(self, vals):
        """A subsidy that bills rest on stays; another one holds from a later day.

        It may end, but not before the days it was granted on.
        """
        days = self._billed_until()
        if days:
            used = self.browse(days)
            for subsidy in changed(used, vals, BILLED):
                raise self._billed(subsidy, days[subsidy.id])
            last = fields.Date.to_date(vals.get("date_to"))
            for subsidy in used:
                if last and last < days[subsidy.id]:
                    raise self._billed(subsidy, days[subsidy.id])
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_billed(self):
        for subsidy_id, day in self._billed_until().items():
            raise self._billed(self.browse(subsidy_id), day)

    def _billed_until(self):
        """{subsidy id: last day it was granted on by a bill}"""
        groups = (
            self.env["water.settlement.line"]
            .sudo()
            ._read_group(
                [
                    ("subsidy_id", "in", self.ids),
                    ("settlement_id.state", "!=", "cancelled"),
                ],
                ["subsidy_id"],
                ["date_to:max"],
            )
        )
        return {subsidy.id: day for subsidy, day in groups}

    def _billed(self, subsidy, day):
        return UserError(
            self.env._(
                "Bills up to %(day)s rest on subsidy %(name)s, so it stays as it is. "
                "Let it end on that day or later and add the new one from the day "
                "after. One that was wrong is archived; enter the right one and "
                "correct the bills.",
                name=subsidy.name,
                day=format_date(self.env, day),
            )
        )

    def _covers_group(self, code):
        """Whether the subsidy goes to recipients of the group with this symbol."""
        self.ensure_one()
        codes = {c.strip() for c in (self.group_codes or "").split(",") if c.strip()}
        return not codes or code in codes
