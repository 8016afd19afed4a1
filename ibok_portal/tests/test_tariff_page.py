import json
from datetime import date, timedelta

from freezegun import freeze_time

from odoo.fields import Command
from odoo.tests import tagged

from . import common

TODAY = "2026-12-29 10:00:00"
#: Of the tariff of the tests.
LAST = "12/11/2027"
CALCULATOR = "/ibok/tariffs/calculator"


@tagged("post_install", "-at_install")
class TestTariffPage(common.WaterPortalHttpCase):
    """Prices for everybody, without an account."""

    def setUp(self):
        super().setUp()
        self.startPatcher(freeze_time(TODAY))
        # A demo municipality has tariffs of its own.
        others = self.env["water.tariff"].search([]) - self.tariff
        self.env.cr.execute(
            "UPDATE water_tariff SET state = 'closed' WHERE id = ANY(%s)", [others.ids]
        )
        self.env.invalidate_all()
        self.env["water.tariff.subsidy"].search([]).active = False
        self.tariff.company_id.name = "Gmina Testowa"

    def _older(self):
        older = self.tariff.copy({"name": "Older prices"})
        older.write(
            {"date_from": date(2024, 12, 12), "date_to": date(2025, 12, 11)}
            | {"period_ids": [Command.delete(p.id) for p in older.period_ids[1:]]}
        )
        older.period_ids.write({"date_from": older.date_from, "date_to": older.date_to})
        older.action_activate()
        return older

    def test_everybody_reads_the_prices_of_today(self):
        text = self._text(self._page("/ibok/tariffs"))
        for words in ("Tariff", "W1", "5.72", "6.18", "12.39", "13.38", "VAT 8%"):
            self.assertIn(words, text)
        self.assertIn(f"in force from 12/12/2025 to {LAST}", text)
        # The second of its two periods.
        self.assertIn("Prices from 12/12/2026", text)

    def test_prices_of_the_other_period(self):
        first = self.tariff.period_ids.sorted("date_from")[0]
        page = self._page(f"/ibok/tariffs/{self.tariff.id}?period={first.id}")
        self.assertIn("Prices from 12/12/2025", self._text(page))
        for strange in ("x", "999999999999", first.id + 10**6):
            self._page(f"/ibok/tariffs?period={strange}")

    def test_prices_of_blocks_say_where_they_begin(self):
        group = self.tariff.group_ids[:1]
        for from_m3, price in ((10, 6), (12.5, 9)):
            self.env.cr.execute(
                """INSERT INTO water_tariff_rate (group_id, period_id, tariff_id,
                       component, price_net, per, from_m3, company_id)
                   SELECT group_id, period_id, tariff_id,
                       component, %s, per, %s, company_id
                     FROM water_tariff_rate
                    WHERE group_id = %s AND component = 'water' AND per = 'm3'
                     AND COALESCE(from_m3, 0) = 0""",
                [price, from_m3, group.id],
            )
        self.env.invalidate_all()
        text = self._text(self._page("/ibok/tariffs"))
        self.assertIn("above 10 m³ a month", text)
        self.assertIn("above 12.50 m³ a month", text)

    def test_what_the_municipality_pays(self):
        self.env["water.tariff.subsidy"].create(
            {
                "name": "Uchwała",
                "component": "sewage",
                "amount_net": 1.15,
                "date_from": "2026-01-01",
            }
        )
        text = self._text(self._page("/ibok/tariffs"))
        self.assertIn("Sewage: of each m³ the municipality pays", text)
        self.assertIn("1.15", text)

    def test_older_prices_say_that_they_hold_no_more(self):
        older = self._older()
        text = self._text(self._page("/ibok/tariffs"))
        self.assertIn("Older prices from 12/12/2024 to 12/11/2025", text)
        text = self._text(self._page(f"/ibok/tariffs/{older.id}"))
        self.assertIn("Today other ones hold", text)
        self.assertIn("12/12/2024 to 12/11/2025", text)

    def test_prices_that_run_on_after_their_last_day(self):
        after = self.tariff.date_to + timedelta(days=1)
        with freeze_time(f"{after} 10:00:00"):
            text = self._text(self._page("/ibok/tariffs"))
        self.assertIn(f"It was set until {LAST} and goes on", text)

    def test_what_is_not_in_force_is_not_read(self):
        draft = self.tariff.copy()
        withdrawn = self._older()
        withdrawn.action_close()
        foreign = self.tariff.copy({"name": "Theirs"})
        other = self.env["res.company"].create({"name": "Other"})
        self.env.cr.execute(
            "UPDATE water_tariff SET company_id = %s, state = 'active' WHERE id = %s",
            [other.id, foreign.id],
        )
        self.env.invalidate_all()
        for tariff in (draft, withdrawn, foreign):
            for address in (f"{tariff.id}", f"{tariff.id}/tariff.json"):
                self._page(f"/ibok/tariffs/{address}", 404)
        self._page(f"/ibok/tariffs/{2**40}", 404)
        self.assertNotIn("Theirs", self._text(self._page("/ibok/tariffs")))

    def test_no_tariff_yet(self):
        self.tariff.action_close()
        for address in ("/ibok/tariffs", CALCULATOR):
            self.assertIn("No tariff is published", self._text(self._page(address)))

    def test_open_data_are_the_tariff_without_the_note_of_the_office(self):
        self.env.cr.execute(
            "UPDATE water_tariff SET note = 'Secret words' WHERE id = %s",
            [self.tariff.id],
        )
        self.env.invalidate_all()
        answer = self.url_open(f"/ibok/tariffs/{self.tariff.id}/tariff.json")
        self.assertEqual(
            answer.headers["Content-Type"].split(";")[0], "application/json"
        )
        data = json.loads(answer.content)
        self.assertEqual(data["format"], "ibok-tariff")
        prices = {row["component"]: row["prices"] for row in data["groups"][0]["rates"]}
        self.assertEqual([float(price) for price in prices["water"]], [5.72, 5.72])
        self.assertNotIn("Secret", answer.text)
        yaml = self.url_open(f"/ibok/tariffs/{self.tariff.id}/tariff.yaml").text
        self.assertTrue(yaml.startswith("format: ibok-tariff"))

    def test_a_month_is_reckoned(self):
        page = self._page(f"{CALCULATOR}?volume=9,5&billing_months=1")
        # 9.5 × (5.72 + 8.10) + 12.39 = 143.68; VAT 11.49
        self.assertIn(
            "155.17", page.xpath("//h2[@id='result_title']")[0].text_content()
        )

    def test_two_months_are_told_by_the_month_as_well(self):
        text = self._text(self._page(f"{CALCULATOR}?volume=10&billing_months=2"))
        # 20 × 13.82 + 2 × 12.39 = 301.18; VAT 24.09
        self.assertIn("A bill for 2 months: 325.27", text)
        self.assertIn("about 162.64", text)
        self.assertIn("2 × month", text)

    def test_no_group_fits_what_was_chosen(self):
        """Where the tariff prices water alone, sewage costs nobody knows what."""
        self.env.cr.execute("UPDATE water_tariff_group SET services = 'water'")
        self.env.invalidate_all()
        text = self._text(self._page(f"{CALCULATOR}?volume=9&services=both"))
        self.assertIn("no price for what you chose", text)
        text = self._text(self._page(f"{CALCULATOR}?volume=9&services=water"))
        # 9 × 5.72 + 12.39 = 63.87; VAT 5.11
        self.assertIn("68.98", text)

    def test_what_cannot_be_reckoned_is_said_beside_its_field(self):
        for typed, words in (
            ("", "Write how many cubic metres"),
            ("abc", "Write a number"),
            ("-3", "cannot be below zero"),
            ("9999999", "Write at most"),
            ("1.23456", "Write at most"),
            ("<b>1", "Write a number"),
        ):
            with self.subTest(typed=typed):
                page = self._page(
                    f"{CALCULATOR}?volume={typed}&services=x&billing_months=99"
                )
                (error,) = page.xpath("//p[@id='volume_error']")
                self.assertIn(words, error.text_content())
                self.assertEqual(
                    page.xpath("//input[@id='volume']/@value"),
                    [typed] if typed else [""],
                )
                self.assertFalse(page.xpath("//h2[@id='result_title']"))

    def test_pages_may_be_kept_by_a_proxy(self):
        for address in ("/ibok/tariffs", CALCULATOR):
            headers = self.url_open(address).headers
            self.assertIn("public", headers["Cache-Control"])
