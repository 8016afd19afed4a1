from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.ibok_water.models.law_day import law_today

from ..tools import email_address

CLERK = "ibok_water.group_water_clerk"
#: What tells to whom which contract was opened: fixed when the access is given.
KEPT = frozenset({"contract_id", "user_id", "email", "name"})
#: Days that take the same account and contract twice would leave unclear what counts.
PAIR = (
    "EXCLUDE USING gist (int4range(contract_id, contract_id, '[]') WITH &&, "
    "int4range(user_id, user_id, '[]') WITH &&, "
    "daterange(date_from, date_to, '[]') WITH &&) "
    "WHERE (user_id IS NOT NULL AND revoked_at IS NULL)"
)


class IbokAccess(models.Model):
    """A contract opened to the account of somebody who is not its customer.

    Given by the office, or by the customer's own account as an invitation. Rows are
    never deleted: what was withdrawn or has ended tells who could see what, and when.
    """

    _name = "ibok.access"
    _description = "Access to a Contract"
    _inherit = ["water.process.mixin", "mail.thread", "ibok.letter.mixin"]
    _order = "contract_id, id desc"
    _check_company_auto = True
    _process_fields = frozenset(
        {
            *("origin", "granted_by_id", "granted_at", "accepted_at"),
            *("account_number", "revoked_at", "revoked_by_id", "revoke_reason"),
            *("token_hash", "token_end", "previous_id", "company_id"),
        }
    )

    contract_id = fields.Many2one(
        "water.contract",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('state', '!=', 'draft')]",
    )
    company_id = fields.Many2one(
        related="contract_id.company_id", store=True, precompute=True, index=True
    )
    customer_id = fields.Many2one(related="contract_id.partner_id", string="Customer")
    user_id = fields.Many2one(
        "res.users",
        string="Account",
        index=True,
        ondelete="set null",
        domain="[('share', '=', True), ('active', '=', True)]",
        help="Whose account sees the contract. Empty: the person is invited by e-mail, "
        "and has not accepted yet.",
    )
    account_number = fields.Integer(
        readonly=True,
        aggregator=None,
        help="Number of the account; stays when the account is deleted.",
    )
    name = fields.Char(
        string="Person", compute="_compute_person", store=True, readonly=False
    )
    email = fields.Char(
        string="E-mail",
        compute="_compute_person",
        store=True,
        readonly=False,
        index="btree_not_null",
    )
    role = fields.Selection(
        [
            ("co_owner", "Co-owner"),
            ("manager", "Manager"),
            ("proxy", "Proxy"),
        ],
        required=True,
        default="proxy",
        tracking=True,
    )
    scope = fields.Selection(
        [("see", "See"), ("act", "See and act")],
        required=True,
        default="see",
        tracking=True,
        help="See: readings, use and bills. See and act: enters readings and pays as "
        "well.",
    )
    date_from = fields.Date(
        string="First Day",
        required=True,
        default=law_today,
        tracking=True,
        help="First day, by Polish time.",
    )
    date_to = fields.Date(
        string="Last Day",
        tracking=True,
        help="Last day: at midnight after it the access is gone. Empty: until it is "
        "withdrawn.",
    )
    origin = fields.Selection(
        [("office", "Office"), ("owner", "Customer")],
        string="Given By",
        required=True,
        default="office",
        readonly=True,
    )
    granted_by_id = fields.Many2one(
        "res.users",
        string="Given By Account",
        readonly=True,
        default=lambda self: self.env.uid,
        ondelete="set null",
        groups=CLERK,
    )
    granted_at = fields.Datetime(
        string="Given On", readonly=True, default=fields.Datetime.now, required=True
    )
    accepted_at = fields.Datetime(string="Accepted On", readonly=True)
    previous_id = fields.Many2one(
        "ibok.access",
        string="Goes On From",
        readonly=True,
        ondelete="restrict",
        help="The access of the same person's account before its e-mail address "
        "changed.",
    )
    document = fields.Binary(
        string="Scan",
        groups=CLERK,
        help="What the access rests on, for example a power of attorney.",
    )
    document_name = fields.Char(groups=CLERK)
    revoked_at = fields.Datetime(string="Withdrawn On", readonly=True, tracking=True)
    revoked_by_id = fields.Many2one(
        "res.users",
        string="Withdrawn By",
        readonly=True,
        ondelete="set null",
        groups=CLERK,
    )
    revoke_reason = fields.Char(
        string="Reason of the Withdrawal", readonly=True, tracking=True, groups=CLERK
    )
    token_hash = fields.Char(groups=fields.NO_ACCESS, copy=False)
    token_end = fields.Datetime(string="Invitation Ends", readonly=True, copy=False)
    _one_at_a_time = models.Constraint(
        PAIR, "This account has an access to this contract on these days already."
    )
    _one_invitation = models.UniqueIndex(
        "(contract_id, lower(email)) "
        "WHERE user_id IS NULL AND accepted_at IS NULL AND revoked_at IS NULL",
        "This address is invited to this contract already.",
    )
    _dates_in_order = models.Constraint(
        "CHECK (date_to IS NULL OR date_from <= date_to)",
        "The last day of an access comes before its first one.",
    )
    _account_accepted = models.Constraint(
        "CHECK (user_id IS NULL OR accepted_at IS NOT NULL)",
        "An access is an account's only once it was accepted.",
    )
    _somebody = models.Constraint(
        "CHECK (accepted_at IS NOT NULL OR COALESCE(email, '') != '')",
        "An invitation needs an e-mail address.",
    )

    # -- computed ---------------------------------------------------------------

    @api.depends("user_id")
    def _compute_person(self):
        for access in self:
            user_sudo = access.sudo().user_id
            if user_sudo:
                access.name = access.name or user_sudo.name
                access.email = access.email or user_sudo.email or user_sudo.login
            else:
                access.name, access.email = access.name, access.email

    @api.depends("name", "email", "contract_id")
    def _compute_display_name(self):
        for access in self:
            parts = (access.name or access.email, access.contract_id.sudo().number)
            access.display_name = " · ".join(filter(None, parts)) or self.env._("New")

    # -- constraints ------------------------------------------------------------

    @api.constrains("user_id", "contract_id")
    def _check_account(self):
        """Accounts of other people than the customer; a draft is nobody's yet."""
        for access in self.filtered("user_id").sudo():
            if not access.user_id._is_portal():
                raise ValidationError(
                    self.env._("Only accounts of residents get access to a contract.")
                )
            if access.contract_id._is_family_of(access.user_id):
                raise ValidationError(
                    self.env._(
                        "%(name)s sees contract %(number)s anyway, as its customer.",
                        name=access.user_id.name,
                        number=access.contract_id.number,
                    )
                )
            if access.contract_id.state == "draft":
                raise ValidationError(
                    self.env._("A draft contract is not shown to anybody yet.")
                )

    # -- created, changed, kept -------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Override of `base`: an account given by the office needs no invitation."""
        for vals in vals_list:
            self._refuse_process_fields(vals)
        prepared = [self._prepare_given_vals(vals) for vals in vals_list]
        contracts = self.env["water.contract"]
        ids = filter(None, (vals.get("contract_id") for vals in prepared))
        contracts.browse(ids)._lock_accesses()
        # `sudo`: the process sets when it was accepted; what he may is checked below.
        accesses = super(IbokAccess, self.sudo()).create(prepared).sudo(self.env.su)
        accesses.check_access("create")
        self._forget_shared()
        for access in accesses:
            if access.user_id:
                access._tell_given()
            elif not access.accepted_at:
                access._send_invitation()
        return accesses

    @api.model
    def _prepare_given_vals(self, vals):
        given = dict(vals)
        if given.get("user_id"):
            given.setdefault("accepted_at", fields.Datetime.now())
            given.setdefault("account_number", given["user_id"])
        elif given.get("email"):
            given["email"] = email_address(given["email"])
            if not given["email"]:
                raise UserError(
                    self.env._(
                        "Please write an e-mail address, for example anna@example.com."
                    )
                )
        return given

    def write(self, vals):
        """Override of `base`: who and which contract stays; what is withdrawn, too."""
        if not self.env.su and vals:
            if KEPT & set(vals) or any(self.mapped("revoked_at")):
                raise UserError(
                    self.env._(
                        "Whose access it is and to which contract is never changed, "
                        "nor one that was withdrawn. Withdraw it and give a new one."
                    )
                )
        result = super().write(vals)
        self._forget_shared()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("An access is withdrawn, never deleted."))
