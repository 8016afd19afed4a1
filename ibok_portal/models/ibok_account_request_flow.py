from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import format_date, mute_logger

from .ibok_account_request import CONFIRM_HOURS, PASSWORD_HOURS


class IbokAccountRequest(models.Model):
    """The road of a request: asked, confirmed, opened or decided by the office."""

    _inherit = "ibok.account.request"

    @api.model
    def _ask(self, vals):
        """Keep a registration and send the letter to its address.

        Whatever is known of the address or the customer, one request is written and
        one letter sent: who asked learns nothing but what the letter says.

        :param dict vals: checked and normalised values of the form
        :return: the request, in `sudo`
        """
        Request = self.sudo().with_context(
            mail_create_nolog=True, mail_create_nosubscribe=True
        )
        same = Request.search(
            [
                ("email", "=", vals["email"]),
                ("state", "in", ("unconfirmed", "check")),
            ]
        )
        waiting = same.filtered(lambda r: r.state == "check")
        known = self._is_login(vals["email"])
        (same - waiting).write({"state": "replaced"})
        (same - waiting)._end_links()
        state = "known" if known else "replaced" if waiting else "unconfirmed"
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                request_sudo = Request.create({**vals, "state": state})
        except UniqueViolation:
            # Sent twice at once: the other one has the letter.
            return Request
        request_sudo._send_first_letter()
        return request_sudo

    def _send_first_letter(self):
        """The letter after the form: confirm, or why there is nothing to confirm."""
        self.ensure_one()
        letters = {"known": "letter_known", "replaced": "letter_waiting"}
        link = self._new_link(CONFIRM_HOURS)
        if self.state != "unconfirmed":
            self._end_links()
        self._send_letter(
            letters.get(self.state, "letter_confirm"),
            self.email,
            link=link,
            hours=CONFIRM_HOURS,
        )

    @api.model
    def _is_login(self, email):
        """Whether an account has this login, a blocked one included."""
        self.env["res.users"].flush_model(["login"])
        self.env.cr.execute(
            "SELECT 1 FROM res_users WHERE lower(login) = lower(%s) LIMIT 1", [email]
        )
        return bool(self.env.cr.rowcount)

    def _confirm(self):
        """The address is its owner's: open the account, or ask the office.

        Called behind a checked link, in `sudo`.
        """
        self._lock()
        if self.state != "unconfirmed":
            return
        self.confirmed_at = fields.Datetime.now()
        partner_sudo = self._find_customer()
        self.partner_id = partner_sudo
        if self._opens_by_itself(partner_sudo) and not self._is_login(self.email):
            self._open(partner_sudo)
        else:
            self._hand_to_office()

    def _hand_to_office(self):
        """Into the queue, with the day by which the office decides."""
        self.ensure_one()
        self.write(
            {
                "state": "check",
                # The link goes on telling how things stand until the office decided.
                "token_end": fields.Datetime.add(fields.Datetime.now(), days=60),
            }
        )
        self._begin_promise()
        self._ask_office()
        self._send_letter(
            "letter_check", self.email, deadline=format_date(self.env, self.deadline)
        )

    def _open(self, partner_sudo, person=None):
        """Open the account: a user of the portal group and of no other.

        :param partner_sudo: the customer, or the contact of his who gets the account
        """
        self.ensure_one()
        # Two requests for one customer at once: who comes second starts over.
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE res_partner SET write_date = write_date WHERE id = %s",
            [partner_sudo.commercial_partner_id.id],
        )
        user_sudo = (
            self.env["res.users"]
            .sudo()
            .with_context(
                no_reset_password=True,
                mail_create_nolog=True,
                mail_create_nosubscribe=True,
            )
            .create(
                {
                    "login": self.email,
                    "partner_id": partner_sudo.id,
                    "name": partner_sudo.name,
                    "email": self.email,
                    "lang": partner_sudo.lang or self.env.lang or "pl_PL",
                    "tz": "Europe/Warsaw",
                    "company_id": self.company_id.id,
                    "company_ids": [Command.set(self.company_id.ids)],
                    "group_ids": [Command.set(self.env.ref("base.group_portal").ids)],
                }
            )
        )
        if self.phone and not partner_sudo.phone:
            partner_sudo.phone = self.phone
        self.env["ibok.consent"]._give(
            user_sudo,
            self.terms_id | self.privacy_id,
            self.ip,
            at=self.accepted_at,
        )
        self._decide("opened", user_id=user_sudo.id, partner_id=partner_sudo.id)
        self.env["ibok.account.event"]._keep("opened", user_sudo, ip=self.ip)
        self._send_letter(
            "letter_opened", self.email, link=self._new_link(PASSWORD_HOURS)
        )
        return user_sudo

    def _set_first_password(self, password):
        """The password of an account that has none; the link is used up with it.

        Called behind a checked link, in `sudo`.

        :return: whether it was set now
        """
        self._lock()
        if not self._awaits_password():
            return False
        self.user_id.with_context(ibok_letter_follows=True).password = password
        self._end_links()
        self.env["ibok.account.event"]._keep("password", self.user_id, by_resident=True)
        return True

    def _awaits_password(self):
        """Whether the account is open and nobody has chosen a password for it yet."""
        self.ensure_one()
        user_sudo = self.sudo().user_id
        return bool(
            self.state == "opened"
            and self.sudo().token_hash
            and user_sudo.active
            and not user_sudo._has_password()
        )

    # -- the office -------------------------------------------------------------

    def action_approve(self):
        """Open the account over the customer chosen."""
        for request in self:
            request.check_access("write")
            request_sudo = request.sudo()
            request_sudo._lock_waiting()
            customer_sudo = request_sudo.partner_id
            if not customer_sudo.water_customer_number:
                raise UserError(
                    self.env._("Choose the customer whose account this will be.")
                )
            if self._is_login(request.email):
                raise UserError(
                    self.env._(
                        "The address %(email)s has an account already. Refuse the "
                        "request, and ask the person to log in or to give another "
                        "address.",
                        email=request.email,
                    )
                )
            if self._accounts_of(customer_sudo):
                # A second person over the same contracts is a contact of the customer.
                customer_sudo = customer_sudo.create(
                    {
                        "name": request.name,
                        "parent_id": customer_sudo.commercial_partner_id.id,
                        "type": "other",
                        "lang": customer_sudo.lang,
                    }
                )
            request_sudo._open(customer_sudo)

    def _refuse(self, reason):
        """Close the request and tell the person why."""
        for request in self:
            request.check_access("write")
            request_sudo = request.sudo()
            request_sudo._lock_waiting()
            request_sudo._decide("refused", reason=reason)
            request_sudo._end_links()
            request_sudo._send_letter("letter_refused", request.email)

    def action_refuse(self):
        """Ask for the reason."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Refuse"),
            "res_model": "ibok.account.refuse",
            "view_mode": "form",
            "target": "new",
            "context": {"default_request_ids": self.ids},
        }
