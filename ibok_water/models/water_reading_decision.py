from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, format_date

from .water_contract_point_chain import SettlementProblem


class WaterReading(models.Model):
    """Accepting readings, and what follows from it."""

    _inherit = "water.reading"

    def _accept(self):
        """Accept readings: from now on they are facts.

        :return: these, and held ones that nothing speaks against any more
        """
        if not self:
            return self
        self._become_facts()
        return self | self._judge_waiting()

    def _become_facts(self):
        self._set_process(
            {
                "state": "accepted",
                "accepted_by_id": self.env.user.id,
                "accepted_on": fields.Datetime.now(),
            }
        )
        self._take_over_forecasts()
        self._update_volumes()
        self.env["water.contract.point"].sudo().search(
            [("point_id", "in", self.point_id.ids), ("initial_reading_id", "=", False)]
        ).filtered(lambda r: r.contract_id.state != "draft")._ensure_initial_reading()

    def _update_volumes(self):
        """Use and days between accepted neighbours, for the meters touched.

        Uses add up: an actual reading that shows less than was estimated before it
        has a use below zero, until its bill brings the estimates down.
        """
        installations = tuple(self.installation_id.ids)
        if not installations:
            return
        self.flush_model(
            [
                "installation_id",
                "meter_id",
                "date",
                "value",
                "state",
                "source",
                "kind",
                "volume",
                "days",
            ]
        )
        self.env["water.meter"].flush_model(["digits"])
        self.env.cr.execute(
            SQL(
                """WITH state AS (
                       SELECT w.id, w.installation_id, w.date, w.value, w.forecast,
                              power(10::numeric, m.digits) AS capacity,
                              COUNT(*) FILTER (WHERE NOT forecast) OVER reg
                              - (NOT forecast)::int AS link,
                              w.date - LAG(w.date) OVER reg AS days,
                              ROW_NUMBER() OVER reg AS place
                         FROM (SELECT *, source = 'estimate' AND kind = 'periodic'
                                      AS forecast
                                 FROM water_reading
                                WHERE state = 'accepted' AND installation_id IN %s) w
                         JOIN water_meter m ON m.id = w.meter_id
                       WINDOW reg AS (PARTITION BY w.installation_id
                                      ORDER BY w.date, NOT w.forecast, w.id)),
                   since_read AS (
                       SELECT s.id, s.installation_id, s.link, s.days, s.place,
                              s.value - base.value + CASE WHEN s.value < base.value
                                   THEN s.capacity ELSE 0 END AS used
                         FROM state s
                         LEFT JOIN state base
                           ON base.installation_id = s.installation_id
                          AND NOT base.forecast AND base.link = s.link - 1)
                   UPDATE water_reading r SET volume = q.volume, days = q.days
                     FROM (SELECT id, days,
                                  used - COALESCE(LAG(used) OVER (
                                      PARTITION BY installation_id, link
                                      ORDER BY place), 0) AS volume
                             FROM since_read) q
                    WHERE r.id = q.id
                      AND (r.volume, r.days) IS DISTINCT FROM (q.volume, q.days)""",
                installations,
            )
        )
        self.invalidate_model(["volume", "days"], flush=False)

    def action_accept(self):
        """A clerk confirms held readings; a resident's one may become a bill.

        :return: what could not be billed, to be shown; else nothing
        """
        return self._confirm()._asked_by_residents()._bill_or_tell()

    def _confirm(self):
        """A clerk confirms held readings.

        :return: those that are accepted now
        :raise AccessError: the user is no clerk (readers may enter, not decide)
        """
        self._refuse_but_clerks()
        today = fields.Date.context_today(self)
        for reading in self:
            if reading.state != "held":
                raise UserError(self.env._("Only a held reading can be accepted."))
            if reading.date > today:
                raise UserError(
                    self.env._(
                        "The reading of %(day)s lies in the future and cannot be "
                        "accepted before. Reject it and enter it with its true date.",
                        day=format_date(self.env, reading.date),
                    )
                )
            if not reading.installation_id or not reading.contract_id:
                raise UserError(
                    self.env._(
                        "Reading %(name)s has no meter or no contract on its day. Mend "
                        "that first, or reject it.",
                        name=reading.display_name,
                    )
                )
        self._lock_contracts(set(self.contract_id.ids))
        return self._accept()

    def _asked_by_residents(self):
        """Readings whose bill a resident waits for."""
        return self.filtered(lambda r: r.source == "resident")

    def _refuse_but_clerks(self):
        if not self.env.su and not self.env.user.has_group(
            "ibok_water.group_water_clerk"
        ):
            raise AccessError(self.env._("Only a clerk may do this."))

    def action_reject(self):
        """Ask for the reason, then reject, or withdraw what was accepted."""
        withdraws = all(reading.state == "accepted" for reading in self)
        return {
            "type": "ir.actions.act_window",
            "name": (
                self.env._("Withdraw Reading")
                if withdraws
                else self.env._("Reject Reading")
            ),
            "res_model": "water.reading.reject",
            "view_mode": "form",
            "target": "new",
            "context": {"default_reading_ids": self.ids},
        }

    def _bill_or_tell(self):
        """Settle what these accepted readings complete; a reading stays in any case.

        The fault is not the reading's: the contract keeps why there is no bill, and the
        next run tries again.

        :return: client action that tells what could not be billed, or False
        """
        told = []
        for contract, readings in self.grouped("contract_id").items():
            try:
                with self.env.cr.savepoint():
                    readings._bill_if_due()
            except (SettlementProblem, UserError) as problem:
                text = self.env._(
                    "The reading was accepted, but contract %(number)s was not "
                    "billed: %(reason)s",
                    number=contract.number,
                    reason=problem,
                )
                contract._message_log(body=text)
                told.append(text)
        if not told:
            return False
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "sticky": True,
                "message": "\n".join(told),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _bill_if_due(self):
        """Settle contracts whose cycle these accepted readings complete.

        :return: the settlements made
        """
        settlements = self.env["water.settlement"]
        for contract, readings in self.grouped("contract_id").items():
            if not contract or not contract.company_id.water_bill_resident_reading:
                continue
            accepted = readings.filtered(lambda r: r.state == "accepted")
            # The earlier cycle first, or the later bill would take its days as well.
            for day in sorted(set(accepted.mapped("date"))):
                settlements |= contract._settle_on(day)
        return settlements
