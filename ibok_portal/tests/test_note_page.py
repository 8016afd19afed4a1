from datetime import date

from freezegun import freeze_time

from odoo.fields import Command
from odoo.tests import tagged

from . import common, pay_case


@tagged("post_install", "-at_install")
class TestNotePage(pay_case.PayFixtures, common.WaterPortalHttpCase):
    """A resident reads his interest note and pays it like a bill."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_provider()
        cls.env["water.interest.rate"]._load_shipped()

    def setUp(self):
        super().setUp()
        self.startPatcher(freeze_time(f"{common.IN_WINDOW} 10:00:00"))
        self._let_pay()
        self.bill = self._late_bill(self.contract)
        self.note = self._note(self.anna)

    def _late_bill(self, contract, paid=((100, "2025-09-30"), (200, "2025-11-10"))):
        """A bill of 300 zł, paid in two parts after its term."""
        bill = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "journal_id": self.env.company.water_journal_id.id,
                "partner_id": contract.partner_id.id,
                "water_contract_id": contract.id,
                "invoice_date": "2025-09-01",
                "invoice_date_due": "2025-09-15",
                "invoice_payment_term_id": False,
                "invoice_line_ids": [
                    Command.create(
                        {
                            "name": "W",
                            "price_unit": 300,
                            "tax_ids": False,
                            "account_id": self.env.company.water_interest_account_id.id,
                        }
                    )
                ],
            }
        )
        bill.action_post()
        for amount, day in paid:
            self.env["account.payment.register"].with_context(
                active_model="account.move", active_ids=bill.ids
            ).create({"amount": amount, "payment_date": day})._create_payments()
        return bill

    def _note(self, user):
        notes, _problems = self.env["account.move"]._water_make_notes(
            self.env.company, date(2026, 12, 1), user.partner_id
        )
        return notes

    def test_the_page_explains_each_stretch(self):
        self.assertEqual(self.note.amount_total, 3.51)
        self._login(self.anna)
        text = self._text(self._page(f"/my/invoices/{self.note.id}"))
        self.assertIn(f"Interest note {self.note.name}", text)
        self.assertIn("How this note came about", text)
        self.assertIn(self.bill.name, text)
        self.assertIn("× 10.25 % × 15 / 365", text)
        self.assertIn("art. 481", text)
        self.assertIn("How to pay by transfer", text)
        self.assertIn(self.note._water_transfer_title(), text)

    def test_it_stands_in_the_list_and_in_the_statement(self):
        self._login(self.anna)
        text = self._text(self._page("/my/invoices"))
        self.assertIn(self.note.name, text)
        self.assertIn("Interest note for late payment", text)
        page = self._page("/my/statement")
        self.assertIn("Interest note", self._text(page))
        self.assertTrue(page.xpath(f"//a[@href='/my/invoices/{self.note.id}']"))

    def _rows(self):
        """{number: what its row of the list says}"""
        return {
            row.xpath(".//strong")[0].text_content(): " ".join(
                row.text_content().split()
            )
            for row in self._page("/my/invoices").xpath("//a[@class='o_water_row']")
        }

    def test_its_links_lead_to_it(self):
        self._login(self.anna)
        url = f"/my/invoices/{self.note.id}"
        [row] = self._page("/my/invoices").xpath(
            f"//a[@class='o_water_row'][contains(., '{self.note.name}')]/@href"
        )
        self.assertEqual(row.partition("?")[0], url)
        page = self._page(row)
        [printed] = page.xpath("//iframe[@id='invoice_html']/@src")
        [file] = page.xpath("//a[contains(., 'Download the note (PDF)')]/@href")
        for link in (printed, file):
            self.assertTrue(link.startswith(url), link)
        document = self._page(printed)
        self.assertFalse(document.xpath("//iframe"))
        self.assertIn(self.note.name, document.text_content())
        self.assertEqual(self.url_open(file).content[:5], b"%PDF-")

    def test_a_note_is_called_one_everywhere(self):
        self._login(self.anna)
        text = self._text(self._page(f"/my/invoices/{self.note.id}"))
        self.assertIn("Do you have a question about this note?", text)
        self.assertNotIn("the bill (PDF)", text)
        cancelled = self.note._water_cancel_note("Paid in time")
        rows = self._rows()
        self.assertIn("Taken back: you pay nothing for it", rows[self.note.name])
        self.assertNotIn("Paid", rows[self.note.name])
        self.assertNotIn("Taken off", rows[cancelled.name])
        page = self._page(f"/my/invoices/{self.note.id}")
        [badge] = page.xpath("//div[@name='invoice_paid_badge']")
        self.assertEqual(badge.text_content().strip(), "Taken back")

    def test_it_is_paid_on_line(self):
        self._login(self.anna)
        page = self._page(f"/my/invoices/{self.note.id}")
        self.assertTrue(page.xpath(f"//a[@href='/my/pay?bill={self.note.id}']"))
        self._pay(self.note)
        transaction = self._transactions()
        self.assertEqual(
            (transaction.amount, transaction.invoice_ids), (3.51, self.note)
        )
        journal = self.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", self.env.company.id)], limit=1
        )
        self.provider.journal_id = journal
        transaction._set_done()
        transaction._create_payment(
            payment_method_line_id=journal.inbound_payment_method_line_ids[:1].id
        )
        self.assertIn(self.note.payment_state, ("paid", "in_payment"))
        self.assertNotIn(
            self.note, self.env["account.move"].with_user(self.anna)._portal_payable()
        )

    def test_who_pays_a_bill_on_line_pays_that_bill(self):
        """Also where payments count on interest first: he said what he pays for."""
        self.env.company.water_interest_first = True
        bill = self._late_bill(self.contract, paid=())
        notes, _problems = self.env["account.move"]._water_make_notes(
            self.env.company, date(2025, 12, 1), moves=bill, unpaid=True
        )
        self._login(self.anna)
        self._pay(bill)
        transaction = self._transactions()
        journal = self.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", self.env.company.id)], limit=1
        )
        self.provider.journal_id = journal
        transaction._set_done()
        transaction._create_payment(
            payment_method_line_id=journal.inbound_payment_method_line_ids[:1].id
        )
        self.assertEqual(bill.amount_residual, 0)
        self.assertEqual(notes.amount_residual, notes.amount_total)

    def test_nobody_else_sees_it(self):
        self._login(self.bogdan)
        response = self.url_open(f"/my/invoices/{self.note.id}", allow_redirects=False)
        self.assertNotEqual(response.status_code, 200)
        self.assertNotIn(self.note.name, self._text(self._page("/my/invoices")))
        payable = self.env["account.move"].with_user(self.bogdan)._portal_payable()
        self.assertNotIn(self.note, payable)

    def test_who_has_access_to_the_contract_does_not_see_the_customer_s_notes(self):
        self.env["ibok.access"].create(
            {
                "contract_id": self.contract.id,
                "user_id": self.bogdan.id,
                "date_from": "2026-11-01",
            }
        )
        mine = self.env["account.move"].with_user(self.bogdan)
        self.assertTrue(mine.search([("id", "=", self.bill.id)]))
        self.assertFalse(mine.search([("id", "=", self.note.id)]))

    def test_a_cancelled_note_says_that_nothing_is_owed(self):
        cancelled = self.note._water_cancel_note("Paid in time")
        self._login(self.anna)
        text = self._text(self._page(f"/my/invoices/{self.note.id}"))
        self.assertIn("This note was taken back", text)
        self.assertNotIn("How to pay by transfer", text)
        text = self._text(self._page(f"/my/invoices/{cancelled.id}"))
        self.assertIn(f"Cancellation of an interest note {cancelled.name}", text)
        self.assertIn("Paid in time", text)
        self.assertIn(
            "Cancellation of an interest note", self._text(self._page("/my/statement"))
        )

    def test_the_printed_note(self):
        self._login(self.anna)
        response = self.url_open(
            f"/my/invoices/{self.note.id}?report_type=pdf&download=true"
        )
        self.assertEqual(response.content[:5], b"%PDF-")
