from odoo import models
from odoo.tools import formatLang


class IbokApplication(models.Model):
    """How much of an overpayment is asked for, beside how much there is."""

    _inherit = "ibok.application"

    def _faults(self):
        """Override: who fills in the form asks for no more than he has.

        Left empty it is all that there is on the day of the decision: money that is
        still under way can be asked for too. What came on paper is received.
        """
        faults = super()._faults()
        if self.channel == "portal" and self.code == "refund":
            question = self._questions().filtered(lambda one: one.code == "amount")[:1]
            if self._asks_too_much() or (
                self._value("amount") and not self._asked_back()
            ):
                # Nothing is no sum, and what is no number is told before.
                faults.setdefault(f"q{question.id}", self._no_more_than())
        return faults

    def _approval_remark(self):
        """Override: before it is approved the clerk reads what can be given back."""
        self.ensure_one()
        if self.code == "refund" and self.partner_id:
            if self._refundable() <= 0:
                return self._nothing_to_refund()
            if self._asks_too_much():
                return self.env._(
                    "%(asked)s is asked for, and %(credit)s can be given back today. "
                    "Write in the decision how much it is.",
                    asked=self._in_money(self._asked_back()),
                    credit=self._in_money(self._refundable()),
                )
        return super()._approval_remark()

    def _asks_too_much(self):
        """Whether a sum is asked for that is not there."""
        self.ensure_one()
        credit = self._refundable() if self.partner_id else 0.0
        currency = self.company_id.currency_id
        return currency.compare_amounts(self._asked_back(), max(credit, 0.0)) > 0

    def _asked_back(self):
        """The sum that is asked for [zł]; 0: the whole overpayment, or no number."""
        question = self._questions().filtered(lambda one: one.code == "amount")[:1]
        value = self._value("amount")
        if not question or not value or question._canonical(value)[1]:
            return 0.0
        return float(value)

    def _refundable(self):
        """Money that the customer may have back today [zł]; below 0: he owes."""
        customer = self.partner_id.commercial_partner_id
        credit = (
            self.env["water.refund"]
            .new({"partner_id": customer.id, "company_id": self.company_id.id})
            ._free_credit()
        )
        return self.company_id.currency_id.round(credit)

    def _no_more_than(self):
        """For who asks for more than he has."""
        credit = self._refundable()
        if credit > 0:
            return self.env._(
                "You have paid %(amount)s too much. Write this much or less, or leave "
                "it empty for all of it.",
                amount=self._in_money(credit),
            )
        return self.env._(
            "In our books you have paid nothing too much today. If your payment is "
            "still under way, leave this empty: we give back what is there when we "
            "decide."
        )

    def _nothing_to_refund(self):
        return self.env._(
            "%(name)s has paid nothing too much today.",
            name=self.partner_id.commercial_partner_id.name,
        )

    def _in_money(self, amount):
        return formatLang(self.env, amount, currency_obj=self.company_id.currency_id)
