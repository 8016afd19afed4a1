from datetime import date

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from . import common
from .accessibility_case import FULL, GAP, declaration_of


@tagged("post_install", "-at_install")
class TestAccessibilityDeclaration(common.WaterPortalCase):
    """What a declaration may be, and who is reminded of it."""

    def test_every_company_has_one(self):
        company = self.env["res.company"].create({"name": "Other"})
        Declaration = self.env["ibok.accessibility.declaration"]
        self.assertEqual(Declaration._of(company).state, "draft")
        self.assertFalse(Declaration._ensure())
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            Declaration.create({"company_id": company.id})

    def test_it_is_published_when_nothing_is_missing(self):
        declaration = declaration_of(self.env)
        with self.assertRaisesRegex(UserError, "Compliance"):
            declaration.action_publish()
        declaration.write({**FULL, "building": False})
        self.assertEqual(declaration.missing, "Access to the Building")
        declaration.building_url = "https://example.com/building"
        declaration.write({"method": "external"})
        self.assertEqual(declaration.missing, "Assessor")
        declaration.assessor = "Fundacja"
        declaration.status = "partial"
        self.assertEqual(declaration.missing, "What Is Not Accessible")
        declaration.gap_ids = [Command.create(GAP)]
        self.env.company.phone = False
        self.assertEqual(declaration.missing, "Contact Phone")
        declaration.contact_phone = "43 677 00 01"
        declaration.action_publish()
        self.assertEqual(declaration.state, "published")

    def test_a_published_one_stays_complete(self):
        declaration = declaration_of(self.env, **{**FULL, "status": "partial"})
        declaration.gap_ids = [Command.create(GAP)]
        declaration.action_publish()
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            declaration.communication = False
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            declaration.gap_ids.unlink()
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            declaration.status = "full"
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.env.cr.savepoint(),
        ):
            self.env.cr.execute(
                "UPDATE ibok_accessibility_declaration SET status = NULL WHERE id = %s",
                [declaration.id],
            )

    def test_days_are_in_order_and_past(self):
        declaration = declaration_of(self.env, **FULL)
        for vals in (
            {"date_site_updated": "2026-01-01"},
            {"date_reviewed": "2026-01-04"},
        ):
            with (
                self.subTest(vals),
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.env.cr.savepoint(),
            ):
                declaration.write(vals)
                self.env.flush_all()
        with freeze_time("2026-05-03 21:00:00"), self.assertRaises(ValidationError):
            declaration.date_site_updated = "2026-05-04"
        with freeze_time("2026-05-03 23:00:00"):
            declaration.date_site_updated = "2026-05-04"

    def test_links_lead_to_pages_only(self):
        declaration = declaration_of(self.env, **FULL)
        for name in ("report_url", "building_url"):
            with self.subTest(name), self.assertRaises(ValidationError):
                declaration[name] = "javascript:alert(1)"
        for vals in (
            {**GAP, "kind": "cost"},
            {**GAP, "kind": "cost", "url": "data:text/html,x"},
        ):
            with self.subTest(vals), self.assertRaises(ValidationError):
                declaration.write(
                    {"status": "partial", "gap_ids": [Command.create(vals)]}
                )

    def test_what_was_said_before_stays_in_the_history(self):
        declaration = declaration_of(self.env, **{**FULL, "status": "partial"})
        declaration.gap_ids = [Command.create(GAP)]
        declaration.gap_ids.what = "All bills are pictures"
        declaration.gap_ids.unlink()
        said = " ".join(declaration.message_ids.mapped("body"))
        for words in (
            "Added: Old bills",
            "Changed: All bills",
            "Deleted: All bills",
        ):
            self.assertIn(words, said)

    def test_the_manager_alone_writes(self):
        declaration = declaration_of(self.env, **FULL)
        manager = new_test_user(
            self.env, "boss", groups="ibok_water.group_water_manager"
        )
        clerk = new_test_user(self.env, "clerk2", groups="ibok_water.group_water_clerk")
        declaration.with_user(manager).building = "A lift"
        declaration.with_user(manager).action_publish()
        self.assertEqual(declaration.with_user(clerk).building, "A lift")
        for forbidden in ({"building": "B"}, {"state": "draft"}):
            with self.assertRaises(AccessError):
                declaration.with_user(clerk).write(forbidden)
        with self.assertRaises(AccessError):
            declaration.with_user(manager).state = "draft"
        with self.assertRaises(AccessError):
            declaration.with_user(manager).unlink()

    def test_reminders(self):
        new_test_user(self.env, "boss", groups="ibok_water.group_water_manager")
        declaration = declaration_of(self.env)

        def summaries():
            declaration.invalidate_recordset()
            self.env["ibok.accessibility.declaration"]._cron_remind()
            return declaration.activity_ids.mapped("summary")

        with freeze_time("2026-11-26 08:00:00"):
            self.assertEqual(len(summaries()), 1)
            self.assertEqual(len(summaries()), 1, "one is enough")
            declaration.write(FULL)
            declaration.action_publish()
            self.assertFalse(summaries(), "done with the publication")
            self.assertEqual(declaration.review_due, date(2027, 3, 31))
        with freeze_time("2027-02-28 08:00:00"):
            self.assertFalse(summaries())
        with freeze_time("2027-03-01 08:00:00"):
            self.assertEqual(len(summaries()), 1)
            self.assertEqual(declaration.activity_ids.date_deadline, date(2027, 3, 31))
            declaration.action_reviewed()
            self.assertFalse(summaries())
            self.assertEqual(declaration.date_reviewed, date(2027, 3, 1))
            self.assertEqual(declaration.review_due, date(2028, 3, 31))
