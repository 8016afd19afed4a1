from datetime import timedelta

from odoo import api, fields, models

from odoo.addons.payment import utils as payment_utils

#: A payment that the provider has not decided yet; drafts were never begun.
UNDECIDED = ("pending", "authorized")
#: How long a payment is thanked for on the page that it leads back to.
JUST = timedelta(hours=1)


class AccountMove(models.Model):
    """Which bills a resident may pay together, and what they come to."""

    _inherit = "account.move"

    @api.model
    def _portal_open_domain(self):
        """Posted bills of the present company with something left to pay."""
        return [
            ("move_type", "=", "out_invoice"),
            ("state", "=", "posted"),
            ("company_id", "=", self.env.company.id),
            ("currency_id", "=", self.env.company.currency_id.id),
            ("payment_state", "in", ("not_paid", "partial")),
            ("amount_residual", ">", 0),
        ]

    @api.model
    def _portal_payable(self):
        """Bills that the user can pay on line, by his record rules; oldest first."""
        moves = self.search(self._portal_open_domain(), order="invoice_date_due, id")
        return moves.filtered(lambda move: move.sudo()._has_to_be_paid())

    @api.model
    def _portal_being_confirmed(self):
        """The user's open bills whose payment the provider has not confirmed yet."""
        return self.search(self._portal_open_domain()).filtered(
            lambda move: (
                set(UNDECIDED) & set(move.sudo().transaction_ids.mapped("state"))
            )
        )

    @api.model
    def _portal_just_paid(self):
        """The payment by this user that arrived in the last hour, if there is one."""
        return (
            self.env["payment.transaction"]
            .sudo()
            .search(
                [
                    ("partner_id", "=", self.env.user.partner_id.id),
                    ("state", "=", "done"),
                    ("last_state_change", ">=", fields.Datetime.now() - JUST),
                ],
                order="last_state_change desc, id desc",
                limit=1,
            )
        )

    def _portal_sum(self):
        """What is left to pay of these bills [zł], all of one currency."""
        currency = self.currency_id or self.env.company.currency_id
        return currency.round(sum(self.mapped("amount_residual")))

    def _portal_grosze(self):
        """What is left to pay of this bill, in grosze, for the page to add up."""
        self.ensure_one()
        return payment_utils.to_minor_currency_units(
            self.amount_residual, self.currency_id
        )
