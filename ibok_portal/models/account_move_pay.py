from datetime import timedelta

from odoo import api, fields, models

from odoo.addons.payment import utils as payment_utils

#: A payment that the provider has not decided yet; drafts were never begun.
UNDECIDED = ("pending", "authorized")
#: How long the money of a payment that was begun may be on its way: a transfer by hand
#: that was sent before a long weekend. The provider may give it up before.
ON_ITS_WAY = timedelta(days=5)
#: How long a payment is thanked for on the page that it leads back to.
JUST = timedelta(hours=1)


class AccountMove(models.Model):
    """Which bills a resident may pay together, and what they come to."""

    _inherit = "account.move"

    @api.model
    def _portal_open_domain(self):
        """Posted bills and notes of the present company with something left to pay."""
        return [
            "|",
            ("move_type", "=", "out_invoice"),
            "&",
            ("move_type", "=", "out_receipt"),
            ("water_interest_note", "=", True),
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
        if not moves or not self.env.company._portal_pays_on_line():
            return moves.browse()
        asked = moves.sudo().with_context(ibok_pays_on_line=True)
        return moves & asked.filtered(lambda move: move._has_to_be_paid())

    @api.model
    def _portal_being_confirmed(self):
        """The user's open bills whose payment the provider has not confirmed yet."""
        return self.search(self._portal_open_domain()).filtered(
            lambda move: (
                set(UNDECIDED) & set(move.sudo().transaction_ids.mapped("state"))
            )
        )

    def _portal_begun(self):
        """Payments of these bills that somebody began, and of which nothing is known.

        Who comes back from the provider may have given up or may wait for his bank:
        only he knows. So these bills can be paid again, but not by mistake.

        :return: {bill id: the latest such payment, in `sudo`}
        """
        found_sudo = (
            self.env["payment.transaction"]
            .sudo()
            .search(
                [
                    ("invoice_ids", "in", self.ids),
                    ("state", "=", "draft"),
                    ("operation", "in", ("online_redirect", "online_direct")),
                    ("create_date", ">=", fields.Datetime.now() - ON_ITS_WAY),
                ],
                order="create_date, id",
            )
            if self
            else self.env["payment.transaction"]
        )
        mine = set(self.ids)
        return {
            bill: transaction_sudo
            for transaction_sudo in found_sudo
            for bill in transaction_sudo.invoice_ids.ids
            if bill in mine
        }

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

    @api.model
    def _portal_own_payable(self):
        """Those of the bills to pay that are the user's own customer's."""
        return self._portal_payable().filtered(
            lambda move: not move._portal_by_access()
        )

    @api.model
    def _portal_owed_of_shared(self, today):
        """What is left to pay on contracts that others opened to the user.

        :return: {contract id: dict ``owed``, ``due`` (of the oldest bill that is
            not disputed), ``late``
            (whether that day has passed) and ``payable`` (the user can pay on line)}
        """
        moves = self.search(
            [*self._portal_open_domain(), ("shared_with_me", "=", True)],
            order="invoice_date_due, id",
        ).filtered(lambda move: move._portal_by_access())
        payable = self._portal_payable() if moves else moves
        disputed = moves._portal_disputes()
        owed = {}
        for contract, bills in moves.grouped("water_contract_id").items():
            asked = bills.filtered(lambda move: move.id not in disputed)
            due = asked[:1].invoice_date_due
            owed[contract.id] = {
                "owed": bills._portal_sum(),
                "due": due,
                "late": bool(due and due < today),
                "payable": bool(bills & payable),
            }
        return owed

    def _portal_one_customer(self):
        """Those bills of the first one's customer: each customer is paid apart."""
        return self.filtered(
            lambda move: (
                move.sudo().commercial_partner_id
                == self[:1].sudo().commercial_partner_id
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
