import base64
import io

# Odoo loads only some of Pillow's formats; WebP is what many phones send.
from PIL import Image, WebPImagePlugin  # noqa: F401

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools.misc import formatLang

MAX_BYTES = 10 * 1024 * 1024
#: Decoded at once; what phones take is read as JPEG, which needs less.
MAX_PIXELS = 40_000_000
MAX_SIDE = 1920
FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
ORIENTATION = 0x0112
#: How each orientation that a camera writes is turned upright.
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


class WaterReading(models.Model):
    """The photo of the register: a picture of the meter and nothing else.

    A phone writes the place and time of the photo into it. `fields.Image` keeps that
    in pictures it has no reason to make smaller, so each photo is drawn anew here.
    """

    _inherit = "water.reading"

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._clean_photo_vals(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._clean_photo_vals(vals)
        return super().write(vals)

    @api.model
    def _clean_photo_vals(self, vals):
        if vals.get("photo"):
            photo = self._clean_photo(base64.b64decode(vals["photo"]))
            vals["photo"] = base64.b64encode(photo)

    @api.model
    def _clean_photo(self, data):
        """The picture in a file as a bare JPEG, turned upright, without metadata.

        :param bytes data: the file as it came
        :return bytes: a JPEG of at most 1920 pixels a side
        :raise UserError: the file is too large or no picture we can read
        """
        if len(data) > MAX_BYTES:
            raise UserError(
                self.env._(
                    "The photo is too large: %(size)s. It may have up to %(limit)s. "
                    "Please take it again with a lower quality, or send no photo.",
                    size=self._megabytes(len(data)),
                    limit=self._megabytes(MAX_BYTES),
                )
            )
        try:
            # Only these decoders: others (EPS, PDF …) run more code than a photo needs.
            known = [name for name in FORMATS if name in Image.OPEN]
            # Always drawn anew: no look at a file finds all places that words hide in.
            image = self._redrawn(Image.open(io.BytesIO(data), formats=known))
        # What is damaged fails in Pillow's depths in many ways, and none is our fault.
        except Exception as error:
            raise UserError(self._photo_refused()) from error
        output = io.BytesIO()
        image.save(output, format="JPEG", quality=85, optimize=True)
        return output.getvalue()

    @api.model
    def _redrawn(self, image):
        """The pixels of a picture, small and upright, in a picture of their own.

        :raise ValueError: it would take too much memory
        """
        image.draft("RGB", (MAX_SIDE, MAX_SIDE))  # a JPEG is read at a part of its size
        if image.width * image.height > MAX_PIXELS:
            raise ValueError(image.size)
        turn = self._turn(image)
        image = image.convert("RGB")
        image.thumbnail((MAX_SIDE, MAX_SIDE))
        if turn is not None:
            image = image.transpose(turn)
        # Only the pixels go on: `save` would write what `info` still carries.
        bare = Image.new("RGB", image.size)
        bare.paste(image)
        return bare

    @api.model
    def _turn(self, image):
        """How to turn a photo upright; damaged metadata says nothing."""
        try:
            return TURNS.get(image.getexif().get(ORIENTATION))
        except Exception:
            return None

    @api.model
    def _megabytes(self, size):
        """A size as people know it from their phone: 12,4 MB."""
        number = formatLang(self.env, size / 2**20, digits=1)
        return f"{number.removesuffix('.0').removesuffix(',0')} MB"

    @api.model
    def _photo_refused(self):
        return self.env._(
            "This file is no photo we can open. Please choose a photo (JPEG, PNG or "
            "WebP), or send none."
        )
