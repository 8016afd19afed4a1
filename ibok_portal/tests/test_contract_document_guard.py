from datetime import date

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from . import common, contract_document_case

SIGNED = {"party": "customer", "way": "paper", "signed_on": "2026-11-26"}


@tagged("post_install", "-at_install")
@freeze_time("2026-11-26 10:00:00")
class TestContractDocumentGuard(
    contract_document_case.DocumentFixtures, common.WaterPortalCase
):
    """What a client sends beside the form makes no signature and no state."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_documents()
        cls.anna, cls.bogdan = cls._make_resident("anna"), cls._make_resident("bogdan")
        cls.contract = cls._make_contract(cls.anna, [cls._make_point("1001")])
        cls.vals = {"contract_id": cls.contract.id, "template_id": cls.wording.id}
        cls.documents = cls.env["ibok.contract.document"].with_user(cls.clerk)

    def test_neither_values_nor_lines(self):
        sent = self._document(self.contract, self.annex)
        for vals in (
            {"signature_ids": [Command.create(SIGNED)]},
            {"previous_id": sent.id},
            {"number": 7},
            {"version": 7},
            {"kind": "annex"},
            {"topic": "other"},
            {"name": "x"},
            {"pdf_hash": "x"},
        ):
            with self.assertRaises(AccessError, msg=vals):
                self.documents.create({**self.vals, **vals})
            with self.assertRaises(UserError, msg=vals):
                sent.write(vals)

    def test_nor_defaults_of_a_context_or_of_ones_own(self):
        told = {
            "default_state": "force",
            "default_sent_on": "2026-11-26",
            "default_pdf_hash": "x",
            "default_customer_signed_on": "2026-11-26",
            "default_office_signed_on": "2026-11-26",
            "default_version": 7,
            "default_number": 7,
            "default_signature_ids": [Command.create(SIGNED)],
        }
        made = self.documents.with_context(**told).create(dict(self.vals))
        self.assertEqual((made.state, made.version, made.number), ("draft", 1, 0))
        self.assertFalse(made.sent_on or made.pdf_hash or made.signature_ids)
        made.action_send()
        # Also where the program makes the next one.
        action = made.with_context(**told).action_new_version()
        new = self.documents.browse(action["res_id"])
        self.assertEqual((new.state, new.version, new.number), ("draft", 2, 0))
        self.assertFalse(new.customer_signed_on or new.signature_ids)
        self.env["ir.default"].with_user(self.clerk).set(
            "ibok.contract.document", "customer_signed_on", "2026-11-26", user_id=True
        )
        annex = self.documents.create({**self.vals, "template_id": self.annex.id})
        self.assertFalse(annex.customer_signed_on)

    def test_never_a_stranger_s_contract(self):
        with self.assertRaises(ValidationError):
            self._document(self.contract, partner_id=self.bogdan.partner_id.id)
        wife = self.env["res.partner"].create(
            {"name": "Wife", "parent_id": self.anna.partner_id.id}
        )
        document = self._document(self.contract, partner_id=wife.id)
        self.assertEqual(document.partner_id, wife)

    def test_a_button_after_something_has_happened(self):
        document = self._document(self.contract)
        document._sign("customer", "paper", date(2026, 11, 26))
        for button in ("action_drop", "action_new_version"):
            with self.assertRaises(UserError):
                getattr(document.with_context(ibok_seen_state="sent"), button)()
        self.assertEqual(document.state, "customer")
        document.with_context(ibok_seen_state="customer").action_drop()
        self.assertEqual(document.state, "dropped")

    def test_one_version_is_in_force(self):
        first = self._document(self.contract)
        for party in ("customer", "office"):
            first._sign(party, "paper", date(2026, 11, 26))
        new = self.documents.browse(first.action_new_version()["res_id"])
        new.action_send()
        for party in ("customer", "office"):
            new._sign(party, "paper", date(2026, 11, 26))
        self.assertEqual((first.state, new.state), ("ended", "force"))
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            first.sudo().write({"state": "force"})
            self.env.flush_all()
