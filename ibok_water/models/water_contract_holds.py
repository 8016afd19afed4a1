from datetime import timedelta
from decimal import Decimal

from odoo import models
from odoo.tools import SQL

from ..engine import HoldFacts, MeterMark, PastSettlement, judge
from .water_reading_flow import exact
from .water_settlement import SETTLED

#: How far back a rule looks: the same days a year before may lie in a bill of twelve
#: months, and so may those of this bill.
PAST_DAYS = 3 * 366


class WaterContract(models.Model):
    """Which reckoned settlements wait for a person; asked of the database in bulk."""

    _inherit = "water.contract"

    def _hold(self, vals_list):
        """Mark those values of settlements that a rule holds.

        :param list vals_list: values of `_settlement_vals` of these contracts, of one
            company; changed in place
        """
        rules = self.env["water.hold.rule"].sudo()._rules_of(self.company_id)
        if not rules or not vals_list:
            return
        past = self._past_settlements(min(vals["date_from"] for vals in vals_list))
        readings = self.env["water.reading"].browse(
            command[2]["reading_to_id"]
            for vals in vals_list
            for command in vals["usage_ids"]
        )
        by_id = {reading.id: reading for reading in readings}
        contracts = {contract.id: contract for contract in self}
        for vals in vals_list:
            contract = contracts[vals["contract_id"]]
            terms = contract._terms_on(vals["date_to"])
            concerned = rules.filtered(
                lambda rule, who=terms.recipients: rule.recipients in (False, who)
            )
            facts = contract._hold_facts(vals, terms, by_id, past.get(contract.id, []))
            findings = judge(facts, [rule._as_rule() for rule in concerned])
            if findings:
                vals.update(
                    state="held",
                    hold_codes=",".join(dict.fromkeys(f.code for f in findings)),
                    hold_params=[
                        {"code": f.code} | {k: str(v) for k, v in f.params.items()}
                        for f in findings
                    ],
                )

    def _hold_facts(self, vals, terms, readings, past):
        """What the engine judges one reckoned settlement by."""
        self.ensure_one()
        last = {}
        for _command, _id, use in sorted(
            vals["usage_ids"], key=lambda command: command[2]["date_to"]
        ):
            last[use["point_id"]] = readings[use["reading_to_id"]]
        # By which of the volumes a contract is judged: what it is billed for first.
        sewage_only = terms.services == "sewage"
        volume = vals["volume_sewage" if sewage_only else "volume_water"]
        method = self.partner_id.with_company(self.company_id).invoice_sending_method
        electronic = method == "email" or (
            not method and self._goes_electronically(vals["date_to"])
        )
        return HoldFacts(
            date_from=vals["date_from"],
            date_to=vals["date_to"],
            volume=exact(volume),
            gross=Decimal(f"{vals['amount_total']:.2f}"),
            flags=tuple(filter(None, vals["flags"].split(","))),
            sources=tuple(reading.source for reading in last.values()),
            marks=tuple(
                MeterMark(
                    meter=reading.meter_id.number,
                    due=reading.meter_id.verification_due,
                    read_on=reading.date,
                )
                for reading in last.values()
                if reading.meter_id.verification_due
            ),
            history=tuple(
                PastSettlement(
                    first, end, exact(sewage if sewage_only else water), estimated
                )
                for first, end, water, sewage, estimated in past
            ),
            electronic=electronic,
            consent=not electronic or self._has_consent(vals["date_to"]),
        )

    def _past_settlements(self, day):
        """Live settlements of these contracts, in one query.

        :return: {contract id: rows of first day, last day, m³ of water, m³ of sewage,
            whether it rests on an estimate}
        """
        for model in ("settlement", "settlement.usage", "reading"):
            self.env[f"water.{model}"].flush_model()
        self.env.cr.execute(
            SQL(
                """SELECT s.contract_id, s.date_from, s.date_to,
                          s.volume_water, s.volume_sewage,
                          EXISTS (SELECT FROM water_settlement_usage u
                                    JOIN water_reading r ON r.id = u.reading_to_id
                                   WHERE u.settlement_id = s.id AND u.active
                                     AND r.source = 'estimate')
                     FROM water_settlement s
                    WHERE s.contract_id IN %s AND s.state IN %s AND s.date_to >= %s""",
                tuple(self.ids),
                SETTLED,
                day - timedelta(days=PAST_DAYS),
            )
        )
        past = {}
        for contract_id, *row in self.env.cr.fetchall():
            past.setdefault(contract_id, []).append(row)
        return past
