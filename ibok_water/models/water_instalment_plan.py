from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Command

from ..engine import InvalidInput, missed_instalment, plan_instalments
from .law_day import law_today
from .water_instalment_row import zloty

#: States in which a plan takes its debts: no other plan may have them.
LIVE = ("asked", "offered", "running")
#: What was agreed on: it stays as it was proposed.
AGREED = frozenset({"partner_id", "count", "first_day", "debt_ids", "company_id"})


class WaterInstalmentPlan(models.Model):
    """A customer pays his debts in instalments, as both sides agreed.

    Rows say what is to be paid until when; what was paid is read from the ledger, by
    whatever road it came. While it runs, dunning waits; a missed instalment breaks it.
    """

    _name = "water.instalment.plan"
    _description = "Instalment Plan"
    _inherit = ["water.process.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _process_fields = frozenset(
        {
            *("name", "state", "proposed_by", "user_id", "note", "offered_until"),
            *("consent_at", "consent_ip", "consent_user_id", "consent_way"),
            *("approved_at", "approved_by_id", "started_on", "ended_on", "row_ids"),
        }
    )

    name = fields.Char(string="Number", readonly=True, copy=False, default="/")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('water_customer_number', '!=', False)]",
        tracking=True,
    )
    state = fields.Selection(
        [
            ("draft", "Being prepared"),
            ("asked", "Waits for the office"),
            ("offered", "Waits for the customer"),
            ("running", "Running"),
            ("done", "Paid"),
            ("broken", "Broken"),
            ("refused", "Refused"),
            ("withdrawn", "Withdrawn"),
        ],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
        group_expand=True,
    )
    proposed_by = fields.Selection(
        [("customer", "The customer"), ("office", "The office")],
        required=True,
        default="office",
        readonly=True,
    )
    user_id = fields.Many2one(
        "res.users",
        string="Asked by",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The account it was asked from.",
    )
    note = fields.Text(
        string="What the Customer Writes",
        readonly=True,
        copy=False,
        help="In the customer's own words.",
    )
    answer = fields.Char(
        string="Answer to the Customer",
        copy=False,
        tracking=True,
        help="The customer reads it. A refusal and a withdrawal need one.",
    )
    count = fields.Integer(
        string="Number of Instalments", required=True, default=3, help="One a month."
    )
    first_day = fields.Date(
        string="First to Be Paid by",
        required=True,
        default=lambda self: law_today(self) + timedelta(days=14),
        help="Later ones on the same day of each month. A Saturday, Sunday or holiday "
        "moves to the next working day.",
    )
    debt_ids = fields.One2many(
        "water.instalment.debt",
        "plan_id",
        string="Debts",
        compute="_compute_debt_ids",
        store=True,
        readonly=False,
        copy=False,
    )
    row_ids = fields.One2many(
        "water.instalment.row",
        "plan_id",
        string="Instalments",
        compute="_compute_row_ids",
        store=True,
        copy=False,
    )
    amount = fields.Monetary(compute="_compute_amount", store=True)
    interest = fields.Monetary(
        string="Interest Told",
        compute="_compute_interest",
        store=True,
        help="Interest up to the last instalment, when all is paid as planned. It is "
        "charged by an interest note after a bill is paid.",
    )
    interest_known = fields.Boolean(compute="_compute_interest", store=True)
    paid = fields.Monetary(
        compute="_compute_paid", help="Of the plan's debts, as the ledger says."
    )
    left = fields.Monetary(string="Left to Pay", compute="_compute_paid")
    next_row_id = fields.Many2one(
        "water.instalment.row", string="Next Instalment", compute="_compute_next_row"
    )
    next_day = fields.Date(string="Next by", compute="_compute_next_row")
    next_left = fields.Monetary(string="Next Amount", compute="_compute_next_row")
    overdue = fields.Boolean(
        compute="_compute_next_row",
        help="The day of the next instalment has passed; the days of grace may run.",
    )
    consent_at = fields.Datetime(string="Consent Given", readonly=True, copy=False)
    consent_ip = fields.Char(string="From Address", readonly=True, copy=False)
    consent_user_id = fields.Many2one(
        "res.users", string="Consent by", readonly=True, copy=False, ondelete="set null"
    )
    consent_way = fields.Selection(
        [("portal", "On the portal"), ("paper", "Signed on paper")],
        readonly=True,
        copy=False,
    )
    signed_on = fields.Date(
        copy=False,
        tracking=True,
        help="Day on which the customer signed the agreement on paper.",
    )
    approved_at = fields.Datetime(readonly=True, copy=False)
    approved_by_id = fields.Many2one(
        "res.users", readonly=True, copy=False, ondelete="set null"
    )
    offered_until = fields.Date(
        string="To Be Accepted by", readonly=True, copy=False, tracking=True
    )
    started_on = fields.Date(string="Runs since", readonly=True, copy=False)
    ended_on = fields.Date(readonly=True, copy=False)

    _live_index = models.Index(
        "(partner_id) WHERE state IN ('asked', 'offered', 'running')"
    )
    _count_range = models.Constraint(
        "CHECK (count BETWEEN 1 AND 120)", "A plan has 1 to 120 instalments."
    )

    @api.depends("name", "partner_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for plan in self:
            number = plan.name if plan.name != "/" else self.env._("New plan")
            plan.display_name = f"{number} · {plan.partner_id.name or ''}"

    @api.depends("partner_id")
    def _compute_debt_ids(self):
        """All that the customer has to pay and no other plan has."""
        Lines = self.env["account.move.line"]
        for plan in self:
            if plan.state != "draft" or not plan.partner_id:
                continue
            lines = Lines._water_open_debts(plan.company_id, plan.partner_id)
            plan.debt_ids = [
                Command.clear(),
                *(
                    Command.create({"line_id": line.id})
                    for line in lines - lines._water_in_live_plan()
                ),
            ]

    @api.depends("debt_ids.line_id", "debt_ids.amount", "count", "first_day")
    def _compute_row_ids(self):
        """The preview; frozen once the plan was proposed, as all it hangs on is."""
        rates = None
        for plan in self:
            plan.row_ids = [Command.clear()]
            if not plan.debt_ids.line_id or not plan.first_day:
                continue
            rates = rates or self.env["water.interest.rate"]._rates()
            plan.row_ids = [
                Command.clear(),
                *(Command.create(vals) for vals in plan._prepare_rows(rates)),
            ]

    def _prepare_rows(self, rates):
        """Values of the rows; none while the numbers make no plan."""
        lines_sudo = self.debt_ids.line_id.sudo().sorted(
            lambda line: (line.date_maturity or line.date, line.id)
        )
        try:
            instalments = plan_instalments(
                lines_sudo._water_instalment_debts(), self.first_day, self.count, rates
            )
        except InvalidInput:
            return []
        return [
            {
                "number": number,
                "day": instalment.day,
                "amount": float(instalment.amount),
                "interest": float(instalment.interest),
                "known": instalment.known,
                "parts": [[key, str(amount)] for key, amount in instalment.parts],
            }
            for number, instalment in enumerate(instalments, 1)
        ]

    @api.depends("debt_ids.amount")
    def _compute_amount(self):
        for plan in self:
            plan.amount = sum(plan.debt_ids.mapped("amount"))

    @api.depends("row_ids.interest", "row_ids.known")
    def _compute_interest(self):
        for plan in self:
            plan.interest = sum(plan.row_ids.mapped("interest"))
            plan.interest_known = all(plan.row_ids.mapped("known"))

    @api.depends("amount", "debt_ids.left")
    def _compute_paid(self):
        for plan in self:
            left = sum(plan.debt_ids.mapped("left"))
            plan.left = plan.currency_id.round(left)
            plan.paid = plan.currency_id.round(plan.amount - left)

    @api.depends("row_ids.left", "row_ids.day")
    def _compute_next_row(self):
        today = law_today(self)
        for plan in self:
            open_rows = plan.row_ids.sorted("number").filtered("left")
            plan.next_row_id = open_rows[:1]
            plan.next_day = open_rows[:1].day
            plan.next_left = open_rows[:1].left
            plan.overdue = bool(
                plan.state == "running" and plan.next_day and plan.next_day < today
            )

    def _is_live(self):
        """Whether the plan takes its debts."""
        self.ensure_one()
        return self.state in LIVE

    def _missed(self, today):
        """The instalment that was not paid in time, days of grace included; or none."""
        self.ensure_one()
        rows = self.row_ids.sorted("number")
        place = missed_instalment(
            rows.mapped("day"),
            [zloty(row.left) for row in rows],
            today,
            self.company_id.sudo().water_instalment_grace,
        )
        return rows[place] if place is not None else rows.browse()
