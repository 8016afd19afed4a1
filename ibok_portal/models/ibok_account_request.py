from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import consteq

from ..tools.link_key import key_hash, new_key
from .ibok_promise_mixin import PROMISE_FIELDS

#: How long the link in the first letter, and the one to a new account, can be used.
CONFIRM_HOURS = 48
PASSWORD_HOURS = 7 * 24
#: Requests that nobody confirmed: their links are dead by then (GDPR, art. 5 sec. 1 e).
UNCONFIRMED_DAYS = 7


class IbokAccountRequest(models.Model):
    """A registration on its way to an account."""

    _name = "ibok.account.request"
    _description = "Account Request"
    _inherit = "ibok.promise.mixin"
    _rec_name = "name"
    _waits = "check"
    _activity = "ibok_portal.mail_activity_type_account_request"
    _process_fields = frozenset(
        {
            *("state", "email", "name", "customer_number", "vat", "phone"),
            *("invoice_number", "invoice_amount", "token_hash", "token_end"),
            "first_token_hash",
            *("terms_id", "privacy_id", "accepted_at", "ip", "confirmed_at"),
            *PROMISE_FIELDS,
            *("decided_at", "decided_by_id", "reason", "user_id", "kind"),
            *("old_user_id", "company_id"),
        }
    )

    kind = fields.Selection(
        [
            ("new", "New account"),
            ("email", "Change of e-mail address"),
            ("access", "Invited to a contract"),
        ],
        required=True,
        default="new",
        readonly=True,
    )
    state = fields.Selection(
        [
            ("unconfirmed", "Address not confirmed"),
            ("check", "To check"),
            ("opened", "Account opened"),
            ("refused", "Refused"),
            ("replaced", "Replaced by a later one"),
            ("known", "Address has an account already"),
        ],
        required=True,
        default="unconfirmed",
        readonly=True,
        tracking=True,
        group_expand=True,
    )
    email = fields.Char(required=True, readonly=True, index=True)
    name = fields.Char(string="Name or Company", required=True, readonly=True)
    vat = fields.Char(string="NIP", readonly=True)
    phone = fields.Char(string="Telephone", readonly=True)
    customer_number = fields.Char(required=True, readonly=True, index=True)
    invoice_number = fields.Char(readonly=True)
    invoice_amount = fields.Monetary(readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    terms_id = fields.Many2one(
        "ibok.terms", string="Terms Accepted", readonly=True, ondelete="restrict"
    )
    privacy_id = fields.Many2one(
        "ibok.terms", string="Privacy Notice Read", readonly=True, ondelete="restrict"
    )
    accepted_at = fields.Datetime(readonly=True)
    ip = fields.Char(string="From Address", readonly=True)
    token_hash = fields.Char(groups=fields.NO_ACCESS, copy=False)
    first_token_hash = fields.Char(groups=fields.NO_ACCESS, copy=False)
    token_end = fields.Datetime(groups=fields.NO_ACCESS, copy=False)
    confirmed_at = fields.Datetime(string="Address Confirmed", readonly=True)
    deadline = fields.Date(
        help="Last of the working days the office has for its decision."
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        domain="[('water_customer_number', '!=', False)]",
        help="Whose account it is; proposed by the customer number.",
    )
    user_id = fields.Many2one(
        "res.users", string="Account", readonly=True, ondelete="set null"
    )
    old_user_id = fields.Many2one(
        "res.users", string="Account Replaced", readonly=True, ondelete="set null"
    )
    reason = fields.Char(string="Reason of the Refusal", readonly=True)

    _one_open_per_email = models.UniqueIndex(
        "(email) WHERE state IN ('unconfirmed', 'check')",
        "There is an open request of this address already.",
    )

    # -- the link of a letter ---------------------------------------------------

    def _new_link(self, hours):
        """A fresh link in place of the one before; only its hash stays."""
        self.ensure_one()
        token, kept = new_key()
        self.sudo().write(
            {
                "token_hash": kept,
                "token_end": fields.Datetime.now() + timedelta(hours=hours),
            }
        )
        return f"{self.get_base_url()}/ibok/register/confirm/{self.id}/{token}"

    def _use_link(self, token):
        """Let the link of the first letter lead on to the first password as well.

        Whoever holds it has just shown that the mailbox is his; the link in the letter
        about the open account goes on working too.
        """
        self.ensure_one()
        self.sudo().first_token_hash = key_hash(token)

    def _end_links(self):
        """No link of these requests leads anywhere any more."""
        self.sudo().write(
            {"token_hash": False, "first_token_hash": False, "token_end": False}
        )

    @api.model
    def _by_link(self, request_id, token):
        """The request a link leads to, in `sudo`; none when the link is not valid."""
        request_sudo = self.sudo().browse(request_id).exists()
        given = key_hash(token)
        # Both, always: how long it takes tells nothing.
        known = consteq(given, request_sudo.token_hash or "")
        known |= consteq(given, request_sudo.first_token_hash or "")
        ended = (
            request_sudo.token_end or fields.Datetime.now()
        ) <= fields.Datetime.now()
        return request_sudo if known and not ended else self.sudo().browse()

    def _anonymise(self):
        """Leave the request's days and its outcome, and nothing of the person."""
        self._end_links()
        for request_sudo in self.sudo():
            request_sudo.write(
                {
                    "email": f"deleted-{request_sudo.id}",
                    "name": self.env._("Deleted account"),
                    "customer_number": "-",
                    **dict.fromkeys(("vat", "phone", "ip", "invoice_number"), False),
                    "invoice_amount": 0,
                }
            )

    @api.autovacuum
    def _gc_requests(self):
        """What nobody confirmed goes; decided ones go by `ibok.data.category`."""
        limit = fields.Datetime.now() - timedelta(days=UNCONFIRMED_DAYS)
        self.sudo().search(
            [
                ("state", "in", ("unconfirmed", "replaced", "known")),
                ("create_date", "<", limit),
            ]
        ).unlink()
