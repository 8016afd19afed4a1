from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from .ibok_promise_mixin import PROMISE_FIELDS

STATES = [
    ("unconfirmed", "Address not confirmed"),
    ("new", "New"),
    ("doing", "In progress"),
    ("waiting", "Waits for the resident"),
    ("done", "Answered"),
    ("joined", "Joined with another"),
    ("withdrawn", "Closed without an answer"),
]
#: States in which the office has something to do, or the resident.
OPEN = ("new", "doing", "waiting")
CLERK = "ibok_water.group_water_clerk"
INTERNAL = "base.group_user"


class IbokTicket(models.Model):
    """A matter (zgłoszenie): what a resident, or anybody, tells the office.

    Terms of the portal, § 4 sec. 3 (e-rejestracja zgłoszeń) and § 6 (complaints).
    """

    _name = "ibok.ticket"
    _description = "Matter"
    _inherit = ["ibok.promise.mixin", "ibok.talk.mixin", "ibok.answer.mixin"]
    _order = "priority desc, deadline, id desc"
    _rec_names_search = ["number", "name", "place"]
    _check_company_auto = True
    _activity = "ibok_portal.mail_activity_type_ticket"
    _open_states = OPEN
    _portal_path = "/my/tickets"
    _answer_report = "ibok_portal.report_ticket_answer"
    _mail_post_access = "read"
    _primary_email = "email"
    _process_fields = frozenset(
        {
            *PROMISE_FIELDS,
            *("number", "state", "decided_at", "decided_by_id"),
            *("answer", "answer_road", "joined_id", "code_hash", "token_hash"),
            *("token_end", "outcome", "answer_pdf", "answer_opened_at"),
            "user_by_hand",
        }
    )

    number = fields.Char(readonly=True, copy=False, index=True)
    name = fields.Char(string="Subject", required=True, tracking=True)
    category_id = fields.Many2one(
        "ibok.ticket.category",
        string="Kind",
        required=True,
        index=True,
        ondelete="restrict",
        tracking=True,
        domain="[('company_id', 'in', (False, company_id))]",
    )
    questions = fields.Text(related="category_id.questions")
    about_bill = fields.Boolean(related="category_id.about_bill")
    state = fields.Selection(
        STATES,
        required=True,
        # What is entered in the office is received at once (`create`).
        default="unconfirmed",
        copy=False,
        index=True,
        tracking=True,
        group_expand="_expand_states",
    )
    priority = fields.Selection(
        [("0", "Normal"), ("1", "Important"), ("2", "Urgent")],
        default="0",
        required=True,
        tracking=True,
        groups=INTERNAL,
    )
    user_id = fields.Many2one(
        "res.users",
        string="Assigned To",
        domain="[('share', '=', False)]",
        index=True,
        tracking=True,
        groups=INTERNAL,
    )
    channel = fields.Selection(
        [
            ("portal", "Portal"),
            ("public", "Form without an account"),
            ("mail", "E-mail"),
            ("phone", "Telephone"),
            ("counter", "At the counter or by letter"),
        ],
        string="Came By",
        required=True,
        default="phone",
    )
    description = fields.Text(string="What Happened")
    partner_id = fields.Many2one(
        "res.partner", string="Customer", index="btree_not_null", ondelete="restrict"
    )
    contract_id = fields.Many2one(
        "water.contract",
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
        domain="[('partner_id', 'child_of', partner_id)]",
    )
    village_id = fields.Many2one(
        "water.village", index="btree_not_null", ondelete="restrict"
    )
    place = fields.Char(help="Street and number, or where it is in words.")
    move_id = fields.Many2one(
        "account.move",
        string="Bill",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        domain="[('move_type', 'in', ('out_invoice', 'out_refund')), "
        "('state', '=', 'posted'), ('partner_id', 'child_of', partner_id)]",
    )
    joined_id = fields.Many2one(
        "ibok.ticket",
        string="Joined With",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        groups=INTERNAL,
    )
    joined_ids = fields.One2many(
        "ibok.ticket", "joined_id", string="Joined Matters", groups=INTERNAL
    )
    code_hash = fields.Char(groups=fields.NO_ACCESS, copy=False)
    token_hash = fields.Char(groups=fields.NO_ACCESS, copy=False)
    token_end = fields.Datetime(groups=fields.NO_ACCESS, copy=False)

    _number_unique = models.UniqueIndex(
        "(company_id, number) WHERE number IS NOT NULL",
        "This number of a matter is taken.",
    )
    _joined_is_another = models.Constraint(
        "CHECK ((state = 'joined') = (joined_id IS NOT NULL) AND joined_id != id)",
        "A joined matter names the one that goes on, and that is another one.",
    )
    _answered_has_answer = models.Constraint(
        "CHECK (state != 'done' OR (answered_on IS NOT NULL AND "
        "btrim(COALESCE(answer, '')) != ''))",
        "An answered matter has its answer and the day of it.",
    )
    _open_has_day = models.Constraint(
        "CHECK (state IN ('unconfirmed', 'waiting') OR deadline IS NOT NULL)",
        "A matter has a promised day.",
    )

    @api.model
    def _expand_states(self, states, domain):
        """Columns of the board: what is open, and what was answered."""
        return [*OPEN, "done", *(s for s in states if s not in (*OPEN, "done"))]

    @api.depends("number", "name")
    def _compute_display_name(self):
        for ticket in self:
            ticket.display_name = " ".join(filter(None, (ticket.number, ticket.name)))

    @api.constrains("partner_id", "contract_id", "move_id")
    def _check_same_customer(self):
        """A bill of one customer in the matter of another would tell of it."""
        for ticket in self:
            customer = ticket.partner_id.commercial_partner_id
            bill = ticket.move_id
            if bill and bill.partner_id.commercial_partner_id != customer:
                raise ValidationError(
                    self.env._(
                        "The bill %(bill)s is not of this customer.", bill=bill.name
                    )
                )

    @api.onchange("partner_id")
    def _onchange_partner_id(self):
        """What we know of a caller: his contract, address and telephone."""
        if not self.partner_id:
            return
        self.phone = self.phone or self.partner_id.phone
        contracts = self.env["water.contract"].search(
            [("partner_id", "child_of", self.partner_id.id), ("state", "=", "open")],
            limit=2,
        )
        if self.contract_id.partner_id.commercial_partner_id != (
            self.partner_id.commercial_partner_id
        ):
            self.contract_id = contracts if len(contracts) == 1 else False

    @api.onchange("contract_id")
    def _onchange_contract_id(self):
        if not self.contract_id:
            return
        self.partner_id = self.partner_id or self.contract_id.partner_id
        self._place_of_contract()

    def _place_of_contract(self):
        """The place of the contract, where none was told."""
        premise_sudo = self.contract_id.sudo().premise_id
        if premise_sudo and not self.place:
            self.village_id = premise_sudo.village_id
            self.place = " ".join(
                filter(None, (premise_sudo.street, premise_sudo.house_number))
            )

    @api.onchange("category_id")
    def _onchange_category_id(self):
        if self.category_id and not self.name:
            self.name = self.category_id.name

    def _promise_rule(self):
        """Override: by the kind of matter."""
        return self.category_id.sudo()._promise_rule()

    def _promise_kind(self):
        """Override: its kind."""
        return self.category_id

    @api.model
    def _public_promises(self, company):
        """Override: by kind."""
        return [
            (category_sudo.name, category_sudo._promise_rule())
            for category_sudo in self.env["ibok.ticket.category"]._offered(company)
        ]

    @api.model
    def _promise_domain(self):
        """Override: what is open; who was joined was promised a day too."""
        return super()._promise_domain() & Domain("state", "in", (*OPEN, "joined"))
