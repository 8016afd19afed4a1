from unittest.mock import patch

from freezegun import freeze_time

from odoo.tests import new_test_user, tagged

from odoo.addons.ibok_water.gateways import Refused
from odoo.addons.ibok_water.tests import gateway_case

from . import common


@tagged("post_install", "-at_install")
class TestRemoteReading(common.WaterPortalHttpCase):
    """The button is there when a gateway serves the meter."""

    def setUp(self):
        super().setUp()
        # The clock of a browser and its server goes on.
        self.startPatcher(freeze_time(f"{common.IN_WINDOW} 10:00:00", tick=True))
        self.driver = self.enterContext(gateway_case.installed())
        self.form = f"/my/readings/new?contract_id={self.contract.id}"
        self._login(self.anna)

    def _serve(self):
        return gateway_case.serve(self.env, self.point.meter_id)

    def _buttons(self):
        return self._page(self.form).xpath("//button[@name='remote_point_id']")

    def _ask(self, **data):
        data = {
            "csrf_token": data.get("csrf_token") or self._token(),
            "contract_id": self.contract.id,
            "remote_point_id": self.point.id,
            **data,
        }
        return self.url_open("/my/readings/remote", data=data, allow_redirects=False)

    def _run(self):
        with patch.object(
            type(self.env["ir.cron"]), "_commit_progress", return_value=1
        ):
            self.env["water.reading.request"]._cron_read()
        self.env.invalidate_all()

    def _request(self):
        return self.env["water.reading.request"].search(
            [("meter_id", "=", self.point.meter_id.id)]
        )

    def test_without_a_gateway_there_is_no_button(self):
        self.assertFalse(self._buttons())
        self.assertEqual(self._ask().status_code, 404)
        self.assertFalse(self._request())

    def test_the_button_belongs_to_a_form_of_its_own(self):
        self._serve()
        [button] = self._buttons()
        page = self._page(self.form)
        [form] = page.xpath(f"//form[@id='{button.get('form')}']")
        self.assertEqual(form.get("action"), "/my/readings/remote")
        # Enter in a field presses a form's first button.
        [own] = page.xpath(
            "//form[@action='/my/readings/new']"
            "//button[not(@form) and not(@type='button')]"
        )
        self.assertIn("Send the reading", own.text_content())
        self.assertIn("from afar: Main meter", button.text_content())

    def test_asked_read_and_billed(self):
        self._serve()
        self.driver.answer("352", f"{common.IN_WINDOW} 09:59:00")
        response = self._ask()
        self.assertEqual(response.status_code, 303)
        url = response.headers["Location"]
        self.assertIn("being asked", self._text(self._page(url)))
        self._run()
        response = self.url_open(url)
        [reading] = self._request().reading_id
        self.assertTrue(response.url.endswith(f"/my/readings/{reading.id}"))
        self.assertIn("352", response.text)
        self.assertEqual(reading.source, "radio")
        self.assertEqual(self.contract.settlement_ids.state, "done")
        self.assertIn("Radio, from afar", self._text(self._page("/my/readings")))
        self.assertFalse(self._buttons(), "today's reading is given")

    def test_a_refusal_is_told_in_words_and_leads_on(self):
        self._serve()
        told = set()
        for code in (
            *("unreachable", "no_answer", "other_meter", "bad_answer", "stale"),
            *("not_taken", "broken"),
        ):
            with self.subTest(code):
                self._request().unlink()
                request = self.env["water.reading.request"]._ask(
                    self.contract, self.point
                )
                request.write(
                    {"state": "failed", "refusal": code, "detail": "E5h missing"}
                )
                page = self._page(f"/my/readings/remote/{request.id}")
                text = self._text(page)
                self.assertIn("The meter was not read", text)
                self.assertNotIn("E5h", text, "the device's own words are the office's")
                told.add(page.xpath("//*[@role='status']")[0].text_content())
                self.assertTrue(page.xpath(f"//main//a[@href='{self.form}']"))
        self.assertEqual(len(told), 7, "each has its own words")

    def test_refused_by_the_meter(self):
        self._serve()
        self.driver.reply = Refused("no_answer")
        url = self._ask().headers["Location"]
        self._run()
        self.assertIn("did not answer", self._text(self._page(url)))
        self.assertFalse(self.contract.settlement_ids)

    def test_two_clicks_are_one_request(self):
        self._serve()
        first, second = self._ask(), self._ask()
        self.assertEqual(first.headers["Location"], second.headers["Location"])
        self.assertEqual(len(self._request()), 1)

    def test_nothing_of_another_resident(self):
        self._serve()
        url = self._ask().headers["Location"]
        for data in (
            {"contract_id": self.other_contract.id},
            {"remote_point_id": self.other_point.id},
            {"remote_point_id": "x"},
            {"remote_point_id": ""},
            {"contract_id": 2**40},
        ):
            with self.subTest(data):
                self.assertEqual(self._ask(**data).status_code, 404)
        clerk = new_test_user(
            self.env,
            "remote-clerk",
            groups="ibok_water.group_water_clerk",
            password=common.PASSWORD,
        )
        for user in (self.bogdan, clerk):
            self._login(user)
            self._page(url, status=404)
        self._page(f"/my/readings/remote/{2**40}", status=404)
        self.assertEqual(len(self._request()), 1)

    def test_who_may_only_see_asks_for_nothing(self):
        self._serve()
        self.env["ibok.access"].create(
            {
                "contract_id": self.contract.id,
                "user_id": self.bogdan.id,
                "scope": "see",
                "date_from": "2026-11-01",
            }
        )
        self._login(self.bogdan)
        page = self._page(f"/my/readings/new?contract_id={self.other_contract.id}")
        token = page.xpath("//form//input[@name='csrf_token']/@value")[0]
        self.assertEqual(self._ask(csrf_token=token).status_code, 403)
        self.assertFalse(self._request())

    def test_without_its_token_nothing_is_asked(self):
        self._serve()
        self.assertEqual(self._ask(csrf_token="x").status_code, 400)
        self.assertFalse(self._request())

    def test_a_closed_service_closes_it(self):
        self._serve()
        token = self._token()
        service = self.env["ibok.service"].search(
            [("company_id", "=", self.env.company.id), ("code", "=", "readings_entry")]
        )
        service.state = "off"
        self.assertEqual(self._ask(csrf_token=token).status_code, 503)
        self.assertFalse(self._request())
