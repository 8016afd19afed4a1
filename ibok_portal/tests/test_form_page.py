import io

from pypdf import PdfReader

from odoo.tests import tagged

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
