from odoo.exceptions import UserError
from odoo.tests import freeze_time

from odoo.addons.ibok_water.tests import interest_case
from odoo.addons.ibok_water.tests.common import day


@freeze_time("2026-09-20 10:00:00")
class TestInterestTrader(interest_case.InterestCase):
    """Traders: the commercial rate, and compensation in euro."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract.debtor_kind = "commercial"

    def euro(self, on, zloty):
        self.env["res.currency.rate"].search(
            [("currency_id", "=", self.env.ref("base.EUR").id), ("name", "=", on)]
        ).unlink()
        return self.env["res.currency.rate"].create(
            {
                "currency_id": self.env.ref("base.EUR").id,
                "name": on,
                "company_id": self.company.id,
                "inverse_company_rate": zloty,
            }
        )

    def test_the_commercial_rate(self):
        self.late(1250, "2025-06-20", "2026-08-03")
        note = self.notes("2026-09-20")
        self.assertEqual(note.amount_total, 204.28)
        self.assertEqual(set(note.water_coverage_ids.mapped("kind")), {"commercial"})

    def test_compensation_once_a_document_at_the_dated_rate(self):
        self.company.water_interest_compensation = True
        # Fell due on 21 June 2025: the last working day of May.
        self.euro("2025-05-30", 4.2462)
        bill = self.late(1250, "2025-06-20", "2026-08-03")
        note = self.notes("2026-09-20")
        row = note.water_coverage_ids.filtered(lambda row: row.type == "compensation")
        self.assertEqual(
            (row.euro, row.exchange_day, row.exchange_rate, row.amount),
            (40, day("2025-05-30"), 4.2462, 169.85),
        )
        self.assertEqual(row.debt_move_id, bill)
        self.assertEqual(note.amount_total, 374.13)
        income = note.line_ids.filtered(lambda line: line.credit == 169.85)
        self.assertEqual(income.account_id, self.company.water_compensation_account_id)
        self.assertFalse(self.notes("2026-09-20"))

    def test_compensation_also_when_interest_was_charged_before(self):
        self.euro("2025-05-30", 4.2462)
        self.late(1250, "2025-06-20", "2026-08-03")
        self.notes("2026-09-20")
        self.company.water_interest_compensation = True
        note = self.notes("2026-09-20")
        self.assertEqual(note.amount_total, 169.85)
        note._water_cancel_note("Ugoda")
        self.assertEqual(self.notes("2026-09-20").amount_total, 169.85)

    def test_its_height_follows_the_amount(self):
        self.company.water_interest_compensation = True
        self.euro("2025-05-30", 4)
        for amount, euro in ((5000, 40), (5000.01, 70), (49999.99, 70), (50000, 100)):
            with self.subTest(amount):
                self.late(amount, "2025-06-20", "2025-06-24")
                note = self.notes("2026-09-20")
                self.assertEqual(sum(note.water_coverage_ids.mapped("euro")), euro)

    def test_a_missing_euro_rate_is_named(self):
        self.company.water_interest_compensation = True
        self.env["res.currency.rate"].search([("name", "=", "2025-05-30")]).unlink()
        self.late(1250, "2025-06-20", "2026-08-03")
        with self.assertRaisesRegex(UserError, "NBP.*" + self.said("2025-05-30")):
            self.notes("2026-09-20")

    def test_all_missing_euro_rates_are_named_at_once(self):
        self.company.water_interest_compensation = True
        days = ("2025-05-30", "2025-07-31")
        self.env["res.currency.rate"].search([("name", "in", days)]).unlink()
        self.late(1250, "2025-06-20", "2026-08-03")
        self.late(1250, "2025-08-20", "2026-08-03")
        with self.assertRaisesRegex(UserError, "NBP") as refused:
            self.notes("2026-09-20")
        for missing in days:
            self.assertRegex(str(refused.exception), self.said(missing))
        for missing in days:
            self.euro(missing, 4.25)
        self.assertTrue(self.notes("2026-09-20"))

    def test_consumers_owe_none(self):
        self.company.water_interest_compensation = True
        self.contract.debtor_kind = "consumer"
        self.late(1250, "2025-06-20", "2026-08-03")
        note = self.notes("2026-09-20")
        self.assertEqual(note.amount_total, 136.06)

    def test_paid_in_time_bears_none(self):
        self.company.water_interest_compensation = True
        self.late(1250, "2025-06-20", "2025-06-20")
        self.assertFalse(self.notes("2026-09-20"))
