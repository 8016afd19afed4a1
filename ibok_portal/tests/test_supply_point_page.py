from freezegun import freeze_time
from psycopg2.errors import CheckViolation

from odoo.tests import tagged
from odoo.tools import mute_logger

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

    def test_whether_a_place_is_open_now(self):
        place = self._open("Fire station", opens_at=7, closes_at=19)
        for hour, told in (
            ("05:59", "Closed now"),
            ("06:00", "Open now"),
            ("17:59", "Open now"),
            ("18:00", "Closed now"),
        ):
            with self.subTest(hour), freeze_time(f"2026-12-29 {hour}:00"):
                self.assertIn(told, self._text(self._page(PAGE)))
        place.write({"opens_at": 0, "closes_at": 24})
        self.assertIn("Open now", self._text(self._page(PAGE)))
        place.write({"opens_at": 0, "closes_at": 0})
        self.assertNotIn(" now", self._text(self._page(PAGE)).split("Fire")[1])
        # What opens on another day is not called closed.
        place.write({"opens_at": 7, "closes_at": 19, "date_from": "2026-12-30"})
        self.assertNotIn("Closed now", self._text(self._page(PAGE)))

    def test_hours_that_cannot_be(self):
        place = self._open("Fire station")
        for opens, closes in ((19, 7), (8, 0), (0, 25), (-1, 3), (7, 7)):
            with (
                self.subTest(opens=opens, closes=closes),
                mute_logger("odoo.sql_db"),
                self.assertRaises(CheckViolation),
                self.env.cr.savepoint(),
            ):
                place.write({"opens_at": opens, "closes_at": closes})
                place.flush_recordset()

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
