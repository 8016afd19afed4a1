"""Customers who are late, and the demands made of them."""

from odoo.addons.ibok_water.tests import common, interest_case
from odoo.addons.ibok_water.tests.common import day


class DemandCase(interest_case.InterestCase):
    """Stages of the test's own: shipped ones are the office's to change."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["water.demand.stage"].search([]).active = False
        cls.reminder = cls.stage("Przypomnienie", 10, kind="reminder", days=14)
        cls.demand_stage = cls.stage("Wezwanie", 20, counted_from="previous", days=7)
        cls.final = cls.stage(
            "Ostateczne",
            30,
            kind="final",
            counted_from="previous",
            days=7,
            provable=True,
        )
        cls.clerk = common.user(cls.env, "demand-clerk", "ibok_water.group_water_clerk")

    @classmethod
    def stage(cls, name, sequence, **vals):
        return cls.env["water.demand.stage"].create(
            {
                "name": name,
                "sequence": sequence,
                "kind": "demand",
                "counted_from": "due",
                "days": 0,
                "term_days": 14,
                "subject": name,
                "body": "{customer}: {total} do {term}.",
                **vals,
            }
        )

    def make_demand(self, stage=None, on="2026-09-20", partner=None, by_hand=False):
        demands, self.refused = self.env["water.payment.demand"]._make(
            stage or self.reminder,
            self.company,
            day(on),
            partner or self.partner,
            by_hand,
        )
        return demands

    def issued(self, stage=None, **options):
        demand = self.make_demand(stage, by_hand=True, **options)
        demand.action_issue()
        return demand

    def proposal(self, stage=None, on="2026-09-20", partner=None, by_hand=False):
        partner = partner or self.partner
        return (
            (stage or self.reminder)
            ._propose(self.company, day(on), partner, by_hand)
            .get(partner.id)
        )
