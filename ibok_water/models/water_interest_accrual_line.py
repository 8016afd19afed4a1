from odoo import fields, models


class WaterInterestAccrualLine(models.Model):
    """What one debt bears on a quarter's end that no note charged by then."""

    _name = "water.interest.accrual.line"
    _description = "Debt of an Interest Accrual"
    _order = "accrual_id desc, id"
    _rec_name = "debt_name"

    accrual_id = fields.Many2one(
        "water.interest.accrual", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="accrual_id.company_id", store=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, index=True, ondelete="restrict"
    )
    line_id = fields.Many2one(
        "account.move.line",
        string="Debt",
        required=True,
        index=True,
        ondelete="restrict",
        help="The receivable line that is paid late.",
    )
    debt_name = fields.Char(string="Document Number", required=True)
    due = fields.Date(required=True)
    date_from = fields.Date(
        string="First Day", help="First day that no note charged by then."
    )
    days = fields.Integer(string="Days Late")
    balance = fields.Monetary(help="Principal owed on the last of these days.")
    amount = fields.Monetary(string="Interest", required=True)

    _debt_unique = models.Constraint(
        "UNIQUE (accrual_id, line_id)", "A debt is accrued once a quarter's end."
    )
