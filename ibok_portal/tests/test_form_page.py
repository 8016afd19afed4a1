import io

from pypdf import PdfReader

from odoo.fields import Command
from odoo.tests import tagged

from .contract_document_case import roles
from .public_case import PublicHttpCase


@tagged("post_install", "-at_install")
class TestFormPage(PublicHttpCase):
    """Blank forms as everybody finds and downloads them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        Template = cls.env["ibok.contract.template"]
        Template.search([]).active = False
        cls.wording = Template.create(
            {
                "name": "Contract of water",
                "note": "For a new recipient",
                "subject": "Contract no. {number}",
                "body": "# § 1\nbetween {company} and {customer}",
            }
        )
        cls.annex = Template.create(
            {
                "name": "Annex of persons",
                "kind": "annex",
                "topic": "persons",
                "subject": "Annex no. {number}",
                "body": "Persons: {persons}",
            }
        )

    @classmethod
    def _kind(cls, **vals):
        """A kind of application with a question of every type."""
        cls.env["ibok.application.kind"].search([]).active = False
        types = dict(cls.env["ibok.application.question"]._fields["type"].selection)
        return cls.env["ibok.application.kind"].create(
            {
                "name": "Application for all",
                "intro": "For everybody who asks",
                "needs_contract": True,
                "question_ids": [
                    Command.create(
                        {
                            "name": f"Question of {kind}",
                            "section": "First part" if kind < "e" else "Second part",
                            "help": f"Hint of {kind}",
                            "type": kind,
                            "required": kind != "text",
                            "option_ids": kind == "selection"
                            and [
                                Command.create({"code": "a", "name": "This one"}),
                                Command.create({"code": "b", "name": "That one"}),
                            ],
                        }
                    )
                    for kind in types
                ],
                "paper_ids": [Command.create({"name": "A map", "required": True})],
                **vals,
            }
        )

    def _pdf(self, path):
        answer = self.url_open(path)
        self.assertEqual(answer.status_code, 200, path)
        self.assertEqual(answer.headers["Content-Type"], "application/pdf")
        return PdfReader(io.BytesIO(answer.content))

    def _words(self, pdf):
        return " ".join(" ".join(p.extract_text() for p in pdf.pages).split())

    def test_every_question_stands_on_the_blank_form(self):
        kind = self._kind()
        page = self._page("/ibok/forms")
        self.assertIn("For everybody who asks", self._text(page))
        path = f"/ibok/forms/application/{kind.id}"
        self.assertTrue(page.xpath(f"//main//a[@href='{path}']"))
        pdf = self._pdf(path)
        words = self._words(pdf)
        for question in kind.question_ids:
            mark = " *" if question.required else ""
            self.assertIn(f"{question.name}{mark}", words)
            self.assertIn(question.help, words)
        for told in ("This one", "That one", "A map *", "First part", "Second part"):
            self.assertIn(told, words)
        self.assertIn("Number of the contract", words)
        self.assertEqual(pdf.metadata.title, "Application for all")
        root = pdf.trailer["/Root"]
        self.assertEqual(root["/Lang"], "en")
        found = roles(root["/StructTreeRoot"])
        for role in ("/H1", "/H2", "/P", "/L", "/LI"):
            self.assertIn(role, found)

    def test_a_changed_question_changes_the_form(self):
        kind = self._kind()
        path = f"/ibok/forms/application/{kind.id}"
        first = self.url_open(path)
        kind.question_ids[0].name = "Quite another question"
        again = self.url_open(path, headers={"If-None-Match": first.headers["ETag"]})
        self.assertEqual(again.status_code, 200)
        self.assertIn("Quite another question", self._words(self._pdf(path)))

    def test_a_kind_that_is_not_offered_is_not_there(self):
        kind = self._kind()
        kind.active = False
        path = f"/ibok/forms/application/{kind.id}"
        self.assertEqual(self.url_open(path).status_code, 404)

    def test_contracts_and_annexes(self):
        self.assertTrue(self._page("/ibok").xpath("//main//a[@href='/ibok/forms']"))
        page = self._page("/ibok/forms")
        text = self._text(page)
        for words in ("Contract of water", "For a new recipient", "Annex of persons"):
            self.assertIn(words, text)
        for path in page.xpath("//main//a[contains(@href, '/forms/')]/@href"):
            answer = self.url_open(path)
            self.assertEqual(answer.status_code, 200, path)
            pdf = PdfReader(io.BytesIO(answer.content))
            self.assertTrue(pdf.trailer["/Root"]["/MarkInfo"]["/Marked"])
            self.assertTrue(pdf.metadata.title)
            self.assertEqual(pdf.trailer["/Root"]["/Lang"], "en")
            self.assertAlmostEqual(float(pdf.pages[0].mediabox.width), 595.3, delta=1)

    def test_the_protocol_of_a_handover_can_be_had_before_one_applies(self):
        path = "/ibok/forms/protocol"
        kind = self.env.ref("ibok_portal.application_handover")
        kind.active = True
        self.assertTrue(self._page("/ibok/forms").xpath(f"//main//a[@href='{path}']"))
        pdf = self._pdf(path)
        self.assertEqual(pdf.metadata.title, "Handover protocol")
        self.assertEqual(pdf.trailer["/Root"]["/Lang"], "en")
        words = self._words(pdf)
        for told in ("Premises:", "Who gives over", "Who takes over", "State, m³"):
            self.assertIn(told, words)
        self.assertNotIn("to application", words)
        kind.active = False
        self.assertFalse(self._page("/ibok/forms").xpath(f"//main//a[@href='{path}']"))
        self.assertEqual(self.url_open(path).status_code, 404)

    def test_kept_by_browsers(self):
        path = f"/ibok/forms/contract/{self.wording.id}"
        first = self.url_open(path)
        self.assertIn("public", first.headers["Cache-Control"])
        again = self.url_open(path, headers={"If-None-Match": first.headers["ETag"]})
        self.assertEqual(again.status_code, 304)

    def test_what_is_not_for_everybody_is_not_there(self):
        self.wording.public = False
        other = self.env["res.company"].create({"name": "Other"})
        self.annex.company_id = other
        self.assertNotIn("Contract of water", self._text(self._page("/ibok/forms")))
        for template in (self.wording, self.annex):
            answer = self.url_open(f"/ibok/forms/contract/{template.id}")
            self.assertEqual(answer.status_code, 404)
        self.assertEqual(
            self.url_open("/ibok/forms/contract/99999999999999").status_code, 404
        )
