from datetime import timedelta
from decimal import Decimal

from odoo import api, models

from ..engine import (
    EarlierCycles,
    SettlementInput,
    cycle_of,
    known_states,
    point_use,
    settle,
)

VAT_PERCENT = Decimal("8")
DAY = timedelta(days=1)


class WaterContract(models.Model):
    """What the engine needs to know of a contract, loaded and handed over."""

    _inherit = "water.contract"

    def _reckon(self, days, chains, norms, table, vat_percent=None):
        """Run the engine over this contract's use.

        :param norms: [(first day, last day, terms)] without a meter
        :param PriceTable table: prices of the company
        :param Decimal vat_percent: rate of VAT, None: the one charged now
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
            (chain[0][0].date_from + DAY, chain[-1][0].date_to)
            for _point, chain in chains
        ]
        price_from = min([first, *(start for start, _end in use_days)])
        price_to = max([last, *(end for _start, end in use_days)])
        prices, subsidies = self._prices(terms, (price_from, price_to), norms, table)
        services = frozenset(
            ("water", "sewage") if terms.services == "both" else (terms.services,)
        )
        norm_uses = self._norm_uses(days, norms, bool(chains))
        result = settle(
            SettlementInput(
                date_from=first,
                date_to=last,
                billing_months=int(terms.billing_months),
                services=services,
                points=points,
                prices=prices,
                vat_percent=(
                    self._charged_vat_percent() if vat_percent is None else vat_percent
                ),
                subsidies=subsidies,
                norms=norm_uses,
                dn=self._main_dn(last),
                split_precision=parts,
                subscription_mode=company.water_subscription_mode,
                subscription_change=company.water_subscription_change,
                cycle_offset=terms.cycle_offset,
                known_states=known_states(
                    points, services, self._read_days(chains), norm_uses
                ),
                change_days=company.water_tariff_change_days,
                cycles_before=self._cycles_before(first, last),
                allowances=self._allowances(first, last),
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

    def _cycles_before(self, first, last):
        """The first days of a bill, where terms gave them cycles of another length.

        So when such a cycle was not read and is settled with the next one.
        """
        rows = [row for row in self._terms_rows() if first < row.date_from <= last]
        found = []
        for row in (self._terms_on(first), *rows):
            start = max(first, row.date_from)
            kind = int(row.billing_months), row.cycle_offset
            if not found or found[-1][1] != kind:
                found.append((start, kind))
        return tuple(
            EarlierCycles(start, following - DAY, *kind)
            for (start, kind), (following, _kind) in zip(found, found[1:], strict=False)
        )

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

    def _charged_vat_percent(self):
        """Rate of VAT of the contract's next settlement.

        None on an internal note: a unit of the municipality is no other taxpayer (one
        settlement of VAT for all units, act of 5.09.2016, Dz.U. 2018 poz. 280).
        """
        if self.settlement_doc == "internal_note":
            return Decimal(0)
        return self._vat_percent()

    def _vat_percent(self):
        """Rate of the tax that the water product is sold with in this company."""
        return self._vat_percent_of(self.company_id)

    @api.model
    def _vat_percent_of(self, company):
        """Rate of the tax that the water product is sold with in a company."""
        # Not `ref`: it would ask for every contract whether the product is there.
        product = self.env["product.template"].browse(
            self.env["ir.model.data"]._xmlid_to_res_id(
                "ibok_water.product_water", raise_if_not_found=True
            )
        )
        taxes = product.taxes_id.filtered(lambda t: t.company_id == company)
        return Decimal(str(taxes[:1].amount)) if taxes else VAT_PERCENT

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


def _begins(installation):
    return installation.date_from
