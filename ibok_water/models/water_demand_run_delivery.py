from odoo import models
from odoo.exceptions import UserError


class WaterDemandRun(models.Model):
    """From a run's demands to its customers: by e-mail, the rest on paper."""

    _inherit = "water.demand.run"

    def action_send(self):
        """Put the letters that were not sent yet into the queue of outgoing mail."""
        self.ensure_one()
        self._ensure_maker()
        waiting = self.demand_ids.filtered(
            lambda demand: (
                demand.channel == "email"
                and not demand.sent_at
                and demand.state in ("issued", "delivered")
            )
        )
        if not waiting:
            raise UserError(
                self.env._("No demand of this run waits to be sent by e-mail.")
            )
        waiting._send()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "Demands handed over to be sent by e-mail: %(count)s.",
                    count=len(waiting),
                ),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def action_print(self):
        """One file with the demands on paper, in the order that the post walks."""
        self.ensure_one()
        self._ensure_maker()
        paper = self.demand_ids.filtered(
            lambda demand: (
                demand.channel == "paper" and demand.state in ("issued", "delivered")
            )
        )
        if not paper:
            raise UserError(self.env._("No demand of this run goes out on paper."))
        return paper.action_print()
