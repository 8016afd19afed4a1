import io
import zipfile

import pypdf
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject

from odoo.tests import BaseCase, tagged

from ..tools import KINDS, UnsafeFile, document_kind

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def pdf_file(change=None):
    """A PDF of one page; ``change`` is given its writer."""
    writer = pypdf.PdfWriter()
    writer.add_blank_page(200, 200)
    if change:
        change(writer)
    output = io.BytesIO()
    writer.write(output)
    return output.getvalue()


def script(writer):
    """Give a PDF something that runs when it is opened."""
    action = DictionaryObject(
        {
            NameObject("/S"): NameObject("/JavaScript"),
            NameObject("/JS"): TextStringObject("app.alert(1)"),
        }
    )
    named = ArrayObject([TextStringObject("a"), writer._add_object(action)])
    scripts = DictionaryObject({NameObject("/Names"): named})
    names = DictionaryObject({NameObject("/JavaScript"): scripts})
    writer.root_object[NameObject("/Names")] = names


def archive(**parts):
    """A zip file; names have ``__`` for a slash."""
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as found:
        for name, content in parts.items():
            found.writestr(name.replace("__", "/"), content)
    return output.getvalue()


def office_file(kind, **parts):
    """An office file of Office Open XML, without its words."""
    main = f'<Types><Override ContentType="{kind}.main+xml"/></Types>'
    return archive(**{"[Content_Types].xml": main, **parts})


@tagged("post_install", "-at_install")
class TestDocumentFile(BaseCase):
    """Kinds of files are told by their content."""

    def _refused(self, content, code):
        with self.assertRaises(UnsafeFile) as refused:
            document_kind(content)
        self.assertEqual(refused.exception.code, code)

    def test_kinds(self):
        for kind, content in (
            ("pdf", pdf_file()),
            ("odt", archive(mimetype=KINDS["odt"], content="<x/>")),
            ("docx", office_file(DOCX)),
            ("xlsx", office_file(XLSX)),
        ):
            with self.subTest(kind):
                self.assertEqual(document_kind(content), kind)

    def test_other_kinds(self):
        for content in (
            b"",
            b"<html><script>alert(1)</script></html>",
            b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
            b"MZ\x90\x00",
            b"GIF89a",
            b" %PDF-1.4",
            archive(mimetype="application/vnd.oasis.opendocument.spreadsheet"),
            office_file("application/vnd.openxmlformats.presentationml.slideshow"),
        ):
            with self.subTest(content[:20]):
                self._refused(content, "kind")

    def test_what_runs(self):
        def opened(writer):
            action = DictionaryObject(
                {
                    NameObject("/S"): NameObject("/Launch"),
                    NameObject("/F"): TextStringObject("cmd.exe"),
                }
            )
            writer.root_object[NameObject("/OpenAction")] = action

        macro = DOCX.replace("openxmlformats-officedocument", "ms-word.macroEnabled")
        for content in (
            pdf_file(script),
            pdf_file(opened),
            office_file(macro),
            office_file(DOCX, word__vbaProject=b"x"),
            archive(mimetype=KINDS["odt"], Basic__Standard__script="x"),
        ):
            with self.subTest(content[:8]):
                self._refused(content, "active")

    def test_broken_ones(self):
        whole = pdf_file()
        for content in (
            whole[:40],
            b"%PDF-1.7 and nothing more %%EOF",
            whole + archive(a="x" * 3000, b="y" * 3000) + b"z" * 2000,
            b"PK\x03\x04 no archive",
            archive(a="no types"),
            archive(mimetype=KINDS["odt"], content=b"0" * 30_000_000),
        ):
            with self.subTest(content[:20]):
                self._refused(content, "broken")
