"""Readings from a file, through Odoo's own import."""

import io
from datetime import date

from openpyxl import load_workbook

from odoo.tools import file_path

from . import common

FIELDS = ["meter_id", "date", "value", "note"]
OPTIONS = {
    "has_headers": True,
    "quoting": '"',
    "separator": ";",
    "float_decimal_separator": ",",
    "float_thousand_separator": "",
    "date_format": "%Y-%m-%d",
    "encoding": "utf-8",
    "headers": True,
}


class TestReadingImport(common.WaterCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls.make.household(100)
        cls.other = cls.make.household(50)
        cls.meter = cls.contract.contract_point_ids.point_id.meter_id
        cls.other_meter = cls.other.contract_point_ids.point_id.meter_id
        cls.clerk = common.user(cls.env, "import_clerk", "ibok_water.group_water_clerk")

    def _import(self, *rows, dryrun=False, **options):
        """Import CSV rows as the clerk does; the wizard's answer."""
        lines = [";".join(FIELDS), *(";".join(row) for row in rows)]
        wizard = (
            self.env["base_import.import"]
            .with_user(self.clerk)
            .create(
                {
                    "res_model": "water.reading",
                    "file": "\n".join(lines).encode(),
                    "file_name": "readings.csv",
                    "file_type": "text/csv",
                }
            )
        )
        return wizard.execute_import(FIELDS, FIELDS, OPTIONS | options, dryrun=dryrun)

    def _readings(self):
        return self.env["water.reading"].search(
            [
                ("contract_id", "in", (self.contract + self.other).ids),
                ("kind", "=", "periodic"),
            ],
            order="id",
        )

    def test_meter_numbers_become_readings(self):
        result = self._import(
            (self.meter.number, "2026-01-31", "105,4", "cellar"),
            (self.other_meter.number, "2026-01-31", "52", ""),
        )
        self.assertFalse(result["messages"])
        readings = self._readings()
        self.assertEqual(readings.mapped("value"), [105.4, 52.0])
        self.assertEqual(readings.mapped("source"), ["import", "import"])
        self.assertEqual(readings.mapped("state"), ["accepted", "accepted"])
        self.assertEqual(readings.contract_id, self.contract + self.other)
        self.assertEqual(readings[0].note, "cellar")

    def test_a_comma_is_no_thousand_whatever_the_dialog_guessed(self):
        result = self._import(
            (self.meter.number, "2026-01-31", "105,4", ""),
            (self.other_meter.number, "2026-01-31", "52.25", ""),
            float_thousand_separator=",",
            float_decimal_separator=".",
        )
        self.assertFalse(result["messages"])
        self.assertEqual(self._readings().mapped("value"), [105.4, 52.25])

    def test_values_that_are_none_are_told_with_their_lines(self):
        result = self._import(
            (self.meter.number, "2026-01-31", "1o5", ""),
            (self.other_meter.number, "2026-01-31", "1.052,5", ""),
        )
        told = result["messages"][0]["message"]
        for words in ("2", "1o5", "3", "1.052,5"):
            self.assertIn(words, told)
        self.assertFalse(self._readings())

    def test_a_suspicious_value_is_imported_and_held(self):
        result = self._import((self.meter.number, "2026-01-31", "90", ""))
        self.assertFalse(result["messages"])
        self.assertEqual(self._readings().state, "held")

    def test_bad_rows_are_named_and_nothing_is_kept(self):
        good = (self.meter.number, "2026-01-31", "105", "")
        stock = self.make.meter("W-STOCK")
        cases = {
            "unknown meter": ("NO-SUCH-METER", "2026-01-31", "5", ""),
            "meter in stock": (stock.number, "2026-01-31", "5", ""),
            "letter": (self.other_meter.number, "2026-01-31", "5o", ""),
            "no value": (self.other_meter.number, "2026-01-31", "", ""),
            "below zero": (self.other_meter.number, "2026-01-31", "-5", ""),
            "wrong date": (self.other_meter.number, "31.13.2026", "55", ""),
            "no meter": ("", "2026-01-31", "55", ""),
            "same day twice": good,
        }
        for name, bad in cases.items():
            with self.subTest(name):
                result = self._import(good, bad)
                self.assertTrue(result["messages"])
                self.assertTrue(all(m["message"] for m in result["messages"]))
                self.assertFalse(self._readings(), "half an import was kept")

    def test_a_trial_keeps_nothing(self):
        row = (self.meter.number, "2026-01-31", "105", "")
        self.assertFalse(self._import(row, dryrun=True)["messages"])
        self.assertFalse(self._readings())

    def test_the_template_in_polish_is_matched_and_imported_as_it_is(self):
        clerk = common.user(
            self.env, "template_clerk", "ibok_water.group_water_clerk", lang="pl_PL"
        )
        env = self.env(user=clerk, context={"lang": "pl_PL"})
        template = env["water.reading"].get_import_templates()[0]["template"]
        path = file_path(template.removeprefix("/"))
        with open(path, "rb") as file:
            content = file.read()
        rows = list(load_workbook(io.BytesIO(content)).active.values)
        self.assertEqual(rows[0], ("Wodomierz", "Data", "Stan (m³)", "Notatka"))
        self.assertEqual(rows[1][1].date(), date(2026, 10, 31))
        # The meters of its example rows, as a clerk puts own ones in their place.
        for number, value in ((rows[1][0], 340), (rows[2][0], 1020)):
            self.make.contract([self.metered(str(number), value)], "2026-10-01")
        wizard = env["base_import.import"].create(
            {
                "res_model": "water.reading",
                "file": content,
                "file_name": "readings_import.xlsx",
                "file_type": "application/vnd.openxmlformats-officedocument"
                ".spreadsheetml.sheet",
            }
        )
        preview = wizard.parse_preview({"has_headers": True})
        matched = [path[0] for path in preview["matches"].values()]
        self.assertEqual(matched, FIELDS)
        result = wizard.execute_import(matched, list(rows[0]), preview["options"])
        self.assertFalse(result["messages"])
        readings = env["water.reading"].browse(result["ids"])
        self.assertEqual(readings.mapped("value"), [352.4, 1027])
        self.assertEqual(readings.mapped("state"), ["accepted", "accepted"])
        self.assertEqual(set(readings.mapped("date")), {date(2026, 10, 31)})

    def metered(self, number, value):
        point = self.make.point()
        self.make.install(point, value, "2026-09-30", meter=self.make.meter(number))
        return point
