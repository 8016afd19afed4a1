from odoo import api, fields, models
from odoo.exceptions import RedirectWarning, UserError

from odoo.addons.ibok_water import engine
from odoo.addons.ibok_water.models.law_day import law_today


class IbokApplication(models.Model):
    """Carried out in money: a bill lowered, an overpayment given back."""

    _inherit = "ibok.application"

    def _approval_remark(self):
        """What stands against carrying it out today, told before it is approved."""
        self.ensure_one()
        if self.code == "leak" and self.contract_id and not self._leak_bill():
            return self._no_leak_bill()
        return False

    def _leak_bill(self):
        """The last bill of the water of these days, or none.

        A meter is read after the days of a bill as often as in them: what it counted
        tells where the leak is charged. Only without a meter do the days of the bill.
        """
        start = self._day("leak_from") or self.received_on or law_today(self)
        end = self._day("leak_to") or law_today(self)
        start, end = min(start, end), max(start, end)
        return self.env["water.settlement"].search(
            [
                ("contract_id", "=", self.contract_id.id),
                ("state", "=", "done"),
                "|",
                # The day of a reading belongs to the bill that it ends.
                (
                    "usage_ids",
                    "any",
                    [("date_to", ">=", start), ("date_from", "<", end)],
                ),
                "&",
                ("usage_ids", "=", False),
                "&",
                ("date_to", ">=", start),
                ("date_from", "<=", end),
            ],
            order="date_to desc, id desc",
            limit=1,
        )

    def _no_leak_bill(self):
        return self.env._(
            "Contract %(number)s has no bill of the days of the leak yet. Make it "
            "first, or wait for it.",
            number=self.contract_id.number,
        )

    def _fulfil_leak(self):
        """m³ of the bill with the leak that are not charged, as the office decided."""
        contract = self._step_contract()
        bill = self._leak_bill()
        if not bill:
            raise RedirectWarning(
                self._no_leak_bill(),
                # The web client opens it as it is: without its views it cannot.
                self._form_of(contract) | {"views": [(False, "form")]},
                self.env._("Open the Contract"),
            )
        return self._step_action(bill.action_allow(), reason=self._reason())

    def _fulfil_refund(self):
        """A refund on the list for the bank; or the one that waits there already."""
        self.ensure_one()
        made = self.env["water.refund"].search(
            [("application_id", "=", self.id), ("state", "!=", "cancelled")], limit=1
        )
        if made:
            return self._form_of(made)
        if not self.partner_id:
            raise UserError(self.env._("Choose the customer on the application first."))
        customer = self.partner_id.commercial_partner_id
        credit = self._refundable()
        if credit <= 0:
            raise UserError(self._nothing_to_refund())
        asked, iban = self._asked_back(), self._value("iban")
        return self._step_action(
            self._form_of(self.env["water.refund"], self.env._("Refund")),
            partner_id=customer.id,
            amount=min(asked, credit) if asked else credit,
            nrb=engine.format_nrb(iban) if iban else False,
            reason=self._reason(),
        )

    def _prepare_refund(self):
        """Put what the last bill left over on the list for the bank.

        Where he told an account for it, and no bill comes any more that would take it.
        """
        self.ensure_one()
        if "held" in self.contract_id.settlement_ids.mapped("state"):
            # The last bill is looked at first: what it takes nobody knows yet.
            return
        customer = self.partner_id.commercial_partner_id
        road = customer.sudo()._portal_credit_road(self.company_id, law_today(self))
        iban, credit = self._value("iban"), self._refundable()
        if iban and road == "none" and credit > 0:
            self.env["water.refund"].create(
                {
                    "partner_id": customer.id,
                    "company_id": self.company_id.id,
                    "amount": credit,
                    "nrb": engine.format_nrb(iban),
                    "reason": self._reason(),
                }
            )


class WaterRefund(models.Model):
    """A refund that was applied for: carried out when the bank has the order."""

    _inherit = "water.refund"

    application_id = fields.Many2one(
        "ibok.application",
        readonly=True,
        copy=False,
        ondelete="restrict",
        help="The application that this refund carries out.",
    )

    _application_once = models.UniqueIndex(
        "(application_id) WHERE application_id IS NOT NULL AND state != 'cancelled'",
        "A refund was made of this application already.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Override: keep which application it is of."""
        refunds = super().create(vals_list)
        application = self.env["ibok.application"]._carried("refund")
        customer = application.partner_id.commercial_partner_id
        if (
            application
            and len(refunds) == 1
            and refunds.partner_id.commercial_partner_id == customer
        ):
            refunds.sudo().application_id = application
        return refunds

    def action_send(self):
        """Override: what was applied for is carried out."""
        result = super().action_send()
        for refund in self:
            # The accountant sends it, who has no part in applications.
            application_sudo = refund.sudo().application_id
            if application_sudo.state == "approved":
                application_sudo._fulfilled(refund)
        return result
