from odoo.tests import tagged

from ..tools.signed_file import scan_file, signed_file
from ..tools.upload import MAX_BYTES, Refused
from . import common, signed_case
from .test_document_file import pdf_file
from .test_upload import pdf_with_a_script, zipped


@tagged("post_install", "-at_install")
class TestSignedFile(common.WaterPortalCase):
    """What is signed is kept to the byte; what is not, or could run, is refused."""

    def _refused(self, data, name="umowa.pdf"):
        with self.assertRaises(Refused):
            signed_file(self.env, name, data)

    def test_kept_as_they_are_and_named_by_their_content(self):
        for kind, ending, data in (
            ("pades", "pdf", signed_case.pades(pdf_file())),
            ("xades", "xml", signed_case.xades()),
            ("cades", "p7s", signed_case.cades()),
        ):
            name, content, found = signed_file(self.env, "../umowa.exe", data)
            self.assertEqual((name, found), (f"umowa.{ending}", kind))
            self.assertEqual(content, data)

    def test_two_signatures_one_behind_the_other(self):
        twice = signed_case.pades(signed_case.pades(pdf_file()))
        self.assertEqual(signed_file(self.env, "a.pdf", twice)[2], "pades")

    def test_without_a_signature(self):
        for data in (
            pdf_file(),
            b"",
            b"%PDF-1.7 /ByteRange [0 1 2 3] /SubFilter /ETSI.CAdES.detached",
            self._photo(),
            zipped(b"x"),
            b"MZ program",
            b"<html><script>alert(1)</script></html>",
            b"\x30\x03\x02\x01\x05",
        ):
            self._refused(data)

    def test_a_pdf_that_only_claims_a_signature(self):
        signed = signed_case.pades(pdf_file())
        hole = signed.index(b"<3082")
        self._refused(signed[: hole + 1] + b"f" * 64 + signed[hole + 65 :])
        self._refused(signed.replace(b"/ETSI.CAdES.detached", b"/EvilEvilEvilEvilEvi"))

    def test_a_signed_pdf_with_a_program_in_it(self):
        self._refused(signed_case.pades(pdf_with_a_script()))

    def test_a_signed_pdf_with_something_behind_it(self):
        self._refused(signed_case.pades(pdf_file()) + zipped(b"x" * 5000) * 20)

    def test_xml_that_could_do_harm(self):
        good = signed_case.xades()
        entity = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
        self._refused(good.replace(b"?>\n", b"?>\n" + entity + b"\n", 1))
        style = b'<?xml-stylesheet type="text/xsl" href="http://evil.example/x.xsl"?>'
        self._refused(good.replace(b"?>\n", b"?>\n" + style + b"\n", 1))
        self._refused(good + style)
        page = '<h:script xmlns:h="http://www.w3.org/1999/xhtml">alert(1)</h:script>'
        self._refused(signed_case.xades(inside=page))
        self._refused(good.replace(b"01903", b"00000"))
        self._refused(good[:-20])

    def test_too_large(self):
        self._refused(signed_case.xades(b"x" * MAX_BYTES))

    def test_a_scan_is_made_anew(self):
        name, data, kind = scan_file(self.env, "skan.PDF", pdf_with_a_script())
        self.assertEqual((name, kind), ("skan.pdf", "pdf"))
        self.assertNotIn(b"JavaScript", data)
        self.assertEqual(scan_file(self.env, "a.png", self._photo(fmt="PNG"))[2], "jpg")
        with self.assertRaises(Refused):
            scan_file(self.env, "a.xml", signed_case.xades())
