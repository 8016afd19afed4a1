import io
import struct
import zipfile
from time import monotonic

from odoo.tests import tagged

from ..tools.asic_file import MOST_UNPACKED, asic_parts
from ..tools.signature_cover import covered
from ..tools.signed_file import signed_file
from ..tools.upload import MAX_BYTES, Refused
from . import common, signed_case
from .test_document_file import pdf_file
from .test_upload import pdf_with_a_script, zipped

SCRIPT = '<h:script xmlns:h="http://www.w3.org/1999/xhtml">alert(1)</h:script>'


@tagged("post_install", "-at_install")
class TestAsicFile(common.WaterPortalCase):
    """Containers of signed files: what is taken, and of what the signature is."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sent = pdf_file()
        cls.good = signed_case.asic(cls.sent)

    def _refused(self, data):
        with self.assertRaises(Refused):
            signed_file(self.env, "umowa.asice", data)

    def _holding(self, *more, **kw):
        self._refused(signed_case.asic(self.sent, more=more, **kw))

    def _told(self, content):
        return covered("asic", content, self.sent)

    # -- what is taken -----------------------------------------------------------------

    def test_kept_as_it_is(self):
        for data in (self.good, signed_case.asic(self.sent, kind=None)):
            name, content, kind = signed_file(self.env, "../umowa.exe", data)
            self.assertEqual((name, content, kind), ("umowa.asice", data, "asic"))

    def test_as_programs_that_write_sizes_behind_their_parts(self):
        class Stream(io.BytesIO):
            """Cannot go back, so what is known later is written later."""

            def seek(self, *args):
                raise io.UnsupportedOperation("seek")

        stream = Stream()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("umowa.pdf", self.sent)
            archive.writestr(
                "META-INF/signatures.xml", signed_case.xades(self.sent, apart=True)
            )
        self.assertTrue(asic_parts(stream.getvalue()))

    def test_without_a_signature_or_a_document(self):
        self._refused(zipped(b"x"))
        self._refused(zipped(self.sent))
        self._refused(signed_case.asic(self.sent, signature=b"<x/>"))
        self._refused(self.good[:-30])
        self._refused(signed_case.asic(b"MZ program"))
        self._holding(kind="application/vnd.oasis.opendocument.text")

    def test_what_could_run_is_not_in_it(self):
        self._refused(signed_case.asic(pdf_with_a_script()))
        for name, data in (
            ("run.exe", b"MZ program"),
            ("a.html", b"<html><script>alert(1)</script></html>"),
            ("a.zip", zipped(b"x")),
            ("other.asice", self.good),
            ("META-INF/run.sh", b"#!/bin/sh"),
            ("META-INF/container.xml", f"<x>{SCRIPT}</x>".encode()),
            ("META-INF/signatures002.xml", signed_case.xades(inside=SCRIPT)),
        ):
            self._holding((name, data))

    def test_names_that_lead_elsewhere(self):
        for name in (
            "../umowa.pdf",
            "a/../../umowa.pdf",
            "/etc/umowa.pdf",
            "C:\\umowa.pdf",
            "a\\b.pdf",
            "a//b.pdf",
            "UMOWA.PDF",
            "a\nb.pdf",
        ):
            self._holding((name, self.sent))

    def test_one_file_that_is_two(self):
        page = b"<html><script>alert(1)</script></html>"
        pdf = pdf_file()
        for data in (
            page + self.good,
            self.good + page,
            pdf + self.good,
            self.good + pdf,
            self.good + self.good,
            zipped(b"x") + self.good,
            # A comment is what other programs would read.
            self.good[:-2] + struct.pack("<H", len(page)) + page,
        ):
            self._refused(data)

    def test_a_part_that_is_not_listed(self):
        """Programs that read part by part would find what the list does not name."""
        begins = struct.unpack("<I", self.good[-6:-2])[0]
        hidden = zipped(b"MZ program" * 9)[:70]
        moved = self.good[:-6] + struct.pack("<I", begins + len(hidden)) + b"\0\0"
        self._refused(moved[:begins] + hidden + moved[begins:])

    def test_what_grows(self):
        started = monotonic()
        self._holding(("a.pdf", b"%PDF-" + b"0" * MOST_UNPACKED))
        self._holding(*[(f"{number}.pdf", self.sent) for number in range(20)])
        self._refused(self.good + b"\0" * (MAX_BYTES + 1 - len(self.good)))
        self.assertLess(monotonic() - started, 10)

    def test_a_locked_part(self):
        listed = self.good.index(b"PK\x01\x02")
        self._refused(self.good[: listed + 8] + b"\x01" + self.good[listed + 9 :])

    # -- of what it is -----------------------------------------------------------------

    def test_of_the_document_that_was_sent(self):
        self.assertEqual(self._told(self.good), "same")
        second = (
            "META-INF/signatures002.xml",
            signed_case.xades(self.sent, apart=True),
        )
        self.assertEqual(self._told(signed_case.asic(self.sent, more=[second])), "same")

    def test_of_something_else(self):
        other = pdf_file() + b"\n"
        self.assertEqual(self._told(signed_case.asic(other)), "other")
        # Ours lies beside the one that was signed, or another beside ours.
        signed = signed_case.asic(other, more=[("nasza.pdf", self.sent)])
        self.assertEqual(self._told(signed), "other")
        beside = signed_case.asic(self.sent, more=[("inna.pdf", other)])
        self.assertEqual(self._told(beside), "other")

    def test_a_signature_that_does_not_fit(self):
        of_other = signed_case.xades(b"other", apart=True)
        self.assertEqual(
            self._told(signed_case.asic(self.sent, signature=of_other)), "broken"
        )
        # One of two is of something that is not in the container.
        more = [("META-INF/signatures002.xml", of_other)]
        self.assertEqual(self._told(signed_case.asic(self.sent, more=more)), "broken")
        own = signed_case.xades(self.sent, apart=True)
        elsewhere = own.replace(b'URI="umowa.pdf"', b'URI="inna.pdf"')
        self.assertEqual(
            self._told(signed_case.asic(self.sent, signature=elsewhere)), "broken"
        )
        unknown = own.replace(b"rsa-sha256", b"rsa-sha999")
        self.assertEqual(
            self._told(signed_case.asic(self.sent, signature=unknown)), "unknown"
        )
