"""The demo municipality of this database, for the tests that look at it."""

from odoo.tests import TransactionCase

from odoo.addons.ibok_water.demo import plan


class DemoTown(TransactionCase):
    """Its tariff, contracts and bills."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tariff = cls.env.ref("ibok_water.demo_tariff")
        cls.company = cls.tariff.company_id
        cls.cases = plan.cases()
        cls.contracts = cls.env["water.contract"].search(
            [("company_id", "=", cls.company.id), ("state", "!=", "draft")]
        )
        cls.settlements = cls.env["water.settlement"].search(
            [("contract_id", "in", cls.contracts.ids), ("state", "=", "done")]
        )
        cls.bills = cls.settlements.move_id

    def _of(self, story):
        case = next(case for case in self.cases if case.story == story)
        found = self.contracts.filtered(lambda c: c.partner_id.name == case.name)
        self.assertEqual(len(found), 1, story)
        return found
