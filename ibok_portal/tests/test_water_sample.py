from psycopg2 import IntegrityError

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import file_open, mute_logger

from .public_case import PublicCase


@tagged("post_install", "-at_install")
class TestWaterSample(PublicCase):
    """Results of laboratories, as the office enters and publishes them."""

    def test_results_are_compared_with_their_limits(self):
        sample = self._sample({self.nitrates: "12,4", self.odour: "fine"})
        self.assertEqual(sample.line_ids.mapped("met"), ["yes", "yes"])
        self.assertEqual(sample.met, "yes")
        bad = self._sample({self.nitrates: "51"})
        self.assertEqual(bad.met, "no")

    def test_the_office_judges_what_is_told_in_words(self):
        sample = self._sample({self.odour: "like earth"}, publish=False)
        self.assertEqual(sample.met, "unknown")
        with self.assertRaisesRegex(UserError, "whether the limit is met"):
            sample.action_publish()
        sample.line_ids.judged = "no"
        self.assertEqual(sample.met, "no")
        sample.action_publish()

    def test_without_a_limit_there_is_nothing_to_judge(self):
        self.nitrates.limit = False
        sample = self._sample({self.nitrates: "12"})
        self.assertEqual((sample.line_ids.met, sample.met), ("none", "yes"))

    def test_without_results_nothing_is_met(self):
        sample = self._sample({}, publish=False)
        self.assertEqual(sample.met, "unknown")

    def test_a_new_limit_changes_no_result_of_before(self):
        old = self._sample({self.nitrates: "40"})
        self.nitrates.limit = "30"
        self.assertEqual((old.line_ids.limit, old.met), ("50", "yes"))
        new = self._sample({self.nitrates: "40"})
        self.assertEqual((new.line_ids.limit, new.met), ("30", "no"))

    def test_what_a_sample_needs(self):
        for vals, error, words in (
            ({"zone_id": False}, IntegrityError, "place_named"),
            ({"day": "2026-12-30"}, ValidationError, "future"),
            ({"line_ids": []}, UserError, "Enter the results"),
        ):
            with (
                self.subTest(words),
                mute_logger("odoo.sql_db"),
                self.assertRaisesRegex(error, words),
                self.env.cr.savepoint(),
            ):
                self._sample({self.nitrates: "1"}, **vals)
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaisesRegex(IntegrityError, "parameter_once"),
            self.env.cr.savepoint(),
        ):
            self._sample({self.nitrates: "1"}).copy(
                {
                    "line_ids": [
                        (0, 0, {"parameter_id": self.nitrates.id, "result": "2"})
                    ]
                    * 2
                }
            )

    def test_the_newest_of_each_place(self):
        Sample = self.env["ibok.water.sample"]
        self._sample({self.nitrates: "1"}, day="2026-11-01")
        newest = self._sample({self.nitrates: "2"}, day="2026-12-01")
        self._sample({self.nitrates: "3"}, day="2026-12-20", publish=False)
        self._sample({self.nitrates: "4"}, day="2026-12-21", date_from="2026-12-30")
        of_village = self._sample(
            {self.nitrates: "5"}, zone_id=False, village_id=self.village.id
        )
        latest = Sample._public_latest(self.env.company)
        self.assertEqual(latest.ids, [of_village.id, newest.id])
        self.assertEqual(
            latest.mapped(lambda one: one._place_key()),
            [f"v{self.village.id}", f"z{self.zone.id}"],
        )

    def test_a_zone_is_one_place_in_whichever_village_it_was_taken(self):
        Sample = self.env["ibok.water.sample"]
        self._sample({self.nitrates: "1"}, day="2026-11-01", village_id=self.village.id)
        first = self._sample({self.nitrates: "2"}, day="2026-12-01")
        self.assertEqual(Sample._public_latest(self.env.company), first)
        second = self._sample(
            {self.nitrates: "3"}, day="2026-12-01", village_id=self.village.id
        )
        self.assertEqual(Sample._public_latest(self.env.company), second)

    def test_what_was_ever_tested_at_a_place(self):
        Sample = self.env["ibok.water.sample"]
        company = self.env.company
        self._sample({self.nitrates: "1"}, day="2026-11-01")
        self._sample({self.nitrates: "1"}, day="2026-12-01")
        place = f"z{self.zone.id}"
        self.assertEqual(Sample._public_parameters(company, place), self.nitrates)
        self.assertFalse(Sample._public_parameters(company, "z0"))

    def test_places_of_an_address(self):
        Sample = self.env["ibok.water.sample"]
        for key in ("", None, "z", "x1", "z1x", "z-1", "z²", "z" + "9" * 12):
            with self.subTest(key):
                self.assertIsNone(Sample._place_domain(key))

    def test_the_file_to_fill_in_can_be_imported(self):
        """By Odoo's own import, as the office sends it.

        The date stands behind the report's number, which Odoo's guess of how dates are
        written takes for one.
        """
        Sample = self.env["ibok.water.sample"]
        (template,) = Sample.get_import_templates()
        self.env["water.zone"].create({"name": "SUW Przykład"})
        known = Sample.search([])
        with file_open(template["template"].lstrip("/"), "rb") as file:
            content = file.read()
        wizard = self.env["base_import.import"].create(
            {
                "res_model": Sample._name,
                "file": content,
                "file_name": "water.csv",
                "file_type": "text/csv",
            }
        )
        options = {"quoting": '"', "separator": ",", "has_headers": True}
        preview = wizard.parse_preview(options)
        self.assertNotIn("error", preview)
        options = preview["options"]
        columns = content.decode().splitlines()[0].split(",")
        done = wizard.execute_import(columns, columns, options)
        self.assertFalse(done["messages"])
        sample = Sample.search([]) - known
        self.assertEqual(len(sample), 1)
        self.assertEqual(sample.zone_id.name, "SUW Przykład")
        self.assertEqual(
            {line.parameter_id.code: line.result for line in sample.line_ids},
            {"NO3": "12,4", "FE": "<40", "ECOLI": "0", "ZAPACH": "akceptowalny"},
        )
        self.assertEqual((sample.met, sample.state), ("yes", "draft"))
