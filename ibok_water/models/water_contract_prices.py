from dataclasses import replace
from datetime import date, timedelta

from odoo import models

from .water_contract_point_chain import SettlementProblem

DAY = timedelta(days=1)
#: Components by m³; the fees are those of a bill's last day.
BY_VOLUME = ("water", "sewage")


class WaterContract(models.Model):
    """Prices of a bill: of one tariff group, or of one for meters and one for norms."""

    _inherit = "water.contract"

    def _prices(self, terms, span, norms, table):
        """(prices, subsidies) of a bill's days.

        Fees are those of the terms of the last day. A m³ has the price of its own
        day's terms: one of a norm's days is in no group for meters.

        :param span: first and last day in need of prices
        :raise SettlementProblem: the tariff has no group for these terms
        """
        prices, subsidies = self._group_prices(terms, span, table)
        if not norms or [norm[:2] for norm in norms] == [span]:
            return prices, subsidies
        found = [price for price in prices if price.component not in BY_VOLUME]
        granted = []
        for first, last, own in self._priced_days(terms, norms):
            own_prices, own_subsidies = self._group_prices(own, span, table)
            volume = [price for price in own_prices if price.component in BY_VOLUME]
            found += _within(volume, first, last)
            granted += _within(own_subsidies, first, last)
        return tuple(found), tuple(granted)

    def _priced_days(self, terms, norms):
        """(first, last day, terms) of every run of days, of meters and of norms."""
        found, start = [], date.min
        for first, last, own in norms:
            # What is before the first days of a norm was billed by a meter.
            spell = [row for row in self._terms_rows() if row.date_from < first]
            metered = [row for row in spell if row.metering != "norm"]
            found.append((start, first - DAY, (metered or spell or [own])[-1]))
            found.append((first, last, own))
            start = last + DAY
        return [*found, (start, date.max, terms)]

    def _group_prices(self, terms, span, table):
        prices, subsidies, _groups, problems = table.prices(
            self._tariff_kind(terms), *span
        )
        if problems:
            code, params = problems[0]
            raise SettlementProblem(code, self._group_message(code, params))
        return prices, subsidies


def _within(rates, first, last):
    """Prices or subsidies, each cut to these days; others are left out."""
    return [
        replace(
            rate,
            date_from=max(rate.date_from, first),
            date_to=min(rate.date_to or date.max, last),
        )
        for rate in rates
        if rate.date_from <= last and (rate.date_to is None or rate.date_to >= first)
    ]
