"""Plans of instalments over bills."""

from unittest.mock import patch

from freezegun import freeze_time

from odoo.addons.ibok_water.tests import interest_case
from odoo.addons.ibok_water.tests.common import day, user

SETTINGS = {
    "water_instalment_portal": True,
    "water_instalment_months": 12,
    "water_instalment_smallest": 50.0,
    "water_instalment_least": 100.0,
    "water_instalment_most": 0.0,
    "water_instalment_again": False,
    "water_instalment_grace": 7,
    "water_instalment_offer_days": 14,
}
TODAY = "2026-03-02"


class InstalmentCase(interest_case.InterestCase):
    """A customer with two late bills, on a day in March."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write(SETTINGS)
        cls.partner.email = "jan@example.com"
        cls.clerk = user(cls.env, "instalment-clerk", "ibok_water.group_water_clerk")

    def setUp(self):
        super().setUp()
        clock = freeze_time(TODAY)
        clock.start()
        self.addCleanup(clock.stop)
        self.old = self.bill(200, "2025-12-15")
        self.new = self.bill(100, "2026-02-16")

    def plan(self, count=3, first="2026-03-10", **vals):
        plan = (
            self.env["water.instalment.plan"]
            .with_user(self.clerk)
            .create(
                {
                    "partner_id": self.partner.id,
                    "count": count,
                    "first_day": day(first),
                    **vals,
                }
            )
        )
        return plan

    def running(self, **vals):
        plan = self.plan(**vals)
        plan.action_offer()
        plan.signed_on = day(TODAY)
        plan.action_signed()
        return plan

    def asked(self, *bills, count=3, first="2026-03-10", **extra):
        lines = self.env["account.move"].union(*(bills or (self.old, self.new)))
        return self.env["water.instalment.plan"]._ask(
            self.partner,
            lines.line_ids.filtered("amount_residual"),
            count,
            day(first),
            consent_ip="192.0.2.4",
            **extra,
        )

    def watch(self, on):
        commit = patch.object(
            type(self.env["ir.cron"]), "_commit_progress", return_value=1
        )
        with freeze_time(on), commit:
            self.env["water.instalment.plan"]._cron_watch()
            self.env.invalidate_all()
