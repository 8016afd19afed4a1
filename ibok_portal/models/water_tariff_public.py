from datetime import timedelta

from odoo import api, models
from odoo.fields import Domain

from odoo.addons.ibok_water.models.law_day import law_today

from .water_contract_prices_page import with_vat

DAY = timedelta(days=1)


class WaterTariff(models.Model):
    """What everybody may read of a tariff: prices are public (art. 24e of the act)."""

    _inherit = "water.tariff"

    @api.model
    def _public_domain(self, company):
        """Tariffs that are, were or will be in force; not those withdrawn."""
        return Domain("company_id", "=", company.id) & Domain("state", "=", "active")

    @api.model
    def _public_tariffs(self, company):
        """All of them, the newest first; read by everybody, so without rules."""
        return self.sudo().search(self._public_domain(company))

    @api.model
    def _public_current(self, company):
        """The one that bills of today are made with; the next one before the first."""
        return self._public_tariffs(company)._current_of()

    def _current_of(self):
        """Of all tariffs of a municipality, the newest first, the one of today."""
        today = law_today(self)
        begun = self.filtered(lambda tariff: tariff.date_from <= today)
        return begun[:1] or self[-1:]

    def _public_period(self, chosen=None):
        """The price period to show: the chosen one, else that of today.

        Before the tariff's first day the first, after its last day the last, which
        runs on until the next tariff begins.
        """
        self.ensure_one()
        periods = self.period_ids.sorted("date_from")
        if picked := periods.filtered(lambda period: str(period.id) == chosen):
            return picked
        today = law_today(self)
        begun = periods.filtered(lambda period: period.date_from <= today)
        return begun[-1:] or periods[:1]

    def _public_day(self, period, current):
        """A day on which the period's prices hold: today, or its first one.

        :param current: the tariff of today
        """
        self.ensure_one()
        if self == current and period == self._public_period():
            return max(law_today(self), period.date_from)
        return period.date_from

    def _public_end(self, tariffs):
        """The last day of this tariff's prices as far as it is known.

        A tariff that no other one follows runs on after its own last day: then none is.

        :param tariffs: all of the municipality, the newest first
        """
        self.ensure_one()
        later = tariffs.filtered(lambda tariff: tariff.date_from > self.date_from)
        if later:
            return later[-1:].date_from - DAY
        return self.date_to if self.date_to >= law_today(self) else None

    def _public_prices(self, day):
        """The tables of prices on a day, one for each group.

        :return: list of dicts ``group``, ``rates`` (dicts ``label``, ``unit``,
            ``net``, ``gross`` [zł], ``dn_from``, ``dn_to`` [mm], ``from_m3``) and
            ``subsidies`` (dicts ``label``, ``net``, ``gross``)
        """
        self.ensure_one()
        contracts = self.env["water.contract"]
        vat = contracts._vat_percent_of(self.company_id)
        labels = contracts._portal_rate_labels()
        order = list(labels)
        found = self.group_ids._prices_on(day)
        tables = []
        for group in self.group_ids:
            prices, subsidies = found[group]
            prices.sort(
                key=lambda price: (
                    order.index(price.component),
                    price.dn_from or 0,
                    price.from_m3 or 0,
                )
            )
            tables.append(
                {
                    "group": group,
                    "rates": [
                        {
                            "label": labels[price.component],
                            "unit": labels[price.per],
                            "net": price.price,
                            "gross": with_vat(price.price, vat),
                            "dn_from": price.dn_from,
                            "dn_to": price.dn_to,
                            "from_m3": price.from_m3,
                        }
                        for price in prices
                    ],
                    "subsidies": [
                        {
                            "label": labels[subsidy.component],
                            "net": subsidy.amount,
                            "gross": with_vat(subsidy.amount, vat),
                        }
                        for subsidy in subsidies
                    ],
                }
            )
        return tables

    def _public_file(self):
        """The tariff as open data, in the form of `docs/tariff-file.md`.

        Without the note, which is the office's own.
        """
        self.ensure_one()
        data = self._file_data()
        data.pop("note", None)
        return data
