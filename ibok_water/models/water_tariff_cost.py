from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from odoo import api, models

from ..engine import PointUse, SettlementInput, cycle_of, settle
from ..engine.pricing import holds
from .water_tariff_lookup import CRITERIA

DAY = timedelta(days=1)


class WaterTariffGroup(models.Model):
    """What a group's prices are on a day."""

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
                found[group] = table.of_group(group, day)
        return found


class WaterTariff(models.Model):
    """What a billing cycle costs, for anybody who tells his use."""

    _inherit = "water.tariff"

    def _kinds(self):
        """What this tariff tells recipients apart by.

        :return: {criterion: its values that some group names}, of `CRITERIA`
        """
        self.ensure_one()
        return {
            name: [
                value
                for value, _label in self.group_ids._fields[name].selection
                if value in set(self.group_ids.mapped(name))
            ]
            for name in CRITERIA
        }

    @api.model
    def _cost_prices(self, company, day, kind):
        """What a kind of recipient pays on a day.

        :param dict kind: the values of `CRITERIA`, and ``services``
        :return: as `PriceTable.prices`
        """
        return self._price_table(company, day, day).prices(kind, day, day)

    @api.model
    def _cycle_cost(self, company, day, kind, volume, dn=None, found=None):
        """What a whole billing cycle costs when the prices of a day hold throughout.

        Sewage is as much as water: nothing is taken off for a garden.

        :param dict kind: the values of `CRITERIA`, and ``services``
        :param volume: use in a month [m³]
        :param dn: size of the meter [mm], where the prices ask for it
        :param found: what `_cost_prices` gave of this kind and day, where it was asked
        :return: the engine's result, or None where no group fits the kind
        :raise EngineError: a price is missing, or two fit
        """
        found = found or self._cost_prices(company, day, kind)
        prices, subsidies, _groups, problems = found
        if problems:
            return None
        months = int(kind["billing_months"])
        cycle = cycle_of(day, months)
        company = company.sudo()
        before = cycle.date_from - DAY
        points = tuple(
            PointUse(
                key=point,
                kind=point,
                date_from=before,
                date_to=cycle.date_to,
                spans=(),
                volume=Decimal(volume) * months,
            )
            for point in ("main", "sewage")
        )
        always = {"date_from": cycle.date_from, "date_to": None}
        both = kind["services"] == "both"
        return settle(
            SettlementInput(
                date_from=cycle.date_from,
                date_to=cycle.date_to,
                billing_months=months,
                services=frozenset({"water", "sewage"} if both else {kind["services"]}),
                points=points,
                prices=tuple(
                    replace(price, **always) for price in prices if holds(price, day)
                ),
                vat_percent=self.env["water.contract"]._vat_percent_of(company),
                subsidies=tuple(
                    replace(subsidy, **always)
                    for subsidy in subsidies
                    if holds(subsidy, day)
                ),
                dn=dn,
                split_precision=Decimal(company.water_split_precision),
                subscription_mode=company.water_subscription_mode,
            )
        )

    @api.model
    def _meter_sizes(self, prices):
        """Limits of meter sizes that engine prices name: [(from, to)], in mm.

        An end is None where it is open; empty when no price asks for a size.
        """
        return sorted(
            {(p.dn_from, p.dn_to) for p in prices if p.dn_from or p.dn_to},
            key=lambda size: (size[0] or 0, size[1] or 0),
        )
