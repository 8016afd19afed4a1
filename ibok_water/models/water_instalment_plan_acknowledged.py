from odoo import api, models

from .law_day import law_today


class WaterInstalmentPlan(models.Model):
    """Who asks for instalments, or agrees to them, acknowledges his debts.

    That interrupts their prescription (art. 123 § 1 pkt 2 of the Civil Code), so it is
    kept beside what else interrupted it.
    """

    _inherit = "water.instalment.plan"

    @api.model
    def _ask(self, partner, lines, count, first_day, **asked):
        """Override: to ask is to acknowledge."""
        plan_sudo = super()._ask(partner, lines, count, first_day, **asked)
        plan_sudo._acknowledge(law_today(self))
        return plan_sudo

    def _run(self):
        """Override: so is to agree to what the office proposed."""
        result = super()._run()
        for plan in self.sudo():
            if plan.proposed_by == "office":
                today = law_today(self)
                signed = plan.consent_way == "paper" and plan.signed_on
                plan._acknowledge(min(signed or today, today))
        return result

    def _acknowledge(self, day):
        """Record the acknowledgment of this plan's debts; in `sudo`."""
        self.ensure_one()
        told = self.with_context(lang=self.company_id.partner_id.lang or self.env.lang)
        ways = dict(self._fields["consent_way"]._description_selection(told.env))
        self.env["water.prescription.interruption"]._record(
            self.debt_ids.line_id,
            "acknowledgment",
            day,
            told.env._(
                "Instalment plan %(plan)s: %(way)s.",
                plan=self.display_name,
                way=ways.get(self.consent_way, ""),
            ),
        )
