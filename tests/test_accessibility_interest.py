"""WCAG 2.1 A and AA: a bill paid late, its interest until a day, and the note."""

from datetime import date, timedelta

import browser

from odoo.fields import Command
from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestAccessibilityInterest(browser.BrowserCase):
    """On a phone, filled and with a day that is none."""

    def setUp(self):
        super().setUp()
        self.resident = self.env.ref("ibok.demo_user_resident")
        partner = self.resident.partner_id.commercial_partner_id
        contract = partner.water_contract_ids[:1]
        company = contract.company_id
        due = date.today() - timedelta(days=60)
        self.bill = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "journal_id": company.water_journal_id.id,
                "partner_id": partner.id,
                "water_contract_id": contract.id,
                "invoice_date": due,
                "invoice_date_due": due,
                "invoice_payment_term_id": False,
                "invoice_line_ids": [
                    Command.create(
                        {
                            "name": "Woda",
                            "price_unit": 365,
                            "tax_ids": False,
                            "account_id": company.water_interest_account_id.id,
                        }
                    )
                ],
            }
        )
        self.bill.action_post()
        self.note, _problems = self.env["account.move"]._water_make_notes(
            company, date.today() - timedelta(days=20), moves=self.bill, unpaid=True
        )

    def test_a_bill_past_due_and_its_note(self):
        address = f"/my/invoices/{self.bill.id}"
        day = date.today() + timedelta(days=5)
        with self.person(self.resident, size=browser.PHONE) as page:
            page.goto(address)
            page.locator("#bill_interest").wait_for()
            self.look(page, "interest until today")
            page.goto(f"{address}?pay_on={day}")
            self.look(page, "interest until a day to come")
            page.goto(f"{address}?pay_on=jutro")
            page.locator("#pay_on_error").wait_for()
            self.look(page, "a day that is none")
            page.goto(f"/my/invoices/{self.note.id}")
            page.locator("#note_explanation").wait_for()
            self.look(page, "the note")
            wide = page.evaluate(
                "document.documentElement.scrollWidth - window.innerWidth"
            )
            self.assertLessEqual(wide, 0)
