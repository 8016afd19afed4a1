from odoo import fields, models
from odoo.exceptions import UserError, ValidationError

from .water_contract_point_chain import SettlementProblem


class WaterBillingRunLine(models.Model):
    """One contract of a billing run: pending, settled, or set aside with its reason."""

    _name = "water.billing.run.line"
    _description = "Billing Run Line"
    _order = "run_id, id"

    run_id = fields.Many2one(
        "water.billing.run", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="run_id.company_id", store=True, precompute=True
    )
    contract_id = fields.Many2one(
        "water.contract", required=True, index=True, ondelete="restrict"
    )
    partner_id = fields.Many2one(related="contract_id.partner_id")
    premise_id = fields.Many2one(related="contract_id.premise_id")
    state = fields.Selection(
        [("pending", "Pending"), ("done", "Settled"), ("held", "Set aside")],
        default="pending",
        required=True,
    )
    reason = fields.Text(readonly=True)
    settlement_id = fields.Many2one("water.settlement", readonly=True)

    _contract_unique = models.Constraint(
        "UNIQUE (run_id, contract_id)", "The contract is already in this run."
    )
    _pending_index = models.Index("(run_id, id) WHERE state = 'pending'")

    def _process(self):
        """Settle each contract; one that cannot be is set aside with its reason."""
        for line in self:
            run = line.run_id
            contract = line.contract_id.with_context(
                water_invoice_date=run.invoice_date
            )
            try:
                with self.env.cr.savepoint():
                    settlement = contract._settle(run.cycle_end, run=run)
                    line.write({"state": "done", "settlement_id": settlement.id})
            except SettlementProblem as problem:
                line.write({"state": "held", "reason": problem.message})
            except (UserError, ValidationError) as error:
                line.write({"state": "held", "reason": str(error)})

    def action_open_contract(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "water.contract",
            "view_mode": "form",
            "res_id": self.contract_id.id,
        }

    def action_retry(self):
        """Try contracts set aside once more, now and not in the background."""
        if any(line.state != "held" for line in self):
            raise UserError(
                self.env._("Only a contract that is set aside can be tried again.")
            )
        self.write({"state": "pending", "reason": False})
        self._process()
