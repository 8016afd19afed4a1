from odoo import models
from odoo.tools import SQL

from .water_contract_point import TOGETHER


class WaterContract(models.Model):
    """The rows of a contract's points, saved together from its form."""

    _inherit = "water.contract"

    def write(self, vals):
        """Judge the points by what stands when all rows are saved.

        A form saves row after row: two that change places, or days that move from one
        row to the next, would overlap for a moment.
        """
        if "contract_point_ids" not in vals:
            return super().write(vals)
        constraint = SQL.identifier("water_contract_point_one_contract")
        self.env.flush_all()
        self.env.cr.execute(SQL("SET CONSTRAINTS %s DEFERRED", constraint))
        result = super(
            WaterContract, self.with_context(water_rows_together=TOGETHER)
        ).write(vals)
        self.env.flush_all()
        self.env.cr.execute(SQL("SET CONSTRAINTS %s IMMEDIATE", constraint))
        self.contract_point_ids._check_shares()
        return result
