from odoo import models
from odoo.tools import format_date

from .water_contract_page import cubic_metres


class WaterReading(models.Model):
    """A reading as its resident sees it."""

    _inherit = "water.reading"

    def _portal_bill(self):
        """Bill what these readings complete; a failed bill is left to the office."""
        accepted = self.filtered(lambda r: r.state == "accepted")
        for contract, readings in accepted.grouped("contract_id").items():
            if contract:
                contract._portal_settle(readings)

    def _portal_settlement(self):
        """The settlement, finished or held, that this reading closed, if any."""
        self.ensure_one()
        usage_sudo = (
            self.env["water.settlement.usage"]
            .sudo()
            .search(
                [
                    ("reading_to_id", "=", self.id),
                    ("contract_id", "=", self.contract_id.id),
                    ("active", "=", True),
                    ("settlement_id.state", "in", ("held", "done")),
                ],
                limit=1,
            )
        )
        return usage_sudo.settlement_id

    def _portal_siblings(self):
        """The live readings of the contract's other meters, given with this one.

        What replaces a corrected reading is of the same meter: no sibling.
        """
        self.ensure_one()
        return self.search(
            [
                ("contract_id", "=", self.contract_id.id),
                ("date", "=", self.date),
                ("source", "=", "resident"),
                ("state", "not in", ("rejected", "replaced")),
                ("point_id", "!=", self.point_id.id),
            ]
        )

    def _portal_source(self):
        """Who gave the reading, in words."""
        self.ensure_one()
        if self.source == "resident":
            return (
                self.env._("You")
                if self.user_id == self.env.user
                else self.env._("Resident")
            )
        if self.source == "phone" and self.contract_id._portal_by_access():
            return self.env._("Resident, by telephone")
        return {
            "reader": self.env._("the meter reader"),
            "parties": self.env._("Both parties, at the handover"),
            "radio": self.env._("Radio, from afar"),
            "phone": self.env._("You, by telephone"),
            "estimate": self.env._("Estimate by the office"),
        }.get(self.source, self.env._("the office"))

    def _portal_state(self):
        """Where the reading stands, in words."""
        self.ensure_one()
        return {
            "accepted": self.env._("Accepted"),
            "held": self.env._("The office is checking it"),
            "rejected": self.env._("Not accepted"),
            "replaced": self.env._("Corrected by the office"),
        }.get(self.state, self.env._("Received"))

    def _portal_why(self):
        """Why the reading waits, or does not count, in sentences; of others nothing."""
        self.ensure_one()
        if self.state == "held":
            return self._portal_hold_sentences()
        if self.state in ("rejected", "replaced") and self.reject_reason:
            return [self.reject_reason]
        return []

    def _portal_outcome(self):
        """What became of the reading and what happens next.

        :return: dict with ``kind``: ``billed``, ``bill_held`` (a clerk looks at the
            bill first), ``kept``, ``already_billed``,
            ``missing`` (other meters), ``office`` (bill to come), ``held``,
            ``rejected``, ``replaced`` or ``submitted``; and what its text needs; of a
            rejected or replaced one ``newer`` (the reading in its place), of a
            rejected one ``again`` (it is to be given anew)
        """
        self.ensure_one()
        self_sudo = self.sudo()
        contract_sudo = self_sudo.contract_id
        outcome = {"kind": self.state, "settlement": self.env["water.settlement"]}
        if self.state == "held":
            outcome["reasons"] = self._portal_hold_sentences()
        elif self.state == "replaced":
            outcome["newer"] = self_sudo._live() - self_sudo
        elif self.state == "rejected":
            outcome["reasons"] = [self.reject_reason] if self.reject_reason else []
            newest = contract_sudo._portal_newest_reading(self_sudo.point_id)
            outcome["newer"] = newest - self_sudo
            outcome["again"] = (
                newest == self_sudo
                and contract_sudo.portal_can_act
                and self_sudo.point_id in contract_sudo._portal_entry_points()
            )
        if self.state != "accepted" or not contract_sudo:
            return outcome
        today = contract_sudo._portal_today()
        outcome["due"] = contract_sudo._portal_due(today)
        settlement = self_sudo._portal_settlement()
        if settlement:
            # The figures of a bill that is still looked at are not told.
            done = settlement.state == "done"
            outcome["kind"] = "billed" if done else "bill_held"
            outcome["settlement"] = settlement if done else settlement.browse()
            return outcome
        outcome["kind"] = "kept"
        cycle = contract_sudo._settling_cycle(self.date)
        if not cycle or self.kind == "initial":
            return outcome
        settled = contract_sudo._last_settled_day()
        if settled and settled >= cycle.date_to:
            outcome["kind"] = "already_billed"
            return outcome
        missing = contract_sudo._portal_missing_meters(cycle)
        if missing:
            outcome.update(kind="missing", missing=missing)
        elif contract_sudo._days_to_settle(cycle):
            outcome["kind"] = "office"
        return outcome

    def _portal_hold_sentences(self):
        """Why the reading waits, for the person who gave it.

        Unlike the clerk's text it names no limit: that would tell a new tenant what
        the one before him used.
        """
        self.ensure_one()
        params = self.hold_params or {}
        found = {code: params.get(code) or {} for code in self._portal_hold_codes()}
        texts = {
            "below_previous": self.env._(
                "The number is lower than the last one we have. A water meter only "
                "counts up."
            ),
            "usage_high": self.env._("This is much more water than usual."),
            "rollover": self.env._(
                "The meter seems to have passed its highest number and begun again "
                "at zero."
            ),
            "above_following": self.env._("A later reading shows a lower number."),
            "beyond_digits": self.env._(
                "The number has more digits than your meter shows."
            ),
            "negative_value": self.env._("The number is below zero."),
            "future_date": self.env._("The date lies in the future."),
            "outside_contract": self.env._("Your contract does not cover this day."),
            "no_meter": self.env._("In our books there was no meter here on this day."),
        }
        sentences = []
        for code, details in found.items():
            text = texts.get(code, self.env._("The number needs a second look."))
            if details.get("previous_value"):
                text += " " + self.env._(
                    "Last number: %(value)s m³ on %(day)s.",
                    value=cubic_metres(self.env, details["previous_value"]),
                    day=format_date(self.env, details["previous_date"]),
                )
            if code == "usage_high" and details.get("use"):
                text += " " + self.env._(
                    "It would be %(use)s m³ in %(days)s days.",
                    use=cubic_metres(self.env, details["use"]),
                    days=details["days"],
                )
            sentences.append(text)
        return sentences

    def _portal_hold_codes(self):
        return [code for code in (self.hold_codes or "").split(",") if code]
