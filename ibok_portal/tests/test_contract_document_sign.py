import base64
from datetime import date
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from . import common, contract_document_case, signed_case


@tagged("post_install", "-at_install")
@freeze_time("2026-11-26 10:00:00")
class TestContractDocumentSign(
    contract_document_case.DocumentFixtures, common.WaterPortalCase
):
    """Signed by both, each once and in its order; in force from its day on."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_documents()
        cls.anna = cls._make_resident("anna")
        cls.contract = cls._make_contract(cls.anna, [cls._make_point("1001")])

    def _sign(self, document, party, way="paper", **vals):
        wizard = self.env["ibok.contract.sign"].with_user(self.clerk)
        wizard.create(
            {"document_id": document.id, "step": party, "way": way, **vals}
        ).action_confirm()

    def _both(self, document):
        self._sign(document, "customer")
        self._sign(document, "office")
        return document

    # -- signatures -------------------------------------------------------------------

    def test_on_paper_up_to_in_force(self):
        document = self._document(self.contract)
        self.contract.date_signed = False
        self._sign(
            document,
            "customer",
            signed_on="2026-11-26",
            place="Folder 7",
            filename="skan.jpg",
            file=base64.b64encode(self._photo()),
        )
        self.assertEqual(document.state, "customer")
        [signature] = document.signature_ids
        self.assertEqual((signature.file_kind, signature.place), ("jpg", "Folder 7"))
        self.assertEqual(document.activity_ids.user_id, self.clerk)
        self._sign(document, "office")
        self.assertEqual(document.state, "force")
        self.assertEqual(self.contract.date_signed, date(2026, 11, 26))
        self.assertFalse(document.activity_ids)

    def test_electronic_signatures_are_kept_to_the_byte(self):
        document = self._document(self.contract)
        signed = signed_case.pades(document._pdf_content())
        with self.assertRaises(UserError):
            self._sign(document, "customer", "trusted")
        with self.assertRaises(UserError):
            self._sign(
                document,
                "customer",
                "qualified",
                filename="a.pdf",
                file=base64.b64encode(document._pdf_content()),
            )
        self._sign(
            document,
            "customer",
            "trusted",
            filename="umowa.pdf",
            file=base64.b64encode(signed),
        )
        [signature] = document.signature_ids.sudo()
        self.assertEqual(base64.b64decode(signature.file), signed)
        self.assertEqual(signature.covers, "same")
        self.assertEqual(document.customer_covers, "same")
        other = signed_case.pades(self.wording.sudo()._blank_pdf(self.env.company))
        self._sign(
            document,
            "office",
            "qualified",
            filename="umowa.pdf",
            file=base64.b64encode(other),
        )
        last = document.signature_ids.filtered(lambda one: one.party == "office")
        self.assertEqual(last.covers, "other")

    def test_signatures_are_never_changed(self):
        document = self._document(self.contract)
        self._sign(document, "customer")
        signature = document.signature_ids.sudo()
        with self.assertRaises(UserError):
            signature.signed_on = "2026-01-01"
        with self.assertRaises(UserError):
            signature.unlink()

    def test_sent_back_with_words(self):
        document = self._document(self.contract)
        self._sign(document, "customer")
        self._sign(document, "back", why="A page is missing")
        self.assertEqual(document.state, "sent")
        self.assertFalse(document.customer_signed_on)
        self.assertEqual(document.signature_ids.refused_why, "A page is missing")
        self.assertEqual(document.sudo()._portal_sent_back(), "A page is missing")
        self._sign(document, "customer")
        self.assertFalse(document.sudo()._portal_sent_back())
        self._sign(document, "office")
        self.assertEqual(document.state, "force")

    def test_each_step_once_and_in_its_order(self):
        document = self._document(self.contract)
        with self.assertRaises(UserError):
            self._sign(document, "office")
        with self.assertRaises(UserError):
            document.action_send()
        self._sign(document, "customer")
        with self.assertRaises(UserError):
            self._sign(document, "customer")
        with self.assertRaises(UserError):
            self._sign(document, "office", signed_on="2026-11-27")

    # -- in force and after ---------------------------------------------------------

    def _follow(self, day):
        cron = type(self.env["ir.cron"])
        with freeze_time(f"{day} 10:00:00"):
            with patch.object(cron, "_commit_progress", lambda *_a, **_k: 1):
                self.env["ibok.contract.document"]._cron_follow()

    def test_in_force_on_its_day_and_ended_after_its_last(self):
        document = self._both(
            self._document(
                self.contract,
                self.annex,
                date_from="2026-12-01",
                date_to="2026-12-31",
            )
        )
        self.assertEqual(document.state, "office")
        for day, state in (
            ("2026-11-30", "office"),
            ("2026-12-01", "force"),
            ("2026-12-31", "force"),
            ("2027-01-01", "ended"),
        ):
            self._follow(day)
            self.assertEqual(document.state, state, day)

    def test_one_that_cannot_go_on_stops_no_other(self):
        bad, good = (
            self._both(
                self._document(self.contract, self.annex, date_from="2026-12-01")
            )
            for _number in range(2)
        )
        into_force = type(bad)._come_into_force

        why = "The contract forbids it"

        def hindered(document, today):
            if document == bad:
                raise UserError(why)
            return into_force(document, today)

        with (
            patch.object(type(bad), "_come_into_force", hindered),
            self.assertLogs("odoo.addons.ibok_portal", "WARNING"),
        ):
            self._follow("2026-12-01")
            self._follow("2026-12-02")
        self.assertEqual((bad.state, good.state), ("office", "force"))
        self.assertEqual(len(bad.activity_ids), 1)
        self.assertIn("The contract forbids it", bad.activity_ids.note)
        self._follow("2026-12-03")
        self.assertEqual(bad.state, "force")
        self.assertFalse(bad.activity_ids)

    def test_a_prolongation_moves_the_contracts_end(self):
        self.contract.date_to = "2026-12-31"
        self.annex.topic = "extension"
        with self.assertRaises(ValidationError):
            self._document(self.contract, self.annex)
        document = self._document(self.contract, self.annex, date_to="2029-12-31")
        self.assertEqual(self.contract.date_to, date(2026, 12, 31))
        self._both(document)
        self.assertEqual(document.state, "force")
        self.assertEqual(self.contract.expires_on, date(2029, 12, 31))

    def test_a_contract_takes_the_place_of_an_earlier_one(self):
        old = self._both(self._document(self.contract))
        new = self._both(self._next_of(old))
        self.assertEqual((old.state, new.state), ("ended", "force"))

    def _next_of(self, document):
        action = document.action_new_version()
        new = self.env["ibok.contract.document"].browse(action["res_id"])
        new = new.with_user(self.clerk)
        new.action_send()
        return new
