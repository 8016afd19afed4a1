from markupsafe import Markup
from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import mute_logger

from ..tools.identity import readable_phone
from .ibok_promise_mixin import PROMISE_FIELDS

#: What a resident may ask to have changed; all else he writes into the note.
ASKED = ("name", "phone", "street", "zip", "city")


class IbokDataChange(models.Model):
    """A customer asks for a change of his data; the office makes it, or says why not.

    Bills carry these data, so nobody edits them past the office. Empty fields are what
    was not asked for.
    """

    _name = "ibok.data.change"
    _description = "Request for a Change of Data"
    _inherit = "ibok.promise.mixin"
    _rec_name = "partner_id"
    _waits = "waiting"
    _activity = "ibok_portal.mail_activity_type_data_change"
    _process_fields = frozenset(
        {
            *ASKED,
            *PROMISE_FIELDS,
            *("partner_id", "user_id", "note", "state", "asked_at"),
            *("decided_at", "decided_by_id", "company_id"),
        }
    )

    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Asked By",
        readonly=True,
        index=True,
        ondelete="set null",
        help="The account it was asked from.",
    )
    name = fields.Char(string="Name or Company", readonly=True)
    phone = fields.Char(string="Telephone", readonly=True)
    street = fields.Char(string="Street and Number", readonly=True)
    zip = fields.Char(string="Post Code", readonly=True)
    city = fields.Char(readonly=True)
    note = fields.Text(
        readonly=True, help="In the resident's own words: why, or what else."
    )
    comparison = fields.Html(
        compute="_compute_comparison",
        sanitize=False,
        help="What was asked for, beside what we have.",
    )
    state = fields.Selection(
        [
            ("waiting", "Waits for the office"),
            ("done", "Changed"),
            ("refused", "Refused"),
            ("withdrawn", "Withdrawn"),
        ],
        required=True,
        default="waiting",
        readonly=True,
        tracking=True,
        group_expand=True,
    )
    asked_at = fields.Datetime(
        required=True, readonly=True, default=fields.Datetime.now
    )
    deadline = fields.Date(
        help="Last day of the office for its answer (terms of the portal, § 4 sec. 5).",
    )
    answer = fields.Char(
        string="Answer to the Resident",
        tracking=True,
        help="The resident reads it. A refusal needs one.",
    )

    _one_waiting = models.UniqueIndex(
        "(partner_id, company_id) WHERE state = 'waiting'",
        "A change of this customer's data waits for the office already.",
    )

    @api.depends("state", "partner_id", *ASKED)
    def _compute_comparison(self):
        for change in self:
            change.comparison = Markup(
                self.env["ir.qweb"]._render(
                    "ibok_portal.data_change_comparison",
                    {"asked": change._asked_told()},
                )
            )

    def _asked_told(self):
        """What was asked for: [(label, what we have, what it is to be)]"""
        self.ensure_one()
        change_sudo = self.sudo()
        told = []
        for name in ASKED:
            old, new = change_sudo.partner_id[name], change_sudo[name]
            if not new:
                continue
            if name == "phone":
                old, new = readable_phone(old), readable_phone(new)
            told.append((self._fields[name]._description_string(self.env), old, new))
        return told

    @api.model
    def _ask(self, user, vals):
        """Keep what a resident asks for, and put it before the office.

        :param user: the resident's account
        :param dict vals: new values by name, and ``note``; only what is to change
        :return: the request, in `sudo`; the one that waits already, if there is one
        """
        company = self.env.company
        partner = user.partner_id.commercial_partner_id
        changes_sudo = self.sudo().with_context(mail_create_nosubscribe=True)
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                change_sudo = changes_sudo.create(
                    {
                        **vals,
                        "partner_id": partner.id,
                        "user_id": user.id,
                        "company_id": company.id,
                    }
                )
        except UniqueViolation:
            # Sent twice: one is enough.
            return changes_sudo._waiting_of(partner)
        change_sudo._begin_promise()
        change_sudo._ask_office()
        return change_sudo

    @api.model
    def _waiting_of(self, partner):
        """What of a customer waits for the office."""
        return self.search(
            [
                ("partner_id", "=", partner.id),
                ("company_id", "=", self.env.company.id),
                ("state", "=", "waiting"),
            ]
        )

    def _withdraw(self):
        """The resident wants it no more; called after his right was checked."""
        self._decide("withdrawn")

    def action_apply(self):
        """Change the customer's data as asked."""
        for change in self:
            change.check_access("write")
            change._lock_waiting()
            vals = {name: change[name] for name in ASKED if change[name]}
            change.partner_id.check_access("write")
            change.partner_id.write(vals)
            change.partner_id.message_post(
                body=self.env._("The customer asked for this change on the portal.")
            )
            change._decide("done")

    def action_refuse(self):
        """Leave the data as they are; the resident reads why."""
        for change in self:
            change.check_access("write")
            change._lock_waiting()
            if not (change.answer or "").strip():
                raise UserError(
                    self.env._(
                        "Write under Answer to the Resident why the data of "
                        "%(name)s stay as they are; then refuse.",
                        name=change.partner_id.name,
                    )
                )
            change._decide("refused")

    def _decide(self, state, **vals):
        """Override: the office's answer goes out by a letter."""
        result = super()._decide(state, **vals)
        user_sudo = self.sudo().user_id
        if self.env.user._is_internal() and user_sudo.active and user_sudo.email:
            self._send_letter(
                "letter_data_change", user_sudo.email, lang=user_sudo.lang
            )
        return result
