from datetime import date
from unittest.mock import patch

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from . import common

END = date(2026, 12, 1)


class CompareFixtures:
    """Households with a year of billed use each."""

    def setUp(self):
        super().setUp()
        self.startPatcher(freeze_time("2026-12-10 10:00:00"))
        # What the demo bills is no part of these groups.
        self.env["water.settlement.usage"].search([]).active = False
        self.env.company.ibok_compare_minimum = 12

    def _household(self, month, persons=2, partner=None, days=None, share=100, **vals):
        """A contract whose main meter was billed `month` m³ a month for a year."""
        number = f"C{self.env['water.contract'].search_count([])}"
        point = self._make_point(number, value=0)
        contract = self.env["water.contract"].create(
            {
                "partner_id": (
                    partner or self.env["res.partner"].create({"name": number})
                ).id,
                "premise_id": point.premise_id.id,
                "date_from": "2026-11-01",
                "billing_months": "2",
                "persons": persons,
                "contract_point_ids": [(0, 0, {"point_id": point.id, "share": share})],
                **vals,
            }
        )
        contract.action_open()
        self._bill(contract, point, month, *(days or ("2025-12-01", "2026-12-01")))
        return contract

    def _bill(self, contract, point, month, first, last):
        """Billed use as it stands in the table, without the bills around it.

        The contract is of November and its bills would be of two months: what is tested
        is what is made of the rows.
        """
        first, last = date.fromisoformat(first), date.fromisoformat(last)
        read = self.env["water.reading"].search_count([("point_id", "=", point.id)])
        reading = self._read(point, 1 + read, date(2026, 11, 5 + read))
        settlement = self.env["water.settlement"].search(
            [("contract_id", "=", contract.id)], limit=1
        ) or self.env["water.settlement"].sudo().create(
            {
                "contract_id": contract.id,
                "partner_id": contract.partner_id.id,
                "settlement_doc": "invoice",
                "date_from": first,
                "date_to": last,
            }
        )
        self.env["water.settlement.usage"].sudo().create(
            {
                "settlement_id": settlement.id,
                "point_id": point.id,
                "installation_id": point.installation_ids[:1].id,
                "meter_number": "1",
                "reading_from_id": reading.id,
                "reading_to_id": reading.id,
                "date_from": first,
                "date_to": last,
                "volume": round(month * 12 * (last - first).days / 365, 3),
            }
        )
        self.env.flush_all()

    def _reckon(self):
        self.env.flush_all()
        return self.env["ibok.use.group"]._reckon(self.env.company)


@tagged("post_install", "-at_install")
class TestCompare(CompareFixtures, common.WaterPortalCase):
    """What is reckoned, of whom, and when nothing is."""

    def test_quartiles_of_a_month(self):
        for month in range(1, 14):
            self._household(month)
        group = self._reckon()
        self.assertEqual(group.date_end, END)
        self.assertEqual((group.persons_from, group.persons_to), (2, 2))
        self.assertEqual(group.households, 10, "13, rounded down to tens")
        self.assertEqual(
            (group.quarter, group.median, group.three_quarters), (4.0, 7.0, 10.0)
        )

    def test_below_the_minimum_there_is_nothing(self):
        for month in range(1, 12):
            self._household(month)
        self.assertFalse(self._reckon())
        self._household(3, persons=3)
        group = self._reckon()
        self.assertEqual((group.persons_from, group.persons_to), (2, 3))

    def test_a_customer_with_many_contracts_is_one_household(self):
        partner = self.env["res.partner"].create({"name": "Big"})
        for _number in range(20):
            self._household(5, partner=partner)
        self.assertFalse(self._reckon())

    def test_who_is_left_out(self):
        for month in range(1, 12):
            self._household(month)
        self._household(5, debtor_kind="commercial")
        self._household(5, recipients="other")
        self._household(0)
        self._household(5, days=("2025-12-01", "2026-08-27"))  # 269 days
        self._household(5, share=50)
        closed = self._household(5)
        closed.state = "closed"
        two = self._household(5)
        point = self._make_point("second", value=0, premise=two.premise_id)
        self._bill(two, point, 5, "2025-12-01", "2026-12-01")
        self.assertFalse(self._reckon())
        self._household(5, days=("2025-12-01", "2026-08-28"))
        self.assertTrue(self._reckon())

    def test_only_days_of_the_year_count(self):
        contract = self._household(2, days=("2026-03-01", "2026-12-01"))
        point = contract.contract_point_ids.point_id
        self._bill(contract, point, 40, "2024-12-01", "2025-12-01")
        uses = contract._portal_month_uses(END)
        self.assertAlmostEqual(float(uses[contract.id]), 2, places=2)

    def test_a_new_result_takes_the_place_of_the_old_one(self):
        for month in range(1, 14):
            self._household(month)
        self._reckon()
        with freeze_time("2027-01-10"):
            group = self._reckon()
        self.assertEqual(group.date_end, date(2027, 1, 1))
        self.assertEqual(
            self.env["ibok.use.group"].search(
                [("company_id", "=", self.env.company.id)]
            ),
            group,
        )

    def test_switched_off_nothing_is_kept(self):
        for month in range(1, 14):
            self._household(month)
        self._reckon()
        self.env["ibok.service"].search(
            [("company_id", "=", self.env.company.id), ("code", "=", "compare")]
        ).state = "off"
        with patch.object(self.env.cr, "commit", self.env.flush_all, create=True):
            self.env["ibok.use.group"]._cron_reckon()
        self.assertFalse(
            self.env["ibok.use.group"].search(
                [("company_id", "=", self.env.company.id)]
            )
        )

    def test_the_minimum_leaves_three_beyond_each_quartile(self):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.env.cr.savepoint(),
        ):
            self.env.company.ibok_compare_minimum = 11
            self.env.flush_all()

    def test_nobody_writes_it_and_residents_do_not_read_it(self):
        for month in range(1, 14):
            self._household(month)
        group = self._reckon()
        clerk = new_test_user(self.env, "clerk2", groups="ibok_water.group_water_clerk")
        self.assertEqual(group.with_user(clerk).median, 7.0)
        with self.assertRaises(AccessError):
            group.with_user(clerk).median = 1
        with self.assertRaises(AccessError):
            group.with_user(self._make_resident("anna")).read(["median"])


@tagged("post_install", "-at_install")
class TestComparePage(CompareFixtures, common.WaterPortalHttpCase):
    """What a resident reads."""

    def setUp(self):
        super().setUp()
        self.contract.persons = 2
        self._login(self.anna)

    def _neighbours(self, persons=2):
        for month in range(4, 17):
            self._household(month, persons=persons)
        self._reckon()

    def test_less_usual_and_more(self):
        self._neighbours()  # quartiles 7, 10, 13
        point = self.contract.contract_point_ids.point_id
        self._bill(self.contract, point, 5.1, "2025-12-01", "2026-12-01")
        usage = self.env["water.settlement.usage"].search(
            [("contract_id", "=", self.contract.id)]
        )
        for month, words in (
            (5.1, "You use less than most similar households."),
            (7.1, "You use about as much as most similar households."),
            (12.9, "You use about as much as most similar households."),
            (13.4, "You use more than most similar households."),
        ):
            usage.volume = month * 12
            self.env.flush_all()
            with self.subTest(month):
                text = self._text(self._page("/my/water/compare"))
                self.assertIn(words, text)
        table = " ".join(
            self._page("/my/water/compare").xpath("//table")[0].text_content().split()
        )
        self.assertEqual(
            table,
            "Households, persons: 2 Who m³ a month Your household 13.5 A quarter of "
            "them use less than 7 Half use less, half more than 10 A quarter of them "
            "use more than 13",
        )

    def test_too_few_similar_households(self):
        self._neighbours(persons=4)
        page = self._page("/my/water/compare")
        self.assertIn("too few similar households", self._text(page))
        self.assertFalse(page.xpath("//table"))

    def test_own_use_not_known_yet(self):
        self._neighbours()
        page = self._page("/my/water/compare")
        self.assertIn("We do not know enough of your use", self._text(page))
        self.assertNotIn("Your household", page.xpath("//tbody")[0].text_content())

    def test_not_a_household(self):
        self._neighbours()
        self.contract.recipients = "other"
        page = self._page("/my/water/compare")
        self.assertIn("The comparison is for households", self._text(page))
        self.assertFalse(page.xpath("//table"))

    def test_no_contract(self):
        self.contract.state = "closed"
        self.assertIn(
            "No water contract is linked", self._text(self._page("/my/water/compare"))
        )

    def test_the_page_of_use_leads_there_while_it_is_open(self):
        link = "//main//a[@href='/my/water/compare']"
        self.assertTrue(self._page("/my/water").xpath(link))
        service = self.env["ibok.service"].search(
            [("company_id", "=", self.env.company.id), ("code", "=", "compare")]
        )
        service.state = "off"
        self.assertFalse(self._page("/my/water").xpath(link))
        self._page("/my/water/compare", status=503)

    def test_more_contracts_cost_no_query_each(self):
        self._neighbours()

        def queries():
            self._page("/my/water/compare")
            before = self.env.cr.sql_log_count
            self._page("/my/water/compare")
            return self.env.cr.sql_log_count - before

        one = queries()
        for number in range(4):
            self._make_contract(self.anna, [self._make_point(f"M{number}")])
        self.assertLessEqual(queries(), one)
