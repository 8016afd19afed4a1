from time import monotonic

from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    NameObject,
    TextStringObject,
)

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
        picture = '<s:svg xmlns:s="http://www.w3.org/2000/svg"><s:script/></s:svg>'
        self._refused(signed_case.xades(inside=picture))
        self._refused(f"<svg xmlns='http://www.w3.org/2000/svg'>{good}</svg>".encode())
        fetched = (
            '<x:include xmlns:x="http://www.w3.org/2001/XInclude" href="/etc/passwd"/>'
        )
        self._refused(signed_case.xades(inside=fetched))
        self._refused(good.replace(b"01903", b"00000"))
        self._refused(good[:-20])

    def test_entities_that_grow(self):
        good = signed_case.xades()
        names = "abcdefghij"
        grow = '<!ENTITY a "ha">' + "".join(
            f'<!ENTITY {new} "{f"&{old};" * 10}">'
            for old, new in zip(names, names[1:], strict=False)
        )
        bomb = f"<!DOCTYPE x [{grow}]>\n".encode()
        started = monotonic()
        self._refused(
            good.replace(b"?>\n", b"?>\n" + bomb, 1).replace(b"=</", b"&j;</")
        )
        deep = "<a>" * 100_000 + "</a>" * 100_000
        self._refused(signed_case.xades().replace(b"</ds:Signature>", deep.encode()))
        self.assertLess(monotonic() - started, 5)

    def test_one_file_that_is_two(self):
        archive = zipped(b"x" * 100)
        self._refused(signed_case.cades() + archive)
        self._refused(signed_case.xades() + archive)
        self._refused(archive + signed_case.pades(pdf_file()))
        page = b"<html><script>alert(1)</script></html>"
        self._refused(page + signed_case.pades(pdf_file()))
        self._refused(signed_case.xades() + page)
        for encoding in ("utf-16", "utf-32"):
            self._refused(signed_case.xades().decode().encode(encoding))

    def test_a_signed_pdf_whose_field_runs_something(self):
        action = DictionaryObject(
            {
                NameObject("/S"): NameObject("/JavaScript"),
                NameObject("/JS"): TextStringObject("app.alert(1)"),
            }
        )
        field = DictionaryObject(
            {
                NameObject("/Subtype"): NameObject("/Widget"),
                NameObject("/AA"): DictionaryObject({NameObject("/Fo"): action}),
            }
        )

        def on_a_page(writer):
            writer.pages[0][NameObject("/Annots")] = ArrayObject([field])

        def in_the_form(writer):
            form = DictionaryObject({NameObject("/Fields"): ArrayObject([field])})
            writer._root_object[NameObject("/AcroForm")] = form

        for change in (on_a_page, in_the_form):
            self._refused(signed_case.pades(pdf_file(change)))

    def test_too_large(self):
        good = signed_case.xades()
        self._refused(good + b"\n" * (MAX_BYTES + 1 - len(good)))

    def test_a_scan_is_made_anew(self):
        name, data, kind = scan_file(self.env, "skan.PDF", pdf_with_a_script())
        self.assertEqual((name, kind), ("skan.pdf", "pdf"))
        self.assertNotIn(b"JavaScript", data)
        self.assertEqual(scan_file(self.env, "a.png", self._photo(fmt="PNG"))[2], "jpg")
        with self.assertRaises(Refused):
            scan_file(self.env, "a.xml", signed_case.xades())
