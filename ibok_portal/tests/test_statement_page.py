import csv
import io
from datetime import date

from freezegun import freeze_time
from pypdf import PdfReader

from odoo.tests import tagged

from ..controllers import portal_statement
from . import common
from .test_statement import StatementBooks


@tagged("post_install", "-at_install")
class TestStatementPage(StatementBooks, common.WaterPortalHttpCase):
    def setUp(self):
        super().setUp()
        self.startPatcher(freeze_time(f"{common.IN_WINDOW} 10:00:00"))
        partner = self.anna.partner_id
        self.old = self._bill(partner, 40, date(2025, 5, 5))
        self.bill = self._bill(partner, 1234.56, date(2026, 3, 2))
        self.payment = self._pay(partner, 1300, date(2026, 3, 9))
        self._match(self.bill, self.payment)
        self.foreign = self._bill(self.bogdan.partner_id, 77.7, date(2026, 3, 2))
        self._login(self.anna)

    def _rows(self, page):
        return [
            [" ".join(cell.text_content().split()) for cell in row]
            for row in page.xpath("//main//table/tbody/tr")
        ]

    def test_this_year_with_what_was_before(self):
        page = self._page("/my/statement")
        text = self._text(page)
        self.assertIn("You owe before".replace("owe", "owed"), text)
        bill, payment = self._rows(page)
        self.assertIn(f"Invoice {self.bill.name}", bill[0])
        self.assertIn("Settled by: Payment by transfer of", bill[0])
        self.assertNotIn(self.payment.name, text)
        self.assertIn("1,274.56", bill[2])
        self.assertIn(f"Counted against: {self.bill.name}", payment[0])
        self.assertIn("Overpaid: 65.44", payment[0].replace("\xa0zł", ""))
        self.assertIn("25.44", payment[2])
        self.assertIn("overpaid", payment[2])
        self.assertNotIn(self.foreign.name, text)
        self.assertTrue(page.xpath(f"//a[@href='/my/invoices/{self.bill.id}']"))
        for cell in page.xpath("//main//table//th"):
            self.assertIn(cell.get("scope"), ("col", "row"))

    def test_other_days(self):
        [row] = self._rows(self._page("/my/statement?period=last"))
        self.assertIn(self.old.name, row[0])
        self.assertIn("Still to pay", row[0])
        self.assertEqual(len(self._rows(self._page("/my/statement?period=all"))), 3)
        few = "/my/statement?date_from=2026-03-03&date_to=2026-03-09"
        self.assertEqual(len(self._rows(self._page(few))), 1)
        self.assertEqual(len(self._rows(self._page("/my/statement?period=x"))), 2)

    def test_on_paper_it_says_whose_it_is(self):
        self.anna.partner_id.write(
            {"street": "Polna 7", "zip": "98-113", "city": "Buczek"}
        )
        [address] = self._page("/my/statement").xpath("//address")
        self.assertIn("d-print-block", address.get("class"))
        text = " ".join(address.text_content().split())
        self.assertEqual(
            text,
            "Anna Polna 7 98-113 Buczek Customer number: "
            f"{self.anna.partner_id.water_customer_number}",
        )

    def test_days_that_are_none(self):
        for query, told in (
            ("date_from=31.12.2026", "This is no day"),
            ("date_to=2026-13-01", "This is no day"),
            ("date_from=2026-02-01&date_to=2026-01-01", "comes before the first"),
        ):
            with self.subTest(query):
                page = self._page(f"/my/statement?{query}")
                [field] = page.xpath("//input[@aria-invalid='true']")
                self.assertTrue(field.get("value"))
                error = page.get_element_by_id(field.get("aria-describedby"))
                self.assertIn(told, error.text_content())
                self.assertFalse(self._rows(page))
                # A file of such days is the same page.
                self._page(f"/my/statement.csv?{query}")
                self._page(f"/my/statement.pdf?{query}")

    def test_pages_of_a_long_history(self):
        self.patch(portal_statement, "PER_PAGE", 2)
        page = self._page("/my/statement?period=all")
        self.assertEqual(len(self._rows(page)), 2)
        link = page.xpath("//a[contains(@href, '/my/statement/page/2')]/@href")[0]
        self.assertIn("period=all", link)
        [last] = self._rows(self._page(link))
        self.assertIn("Payment by transfer", last[0])
        self.assertIn("25.44", last[2])
        self.assertEqual(
            self._rows(self._page("/my/statement/page/99?period=all")), [last]
        )

    def test_spreadsheet(self):
        english = self.env["res.lang"].search([("code", "=", "en_US")])
        english.date_format = "%d.%m.%Y"  # as in Poland
        response = self.url_open("/my/statement.csv?period=year")
        self.assertIn("attachment", response.headers["Content-Disposition"])
        self.assertIn("statement_2026-01-01", response.headers["Content-Disposition"])
        text = response.content.decode("utf-8-sig")
        table = list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))
        self.assertEqual(table[1][-1], "40,00")
        self.assertEqual(table[2][2], self.bill.name)
        told = "Payment by transfer of 09.03.2026: 1234,56"
        self.assertEqual(table[2][3], told, "a comma in the amount, dots in the day")
        self.assertEqual(table[2][4:], ["1234,56", "", "1274,56"])
        self.assertEqual(table[3][3], f"{self.bill.name}: 1234,56")
        self.assertEqual(table[3][4:], ["", "1300,00", "-25,44"])
        self.assertEqual(table[-1][4:], ["1234,56", "1300,00", "-25,44"])
        self.assertNotIn(self.foreign.name, text)

    def test_document(self):
        response = self.url_open("/my/statement.pdf?period=year")
        self.assertEqual(response.headers["Content-Type"], "application/pdf")
        document = PdfReader(io.BytesIO(response.content))
        root = document.trailer["/Root"]
        self.assertTrue(root["/MarkInfo"]["/Marked"])
        self.assertEqual(root["/Lang"], "en")
        text = "".join(page.extract_text() for page in document.pages)
        self.assertIn(self.bill.name, text)
        self.assertIn("1,274.56", text)
        self.assertIn("Settled by: Payment by transfer", text)
        self.assertIn(f"Counted against: {self.bill.name}", text)
        self.assertIn(self.anna.name, text)
        self.assertNotIn(self.foreign.name, text)

    def test_more_entries_ask_the_database_nothing_more(self):
        def queries(url):
            self._page(url)
            before = self.env.cr.sql_log_count
            self._page(url)
            return self.env.cr.sql_log_count - before

        urls = ("/my/statement", "/my/statement?period=all")
        few = [queries(url) for url in urls]
        for month in range(4, 12):
            bill = self._bill(self.anna.partner_id, 50, date(2026, month, 2))
            self._match(bill, self._pay(self.anna.partner_id, 50, bill.date))
        self.assertLessEqual([queries(url) for url in urls], few)

    def test_nobody_sees_it_without_logging_in(self):
        self.authenticate(None, None)
        for url in ("/my/statement", "/my/statement.csv", "/my/statement.pdf"):
            response = self.url_open(url, allow_redirects=False)
            self.assertIn("/web/login", response.headers["Location"])

    def test_nothing_yet(self):
        self._login(self._make_resident("carol"))
        text = self._text(self._page("/my/statement"))
        self.assertIn("Everything is paid", text)
        self.assertIn("no bills and no payments", text)
