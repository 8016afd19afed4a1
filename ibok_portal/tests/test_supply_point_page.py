from freezegun import freeze_time

from odoo.tests import tagged

from . import common

PAGE = "/ibok/supply-points"


@tagged("post_install", "-at_install")
class TestSupplyPointPage(common.WaterPortalHttpCase):
    """Where to fetch water, without an account."""

    def setUp(self):
        super().setUp()
        # By Polish time 29 December, twenty past twelve.
        self.startPatcher(freeze_time("2026-12-28 23:20:00"))
        self.points = self.env["water.supply.point"]
        over = {"date_from": "2000-01-01", "date_to": "2000-01-01"}
        self.points.search([]).write(over)

    def _open(self, place, village=None, **vals):
        return self.points.create(
            {
                "village_id": (village or self.village).id,
                "place": place,
                "hours": "7:00–19:00",
                "date_from": "2026-12-29",
                **vals,
            }
        )

    def test_places_of_today(self):
        self._open("Fire station", date_to="2026-12-29", note="Ring the bell")
        self._open("School", date_from="2026-12-30", date_to="2026-12-30")
        self._open("Church", date_from="2026-12-31")
        self._open("Shop", date_from="2026-12-01", date_to="2026-12-28")
        other = self.env["res.company"].create({"name": "Other"})
        self._open("Theirs", company_id=other.id)
        text = self._text(self._page(PAGE))
        for words in ("Buczek", "Fire station", "7:00–19:00", "Ring the bell"):
            self.assertIn(words, text)
        for words in ("Shop", "Theirs"):
            self.assertNotIn(words, text)
        today, later = text.split("Opening later:")
        self.assertNotIn("School", today)
        self.assertRegex(later, r"School.*Only on 12/30/2026")
        self.assertRegex(later, r"Church.*Opens on 12/31/2026")

    def test_only_places_that_open_later(self):
        self._open("School", date_from="2026-12-30")
        text = self._text(self._page(PAGE))
        self.assertIn("Today no such place is open.", text)
        self.assertIn("School", text)

    def test_places_of_a_village(self):
        village = self.env["water.village"].create({"name": "Sowińce", "zip": "98113"})
        self._open("Fire station")
        self._open("Pump", village)
        text = self._text(self._page(f"{PAGE}?village={village.id}"))
        self.assertIn("Pump", text)
        self.assertNotIn("Fire station", text)
        for strange in ("x", "99999999999999"):
            self.assertIn(
                "Fire station", self._text(self._page(f"{PAGE}?village={strange}"))
            )

    def test_no_place_is_open(self):
        self.env.company.water_emergency_phone = "43 677 99 99"
        text = self._text(self._page(PAGE))
        self.assertIn("Today no such place is open.", text)
        self.assertIn("43 677 99 99", text)
