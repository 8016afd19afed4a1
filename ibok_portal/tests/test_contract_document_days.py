from datetime import date
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from . import common, contract_document_case


@tagged("post_install", "-at_install")
@freeze_time("2026-11-26 10:00:00")
class TestContractDocumentDays(
    contract_document_case.DocumentFixtures, common.WaterPortalHttpCase
):
    """The paper and the books say one last day, and who reads it knows what to do."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_documents()
        cls.extension = cls.annex.copy(
            {"topic": "extension", "body": "The contract holds {date_to}."}
        )
        cls.contract.write({"date_to": "2026-12-31", "renewal_days": 30})

    def _extension(self, day, **vals):
        return self._document(self.contract, self.extension, date_to=day, **vals)

    def _both(self, document):
        document._sign("customer", "paper", date(2026, 11, 26))
        document._sign("office", "paper", date(2026, 11, 26))
        return document

    def _home(self):
        return self._text(self._page("/my").xpath("//main")[0])

    # -- the paper and the books --------------------------------------------------

    def test_a_draft_takes_the_contracts_new_end(self):
        self.contract.date_to = False
        document = self._document(self.contract, send=False)
        self.assertIn("an indefinite time", document.body)
        self.contract.date_to = "2029-12-31"
        document.action_fill()
        self.assertEqual(document.date_to, date(2029, 12, 31))
        self.assertIn("up to 12/31/2029", document.body)
        document.action_send()

    def test_a_paper_with_another_end_is_not_sent(self):
        self.contract.date_to = False
        document = self._document(self.contract, send=False)
        self.contract.date_to = "2029-12-31"
        with self.assertRaisesRegex(UserError, "12/31/2029.*no fixed end"):
            document.action_send()
        self.assertEqual(document.state, "draft")
        self.assertFalse(document.sent_on)

    def test_the_first_day_of_a_new_paper_for_an_old_contract_stays(self):
        document = self._document(self.contract, send=False, date_from="2026-12-01")
        document.action_fill()
        self.assertEqual(document.date_from, date(2026, 12, 1))
        self.assertIn("From 12/01/2026", document.body)

    def test_an_annex_keeps_its_days(self):
        document = self._extension("2029-12-31", send=False)
        document.action_fill()
        self.assertEqual(document.date_to, date(2029, 12, 31))

    # -- prolongations ------------------------------------------------------------

    def test_a_prolongation_goes_further(self):
        for day in ("2026-12-31", "2026-12-30"):
            with self.assertRaisesRegex(ValidationError, "a later day"):
                self._extension(day)
        self._extension("2027-01-01")

    def test_what_has_no_end_is_not_prolonged(self):
        self.contract.date_to = False
        with self.assertRaisesRegex(ValidationError, "nothing to prolong"):
            self._extension("2029-12-31")

    def test_a_mistaken_prolongation_is_corrected_by_another_version(self):
        typed = self._both(self._extension("2092-12-31"))
        self.assertEqual(self.contract.date_to, date(2092, 12, 31))
        right = typed.browse(typed.action_new_version()["res_id"])
        right.date_to = "2029-12-31"
        right.action_send()
        self._both(right)
        self.assertEqual(self.contract.date_to, date(2029, 12, 31))

    def test_of_two_the_one_that_comes_second_does_not_shorten(self):
        shorter, longer = self._extension("2028-12-31"), self._extension("2029-12-31")
        self._both(longer)
        self._both(shorter)
        self.assertEqual(self.contract.date_to, date(2029, 12, 31))

    # -- who is told --------------------------------------------------------------

    def test_the_page_of_the_contract_and_home_tell_of_the_end(self):
        self._login(self.anna)
        for day, words in (
            ("2026-11-26", "please write to the office by 12/01/2026"),
            ("2026-12-02", "The time to prolong it has passed"),
        ):
            with freeze_time(f"{day} 10:00:00"):
                page = self._text(self._page(f"/my/contracts/{self.contract.id}"))
                for text in (page, self._home()):
                    self.assertIn("The contract ends on 12/31/2026", text)
                    self.assertIn(words, text)

    def test_where_to_write_and_whom_to_call(self):
        self.contract.company_id.phone = "+48 43 677 40 11"
        self._login(self.anna)
        for day, way in (
            ("2026-11-26", "/my/tickets/new"),
            ("2026-12-02", "tel:+48436774011"),
        ):
            with freeze_time(f"{day} 10:00:00"):
                home = self._page("/my")
                page = self._page(f"/my/contracts/{self.contract.id}")
            [notice] = home.xpath("//main//*[contains(@class, 'alert')][.//a]")
            [told] = page.xpath("//dt[contains(., 'ends on')]/following::dd[1]")
            for part in (notice, told):
                self.assertIn(way, part.xpath(".//a/@href"))

    def test_long_before_the_end_home_says_nothing(self):
        self.contract.date_to = "2031-12-31"
        self._login(self.anna)
        self.assertNotIn("contract ends on", self._home())
        page = self._text(self._page(f"/my/contracts/{self.contract.id}"))
        self.assertIn("The contract ends on 12/31/2031", page)

    def test_what_both_have_prolonged_is_not_asked_for(self):
        with freeze_time("2026-12-10 10:00:00"):
            self.assertEqual(self.contract.expiry_state, "late")
        document = self._extension("2029-12-31", date_from="2027-01-01")
        self._both(document)
        self.assertEqual(document.state, "office")
        self._login(self.anna)
        with freeze_time("2026-12-10 10:00:00"):
            self.contract.invalidate_recordset(["expiry_state"])
            self.assertEqual(self.contract.expiry_state, "running")
            self.assertFalse(document._portal_expiry())
            for path in (
                f"/my/contracts/{self.contract.id}",
                f"/my/contracts/documents/{document.id}",
            ):
                page = self._text(self._page(path))
                self.assertIn("The contract is prolonged up to 12/31/2029", page)
                self.assertNotIn("has passed", page)
            self.assertNotIn("has passed", self._home())

    def test_a_prolongation_on_its_way_is_told_instead_of_the_term(self):
        document = self._extension("2029-12-31", date_from="2027-01-01")
        self._login(self.anna)
        told = f"To prolong it, please sign: {document._portal_title()}"
        for words in (told, "You have signed its prolongation"):
            with freeze_time("2026-12-10 10:00:00"):
                page = self._text(self._page(f"/my/contracts/{self.contract.id}"))
                for text in (page, self._home()):
                    self.assertIn(words, text)
                    self.assertNotIn("has passed", text)
            if document.state == "sent":
                document._sign("customer", "paper", date(2026, 11, 26))

    def test_a_letter_names_no_day_that_has_passed(self):
        document = self._document(self.contract)
        self.assertFalse(document._portal_expiry(), "not signed yet")
        self._both(document)
        self.assertEqual(document._portal_expiry(), self.contract)
        with freeze_time("2026-12-10 10:00:00"):
            self.contract.invalidate_recordset(["expiry_state"])
            self.assertFalse(document._portal_expiry())

    def test_the_office_is_not_asked_to_prolong_what_is_prolonged(self):
        cron = type(self.env["ir.cron"])
        kind = "ibok_water.mail_activity_contract_expiry"
        with patch.object(cron, "_commit_progress", lambda *_a, **_k: 1):
            self.contract._cron_warn_expiry()
            self.assertTrue(self.contract.activity_search([kind]))
            document = self._both(self._extension("2029-12-31", date_from="2027-01-01"))
            self.assertFalse(self.contract.activity_search([kind]))
            self.contract._cron_warn_expiry()
            self.assertFalse(self.contract.activity_search([kind]))
            # Withdrawn again, it is to be prolonged as before.
            document.action_drop()
            self.contract._cron_warn_expiry()
            self.assertTrue(self.contract.activity_search([kind]))

    def test_nobody_is_asked_for_a_reading_after_the_last_day(self):
        self._login(self.anna)
        self.contract.date_to = "2026-12-10"
        self.assertIn("please enter your reading from 11", self._home())
        self.assertIn("to 12/10/2026", self._home())

    def test_a_contract_that_was_given_up_is_not_to_be_prolonged(self):
        with freeze_time("2026-12-10 10:00:00"):
            self.assertEqual(self.contract.expiry_state, "late")
        kind = self.env.ref("ibok_portal.application_termination")
        self.env["ibok.application"].sudo().create(
            {
                "kind_id": kind.id,
                "partner_id": self.anna.partner_id.id,
                "contract_id": self.contract.id,
                "state": "approved",
                "answer": "Agreed",
                "answer_road": "phone",
                "answered_on": "2026-11-26",
                "number": "WN/TEST/1",
                "received_on": "2026-11-25",
                "deadline": "2026-12-25",
            }
        )
        with self.assertRaisesRegex(UserError, "WN/TEST/1"):
            self._extension("2029-12-31")
        document = self._both(self._document(self.contract))
        self._login(self.anna)
        with freeze_time("2026-12-10 10:00:00"):
            self.contract.invalidate_recordset(["expiry_state"])
            self.assertEqual(self.contract.expiry_state, "running")
            self.assertFalse(document._portal_expiry())
            page = self._text(self._page(f"/my/contracts/{self.contract.id}"))
            self.assertIn("The contract ends on 12/31/2026", page)
            self.assertNotIn("prolong", page)

    def test_the_letter_says_the_day_of_the_document(self):
        self.anna.email = "anna@example.com"
        self.contract.date_to = False
        self._both(self._document(self.contract, date_from="2026-11-21"))
        letter = self.env["mail.mail"].search(
            [("email_to", "=", "anna@example.com")], order="id desc", limit=1
        )
        self.assertIn("in force from 11/21/2026", letter.body_html)

    def test_who_came_within_a_cycle_is_billed_from_his_first_day(self):
        self.contract.write({"date_to": False, "billing_months": "12"})
        contract = self.contract.sudo()
        due = contract._portal_due(date(2026, 11, 26))
        first = max(due["cycle"].date_from, contract.date_from)
        self.assertGreater(first, due["cycle"].date_from)
        self.assertIn(f"{first:%m/%d/%Y}", due["text"])
        contract.date_to = "2026-11-25"
        text = contract._portal_due(date(2026, 11, 26))["text"]
        self.assertEqual(text, "This contract has ended.")
