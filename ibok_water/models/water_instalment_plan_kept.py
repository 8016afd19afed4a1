from odoo import api, models
from odoo.exceptions import UserError

from .water_instalment_plan import AGREED


class WaterInstalmentPlan(models.Model):
    """A plan that was proposed stays as it is."""

    _inherit = "water.instalment.plan"

    @api.model_create_multi
    def create(self, vals_list):
        sequence_sudo = self.env["ir.sequence"].sudo()
        plans = super().create(vals_list)
        for plan in plans:
            number = sequence_sudo.with_company(plan.company_id).next_by_code(
                "water.instalment.plan"
            )
            plan.sudo().name = number
        # What is left today, not when somebody asks.
        plans.sudo().mapped("row_ids.amount")
        return plans

    def write(self, vals):
        """Override: what was proposed stays; another plan is another record."""
        self.check_access("write")
        if AGREED & vals.keys():
            self._ensure_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        self._ensure_draft()

    def _ensure_draft(self):
        if any(plan.state != "draft" for plan in self):
            raise UserError(
                self.env._(
                    "A plan that was proposed stays as it is. Withdraw it and make "
                    "another one."
                )
            )
