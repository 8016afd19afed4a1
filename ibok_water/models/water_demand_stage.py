from datetime import timedelta

from odoo import api, fields, models

from ..engine import add_working_days, end_of_term

#: What a text may name; filled in by `water.payment.demand._placeholders`.
PLACEHOLDERS = (
    "customer",
    "customer_number",
    "number",
    "date",
    "total",
    "debts",
    "interest",
    "term",
    "days",
    "earlier",
    "account",
    "title",
    "company",
    "phone",
)


class WaterDemandStage(models.Model):
    """A step of asking for money: a reminder, a demand, the last demand before court.

    When it comes, how it is sent and what it says; all of it the office's to change.
    """

    _name = "water.demand.stage"
    _description = "Stage of Payment Demands"
    _inherit = ["mail.thread", "water.text.mixin"]
    _text_fields = ("subject", "body")
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True, tracking=True)
    sequence = fields.Integer(default=10, required=True, tracking=True)
    active = fields.Boolean(default=True, tracking=True)
    kind = fields.Selection(
        [
            ("before", "Reminder before the due date"),
            ("reminder", "Reminder"),
            ("demand", "Demand for payment"),
            ("final", "Final demand before court"),
        ],
        required=True,
        default="demand",
        tracking=True,
        help="The final demand states that it is an attempt to settle out of court "
        "(art. 187 § 1 (3) of the Code of Civil Procedure).",
    )
    company_id = fields.Many2one("res.company", help="Empty: for all municipalities.")
    currency_id = fields.Many2one(
        "res.currency",
        default=lambda self: self.env.company.currency_id,
        required=True,
    )
    counted_from = fields.Selection(
        [
            ("due", "the due date of a bill"),
            ("previous", "the term of the previous stage"),
        ],
        required=True,
        default="previous",
        tracking=True,
    )
    days = fields.Integer(
        string="Comes after (Days)",
        required=True,
        tracking=True,
        help="Days after the due date, or after the term that the previous stage gave. "
        "A reminder before the due date has them below zero.",
    )
    working_days = fields.Boolean(
        tracking=True, help="Saturdays, Sundays and holidays are not counted."
    )
    minimum_single = fields.Monetary(
        string="Smallest Debt",
        tracking=True,
        help="A document with less left to pay does not come into the demand.",
    )
    minimum_total = fields.Monetary(
        string="Smallest Demand",
        tracking=True,
        help="A customer who owes less in all gets none; it waits for what is added.",
    )
    by_email = fields.Boolean(
        string="By E-Mail",
        default=True,
        tracking=True,
        help="To customers who agreed to electronic documents or have an account in "
        "the portal.",
    )
    on_paper = fields.Boolean(
        default=True,
        tracking=True,
        help="To those whom no e-mail may reach. Whatever the way, the customer finds "
        "the demand in the portal.",
    )
    provable = fields.Boolean(
        string="Delivery Must Be Proved",
        tracking=True,
        help="On paper only, with confirmation of receipt: its day of delivery counts "
        "(art. 8 of the water supply act, art. 187 of the Code of Civil Procedure).",
    )
    term_days = fields.Integer(
        string="Term to Pay (Days)",
        required=True,
        default=14,
        tracking=True,
        help="From the day of issue; a last day that is free moves to a working one.",
    )
    with_interest = fields.Boolean(
        default=True,
        tracking=True,
        help="Interest to the day of the demand that no interest note charges yet is "
        "added to the sum.",
    )
    send_alone = fields.Boolean(
        string="Sent without a Person",
        tracking=True,
        help="The daily job issues and sends this stage by itself. Else it only "
        "proposes, and a clerk decides.",
    )
    subject = fields.Char(string="Heading", required=True, translate=True)
    body = fields.Text(
        string="Text",
        required=True,
        translate=True,
        help="Plain paragraphs. {earlier} becomes a sentence that names what was sent "
        "about these debts before, or nothing. These words are filled in: "
        + ", ".join(f"{{{name}}}" for name in PLACEHOLDERS),
    )

    _days_of_kind = models.Constraint(
        "CHECK ((kind = 'before') = (days < 0) AND (kind != 'before' OR "
        "counted_from = 'due'))",
        "A reminder before the due date has days below zero, counted from the due "
        "date; every other stage comes after it.",
    )
    _term_range = models.Constraint(
        "CHECK (kind = 'before' OR term_days BETWEEN 1 AND 60)",
        "A demand gives 1 to 60 days to pay.",
    )
    _minimum_range = models.Constraint(
        "CHECK (minimum_single >= 0 AND minimum_total >= 0)",
        "Smallest amounts are not below zero.",
    )
    _some_way = models.Constraint(
        "CHECK (by_email OR on_paper)", "A stage goes by e-mail, on paper or both."
    )
    _final_is_proved = models.Constraint(
        "CHECK (kind != 'final' OR provable)",
        "Delivery of the final demand before court must be proved.",
    )
    _proved_on_paper = models.Constraint(
        "CHECK (NOT provable OR (on_paper AND NOT send_alone))",
        "What must be proved goes on paper, and by a person.",
    )

    @api.constrains("subject", "body")
    def _check_texts(self):
        self._check_placeholders()

    def _text_words(self):
        """Override: what a demand can tell."""
        return PLACEHOLDERS

    def _asks_interest(self):
        """Whether interest to the day is added to what is late."""
        self.ensure_one()
        return self.with_interest and self.kind != "before"

    def _after(self, day):
        """The first day of this stage, counted from a day."""
        self.ensure_one()
        if self.working_days and self.days >= 0:
            return add_working_days(day, self.days) if self.days else day
        return day + timedelta(days=self.days)

    def _term_from(self, day):
        """Last day to pay of a demand issued, or delivered, on a day."""
        self.ensure_one()
        return end_of_term(day + timedelta(days=self.term_days))

    @api.model
    def _of_company(self, company):
        """The stages that a company uses, in their order."""
        return self.search([("company_id", "in", [False, company.id])])

    def _previous(self, company):
        """The stage that this one follows, or none."""
        self.ensure_one()
        stages = self._of_company(company).filtered(lambda s: s.kind != "before")
        earlier = stages.filtered(
            lambda s: (s.sequence, s.id) < (self.sequence, self.id)
        )
        return earlier[-1:]

    def _next(self, company):
        """The stage that follows this one when its term has passed, or none."""
        self.ensure_one()
        if self.kind == "before":
            return self.browse()
        stages = self._of_company(company).filtered(lambda s: s.kind != "before")
        later = stages.filtered(lambda s: (s.sequence, s.id) > (self.sequence, self.id))
        return later[:1].filtered(lambda s: s.counted_from == "previous")
