from psycopg2 import IntegrityError

from odoo.exceptions import UserError, ValidationError
from odoo.tests import freeze_time
from odoo.tools import mute_logger

from odoo.addons.ibok_water.tests import common
from odoo.addons.ibok_water.tests.common import day


class TestContract(common.WaterCase):
    """Contracts: who pays for which point, and from when to when."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make.tariff()

    def refused(self, attempt):
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            with self.env.cr.savepoint():
                attempt()
                self.env.flush_all()

    def test_debtor_kind_follows_the_tax_number(self):
        firm = self.make.partner("Piekarnia", vat="PL8311566104")
        contract = self.make.household(partner=firm)
        self.assertEqual(contract.debtor_kind, "commercial")
        self.assertEqual(self.make.household().debtor_kind, "consumer")

    def test_debtor_kind_can_be_set_for_a_farmer(self):
        firm = self.make.partner("Rolnik", vat="PL8311566104")
        contract = self.make.household(partner=firm, debtor_kind="consumer")
        self.assertEqual(contract.debtor_kind, "consumer")

    def test_customer_gets_one_number_for_all_contracts(self):
        partner = self.make.partner()
        self.make.household(partner=partner)
        number = partner.water_customer_number
        self.assertTrue(number)
        self.make.household(partner=partner)
        self.assertEqual(partner.water_customer_number, number)

    def test_one_that_is_not_saved_yet_has_no_name(self):
        """Its form is headed as a new one, and not “/”."""
        self.assertFalse(self.env["water.contract"].new({}).display_name)
        contract = self.make.household()
        self.assertEqual(contract.display_name, contract.number)

    def test_kind_chooses_the_tariff_group(self):
        self.assertEqual(self.make.household().tariff_group_names, "G1")

    def test_last_day_before_the_first_is_refused(self):
        self.refused(
            lambda: self.make.contract(
                [self.make.metered_point()], "2026-02-01", date_to="2026-01-31"
            )
        )

    def test_norm_contract_needs_norm_and_persons(self):
        norm = self.env.ref("ibok_water.norm_1_sewered")
        self.refused(lambda: self.make.contract(metering="norm"))
        self.refused(
            lambda: self.make.contract(metering="norm", norm_id=norm.id, persons=0)
        )
        contract = self.make.contract(metering="norm", norm_id=norm.id, persons=2)
        self.assertEqual(contract.state, "open")

    def test_metered_contract_needs_a_point(self):
        with self.assertRaisesRegex(ValidationError, "no metering point"):
            self.make.contract()

    def test_opening_fixes_the_first_state(self):
        row = self.make.household(340.5).contract_point_ids
        self.assertEqual(
            (row.initial_value, row.initial_date), (340.5, day("2025-12-31"))
        )

    def test_only_a_draft_is_opened_and_only_an_open_one_ended(self):
        contract = self.make.household()
        with self.assertRaises(UserError):
            contract.action_open()
        contract.action_close()
        with self.assertRaises(UserError):
            contract.action_close()

    def test_ending_without_a_day_ends_today(self):
        contract = self.make.household()
        with freeze_time("2026-05-20"):
            contract.action_close()
        self.assertEqual(contract.date_to, day("2026-05-20"))
        self.assertEqual(contract.contract_point_ids.date_to, day("2026-05-20"))

    def test_a_point_belongs_to_one_contract_at_a_time(self):
        first = self.make.household()
        point = first.point_ids
        self.refused(lambda: self.make.contract([point], "2026-03-01"))
        first.date_to = "2026-02-28"
        second = self.make.contract([point], "2026-03-01")
        self.assertEqual(second.state, "open")

    def test_the_database_refuses_a_point_of_two_contracts(self):
        point = self.make.household().point_ids
        other = self.make.household(since="2026-03-01")
        self.env.flush_all()
        self.refused(
            lambda: self.env.cr.execute(
                """INSERT INTO water_contract_point
                       (contract_id, point_id, date_from, share)
                   VALUES (%s, %s, '2026-03-01', 100)""",
                (other.id, point.id),
            )
        )

    def test_shares_of_a_point_stay_within_the_whole(self):
        point = self.make.metered_point()
        self.make.contract([point], opened=False).contract_point_ids.share = 60
        with self.assertRaisesRegex(ValidationError, "100"):
            other = self.make.contract(opened=False, premise=point.premise_id)
            self.env["water.contract.point"].create(
                {"contract_id": other.id, "point_id": point.id, "share": 41}
            )

    def test_contract_cannot_end_inside_settled_days(self):
        contract = self.make.household(100)
        self.make.read(contract.point_ids, 110, "2026-01-31")
        self.make.settle(contract, "2026-01-31")
        with self.assertRaisesRegex(ValidationError, self.said("2026-01-31")):
            contract.date_to = "2026-01-30"
        contract.date_to = "2026-01-31"

    def test_a_contract_that_was_in_force_is_kept(self):
        contract = self.make.household()
        with self.assertRaisesRegex(UserError, "End it instead"):
            contract.unlink()
        self.make.contract([self.make.metered_point()], opened=False).unlink()

    def test_due_reading_window_is_told(self):
        contract = self.make.household(billing_months="2")
        due = contract._next_due(day("2026-02-20"))
        self.assertEqual(due["cycle"].date_to, day("2026-02-28"))
        self.assertEqual(due["window"], (day("2026-02-18"), day("2026-03-14")))
        self.assertTrue(due["open"])
        self.assertFalse(contract._next_due(day("2026-02-17"))["open"])
        self.assertFalse(due["ends"])

    def test_no_reading_is_due_after_the_contracts_last_day(self):
        for last, renewal, cycle_end, first, final in (
            # Inside the cycle, between its end and that of its window, after both.
            ("2026-02-19", "none", "2026-02-19", "2026-02-09", "2026-02-19"),
            ("2026-03-05", "none", "2026-02-28", "2026-02-18", "2026-03-05"),
            ("2026-03-20", "none", "2026-02-28", "2026-02-18", "2026-03-14"),
            # What renews by itself goes on.
            ("2026-02-19", "auto", "2026-02-28", "2026-02-18", "2026-03-14"),
        ):
            with self.subTest(last=last, renewal=renewal):
                contract = self.make.household(
                    billing_months="2", date_to=last, renewal=renewal
                )
                due = contract._next_due(day("2026-02-15"))
                self.assertEqual(due["cycle"].date_to, day(cycle_end))
                self.assertEqual(due["window"], (day(first), day(final)))
                self.assertEqual(due["ends"], final == last)
