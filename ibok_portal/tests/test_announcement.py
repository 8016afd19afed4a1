from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from . import common

#: By Polish time 29 December, twenty past twelve.
TODAY = "2026-12-28 23:20:00"


class AnnouncementFixtures:
    """Nothing is announced until a test does it."""

    def setUp(self):
        super().setUp()
        self.startPatcher(freeze_time(TODAY))
        self.env["ibok.announcement"].search([]).active = False

    def _announce(self, title, publish=True, **vals):
        announcement = self.env["ibok.announcement"].create(
            {"title": title, "body": "Words", "date_from": "2026-12-29", **vals}
        )
        if publish:
            announcement.action_publish()
        return announcement

    def _notices(self, premises=None):
        """Titles of what residents of some premises see at home."""
        found = self.env["ibok.announcement"]._for_premises(
            self.env.company, premises or self.env["water.premise"]
        )
        return [notice.title for notice in found]


@tagged("post_install", "-at_install")
class TestAnnouncement(AnnouncementFixtures, common.WaterPortalCase):
    """When an announcement is shown, and to whom."""

    def _premise(self, village=None, **vals):
        return self.env["water.premise"].create(
            {"village_id": (village or self.village).id, "house_number": "7", **vals}
        )

    def test_it_is_shown_from_its_first_to_its_last_day(self):
        announcement = self._announce("A", date_to="2026-12-30")
        for moment, titles, phase in (
            ("2026-12-28 22:59:00", [], "coming"),
            ("2026-12-28 23:00:00", ["A"], "shown"),
            ("2026-12-30 22:59:00", ["A"], "shown"),
            ("2026-12-30 23:00:00", [], "over"),
        ):
            with self.subTest(moment), freeze_time(moment):
                announcement.invalidate_recordset()
                self.assertEqual(self._notices(), titles)
                self.assertEqual(announcement.phase, phase)

    def test_without_a_last_day_until_it_is_archived(self):
        announcement = self._announce("A")
        with freeze_time("2028-01-01"):
            self.assertEqual(self._notices(), ["A"])
            announcement.active = False
            self.assertFalse(self._notices())

    def test_a_draft_is_for_nobody(self):
        announcement = self._announce("A", publish=False)
        self.assertEqual(announcement.phase, "draft")
        self.assertFalse(self._notices())
        announcement.action_publish()
        self.assertEqual(self._notices(), ["A"])
        announcement.action_take_back()
        self.assertFalse(self._notices())

    def test_urgent_ones_come_first(self):
        self._announce("Old", date_from="2026-12-01")
        self._announce("New")
        self._announce("Urgent", urgent=True, date_from="2026-11-01")
        self.assertEqual(self._notices(), ["Urgent", "New", "Old"])

    def test_it_reaches_its_places(self):
        other = self.env["water.village"].create({"name": "Other", "zip": "98114"})
        zone = self.env["water.zone"].create({"name": "Z-test"})
        route = self.env["water.route"].create({"name": "R", "code": "R-test"})
        plain = self._premise()
        in_zone = self._premise(other, zone_id=zone.id)
        on_route = self._premise(other, route_id=route.id)
        self._announce("All", date_from="2026-12-28")
        self._announce("Village", village_ids=self.village.ids)
        self._announce("Zone", zone_ids=zone.ids, route_ids=route.ids)
        for premise, titles in (
            (plain, {"All", "Village"}),
            (in_zone, {"All", "Zone"}),
            (on_route, {"All", "Zone"}),
            (plain | on_route, {"All", "Village", "Zone"}),
            (self._premise(other), {"All"}),
        ):
            self.assertEqual(set(self._notices(premise)), titles)

    def test_another_company_tells_its_own_people(self):
        company = self.env["res.company"].create({"name": "Other"})
        self._announce("Theirs", company_id=company.id)
        self.assertFalse(self._notices())

    def test_the_days_are_in_order_and_a_published_one_says_something(self):
        for vals in (
            {"date_to": "2026-12-28"},
            {"state": "published", "body": " "},
        ):
            with (
                self.subTest(vals),
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.env.cr.savepoint(),
            ):
                self._announce("A", publish=False, **vals)
        with self.assertRaisesRegex(UserError, "Write the text"):
            self._announce("A", body=" \n ")

    def test_what_was_published_is_kept(self):
        self._announce("A", publish=False).unlink()
        with self.assertRaises(UserError):
            self._announce("A").unlink()

    def test_a_clerk_announces_and_residents_only_read(self):
        clerk = new_test_user(self.env, "clerk2", groups="ibok_water.group_water_clerk")
        announcement = (
            self.env["ibok.announcement"]
            .with_user(clerk)
            .create({"title": "A", "body": "B", "date_from": "2026-12-29"})
        )
        self.assertEqual(announcement.author_id, clerk)
        with self.assertRaises(AccessError):
            announcement.state = "published"
        announcement.action_publish()
        self.assertEqual(self._notices(), ["A"])
        anna = self._make_resident("anna")
        with self.assertRaises(AccessError):
            announcement.with_user(anna).write({"title": "C"})
        with self.assertRaises(AccessError):
            announcement.with_user(anna).action_take_back()
        self.assertEqual(announcement.state, "published")

    def test_places_in_words(self):
        announcement = self._announce("A")
        self.assertEqual(announcement.place_names, "Everybody")
        announcement.village_ids = self.village
        self.assertEqual(announcement.place_names, "Buczek")
