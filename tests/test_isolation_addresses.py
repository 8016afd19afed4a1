"""Resident A, and nobody at all, open every address with B's records in it."""

import base64
import io

import isolation_addresses
from isolation_addresses import ID_MODELS, PLAIN_ARGS, SPELLED_ARGS
from isolation_sweep import REFUSED
from pypdf import PdfReader

from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestAddresses(isolation_addresses.AddressSweep):
    """Every address of the server, with B's records in it."""

    def swept(self, suffixes):
        """Addresses with a record in them, and all the residents' own pages.

        Suffixes tell how a document is asked for: so they go with documents alone.
        """
        for rule in self.get_rules():
            records = set(rule.arguments) - PLAIN_ARGS
            own_page = rule.rule.startswith(("/my", "/ibok"))
            if not (records or self.is_ours(rule) or own_page):
                continue
            yield from ((rule, path) for path in self.addresses(rule))
            if self.is_ours(rule) or rule.rule.startswith("/my"):
                for path in self.addresses(rule, self.document_ids):
                    yield from ((rule, f"{path}{suffix}") for suffix in suffixes)

    def is_own_document(self, rule, response):
        """A PDF of whoever asks for it, or a blank form, which is for everybody."""
        blank = rule.rule.startswith("/ibok/forms/")
        own = self.is_ours(rule) and (blank or not rule.arguments)
        return own and response.content.startswith(b"%PDF")

    def words_of(self, response):
        """What a PDF says."""
        pages = PdfReader(io.BytesIO(response.content)).pages
        return "\n".join(page.extract_text() for page in pages)

    def sweep_addresses(self, suffixes):
        photo = self.world.photo.raw
        published = self.published_files()
        problems = []
        for rule, what in self.swept(suffixes):
            response = self.url_open(what, allow_redirects=False, timeout=60)
            if response.status_code not in REFUSED | {200}:
                problems.append(f"{what}: {response.status_code}")
            if self.is_own_document(rule, response):
                self.assert_silent(self.words_of(response), what)
            # Markers cannot be seen inside an archive or a PDF: none but what anybody
            # may download.
            elif (
                response.content.startswith((b"%PDF", b"PK\x03\x04"))
                and response.content not in published
            ):
                problems.append(f"{what}: a file")
            self.assert_silent(response.text, what)
            self.assertNotIn(b"Tajna notatka", response.content, what)
            self.assertNotIn(photo, response.content, what)
        self.assertFalse(problems, "\n".join(problems))
        self.assert_untouched("opening addresses")

    def published_files(self):
        """What the municipality has published: regulations, forms and the like."""
        versions = self.env["ibok.document.version"].search(
            [("published", "=", True), ("document_id.state", "=", "published")]
        )
        return {base64.b64decode(version.file) for version in versions}

    def test_markers_are_seen_by_b_himself(self):
        """The sweep looks for what the pages really show."""
        self.sign_in(self.world.b_user)
        response = self.url_open(f"/my/invoices/{self.world.move.id}")
        self.assertEqual(response.status_code, 200)
        self.assertIn("Bogumiła Tajna", response.text)
        image = self.url_open(f"/web/image/water.reading/{self.world.reading.id}/photo")
        self.assertEqual(image.content, self.world.photo.raw)
        bill = self.url_open(f"/my/invoices/{self.world.move.id}?report_type=pdf")
        self.assertTrue(bill.content.startswith(b"%PDF"))
        statement = self.url_open("/my/statement.pdf?period=all")
        self.assertIn("Bogumiła Tajna", self.words_of(statement))

    def test_every_argument_is_known(self):
        """Strings in an address that could name a record must be told here."""
        unknown = {
            f"{rule.rule}: {name}"
            for rule in self.get_rules()
            for name in rule.arguments
            if name not in PLAIN_ARGS | SPELLED_ARGS | set(ID_MODELS)
            and type(rule._converters[name]).__name__ == "UnicodeConverter"
        }
        self.assertFalse(unknown)

    def test_as_another_resident(self):
        self.sign_in(self.world.a_user)
        self.sweep_addresses(("?access_token=wrong", "?report_type=pdf"))

    def test_as_nobody(self):
        self.sign_in(None)
        self.sweep_addresses(("?access_token=wrong",))

    def test_token_of_another_document_opens_nothing(self):
        token = self.world.a_settlement.move_id._portal_ensure_token()
        self.sign_in(None)
        for query in (
            "",
            "?access_token=",
            "?access_token=wrong",
            f"?access_token={token}",
        ):
            response = self.url_open(
                f"/my/invoices/{self.world.move.id}{query}", allow_redirects=False
            )
            self.assertIn(response.status_code, REFUSED, query)
