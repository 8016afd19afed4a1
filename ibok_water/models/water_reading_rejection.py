from odoo import models
from odoo.exceptions import UserError
from odoo.tools import format_date, plaintext2html

from .water_contract_point_chain import BOUNDARY


class WaterReading(models.Model):
    """Readings the office does not take, and who is told so."""

    _inherit = "water.reading"

    def _reject(self, reason):
        """The office does not take these readings: say why to who gave them.

        :param str reason: as the customer and the reader will read it
        """
        self._refuse_protocol_states()
        self._withdraw(reason)
        for reading in self:
            recipient = reading._rejection_recipient()
            if recipient.email:
                reading._send_rejection(recipient)
        lines = self.env["water.reading.round.line"].search(
            [("reading_id", "in", self.ids)]
        )
        lines._read_again()

    def _refuse_protocol_states(self):
        """The states of a meter put in or taken out link the bills around them.

        :raise UserError: one of these is such a state; it can be corrected
        """
        for reading in self.filtered(lambda r: r.state == "accepted"):
            if reading._is_boundary():
                raise UserError(
                    self.env._(
                        "Reading %(name)s is a state from the protocol of the meter. "
                        "If it is wrong, correct it: then what rests on it follows.",
                        name=reading.display_name,
                    )
                )

    def _is_boundary(self):
        """Whether it is the state at which its meter was put in or taken out."""
        self.ensure_one()
        return self.kind in BOUNDARY and (
            self.date == self.installation_id[BOUNDARY[self.kind]]
        )

    def _withdraw(self, reason):
        """Take readings out of account; they stay as given, with the reason."""
        # A billing run that settles one of them right now: one of both starts over.
        self._lock_contracts(set(self.contract_id.ids))
        self.invalidate_recordset(["is_settled"])
        for reading in self:
            if reading.is_settled:
                raise UserError(
                    self.env._(
                        "Reading %(name)s has already been settled. Correct the "
                        "settlement instead.",
                        name=reading.display_name,
                    )
                )
        was_accepted = self.filtered(lambda r: r.state == "accepted")
        self._set_process(
            {"state": "rejected", "reject_reason": reason, "volume": 0, "days": 0}
        )
        was_accepted._update_volumes()
        self._begin_elsewhere()
        was_accepted._judge_waiting()

    def _begin_elsewhere(self):
        """Contracts that began at these states begin at what holds now, if anything."""
        rows_sudo = (
            self.env["water.contract.point"]
            .sudo()
            .search([("initial_reading_id", "in", self.ids)])
        )
        rows_sudo.write(
            {"initial_reading_id": False, "initial_value": 0, "initial_date": False}
        )
        rows_sudo._ensure_initial_reading()

    def _rejection_recipient(self):
        """The customer who gave this reading, whom its rejection concerns.

        :return: partner, empty when the utility itself took the reading
        """
        self.ensure_one()
        if self.source == "resident" and self.user_id.share:
            return self.user_id.partner_id
        if self.source in ("resident", "phone"):
            return self.partner_id
        return self.env["res.partner"]

    def _send_rejection(self, recipient):
        """Write to the customer that the reading was not taken, and what to do."""
        self.ensure_one()
        lang = recipient.lang or self.env.lang
        reading = self.with_context(lang=lang)
        company = self.company_id
        env = reading.env
        told = [
            env._(
                "We could not accept the reading %(value)s m³ of %(day)s for "
                "%(address)s.",
                value=reading._volume_text(self.value),
                day=format_date(env, self.date),
                address=self.premise_id.address,
            ),
            env._("Reason: %(reason)s", reason=self.reject_reason),
            env._(
                "It changes nothing in your bills. Please look at the meter once more "
                "and give the new reading in your account, by telephone or at our "
                "office."
            ),
        ]
        if company.phone:
            told.append(env._("Our telephone: %(phone)s", phone=company.phone))
        reading.message_post(
            subject=env._("Your water meter reading was not accepted"),
            body=plaintext2html("\n\n".join(told)),
            author_id=company.partner_id.id,
            partner_ids=recipient.ids,
            message_type="comment",
            subtype_xmlid="mail.mt_note",
            email_layout_xmlid="mail.mail_notification_light",
        )
