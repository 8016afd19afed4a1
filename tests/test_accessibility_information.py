"""WCAG 2.1 A and AA on public information, empty, filled, by keyboard and on paper."""

import base64

import browser
from test_accessibility_public import PublicPages

from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.ibok_portal.tests.public_case import PUBLISHED
from odoo.addons.ibok_portal.tests.test_document_file import pdf_file

PAGES = (
    *("/ibok", "/ibok/contact", "/ibok/connection", "/ibok/documents"),
    "/ibok/forms",
    *("/ibok/water-quality", "/ibok/water-quality/history"),
)


@tagged("post_install", "-at_install")
class TestInformationIsAccessible(PublicPages):
    """Pages for everybody on a phone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for model in PUBLISHED:
            cls.env[model].search([]).active = False
        cls.env.company.water_emergency_phone = "43 677 99 99"

    def _publish(self, model, **vals):
        record = self.env[model].create({"date_from": "2026-01-02", **vals})
        record.action_publish()
        return record

    def _fill(self):
        """Something on each page; its documents and samples."""
        long_words = "https://example.com/" + "x" * 80
        for place in ("now", "hours", "contact", "connection", "quality", "documents"):
            body = f"<h3>Godziny</h3><p>{long_words}</p><ul><li>Poniedziałek</li></ul>"
            self._publish("ibok.page.text", place=place, body=body)
        self._publish("ibok.announcement", title="Awaria", body="B", urgent=True)
        zone = self.env["water.zone"].create({"name": "SUW Buczek"})
        for name, water in (("Buczek", "yes"), ("Czestków-Osiedle", "planned")):
            village = self.env["water.village"].create({"name": name, "zip": "98112"})
            self.env["water.premise"].create(
                {"village_id": village.id, "zone_id": zone.id}
            )
            self._publish(
                "ibok.connection",
                village_id=village.id,
                water=water,
                water_by="2099-12-31",
                note="Kanalizacja tylko przy głównej drodze",
            )
        category = self.env["ibok.document.category"].search([], limit=2)
        documents = [
            self._publish(
                "ibok.document",
                title="Regulamin dostarczania wody i odprowadzania ścieków",
                category_id=one.id,
                number="XXI/123/2018",
                note=long_words,
                version_ids=[
                    Command.create(
                        {
                            "name": name,
                            "date": day,
                            "filename": "regulamin.pdf",
                            "file": base64.b64encode(pdf_file()),
                            "note": "Nowe ceny",
                        }
                    )
                    for name, day in (("1", "2018-01-01"), ("2", "2026-01-01"))
                ],
            )
            for one in category
        ]
        parameters = [
            self.env["ibok.water.parameter"].create(
                {
                    "name": name,
                    "code": name,
                    "limit": limit,
                    "good_words": "akceptowalny",
                    "source": long_words,
                }
            )
            for name, limit in (
                ("Azotany", "50"),
                ("Odczyn", "6,5–9,5"),
                ("Zapach", "akceptowalny"),
            )
        ]
        samples = [
            self._publish(
                "ibok.water.sample",
                date=day,
                zone_id=zone.id,
                place="Szkoła",
                line_ids=[
                    Command.create({"parameter_id": one.id, "result": result})
                    for one, result in zip(parameters, results, strict=True)
                ],
            )
            for day, results in (
                ("2025-01-02", ("12,4", "7,2", "akceptowalny")),
                ("2025-06-02", ("60", "9,9", "akceptowalny")),
            )
        ]
        return documents, samples

    def test_with_nothing_published(self):
        with self.stranger() as page:
            for address in PAGES:
                self.assert_accessible(page, address)

    def test_with_all_of_it(self):
        documents, samples = self._fill()
        with self.stranger() as page:
            for address in (
                *PAGES,
                f"/ibok/documents/{documents[0].id}",
                f"/ibok/water-quality/{samples[0].id}",
                "/ibok/announcements?kind=works",
            ):
                self.assert_accessible(page, address)

    def test_tables_of_words_fit_on_the_narrowest_phone(self):
        _documents, samples = self._fill()
        odour = samples[0].line_ids.parameter_id.filtered("good_words")[-1:]
        narrowest = {"width": 320, "height": 640}
        with self.stranger(size=narrowest) as page:
            for address in (
                "/ibok/connection",
                "/ibok/water-quality",
                f"/ibok/water-quality/{samples[0].id}",
                f"/ibok/water-quality/history?parameter={odour.id}",
            ):
                page.goto(self.base_url() + address)
                self.assertTrue(page.locator("main table").first.is_visible())
                width = page.evaluate("document.documentElement.scrollWidth")
                with self.subTest(address):
                    self.assertLessEqual(width, narrowest["width"])

    def test_without_scripts_and_by_keyboard_and_on_paper(self):
        self._fill()
        with self.stranger(size=browser.PHONE, javascript=False) as page:
            page.goto("/ibok")
            page.get_by_role("link", name="Jakość wody").first.click()
            page.wait_for_url("**/ibok/water-quality")
            page.get_by_role("link", name="Wcześniejsze wyniki").first.click()
            page.select_option("#parameter", label="Odczyn")
            page.locator("main form button").press("Enter")
            page.wait_for_url("**/history?place=*&parameter=*")
            self.assertEqual(page.locator("tbody tr").count(), 2)
            self.assertIn("7,2", page.locator("tbody").inner_text())
            page.emulate_media(media="print")
            self.assertTrue(page.locator("svg.o_water_chart").is_visible())
            self.assertFalse(page.locator("main form").is_visible())
