from odoo.tests import HttpCase, tagged

from . import common
from .e_invoice_case import EInvoiceFixtures


@tagged("post_install", "-at_install")
class TestEInvoicePage(EInvoiceFixtures, common.WaterPages, HttpCase):
    """A resident decides on the form of his invoices, without a script."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_e_invoice()
        cls._two_groups()
        cls.bogdan = common.WaterFixtures._make_resident.__func__(cls, "e-bogdan")

    def setUp(self):
        super().setUp()
        self.startPatcher(common.freeze_time("2026-01-15 10:00:00"))
        self.url = f"/my/contracts/{self.contract.id}/e-invoice"
        self._login(self.user)

    def _send(self, url=None, **fields):
        token = self._page("/my/security").xpath("//input[@name='csrf_token']/@value")
        answer = self.url_open(
            url or self.url,
            data={"csrf_token": token[0], **fields},
            allow_redirects=False,
        )
        self.env.invalidate_all()
        return answer

    def _agree_here(self, **fields):
        return self._send(
            **{"decision": "give", "agree": "1", "terms_id": self.text.id, **fields}
        )

    def test_agreed_and_withdrawn(self):
        page = self._page(self.url)
        text = self._text(page)
        self.assertIn("I agree", text)
        self.assertIn("On paper", text)
        # Subscription 6.00 → 4.00 zł net a month.
        self.assertRegex(text, r"6[.,]48.*4[.,]32")
        self.assertEqual(
            page.xpath("//input[@name='terms_id']/@value"), [str(self.text.id)]
        )
        answer = self._agree_here()
        self.assertEqual(answer.status_code, 303)
        consent = self.contract.consent_ids
        self.assertEqual((consent.user_id, consent.terms_id), (self.user, self.text))
        self.assertTrue(consent.given_ip)
        done = self._text(self._page(f"{self.url}?done=given"))
        self.assertIn("Your consent is kept", done)
        self.assertIn("e-resident@example.com", self._text(self._page(self.url)) + done)
        contract = self._text(self._page(f"/my/contracts/{self.contract.id}"))
        self.assertIn("electronic from", contract)
        self.assertEqual(self._send(decision="withdraw").status_code, 303)
        self.assertTrue(consent.withdrawn_ip)
        self.assertIn(
            "consent is withdrawn", self._text(self._page(f"{self.url}?done=withdrawn"))
        )
        self.assertEqual(self.contract.invoice_form, "paper")

    def test_who_has_them_already_is_asked_to_confirm(self):
        """Bills are electronic since before the portal, and nobody signed for it."""
        self.contract.invoice_form = "electronic"
        link = f"/my/contracts/{self.contract.id}"
        self.assertIn("Confirm electronic invoices", self._text(self._page(link)))
        page = self._page(self.url)
        text = self._text(page)
        self.assertIn("by e-mail already", text)
        for untrue in ("Change to electronic", "begin with", "prices stay"):
            self.assertNotIn(untrue, text)
        self.assertTrue(page.xpath("//main//a[@href='tel:+48436770000']"))
        before = self.contract.terms_ids
        answer = self._agree_here()
        self.assertTrue(answer.headers["Location"].endswith("?done=confirmed"))
        self.assertEqual(self.contract.terms_ids, before)
        consent = self.contract.consent_ids
        self.assertEqual(str(consent.date_from), "2026-01-15", "its own day")
        text = self._text(self._page(f"{self.url}?done=confirmed"))
        self.assertIn("as before", text)
        self.assertIn("Back to paper", text)
        self._send(decision="withdraw")
        self.assertEqual(str(consent.date_to), "2026-01-31")
        text = self._text(self._page(self.url))
        self.assertIn("Change to electronic invoices", text)
        self.assertRegex(text, r"from \W*02/01/2026 on come on paper")

    def test_two_clicks_are_one_consent(self):
        self._agree_here()
        self.assertEqual(self._agree_here().status_code, 303)
        self.assertEqual(len(self.contract.consent_ids), 1)
        self._send(decision="withdraw")
        self.assertEqual(self._send(decision="withdraw").status_code, 303)
        self.assertEqual(len(self.contract.consent_ids), 1)

    def test_without_the_tick_nothing_is_kept(self):
        answer = self._agree_here(agree="")
        self.assertIn("Please tick the box", answer.text)
        self.assertIn("Please correct", answer.text)
        self.assertFalse(self.contract.consent_ids)

    def test_another_text_than_the_one_shown_is_not_agreed_to(self):
        answer = self._agree_here(terms_id="x")
        self.assertIn("has changed meanwhile", answer.text)
        self.assertFalse(self.contract.consent_ids)

    def test_bills_need_an_address(self):
        self.user.partner_id.email = False
        page = self._page(self.url)
        self.assertIn("need an e-mail address", self._text(page))
        [link] = page.xpath("//main//a[@href='/my/email']")
        self.assertIn("Give your e-mail address", link.text_content())
        self._page("/my/email")
        self.assertIn("we have none", self._agree_here().text)
        self.assertFalse(self.contract.consent_ids)

    def test_a_contact_of_a_customer_without_an_address_is_sent_to_the_office(self):
        """Another address of his own would change nothing of where bills go."""
        customer = self.user.partner_id.create({"name": "Firma", "is_company": True})
        self.user.partner_id.parent_id = customer
        self.contract.partner_id = customer
        page = self._page(self.url)
        self.assertIn("e-mail address of the customer, Firma", self._text(page))
        self.assertTrue(page.xpath("//main//a[@href='tel:+48436770000']"))
        self.assertFalse(page.xpath("//main//a[@href='/my/email']"))
        self.assertFalse(page.xpath("//main//form[contains(@action, 'e-invoice')]"))

    def test_without_a_published_text_the_page_says_so(self):
        common.forget_terms(self.env)
        self.assertIn("has not published", self._text(self._page(self.url)))
        self.assertIn("has not published", self._agree_here().text)

    def test_a_contract_without_a_period_left(self):
        self.contract.date_to = "2026-01-31"
        self.assertIn("ends before the next", self._text(self._page(self.url)))
        self.assertIn("ends before the next", self._agree_here().text)
        self.assertFalse(self.contract.consent_ids)

    def test_nobody_decides_for_another(self):
        self._agree_here()
        self._login(self.bogdan)
        self._page(self.url, status=404)
        self._page(f"/my/contracts/{2**40}/e-invoice", status=404)
        for fields in ({"decision": "withdraw"}, {"decision": "give", "agree": "1"}):
            self.assertEqual(self._send(**fields).status_code, 404)
        self.assertTrue(self.contract._e_invoice_live())
        self.logout()
        answer = self.url_open(self.url, allow_redirects=False)
        self.assertIn("/web/login", answer.headers["Location"])

    def test_a_closed_service_of_contracts_closes_it(self):
        service = self.env["ibok.service"].search(
            [("company_id", "=", self.env.company.id), ("code", "=", "contracts")]
        )
        service.state = "off"
        self._page(self.url, status=503)
