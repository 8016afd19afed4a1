from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from ..engine import PointUse, SettlementInput, settle

ZERO = Decimal(0)
MEASURES = {"water": "volume_water", "sewage": "volume_sewage"}


@dataclass
class Bill:
    """A settlement as it was billed."""

    contract: int
    date_from: date
    date_to: date
    #: {component: (quantity, net, subsidy)}
    lines: dict

    @property
    def services(self):
        """Services that were billed, as a contract names them."""
        billed = [service for service in MEASURES if service in self.lines]
        return billed[0] if len(billed) == 1 else "both"

    def volume(self, service):
        return self.lines.get(service, (ZERO,))[0]


class Unplaced(Exception):
    """The tariff has no price for a contract; its text says why."""


class Reckoner:
    """Prices bills with a table; an equal bill is not reckoned twice."""

    def __init__(self, table, company, vat_percent):
        self._table = table
        self._mode = company.water_subscription_mode
        self._precision = Decimal(company.water_split_precision)
        self._vat = vat_percent
        self._cache = {}

    def reckon(self, bill, contract):
        """(engine's result, {service: group}) of a bill under the table's prices.

        :raise Unplaced: no group fits, or two fit equally well
        """
        kind = {**contract["kind"], "services": bill.services}
        volumes = (bill.volume("water"), bill.volume("sewage"))
        key = (
            *kind.values(),
            contract["offset"],
            contract["dn"],
            bill.date_from,
            bill.date_to,
            volumes,
        )
        if key not in self._cache:
            self._cache[key] = self._settle(bill, contract, kind, volumes)
        return self._cache[key]

    def _settle(self, bill, contract, kind, volumes):
        prices, subsidies, groups, problems = self._table.prices(
            kind, bill.date_from, bill.date_to
        )
        if problems:
            code, params = problems[0]
            raise Unplaced(code, params["service"])
        # The volumes are known: one point for each service bears them as they are.
        before = bill.date_from - timedelta(days=1)
        points = tuple(
            PointUse(
                key=point,
                kind=point,
                date_from=before,
                date_to=bill.date_to,
                spans=(),
                volume=volume,
            )
            for point, volume in zip(("main", "sewage"), volumes, strict=True)
        )
        services = {"both": {"water", "sewage"}}.get(kind["services"])
        result = settle(
            SettlementInput(
                date_from=bill.date_from,
                date_to=bill.date_to,
                billing_months=int(kind["billing_months"]),
                services=frozenset(services or {kind["services"]}),
                points=points,
                prices=prices,
                vat_percent=self._vat,
                subsidies=subsidies,
                dn=contract["dn"],
                split_precision=self._precision,
                subscription_mode=self._mode,
                cycle_offset=contract["offset"],
            )
        )
        return result, groups


def change(before, after):
    """Difference in zł, and as a part of what was before."""
    difference = after - before
    return {
        "difference": float(difference),
        "percent": float(difference / before) if before else 0.0,
    }
