from odoo import models
from odoo.exceptions import UserError


class WaterReading(models.Model):
    """Held readings checked anew after their cause was mended."""

    _inherit = "water.reading"

    def action_check_again(self):
        """Find meter and contract of held readings anew and repeat the checks.

        Meant for a reading that came before its meter or contract was entered.
        """
        self._refuse_but_clerks()
        if any(reading.state != "held" for reading in self):
            raise UserError(self.env._("Only a held reading can be checked again."))
        found = {}
        for reading in self:
            found[reading] = vals = {
                "point_id": reading.point_id.id,
                "date": reading.date,
                "kind": reading.kind,
            }
            self._complete_vals(vals)
        contracts = {vals.get("contract_id") for vals in found.values()}
        self._lock_contracts(contracts | set(self.contract_id.ids))
        for reading, vals in found.items():
            reading._set_process(
                {
                    "installation_id": vals.get("installation_id"),
                    "meter_id": vals.get("meter_id"),
                    "contract_id": vals.get("contract_id"),
                    "state": "submitted",
                    "hold_codes": False,
                    "hold_params": False,
                }
            )
        self._check()
        self.filtered(
            lambda r: r.source == "resident" and r.state == "accepted"
        )._bill_if_due()
