from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import clean_context

from ..models.water_contract_point_chain import SettlementProblem
from ..models.water_reading_flow import exact

#: More settlements than these are corrected by a run in the background.
AT_ONCE = 50


class WaterSettlementCorrect(models.TransientModel):
    """Correct settlements, or a reading and the settlements that rest on it.

    Two steps: what would change is shown to the grosz, then it is done. The first one
    really corrects and rolls back, so that both say the same.
    """

    _name = "water.settlement.correct"
    _inherit = "water.correction.mixin"
    _description = "Correct Settlements"

    reading_id = fields.Many2one("water.reading", readonly=True)
    old_value = fields.Float(related="reading_id.value", string="Present Value (m³)")
    value = fields.Float(
        string="True Value (m³)", digits=(12, 3), help="What the register really shows."
    )
    more_readings = fields.Boolean(
        string="Other Days Too",
        help="Where the meter was read wrongly more than once, as with a digit too "
        "many: the true states of all days together, so that nothing in between is "
        "billed.",
    )
    reading_ids = fields.One2many(
        "water.settlement.correct.reading",
        "wizard_id",
        compute="_compute_reading_ids",
        store=True,
        readonly=False,
    )
    settlement_ids = fields.Many2many(
        "water.settlement",
        compute="_compute_settlement_ids",
        store=True,
        readonly=False,
    )
    settlement_count = fields.Integer(compute="_compute_settlement_count")
    in_background = fields.Boolean(compute="_compute_settlement_count")
    state = fields.Selection(
        [("ask", "Reason"), ("preview", "What changes")], default="ask", readonly=True
    )
    line_ids = fields.One2many(
        "water.settlement.correct.line", "wizard_id", readonly=True
    )

    @api.depends("reading_id", "more_readings")
    def _compute_reading_ids(self):
        for wizard in self:
            others = wizard.more_readings and wizard.reading_id._others_of_its_meter()
            wizard.reading_ids = [
                Command.clear(),
                *(
                    Command.create({"reading_id": other.id, "value": other.value})
                    for other in others or ()
                ),
            ]

    def _true_values(self):
        """{reading: its true state} of all that are corrected; not only of one, where
        that one is right."""
        rows = self.reading_ids.filtered("is_wrong")
        values = {row.reading_id._origin: row.value for row in rows}
        reading = self.reading_id
        if reading and (not values or exact(self.value) != exact(reading.value)):
            values = {reading: self.value} | values
        return values

    def _wrong_readings(self):
        return self.env["water.reading"].union(*self._true_values())

    @api.depends("reading_id", "value", "reading_ids.value")
    def _compute_settlement_ids(self):
        for wizard in self:
            if wizard.reading_id:
                wizard.settlement_ids = wizard._wrong_readings()._settlements_on()
            else:
                wizard.settlement_ids = wizard.settlement_ids

    @api.depends("settlement_ids", "reading_id")
    def _compute_settlement_count(self):
        for wizard in self:
            wizard.settlement_count = len(wizard.settlement_ids)
            wizard.in_background = (
                not wizard.reading_id and wizard.settlement_count > AT_ONCE
            )

    def action_preview(self):
        """Show what would change, settlement by settlement; nothing is kept of it.

        Many are reckoned and corrected by a run in the background.
        """
        self.ensure_one()
        self._check_clerk()
        self = self._without_defaults()
        if not self.reading_id and len(self.settlement_ids) > AT_ONCE:
            run = self.env["water.billing.run"]._make_correction_run(
                self.settlement_ids, self.reason
            )
            run.action_preview()
            return run._form_action()
        savepoint = self.env.cr.savepoint()
        try:
            lines = self._preview_lines()
        finally:
            savepoint.rollback()
            savepoint.close(rollback=False)
        self.write(
            {
                "state": "preview",
                "line_ids": [
                    Command.clear(),
                    *(Command.create(vals) for vals in lines),
                ],
            }
        )
        return self._reopen()

    def action_back(self):
        """Go back to value and reason."""
        self.state = "ask"
        return self._reopen()

    def action_confirm(self):
        """Correct, and show the corrections made."""
        self.ensure_one()
        self._check_clerk()
        self = self._without_defaults()
        settlements = self.settlement_ids
        # All at once, before anything is written: two clerks at two contracts of one
        # bill would else block each other.
        contracts_sudo = settlements.sudo()._contracts_to_lock()
        self.env["water.reading"]._lock_contracts(contracts_sudo.ids)
        try:
            held = self._wrong_readings()._held_settlements_on()
            self._change_facts(self.reason)
            made = settlements._correct(self.reason) | held._settle_again()
        except SettlementProblem as problem:
            raise UserError(str(problem)) from problem
        held_id = self.env.context.get("water_held_id")
        if held_id and self.reading_id:
            bill = self.env["water.settlement"].browse(held_id)
            return bill._next_held(made._settled_told())
        return self._view_made(made)

    def _without_defaults(self):
        """What the dialog was opened with is for itself, not for what it makes.

        A run has a field `settlement_ids`, too.
        """
        # pylint: disable-next=context-overridden
        return self.with_context(clean_context(self.env.context))

    def _check_clerk(self):
        self.env["water.reading"]._refuse_but_clerks()
        self.settlement_ids.check_access("read")

    def _preview_lines(self):
        """Values of the lines; the caller rolls back what this changes."""
        settlements = self.settlement_ids
        held = self._wrong_readings()._held_settlements_on()
        self._change_facts(self.reason or "-")
        return self.line_ids._vals_of(settlements, held)

    def _change_facts(self, reason):
        """Write what is true; the bills are reckoned again after it."""
        self.env["water.reading"]._replace_all(self._true_values(), reason)

    def _title(self):
        """The heading of the dialog."""
        if self.reading_id:
            return self.env._("Correct Reading")
        return self.env._("Correct Settlements")

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self._title(),
            "res_model": self._name,
            "view_mode": "form",
            "res_id": self.id,
            "target": "new",
        }


class WaterReading(models.Model):
    _inherit = "water.reading"

    def action_correct(self):
        """Give the true value of an accepted reading; bills follow."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Correct Reading"),
            "res_model": "water.settlement.correct",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_reading_id": self.id,
                "default_value": self.value,
            },
        }
