"""The photo of a meter in a real browser: shown, made smaller, checked, sent."""

import base64
import io
import re

import browser
from PIL import Image

from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestPhoto(browser.BrowserCase):
    """What a phone takes is larger than what the office needs."""

    def setUp(self):
        super().setUp()
        self.resident = self.env.ref("ibok.demo_user_resident")
        self.contract = self.env["water.contract"].search(
            [("partner_id", "=", self.resident.partner_id.id), ("state", "=", "open")]
        )
        self.point = self.contract.point_ids.filtered(lambda p: p.kind == "main")
        self.value = f"{self.point.last_value + 8:.0f}"

    def picture(self, size):
        output = io.BytesIO()
        Image.new("RGB", size, "#3478b6").save(output, format="JPEG")
        return {
            "name": "IMG_0001.jpg",
            "mimeType": "image/jpeg",
            "buffer": output.getvalue(),
        }

    def test_photo_is_shown_made_smaller_and_kept(self):
        photo = self.picture((4000, 3000))
        chosen = ".o_water_photo_chosen"
        with self.person(self.resident, size=browser.PHONE) as page:
            page.goto("/my/readings/new")
            field = page.locator(f"input[name=photo_{self.point.id}]")
            field.set_input_files(photo)
            page.wait_for_selector(f"{chosen}:not(.d-none) img[src^=blob]")
            size = field.evaluate(
                """async input => {
                    const map = await createImageBitmap(input.files[0]);
                    return [map.width, map.height];
                }"""
            )
            page.click(".o_water_photo_remove")
            page.wait_for_selector(chosen, state="hidden")
            left = field.evaluate("input => input.files.length")
            field.set_input_files(photo)
            page.wait_for_selector(f"{chosen}:not(.d-none)")
            page.fill(f"input[name=value_{self.point.id}]", self.value)
            page.click("form[action*='/my/readings/new'] button[type=submit]")
            page.wait_for_url(re.compile(r"/my/readings/\d+"))
            image = page.wait_for_selector("img.o_water_photo")
            shown = page.wait_for_function("i => i.naturalWidth", arg=image)
            shown = shown.json_value()
        self.assertEqual((size, left, shown), ([1920, 1440], 0, 1920))
        reading = self.point.reading_ids.sorted("id")[-1]
        kept = Image.open(io.BytesIO(base64.b64decode(reading.photo)))
        self.assertEqual((kept.size, kept.format), ((1920, 1440), "JPEG"))

    def test_who_sends_at_once_sends_the_smaller_photo(self):
        with self.person(self.resident, size=browser.PHONE) as page:
            page.goto("/my/readings/new")
            # An old telephone is slow at making a photo smaller.
            page.evaluate(
                """() => {
                    const real = window.createImageBitmap.bind(window);
                    window.createImageBitmap = async (...args) => {
                        await new Promise((done) => setTimeout(done, 1500));
                        return real(...args);
                    };
                }"""
            )
            field = page.locator(f"input[name=photo_{self.point.id}]")
            page.fill(f"input[name=value_{self.point.id}]", self.value)
            field.set_input_files(self.picture((4000, 3000)))
            page.evaluate(
                """() => {
                    const form = document.querySelector("form[action*=new]");
                    form.addEventListener("formdata", (event) => {
                        const sent = [...event.formData.values()];
                        const names = sent.map((value) => value.name).filter(Boolean);
                        sessionStorage.setItem("sent", names);
                    });
                }"""
            )
            page.click("form[action*='/my/readings/new'] button[type=submit]")
            page.wait_for_url(re.compile(r"/my/readings/\d+"))
            sent = page.evaluate("() => sessionStorage.getItem('sent')")
        self.assertEqual(sent, "meter.jpg")

    def test_what_is_no_photo_is_said_at_once(self):
        wrong = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": b"no photo"}
        with self.person(self.resident, size=browser.PHONE) as page:
            page.goto("/my/readings/new")
            field = page.locator(f"input[name=photo_{self.point.id}]")
            field.set_input_files(wrong)
            page.wait_for_selector(f"#photo_{self.point.id}_error:not(:empty)")
            error = page.inner_text(f"#photo_{self.point.id}_error")
            left = field.evaluate("input => input.files.length")
            invalid = field.get_attribute("aria-invalid")
        self.assertIn("JPEG", error)
        self.assertEqual((left, invalid), (0, "true"))
