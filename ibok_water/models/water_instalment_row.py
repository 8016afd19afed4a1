from decimal import Decimal

from odoo import api, fields, models

from ..engine import left_of_instalments


def zloty(amount):
    """A stored amount in full grosze, as the `Decimal` the engine works with."""
    return Decimal(f"{amount or 0.0:.2f}")


class WaterInstalmentRow(models.Model):
    """One instalment: until when, how much, and the interest told beside it."""

    _name = "water.instalment.row"
    _description = "Instalment"
    _order = "plan_id, number"
    _rec_name = "number"

    plan_id = fields.Many2one(
        "water.instalment.plan", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="plan_id.company_id", store=True, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    number = fields.Integer(required=True)
    day = fields.Date(
        string="Pay by", required=True, help="Never a Saturday, Sunday or holiday."
    )
    amount = fields.Monetary(required=True)
    interest = fields.Monetary(
        help="What the debts bear since the instalment before, when all is paid as "
        "planned. It is charged by an interest note, not by this plan."
    )
    known = fields.Boolean(
        string="Rates Known",
        help="The rates of all these days are published. Else the interest is of "
        "those days whose rate is.",
    )
    parts = fields.Json(help="Which debts it pays: [[receivable line, amount], …]")
    left = fields.Monetary(
        string="Left to Pay",
        compute="_compute_left",
        help="What the ledger says was paid of the plan's debts counts on the earliest "
        "instalment first.",
    )

    _number_unique = models.Constraint(
        "UNIQUE (plan_id, number)", "Instalments of a plan have different numbers."
    )
    _amount_positive = models.Constraint(
        "CHECK (amount > 0)", "An instalment is above zero."
    )

    @api.depends("amount", "plan_id.paid")
    def _compute_left(self):
        for row in self:
            row.left = row.amount
        for plan in self.plan_id:
            ordered = plan.row_ids.sorted("number")
            amounts = [zloty(row.amount) for row in ordered]
            left = left_of_instalments(amounts, zloty(plan.paid))
            for row, open_amount in zip(ordered, left, strict=True):
                row.left = float(open_amount)
