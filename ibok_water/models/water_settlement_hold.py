from datetime import date, timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import formatLang

from .water_contract_billing import MARGIN_DAYS
from .water_contract_point_chain import SettlementProblem
from .water_settlement_correction import volumes_told

#: What `water.contract._hold` writes of its findings.
JUDGED = ("hold_codes", "hold_params", "remark_codes", "remark_params")


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
    remark_codes = fields.Char(
        readonly=True,
        copy=False,
        groups="base.group_user",
        help="Codes of the rules that only remark on it, separated by commas.",
    )
    remark_params = fields.Json(readonly=True, copy=False, groups="base.group_user")
    remark_text = fields.Text(
        string="Remarks", compute="_compute_hold_reason", groups="base.group_user"
    )
    released_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    released_on = fields.Datetime(readonly=True, copy=False)

    @api.depends("hold_params", "remark_params")
    @api.depends_context("lang")
    def _compute_hold_reason(self):
        rules = self.env["water.hold.rule"]
        for settlement in self:
            settlement.hold_reason = rules._sentences(settlement.hold_params)
            settlement.remark_text = rules._sentences(settlement.remark_params)

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
        return self._next_held(self._settled_told())

    def _settled_told(self):
        """What became of these bills, for who has just decided."""
        return "\n".join(
            self.env._(
                "%(bill)s, %(customer)s: %(amount)s",
                bill=settlement.name,
                customer=settlement.partner_id.display_name,
                amount=formatLang(
                    self.env,
                    settlement.amount_total,
                    currency_obj=settlement.currency_id,
                ),
            )
            for settlement in self
            if settlement.name != "/"
        )

    def _next_held(self, told, problems=False):
        """Tell what was done, and offer the held bill that comes next in the list.

        :param str told: what was done
        :param problems: true where something could not be done
        :return: client action; a form goes on to the next bill, a list is shown anew
        """
        held = self.search(
            [("state", "=", "held"), ("company_id", "in", self.env.companies.ids)]
        )
        last = self.sorted(lambda s: (s.date_to, s.id), reverse=True)[-1:]
        key = (last.date_to, last.id)
        behind = held.filtered(lambda s: (s.date_to, s.id) < key) if last else held
        following = (behind - self)[:1] or (held - self)[:1]
        return {
            "type": "ir.actions.client",
            "tag": "water_next_held_bill",
            "params": {
                "message": told,
                "type": "warning" if problems else "success",
                "next_id": following.id,
                "held_ids": held.ids,
                "left": self.env._("Held bills left: %(count)s", count=len(held)),
            },
        }

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
        readings = self._last_uses().reading_to_id
        if not readings:
            raise UserError(
                self.env._("This bill rests on no reading; change the terms instead.")
            )
        if len(readings) > 1:
            return self.action_view_readings()
        action = readings.action_correct()
        action["context"] |= {"water_held_id": self.id}
        return action

    def _reckon_held(self):
        """Values of one held settlement by what is true now, judged again."""
        self.ensure_one()
        table = (
            self.env["water.tariff"]
            .sudo()
            ._price_table(
                self.company_id,
                date.min,
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
            **volumes_told(self, "before"),
            "amount_before": self.amount_total,
        }
        try:
            vals = self.sudo()._reckon_held()
        except SettlementProblem as problem:
            return line | {"problem": str(problem)}
        return line | {
            **volumes_told(vals, "after"),
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
        self._judge_waiting(self.sudo().contract_id)
        return made.with_env(self.env)

    @api.model
    def _judge_waiting(self, contracts):
        """Judge the held settlements of contracts again, after earlier ones changed.

        Their figures stand; what they are compared with does not. One that no rule
        holds any more goes out like any other.
        """
        held_sudo = self.sudo().search(
            [("contract_id", "in", contracts.ids), ("state", "=", "held")]
        )
        free_sudo = held_sudo.browse()
        for settlements_sudo in held_sudo.grouped("company_id").values():
            vals_list = [settlement._hold_vals() for settlement in settlements_sudo]
            settlements_sudo.contract_id._hold(vals_list)
            for settlement, vals in zip(settlements_sudo, vals_list, strict=True):
                now = {name: vals.get(name, False) for name in JUDGED}
                if not now["hold_params"]:
                    # What had held it stays on it, as the reason that is gone.
                    free_sudo |= settlement
                    now = {name: now[name] for name in JUDGED if "remark" in name}
                if any(now[name] != settlement[name] for name in now):
                    settlement.write(now)
        if free_sudo:
            free_sudo._finish()
            free_sudo._message_log_batch(
                bodies={
                    settlement.id: self.env._(
                        "Released by itself: an earlier bill was corrected, and no "
                        "rule holds this one any more. It was held: %(reason)s",
                        reason=settlement.hold_reason,
                    )
                    for settlement in free_sudo
                }
            )
        self.env["water.billing.run.line"]._release_settled(held_sudo)

    def _hold_vals(self):
        """This settlement as `_hold` judges one that is not stored yet."""
        self.ensure_one()
        return {
            "contract_id": self.contract_id.id,
            "date_from": self.date_from,
            "date_to": self.date_to,
            "volume_water": self.volume_water,
            "volume_sewage": self.volume_sewage,
            "amount_total": self.amount_total,
            "flags": self.flags or "",
            "usage_ids": [
                fields.Command.create(
                    {
                        "point_id": use.point_id.id,
                        "reading_to_id": use.reading_to_id._live().id,
                        "date_to": use.date_to,
                    }
                )
                for use in self.usage_ids
            ],
        }


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
