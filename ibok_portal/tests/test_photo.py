import base64
import io

from PIL import Image

from odoo.exceptions import UserError
from odoo.tests import tagged

from . import common


@tagged("post_install", "-at_install")
class TestPhoto(common.WaterPortalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Reading = cls.env["water.reading"]

    def _open(self, data):
        return Image.open(io.BytesIO(data))

    def test_place_and_maker_of_the_photo_are_gone(self):
        photo = self._photo(exif=True)
        self.assertTrue(self._open(photo).getexif())
        clean = self.Reading._clean_photo(photo)
        self.assertFalse(self._open(clean).getexif())
        self.assertNotIn(b"Exif", clean)
        self.assertNotIn(b"PhoneMaker", clean)

    def test_small_photo_given_by_any_way_is_cleaned_too(self):
        """`fields.Image` alone keeps the metadata of a photo it need not shrink."""
        point = self._make_point("3003")
        reading = self._read(point, 340, common.date(2026, 11, 1))
        reading.photo = base64.b64encode(self._photo(exif=True))
        stored = base64.b64decode(reading.photo)
        self.assertNotIn(b"Exif", stored)
        self.assertEqual(self._open(stored).size, (64, 48))

    def test_formats_of_phones_become_jpeg(self):
        for fmt in ("JPEG", "PNG", "WEBP"):
            with self.subTest(fmt):
                clean = self.Reading._clean_photo(self._photo(exif=True, fmt=fmt))
                self.assertEqual(self._open(clean).format, "JPEG")
                self.assertNotIn(b"PhoneMaker", clean)

    def test_large_photo_is_made_smaller(self):
        clean = self.Reading._clean_photo(self._photo(size=(4000, 3000)))
        self.assertEqual(self._open(clean).size, (1920, 1440))

    def test_clean_photo_is_left_as_it_is(self):
        clean = self.Reading._clean_photo(self._photo())
        self.assertEqual(self.Reading._clean_photo(clean), clean)

    def test_photo_is_turned_upright(self):
        image, data, output = Image.new("RGB", (40, 20)), Image.Exif(), io.BytesIO()
        data[0x0112] = 6
        image.save(output, format="JPEG", exif=data)
        clean = self.Reading._clean_photo(output.getvalue())
        self.assertEqual(self._open(clean).size, (20, 40))

    def test_what_is_no_photo_is_refused_with_a_sentence(self):
        for name, data in {
            "text": b"this is no photo",
            "svg": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
            "pdf": b"%PDF-1.4 ...",
            "postscript": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 1 1\n",
        }.items():
            with self.subTest(name), self.assertRaisesRegex(UserError, "no photo"):
                self.Reading._clean_photo(data)

    def test_too_large_file_is_refused_with_the_limit(self):
        with self.assertRaisesRegex(UserError, "10"):
            self.Reading._clean_photo(b"\0" * (10 * 1024 * 1024 + 1))
