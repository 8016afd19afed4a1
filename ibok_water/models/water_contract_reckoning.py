from datetime import timedelta
from decimal import Decimal

from odoo import models
from odoo.tools import format_date

from ..engine import (
    NormUse,
    SettlementInput,
    cycle_of,
    known_states,
    point_use,
    settle,
)
from .water_contract_point_chain import SettlementProblem
from .water_reading_flow import exact

VAT_PERCENT = Decimal("8")


class WaterContract(models.Model):
    """What the engine needs to know of a contract, loaded and handed over."""

    _inherit = "water.contract"

    def _reckon(self, days, chains, table):
        """Run the engine over this contract's use.

        :param PriceTable table: prices of the company
        :return: (engine result, use of each point)
        """
        first, last = days
        terms = self._terms_on(last)
        company = self.company_id
        precision = Decimal(company.water_volume_precision)
        limit = Decimal(str(company.water_rollover_limit))
        parts = Decimal(company.water_split_precision)
        points = tuple(
            self._share(
                point_use(
                    key=point.id,
                    kind=point.kind,
                    spans=[span for span, _from, _to in chain],
                    precision=precision,
                    rollover_limit=limit,
                ),
                point,
                parts,
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
            self._tariff_kind(terms), price_from, price_to
        )
        if problems:
            code, params = problems[0]
            raise SettlementProblem(code, self._group_message(code, params))
        services = frozenset(
            ("water", "sewage") if terms.services == "both" else (terms.services,)
        )
        result = settle(
            SettlementInput(
                date_from=first,
                date_to=last,
                billing_months=int(terms.billing_months),
                services=services,
                points=points,
                prices=prices,
                vat_percent=self._vat_percent(),
                subsidies=subsidies,
                norm=self._norm_use(terms),
                dn=self._main_dn(last),
                split_precision=parts,
                subscription_mode=company.water_subscription_mode,
                subscription_change=company.water_subscription_change,
                cycle_offset=terms.cycle_offset,
                known_states=known_states(points, services, self._read_days(chains)),
                change_days=company.water_tariff_change_days,
                **self._charged_before(first),
            )
        )
        return result, points

    def _charged_before(self, first):
        """Whether the bill before charged the month and the period begun on a day.

        So when a contract was billed to a last day that was put off since. Days are
        billed without a gap, so what begins after the contract's first day follows a
        bill; new terms begin a period of their own.
        """
        if first <= self.date_from:
            return {}
        terms = self._terms_on(first)
        cycle = cycle_of(first, int(terms.billing_months), terms.cycle_offset)
        return {
            "month_charged": first.day > 1,
            "period_charged": max(cycle.date_from, terms.date_from) < first,
        }

    @staticmethod
    def _read_days(chains):
        """Days on which somebody read the meters: an estimate decides nothing."""
        readings = [
            reading
            for _point, chain in chains
            for _span, read_from, read_to in chain
            for reading in (read_from, read_to)
        ]
        estimated = {r.date for r in readings if r.source == "estimate"}
        return {reading.date for reading in readings} - estimated

    def _vat_percent(self):
        """Rate of the tax that the water product is sold with in this company."""
        # Not `ref`: it would ask for every contract whether the product is there.
        product = self.env["product.template"].browse(
            self.env["ir.model.data"]._xmlid_to_res_id(
                "ibok_water.product_water", raise_if_not_found=True
            )
        )
        taxes = product.taxes_id.filtered(lambda t: t.company_id == self.company_id)
        return Decimal(str(taxes[:1].amount)) if taxes else VAT_PERCENT

    @staticmethod
    def _norm_use(terms):
        if terms.metering != "norm":
            return None
        norm = terms.norm_id
        return NormUse(
            m3_month=exact(norm.m3_month),
            persons=terms.persons,
            key=norm.id,
            label=norm.display_name,
        )

    def _main_dn(self, day):
        """Diameter of the main meter on a day, which some tariffs price by.

        A meter taken out since still measured those days; of one taken out before them
        the size holds until another is put in.
        """
        # Not by filters and slices: those forget what is loaded together.
        rows = [row for row in self.contract_point_ids if row.kind == "main"]
        rows.sort(key=lambda row: not row._holds_on(day))
        for row in rows:
            installed = [
                installation
                for installation in row.point_id.installation_ids
                if installation.date_from <= day
            ]
            if installed:
                return max(installed, key=_begins).meter_id.dn or None
        return None

    def _usage_chains(self, days, cycle_end, table, starts=()):
        """Register spans to bill, per point: where the last bill stopped → now.

        :param PriceTable table: its changes of price cut the use at readings near them
        :param starts: {(contract, point): reading} to begin at instead
        :return: list of (point, [(RegisterSpan, reading from, reading to), …])
        :raise SettlementProblem: a point has no reading in the window
        """
        self.ensure_one()
        chains = []
        first, last = days
        if self._terms_on(last).metering == "norm":
            return chains
        # Not by filters and slices: those forget what is loaded together.
        rows = {}
        for row in self.contract_point_ids:
            rows.setdefault(row.point_id, []).append(row)
        for point, own in rows.items():
            # Shares that change have a row each; the use goes on through them.
            current = [
                row
                for row in own
                if row.date_from <= last and (not row.date_to or row.date_to >= first)
            ]
            if current:
                closing = max(current, key=_begins)
                start = (
                    starts[self, point]
                    if (self, point) in starts
                    else min(own, key=_begins)._start_reading()
                )
                start = self._after_norm(point, start, first)
                chain = closing._usage_chain(cycle_end, table, start)
                chains += [(point, piece) for piece in self._by_share(point, chain)]
        return chains

    def _after_norm(self, point, start, first):
        """Where the register begins to count after days that a norm was billed for.

        What the meter showed in those days is in the norm already.

        :param start: the reading paid up to, or the first one
        :raise SettlementProblem: nobody read the meter on the last of those days
        """
        before = first - timedelta(days=1)
        if (
            not start
            or start.date >= before
            or first <= self.date_from
            or self._terms_on(before).metering != "norm"
        ):
            return start
        installation = point._installation_on(before)
        reading = self.env["water.reading"].search(
            [
                ("point_id", "=", point.id),
                ("installation_id", "=", installation.id),
                ("state", "=", "accepted"),
                ("date", "=", before),
            ],
            limit=1,
        )
        if not reading:
            raise SettlementProblem(
                "after_norm",
                self.env._(
                    "Up to %(day)s a norm was billed, so the meter of point %(point)s "
                    "counts from then on. Enter its reading of that day.",
                    point=point.code,
                    day=format_date(self.env, before),
                ),
            )
        return reading


def _begins(row):
    return row.date_from
