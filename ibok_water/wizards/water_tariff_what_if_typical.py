from collections import Counter, defaultdict
from decimal import Decimal
from statistics import median

from odoo import models
from odoo.fields import Command

from ..engine import EngineError, cycle_of, round_to
from .water_tariff_what_if_reckoner import Bill, Reckoner, Unplaced, change

CENTI = Decimal("0.01")
#: Days of a month, on the average of a year.
MONTH = Decimal(365) / 12
CRITERIA = ("recipients", "metering", "billing_months", "invoice_form", "services")


class WaterTariffWhatIf(models.TransientModel):
    """Bills of typical contracts, before and after."""

    _inherit = "water.tariff.what.if"

    def _store_typical(self, placed, kinds, table):
        """One typical bill for each kind of contract, the commonest kind first.

        "Now" is the tariff in force on the last day of the span; "then" are the chosen
        prices. Both are reckoned for one billing cycle and divided by its months.

        :param placed: {contract id: its bills}
        """
        by_kind = defaultdict(list)
        for contract_id, bills in placed.items():
            kind = {**kinds[contract_id]["kind"], "services": bills[-1].services}
            by_kind[tuple(kind[name] for name in CRITERIA)].append(contract_id)
        vat = self.env["water.contract"].browse(list(placed)[:1])._vat_percent()
        current = self.env["water.tariff"]._price_table(
            self.company_id, self.date_to, self.date_to
        )
        engines = [Reckoner(t, self.company_id, vat) for t in (current, table)]
        ordered = sorted(by_kind.items(), key=lambda item: (-len(item[1]), str(item)))
        rows = [
            self._typical(dict(zip(CRITERIA, key, strict=True)), ids, placed, kinds)
            | {"sequence": place}
            for place, (key, ids) in enumerate(ordered)
        ]
        for row in rows:
            self._price_typical(row, engines)
        self.bill_ids = [Command.clear(), *map(Command.create, rows)]

    def _typical(self, kind, contract_ids, placed, kinds):
        """The median use of contracts of one kind, m³ a month."""
        use = {"water": [], "sewage": []}
        for contract_id in contract_ids:
            bills = placed[contract_id]
            days = sum((b.date_to - b.date_from).days + 1 for b in bills)
            for service, volumes in use.items():
                volumes.append(sum(b.volume(service) for b in bills) * MONTH / days)
        sizes = Counter(kinds[contract_id]["dn"] for contract_id in contract_ids)
        return {
            **kind,
            "contract_count": len(contract_ids),
            "volume_water": round_to(median(use["water"]), CENTI),
            "volume_sewage": round_to(median(use["sewage"]), CENTI),
            "dn": sizes.most_common(1)[0][0],
        }

    def _price_typical(self, row, engines):
        """Put the gross of a month under both tariffs into the row."""
        kind = {name: row[name] for name in CRITERIA}
        months = int(kind["billing_months"])
        cycle = cycle_of(self.date_to, months)
        both = kind["services"] == "both"
        services = ("water", "sewage") if both else (kind["services"],)
        lines = {s: (row[f"volume_{s}"] * months, 0, 0) for s in services}
        bill = Bill(0, cycle.date_from, cycle.date_to, lines)
        contract = {"kind": kind, "offset": 0, "dn": row.pop("dn")}
        gross = {}
        for name, engine in zip(("now", "draft"), engines, strict=True):
            try:
                result, groups = engine.reckon(bill, contract)
            except (Unplaced, EngineError):
                # The tariff of today need not fit; the bills were made in the past.
                continue
            gross[name] = round_to(result.gross / months, CENTI)
            codes = dict.fromkeys(group.code for group in groups.values())
            row[f"groups_{name}"] = ", ".join(codes)
            row[f"gross_{name}"] = float(gross[name])
        if len(gross) == 2:
            row |= change(gross["now"], gross["draft"])
        row |= {key: float(row[key]) for key in ("volume_water", "volume_sewage")}
