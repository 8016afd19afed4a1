from odoo import api, models
from odoo.tools import format_date

from .water_contract_point_chain import SettlementProblem


class WaterContract(models.Model):
    """Contracts whose water is cut off.

    The contract goes on and its subscription with it, until somebody ends it: the
    tariff's fee is for being ready to deliver. Use is never guessed: nothing can be
    taken through a sealed connection, so a person enters the register's state.
    """

    _inherit = "water.contract"

    @api.model
    def _main_points(self, day):
        """{contract id: the main point that it pays for on a day}; the first of many"""
        found = {}
        for row in self.contract_point_ids.sorted("id"):
            if row.kind == "main" and row._holds_on(day):
                found.setdefault(row.contract_id.id, row.point_id)
        return found

    def _cut_off_on(self, day):
        """{contract id: the case by which its water is cut off on a day}"""
        cases_sudo = (
            self.env["water.cutoff.case"]
            .sudo()
            .search(
                [
                    ("contract_id", "in", self.ids),
                    ("executed_on", "<=", day),
                    "|",
                    ("state", "=", "executed"),
                    "&",
                    ("state", "=", "reconnected"),
                    ("reconnected_on", ">", day),
                ]
            )
        )
        return {case.contract_id.id: case for case in cases_sudo}

    def _create_forecasts(self, cycle_end):
        """Override: no use is estimated where the water is cut off."""
        cut = self._cut_off_on(cycle_end)
        others = self.filtered(lambda contract: contract.id not in cut)
        problems = super(WaterContract, others)._create_forecasts(cycle_end)
        for contract in self - others:
            problems[contract] = SettlementProblem(
                "no_reading",
                self.env._(
                    "The water is cut off since %(day)s, so nothing is estimated: "
                    "enter the register's state.",
                    day=format_date(self.env, cut[contract.id].executed_on),
                ),
            )
        return problems
