from datetime import date, timedelta
from decimal import Decimal

from odoo import api, models

from ..engine import Price, Subsidy
from ..engine.pricing import holds

CRITERIA = ("recipients", "metering", "billing_months", "invoice_form")


class PriceTable:
    """Prices of one company between two days, looked up by kind of contract.

    Loaded once for a whole batch of contracts; a kind met before is not searched again.
    """

    def __init__(self, tariffs, subsidies, date_from, date_to):
        self._spans = self._run_on(tariffs)
        self._days = date_from, date_to
        self._subsidies = subsidies
        self._cache = {}
        self._changes = None

    @staticmethod
    def _run_on(tariffs):
        """(tariff, first day, last day or None): an old one runs on until the next."""
        ordered = tariffs.sorted("date_from")
        followers = [tariff.date_from - timedelta(days=1) for tariff in ordered[1:]]
        return [
            (tariff, tariff.date_from, last)
            for tariff, last in zip(ordered, [*followers, None], strict=False)
        ]

    def changes(self):
        """First days of new prices, and of m³ with or without a subsidy."""
        if self._changes is None:
            days = set()
            for tariff, first, _last in self._spans:
                days |= {first, *tariff.period_ids.mapped("date_from")}
            for subsidy in self._subsidies:
                days.add(subsidy.date_from)
                if subsidy.date_to:
                    days.add(subsidy.date_to + timedelta(days=1))
            self._changes = frozenset(days)
        return self._changes

    def _in_force(self, date_from, date_to):
        """The spans that touch these days."""
        return [
            (tariff, first, last)
            for tariff, first, last in self._spans
            if first <= date_to and (last is None or last >= date_from)
        ]

    def find_group(self, tariff, kind, service):
        """The most specific group of the tariff that fits; ambiguous → first error.

        :param dict kind: the contract's criteria (`CRITERIA`) and ``services``
        :return: (group or empty, whether another group fits equally well)
        """
        best, best_score, ambiguous = tariff.group_ids.browse(), None, False
        for group in tariff.group_ids:
            if group.services not in (service, "both"):
                continue
            if any(group[name] and group[name] != kind[name] for name in CRITERIA):
                continue
            score = (
                group.services == kind["services"],
                sum(bool(group[name]) for name in CRITERIA),
            )
            if best_score is None or score > best_score:
                best, best_score, ambiguous = group, score, False
            elif score == best_score:
                ambiguous = True
        return best, ambiguous

    def prices(self, kind, date_from=None, date_to=None):
        """Engine prices and subsidies for a kind of contract.

        :param date date_from, date_to: days in need of prices, by default all of the
            table's

        :return: (tuple of `Price`, tuple of `Subsidy`, {service: latest group},
            list of problems as (code, params))
        """
        spans = self._in_force(date_from or self._days[0], date_to or self._days[1])
        key = (*sorted(kind.items()), *(tariff.id for tariff, _first, _last in spans))
        if key not in self._cache:
            self._cache[key] = self._build(kind, spans)
        return self._cache[key]

    def _build(self, kind, spans):
        prices, problems, groups, subsidies = [], [], {}, []
        services = (
            ("water", "sewage") if kind["services"] == "both" else (kind["services"],)
        )
        for tariff, first, last in spans:
            for service in services:
                group, ambiguous = self.find_group(tariff, kind, service)
                if ambiguous or not group:
                    code = "group_ambiguous" if ambiguous else "group_missing"
                    problems.append((code, {"tariff": tariff.name, "service": service}))
                    continue
                groups[service] = group
                prices += self._group_prices(group, service, first, last)
                subsidies += self._group_subsidies(group, service, first, last)
        return tuple(dict.fromkeys(prices)), tuple(subsidies), groups, problems

    def of_group(self, group, day):
        """(prices, subsidies) of a group of a tariff that hold on a day."""
        prices, subsidies = [], []
        for tariff, first, last in self._in_force(day, day):
            if tariff != group.tariff_id:
                continue
            for service in group._priced_services():
                prices += self._group_prices(group, service, first, last)
                subsidies += self._group_subsidies(group, service, first, last)
        return (
            [price for price in dict.fromkeys(prices) if holds(price, day)],
            [subsidy for subsidy in subsidies if holds(subsidy, day)],
        )

    @staticmethod
    def _group_prices(group, service, first, last):
        """Prices of one group; the last period runs on to the next tariff."""
        final = max(group.tariff_id.period_ids.mapped("date_to"))
        wanted = {service, f"subscription_{service}", "subscription_both"}
        for rate in group.rate_ids:
            if rate.component not in wanted:
                continue
            period = rate.period_id
            date_to = last if period.date_to == final else period.date_to
            if last is not None and period.date_from > last:
                continue
            yield Price(
                component=rate.component,
                price=Decimal(str(rate.price_net)),
                per=rate.per,
                date_from=max(first, period.date_from),
                date_to=min(filter(None, (date_to, last)), default=None),
                key=rate.id,
                group=group.code,
                dn_from=rate.dn_from or None,
                dn_to=rate.dn_to or None,
                from_m3=rate._block_from(),
            )

    def _group_subsidies(self, group, service, first, last):
        """Subsidies to one group of one tariff, on the days of that tariff.

        The next tariff may name its groups otherwise, and then other subsidies hold.
        """
        for subsidy in self._subsidies:
            begin = max(first, subsidy.date_from)
            end = min(filter(None, (last, subsidy.date_to)), default=None)
            if (
                subsidy.component == service
                and subsidy._covers_group(group.code)
                and (end is None or begin <= end)
            ):
                yield Subsidy(
                    component=service,
                    amount=Decimal(str(subsidy.amount_net)),
                    date_from=begin,
                    date_to=end,
                    key=subsidy.id,
                )


class WaterTariff(models.Model):
    _inherit = "water.tariff"

    @api.model
    def _price_table(self, company, date_from: date, date_to: date):
        """Load tariffs and subsidies of a company for the days asked at once."""
        tariffs = self.search(
            [
                ("company_id", "=", company.id),
                ("state", "=", "active"),
                ("date_from", "<=", date_to),
            ]
        )
        tariffs.group_ids.rate_ids.fetch(
            [
                "component",
                "price_net",
                "per",
                "dn_from",
                "dn_to",
                "from_m3",
                "period_id",
            ]
        )
        subsidies = self.env["water.tariff.subsidy"].search(
            [
                ("company_id", "=", company.id),
                ("date_from", "<=", date_to),
                "|",
                ("date_to", "=", False),
                ("date_to", ">=", date_from),
            ]
        )
        return PriceTable(tariffs, subsidies, date_from, date_to)
