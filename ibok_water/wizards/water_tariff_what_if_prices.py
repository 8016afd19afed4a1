from dataclasses import replace
from datetime import date

from ..models.water_tariff_lookup import PriceTable


class ShiftedPrices(PriceTable):
    """Prices of one period of a tariff, as if they held on each day of a span.

    Subsidies are those that would be paid on the first day of the price period; they
    too hold on each day of the span.
    """

    def __init__(self, period, subsidies, date_from, date_to):
        self._period = period
        super().__init__(period.tariff_id, subsidies, date_from, date_to)

    def _in_force(self, date_from, date_to):
        """Override: one tariff, whatever its own days.

        A bill that ended in the span may have begun before it.
        """
        return [(self._period.tariff_id, date.min, None)]

    def _group_prices(self, group, service, first, last):
        """Override: rates of the chosen period only, on all days."""
        rates = group.rate_ids.filtered(lambda r: r.period_id == self._period)
        kept = frozenset(rates.ids)
        for price in PriceTable._group_prices(group, service, date.min, None):
            if price.key in kept:
                yield replace(price, date_from=first, date_to=None)

    def _group_subsidies(self, group, service, first, last):
        """Override: on all days of the span."""
        for subsidy in super()._group_subsidies(group, service, first, last):
            yield replace(subsidy, date_from=date.min, date_to=None)
