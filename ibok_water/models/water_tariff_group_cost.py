from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from odoo import models

from ..engine import PointUse, SettlementInput, cycle_of, settle

DAY = timedelta(days=1)


class WaterTariffGroup(models.Model):
    """What a group's prices are on a day, and what a billing cycle costs under them."""

    _inherit = "water.tariff.group"

    def _prices_on(self, day):
        """The prices and subsidies of these groups on a day.

        The last price period of a tariff runs on until the next tariff begins.

        :return: {group: (list of engine `Price`, list of engine `Subsidy`)}
        """
        found = {}
        for company, groups in self.grouped("company_id").items():
            table = self.env["water.tariff"]._price_table(company, day, day)
            for group in groups:
                prices, subsidies = table.of_group(group, day)
                found[group] = (prices, subsidies)
        return found

    def _cycle_cost(self, day, volume, months, dn=None):
        """What a whole billing cycle costs when the prices of a day hold throughout.

        Sewage is as much as water: nothing is taken off for a garden.

        :param volume: use in a month [m³]
        :param months: of the billing cycle
        :param dn: size of the meter [mm], where the prices ask for it
        :return: the engine's result
        :raise EngineError: a price is missing, or two fit
        """
        self.ensure_one()
        cycle = cycle_of(day, months)
        prices, subsidies = self._prices_on(day)[self]
        company = self.company_id.sudo()
        used = Decimal(volume) * months
        before = cycle.date_from - DAY
        points = tuple(
            PointUse(
                key=kind,
                kind=kind,
                date_from=before,
                date_to=cycle.date_to,
                spans=(),
                volume=used,
            )
            for kind in ("main", "sewage")
        )
        always = {"date_from": cycle.date_from, "date_to": None}
        return settle(
            SettlementInput(
                date_from=cycle.date_from,
                date_to=cycle.date_to,
                billing_months=months,
                services=frozenset(self._priced_services()),
                points=points,
                prices=tuple(replace(price, **always) for price in prices),
                vat_percent=self.env["water.contract"]._vat_percent_of(company),
                subsidies=tuple(replace(subsidy, **always) for subsidy in subsidies),
                dn=dn,
                split_precision=Decimal(company.water_split_precision),
                subscription_mode=company.water_subscription_mode,
            )
        )

    def _meter_sizes(self, day):
        """Limits of meter sizes that the prices of a day name: [(from, to)], in mm.

        An end is None where it is open; empty when no price asks for a size.
        """
        prices, _subsidies = self._prices_on(day)[self]
        return sorted(
            {(p.dn_from, p.dn_to) for p in prices if p.dn_from or p.dn_to},
            key=lambda size: (size[0] or 0, size[1] or 0),
        )
