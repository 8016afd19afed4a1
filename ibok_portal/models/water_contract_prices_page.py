from decimal import ROUND_HALF_UP, Decimal

from odoo import models

from odoo.addons.ibok_water.engine.pricing import fits_meter, holds

HUNDREDTH = Decimal("0.01")


class WaterContract(models.Model):
    """What the resident pays for water and sewage today."""

    _inherit = "water.contract"

    def _portal_prices(self, today):
        """The prices that a bill of today would be made with.

        :return: dict ``rates`` (dicts ``label``, ``unit``, ``net``, ``gross``,
            ``from_m3``, ``until``), ``subsidies`` (dicts ``label``, ``net``),
            ``vat`` in percent and ``tariffs``; None when the tariff does not tell
        """
        self.ensure_one()
        terms = self._terms_on(today)
        if not terms or not self._portal_is_current() or self.date_from > today:
            return None
        table = (
            self.env["water.tariff"].sudo()._price_table(self.company_id, today, today)
        )
        prices, subsidies, groups, problems = table.prices(
            self._tariff_kind(terms), today, today
        )
        if problems:
            return None
        vat, dn = self._charged_vat_percent(), self._main_dn(today)
        labels = self._portal_rate_labels()
        order = list(labels)
        rates = [
            {
                "label": labels[price.component],
                "unit": labels[price.per],
                "net": price.price,
                "gross": with_vat(price.price, vat),
                "from_m3": price.from_m3,
                "until": price.date_to,
            }
            for price in sorted(prices, key=lambda price: order.index(price.component))
            if holds(price, today) and fits_meter(price, dn)
        ]
        return rates and {
            "rates": rates,
            "subsidies": [
                {"label": labels[subsidy.component], "net": subsidy.amount}
                for subsidy in subsidies
                if holds(subsidy, today)
            ],
            "vat": vat.normalize(),
            "tariffs": self.env["water.tariff"]
            .sudo()
            .union(*(group.tariff_id for group in groups.values())),
        }

    def _portal_rate_labels(self):
        """What is paid for and by what, in words."""
        return {
            "water": self.env._("Water"),
            "sewage": self.env._("Sewage"),
            "subscription_water": self.env._("Subscription for water"),
            "subscription_sewage": self.env._("Subscription for sewage"),
            "subscription_both": self.env._("Subscription for water and sewage"),
            "m3": self.env._("m³"),
            "month": self.env._("month"),
            "period": self.env._("billing period"),
        }


def with_vat(net, percent):
    """A price with VAT, to the grosz: for information, bills add VAT to their sum."""
    gross = net * (100 + percent) / 100
    return gross.quantize(HUNDREDTH, rounding=ROUND_HALF_UP)
