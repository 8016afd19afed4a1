from odoo import models
from odoo.exceptions import UserError


class WaterReading(models.Model):
    """Held readings checked anew after their cause was mended."""

    _inherit = "water.reading"

    def action_check_again(self):
        """Find meter and contract of held readings anew and repeat the checks.

        Meant for a reading that came before its meter or contract was entered.

        :return: what could not be billed, to be shown; else nothing
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
        accepted = self._check()
        return accepted.filtered(lambda r: r.source == "resident")._bill_or_tell()

    def _judge_waiting(self):
        """Judge the held readings of these points by what is accepted now.

        What they are held for may be gone, or another: after an accepted reading came,
        was corrected or withdrawn, they are judged anew. Round by round the earliest
        one of each meter that nothing speaks against is accepted, for it is what the
        next is judged by; a round asks the database the same for any number.

        :return: the readings accepted by it
        """
        # The office judges, whoever gave the reading that changes what it knows.
        waiting = self.sudo().search(
            [("point_id", "in", self.point_id.ids), ("state", "=", "held")],
            order="date, id",
        )
        accepted = waiting.browse()
        while waiting:
            clean = {}
            for reading, findings in waiting._all_findings().items():
                if not findings:
                    clean.setdefault(reading.installation_id, reading)
                elif findings != reading.hold_params:
                    reading._set_process(self._held_vals(findings))
            if not clean:
                break
            ready = waiting.browse().union(*clean.values())
            ready._become_facts()
            ready._message_log_batch(
                bodies={
                    reading.id: self.env._(
                        "Accepted by itself: an earlier or later reading of the meter "
                        "changed, and nothing speaks against this one any more."
                    )
                    for reading in ready
                }
            )
            accepted |= ready
            waiting -= ready
        return accepted.with_env(self.env)
