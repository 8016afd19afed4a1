from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from odoo.addons.ibok_water.models.law_day import law_today

STATES = [
    ("draft", "Draft"),
    ("submitted", "Submitted"),
    ("checking", "Being checked"),
    ("waiting", "Waits for the resident"),
    ("approved", "Approved"),
    ("refused", "Refused"),
    ("done", "Carried out"),
    ("withdrawn", "Withdrawn"),
    ("dropped", "Approved, not carried out"),
]
#: States in which the office has something to decide, or the resident to tell.
OPEN = ("submitted", "checking", "waiting")
INTERNAL = "base.group_user"


class IbokApplication(models.Model):
    """An application (wniosek): asked for, decided on, carried out.

    Terms of the portal, § 4. Residents have no rights on it: see `ibok.talk.mixin`.
    """

    _name = "ibok.application"
    _description = "Application"
    _inherit = ["ibok.promise.mixin", "ibok.talk.mixin", "ibok.answer.mixin"]
    _order = "deadline, id desc"
    _rec_names_search = ["number", "kind_id.name", "contact_name"]
    _check_company_auto = True
    _activity = "ibok_portal.mail_activity_type_application"
    _open_states = OPEN
    _decides = True
    _first_state = "submitted"
    _working_state = "checking"
    _portal_path = "/my/applications"
    _answer_report = "ibok_portal.report_application_decision"
    _mail_post_access = "read"
    _primary_email = "email"
    _process_fields = frozenset(
        {
            *("number", "received_on", "deadline", "answered_on", "extended"),
            *("promise_days", "promise_working", "promise_moves", "promise_pauses"),
            *("promise_paused", "promise_reason", "promise_kept", "days_taken"),
            *("warn_on", "warned", "escalated", "decided_at", "decided_by_id"),
            *("answer", "answer_road", "answer_pdf", "answer_opened_at"),
            *("confirmation_pdf", "result_model", "result_id", "user_account_id"),
            *("user_by_hand", "drop_reason", "dropped_on", "valid_until"),
            *("check_meter_id", "check_taken_on", "check_result"),
            *("check_tested_on", "check_certificate", "check_fee_move_id"),
        }
    )

    number = fields.Char(readonly=True, copy=False, index=True)
    kind_id = fields.Many2one(
        "ibok.application.kind",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('company_id', 'in', (False, company_id))]",
    )
    code = fields.Selection(related="kind_id.code", store=True)
    state = fields.Selection(
        STATES,
        required=True,
        default="draft",
        copy=False,
        index=True,
        tracking=True,
        group_expand="_expand_states",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Assigned To",
        domain="[('share', '=', False)]",
        index=True,
        tracking=True,
        copy=False,
        groups=INTERNAL,
    )
    user_account_id = fields.Many2one(
        "res.users",
        string="Account",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups=INTERNAL,
        help="Whose draft it is: until it is sent nobody else sees it.",
    )
    channel = fields.Selection(
        [
            ("portal", "Portal"),
            ("counter", "At the counter or by letter"),
        ],
        string="Came By",
        required=True,
        readonly=True,
        default="counter",
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
    )
    contract_id = fields.Many2one(
        "water.contract",
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
        tracking=True,
        domain="[('partner_id', 'child_of', partner_id)]",
    )
    needs_contract = fields.Boolean(related="kind_id.needs_contract")
    may_extend = fields.Boolean(related="kind_id.may_extend")
    came_on = fields.Date(
        string="Came In On",
        copy=False,
        help="Day on which the paper came to the office; the days of the promise begin "
        "after it. Empty: today.",
    )
    answer_ids = fields.One2many(
        "ibok.application.answer", "application_id", string="Answers"
    )
    file_ids = fields.One2many(
        "ibok.application.file", "application_id", string="Files"
    )
    touched_on = fields.Date(
        string="Last Change of the Draft",
        readonly=True,
        copy=False,
        default=law_today,
        help="A resident's draft is deleted 90 days after it.",
    )
    extended = fields.Boolean(
        readonly=True, copy=False, help="The time was taken once more."
    )
    confirmation_pdf = fields.Binary(
        string="Confirmation",
        readonly=True,
        copy=False,
        attachment=True,
        groups=INTERNAL,
        help="What was submitted, as it was confirmed.",
    )
    result_model = fields.Char(readonly=True, copy=False, groups=INTERNAL)
    result_id = fields.Many2oneReference(
        string="What Came of It",
        model_field="result_model",
        readonly=True,
        copy=False,
        groups=INTERNAL,
        help="The record that the approval was carried out by.",
    )

    _number_unique = models.UniqueIndex(
        "(company_id, number) WHERE number IS NOT NULL",
        "This number of an application is taken.",
    )
    _decided_has_answer = models.Constraint(
        "CHECK (state NOT IN ('approved', 'refused', 'done', 'dropped') OR "
        "(answered_on IS NOT NULL AND btrim(COALESCE(answer, '')) != ''))",
        "A decision has its words and its day.",
    )
    _open_has_day = models.Constraint(
        "CHECK (state IN ('draft', 'waiting', 'withdrawn') OR deadline IS NOT NULL)",
        "An application that was received has a promised day.",
    )
    _sent_has_number = models.Constraint(
        "CHECK (state IN ('draft', 'withdrawn') OR "
        "(number IS NOT NULL AND received_on IS NOT NULL))",
        "An application that was received has its number and day.",
    )

    @api.model
    def _expand_states(self, states, domain):
        """Columns of the board: what is open, and what is to be carried out."""
        columns = (*OPEN, "approved")
        return [*columns, *(s for s in states if s not in columns)]

    @api.depends("number", "kind_id")
    def _compute_display_name(self):
        for application in self:
            application.display_name = " ".join(
                filter(None, (application.number, application.kind_id.name))
            )

    @api.constrains("partner_id", "contract_id")
    def _check_same_customer(self):
        """Nobody ends or hands over the contract of somebody else."""
        for application in self:
            customer = application.partner_id.commercial_partner_id
            contract = application.contract_id
            if contract and contract.partner_id.commercial_partner_id != customer:
                raise ValidationError(
                    self.env._(
                        "The contract %(contract)s is not of this customer.",
                        contract=contract.number,
                    )
                )

    def unlink(self):
        """Override of `base`: contents of files lie where no foreign key reaches."""
        self.file_ids.unlink()
        return super().unlink()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_sent(self):
        """What was received stays; a draft of the office may go."""
        if any(a.state != "draft" for a in self) and not self.env.su:
            raise UserError(
                self.env._("An application that was received is not deleted.")
            )

    def _promise_rule(self):
        """Override: by the kind, and by an answer that makes it a harder case."""
        application_sudo = self.sudo()
        kind_sudo = application_sudo.kind_id
        hard = {
            (option.question_id, option.code)
            for option in kind_sudo.question_ids.option_ids
            if option.long_promise
        }
        given = {(a.question_id, a.value) for a in application_sudo.answer_ids}
        return kind_sudo._promise_rule(bool(hard & given))

    def _promise_kind(self):
        """Override: its kind."""
        return self.kind_id

    @api.model
    def _public_promises(self, company):
        """Override: by kind, the usual time; harder cases are told on the form."""
        return [
            (kind_sudo.name, kind_sudo._promise_rule())
            for kind_sudo in self.env["ibok.application.kind"]._offered(company)
        ]

    @api.model
    def _promise_domain(self):
        """Override: what is open."""
        return super()._promise_domain() & Domain("state", "in", OPEN)

    def _value(self, code):
        """The canonical answer to a question of the kind, or an empty text."""
        self.ensure_one()
        return self.sudo().answer_ids.filtered(lambda a: a.code == code)[:1].value or ""
