from odoo import api, fields, models

from odoo.addons.ibok_water import engine

CODES = [
    ("water", "Conditions of connection: water"),
    ("water_sewage", "Conditions of connection: water and sewage"),
    ("contract", "Conclusion of a contract"),
    ("handover", "Change of the recipient"),
    ("meter_check", "Check of a meter"),
    ("submeter", "Garden submeter"),
    ("leak", "Allowance after a hidden leak"),
    ("termination", "Termination of a contract"),
    ("refund", "Refund of an overpayment"),
]


class IbokApplicationKind(models.Model):
    """A kind of application: what is asked, which papers, by when it is decided.

    Terms of the portal, § 4 (forms of applications). One definition feeds the form on
    the portal, the form to print and the confirmation.
    """

    _name = "ibok.application.kind"
    _description = "Kind of Application"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Selection(
        CODES,
        readonly=True,
        copy=False,
        help="What the program does after the approval. Empty for kinds that the "
        "office made itself: there the decision is all.",
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        index=True,
        ondelete="cascade",
        help="Empty: for all companies.",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Person in Charge",
        domain="[('share', '=', False)]",
        help="Who gets new applications of this kind. Empty: the first clerk.",
    )
    intro = fields.Text(
        string="In Plain Words",
        translate=True,
        help="What it is for, who may send it, what it costs, what comes next.",
    )
    legal_basis = fields.Char(translate=True)
    remedy = fields.Text(
        string="Against a Refusal",
        translate=True,
        help="Printed on every refusal: where the applicant may turn.",
    )
    objection_days = fields.Integer(
        string="Days to Object",
        default=14,
        help="Told with every refusal: in how many days one may object to it at the "
        "office. Not set by law. 0: nothing is said of it.",
    )
    promise_days = fields.Integer(
        string="Days for the Decision", required=True, default=30
    )
    promise_long_days = fields.Integer(
        string="Days in Harder Cases",
        help="Counts where an option marked so was chosen (45 days for buildings other "
        "than single-family ones: act on collective supply of water, art. 19a sec. 1). "
        "0: none.",
    )
    promise_working = fields.Boolean(string="Counted in Working Days")
    promise_moves = fields.Boolean(
        string="Moves to a Working Day",
        help="A last day free of work moves to the next working one (Civil Code, "
        "art. 115).",
    )
    may_extend = fields.Boolean(
        string="May Be Extended",
        help="The office may once take as many days again, and says why (act on "
        "collective supply of water, art. 19a sec. 2).",
    )
    warn_days = fields.Integer(
        string="Reminder",
        required=True,
        default=3,
        help="Working days before the promised day on which the owner is reminded.",
    )
    needs_contract = fields.Boolean(
        string="About a Contract", help="Asks which of his contracts it is about."
    )
    question_ids = fields.One2many(
        "ibok.application.question", "kind_id", string="Questions", copy=True
    )
    paper_ids = fields.One2many(
        "ibok.application.paper", "kind_id", string="Papers", copy=True
    )
    application_count = fields.Integer(compute="_compute_application_count")

    _code_unique = models.UniqueIndex(
        "(COALESCE(company_id, 0), code) WHERE code IS NOT NULL",
        "There is a kind with this code already.",
    )
    _days_positive = models.Constraint(
        "CHECK (promise_days BETWEEN 1 AND 3660 AND "
        "COALESCE(promise_long_days, 0) BETWEEN 0 AND 3660)",
        "The office needs at least one day to decide.",
    )
    _objection_range = models.Constraint(
        "CHECK (objection_days BETWEEN 0 AND 3660)",
        "The days to object are not below zero.",
    )
    _warn_not_negative = models.Constraint(
        "CHECK (warn_days BETWEEN 0 AND 365)",
        "The reminder comes before the promised day.",
    )

    def _compute_application_count(self):
        counts = dict(
            self.env["ibok.application"]._read_group(
                [("kind_id", "in", self.ids)], ["kind_id"], ["__count"]
            )
        )
        for kind in self:
            kind.application_count = counts.get(kind, 0)

    def _promise_rule(self, long_one=False):
        """What is promised for applications of this kind.

        :param bool long_one: an answer makes it one of the harder cases
        """
        self.ensure_one()
        days = (long_one and self.promise_long_days) or self.promise_days
        return engine.Promise(days, self.promise_working, self.promise_moves)

    @api.model
    def _offered(self, company):
        """Kinds that can be chosen, in `sudo`."""
        return self.sudo().search([("company_id", "in", [False, company.id])])

    def action_view_applications(self):
        """Applications of this kind."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ibok_portal.ibok_application_action"
        )
        return action | {
            "domain": [("kind_id", "=", self.id)],
            "context": {"default_kind_id": self.id},
        }
