from odoo import api, fields, models


class WaterPaymentDemandLine(models.Model):
    """One debt on a demand, as it stood on the day of the demand.

    Only the process makes rows; those of an issued demand stay as they were sent.
    """

    _name = "water.payment.demand.line"
    _description = "Debt on a Payment Demand"
    _order = "demand_id desc, due, id"
    _rec_name = "debt_name"

    demand_id = fields.Many2one(
        "water.payment.demand", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="demand_id.company_id", store=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(
        related="demand_id.partner_id", string="Customer", store=True, index=True
    )
    stage_id = fields.Many2one(
        "water.demand.stage",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        help="That this debt has come to; its letter may be of a later one, since a "
        "customer gets one for all that is late.",
    )
    state = fields.Selection(related="demand_id.state")
    line_id = fields.Many2one(
        "account.move.line",
        string="Debt",
        required=True,
        index=True,
        ondelete="restrict",
        help="The receivable line that is demanded.",
    )
    move_id = fields.Many2one(
        related="line_id.move_id", string="Document", store=True, index=True
    )
    debt_name = fields.Char(string="Document Number", required=True)
    kind = fields.Selection(
        [("bill", "Bill"), ("note", "Interest note"), ("opening", "Opening entry")],
        required=True,
        default="bill",
    )
    due = fields.Date(
        required=True,
        help="Last day of the term, moved off Sundays, holidays and Saturdays.",
    )
    late_days = fields.Integer(
        string="Days Late", aggregator=None, help="Up to the day of the demand."
    )
    principal = fields.Monetary(
        string="Asked for", help="What it asked for, its corrections taken off."
    )
    paid = fields.Monetary(string="Paid so Far")
    amount = fields.Monetary(string="Left to Pay", required=True)
    interest = fields.Monetary(
        help="To the day of the demand; days that an interest note charges left out."
    )
    live = fields.Boolean(
        default=True, required=True, help="Its demand is not cancelled."
    )

    _once_a_stage = models.UniqueIndex(
        "(line_id, stage_id) WHERE live",
        "This debt is demanded at this stage already.",
    )
    _live_index = models.Index("(line_id) WHERE live")
    _amounts_range = models.Constraint(
        "CHECK (amount > 0 AND interest >= 0)",
        "What is demanded is above zero.",
    )

    @api.model
    def _live_of(self, lines):
        """{receivable line id: its rows on demands that are not cancelled}"""
        rows_sudo = self.sudo().search_fetch(
            [("line_id", "in", lines.ids), ("live", "=", True)],
            ["line_id", "stage_id", "demand_id"],
        )
        return {line.id: rows for line, rows in rows_sudo.grouped("line_id").items()}
