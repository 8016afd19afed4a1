"""What the demo municipality tells everybody."""

from datetime import timedelta

import demo_town

from odoo.tests import tagged

from odoo.addons.ibok_portal.demo.public_plan import PARAMETERS, SAMPLES
from odoo.addons.ibok_water.demo.water_demo_network import VILLAGES
from odoo.addons.ibok_water.models.law_day import law_day


@tagged("post_install", "-at_install")
class TestDemoPublic(demo_town.DemoTown):
    """Documents, water, connections and announcements, on the day it was made."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.made_on = cls.env["water.demo"]._story_day()

    def test_documents_by_category_with_versions(self):
        with law_day(self.made_on):
            documents = self.env["ibok.document"]._public_documents(self.company)
            rules = self.env.ref("ibok.demo_document_rules")
            self.assertEqual(rules._current().name, "2024")
        self.assertGreaterEqual(len(documents.category_id), 4)
        versions = rules._versions()
        self.assertEqual(len(versions), 3)
        self.assertGreater(versions[0].date, self.made_on)
        self.assertEqual(set(documents.version_ids.mapped("published")), {True})
        for document in documents:
            self.assertIn("(przykład)", document.title)

    def test_a_year_of_water_with_a_limit_that_was_not_met(self):
        Sample = self.env["ibok.water.sample"]
        with law_day(self.made_on):
            lines = Sample._public_lines(self.company)
            latest = Sample._public_latest(self.company)
        samples = lines.sample_id
        self.assertGreaterEqual(len(samples), len(SAMPLES))
        self.assertGreaterEqual(len(lines), len(SAMPLES) * len(PARAMETERS))
        days = samples.mapped("date")
        self.assertGreater((max(days) - min(days)).days, 250)
        self.assertGreaterEqual(len(latest), 6)
        self.assertEqual(len(latest.zone_id), 3)
        bad = latest.filtered(lambda one: one.met == "no")
        self.assertEqual(bad.mapped("village_id.name"), ["Malenia"])
        told = self.env.ref("ibok.demo_announcement_manganese")
        self.assertEqual(told.village_ids, bad.village_id)
        line = bad.line_ids.filtered(lambda one: one.met == "no")
        self.assertIn(f"{line.result} µg", told.body)
        self.assertGreaterEqual(told.date_from, bad.date)
        iron = self.env.ref("ibok_portal.parameter_iron")
        once = lines.filtered(lambda one: one.parameter_id == iron and one.met == "no")
        self.assertEqual(len(once), 1)

    def test_each_village_reads_whether_it_can_be_connected(self):
        with law_day(self.made_on):
            rows = self.env["ibok.connection"]._public_by_village(self.company)
            planned = [row._public_planned("sewage") for row in rows]
        self.assertEqual(set(rows.village_id.mapped("name")), set(VILLAGES))
        self.assertTrue(any(planned))
        for part in ("water", "sewage"):
            self.assertGreaterEqual(set(rows.mapped(part)), {"yes", "planned", "ask"})
        # Who has sewage on his bills can be connected.
        billed = self.contracts.filtered(lambda one: one.services == "both")
        sewered = rows.filtered(lambda one: one.sewage == "yes").village_id
        self.assertLessEqual(billed.premise_id.village_id, sewered)

    def test_announcements_and_supply_points_of_three_times(self):
        for model, first in (("ibok.announcement", 4), ("water.supply.point", 2)):
            found = self.env[model].search([("company_id", "=", self.company.id)])
            coming = found.filtered(lambda one: one.date_from > self.made_on)
            over = found.filtered(
                lambda one: one.date_to and one.date_to < self.made_on
            )
            self.assertTrue(coming, model)
            self.assertTrue(over, model)
            self.assertGreaterEqual(len(found - coming - over), first)

    def test_an_announcement_of_several_days_names_its_day(self):
        works = self.env.ref("ibok.demo_announcement_works")
        self.assertGreater(works.date_to, works.date_from)
        self.assertIn(f"{works.date_to - timedelta(days=1):%d.%m.%Y}", works.body)
        for word in ("Jutro", "Pojutrze"):
            self.assertNotIn(word, works.body)
