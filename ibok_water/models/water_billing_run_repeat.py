from odoo import api, fields, models
from odoo.exceptions import RedirectWarning, UserError
from odoo.fields import Domain
from odoo.tools import format_date


class WaterBillingRun(models.Model):
    """The same cycle once more: what a run began earlier has already done."""

    _inherit = "water.billing.run"

    earlier_run_id = fields.Many2one(
        "water.billing.run",
        compute="_compute_earlier_run",
        help="The last run that was started over the same cycle and routes.",
    )

    @api.depends("cycle_end", "route_ids", "company_id", "state")
    def _compute_earlier_run(self):
        """Only a draft asks: started runs are what they are."""
        for run in self:
            run.earlier_run_id = run.state == "draft" and run._earlier_run()

    def _earlier_run(self):
        """The last run started over this cycle and contracts on these routes."""
        self.ensure_one()
        domain = Domain("cycle_end", "=", self.cycle_end)
        domain &= Domain("kind", "=", "billing")
        domain &= Domain("company_id", "=", self.company_id.id)
        domain &= Domain("state", "in", ("running", "done"))
        if self.route_ids:
            routes = self.route_ids.ids
            domain &= Domain("line_ids.contract_id.route_id", "in", routes)
        return self.search(domain, order="id desc", limit=1)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_started(self):
        """Only what never began may go; the rest tells how bills came about."""
        for run in self:
            begun = run.line_ids.filtered(lambda line: line.state != "pending")
            if run.state not in ("draft", "previewed", "cancelled") or begun:
                raise UserError(
                    self.env._(
                        "Run %(name)s was started and stays as a record of its bills.",
                        name=run.name,
                    )
                )

    def _refuse_empty(self):
        """Say why there is nothing to settle, and where the bills are.

        :raise UserError: no contract has such a cycle
        :raise RedirectWarning: an earlier run has settled it
        """
        self.ensure_one()
        day = format_date(self.env, self.cycle_end)
        earlier = self._earlier_run()
        if not earlier:
            raise UserError(
                self.env._(
                    "No contract on these routes has days to settle in a billing "
                    "cycle that ends on %(day)s.",
                    day=day,
                )
            )
        raise RedirectWarning(
            self.env._(
                "The cycle that ends on %(day)s is already settled: run %(name)s has "
                "%(settled)s settled and %(held)s set aside. Choose another day or "
                "routes, or delete this draft.",
                day=day,
                name=earlier.name,
                settled=earlier.settled_count,
                held=earlier.held_count,
            ),
            earlier._form_action(),
            self.env._("Open the Earlier Run"),
        )

    def _form_action(self):
        """Window action that opens this run."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": self._name,
            "view_mode": "form",
            "views": [(False, "form")],
            "res_id": self.id,
        }
