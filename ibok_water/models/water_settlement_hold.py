from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from .water_contract_billing import MARGIN_DAYS
from .water_contract_point_chain import SettlementProblem


class WaterSettlement(models.Model):
    """Held settlements: why they wait, and what a clerk does with them."""

    _inherit = "water.settlement"

    hold_codes = fields.Char(
        readonly=True,
        copy=False,
        groups="base.group_user",
        help="Codes of the rules that held it, separated by commas.",
    )
    # What was usual here may be another resident's use: not for the portal.
    hold_params = fields.Json(readonly=True, copy=False, groups="base.group_user")
    hold_reason = fields.Text(
        string="Why It Is Held",
        compute="_compute_hold_reason",
        groups="base.group_user",
    )
    released_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    released_on = fields.Datetime(readonly=True, copy=False)

    @api.depends("hold_params")
    @api.depends_context("lang")
    def _compute_hold_reason(self):
        rules = self.env["water.hold.rule"]
        for settlement in self:
            settlement.hold_reason = "\n".join(
                rules._sentence(finding["code"], finding)
                for finding in settlement.hold_params or ()
            )

    def action_release(self):
        """Finish held or draft settlements with their document.

        Who released it, when and what had held it stays on the settlement.

        :raise UserError: one of them is finished or cancelled already
        """
        for settlement in self:
            if settlement.state not in ("draft", "held"):
                raise UserError(
                    self.env._("Only a draft or held settlement can be released.")
                )
        settlements_sudo = self._as_clerk()
        # Two clerks at the same list: the second is told, and bills nothing twice.
        self.env["water.reading"]._lock_contracts(settlements_sudo.contract_id.ids)
        settlements_sudo.write(
            {
                "released_by_id": self.env.uid,
                "released_on": fields.Datetime.now(),
            }
        )
        settlements_sudo._finish()
        held_sudo = settlements_sudo.filtered("hold_codes")
        held_sudo._message_log_batch(
            bodies={
                settlement.id: self.env._(
                    "Released by %(user)s. It was held: %(reason)s",
                    user=self.env.user.name,
                    reason=settlement.hold_reason,
                )
                for settlement in held_sudo
            }
        )
        self.env["water.billing.run.line"]._release_settled(settlements_sudo)

    def action_correct_reading(self):
        """Put a true value in the place of the reading that the bill waits for.

        With several meters, first choose which.
        """
        self.ensure_one()
        if self.state != "held":
            raise UserError(
                self.env._(
                    "The reading of a bill that is out is corrected from the reading "
                    "itself, or with the button Correct."
                )
            )
        ends = self.usage_ids.grouped("point_id").values()
        readings = self.env["water.reading"].union(
            *(uses.sorted("date_to")[-1:].reading_to_id for uses in ends)
        )
        if not readings:
            raise UserError(
                self.env._("This bill rests on no reading; change the terms instead.")
            )
        return (
            readings.action_correct()
            if len(readings) == 1
            else self.action_view_readings()
        )

    def _reckon_held(self):
        """Values of one held settlement by what is true now, judged again."""
        self.ensure_one()
        table = (
            self.env["water.tariff"]
            .sudo()
            ._price_table(
                self.company_id,
                self.date_from,
                self.date_to + timedelta(days=MARGIN_DAYS),
            )
        )
        _result, vals, _chains = self._vals_now(table)
        self.contract_id._hold([vals])
        return vals

    def _preview_held(self):
        """What settling again would make of one held settlement.

        :return: values of a line of the correction wizard
        """
        self.ensure_one()
        line = {
            "settlement_id": self.id,
            "volume_before": self.volume_water,
            "amount_before": self.amount_total,
        }
        try:
            vals = self.sudo()._reckon_held()
        except SettlementProblem as problem:
            return line | {"problem": str(problem)}
        return line | {
            "volume_after": vals["volume_water"],
            "amount_after": vals["amount_total"],
            "difference_total": vals["amount_total"] - self.amount_total,
        }

    def _settle_again(self):
        """Settle the days of held settlements anew, after their readings were mended.

        :return: the settlements made; one that a rule holds again is held again
        :raise SettlementProblem: it cannot be reckoned with what is there now
        """
        made = self.browse()
        for settlement in self.sudo().sorted(lambda s: (s.date_from, s.id)):
            vals = settlement._reckon_held()
            settlement.usage_ids.active = False
            settlement.state = "cancelled"
            # The database compares days and uses: these must be free there.
            self.env.flush_all()
            made |= settlement.contract_id._make_settlements([vals], settlement.run_id)
        return made.with_env(self.env)


class WaterReading(models.Model):
    _inherit = "water.reading"

    def _held_settlements_on(self):
        """Settlements without a document that rest on these readings."""
        usages_sudo = (
            self.env["water.settlement.usage"]
            .sudo()
            .search(
                [
                    ("settlement_id.state", "=", "held"),
                    "|",
                    ("reading_from_id", "in", self.ids),
                    ("reading_to_id", "in", self.ids),
                ]
            )
        )
        return usages_sudo.settlement_id.with_env(self.env)
