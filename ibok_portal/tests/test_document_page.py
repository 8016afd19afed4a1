from odoo.tests import tagged

from .public_case import PublicHttpCase
from .test_document_file import pdf_file


@tagged("post_install", "-at_install")
class TestDocumentPage(PublicHttpCase):
    """Documents as everybody finds and downloads them."""

    def test_nothing_is_published(self):
        self.assertIn(
            "No document is published", self._text(self._page("/ibok/documents"))
        )

    def test_by_category(self):
        other = self.env["ibok.document.category"].create({"name": "Forms"})
        self._document(number="XXI/123", note="Read it")
        self._document("Application", category_id=other.id)
        self._document("Draft", publish=False)
        self._document("Over", date_from="2026-01-01", date_to="2026-12-28")
        page = self._page("/ibok/documents")
        self.assertEqual(
            [one.text_content() for one in page.xpath("//main//section/h2")],
            ["Rules", "Forms"],
        )
        text = self._text(page)
        for words in ("Rules of water", "No. XXI/123", "version 1, ", "PDF, "):
            self.assertIn(words, text)
        for words in ("Draft", "Over"):
            self.assertNotIn(words, text)

    def test_old_versions_stay_reachable(self):
        old, new = pdf_file(), pdf_file(lambda writer: writer.add_blank_page(9, 9))
        document = self._document(
            versions=[
                self._version("1", old, date="2020-01-01", filename="zasady żółte.pdf"),
                self._version("2", new, note="New prices"),
            ]
        )
        url = f"/ibok/documents/{document.id}"
        page = self._page(url)
        text = self._text(page)
        for words in ("Version 2", "New prices", "Version 1", "no longer in force"):
            self.assertIn(words, text)
        links = page.xpath("//main//a[contains(@href, 'file')]/@href")
        self.assertEqual(links[0], f"{url}/file")
        answers = [self.url_open(link) for link in links]
        self.assertEqual([one.content for one in answers], [new, old])
        for answer in answers:
            self.assertEqual(answer.headers["Content-Type"], "application/pdf")
            self.assertIn("attachment", answer.headers["Content-Disposition"])
            self.assertEqual(answer.headers["X-Content-Type-Options"], "nosniff")
        self.assertIn("%C5%BC%C3%B3%C5%82te", answers[1].headers["Content-Disposition"])

    def test_a_file_that_is_kept_is_not_sent_again(self):
        document = self._document()
        url = f"/ibok/documents/{document.id}/file"
        first = self.url_open(url)
        self.assertTrue(first.headers["Last-Modified"])
        again = self.url_open(url, headers={"If-None-Match": first.headers["ETag"]})
        self.assertEqual(again.status_code, 304)
        document.write(
            {
                "version_ids": [
                    (
                        0,
                        0,
                        self._version(
                            "2",
                            date="2026-12-29",
                            content=pdf_file(lambda w: w.add_blank_page(9, 9)),
                        ),
                    )
                ]
            }
        )
        document.action_publish()
        again = self.url_open(url, headers={"If-None-Match": first.headers["ETag"]})
        self.assertEqual(again.status_code, 200)
        document.version_ids.invalidate_recordset()
        self.assertEqual(document.version_ids.mapped("download_count"), [1, 1])

    def test_what_is_not_published_cannot_be_downloaded(self):
        draft = self._document(publish=False)
        over = self._document(date_from="2026-01-01", date_to="2026-12-28")
        coming = self._document(date_from="2026-12-30")
        archived = self._document()
        archived.active = False
        shown = self._document()
        shown.write({"version_ids": [(0, 0, self._version("2"))]})
        for document in (draft, over, coming, archived):
            for url in (
                f"/ibok/documents/{document.id}",
                f"/ibok/documents/{document.id}/file",
                f"/ibok/documents/file/{document.version_ids.id}",
            ):
                with self.subTest(document.title, url=url):
                    self._page(url, status=404)
        unpublished = shown.version_ids.filtered(lambda one: not one.published)
        self._page(f"/ibok/documents/file/{unpublished.id}", status=404)
        for number in (0, 2**31, 10**12):
            self._page(f"/ibok/documents/file/{number}", status=404)
            self._page(f"/ibok/documents/{number}", status=404)

    def test_its_attachment_opens_nothing(self):
        """The address of a file is the document's, never the attachment's."""
        version = self._document().version_ids
        attachment = self.env["ir.attachment"].search(
            [
                ("res_model", "=", version._name),
                ("res_id", "=", version.id),
                ("res_field", "=", "file"),
            ]
        )
        self.assertEqual(len(attachment), 1)
        for url in (
            f"/web/content/{attachment.id}",
            f"/web/content/ibok.document.version/{version.id}/file",
        ):
            answer = self.url_open(url, allow_redirects=False)
            self.assertNotIn(b"%PDF", answer.content)
        foreign = self.env["ir.attachment"].create({"name": "x", "raw": pdf_file()})
        self._page(f"/ibok/documents/file/{foreign.id + 10**6}", status=404)

    def test_the_office_previews_a_draft(self):
        draft = self._document(publish=False)
        url = draft.action_preview()["url"]
        file_url = f"/ibok/documents/preview/file/{draft.version_ids.id}"
        self.assertNotIn(b"%PDF", self.url_open(file_url).content)
        self._login(self._clerk())
        page = self._page(url)
        self.assertIn("This is a preview", self._text(page))
        (link,) = page.xpath("//main//a[contains(@href, 'file')]/@href")
        self.assertEqual(link, file_url)
        self.assertTrue(self.url_open(file_url).content.startswith(b"%PDF"))
        draft.version_ids.invalidate_recordset()
        self.assertEqual(draft.download_count, 0)
        self._login(self._resident())
        for one in (url, file_url):
            self._page(one, status=404)
