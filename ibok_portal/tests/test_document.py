import base64

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .public_case import PublicCase
from .test_document_file import archive, pdf_file, script


@tagged("post_install", "-at_install")
class TestDocument(PublicCase):
    """Documents and their versions, as the office keeps them."""

    def test_which_version_is_in_force(self):
        document = self._document(
            versions=[
                self._version("1", date="2020-01-01"),
                self._version("2", date="2026-12-29"),
                self._version("3", date="2027-01-01"),
            ]
        )
        self.assertEqual(document._current().name, "2")
        self.assertEqual(document._versions().mapped("name"), ["3", "2", "1"])
        self.assertEqual(document._currents(), {document: document._current()})

    def test_the_first_of_coming_versions_is_offered(self):
        document = self._document(
            versions=[
                self._version("1", date="2027-01-01"),
                self._version("2", date="2028-01-01"),
            ]
        )
        self.assertEqual(document._current().name, "1")
        self.assertEqual(document._currents(), {document: document._current()})

    def test_a_new_version_waits_until_it_is_published(self):
        document = self._document()
        self.assertFalse(document.has_unpublished)
        document.write({"version_ids": [(0, 0, self._version("2", date="2026-12-01"))]})
        self.assertTrue(document.has_unpublished)
        self.assertEqual(document._current().name, "1")
        self.assertEqual(document._current(preview=True).name, "2")
        self.assertEqual(document._currents(), {document: document._current()})
        document.action_publish()
        self.assertEqual(document._current().name, "2")

    def test_what_was_published_stays_as_it_was(self):
        document = self._document()
        version = document.version_ids
        other = base64.b64encode(pdf_file(lambda writer: writer.add_blank_page(9, 9)))
        for vals in ({"file": other}, {"filename": "x.pdf"}):
            with self.subTest(vals), self.assertRaisesRegex(UserError, "new version"):
                version.write(vals)
        version.note = "Told better"
        document.action_take_back()
        for record in (version, document):
            with self.assertRaisesRegex(UserError, "new version"):
                record.unlink()

    def test_a_draft_can_be_changed_and_deleted(self):
        document = self._document(publish=False)
        document.version_ids.file = base64.b64encode(
            archive(mimetype="application/vnd.oasis.opendocument.text")
        )
        self.assertEqual(document.version_ids.kind, "odt")
        document.unlink()

    def test_files_are_checked(self):
        for content, words in (
            (b"<svg onload='x()'/>", "no PDF"),
            (pdf_file(script), "a program or a macro"),
            (b"%PDF-1.4", "cannot be read"),
        ):
            with self.subTest(words), self.assertRaisesRegex(ValidationError, words):
                self._document(versions=[self._version(content=content)])
        self.env.company.ibok_document_mb = 1
        with self.assertRaisesRegex(ValidationError, "larger than 1 MB"):
            self._document(versions=[self._version(content=b"%PDF" + b"0" * 2**20)])

    def test_the_name_of_a_file_has_the_ending_of_its_kind(self):
        for name, told in (
            ("rules.pdf", "rules.pdf"),
            ("rules.exe", "rules.pdf"),
            ("rules", "rules.pdf"),
        ):
            document = self._document(versions=[self._version(filename=name)])
            self.assertEqual(document.version_ids._public_filename(), told)

    def test_a_document_needs_a_file_and_versions_differ(self):
        document = self.env["ibok.document"].create(
            {"title": "A", "category_id": self.category.id}
        )
        with self.assertRaisesRegex(UserError, "Add a file"):
            document.action_publish()
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.env.cr.savepoint(),
        ):
            self._document(versions=[self._version(), self._version()])

    def test_only_buttons_publish(self):
        document = self._document(publish=False).with_user(self._clerk())
        for vals in ({"published": True}, {"download_count": 5}, {"kind": "odt"}):
            with self.subTest(vals), self.assertRaises(AccessError):
                document.version_ids.write(vals)
        document.action_publish()
        self.assertTrue(document.version_ids.published)

    def test_sizes_in_words(self):
        version = self._document().version_ids
        for size, told in ((1, "1 KB"), (9000, "9 KB"), (3_300_000, "3.1 MB")):
            version.sudo().size = size
            self.assertEqual(version._public_size(), told)
