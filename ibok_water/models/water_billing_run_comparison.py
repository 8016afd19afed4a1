from odoo import fields, models
from odoo.tools import SQL

#: How many earlier runs are looked at for one to compare with.
EARLIER_RUNS = 24


class WaterBillingRun(models.Model):
    """The earlier run that a preview is compared with."""

    _inherit = "water.billing.run"

    compared_run_id = fields.Many2one(
        "water.billing.run",
        string="Compared with",
        readonly=True,
        copy=False,
        help="The last finished run of about the same contracts.",
    )

    def _run_to_compare(self):
        """The last finished run over these routes and about the same contracts.

        So a run of quarterly cycles is compared with the quarter before and not with
        the month in between, when only few contracts were billed. Of a run over more
        routes only what it billed on these is compared.
        """
        self.ensure_one()
        runs = self.search(
            [
                ("company_id", "=", self.company_id.id),
                ("state", "=", "done"),
                ("kind", "=", "billing"),
                ("cycle_end", "<", self.cycle_end),
            ],
            limit=EARLIER_RUNS,
            order="cycle_end desc, id desc",
        )
        for run in runs.filtered(self._is_within):
            here = [
                ("run_id", "=", run.id),
                *self._on_my_routes(run, "contract_id.route_id"),
            ]
            count = self.env["water.billing.run.line"].search_count(here)
            if 2 * self._contracts_in_common(run) >= max(self.line_count, count):
                return run
        return self.browse()

    def _is_within(self, run):
        """Whether a run took in all routes of this one."""
        return not run.route_ids or (self.route_ids and self.route_ids <= run.route_ids)

    def _on_my_routes(self, run, path):
        """A domain for what a run over more routes did on those of this one."""
        if run.route_ids == self.route_ids:
            return []
        return [(path, "in", self.route_ids.ids)]

    def _contracts_in_common(self, run):
        self.env["water.billing.run.line"].flush_model(["run_id", "contract_id"])
        rows = self.env.execute_query(
            SQL(
                """SELECT COUNT(*) FROM water_billing_run_line now
                     JOIN water_billing_run_line before USING (contract_id)
                    WHERE now.run_id = %s AND before.run_id = %s""",
                self.id,
                run.id,
            )
        )
        return rows[0][0]
