from datetime import date, timedelta
from decimal import Decimal

from odoo import fields, models
from odoo.tools import format_date

from ..engine import (
    EngineError,
    NormUse,
    SettlementInput,
    cycle_of,
    next_cycle,
    point_use,
    reading_window,
    settle,
    settling_cycle,
)
from .water_contract_point_chain import SettlementProblem
from .water_reading_flow import exact

VAT_PERCENT = Decimal("8")
#: A reading may be taken so many days after the cycle; a window is not longer.
MARGIN_DAYS = 90


class WaterContract(models.Model):
    """From accepted readings to settlements."""

    _inherit = "water.contract"

    def _cycle_of(self, day):
        """The billing cycle that contains the day."""
        self.ensure_one()
        return cycle_of(day, int(self.billing_months), self.cycle_offset)

    def _settling_cycle(self, day):
        """The cycle whose reading window holds the day, or None."""
        self.ensure_one()
        cycle = settling_cycle(
            day,
            int(self.billing_months),
            self.window_before,
            self.window_after,
            self.cycle_offset,
        )
        if cycle and self.date_to and cycle.date_to > self.date_to:
            return None if cycle.date_from > self.date_to else cycle
        return cycle

    def _last_settled_day(self):
        """Last day of the contract that has a settlement, or False."""
        self.ensure_one()
        last = (
            self.env["water.settlement"]
            .sudo()
            .search(
                [("contract_id", "=", self.id), ("state", "!=", "cancelled")],
                order="date_to desc",
                limit=1,
            )
        )
        return last.date_to

    def _next_due(self, today):
        """What a resident is told about the next bill.

        :return: dict with the first unsettled ``cycle``, its ``window`` (first and
            last day) and whether it is ``open`` today
        """
        self.ensure_one()
        settled = self._last_settled_day()
        start = settled + timedelta(days=1) if settled else self.date_from
        months = int(self.billing_months)
        cycle = self._cycle_of(start)
        window = reading_window(cycle, self.window_before, self.window_after)
        while window[1] < today:
            cycle = next_cycle(cycle, months)
            window = reading_window(cycle, self.window_before, self.window_after)
        return {
            "cycle": cycle,
            "window": window,
            "open": window[0] <= today <= window[1],
        }

    def _settle_on(self, day):
        """Settle the cycle whose window holds the day, if every meter is read.

        Called when a reading was accepted; says nothing when it is not time yet.

        :return: the settlements made (invoiced), possibly none
        """
        made = self.env["water.settlement"]
        for contract in self:
            cycle = contract._settling_cycle(day)
            if cycle and contract._days_to_settle(cycle):
                made |= contract._settle(cycle.date_to, strict=False)
        return made

    def _days_to_settle(self, cycle):
        """(first, last) unsettled day up to the end of the cycle, or None."""
        self.ensure_one()
        settled = self._last_settled_day()
        first = settled + timedelta(days=1) if settled else self.date_from
        last = min(filter(None, (cycle.date_to, self.date_to)))
        return (first, last) if first <= last else None

    def _settle(self, cycle_end, strict=True, run=None):
        """Settle these contracts up to the end of the cycle and make the documents.

        :param date cycle_end: last day of the cycle; a contract that ended earlier is
            settled to its own last day
        :param bool strict: raise `SettlementProblem` when something is missing; else a
            contract that is not ready is passed over
        :return: the settlements made
        """
        # As a reading does: of two at once the second is tried again on fresh data.
        self.env["water.reading"]._lock_contracts(self.ids)
        ready, problems = self._reckon_all(cycle_end)
        for problem in problems.values():
            if strict or problem.code not in ("no_reading", "already_settled"):
                raise problem
        return self._make_settlements(ready, run)

    def _reckon_all(self, cycle_end):
        """Reckon each contract; prices are loaded once for all of a company.

        :return: (values of settlements, {contract: `SettlementProblem`})
        """
        ready, problems = [], {}
        for company, contracts in self.grouped("company_id").items():
            table = (
                self.env["water.tariff"]
                .sudo()
                ._price_table(
                    company, date.min, cycle_end + timedelta(days=MARGIN_DAYS)
                )
            )
            for contract in contracts.sudo():
                try:
                    ready.append(contract._prepare_settlement_vals(cycle_end, table))
                except SettlementProblem as problem:
                    problems[contract] = problem
        return ready, problems

    def _make_settlements(self, vals_list, run=None):
        """Create settlements with their documents, in one batch."""
        for vals in vals_list:
            vals["run_id"] = run.id if run else False
        settlements_sudo = self.env["water.settlement"].sudo().create(vals_list)
        settlements_sudo._finish()
        return settlements_sudo.with_env(self.env)

    def _prepare_settlement_vals(self, cycle_end, table):
        """Reckon one contract and return the values of its settlement.

        :param PriceTable table: prices of the contract's company
        :raise SettlementProblem: it cannot be settled now
        """
        self.ensure_one()
        days = self._days_to_settle(self._cycle_of(cycle_end))
        if not days:
            raise SettlementProblem(
                "already_settled",
                self.env._(
                    "Contract %(number)s is already settled up to %(day)s.",
                    number=self.number,
                    day=format_date(self.env, self._last_settled_day()),
                ),
            )
        chains = self._usage_chains(days, cycle_end)
        try:
            result, points = self._reckon(days, chains, table)
        except EngineError as error:
            raise SettlementProblem(error.code, self._engine_message(error)) from error
        return self._settlement_vals(days, chains, points, result)

    def _reckon(self, days, chains, table):
        """Run the engine over this contract's use.

        :param PriceTable table: prices of the company
        :return: (engine result, use of each point)
        """
        first, last = days
        company = self.company_id
        precision = Decimal(company.water_volume_precision)
        limit = Decimal(str(company.water_rollover_limit))
        points = tuple(
            point_use(
                key=point.id,
                kind=point.kind,
                spans=[span for span, _from, _to in chain],
                precision=precision,
                rollover_limit=limit,
            )
            for point, chain in chains
        )
        use_days = [
            (chain[0][0].date_from + timedelta(days=1), chain[-1][0].date_to)
            for _point, chain in chains
        ]
        price_from = min([first, *(start for start, _end in use_days)])
        price_to = max([last, *(end for _start, end in use_days)])
        prices, subsidies, _groups, problems = table.prices(
            self._tariff_kind(), price_from, price_to
        )
        if problems:
            code, params = problems[0]
            raise SettlementProblem(code, self._group_message(code, params))
        services = {"both": {"water", "sewage"}}.get(self.services, {self.services})
        result = settle(
            SettlementInput(
                date_from=first,
                date_to=last,
                billing_months=int(self.billing_months),
                services=frozenset(services),
                points=points,
                prices=prices,
                vat_percent=self._vat_percent(),
                subsidies=subsidies,
                norm=self._norm_use(),
                dn=self._main_dn(),
                subscription_mode=company.water_subscription_mode,
                cycle_offset=self.cycle_offset,
            )
        )
        return result, points

    def _vat_percent(self):
        """Rate of the tax that the water product is sold with in this company."""
        product = self.env.ref("ibok_water.product_water")
        taxes = product.taxes_id.filtered(lambda t: t.company_id == self.company_id)
        return Decimal(str(taxes[:1].amount)) if taxes else VAT_PERCENT

    def _norm_use(self):
        if self.metering != "norm":
            return None
        norm = self.norm_id
        return NormUse(
            m3_month=exact(norm.m3_month),
            persons=self.persons,
            key=norm.id,
            label=norm.display_name,
        )

    def _main_dn(self):
        """Diameter of the main meter, which some tariffs price by."""
        main = self.contract_point_ids.point_id.filtered(lambda p: p.kind == "main")
        return main[:1].meter_id.dn or None

    def _usage_chains(self, days, cycle_end):
        """Register spans to bill, per point: where the last bill stopped → now.

        :return: list of (point, [(RegisterSpan, reading from, reading to), …])
        :raise SettlementProblem: a point has no reading in the window
        """
        self.ensure_one()
        chains = []
        if self.metering == "norm":
            return chains
        first, last = days
        for row in self.contract_point_ids:
            if row.date_from > last or (row.date_to and row.date_to < first):
                continue
            if row.share != 100:
                raise SettlementProblem(
                    "shared_point",
                    self.env._(
                        "Point %(point)s is shared by several contracts. Settle it "
                        "by hand.",
                        point=row.point_id.code,
                    ),
                )
            chains.append((row.point_id, row._usage_chain(cycle_end)))
        return chains

    def _usage_vals(self, chains, points):
        """Values of the billed register spans, with both readings as printed."""
        reading = self.env["water.reading"].with_context(
            lang=self.partner_id.lang or self.env.lang
        )
        labels = dict(reading._fields["source"]._description_selection(reading.env))
        for (point, chain), use in zip(chains, points, strict=True):
            for (span, read_from, read_to), used in zip(chain, use.spans, strict=True):
                yield {
                    "point_id": point.id,
                    "installation_id": read_to.installation_id.id,
                    "meter_number": span.meter,
                    "reading_from_id": read_from.id,
                    "reading_to_id": read_to.id,
                    "date_from": span.date_from,
                    "date_to": span.date_to,
                    "value_from": float(span.value_from),
                    "value_to": float(span.value_to),
                    "source_from": labels[read_from.source],
                    "source_to": labels[read_to.source],
                    "volume": float(used.volume),
                    "rollover": used.rollover,
                }

    def _settlement_vals(self, days, chains, points, result):
        first, last = days
        return {
            "contract_id": self.id,
            "partner_id": self.partner_id.id,
            "settlement_doc": self.settlement_doc,
            "date_from": first,
            "date_to": last,
            "group_codes": ", ".join(
                dict.fromkeys(line.group for line in result.lines if line.group)
            ),
            "volume_water": float(result.volumes.water),
            "volume_sewage": float(result.volumes.sewage),
            "volume_garden": float(result.volumes.garden),
            "amount_net": float(result.net),
            "amount_tax": float(result.vat),
            "amount_total": float(result.gross),
            "derivation": list(result.derivation),
            "flags": ",".join(result.flags),
            "usage_ids": [
                fields.Command.create(vals) for vals in self._usage_vals(chains, points)
            ],
            "line_ids": [
                fields.Command.create(
                    {
                        "sequence": place * 10,
                        "component": line.component,
                        "rate_id": line.price_key,
                        "group_code": line.group,
                        "date_from": line.date_from,
                        "date_to": line.date_to,
                        "quantity": float(line.quantity),
                        "unit": line.unit,
                        "price_net": float(line.price),
                        "subsidy_net": float(line.subsidy),
                        "amount_net": float(line.net),
                        "derivation": list(line.derivation),
                    }
                )
                for place, line in enumerate(result.lines, start=1)
            ],
        }
