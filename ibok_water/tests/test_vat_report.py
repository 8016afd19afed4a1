from odoo.tests import freeze_time

from odoo.addons.ibok_water.tests import common


@freeze_time("2026-02-05 10:00:00")
class TestVatReport(common.WaterCase):
    """The ledger's VAT by field of the declaration."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make.tariff(
            {"water": 5.72, "sewage": 8.10, "subscription_water": (12.39, "month")}
        )
        contract = cls.make.household(345, services="water")
        cls.make.read(contract.point_ids, 357, "2026-01-31")
        cls.bill = cls.make.settle(contract, "2026-01-31").move_id
        cls.accountant = common.user(
            cls.env, "accountant-vat", "account.group_account_user"
        )

    def rows(self, *moves, lang="en_US"):
        report = self.env["water.vat.report"].with_user(self.accountant)
        report = report.with_context(lang=lang)
        groups = report._read_group(
            [("move_id", "in", [move.id for move in moves])],
            ["field"],
            ["base:sum", "tax:sum"],
        )
        return {
            field.split(" ")[0]: (field, round(base, 2), round(tax, 2))
            for field, base, tax in groups
        }

    def test_base_and_tax_stand_apart(self):
        rows = self.rows(self.bill)
        self.assertEqual(rows["K_17"][1:], (81.03, 0))
        self.assertEqual(rows["K_18"][1:], (0, 6.48))

    def test_fields_are_told_in_words_of_the_user(self):
        self.assertIn("8%", self.rows(self.bill)["K_17"][0])
        self.env["res.lang"]._activate_lang("pl_PL")
        rows = self.rows(self.bill, lang="pl_PL")
        self.assertIn("Podstawa", rows["K_17"][0])
        self.assertIn("Podatek", rows["K_18"][0])

    def test_a_correction_takes_its_bill_back(self):
        correction = common.reversed_by_odoo(self.bill, cancel=True)
        rows = self.rows(self.bill, correction)
        self.assertEqual({row[1:] for row in rows.values()}, {(0, 0)})

    def test_rows_have_numbers_of_their_own(self):
        report = self.env["water.vat.report"].with_user(self.accountant)
        rows = report.search([])
        self.assertEqual(len(rows), len(set(rows.ids)))
        self.assertTrue(rows[:1].exists())
        rows[:20].read(["field", "base", "tax", "direction", "move_id"])
