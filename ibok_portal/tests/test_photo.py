import base64
import io

from PIL import Image, ImageOps

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

    def test_nothing_hides_in_a_picture_that_looks_clean(self):
        """Behind the pixels and before the end stands what no reader shows."""
        words = b"<script>alert(1)</script> Anna, Polna 1"
        segment = b"\xff\xfe" + (len(words) + 2).to_bytes(2, "big") + words
        photo = self.Reading._clean_photo(self._photo())
        # Without the segment that tells the kind of file; readers do not miss it.
        marks = photo[:2] + photo[4 + int.from_bytes(photo[4:6], "big") :]
        for given in (photo, marks):
            self.assertTrue(given.endswith(b"\xff\xd9"))
            hidden = given[:-2] + segment + given[-2:]
            self._open(hidden).load()
            clean = self.Reading._clean_photo(hidden)
            self.assertEqual(self._open(clean).size, self._open(photo).size)
            self.assertNotIn(b"<script", clean)
            self.assertNotIn(b"Polna", clean)

    def test_photo_is_turned_upright(self):
        image, data, output = Image.new("RGB", (40, 20)), Image.Exif(), io.BytesIO()
        data[0x0112] = 6
        image.save(output, format="JPEG", exif=data)
        clean = self.Reading._clean_photo(output.getvalue())
        self.assertEqual(self._open(clean).size, (20, 40))

    def test_every_orientation_is_turned_as_pillow_does(self):
        image = Image.new("RGB", (48, 32), "white")
        image.paste("black", (0, 0, 16, 16))
        for orientation in range(1, 9):
            data, output = Image.Exif(), io.BytesIO()
            data[0x0112] = orientation
            image.save(output, format="JPEG", exif=data, quality=95)
            expected = ImageOps.exif_transpose(self._open(output.getvalue()))
            clean = self._open(self.Reading._clean_photo(output.getvalue()))
            with self.subTest(orientation):
                self.assertEqual(clean.size, expected.size)
                width, height = clean.size
                for place in ((4, 4), (width - 4, 4), (4, height - 4)):
                    found = clean.convert("L").getpixel(place)
                    told = expected.convert("L").getpixel(place)
                    self.assertLess(abs(found - told), 60, place)

    def test_damaged_metadata_loses_no_photo(self):
        """Phones and programs write much that no reader of theirs expects."""
        exif = Image.Exif()
        exif[0x010F] = "PhoneMaker"
        exif.get_ifd(0x8825)[2] = (51.0, 29.0, 57.0)
        output = io.BytesIO()
        Image.new("RGB", (40, 20)).save(output, format="JPEG", exif=exif)
        photo = output.getvalue()
        start = photo.index(b"Exif")
        length = int.from_bytes(photo[start - 2 : start], "big") - 2
        for place in range(start, start + length):
            for byte in (0, 2, 255):
                damaged = photo[:place] + bytes([byte]) + photo[place + 1 :]
                clean = self.Reading._clean_photo(damaged)
                self.assertEqual(self._open(clean).size, (40, 20))

    def test_nothing_is_kept_behind_the_picture(self):
        clean = self.Reading._clean_photo(self._photo(exif=False))
        kept = self.Reading._clean_photo(
            clean + b"<script>place=51.49</script>\xff\xd9"
        )
        self.assertNotIn(b"place", kept)
        self.assertEqual(self._open(kept).size, (64, 48))

    def test_cut_off_photo_is_refused_with_a_sentence(self):
        for fmt in ("JPEG", "PNG", "WEBP"):
            photo = self._photo(exif=True, fmt=fmt)
            for length in range(12, len(photo) - 8, 7):
                with self.subTest(fmt, length=length):
                    try:
                        clean = self.Reading._clean_photo(photo[:length])
                    except UserError as refused:
                        self.assertIn("no photo", str(refused))
                    else:
                        self.assertEqual(self._open(clean).size, (64, 48))

    def test_picture_that_would_fill_the_memory_is_refused(self):
        output = io.BytesIO()
        Image.new("1", (9000, 9000)).save(output, format="PNG")
        self.assertLess(len(output.getvalue()), 100_000)
        with self.assertRaisesRegex(UserError, "no photo"):
            self.Reading._clean_photo(output.getvalue())

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
