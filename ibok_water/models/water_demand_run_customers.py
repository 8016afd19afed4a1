from datetime import timedelta

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL


class WaterDemandRun(models.Model):
    """Which customers a run of demands is about."""

    _inherit = "water.demand.run"

    def _make_lines(self):
        """Override: the customers whom a stage may come to now."""
        self.ensure_one()
        listed = set()
        for stage in self.stage_ids._highest_first():
            # One letter a customer, so one line: that of the highest stage.
            ids = [id_ for id_ in self._customer_ids(stage) if id_ not in listed]
            self._list_customers(ids, stage_id=stage.id)
            listed.update(ids)
        return len(listed)

    def _refuse_empty(self):
        """Override."""
        raise UserError(
            self.env._("Nobody is late whom these stages have not asked yet.")
        )

    def _customer_ids(self, stage):
        """Ids of customers with a debt that the stage may come to, in order.

        More than will get a demand: what is in the way is told by the preview.
        """
        lines = self.env["account.move.line"]
        lines._water_flush_books()
        self.env["water.payment.demand.line"].flush_model()
        self.env["water.payment.demand"].flush_model()
        rows = self.env.execute_query(
            SQL(
                "SELECT DISTINCT p.commercial_partner_id %s ORDER BY 1",
                lines._water_open_query(
                    self.company_id,
                    self._due_until(stage),
                    SQL("%s %s", self._chosen_query(), self._stage_query(stage)),
                ),
            )
        )
        return [id_ for [id_] in rows]

    def _due_until(self, stage):
        """The last due date that the stage may come to; free days only add to it."""
        if stage.counted_from == "due":
            return self.day - timedelta(days=stage.days)
        return self.day - timedelta(days=1)

    def _stage_query(self, stage):
        """Condition on open lines ``l``: the stage has not come to them yet."""
        asked = SQL(
            """AND NOT EXISTS (
                   SELECT FROM water_payment_demand_line d
                    WHERE d.line_id = l.id AND d.stage_id = %s AND d.live)""",
            stage.id,
        )
        previous = stage.browse()
        if stage.counted_from == "previous":
            previous = stage._previous(self.company_id)
        if previous:
            asked = SQL(
                """%s AND EXISTS (
                   SELECT FROM water_payment_demand_line d
                     JOIN water_payment_demand w ON w.id = d.demand_id
                    WHERE d.line_id = l.id AND d.stage_id = %s AND d.live
                      AND w.term_on < %s)""",
                asked,
                previous.id,
                self.day,
            )
        return asked
