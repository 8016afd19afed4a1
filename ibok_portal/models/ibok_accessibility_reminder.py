from datetime import timedelta

from odoo import api, models

from odoo.addons.ibok_water.models.law_day import law_today

#: Days before 31 March on which the office is reminded.
REMIND_DAYS = 30
ACTIVITY = "ibok_portal.mail_activity_type_accessibility"


class IbokAccessibilityDeclaration(models.Model):
    """The office is reminded of a declaration that waits for it."""

    _inherit = "ibok.accessibility.declaration"

    @api.model
    def _cron_remind(self):
        """An activity for each declaration to draw up or to review, one at a time."""
        soon = law_today(self) + timedelta(days=REMIND_DAYS)
        waiting = self.search(
            ["|", ("state", "=", "draft"), ("review_due", "<=", soon)]
        )
        for declaration in waiting:
            if declaration.activity_search([ACTIVITY]):
                continue
            user = declaration._responsible()
            if user:
                declaration._remind(user)

    def _remind(self, user):
        self.ensure_one()
        told = self.with_context(lang=user.lang)
        drawn_up = self.state == "published"
        self.activity_schedule(
            ACTIVITY,
            date_deadline=drawn_up and self.review_due or law_today(self),
            user_id=user.id,
            summary=told.env._("Review the declaration of accessibility")
            if drawn_up
            else told.env._("Draw up the declaration of accessibility"),
        )

    def _responsible(self):
        """Who is reminded: the first manager of the company's service, else a clerk."""
        self.ensure_one()
        company = self.company_id
        return company._office_people("ibok_water.group_water_manager")[:1] or (
            company._office_clerk()
        )

    def _end_reminders(self):
        """What was asked for is done."""
        self.activity_feedback([ACTIVITY])
