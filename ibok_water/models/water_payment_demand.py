from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from .law_day import law_today
from .water_point import OFFICE

#: States in which a demand is with the customer and waits for his money.
OUT = ("issued", "delivered")


class WaterPaymentDemand(models.Model):
    """A demand for payment: one letter of what a customer is late with.

    Its stage is the highest one that a debt on it has come to; each row keeps its own.
    The process makes it and keeps it as it was issued; a wrong one is cancelled with a
    reason, and a new one made.
    """

    _name = "water.payment.demand"
    _description = "Payment Demand"
    _inherit = ["mail.thread", "mail.activity.mixin", "water.process.mixin"]
    _order = "issued_on desc, id desc"
    _process_fields = frozenset(
        {
            "name",
            "state",
            "partner_id",
            "company_id",
            "stage_id",
            "line_ids",
            "date",
            "issued_on",
            "term_on",
            "channel",
            "subject",
            "body",
            "besides",
            "also_late",
            "debt_total",
            "interest_total",
            "credit",
            "amount_total",
            "delivered_on",
            "delivery_way",
            "delivery_number",
            "first_opened_at",
            "sent_at",
            "settled_on",
            "next_on",
            "cancel_reason",
            "run_id",
            "kept_pdf_id",
        }
    )

    name = fields.Char(string="Number", readonly=True, copy=False, index=True)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("issued", "Issued"),
            ("delivered", "Delivered"),
            ("settled", "Paid in full"),
            ("cancelled", "Cancelled"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    customer_number = fields.Char(related="partner_id.water_customer_number")
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, default=lambda s: s.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    stage_id = fields.Many2one(
        "water.demand.stage",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    kind = fields.Selection(related="stage_id.kind", store=True)
    date = fields.Date(
        required=True,
        readonly=True,
        default=law_today,
        help="The day that debts and interest are reckoned for.",
    )
    issued_on = fields.Date(readonly=True, copy=False)
    term_on = fields.Date(
        string="Pay by", readonly=True, copy=False, help="As printed on the demand."
    )
    channel = fields.Selection(
        [("email", "E-mail"), ("paper", "Letter on paper")],
        string="Way",
        readonly=True,
        help="The portal shows it whatever the way.",
    )
    line_ids = fields.One2many(
        "water.payment.demand.line", "demand_id", string="Debts", readonly=True
    )
    debt_total = fields.Monetary(string="Debts (Total)", readonly=True)
    interest_total = fields.Monetary(string="Interest (Total)", readonly=True)
    credit = fields.Monetary(
        string="Paid, not Matched",
        readonly=True,
        help="Of the customer, on the day of the demand; taken off the sum.",
    )
    amount_total = fields.Monetary(string="Demanded", readonly=True)
    amount_open = fields.Monetary(
        string="Still Open",
        compute="_compute_amount_open",
        help="What is left to pay of its debts now; interest is charged by a note.",
    )
    subject = fields.Char(string="Heading", readonly=True)
    body = fields.Text(string="Text", readonly=True)
    sent_at = fields.Datetime(
        readonly=True,
        copy=False,
        help="Handed over to be sent by e-mail, or printed.",
    )
    first_opened_at = fields.Datetime(
        string="Opened in the Portal",
        readonly=True,
        copy=False,
        help="When the customer first opened it there.",
    )
    delivered_on = fields.Date(
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The day the customer received it. Of the two billing periods of art. 8 "
        "of the water supply act the first begins after it.",
    )
    delivery_way = fields.Selection(
        [
            ("registered", "Registered letter"),
            ("hand", "By hand"),
            ("email", "E-mail"),
            ("portal", "Opened in the portal"),
            ("fiction", "Deemed delivered after two notices"),
        ],
        string="Delivered by",
        readonly=True,
        copy=False,
    )
    delivery_number = fields.Char(
        string="Number of the Letter", readonly=True, copy=False
    )
    settled_on = fields.Date(readonly=True, copy=False)
    next_on = fields.Date(
        string="Next Stage from",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="From this day the next stage may be made. Empty: none comes.",
    )
    run_id = fields.Many2one(
        "water.demand.run",
        readonly=True,
        copy=False,
        index="btree_not_null",
        groups=OFFICE,
    )
    cancel_reason = fields.Char(readonly=True, copy=False, groups=OFFICE)

    _number_unique = models.UniqueIndex(
        "(company_id, name) WHERE name IS NOT NULL",
        "This number of a demand is taken.",
    )
    _issued_whole = models.Constraint(
        "CHECK (state IN ('draft', 'cancelled') OR (name IS NOT NULL AND issued_on IS "
        "NOT NULL AND term_on IS NOT NULL))",
        "An issued demand has its number, its day and its term.",
    )
    _delivery_whole = models.Constraint(
        "CHECK ((delivered_on IS NULL) = (delivery_way IS NULL))",
        "A delivery has its day and its way.",
    )
    _out_index = models.Index("(next_on) WHERE state IN ('issued', 'delivered')")

    @api.depends("stage_id", "name")
    def _compute_display_name(self):
        for demand in self:
            name = demand.name or self.env._("draft")
            demand.display_name = f"{demand.stage_id.name or ''} {name}".strip()

    @api.depends("line_ids.line_id.amount_residual", "state")
    def _compute_amount_open(self):
        for demand in self:
            # Who may read the demand may read what is left of it.
            lines_sudo = demand.sudo().line_ids.line_id
            left = sum(lines_sudo.mapped("amount_residual"))
            demand.amount_open = max(left, 0.0) if demand.state != "cancelled" else 0.0

    @api.ondelete(at_uninstall=False)
    def _unlink_except_issued(self):
        if any(demand.state != "draft" for demand in self):
            raise UserError(
                self.env._("An issued demand is never deleted. Cancel it instead.")
            )

    @api.model
    def _make(self, stage, company, today, partners, by_hand=False):
        """Make drafts of customers who are to be asked at this stage.

        Customers are taken one after the other by two at once: who comes second finds
        what the first one made.

        :return: (drafts, {customer's id: `Proposal` without a demand})
        """
        Move = self.env["account.move"]
        Move._water_ensure_dunner()
        Move._water_lock_customers(partners)
        proposals = stage._propose(company, today, partners, by_hand)
        wanted = [one for one in proposals.values() if not one.refused]
        refused = {key: one for key, one in proposals.items() if one.refused}
        return self._make_drafts(company, today, wanted), refused

    @api.model
    def _make_drafts(self, company, today, proposals):
        """Drafts out of what was reckoned, of customers who are locked."""
        # Only the process makes demands; who may was asked.
        demands_sudo = self.sudo().create(
            [self._prepare_vals(company, today, one) for one in proposals]
        )
        # The database compares the debts with those of other demands.
        demands_sudo.flush_recordset()
        demands_sudo.line_ids.flush_recordset()
        return demands_sudo.with_env(self.env)

    @api.model
    def _prepare_vals(self, company, today, proposal):
        """Values of a draft out of what was reckoned."""
        return {
            "stage_id": proposal.stage_id,
            "company_id": company.id,
            "partner_id": proposal.partner_id,
            "date": today,
            "channel": proposal.channel or "paper",
            **self._prepare_sums(proposal),
        }

    @api.model
    def _prepare_sums(self, proposal):
        """Rows and their totals."""
        rows = proposal.rows
        return {
            "debt_total": float(sum(row.amount for row in rows)),
            "interest_total": float(sum(row.interest for row in rows)),
            "credit": float(proposal.credit),
            "amount_total": float(proposal.amount),
            "line_ids": [
                Command.create(
                    {
                        "line_id": row.line_id,
                        "stage_id": row.stage_id,
                        "debt_name": row.name,
                        "kind": row.kind,
                        "due": row.due,
                        "late_days": row.late_days,
                        "principal": float(row.principal),
                        "paid": float(row.principal - row.amount),
                        "amount": float(row.amount),
                        "interest": float(row.interest),
                    }
                )
                for row in rows
            ],
        }
