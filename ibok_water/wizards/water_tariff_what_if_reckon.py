from collections import Counter, defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from odoo import models
from odoo.fields import Command
from odoo.tools import SQL

from ..engine import EngineError, to_grosz
from ..models.water_tariff_lookup import CRITERIA
from .water_tariff_what_if_prices import ShiftedPrices
from .water_tariff_what_if_reckoner import MEASURES, Bill, Reckoner, Unplaced, change


@dataclass
class Sums:
    """What is summed up of one group of the tariff."""

    contracts: set = field(default_factory=set)
    values: Counter = field(default_factory=Counter)


class WaterTariffWhatIf(models.TransientModel):
    """The reckoning of a what-if: bills in bulk, the engine once a different bill."""

    _inherit = "water.tariff.what.if"

    def _reckon(self):
        """Fill the result. Contracts are read at once, equal bills reckoned once."""
        self.ensure_one()
        self.tariff_id.check_access("read")
        table = ShiftedPrices(
            self.period_id, self._subsidies(), self.date_from, self.date_to
        )
        bills = self._load_bills()
        contracts = self.env["water.contract"].browse({bill.contract for bill in bills})
        kinds = self._kinds(contracts)
        engine = Reckoner(table, self.company_id, contracts[:1]._vat_percent())
        groups, unplaced, placed = defaultdict(Sums), {}, defaultdict(list)
        for contract_id, own in _by_contract(bills).items():
            try:
                rows = [(bill, engine.reckon(bill, kinds[contract_id])) for bill in own]
            except (Unplaced, EngineError) as error:
                net = sum(line[1] for bill in own for line in bill.lines.values())
                unplaced[contract_id] = (self._unplaced_text(error), net)
                continue
            placed[contract_id] = own
            months = int(kinds[contract_id]["kind"]["billing_months"])
            for bill, (result, fitting) in rows:
                _add(groups, bill, result, fitting, months)
        self._store(groups, unplaced, bills, placed)
        self._store_typical(placed, kinds, table)

    def _subsidies(self):
        """Subsidies on the first day of the chosen prices: live, or of the draft."""
        day = self.period_id.date_from
        subsidies = self.env["water.tariff.subsidy"].with_context(active_test=False)
        found = subsidies.search(
            [
                ("company_id", "=", self.company_id.id),
                ("date_from", "<=", day),
                "|",
                ("date_to", "=", False),
                ("date_to", ">=", day),
                "|",
                ("active", "=", True),
                ("tariff_id", "=", self.tariff_id.id),
            ]
        )
        live = found.filtered("active")
        known = {subsidy._file_key() for subsidy in live}
        return live | found.filtered(
            lambda s: not s.active and s._file_key() not in known
        )

    def _load_bills(self):
        """Settlements that ended in the span, with their lines summed by component."""
        lines = self.env["water.settlement.line"]
        lines.flush_model()
        lines.settlement_id.flush_model()
        rows = self.env.execute_query(
            SQL(
                """SELECT s.id, s.contract_id, s.date_from, s.date_to, l.component,
                          SUM(l.quantity), SUM(l.amount_net),
                          SUM(ROUND(l.quantity * l.subsidy_net, 2))
                     FROM water_settlement s
                     JOIN water_settlement_line l ON l.settlement_id = s.id
                    WHERE s.company_id = %s AND s.state = 'done'
                      AND s.date_to BETWEEN %s AND %s
                 GROUP BY s.id, l.component
                 ORDER BY s.contract_id, s.date_to, s.id, l.component""",
                self.company_id.id,
                self.date_from,
                self.date_to,
            )
        )
        bills = {}
        for settlement, contract, first, last, component, *sums in rows:
            bill = bills.setdefault(settlement, Bill(contract, first, last, {}))
            bill.lines[component] = tuple(Decimal(str(value or 0)) for value in sums)
        return list(bills.values())

    def _kinds(self, contracts):
        """{contract id: what chooses its prices}, as they were on the last day."""
        contracts.fetch([*CRITERIA, "services", "cycle_offset"])
        rates = self.tariff_id.group_ids.rate_ids
        by_size = any(rate.dn_from or rate.dn_to for rate in rates)
        return {
            contract.id: {
                "kind": contract._tariff_kind(contract._terms_on(self.date_to)),
                "offset": contract.cycle_offset,
                "dn": contract._main_dn(self.date_to) if by_size else None,
            }
            for contract in contracts
        }

    def _unplaced_text(self, error):
        if isinstance(error, Unplaced):
            service = error.args[1]
            water = service == "water"
            if error.args[0] == "group_ambiguous":
                return (
                    self.env._("Two groups for water fit equally well")
                    if water
                    else self.env._("Two groups for sewage fit equally well")
                )
            return (
                self.env._("No group for water fits")
                if water
                else self.env._("No group for sewage fits")
            )
        return self.env._("The tariff has no price for this meter or these days")

    def _store(self, groups, unplaced, bills, placed):
        lines = []
        for place, group in enumerate(self.tariff_id.group_ids):
            sums = groups.get(group.code)
            if sums is None:
                continue
            net_now, net_draft = sums.values["net_now"], sums.values["net_draft"]
            lines.append(
                {
                    **{name: float(value) for name, value in sums.values.items()},
                    **change(net_now, net_draft),
                    "sequence": place,
                    "group_id": group.id,
                    "group_code": group.code,
                    "group_name": group.name,
                    "contract_count": len(sums.contracts),
                }
            )
        total = Counter()
        for sums in groups.values():
            total.update(sums.values)
        self.write(
            {
                "contract_count": len(placed),
                "settlement_count": len(bills),
                **{
                    name: float(total[name])
                    for name in ("net_now", "net_draft", "subsidy_now", "subsidy_draft")
                },
                **change(total["net_now"], total["net_draft"]),
                "unplaced_net": float(sum(net for _text, net in unplaced.values())),
                "line_ids": [Command.clear(), *map(Command.create, lines)],
                "unplaced_ids": [
                    Command.clear(),
                    *(
                        Command.create(
                            {"contract_id": key, "reason": text, "net_now": float(net)}
                        )
                        for key, (text, net) in unplaced.items()
                    ),
                ],
            }
        )


def _by_contract(bills):
    found = defaultdict(list)
    for bill in bills:
        found[bill.contract].append(bill)
    return found


def _add(groups, bill, result, fitting, months):
    """Add a bill to the groups that price it, as billed and as reckoned.

    :param int months: of the contract's billing period
    """
    for group in fitting.values():
        groups[group.code].contracts.add(bill.contract)
    for component, (_quantity, net, subsidy) in bill.lines.items():
        service = "sewage" if component.endswith("sewage") else "water"
        # A common fee of a contract that now has one service stays with it.
        group = fitting.get(service) or next(iter(fitting.values()))
        values = groups[group.code].values
        values["net_now"] += net
        values["subsidy_now"] += subsidy
    for line in result.lines:
        values = groups[line.group].values
        values["net_draft"] += line.net
        if line.component in MEASURES:
            values[MEASURES[line.component]] += line.quantity
            values["subsidy_draft"] += to_grosz(line.quantity * line.subsidy)
        elif line.unit == "month":
            values["months"] += line.quantity
        else:
            values["periods"] += line.quantity
            values["months"] += line.quantity * months
