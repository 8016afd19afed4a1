from datetime import date
from unittest.mock import patch

from freezegun import freeze_time

from odoo.tests import tagged

from . import common, contract_document_case


@tagged("post_install", "-at_install")
@freeze_time("2026-11-26 10:00:00")
class TestContractDocumentLetter(
    contract_document_case.DocumentFixtures, common.WaterPortalCase
):
    """The customer hears by e-mail what happens with the document, each thing once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_documents()
        cls.anna = cls._make_resident("anna")
        cls.anna.email = "anna@example.com"
        cls.contract = cls._make_contract(cls.anna, [cls._make_point("1001")])

    def _letters(self, address="anna@example.com"):
        """Subjects of letters to an address, and their bodies; then they are gone."""
        mails = self.env["mail.mail"].search([("email_to", "=", address)], order="id")
        told = [(mail.subject, mail.body_html) for mail in mails]
        mails.unlink()
        return told

    def _sign(self, document, party):
        document._sign(party, "paper", date(2026, 11, 26))

    def test_to_be_signed_in_force_each_once(self):
        document = self._document(self.contract)
        [(subject, body)] = self._letters()
        self.assertIn("waits for your signature", subject)
        self.assertIn(f"/my/contracts/documents/{document.id}", body)
        self.assertIn(f"Contract no. {self.contract.number}", body)
        self._sign(document, "customer")
        self.assertFalse(self._letters())
        self._sign(document, "office")
        [(subject, body)] = self._letters()
        self.assertIn("is signed by both", subject)
        # As the document says itself, and its page.
        self.assertIn("in force from 11/01/2026", body)
        self.assertNotIn("To prolong it", body)

    def test_signed_today_in_force_later(self):
        self.contract.write({"date_to": "2029-11-30", "renewal_days": 30})
        document = self._document(self.contract, self.annex, date_from="2026-12-01")
        self._letters()
        self._sign(document, "customer")
        self._sign(document, "office")
        [(_subject, body)] = self._letters()
        self.assertIn("in force from 12/01/2026", body)
        self.assertIn("the office has signed too", body)
        # Which day it ends, and by when it is to be prolonged.
        self.assertIn("11/30/2029", body)
        self.assertIn("10/31/2029", body)
        with (
            freeze_time("2026-12-01 10:00:00"),
            patch.object(type(self.env["ir.cron"]), "_commit_progress", return_value=1),
        ):
            document._cron_follow()
            document._cron_follow()
        [(_subject, body)] = self._letters()
        self.assertIn("this document is in force from 12/01/2026", body)

    def test_sent_back_in_the_words_of_the_office(self):
        document = self._document(self.contract)
        self._sign(document, "customer")
        self._letters()
        document._refuse_signature("Page <2> is missing")
        [(subject, body)] = self._letters()
        self.assertIn("again", subject)
        self.assertIn("Page &lt;2&gt; is missing", body)

    def test_withdrawn_is_told_and_a_new_version_is_another_letter(self):
        document = self._document(self.contract)
        self._letters()
        action = document.action_new_version()
        self.assertFalse(self._letters())
        new = document.browse(action["res_id"])
        new.action_send()
        self.assertIn("waits for your signature", self._letters()[0][0])
        new.action_drop()
        self.assertIn("will not be concluded", self._letters()[0][0])
        # What nobody saw is not told of.
        self._document(self.contract, self.annex, send=False).action_drop()
        self.assertFalse(self._letters())

    def test_in_polish_to_every_account_of_the_customer_and_to_nobody_else(self):
        self.env["res.lang"]._activate_lang("pl_PL")
        self.anna.lang = "pl_PL"
        wife = self._make_resident("wife")
        wife.partner_id.parent_id = self.anna.partner_id
        self.env.flush_all()
        wife.write({"email": "wife@example.com", "lang": "en_US"})
        self.assertEqual((self.anna.lang, wife.lang), ("pl_PL", "en_US"))
        stranger = self._make_resident("bogdan")
        stranger.email = "bogdan@example.com"
        self._document(self.contract)
        self.assertIn("czeka na", self._letters()[0][0])
        self.assertIn("waits for", self._letters("wife@example.com")[0][0])
        self.assertFalse(self._letters("bogdan@example.com"))

    def test_without_an_account_the_office_is_reminded(self):
        other = self.env["res.partner"].create({"name": "X", "email": "x@example.com"})
        self.contract.partner_id = other
        document = self._document(self.contract)
        self.assertFalse(self._letters("x@example.com"))
        self.assertIn("no account", " ".join(document.message_ids.mapped("body")))
