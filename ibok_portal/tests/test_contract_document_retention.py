from datetime import date
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged

from . import common, contract_document_case


@tagged("post_install", "-at_install")
class TestContractDocumentRetention(
    contract_document_case.DocumentFixtures, common.WaterPortalCase
):
    """Papers go years after the contract's end, and not before."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_documents()
        cls.env["ibok.data.category"].search([]).active = False
        cls.kind = cls.env["ibok.data.category"].create(
            {
                "name": "Papers",
                "code": "contract_documents",
                "keep_years": 3,
                "company_id": cls.env.company.id,
                **dict.fromkeys(("content", "purpose", "legal_basis"), "x"),
                "retention": "[[years]] years",
            }
        )
        cls.anna = cls._make_resident("anna")
        cls.contract = cls._make_contract(
            cls.anna, [cls._make_point("1001")], date_to="2026-12-15"
        )
        with freeze_time("2026-11-26 10:00:00"):
            cls.document = cls._document(cls.contract)
            cls.document._sign(
                "customer", "paper", date(2026, 11, 26), ("a.jpg", b"scan", "jpg")
            )
            cls.newer = cls.document.browse(cls.document.action_new_version()["res_id"])
            cls.newer.action_send()

    def _close(self):
        self.contract.sudo().write({"state": "closed"})

    def _clean(self, day):
        with (
            freeze_time(f"{day} 10:00:00"),
            patch.object(
                type(self.env["ir.cron"]), "_commit_progress", return_value=1
            ) as progress,
        ):
            self.env["ibok.data.category"]._cron_retention()
        return progress

    def test_all_of_it_goes_after_the_end_of_the_last_year(self):
        self._close()
        both = self.document | self.newer
        signatures, messages = both.signature_ids, both.message_ids
        files = self.env["ir.attachment"].search(
            [
                ("res_field", "!=", False),
                "|",
                "&",
                ("res_model", "=", "ibok.contract.document"),
                ("res_id", "in", both.ids),
                "&",
                ("res_model", "=", "ibok.contract.signature"),
                ("res_id", "in", signatures.ids),
            ]
        )
        self.assertEqual((len(signatures), len(files)), (1, 3))
        self._clean("2029-12-31")
        self.assertEqual(both.exists(), both)
        progress = self._clean("2030-01-01")
        self.assertFalse(both.exists())
        for gone in (signatures, messages, files):
            self.assertFalse(gone.exists())
        progress.assert_called_with(2, remaining=0)

    def test_the_setting_says_how_long(self):
        self._close()
        self.kind.keep_years = 0
        self._clean("2090-01-01")
        self.assertTrue(self.document.exists())
        self.kind.keep_years = 6
        self.assertEqual(self.kind._retention_text(), "6 years")
        self._clean("2032-12-31")
        self.assertTrue(self.document.exists())
        self._clean("2033-01-01")
        self.assertFalse(self.document.exists())

    def test_papers_of_a_running_contract_stay(self):
        self._clean("2090-01-01")
        self.assertTrue(self.document.exists())

    def test_as_long_as_money_is_open_or_disputed(self):
        self._close()
        bill = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.anna.partner_id.id,
                "water_contract_id": self.contract.id,
                "invoice_date": "2026-11-20",
                "invoice_line_ids": [
                    (0, 0, {"name": "x", "price_unit": 10, "tax_ids": [(5,)]})
                ],
            }
        )
        bill.action_post()
        self._clean("2035-01-01")
        self.assertTrue(self.document.exists(), "not paid")
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=bill.ids
        ).create({})._create_payments()
        bill._water_dispute("Court")
        self._clean("2035-01-01")
        self.assertTrue(self.document.exists(), "disputed")
        bill._water_end_dispute("Court")
        bill.payment_state = "paid"
        self._clean("2035-01-01")
        self.assertFalse(self.document.exists())

    def test_nobody_else_deletes_what_was_sent_or_signed(self):
        told = {"ibok_contract_kept_enough": True}
        for record in (self.document, self.newer):
            with self.assertRaises(UserError):
                record.with_user(self.clerk).with_context(**told).unlink()
        signature = self.document.signature_ids
        with self.assertRaises(UserError):
            signature.sudo().unlink()
