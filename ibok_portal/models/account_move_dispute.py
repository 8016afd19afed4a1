from odoo import models
from odoo.fields import Domain


class AccountMove(models.Model):
    """Bills that are disputed, as residents read of them."""

    _inherit = "account.move"

    def _water_follow_correction(self):
        """Override: a credit note by hand corrects what a complaint was right about.

        Bills by readings are corrected by their settlements, fees by an accountant.
        """
        result = super()._water_follow_correction()
        disputed_sudo = self.sudo().filtered("water_disputed")
        if disputed_sudo:
            self.env["ibok.ticket"].sudo()._end_accepted(disputed_sudo)
        return result

    def _portal_disputes(self):
        """The disputed ones of these, with the user's own complaint about each.

        A clerk may have marked a bill without a complaint, and who sees a bill by an
        access learns nothing of what its customer wrote.

        :return: {move id: complaint in `sudo`, or an empty one}
        """
        disputed_sudo = self.sudo().filtered("water_disputed")
        user = self.env.user
        tickets_sudo = self.env["ibok.ticket"].sudo()
        if disputed_sudo and user._is_portal():
            tickets_sudo = tickets_sudo.search(
                tickets_sudo._portal_domain(user)
                & Domain("move_id", "in", disputed_sudo.ids)
                & Domain("state", "!=", "withdrawn"),
                order="id",
            )
        newest = {ticket.move_id.id: ticket for ticket in tickets_sudo}
        return {
            move.id: newest.get(move.id, tickets_sudo.browse())
            for move in disputed_sudo
        }
