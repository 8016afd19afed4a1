from io import BytesIO

from freezegun import freeze_time
from pypdf import PdfReader

from odoo.tests import tagged

from . import access_case


@tagged("post_install", "-at_install")
class TestHolderPages(access_case.AccessHttpCase):
    """What who holds an access sees, and what he does not."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bill = cls._bill(cls.house, cls.house_point).move_id
        cls.other_bill = cls._bill(cls.shop, cls.shop_point, 361).move_id

    def setUp(self):
        super().setUp()
        self._login(self.ola)

    def _pages(self):
        reading = self.house.reading_ids.sorted("date")[-1:]
        return (
            f"/my/contracts/{self.house.id}",
            f"/my/invoices/{self.bill.id}",
            f"/my/invoices/{self.bill.id}?report_type=pdf&download=true",
            f"/my/invoices/{self.bill.id}?report_type=html",
            f"/my/readings/{reading.id}",
        )

    def _statuses(self):
        self.env.invalidate_all()
        return {
            self.url_open(url, allow_redirects=False).status_code
            for url in self._pages()
        }

    def test_every_page_says_whose_it_is(self):
        self._give(scope="act", date_to="2027-12-31")
        words = f"Contract: {self.anna.name} · you are a proxy until 12/31/2027"
        for url in (
            "/my",
            "/my/water",
            "/my/contracts",
            f"/my/contracts/{self.house.id}",
            f"/my/readings/new?contract_id={self.house.id}",
            f"/my/invoices/{self.bill.id}",
        ):
            with self.subTest(url):
                self.assertIn(words, self._text(self._page(url)))
        for url in ("/my/readings", "/my/invoices"):
            self.assertIn(self.anna.name, self._text(self._page(url)))

    def test_home_tells_what_is_to_pay_in_one_sentence(self):
        self._give()
        [line] = [
            " ".join(p.text_content().split())
            for p in self._page("/my").xpath("//main//p")
            if "Bills to pay" in p.text_content()
        ]
        self.assertRegex(line, r"^Bills to pay: [\d.,]+\s?zł, by [\d/]+$")

    def test_nothing_of_the_other_contract(self):
        self._give(scope="act")
        number = self.shop_point.meter_id.number
        for url in (
            *("/my", "/my/water", "/my/contracts", "/my/readings", "/my/invoices"),
            *("/my/readings.csv", "/my/statement", "/my/pay", *self._pages()[:2]),
        ):
            response = self.url_open(url)
            for secret in (number, self.other_bill.name, self.shop.number):
                self.assertNotIn(secret, response.text.replace("/my/", ""), url)
        for url in (
            f"/my/contracts/{self.shop.id}",
            f"/my/readings/new?contract_id={self.shop.id}",
        ):
            self._page(url, 404)
        other = self.url_open(
            f"/my/invoices/{self.other_bill.id}", allow_redirects=False
        )
        self.assertEqual(other.status_code, 303)

    def test_each_state_opens_or_closes_all_pages(self):
        self.assertNotIn(200, self._statuses())
        access = self._give(date_from="2026-12-29", date_to="2026-12-30")
        self.assertEqual(self._statuses(), {200})
        for moment in ("2026-12-28 22:59:59", "2026-12-30 23:00:00"):
            with freeze_time(moment):
                self.assertNotIn(200, self._statuses(), moment)
        with freeze_time("2026-12-30 22:59:59"):
            self.assertEqual(self._statuses(), {200})
        access._end("x")
        self.assertNotIn(200, self._statuses())

    def test_no_link_outlasts_the_access(self):
        self._give(scope="act")
        self.bill._portal_ensure_token()
        self.house._portal_ensure_token()
        for url in ("/my", "/my/invoices", "/my/pay", *self._pages()[:2]):
            text = self.url_open(url).text
            self.assertNotIn(self.bill.access_token, text, url)
            self.assertNotIn(self.house.access_token, text, url)

    def test_bill_is_printed_without_what_is_owed_elsewhere(self):
        self._give()
        kept = self.env["ir.attachment"].create(
            {
                "name": "as-sent.pdf",
                "raw": b"%PDF-as-it-was-sent",
                "res_model": "account.move",
                "res_id": self.bill.id,
                "res_field": "invoice_pdf_report_file",
            }
        )
        with freeze_time("2027-03-01 10:00:00"):
            own = f"{self.other_bill.amount_total:.2f}".replace(".", ",")
            pdf = self.url_open(self._pages()[2])
            self.assertTrue(pdf.content.startswith(b"%PDF"))
            self.assertNotIn(b"as-it-was-sent", pdf.content)
            text = "".join(
                p.extract_text() for p in PdfReader(BytesIO(pdf.content)).pages
            )
            self.assertIn(self.bill.name, text)
            self.assertNotIn(own, text.replace(".", ","))
        image = self.url_open(f"/web/content/{kept.id}")
        self.assertNotIn(b"as-it-was-sent", image.content)

    def test_who_may_only_see_gets_no_form(self):
        access = self._give(scope="see")
        url = f"/my/readings/new?contract_id={self.house.id}"
        page = self._page(url, 403)
        self.assertIn("look at this contract only", self._text(page))
        self.assertFalse(page.xpath("//main//form"))
        for shown in ("/my", "/my/water", "/my/readings", "/my/contracts"):
            self.assertNotIn("Enter a reading", self._text(self._page(shown)), shown)
        access.with_user(self.clerk).scope = "act"
        self.env.flush_all()
        page = self._page(url)
        token = page.xpath("//form//input[@name='csrf_token']/@value")[0]
        access.with_user(self.clerk).scope = "see"
        self.env.flush_all()
        before = self.house.reading_ids
        sent = self.url_open(
            "/my/readings/new",
            data={
                "csrf_token": token,
                "contract_id": self.house.id,
                f"value_{self.house_point.id}": "355",
            },
            allow_redirects=False,
        )
        self.assertEqual(sent.status_code, 403)
        self.env.invalidate_all()
        self.assertEqual(self.house.reading_ids, before)

    def test_who_may_only_see_is_not_asked_for_a_reading(self):
        self._give()
        with freeze_time(access_case.NOON):
            for url in ("/my", f"/my/contracts/{self.house.id}"):
                text = self._text(self._page(url))
                self.assertIn("The customer enters its reading from", text)
                self.assertNotIn("Now is the time to read", text)

    def test_who_may_act_enters_a_reading(self):
        """On the contract whose bill is not made yet."""
        extra, point = self._make_house("8199", self.anna)
        self._give(contract=extra, scope="act")
        self.env.flush_all()
        page = self._page(f"/my/readings/new?contract_id={extra.id}")
        sent = self.url_open(
            "/my/readings/new",
            data={
                "csrf_token": page.xpath("//form//input[@name='csrf_token']/@value")[0],
                "contract_id": extra.id,
                f"value_{point.id}": "351",
            },
            allow_redirects=False,
        )
        self.assertEqual(sent.status_code, 303)
        self.env.invalidate_all()
        reading = extra.reading_ids.sorted("date")[-1:]
        self.assertEqual((reading.value, reading.user_id), (351, self.ola))
        self.assertIn("351", self._text(self._page(sent.headers["Location"])))

    def test_statement_is_one_s_own(self):
        self._give(scope="act", role="co_owner")
        text = self._text(self._page("/my/statement?period=all"))
        self.assertNotIn(self.bill.name, text)
        self.assertNotIn("Everything is paid", text)
        self.assertIn("your own account only", text)
        home = self._text(self._page("/my"))
        self.assertNotIn("You have nothing to pay", home)
        self.assertIn("Bills to pay", home)

    def test_queries_do_not_grow(self):
        self._give(scope="act")
        urls = (
            *("/my", "/my/water", "/my/readings", "/my/contracts", "/my/invoices"),
            "/my/access",
        )

        def queries(url):
            self._page(url)
            before = self.env.cr.sql_log_count
            self._page(url)
            return self.env.cr.sql_log_count - before

        for number in range(3):
            contract, point = self._make_house(f"83{number}", self.anna)
            self._bill(contract, point)
            self._give(contract=contract, scope="act")
        few = {url: queries(url) for url in urls}
        for number in range(4):
            contract, point = self._make_house(f"84{number}", self.anna)
            self._bill(contract, point)
            self._give(contract=contract, scope="act")
        for url in urls:
            with self.subTest(url):
                self.assertLessEqual(queries(url), few[url] + 2)
