import base64

from freezegun import freeze_time

from odoo.tests import tagged

from . import common


@tagged("post_install", "-at_install")
class TestReadingForm(common.WaterPortalHttpCase):
    def setUp(self):
        super().setUp()
        # A database with readings of its own is as good as an empty one.
        self.known = self.env["water.reading"].search([], order="id desc", limit=1).id
        self.startPatcher(freeze_time(f"{common.IN_WINDOW} 10:00:00"))
        self._login(self.anna)

    def _resident_readings(self):
        return self.env["water.reading"].search(
            [("source", "=", "resident"), ("id", ">", self.known)]
        )

    def _follow(self, response):
        self.assertEqual(response.status_code, 303)
        return self._page(response.headers["Location"])

    def test_form_shows_last_value_and_range(self):
        page = self._page("/my/readings/new")
        field = page.xpath(f"//input[@name='value_{self.point.id}']")[0]
        self.assertEqual(field.get("inputmode"), "decimal")
        hint = page.get_element_by_id(field.get("aria-describedby").split()[-1])
        self.assertRegex(hint.text_content(), r"340 m³[\s\S]*from\s+340\s+to\s+840")

    def test_photo_is_chosen_by_a_button_of_the_page(self):
        """The browser's own button speaks the browser's language, not the page's."""
        page = self._page("/my/readings/new")
        field = page.get_element_by_id(f"photo_{self.point.id}")
        [label] = page.xpath(f"//label[@for='{field.get('id')}']")
        self.assertIn("Take or choose a photo", label.text_content())
        described = " ".join(
            page.get_element_by_id(key).text_content()
            for key in field.get("aria-describedby").split()
        )
        self.assertRegex(described, r"JPEG, PNG or WebP, at most\s+10\s+MB")
        # With it a phone opens only the camera: no photo taken before could be given.
        self.assertIsNone(field.get("capture"))

    def test_accepted_reading_answers_with_its_bill(self):
        page = self._follow(self._post_value("352,4"))
        text = self._text(page)
        move = self.contract.settlement_ids.move_id
        self.assertIn("your bill is ready", text)
        self.assertIn(move.name, text)
        self.assertIn("12 m³", text)
        self.assertTrue(page.xpath(f"//a[@href='/my/invoices/{move.id}']"))
        pdf = page.xpath("//a[contains(@href, 'report_type=pdf')]/@href")[0]
        self.assertEqual(self.url_open(pdf).status_code, 200)

    def test_double_click_makes_one_reading_and_one_bill(self):
        token = self._token()
        values = {f"value_{self.point.id}": "352"}
        first = self._post(values, token=token)
        second = self._post(values, token=token)
        self.assertEqual(first.headers["Location"], second.headers["Location"])
        self.assertEqual(len(self._resident_readings()), 1)
        self.assertEqual(len(self.contract.settlement_ids), 1)

    def test_refused_form_keeps_what_was_typed(self):
        response = self._post_value(
            "35x", note="Dog <b>bites</b>", files={f"photo_{self.point.id}": ("", b"")}
        )
        self.assertEqual(response.status_code, 200)
        page = common.html.fromstring(response.text)
        field = page.get_element_by_id(f"value_{self.point.id}")
        self.assertEqual(field.get("value"), "35x")
        self.assertEqual(field.get("aria-invalid"), "true")
        error = page.get_element_by_id(field.get("aria-describedby").split()[0])
        self.assertIn("is not a number", error.text_content())
        self.assertIn("Dog <b>bites</b>", page.xpath("//textarea")[0].text)
        self.assertFalse(self._resident_readings())

    def test_summary_leads_to_the_field_and_the_sentence_stands_once(self):
        page = common.html.fromstring(self._post_value("35x").text)
        summary = page.get_element_by_id("errors")
        self.assertIsNotNone(summary.get("autofocus"))
        self.assertEqual(summary.get("tabindex"), "-1")
        [link] = summary.xpath(".//a")
        self.assertEqual(link.get("href"), f"#value_{self.point.id}")
        self.assertIn("Main meter", link.text_content())
        self.assertEqual(self._text(page).count("is not a number"), 1)

    def test_numbers_that_are_none(self):
        for text in (
            *("", "abc", "-3", "9" * 40, "1e3", "35\0", "9" * 100_000),
            "\u0663\u0665\u0662",  # Arabic digits
            "\uff13\uff15\uff12",  # full-width digits
        ):
            with self.subTest(text):
                self.assertEqual(self._post_value(text).status_code, 200)
        self.assertFalse(self._resident_readings())

    def test_bad_photo_is_told_and_nothing_lost(self):
        name = f"photo_{self.point.id}"
        response = self._post_value(
            "352", files={name: ("meter.jpg", b"text, not a photo", "image/jpeg")}
        )
        page = common.html.fromstring(response.text)
        self.assertIn(
            "no photo we can open", page.get_element_by_id(f"{name}_error").text
        )
        self.assertEqual(
            page.get_element_by_id(f"value_{self.point.id}").get("value"), "352"
        )
        self.assertFalse(self._resident_readings())
        self.assertFalse(
            self.env["ir.attachment"].search([("res_model", "=", "water.reading")])
        )

    def test_photo_must_be_one_and_not_too_large(self):
        name = f"photo_{self.point.id}"
        for file, sentence in (
            (
                ("m.jpg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
                "no photo we can",
            ),
            (("m.jpg", b"<html><script>alert(1)</script></html>"), "no photo we can"),
            (("m.heic", b"\0\0\0\x18ftypheic" + b"\0" * 64), "no photo we can"),
            (("m.jpg", b"\xff\xd8" + b"\0" * 11 * 2**20), "up to 10 MB"),
        ):
            with self.subTest(file[0], sentence=sentence):
                page = common.html.fromstring(
                    self._post_value("352", files={name: (*file, "image/jpeg")}).text
                )
                error = page.get_element_by_id(f"{name}_error").text_content()
                self.assertIn(sentence, error)
                self.assertIn("choose", self._text(page))
        self.assertFalse(self._resident_readings())

    def test_nul_in_the_message_is_left_out(self):
        self._follow(self._post_value("352", note="Dog\0 bites"))
        self.assertEqual(self._resident_readings().note, "Dog bites")

    def test_files_for_texts_are_not_found(self):
        file = ("m.jpg", b"352", "image/jpeg")
        for name in (f"value_{self.point.id}", "note"):
            with self.subTest(name):
                response = self._post({}, files={name: file})
                self.assertEqual(response.status_code, 404)
        with self.subTest("contract_id"):
            response = self.url_open(
                "/my/readings/new",
                data={"csrf_token": self._token()},
                files={"contract_id": file},
            )
            self.assertEqual(response.status_code, 404)

    def test_good_photo_is_shown_without_its_place(self):
        page = self._follow(
            self._post_value(
                "352",
                files={
                    f"photo_{self.point.id}": ("m.jpg", self._photo(), "image/jpeg")
                },
            )
        )
        self.assertTrue(page.xpath("//main//img[starts-with(@src, 'data:image/')]"))
        stored = base64.b64decode(self._resident_readings().photo)
        self.assertNotIn(b"PhoneMaker", stored)

    def test_strange_points_and_contracts_are_not_found(self):
        token = self._token()
        point, other = self.point.id, self.other_point.id
        for fields in (
            {f"value_{other}": "80"},
            {f"value_{point}": "352", f"value_{other}": "80"},
            {"value_999999": "1"},
            {"value_x": "1"},
            {"contract_id": self.other_contract.id, f"value_{other}": "80"},
            {"contract_id": self.other_contract.id, f"value_{point}": "352"},
            {"contract_id": 999999, f"value_{point}": "352"},
            {"contract_id": "abc", f"value_{point}": "352"},
            {"contract_id": "", f"value_{point}": "352"},
        ):
            with self.subTest(fields):
                self.assertEqual(self._post(fields, token=token).status_code, 404)
        self.assertFalse(self._resident_readings())

    def test_form_of_another_resident_is_not_found(self):
        self._page(f"/my/readings/new?contract_id={self.other_contract.id}", status=404)

    def test_post_needs_its_token(self):
        response = self._post({f"value_{self.point.id}": "352"}, token="forged")
        self.assertEqual(response.status_code, 400)
        self.assertFalse(self._resident_readings())

    def test_anonymous_is_sent_to_log_in(self):
        self.authenticate(None, None)
        response = self.url_open("/my/readings/new", allow_redirects=False)
        self.assertEqual(response.status_code, 303)
        self.assertIn("/web/login", response.headers["Location"])

    def test_several_contracts_are_chosen_by_address(self):
        second = self._make_contract(self.anna, [self._make_point("7007")])
        page = self._page("/my/readings/new")
        self.assertFalse(page.xpath("//main//form"))
        self.assertTrue(
            page.xpath(f"//a[@href='/my/readings/new?contract_id={second.id}']")
        )

    def test_today_given_reading_is_not_asked_again(self):
        self._post_value("352")
        page = self._page("/my/readings/new")
        self.assertFalse(page.xpath(f"//input[@name='value_{self.point.id}']"))
        self.assertIn("already given today's reading", self._text(page))
