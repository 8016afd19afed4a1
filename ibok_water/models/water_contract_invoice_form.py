from datetime import timedelta

from odoo import models

from .law_day import law_today


class WaterContract(models.Model):
    """Paper or electronic: how a bill goes out, and the tariff groups for it."""

    _inherit = "water.contract"

    def _goes_electronically(self, day):
        """Whether it was agreed that the bill up to a day goes out electronically."""
        self.ensure_one()
        return self._terms_on(day).invoice_form == "electronic"

    def _has_consent(self, day):
        """Whether the customer's consent to that is on record (VAT act, art. 106n)."""
        self.ensure_one()
        return self._terms_on(day).invoice_form == "electronic"

    def _fits_invoice_form(self, form, day):
        """Whether the tariff of a day has groups for this form of invoice.

        :param str form: ``paper`` or ``electronic``; the other terms are those of the
            day
        """
        self.ensure_one()
        table = self.env["water.tariff"].sudo()._price_table(self.company_id, day, day)
        kind = self._tariff_kind(self._terms_on(day)) | {"invoice_form": form}
        return not table.prices(kind, day, day)[3]

    def _next_period_start(self):
        """First day of the next billing period, on which nothing is billed yet.

        For a contract that has not begun it is its own first day.
        """
        self.ensure_one()
        today = law_today(self)
        if self.date_from > today:
            return self.date_from
        settled = self._last_settled_day()
        ends = (self._cycle_of(today).date_to, settled)
        return max(filter(None, ends)) + timedelta(days=1)
