from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .public_case import PublicCase


@tagged("post_install", "-at_install")
class TestPublication(PublicCase):
    """Texts and possibilities of connection: when they are shown, and which of them."""

    def _texts(self):
        return self.env["ibok.page.text"]._public_texts(self.env.company)

    def _write(self, body="<p>Words</p>", **vals):
        return self._publish("ibok.page.text", place="hours", body=body, **vals)

    def test_all_that_the_public_reads_is_kept_under_one_menu(self):
        menu = self.env.ref("ibok_portal.public_menu")
        models = {one.action.res_model for one in menu.child_id if one.action}
        self.assertLessEqual(
            {
                *("ibok.announcement", "ibok.page.text", "ibok.document"),
                *("ibok.water.sample", "ibok.connection", "water.supply.point"),
            },
            models,
        )

    def test_a_text_is_shown_from_its_first_to_its_last_day(self):
        self._write(date_to="2026-12-30")
        for moment, places in (
            ("2026-12-28 22:59:00", []),
            ("2026-12-28 23:00:00", ["hours"]),
            ("2026-12-30 22:59:00", ["hours"]),
            ("2026-12-30 23:00:00", []),
        ):
            with self.subTest(moment), freeze_time(moment):
                self.assertEqual(list(self._texts()), places)

    def test_the_text_that_began_last_is_shown(self):
        self._write("<p>Usual</p>", date_from="2026-01-01")
        christmas = self._write("<p>Christmas</p>", date_to="2026-12-31")
        self.assertIn("Christmas", self._texts()["hours"])
        with freeze_time("2027-01-01 12:00:00"):
            self.assertIn("Usual", self._texts()["hours"])
        christmas.action_take_back()
        self.assertIn("Usual", self._texts()["hours"])

    def test_an_empty_text_is_not_published(self):
        for body in (False, "<p><br></p>", "  "):
            with self.subTest(body), self.assertRaisesRegex(UserError, "Write the"):
                self._write(body)

    def test_scripts_are_taken_out_of_a_text(self):
        text = self._write("<p onclick='x()'>A</p><script>alert(1)</script>")
        self.assertNotIn("script", text.body)
        self.assertNotIn("onclick", text.body)

    def test_texts_of_another_company_are_its_own(self):
        other = self.env["res.company"].create({"name": "Other"})
        self._write(company_id=other.id)
        self.assertFalse(self._texts())

    def test_one_row_of_each_village(self):
        connections = self.env["ibok.connection"]
        other = self.env["water.village"].create({"name": "A-Test", "zip": "98114"})
        self._publish(
            "ibok.connection", village_id=self.village.id, date_from="2026-01-01"
        )
        new = self._publish(
            "ibok.connection", village_id=self.village.id, water="yes", sewage="no"
        )
        first = self._publish("ibok.connection", village_id=other.id)
        rows = connections._public_by_village(self.env.company)
        self.assertEqual(rows.ids, [first.id, new.id])
        draft = connections.create({"village_id": other.id, "water": "no"})
        rows = connections._public_by_village(self.env.company, draft.sudo())
        self.assertEqual(rows.ids, [draft.id, new.id])

    def test_a_planned_day_that_is_past_is_not_told(self):
        row = self.env["ibok.connection"].create(
            {
                "village_id": self.village.id,
                "water": "planned",
                "water_by": "2026-12-31",
                "sewage": "planned",
                "sewage_by": "2026-12-28",
            }
        )
        self.assertTrue(row._public_planned("water"))
        self.assertFalse(row._public_planned("sewage"))

    def test_days_are_in_order(self):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.env.cr.savepoint(),
        ):
            self._write(date_to="2026-12-01")

    def test_what_was_published_is_archived(self):
        text = self._write()
        with self.assertRaisesRegex(UserError, "archived, not deleted"):
            text.unlink()
        text.active = False
        self.assertFalse(self._texts())

    def test_the_office_writes_and_residents_do_not(self):
        clerk = self._clerk()
        anna = self._clerk("anna9", "base.group_portal")
        text = (
            self.env["ibok.page.text"]
            .with_user(clerk)
            .create({"place": "now", "body": "<p>A</p>"})
        )
        with self.assertRaises(AccessError):
            text.state = "published"
        text.action_publish()
        self.assertEqual(text.state, "published")
        for user in (anna, self.env.ref("base.public_user")):
            for model in ("ibok.page.text", "ibok.document", "ibok.water.sample"):
                with self.subTest(user.login, model=model):
                    self.assertFalse(self.env[model].with_user(user).has_access("read"))
        with self.assertRaises(AccessError):
            self.env["ibok.water.parameter"].with_user(clerk).create(
                {"name": "A", "code": "A"}
            )
