from odoo import fields, models

OUTCOMES = [
    ("explained", "Explained: the bill is right"),
    ("correction", "Accepted: the bill is to be corrected"),
    ("meter_check", "The meter is to be checked"),
    ("refused", "Refused"),
]

WORK = "mail.mail_activity_data_todo"


class IbokTicket(models.Model):
    """What a complaint about a bill leads to."""

    _inherit = "ibok.ticket"

    outcome = fields.Selection(OUTCOMES, readonly=True, copy=False, tracking=True)

    def _portal_outcome(self):
        """Override: what a complaint about a bill led to."""
        self.ensure_one()
        outcomes = self._fields["outcome"]._description_selection(self.env)
        return dict(outcomes).get(self.outcome, "")

    def _outcome_target(self):
        """Where the work is done that a complaint leads to."""
        # Who chose the bill did not have to choose its contract as well.
        return self.contract_id or self.move_id.water_contract_id or self.move_id

    def _outcome_done(self):
        """The work was done: its activity, which names the matter, is done as well."""
        self.ensure_one()
        self._outcome_target().activity_search(
            [WORK], additional_domain=[("summary", "ilike", self.number)]
        ).action_feedback()

    def _bill_corrected(self):
        """Whether the bill was corrected after the complaint came."""
        made = self.move_id._water_settlements().correction_ids.filtered(
            lambda one: one.state in ("done", "corrected")
        )
        by_hand = self.move_id.reversal_move_ids.filtered(
            lambda one: one.state == "posted"
        )
        return any(one.create_date >= self.create_date for one in [*made, *by_hand])

    def _follow_outcome(self):
        """What a complaint leads to is somebody's work; else the bill is due again."""
        self.ensure_one()
        steps = {
            "correction": self.env._("Correct the bill"),
            "meter_check": self.env._("Check the meter"),
        }
        if self.outcome not in steps or (
            self.outcome == "correction" and self._bill_corrected()
        ):
            return self._end_dispute()
        return self._outcome_target().activity_schedule(
            WORK,
            summary=f"{steps[self.outcome]}: {self.display_name}",
            user_id=self._promise_person().id,
        )
