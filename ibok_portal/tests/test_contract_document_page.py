import base64
import io
import json
import zipfile
from datetime import date
from unittest.mock import patch

from freezegun import freeze_time
from lxml import html
from pypdf import PdfReader

from odoo.tests import tagged

from . import common, contract_document_case, signed_case
from .test_document_file import pdf_file
from .test_upload import pdf_with_a_script


@tagged("post_install", "-at_install")
@freeze_time("2026-11-26 10:00:00")
class TestContractDocumentPage(
    contract_document_case.DocumentFixtures, common.WaterPortalHttpCase
):
    """A resident reads, downloads and signs; a stranger finds nothing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_documents()
        cls.document = cls._document(cls.contract)
        cls.url = f"/my/contracts/documents/{cls.document.id}"

    def setUp(self):
        super().setUp()
        self._login(self.anna)

    def _send(self, name, data, way="trusted", day="2026-11-26", **given):
        token = self._page("/my/account").xpath("//input[@name='csrf_token']/@value")[0]
        return self.url_open(
            self.url,
            data={"csrf_token": token, "way": way, "signed_on": day, **given},
            files={"file": (name, data)} if name else None,
            allow_redirects=False,
        )

    def test_from_the_contract_to_the_signature(self):
        self.assertIn(
            "Waiting for your signature", self._text(self._page("/my/contracts"))
        )
        self.assertTrue(self._page("/my").xpath(f"//main//a[@href='{self.url}']"))
        page = self._page(f"/my/contracts/{self.contract.id}")
        self.assertTrue(page.xpath(f"//a[@href='{self.url}']"))
        page = self._page(self.url)
        self.assertIn("Waits for your signature", self._text(page))
        [form] = page.xpath(f"//form[@action='{self.url}']")
        self.assertEqual(form.get("enctype"), "multipart/form-data")
        sent = self.url_open(f"{self.url}/document.pdf")
        self.assertEqual(sent.headers["Content-Type"], "application/pdf")
        self.assertEqual(sent.content, self.document._pdf_content())
        signed = signed_case.pades(sent.content)
        answer = self._send("umowa-signed.pdf", signed)
        self.assertEqual(answer.status_code, 303)
        self.assertEqual(self.document.state, "customer")
        page = self._page(f"{self.url}?signed=1")
        self.assertIn("Thank you", self._text(page))
        self.assertFalse(page.xpath(f"//form[@action='{self.url}']"))
        [path] = page.xpath("//a[contains(@href, '/signed/')]/@href")
        kept = self.url_open(path)
        self.assertEqual(kept.content, signed)
        self.assertIn("attachment", kept.headers["Content-Disposition"])
        self.assertIn("sandbox", kept.headers["Content-Security-Policy"])
        self.assertEqual(kept.headers["X-Content-Type-Options"], "nosniff")

    def test_the_office_is_told_that_a_signed_file_came(self):
        self.assertFalse(self.document.activity_ids)
        self._send("a.xml", signed_case.xades(self.document._pdf_content()))
        [activity] = self.document.activity_ids
        self.assertEqual(activity.user_id, self.clerk)
        self.assertEqual(self.document.customer_covers, "same")
        [link] = self._page(self.url).xpath("//main//a[contains(@href, '/signed/')]")
        self.assertEqual(
            " ".join(link.text_content().split()), "The customer, 11/26/2026: a.xml"
        )

    def test_withdrawn_while_he_signs(self):
        """The page is answered in words, and nothing is kept."""
        sign = type(self.document)._portal_sign

        def withdrawn(document, *args):
            document._drop()
            return sign(document, *args)

        with patch.object(type(self.document), "_portal_sign", withdrawn):
            answer = self._send("a.xml", signed_case.xades())
        self.assertEqual(answer.status_code, 303)
        self.assertNotIn("signed=1", answer.headers["Location"])
        self.assertIn("Not concluded", self._text(self._page(self.url)))
        self.assertFalse(self.document.signature_ids)

    def test_by_when_the_contract_is_to_be_prolonged(self):
        self.contract.write({"date_to": "2027-06-30", "renewal_days": 30})
        self.document._sign("customer", "paper", date(2026, 11, 26))
        self.document._sign("office", "paper", date(2026, 11, 26))
        for day, words in (
            ("2026-11-26", "write to the office by 05/31/2027"),
            ("2027-06-10", "The time to prolong it has passed"),
        ):
            with freeze_time(f"{day} 10:00:00"):
                self._login(self.anna)
                text = self._text(self._page(self.url))
            self.assertIn("06/30/2027", text)
            self.assertIn(words, text)

    def test_the_export_of_his_data_holds_what_was_sent_and_signed(self):
        """GDPR, art. 15: papers that the office keeps, with their files."""
        signed = signed_case.pades(self.document._pdf_content())
        self._send("umowa.pdf", signed)
        draft = self._document(self.contract, self.annex, send=False)
        with self.anna.with_user(self.anna)._privacy_archive() as kept:
            archive = zipfile.ZipFile(io.BytesIO(kept.read()))
        index = json.loads(archive.read("index.json"))
        [part] = [p for p in index["parts"] if p["code"] == "contract_documents"]
        [row] = json.loads(archive.read(part["file"]))
        self.assertEqual(row["number"], self.document.name)
        self.assertNotEqual(row["number"], draft.name)
        [signature] = row["signatures"]
        self.assertEqual(
            (signature["party"], signature["way"]), ("customer", "trusted")
        )
        files = [archive.read(name) for name in part["attached"]]
        self.assertCountEqual(files, [self.document._pdf_content(), signed])

    def test_a_scan_of_the_paper(self):
        answer = self._send("skan.pdf", pdf_with_a_script(), way="paper")
        self.assertEqual(answer.status_code, 303)
        signature = self.document.signature_ids.sudo()
        self.assertEqual(signature.file_kind, "pdf")
        self.assertNotIn(b"JavaScript", base64.b64decode(signature.file))

    def test_photos_of_the_pages_of_a_paper_are_one_file(self):
        token = self._page("/my/account").xpath("//input[@name='csrf_token']/@value")[0]
        given = {"csrf_token": token, "way": "paper", "signed_on": "2026-11-26"}

        def send(count, **other):
            photo = self._photo(size=(1200, 1600))
            files = [("file", (f"{number}.jpg", photo)) for number in range(count)]
            return self.url_open(
                self.url, data=given | other, files=files, allow_redirects=False
            )

        for answer in (send(11), send(2, way="trusted")):
            self.assertIn('id="file_error"', answer.text)
        with patch(
            "odoo.addons.ibok_portal.controllers.portal_contract_document.MAX_TOTAL", 9
        ):
            self.assertIn("All files together are too large", send(2).text)
        self.assertFalse(self.document.signature_ids)
        self.assertEqual(send(3).status_code, 303)
        signature = self.document.signature_ids.sudo()
        self.assertEqual((signature.file_kind, signature.filename), ("pdf", "0.pdf"))
        pages = PdfReader(io.BytesIO(base64.b64decode(signature.file))).pages
        self.assertEqual(len(pages), 3)
        self.assertLess(pages[0].mediabox.width, 600, "a sheet of paper in points")

    def test_a_signed_file_is_not_made_a_scan(self):
        signed = signed_case.pades(self.document._pdf_content())
        answer = self._send("umowa.pdf", signed, way="paper")
        self.assertIn("is signed electronically", answer.text)
        self.assertFalse(self.document.signature_ids)

    def test_a_container_is_read_and_given_back_as_a_download(self):
        data = signed_case.asic(self.document._pdf_content())
        self.assertEqual(self._send("umowa.asice", data).status_code, 303)
        self.assertEqual(self.document.customer_covers, "same")
        [path] = self._page(self.url).xpath("//a[contains(@href, '/signed/')]/@href")
        kept = self.url_open(path)
        self.assertEqual(kept.content, data)
        self.assertEqual(
            kept.headers["Content-Type"], "application/vnd.etsi.asic-e+zip"
        )
        self.assertIn("attachment", kept.headers["Content-Disposition"])
        self.assertIn("umowa.asice", kept.headers["Content-Disposition"])

    def test_xml_and_p7s_are_given_back_as_downloads(self):
        for name, data, kind in (
            ("a.xml", signed_case.xades(), "application/xml"),
            ("a.p7s", signed_case.cades(), "application/pkcs7-signature"),
        ):
            self.assertEqual(self._send(name, data).status_code, 303)
            [path] = self._page(self.url).xpath(
                "//a[contains(@href, '/signed/')]/@href"
            )
            kept = self.url_open(path)
            self.assertTrue(kept.headers["Content-Type"].startswith(kind))
            self.assertIn("attachment", kept.headers["Content-Disposition"])
            self.document.with_user(self.clerk)._refuse_signature("Again, please")
            page = self._page(self.url)
            self.assertIn("Again, please", self._text(page))
            self.assertFalse(page.xpath("//a[contains(@href, '/signed/')]"))
            self.assertEqual(self.url_open(path).status_code, 404)

    def test_faults_beside_their_fields(self):
        for field, answer in (
            ("file", self._send("a.pdf", pdf_file())),
            ("file", self._send("a.pdf", self._photo())),
            ("file", self._send("a.exe", b"MZ", way="paper")),
            ("file", self._send(None, None)),
            ("way", self._send("a.xml", signed_case.xades(), way="x")),
            ("signed_on", self._send("a.xml", signed_case.xades(), day="2026-11-27")),
            ("signed_on", self._send("a.xml", signed_case.xades(), day="2026-11-25")),
            ("signed_on", self._send("a.xml", signed_case.xades(), day="x")),
        ):
            self.assertEqual(answer.status_code, 200)
            self.assertIn(f'id="{field}_error"', answer.text)
            # On a phone the field is far below: what is wrong is told above, too.
            page = html.fromstring(answer.text)
            [link] = page.xpath("//main//*[@role='alert']//a")
            self.assertEqual(link.get("href"), f"#{field}")
            self.assertEqual(
                link.text_content(), page.get_element_by_id(f"{field}_error").text
            )
        self.assertEqual(self.document.state, "sent")
        self.assertFalse(self.document.signature_ids)

    def test_too_many_tries(self):
        for _number in range(10):
            self._send("a.pdf", pdf_file())
        self.assertEqual(self._send("a.pdf", pdf_file()).status_code, 429)

    def test_a_signed_one_is_not_signed_again(self):
        self._send("a.xml", signed_case.xades())
        self._send("b.xml", signed_case.xades(b"other"))
        self.assertEqual(len(self.document.signature_ids), 1)

    def test_a_stranger_finds_nothing(self):
        self._send("a.xml", signed_case.xades())
        signature = self.document.signature_ids
        other = self._document(self.other_contract)
        paths = (
            self.url,
            f"{self.url}/document.pdf",
            f"{self.url}/signed/{signature.id}",
        )
        self._login(self.bogdan)
        for path in (*paths, "/my/contracts/documents/999999999999"):
            self.assertEqual(self.url_open(path).status_code, 404, path)
        # A signature of another document is not reached through his own.
        path = f"/my/contracts/documents/{other.id}/signed/{signature.id}"
        self.assertEqual(self.url_open(path).status_code, 404)
        self.document.with_user(self.clerk)._refuse_signature("x")
        self.assertEqual(self._send("a.xml", signed_case.xades()).status_code, 404)
        self.assertEqual(self.document.state, "sent")
        for field, model, number in (
            ("pdf", "ibok.contract.document", self.document.id),
            ("file", "ibok.contract.signature", signature.id),
        ):
            path = f"/web/content/{model}/{number}/{field}"
            self.assertEqual(self.url_open(path).status_code, 404)
        self.authenticate(None, None)
        for path in paths:
            answer = self.url_open(path, allow_redirects=False)
            self.assertEqual(answer.status_code, 303)

    def test_an_access_to_the_contract_opens_no_papers(self):
        self.env["ibok.access"].with_user(self.clerk).create(
            {
                "contract_id": self.contract.id,
                "user_id": self.bogdan.id,
                "date_from": "2026-11-01",
            }
        )
        self._login(self.bogdan)
        page = self._page(f"/my/contracts/{self.contract.id}")
        self.assertNotIn("documents", page.xpath("string(//main)"))
        self.assertFalse(page.xpath("//main//a[contains(@href, '/documents/')]"))
        self.assertEqual(self.url_open(self.url).status_code, 404)

    def test_a_draft_is_not_there(self):
        draft = self._document(self.contract, self.annex, send=False)
        path = f"/my/contracts/documents/{draft.id}"
        self.assertEqual(self.url_open(path).status_code, 404)
        self.assertEqual(self.url_open(f"{path}/document.pdf").status_code, 404)
