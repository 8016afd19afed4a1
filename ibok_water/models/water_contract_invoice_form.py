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

    def _consent_ended(self, _day):
        """Last day of a consent that was taken back before a day, or None."""
        return None

    def _fits_invoice_form(self, form, day, table=None):
        """Whether the tariff of a day has groups for this form of invoice.

        :param str form: ``paper`` or ``electronic``; the other terms are those of the
            day
        :param table: prices of the company that hold this day, where they are loaded
        """
        self.ensure_one()
        if table is None:
            tariffs_sudo = self.env["water.tariff"].sudo()
            table = tariffs_sudo._price_table(self.company_id, day, day)
        kind = self._tariff_kind(self._terms_on(day)) | {"invoice_form": form}
        return not table.prices(kind, day, day)[3]

    def _next_period_start(self):
        """First day of the next billing period, on which nothing is billed yet.

        For a contract that has not begun it is its own first day.
        """
        self.ensure_one()
        return self._next_period_starts()[self]

    def _next_period_starts(self):
        """{contract: first day of its next billing period}, for all of them at once."""
        today = law_today(self)
        settled = self._settled_days()
        starts = {}
        for contract in self:
            if contract.date_from > today:
                starts[contract] = contract.date_from
                continue
            ends = (contract._cycle_of(today).date_to, settled.get(contract.id))
            starts[contract] = max(filter(None, ends)) + timedelta(days=1)
        return starts
