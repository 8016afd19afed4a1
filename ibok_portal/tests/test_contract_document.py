import base64
import hashlib
import io

from freezegun import freeze_time
from lxml import etree
from psycopg2 import IntegrityError
from pypdf import PdfReader

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import file_open, mute_logger
from odoo.tools.safe_eval import safe_eval

from . import common, contract_document_case


@tagged("post_install", "-at_install")
@freeze_time("2026-11-26 10:00:00")
class TestContractDocument(
    contract_document_case.DocumentFixtures, common.WaterPortalCase
):
    """From a wording to a contract in force; what was sent stays."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_documents()
        cls.anna = cls._make_resident("anna")
        cls.anna.partner_id.write({"street": "Polna 3", "zip": "98113", "city": "Wola"})
        cls.point = cls._make_point("1001")
        cls.contract = cls._make_contract(cls.anna, [cls.point])

    def _text(self, content):
        pages = PdfReader(io.BytesIO(content)).pages
        return " ".join(" ".join(page.extract_text() for page in pages).split())

    # -- wording ----------------------------------------------------------------

    def test_filled_in_from_the_contract(self):
        document = self._document(self.contract, send=False)
        self.assertEqual(document.subject, f"Contract no. {self.contract.number}")
        for words in ("Gmina Testowa", "Anna", "Polna 3, 98113 Wola", "1001"):
            self.assertIn(words, document.body)
        self.assertIn("an indefinite time", document.body)
        self.assertNotIn("{", document.body)

    def test_a_house_without_sewers_has_no_word_of_them(self):
        self.wording.subject = "Contract no. {number} for {supply}"
        for services, words in (
            ("water", "the supply of water"),
            ("sewage", "the disposal of sewage"),
            ("both", "the supply of water and the disposal of sewage"),
        ):
            self.contract.services = services
            document = self._document(self.contract, send=False)
            number = self.contract.number
            self.assertEqual(document.subject, f"Contract no. {number} for {words}")
            document.unlink()

    def test_the_blank_form_is_for_both(self):
        self.wording.subject = "Contract no. {number} for {supply}"
        blank = self.wording._blank_pdf(self.env.company)
        self.assertIn(
            "for the supply of water and the disposal of sewage", self._text(blank)
        )

    def test_the_shipped_wording_names_what_is_supplied(self):
        # As it is shipped: a database keeps the words that its office has.
        with file_open("ibok_portal/data/ibok_contract_template.xml", "rb") as source:
            [record] = etree.parse(source).xpath("//*[@id='contract_template_supply']")
        for name in ("subject", "body"):
            self.wording[name] = record.findtext(f"field[@name='{name}']")
        self.contract.services = "water"
        document = self._document(self.contract, send=False)
        self.assertNotIn("disposal", document.subject)
        self.assertIn("this contract is the supply of water at", document.body)

    def test_a_form_shows_the_wording_at_once(self):
        model = self.env["ibok.contract.document"].with_user(self.clerk)
        with Form(model.with_context(default_contract_id=self.contract.id)) as form:
            form.template_id = self.annex
            self.assertIn("change to", form.body)
            form.body = "Quite other words"
        document = form.record
        self.assertEqual(document.body, "Quite other words")
        self.assertEqual(document.name, f"{self.contract.number}/A1")

    def test_what_the_clerk_wrote_stays_when_a_day_changes(self):
        model = self.env["ibok.contract.document"].with_user(self.clerk)
        with Form(model.with_context(default_contract_id=self.contract.id)) as form:
            form.template_id = self.wording
            form.date_from = "2026-12-24"
            self.assertIn("From 12/24/2026", form.body)
        with Form(form.record) as form:
            form.date_from = "2026-12-25"
            self.assertIn("From 12/25/2026", form.body)
            form.body = "Quite other words"
            form.date_from = "2026-12-26"
            self.assertEqual(form.body, "Quite other words")
        with Form(form.record) as form:
            form.date_from = "2026-12-27"
            self.assertEqual(form.body, "Quite other words")

    def test_an_annex_begun_from_its_contract(self):
        """Its number is known when it is saved; its days are not the contract's."""
        self._document(self.contract, self.annex)
        self.contract.date_to = "2027-12-31"
        model = self.env["ibok.contract.document"].with_user(self.clerk)
        with Form(model.with_context(default_contract_id=self.contract.id)) as form:
            self.assertEqual(form.partner_id, self.anna.partner_id)
            form.template_id = self.annex
            self.assertIn("{number}", form.subject)
            self.assertEqual(str(form.date_from), "2026-11-26")
            self.assertFalse(form.date_to)
        annex = form.record
        self.assertEqual(annex.number, 2)
        number = f"{self.contract.number}/A2"
        self.assertEqual(annex.subject, f"Annex no. {number} to {self.contract.number}")
        with Form(model.with_context(default_contract_id=self.contract.id)) as form:
            form.template_id = self.wording
            self.assertEqual(str(form.date_to), "2027-12-31")
            self.assertIn(f"Contract no. {self.contract.number}", form.subject)

    def test_a_wording_may_name_only_what_is_known(self):
        for body in ("{customer.user_ids}", "{password}", "{}"):
            with self.assertRaises(ValidationError):
                self.annex.body = body

    def test_what_is_not_known_of_a_person_is_left_out(self):
        self.wording.body = (
            "{customer}[, tax number {customer_nip}], lives there.\n\n"
            "# What [stays] of it\n- a\n[- norm: {norm}; persons: {persons}]\n- b\n\n"
            "[Telephone: {customer_phone}. ]End."
        )
        self.contract.write(
            {"norm_id": self.env["water.norm"].search([], limit=1).id, "persons": 3}
        )
        document = self._document(self.contract, send=False)
        self.assertEqual(
            document.body,
            "Anna, lives there.\n\n# What [stays] of it\n- a\n- b\n\nEnd.",
        )
        self.anna.partner_id.write({"vat": "PL5260250274", "phone": "+48600700800"})
        document.action_fill()
        self.assertIn("Anna, tax number 5260250274, lives", document.body)
        self.assertIn("Telephone: +48600700800. End.", document.body)
        content = self.wording.sudo()._blank_pdf(self.env.company)
        self.assertIn("tax number (the customer's tax number)", self._text(content))

    def test_a_document_is_not_called_as_its_contract_is(self):
        document = self._document(self.contract, send=False)
        self.assertEqual(document.display_name, f"Contract {self.contract.number}")
        annex = self._document(self.contract, self.annex, send=False)
        self.assertEqual(annex.display_name, f"Annex {self.contract.number}/A1")

    def test_what_a_customer_is_called_is_no_wording(self):
        self.anna.partner_id.name = "{account} <b>Anna</b>"
        document = self._document(self.contract)
        self.assertIn("{account} <b>Anna</b>", self._text(document._pdf_content()))

    # -- the page -----------------------------------------------------------------

    def test_the_page_is_tagged(self):
        document = self._document(self.contract)
        content = document._pdf_content()
        root = PdfReader(io.BytesIO(content)).trailer["/Root"]
        self.assertTrue(root["/MarkInfo"]["/Marked"])
        self.assertEqual(root["/Lang"], "en")
        tags = str(content) + str(root["/StructTreeRoot"])
        self.assertIn("StructTreeRoot", tags)
        title = PdfReader(io.BytesIO(content)).metadata.title
        self.assertIn(f"Contract no. {self.contract.number}", title)
        found = contract_document_case.roles(root["/StructTreeRoot"])
        for role in ("/H1", "/H2", "/L", "/LI", "/P"):
            self.assertIn(role, found)

    def test_a_draft_says_so_and_the_sent_one_does_not(self):
        document = self._document(self.contract, send=False)
        self.assertIn("not to be signed", self._text(document._pdf_content()))
        document.action_send()
        self.assertNotIn("not to be signed", self._text(document._pdf_content()))

    def test_the_report_gives_the_kept_file(self):
        document = self._document(self.contract)
        report = self.env["ir.actions.report"].with_user(self.clerk)
        content, kind = report._render_qweb_pdf(
            "ibok_portal.action_report_contract_document", document.ids
        )
        self.assertEqual(kind, "pdf")
        self.assertEqual(content, document._pdf_content())

    def test_the_blank_form_has_lines_in_place_of_words(self):
        content = self.wording.sudo()._blank_pdf(self.env.company)
        text = self._text(content)
        self.assertIn("Gmina Testowa", text)
        self.assertIn("(name of the customer)", text)
        for words in ("Anna", self.contract.number, "{"):
            self.assertNotIn(words, text)
        self.wording.body = "New words"
        content = self.wording.sudo()._blank_pdf(self.env.company)
        self.assertIn("New words", self._text(content))

    # -- what was sent stays --------------------------------------------------------

    def test_what_was_sent_stays_as_it_was(self):
        document = self._document(self.contract)
        sent = document._pdf_content()
        self.assertEqual(document.pdf_hash, hashlib.sha256(sent).hexdigest())
        self.anna.partner_id.name = "Anna Nowak"
        self.wording.body = "Other words"
        self.assertEqual(document._pdf_content(), sent)
        for vals in (
            {"body": "x"},
            {"partner_id": self.env.company.partner_id.id},
            {"date_from": "2027-01-01"},
            {"template_id": self.annex.id},
        ):
            with self.assertRaises(UserError):
                document.write(vals)
        with self.assertRaises(UserError):
            document.unlink()

    def test_the_process_is_not_written_by_hand(self):
        document = self._document(self.contract)
        for vals in (
            {"state": "force"},
            {"pdf": base64.b64encode(b"x")},
            {"customer_signed_on": "2026-11-26"},
            {"number": 9},
        ):
            with self.assertRaises(AccessError):
                document.write(vals)
        with self.assertRaises(AccessError):
            document.create(
                {
                    "contract_id": self.contract.id,
                    "template_id": self.annex.id,
                    "state": "force",
                }
            )
        with self.assertRaises(AccessError):
            self.env["ibok.contract.signature"].with_user(self.clerk).create(
                {
                    "document_id": document.id,
                    "party": "customer",
                    "way": "paper",
                    "signed_on": "2026-11-26",
                }
            )

    def test_in_force_without_signatures_is_refused_by_the_database(self):
        document = self._document(self.contract)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            document.sudo().write({"state": "force"})
            self.env.flush_all()

    def test_a_new_version_leaves_the_old_one(self):
        document = self._document(self.contract)
        action = document.action_new_version()
        new = self.env["ibok.contract.document"].browse(action["res_id"])
        self.assertEqual(document.state, "dropped")
        self.assertEqual((new.state, new.version, new.number), ("draft", 2, 0))
        self.assertEqual(new.previous_id, document)
        self.assertEqual(new.name, f"{self.contract.number} (2)")
        self.assertTrue(document._pdf_content())
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            document.action_new_version()

    def test_annexes_are_counted(self):
        first = self._document(self.contract, self.annex)
        second = self._document(self.contract, self.annex)
        self.assertEqual([first.number, second.number], [1, 2])
        self.assertEqual(self.contract.with_user(self.clerk).document_count, 2)

    # -- who sees what -----------------------------------------------------------------

    def test_a_new_one_may_be_about_any_contract(self):
        domain = self.env["ibok.contract.document"].fields_get(["contract_id"])
        domain = domain["contract_id"]["domain"]
        if isinstance(domain, str):
            # What the form knows before a contract was chosen.
            domain = safe_eval(domain, {"company_id": False})
        self.assertIn(self.contract, self.env["water.contract"].search(domain))

    def test_the_paper_is_not_called_as_the_contract_is(self):
        document = self._document(self.contract)
        self.assertEqual(document.display_name, f"Contract {document.name}")
        self.assertNotEqual(document.display_name, self.contract.display_name)

    def test_residents_have_no_rights_on_the_models(self):
        document = self._document(self.contract)
        for record in (document, self.wording):
            with self.assertRaises(AccessError):
                record.with_user(self.anna).read(["subject"])
        found = self.env["ibok.contract.document"].with_user(self.anna)
        self.assertEqual(found._portal_find(self.anna), document)
        self.assertFalse(found._portal_find(self.clerk))

    def test_a_draft_is_the_offices_own(self):
        self._document(self.contract, send=False)
        found = self.env["ibok.contract.document"].with_user(self.anna)
        self.assertFalse(found._portal_find(self.anna))
