from odoo import models
from odoo.exceptions import UserError


class WaterInterestRun(models.Model):
    """From a run's notes to its customers: by e-mail, the rest on paper."""

    _inherit = "water.interest.run"

    def action_deliver(self):
        """Hand the notes of who gets letters by e-mail to Odoo's sending.

        What was sent or waits to be sent is left alone, so it may be pressed again.

        :raise UserError: nothing is left to send
        """
        self.ensure_one()
        self._ensure_maker()
        electronic = self._undelivered().filtered(
            lambda note: note._water_goes_by_mail()
        )
        if not electronic:
            raise UserError(
                self.env._(
                    "No note of this run waits to be sent by e-mail. The others are "
                    "printed: button “Print the Rest”."
                )
            )
        # Who may was asked; a clerk does not write notes.
        electronic.sudo()._water_send_later()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "Notes handed over to be sent by e-mail: %(count)s.",
                    count=len(electronic),
                ),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def action_print(self):
        """One file with the notes that go out on paper, by their numbers."""
        self.ensure_one()
        self._ensure_maker()
        notes = self.line_ids.note_id.filtered(
            lambda note: (
                not note.water_note_cancelled and not note._water_goes_by_mail()
            )
        )
        if not notes:
            raise UserError(
                self.env._("Every note of this run is sent by e-mail; none is printed.")
            )
        return self.env.ref("ibok_water.report_interest_notes_action").report_action(
            notes.sorted("name"), config=False
        )

    def _undelivered(self):
        """Notes in force that were neither sent nor handed over."""
        return self.line_ids.note_id.filtered(
            lambda note: (
                not note.is_move_sent
                and not note.sending_data
                and not note.water_note_cancelled
            )
        ).sorted("name")


class AccountMove(models.Model):
    _inherit = "account.move"

    def _water_goes_by_mail(self):
        """Override: a note goes by e-mail to who gets his bills by it.

        The consent is for invoices (art. 106n of the VAT act); for a note the law asks
        none, but who wants paper gets all on paper.
        """
        self.ensure_one()
        if not self.water_interest_note:
            return super()._water_goes_by_mail()
        payer_sudo = self.commercial_partner_id.sudo().with_company(self.company_id)
        contracts_sudo = (
            self.env["water.contract"]
            .sudo()
            .search(
                [
                    ("partner_id.commercial_partner_id", "=", payer_sudo.id),
                    ("company_id", "=", self.company_id.id),
                    ("state", "=", "open"),
                ]
            )
        )
        return (
            any(one._goes_electronically(self.invoice_date) for one in contracts_sudo)
            and payer_sudo.invoice_sending_method in (False, "email")
            and bool(self.partner_id.email)
        )
