from freezegun import freeze_time

from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import format_date

from odoo.addons.ibok_water.tests.common import day

from . import common, pay_case


@tagged("post_install", "-at_install")
class TestInterestPage(pay_case.PayFixtures, common.WaterPortalHttpCase):
    """A resident sees what an unpaid bill bears, and would if he paid on a day."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["water.interest.rate"]._load_shipped()

    def setUp(self):
        super().setUp()
        # A Tuesday; the rate of 9.25 % is in force since 2026-03-05.
        self.startPatcher(freeze_time("2026-12-29 10:00:00"))
        self.bill = self._bill(self.contract, "2026-11-16")

    def _bill(self, contract, due, amount=365):
        bill = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "journal_id": self.env.company.water_journal_id.id,
                "partner_id": contract.partner_id.id,
                "water_contract_id": contract.id,
                "invoice_date": "2026-11-02",
                "invoice_date_due": due,
                "invoice_payment_term_id": False,
                "invoice_line_ids": [
                    Command.create(
                        {
                            "name": "W",
                            "price_unit": amount,
                            "tax_ids": False,
                            "account_id": self.env.company.water_interest_account_id.id,
                        }
                    )
                ],
            }
        )
        bill.action_post()
        return bill

    def _section(self, bill, query=""):
        page = self._page(f"/my/invoices/{bill.id}{query}")
        found = page.xpath("//section[@aria-labelledby='bill_interest']")
        return self._text(found[0]) if found else ""

    def test_until_today_and_until_a_day_to_come(self):
        self._login(self.anna)
        text = self._section(self.bill)
        self.assertIn("Until today", text)
        # 17 November to 29 December: 43 days of 0.0925 zł.
        self.assertIn("× 9.25 % × 43 / 365", text)
        self.assertIn("3.98", text)
        self.assertIn("368.98", text)
        text = self._section(self.bill, "?pay_on=2027-01-08")
        self.assertIn("× 9.25 % × 53 / 365", text)
        self.assertIn("4.90", text)
        self.assertIn("369.90", text)
        self.assertIn("It may change", text)

    def test_what_is_no_day_is_said_and_today_is_shown(self):
        self._login(self.anna)
        for wrong, said in (
            ("29.12.2026", "This is no day"),
            ("2026-12-28", "Choose a day from"),
            ("2030-01-01", "Choose a day from"),
            ("9999-12-31", "Choose a day from"),
            ("", "Until today"),
            ("x" * 5000, "This is no day"),
        ):
            with self.subTest(wrong=wrong[:20]):
                text = self._section(self.bill, f"?pay_on={wrong}")
                self.assertIn(said, text)
                self.assertIn("× 43 / 365", text)

    def test_a_rate_that_nobody_knows_yet(self):
        self.contract.debtor_kind = "commercial"
        self.contract.debtor_kind_ids[-1:].date_from = "2026-11-02"
        self._login(self.anna)
        self.assertIn("13.75 % × 43", self._section(self.bill))
        text = self._section(self.bill, "?pay_on=2027-01-08")
        self.assertIn("not known yet", text)
        self.assertIn("Choose an earlier day", text)
        self.assertNotIn("/ 365", text)
        self.assertNotIn("It may change", text)

    def test_a_rate_that_no_day_helps_with(self):
        rates = self.env["water.interest.rate"].search([("kind", "=", "commercial")])
        # Notes that other customers have hold the rates they were reckoned with.
        self.patch(type(rates), "_used", lambda self: self.browse())
        rates.unlink()
        self.contract.debtor_kind = "commercial"
        self.contract.debtor_kind_ids[-1:].date_from = "2026-11-02"
        self._login(self.anna)
        for asked in ("", "?pay_on=2027-01-08"):
            with self.subTest(asked=asked):
                text = self._section(self.bill, asked)
                self.assertIn("We cannot reckon the interest now", text)
                self.assertNotIn("Choose an earlier day", text)
                self.assertNotIn("/ 365", text)

    def test_the_office_hears_of_a_rate_that_is_missing(self):
        accountant = new_test_user(
            self.env, "rates-accountant", "account.group_account_user"
        )
        rates = self.env["water.interest.rate"].search([("kind", "=", "commercial")])
        self.patch(type(rates), "_used", lambda self: self.browse())
        last = rates.filtered(lambda rate: rate.valid_from == day("2026-07-01"))
        last.valid_to = day("2026-11-30")
        (rates.filtered(lambda rate: rate.valid_from > last.valid_from)).unlink()
        self.contract.debtor_kind = "commercial"
        self.contract.debtor_kind_ids[-1:].date_from = "2026-11-02"
        self._login(self.anna)
        for _visit in range(2):
            text = self._section(self.bill)
            self.assertIn(format_date(self.env, day("2026-12-01")), text)
            self.assertIn("We have told it", text)
        self.assertEqual(last.missing_day, day("2026-12-01"))
        asked = last.activity_search(["ibok_water.mail_activity_interest_rate_missing"])
        self.assertEqual(len(asked), len(asked.user_id))
        self.assertIn(accountant, asked.user_id)
        rates.create(
            {"kind": "commercial", "valid_from": "2026-12-01", "percent": 13.75}
        )
        self.assertFalse(asked.exists())
        self.assertIn("13.75 % × 43", self._section(self.bill))

    def test_nothing_before_the_term_is_over(self):
        bill = self._bill(self.contract, "2026-12-29")
        self._login(self.anna)
        self.assertFalse(self._section(bill))

    def test_days_of_a_note_are_not_shown_again(self):
        notes, _problems = self.env["account.move"]._water_make_notes(
            self.env.company, common.date(2026, 12, 20), moves=self.bill, unpaid=True
        )
        self._login(self.anna)
        text = self._section(self.bill)
        self.assertIn(notes.name, text)
        self.assertIn("× 9 / 365", text)

    def test_his_own_bill_alone(self):
        self._login(self.bogdan)
        address = f"/my/invoices/{self.bill.id}?pay_on=2027-01-08"
        response = self.url_open(address, allow_redirects=False)
        self.assertNotEqual(response.status_code, 200)
        self.env["ibok.access"].create(
            {
                "contract_id": self.contract.id,
                "user_id": self.bogdan.id,
                "date_from": "2026-11-01",
            }
        )
        self.assertEqual(self._section(self.bill), "")
        self.authenticate(None, None)
        token = self.bill._portal_ensure_token()
        text = self._text(
            self._page(f"/my/invoices/{self.bill.id}?access_token={token}")
        )
        self.assertNotIn("Interest for late payment", text)

    def test_it_works_without_scripts(self):
        self._login(self.anna)
        page = self._page(f"/my/invoices/{self.bill.id}")
        [form] = page.xpath("//form[.//input[@name='pay_on']]")
        self.assertEqual(form.get("method"), "get")
        [day] = form.xpath(".//input[@name='pay_on']")
        self.assertEqual((day.get("min"), day.get("max")), ("2026-12-29", "2027-12-30"))
        self.assertEqual(
            page.xpath(f"//label[@for='{day.get('id')}']")[0].text, "If you pay on"
        )
