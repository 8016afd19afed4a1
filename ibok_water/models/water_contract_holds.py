from datetime import date, timedelta
from decimal import Decimal

from odoo import models
from odoo.tools import SQL

from ..engine import HoldFacts, MeterMark, PastSettlement, Released, judge
from .water_reading_flow import exact
from .water_settlement import SETTLED

#: How far back a rule looks: the same days a year before may lie in a bill of twelve
#: months, and so may those of this bill.
PAST_DAYS = 3 * 366


class WaterContract(models.Model):
    """Which reckoned settlements wait for a person; asked of the database in bulk."""

    _inherit = "water.contract"

    def _hold(self, vals_list):
        """Mark those values of settlements that a rule holds, or only remarks on.

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
            if not findings:
                continue
            remarking = concerned.filtered(lambda rule: rule.effect == "remark").ids
            told = {"hold": [], "remark": []}
            for found in findings:
                effect = "remark" if found.params["rule"] in remarking else "hold"
                told[effect].append(
                    {"code": found.code}
                    | {name: str(value) for name, value in found.params.items()}
                )
            for effect, rows in told.items():
                if rows:
                    codes = ",".join(dict.fromkeys(row["code"] for row in rows))
                    vals |= {f"{effect}_codes": codes, f"{effect}_params": rows}
            if told["hold"]:
                vals["state"] = "held"

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
                for live, first, end, water, sewage, estimated, _released in past
                if live
            ),
            electronic=electronic,
            consent=not electronic or self._has_consent(vals["date_to"]),
            consent_ended=electronic and self._consent_ended(vals["date_to"]) or None,
            released=tuple(
                Released(
                    finding["code"],
                    end,
                    finding.get("meter", ""),
                    date.fromisoformat(finding["due"]) if "due" in finding else None,
                )
                for _live, _first, end, *_use, released in past
                for finding in released or ()
            ),
        )

    def _past_settlements(self, day):
        """Live settlements of these contracts and what was released, in one query.

        :return: {contract id: rows of whether it is live, first day, last day, m³ of
            water, m³ of sewage, whether it rests on an estimate, and what had held it
            if a person released it (also where it was corrected since)}
        """
        for model in ("settlement", "settlement.usage", "reading"):
            self.env[f"water.{model}"].flush_model()
        self.env.cr.execute(
            SQL(
                """SELECT s.contract_id, s.state IN %s, s.date_from, s.date_to,
                          s.volume_water, s.volume_sewage,
                          EXISTS (SELECT FROM water_settlement_usage u
                                    JOIN water_reading r ON r.id = u.reading_to_id
                                   WHERE u.settlement_id = s.id AND u.active
                                     AND r.source = 'estimate'),
                          CASE WHEN s.released_by_id IS NOT NULL
                               THEN s.hold_params END
                     FROM water_settlement s
                    WHERE s.contract_id IN %s AND s.date_to >= %s
                      AND (s.state IN %s OR
                           s.state = 'corrected' AND s.released_by_id IS NOT NULL)""",
                SETTLED,
                tuple(self.ids),
                day - timedelta(days=PAST_DAYS),
                SETTLED,
            )
        )
        past = {}
        for contract_id, *row in self.env.cr.fetchall():
            past.setdefault(contract_id, []).append(row)
        return past
