import re
from datetime import date, timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time

from odoo.addons.ibok_water.models.law_day import law_today
from odoo.addons.ibok_water.tests import bank_case, common


class TestBalanceLetter(bank_case.BankCase):
    """Who keeps books confirms what he owed on 31 December (art. 26)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.trader = cls.make.household(services="water")
        cls.trader.debtor_kind = "commercial"
        cls.trader.partner_id.name = "Piekarnia Testowa"
        cls.day = date(2025, 12, 31)

    def wizard(self, **vals):
        return self.env["water.balance.letter"].create({"day": self.day, **vals})

    def mine(self, wizard):
        """The letter to the trader of this test, or None."""
        partner = self.trader.partner_id
        letters = wizard._letters()
        return next((one for one in letters if one["partner"] == partner), None)

    def test_the_letter_says_what_was_open_on_the_day(self):
        bill = self.bill(100, "2025-12-10", self.trader)
        self.bill(40, "2026-01-10", self.trader)
        self.pay(bill, 100, "2026-01-05")
        wizard = self.wizard(written_on=date(2026, 1, 5))
        self.assertIn(self.trader.partner_id, wizard.partner_ids)
        self.assertEqual(wizard.answer_until, date(2026, 1, 15))
        letter = self.mine(wizard)
        self.assertEqual(letter["total"], 100)
        self.assertEqual(letter["rows"].move_id, bill)
        self.assertIsNone(self.mine(self.wizard(day=date(2025, 11, 30))))

    def test_the_day_and_the_answer_are_such_that_one_can_still_answer(self):
        Letter = self.env["water.balance.letter"]
        for today, balance, answer in (
            ("2026-01-05", "2025-12-31", "2026-01-15"),
            ("2026-03-02", "2025-12-31", "2026-03-16"),
            ("2026-09-30", "2025-12-31", "2026-10-14"),
            ("2026-10-01", "2026-09-30", "2027-01-15"),
            ("2026-12-31", "2026-11-30", "2027-01-15"),
        ):
            with self.subTest(today), freeze_time(f"{today} 10:00:00"):
                wizard = Letter.create({})
                self.assertEqual(
                    (wizard.day, wizard.answer_until),
                    (date.fromisoformat(balance), date.fromisoformat(answer)),
                )
        self.bill(100, "2025-12-10", self.trader)
        wizard = self.wizard(written_on=date(2026, 2, 2), answer_until=date(2026, 2, 1))
        with self.assertRaisesRegex(UserError, "before that of the letters"):
            wizard.action_print()

    def test_who_keeps_no_books_and_what_is_disputed_is_left_out(self):
        self.bill(100, "2025-12-10")
        bill = self.bill(70, "2025-12-10", self.trader)
        self.assertNotIn(self.partner, self.wizard().partner_ids)
        bill._water_dispute("Za dużo")
        self.assertIsNone(self.mine(self.wizard()))
        chosen = self.wizard(partner_ids=[(6, 0, self.partner.ids)])
        self.assertEqual([one["total"] for one in chosen._letters()], [100])

    def test_the_letter_is_printed_with_its_slip(self):
        bill = self.bill(1234.5, "2025-12-10", self.trader)
        self.company.city = "Wola Testowa"
        wizard = self.wizard(
            partner_ids=[(6, 0, self.trader.partner_id.ids)],
            written_on=date(2025, 10, 3),
        )
        wizard.action_print()
        report = self.env.ref("ibok_water.report_balance_letter")
        page = str(
            self.env["ir.qweb"]._render(
                report.report_name, report._water_page_values(wizard)
            )
        )
        self.assertIn(bill.name, page)
        self.assertRegex(page, r"Wola Testowa</span>, <span[^>]*>03\.10\.2025<")
        # The sum, a row's amount and what is left of it, the slip.
        self.assertEqual(len(re.findall(r"1\D{0,2}234\D50", page)), 4)
        content, kind = self.env["ir.actions.report"]._render_qweb_pdf(
            report, wizard.ids
        )
        self.assertEqual((kind, content[:5]), ("pdf", b"%PDF-"))

    def test_the_list_holds_the_same(self):
        self.bill(100, "2025-12-10", self.trader)
        wizard = self.wizard(partner_ids=[(6, 0, self.trader.partner_id.ids)])
        action = wizard.action_show()
        rows = self.env["water.receivable"].with_context(**action["context"])
        self.assertEqual(rows.search(action["domain"]).mapped("residual"), [100])

    def test_a_day_to_come_and_nothing_open_are_refused(self):
        nobody = self.wizard(partner_ids=[(5, 0, 0)])
        later = self.wizard(day=law_today(self.env.user) + timedelta(days=1))
        for wizard in (nobody, later):
            with self.assertRaises(UserError):
                wizard.action_print()

    def test_who_keeps_no_books_of_the_office_asks_nobody(self):
        clerk = common.user(self.env, "balance-clerk", "ibok_water.group_water_clerk")
        with self.assertRaises(AccessError):
            self.env["water.balance.letter"].with_user(clerk).create({})
