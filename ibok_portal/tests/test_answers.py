import base64
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.ibok_portal.controllers.portal_home import PortalHome

from . import common


@tagged("post_install", "-at_install")
class TestAnswers(common.WaterPortalHttpCase):
    """What the server says when something is wrong, and what a browser may keep."""

    def _broken(self, url):
        """The page at an address where the program itself fails."""
        with (
            patch.object(
                PortalHome, "_water_home_values", side_effect=ValueError("inside")
            ),
            mute_logger("odoo.http"),
        ):
            return self.url_open(url)

    def _assert_helpful(self, response, status):
        page = common.html.fromstring(response.text)
        self.assertEqual(response.status_code, status)
        self.assertTrue(page.get("lang"))
        self.assertEqual(len(page.xpath("//main//h1")), 1)
        self.assertTrue(page.xpath("//main//a[@href='/my']"))
        self.assertFalse(page.xpath("//main//a[@href='/contactus']"))
        for inside in ("Traceback", "ValueError", "werkzeug", "psycopg2"):
            self.assertNotIn(inside, response.text)

    def test_fault_of_the_program_is_no_business_of_the_resident(self):
        self._login(self.anna)
        for url in ("/my", "/my?debug=1"):
            with self.subTest(url):
                self._assert_helpful(self._broken(url), 500)

    def test_pages_that_are_not_there_lead_back(self):
        self._login(self.anna)
        for url in (
            f"/my/contracts/{self.other_contract.id}",
            "/my/readings/999999?debug=1",
            "/my/nothing",
            "/nothing",
        ):
            with self.subTest(url):
                self._assert_helpful(self.url_open(url), 404)

    def test_form_of_an_old_session_says_to_open_it_again(self):
        self._login(self.anna)
        response = self._post_value("352", csrf_token="forged")
        self._assert_helpful(response, 400)
        self.assertIn("open it once more", response.text)

    def test_a_developer_still_sees_what_is_wrong(self):
        clerk = common.new_test_user(
            self.env,
            "developer",
            groups="base.group_user",
            password=common.PASSWORD,
            lang="en_US",
        )
        self._login(clerk)
        self.assertIn("ValueError", self._broken("/my?debug=1").text)

    def test_a_browser_keeps_no_page_of_a_resident(self):
        """Nobody gets back to it after the log out, on a computer many use."""
        self._login(self.anna)
        reading = self._read(self.point, 345, common.BETWEEN)
        for url in (
            "/my",
            "/my/water",
            "/my/readings",
            f"/my/readings/{reading.id}",
            "/my/invoices",
            "/my/contracts",
            f"/my/contracts/{self.contract.id}",
            "/my/readings/999999",
        ):
            with self.subTest(url):
                kept = self.url_open(url).headers.get("Cache-Control")
                self.assertEqual(kept, "no-store")

    def test_photo_and_bill_are_kept_by_no_proxy(self):
        reading = self._read(self.point, 345, common.BETWEEN)
        reading.photo = base64.b64encode(self._photo())
        self._login(self.anna)
        photo = self.url_open(f"/web/image/water.reading/{reading.id}/photo")
        self.assertEqual(photo.headers["Content-Type"], "image/jpeg")
        self.assertNotIn("public", photo.headers["Cache-Control"])
        self._login(self.bogdan)
        other = self.url_open(f"/web/image/water.reading/{reading.id}/photo")
        self.assertNotEqual(other.content, photo.content)

    def test_pages_of_everybody_may_be_kept(self):
        styles = self.url_open("/web/static/img/favicon.ico")
        self.assertNotEqual(styles.headers.get("Cache-Control"), "no-store")
