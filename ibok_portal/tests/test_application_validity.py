import base64
import io
from datetime import date

from freezegun import freeze_time
from lxml import etree
from pypdf import PdfReader

from odoo.tests import tagged
from odoo.tools import file_path

from . import application_case, common


@tagged("post_install", "-at_install")
@freeze_time("2026-11-26 10:00:00")
class TestApplicationValidity(
    application_case.ApplicationFixtures, common.WaterPortalCase
):
    """What is granted for a time names its last day."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_applications()
        cls.kind.valid_months = 24

    def _letter(self, application):
        content = io.BytesIO(base64.b64decode(application.sudo().answer_pdf))
        return " ".join(PdfReader(content).pages[0].extract_text().split())

    def test_an_approval_is_valid_until_its_last_day(self):
        application = self._application()
        self._decide(application)
        self.assertEqual(application.valid_until, date(2028, 11, 26))
        self.assertIn("Valid until 11/26/2028", self._letter(application))
        self.kind.valid_months = 12
        self.assertEqual(application.valid_until, date(2028, 11, 26), "as it was told")

    def test_what_has_no_end_names_none(self):
        refused = self._application()
        self._decide(refused, "refuse", "No network there")
        self.kind.valid_months = 0
        endless = self._application()
        self._decide(endless)
        for application in (refused, endless):
            self.assertFalse(application.valid_until)
            self.assertNotIn("Valid until", self._letter(application))

    def test_the_box_brings_words_for_conditions_of_connection(self):
        data = file_path("ibok_portal/data/mail_canned_response.xml")
        for name, kind in (("water", "water"), ("sewage", "water_sewage")):
            [record] = etree.parse(data).xpath(f"//*[@id='canned_conditions_{name}']")
            text = record.findtext("field[@name='substitution']")
            for told in (
                "Miejsce i sposób",
                "wodomierza",
                "Największa ilość",
                "2 lata",
            ):
                self.assertIn(told, text)
            [kinds] = record.xpath("field[@name='application_kind_ids']/@eval")
            self.assertIn(f"'application_{kind}'", kinds)
