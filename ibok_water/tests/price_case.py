from odoo.addons.ibok_water.tests import common
from odoo.addons.ibok_water.tests.common import day


class PriceCase(common.WaterCase):
    """Asks which prices hold on a day."""

    def kind(self, **vals):
        return {
            "recipients": "household",
            "metering": "main_meter",
            "billing_months": "2",
            "invoice_form": "paper",
            "services": "both",
            **vals,
        }

    def prices_on(self, on, **kind):
        table = self.env["water.tariff"]._price_table(self.company, day(on), day(on))
        prices, _subsidies, _groups, problems = table.prices(self.kind(**kind))
        return {
            price.component: float(price.price)
            for price in prices
            if price.date_from <= day(on)
            and (price.date_to is None or price.date_to >= day(on))
        }, problems
