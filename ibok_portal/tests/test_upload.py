import io
import zipfile
import zlib
from unittest.mock import patch

from PIL import Image
from pypdf import PdfReader, PdfWriter, filters
from pypdf.errors import LimitReachedError
from pypdf.generic import (
    DictionaryObject,
    NameObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)

from odoo.tests import tagged

from ..tools import pdf_limit, upload
from ..tools.jpeg_plain import plain_jpeg
from ..tools.upload import MAX_BYTES, Refused, cleaned, plain_name
from . import common


def pdf_with_a_script():
    writer = PdfWriter()
    writer.add_blank_page(72, 72)
    script = DictionaryObject(
        {
            NameObject("/S"): NameObject("/JavaScript"),
            NameObject("/JS"): TextStringObject("app.alert('x')"),
        }
    )
    writer.root_object[NameObject("/OpenAction")] = script
    writer.pages[0][NameObject("/AA")] = DictionaryObject({NameObject("/O"): script})
    writer.add_attachment("program.exe", b"MZ program")
    writer.add_metadata({"/Author": "Anna of Polna 1"})
    output = io.BytesIO()
    writer.write(output)
    return output.getvalue()


def zipped(data):
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("x", data)
    return output.getvalue()


def pdf_that_tells(author):
    """A page whose drawing, and the page itself, lead to what nobody sees."""
    writer = PdfWriter()
    page = writer.add_blank_page(72, 72)
    secret = StreamObject()
    secret.set_data(author)
    secret[NameObject("/JS")] = TextStringObject("app.alert('x')")
    told = writer._add_object(secret)
    drawing = StreamObject()
    drawing.set_data(b"0 0 m 9 9 l S")
    drawing[NameObject("/Subtype")] = NameObject("/Form")
    drawing[NameObject("/Metadata")] = told
    drawn = DictionaryObject({NameObject("/A"): writer._add_object(drawing)})
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): drawn})
    page[NameObject("/PresSteps")] = told
    output = io.BytesIO()
    writer.write(output)
    return output.getvalue()


def pdf_that_unpacks_to(size):
    """A document whose list of objects is packed, and unpacks to so many bytes."""
    packed = zlib.compress(bytes(size), 9)
    table = (
        b"1 0 obj\n<</Type/XRef/Size 9/Root 1 0 R/W[1 4 1]/Filter/FlateDecode"
        b"/Length %d>>\nstream\n%s\nendstream\nendobj\n" % (len(packed), packed)
    )
    return b"%PDF-1.7\n" + table + b"startxref\n9\n%%EOF"


@tagged("post_install", "-at_install")
class TestUpload(common.WaterPortalCase):
    """What people send is drawn or copied anew, or refused in words."""

    def test_a_photo_has_no_place_in_it(self):
        name, data = cleaned(self.env, "dom.JPG", self._photo(exif=True))
        self.assertEqual(name, "dom.jpg")
        self.assertTrue(data.startswith(b"\xff\xd8"))
        self.assertNotIn(b"PhoneMaker", data)
        self.assertNotIn(b"GPS", data)

    def test_what_stands_behind_a_photo_goes(self):
        for tail in (b"<script>alert(1)</script>", zipped(b"program")):
            _name, data = cleaned(self.env, "a.jpg", self._photo() + tail)
            self.assertTrue(data.endswith(b"\xff\xd9"))
            self.assertNotIn(tail, data)

    def test_the_content_tells_what_it_is_not_the_name(self):
        name, _data = cleaned(self.env, "photo.pdf.exe", self._photo(fmt="PNG"))
        self.assertEqual(name, "photo.pdf.jpg")

    def test_refused(self):
        svg = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
        for name, data in {
            "a.svg": svg,
            "a.jpg": svg,
            "a.html": b"<script>alert(1)</script>",
            "a.jpg.php": b"<?php system('x');",
            "a.gif": b"GIF89a/*<svg onload=alert(1)>*/=1",
            "bomb.zip": zipped(bytes(20_000_000)),
            "a.docx": zipped(b"word"),
            "a.exe": b"MZ" + bytes(100),
            "a.pdf": b"%PDF-1.7\n<script>alert(1)</script>",
            "huge.jpg": b"\xff\xd8" + bytes(MAX_BYTES),
        }.items():
            with self.subTest(name), self.assertRaises(Refused):
                cleaned(self.env, name, data)

    def test_an_empty_file_is_called_empty(self):
        for name in ("empty.jpg", "empty.pdf"):
            with self.assertRaisesRegex(Refused, "empty.* is empty"):
                cleaned(self.env, name, b"")

    def test_a_picture_that_would_fill_the_memory(self):
        bomb = self._photo(fmt="PNG", exif=False, size=(9000, 9000))
        self.assertLess(len(bomb), 1_000_000)
        with self.assertRaises(Refused):
            cleaned(self.env, "bomb.png", bomb)

    def test_of_a_pdf_only_pages_are_kept(self):
        polyglot = pdf_with_a_script() + b"\n<script>alert(1)</script>" + zipped(b"x")
        for given in (pdf_with_a_script(), polyglot):
            name, data = cleaned(self.env, "scan.pdf", given)
            self.assertEqual(name, "scan.pdf")
            self.assertEqual(len(PdfReader(io.BytesIO(data)).pages), 1)
            for word in (b"JavaScript", b"EmbeddedFile", b"program", b"Polna", b"<scr"):
                self.assertNotIn(word, data)

    def test_of_a_page_only_what_is_seen_is_kept(self):
        given = pdf_that_tells(b"Anna of Polna 1")
        self.assertIn(b"Polna", given)
        _name, data = cleaned(self.env, "scan.pdf", given)
        [page] = PdfReader(io.BytesIO(data)).pages
        drawing = page["/Resources"]["/XObject"]["/A"]
        self.assertEqual(drawing.get_data(), b"0 0 m 9 9 l S")
        self.assertNotIn(b"Polna", data)
        self.assertNotIn(b"app", data)

    def test_photos_in_a_pdf_forget_where_they_were_taken(self):
        photo = self._photo()
        camera = b"Exif\0\0GPS of Polna 1"
        told = b"\xff\xe1" + (len(camera) + 2).to_bytes(2) + camera
        told += b"\xff\xfe\x00\x07Anna!"
        photo = photo[:2] + told + photo[2:] + b"a film of Polna"
        with Image.open(io.BytesIO(photo)) as picture:
            pixels = picture.tobytes()
            width, height = picture.size
        writer = PdfWriter()
        page = writer.add_blank_page(72, 72)
        drawn = StreamObject()
        drawn._data = photo
        for key, value in (("/Subtype", "/Image"), ("/Filter", "/DCTDecode")):
            drawn[NameObject(key)] = NameObject(value)
        for key, value in (("/Width", width), ("/Height", height)):
            drawn[NameObject(key)] = NumberObject(value)
        drawn = DictionaryObject({NameObject("/A"): writer._add_object(drawn)})
        page[NameObject("/Resources")] = DictionaryObject(
            {NameObject("/XObject"): drawn}
        )
        output = io.BytesIO()
        writer.write(output)
        self.assertIn(b"Polna", output.getvalue())
        _name, data = cleaned(self.env, "scan.pdf", output.getvalue())
        for words in (b"Polna", b"Exif", b"Anna"):
            self.assertNotIn(words, data)
        [page] = PdfReader(io.BytesIO(data)).pages
        kept = page["/Resources"]["/XObject"]["/A"]._data
        with Image.open(io.BytesIO(kept)) as picture:
            self.assertEqual(picture.tobytes(), pixels)

    def test_a_damaged_photo_is_kept_as_far_as_it_goes(self):
        picture = Image.linear_gradient("L")
        told, whole = io.BytesIO(), io.BytesIO()
        picture.save(told, format="JPEG", progressive=True, comment=b"Anna")
        picture.save(whole, format="JPEG", progressive=True)
        photo = whole.getvalue()
        self.assertEqual(plain_jpeg(told.getvalue()), photo)
        for data in (photo, b"no photo", photo[:-40], photo[:2], photo[:3], photo[:21]):
            self.assertEqual(plain_jpeg(data), data)

    def test_a_pdf_that_would_fill_the_memory(self):
        bomb = pdf_that_unpacks_to(pdf_limit.MAX_UNPACKED + 1)
        self.assertLess(len(bomb), 100_000)
        with self.assertRaises(Refused) as refused:
            cleaned(self.env, "bomb.pdf", bomb)
        reasons, error = [], refused.exception
        while error := error.__cause__ or error.__context__:
            reasons.append(str(error))
        self.assertIn("unpacks to too much", " ".join(reasons))
        with self.assertRaises(LimitReachedError):
            filters.decompress(zlib.compress(bytes(pdf_limit.MAX_UNPACKED + 1)))
        self.assertEqual(filters.decompress(zlib.compress(b"x" * 99)), b"x" * 99)
        # What is cut off is read as far as it goes, as by Odoo.
        self.assertTrue(filters.decompress(zlib.compress(bytes(range(250)))[:-9]))

    def test_a_pdf_of_too_many_objects(self):
        with patch.object(upload, "MAX_OBJECTS", 2), self.assertRaises(Refused):
            cleaned(self.env, "a.pdf", pdf_with_a_script())

    def test_a_locked_pdf_is_refused(self):
        writer = PdfWriter()
        writer.add_blank_page(72, 72)
        writer.encrypt("secret")
        output = io.BytesIO()
        writer.write(output)
        with self.assertRaises(Refused):
            cleaned(self.env, "a.pdf", output.getvalue())

    def test_names(self):
        for given, kept in {
            "../../etc/passwd": "passwd",
            "C:\\Users\\a\\wodomierz 1.jpg": "wodomierz 1",
            "a\0b\n<c>.png": "a_b__c_",
            "": "file",
            ".htaccess": "htaccess",
            "ą" * 200 + ".jpg": "ą" * 80,
        }.items():
            self.assertEqual(plain_name(given), kept)
