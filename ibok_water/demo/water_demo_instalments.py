from datetime import datetime, time, timedelta

from odoo import models

COUNT = 3
#: Days from the agreement to the first instalment.
FIRST = {"asked": 25, "agreed": 20}


class WaterDemo(models.AbstractModel):
    """Two who pay what they owe in instalments."""

    _inherit = "water.demo"

    def _owed_asked(self, town, story, day):
        """The resident asks for his two oldest bills; the office agrees."""
        partner = self._payer_of(town, story)
        lines = self.env["account.move.line"]._water_open_lines(
            self.env.company, day, partner
        )
        plan = self.env["water.instalment.plan"]._ask(
            partner,
            lines.sorted("date_maturity")[:2],
            COUNT,
            day + timedelta(days=FIRST["asked"]),
            user_id=self._user_of(town, story).id,
            note="Miałem remont, zapłacę w trzech częściach.",
            consent_ip="192.0.2.1",
        )
        plan.action_approve()
        moment = datetime.combine(day, time(10, 15))
        plan.write({"consent_at": moment, "approved_at": moment})

    def _owed_agreed(self, town, story, day):
        """The office offers a plan, and the customer signs it at the desk."""
        plan = self.env["water.instalment.plan"].create(
            {
                "partner_id": self._payer_of(town, story).id,
                "count": COUNT,
                "first_day": day + timedelta(days=FIRST["agreed"]),
            }
        )
        plan.action_offer()
        plan.signed_on = day
        plan.action_signed()
        plan.consent_at = datetime.combine(day, time(11, 30))

    def _first_instalment(self, town, story):
        """What the first instalment of this customer comes to [zł]."""
        plan = self.env["water.instalment.plan"].search(
            [("partner_id", "=", self._payer_of(town, story).id)], limit=1
        )
        return plan.row_ids[:1].amount
