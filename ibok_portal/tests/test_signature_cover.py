import io

import weasyprint
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    StreamObject,
)

from odoo.tests import tagged

from ..tools.signature_cover import covered
from . import common, signed_case
from .test_document_file import pdf_file


def grown(content, change):
    """A PDF with something put behind it."""
    writer = PdfWriter(io.BytesIO(content), incremental=True)
    change(writer)
    output = io.BytesIO()
    writer.write(output)
    made = output.getvalue()
    assert made.startswith(content)
    return made


def other_words(writer):
    """The first page shows something else."""
    stream = StreamObject()
    stream._data = b"0 0 100 100 re f"
    writer.pages[0][NameObject("/Contents")] = writer._add_object(stream)


def mark(size):
    """The field of a signature of some size on the first page."""

    def change(writer):
        corners = ArrayObject(FloatObject(number) for number in (0, 0, size, size))
        field = DictionaryObject(
            {
                NameObject("/Subtype"): NameObject("/Widget"),
                NameObject("/FT"): NameObject("/Sig"),
                NameObject("/Rect"): corners,
            }
        )
        found = ArrayObject([writer._add_object(field)])
        writer.pages[0][NameObject("/Annots")] = found

    return change


@tagged("post_install", "-at_install")
class TestSignatureCover(common.WaterPortalCase):
    """Of which bytes a signature is; nothing of whose it is."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sent = pdf_file()
        cls.other = pdf_file() + b"\n"

    def _told(self, kind, content, sent=None):
        return covered(kind, content, sent or self.sent)

    def test_of_the_document_that_was_sent(self):
        signed = signed_case.pades(self.sent)
        for kind, content in (
            ("pades", signed),
            ("pades", signed_case.pades(signed)),
            ("pades", signed_case.pades(grown(self.sent, mark(0)))),
            ("cades", signed_case.cades(self.sent)),
            ("cades", signed_case.cades(self.sent, inside=True)),
            ("xades", signed_case.xades(self.sent)),
            ("xades", signed_case.xades(self.sent, apart=True)),
        ):
            self.assertEqual(self._told(kind, content), "same")

    def test_of_something_else(self):
        for kind, content in (
            ("pades", signed_case.pades(self.other)),
            ("cades", signed_case.cades(self.other)),
            ("cades", signed_case.cades(self.other, inside=True)),
            ("xades", signed_case.xades(self.other)),
            ("xades", signed_case.xades(self.other, apart=True)),
        ):
            told = self._told(kind, content, self.sent + b"x")
            self.assertEqual(told, "other", content[:40])

    def test_a_pdf_that_begins_with_ours_and_shows_other_words(self):
        shadow = signed_case.pades(grown(self.sent, other_words))
        self.assertTrue(shadow.startswith(self.sent))
        self.assertEqual(self._told("pades", shadow), "other")
        # Signed as it was, and changed after that.
        later = grown(signed_case.pades(self.sent), other_words)
        self.assertEqual(self._told("pades", later), "other")

    def test_a_tagged_document_is_known_again(self):
        """Its structure and outline lead to the page that the signature is put on."""
        html = "<html lang='pl'><body><h1>Umowa</h1><p>Tekst</p></body></html>"
        sent = weasyprint.HTML(string=html).write_pdf(pdf_variant="pdf/ua-1")
        root = PdfReader(io.BytesIO(sent)).root_object
        self.assertIn("/StructTreeRoot", root)
        self.assertIn("/Outlines", root)
        for change, told in (
            (mark(0), "same"),
            (mark(80), "seen"),
            (other_words, "other"),
        ):
            with self.subTest(told=told):
                signed = signed_case.pades(grown(sent, change))
                self.assertEqual(self._told("pades", signed, sent), told)

    def test_a_mark_that_can_be_seen(self):
        signed = signed_case.pades(grown(self.sent, mark(80)))
        self.assertEqual(self._told("pades", signed), "seen")

    def test_a_signature_that_was_damaged(self):
        signed = signed_case.pades(self.sent)
        place = signed.index(b"/ByteRange") - 2
        self.assertEqual(
            self._told("pades", signed[:place] + b" " + signed[place + 1 :]), "broken"
        )
        cades = signed_case.cades(self.sent)
        self.assertEqual(
            self._told("cades", cades[:-1] + bytes([cades[-1] ^ 1])), "broken"
        )
        xades = signed_case.xades(self.sent)
        self.assertEqual(
            self._told("xades", xades.replace(b'Id="d"', b'Id="e"')), "broken"
        )
        start = xades.index(b"<ds:SignatureValue>") + 19
        changed = b"A" if xades[start : start + 1] != b"A" else b"B"
        self.assertEqual(
            self._told("xades", xades[:start] + changed + xades[start + 1 :]), "broken"
        )

    def test_the_document_beside_a_signature_of_something_else(self):
        """Another copy in the file is not what was signed."""
        held = signed_case.xades(self.sent).split(b'base64">')[1].split(b"<")[0]
        beside = f"<ds:Object>{held.decode()}</ds:Object>"
        signed = signed_case.xades(b"other", inside=beside)
        self.assertEqual(self._told("xades", signed), "other")

    def test_what_cannot_be_told(self):
        xades = signed_case.xades(self.sent)
        for kind, content in (
            ("xades", xades.replace(b"rsa-sha256", b"rsa-sha999")),
            ("xades", xades.replace(b"X509Certificate>", b"X509Other>")),
            ("xades", b"<x/>"),
            ("cades", b"\x30\x03\x02\x01\x05"),
            ("pades", self.sent),
        ):
            self.assertEqual(self._told(kind, content), "unknown")
