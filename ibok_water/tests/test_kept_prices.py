from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.tests import freeze_time
from odoo.tools import SQL, mute_logger

from odoo.addons.ibok_water.tests import common


@freeze_time("2026-05-20 10:00:00")
class TestKeptPrices(common.WaterCase):
    """Subsidies and norms that bills rest on stay as they are."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make.tariff()
        cls.subsidy = cls.env["water.tariff.subsidy"].create(
            {
                "name": "Resolution 1",
                "component": "water",
                "amount_net": 1.5,
                "date_from": "2026-01-01",
            }
        )
        cls.norm = cls.env["water.norm"].create(
            {"name": "3 m³", "code": "T3", "m3_month": 3, "date_from": "2020-01-01"}
        )

    def bill(self):
        contract = self.make.household(100)
        self.make.read(contract.point_ids, 110, "2026-01-31")
        return self.make.settle(contract, "2026-01-31")

    def by_norm(self):
        contract = self.make.contract(
            metering="norm", norm_id=self.norm.id, persons=2, services="water"
        )
        return self.make.settle(contract, "2026-02-28")

    def test_a_subsidy_on_a_bill_is_not_changed(self):
        self.subsidy.amount_net = 1.6
        bill = self.bill()
        self.assertEqual(bill.line_ids.subsidy_id, self.subsidy)
        for vals in (
            {"amount_net": 2},
            {"date_from": "2026-02-01"},
            {"date_to": "2026-01-30"},
            {"group_codes": "G2"},
            {"component": "sewage"},
        ):
            with (
                self.subTest(**vals),
                self.assertRaisesRegex(UserError, self.said("2026-01-31")),
            ):
                self.subsidy.write(vals)
        # The same again, as a form may send it.
        self.subsidy.write({"amount_net": 1.6, "date_from": "2026-01-01"})
        self.subsidy.write({"group_codes": ""})
        with self.assertRaisesRegex(UserError, "Resolution 1"):
            self.subsidy.unlink()

    def test_a_subsidy_ends_and_another_follows(self):
        self.bill()
        self.subsidy.date_to = "2026-01-31"
        self.subsidy.copy(
            {"date_from": "2026-02-01", "amount_net": 2, "date_to": False}
        )
        contract = self.make.household(100, since="2026-02-01")
        self.make.read(contract.point_ids, 110, "2026-02-28")
        bill = self.make.settle(contract, "2026-02-28")
        self.assertEqual(max(bill.line_ids.mapped("subsidy_net")), 2)

    def test_a_wrong_subsidy_is_archived_and_its_bill_corrected(self):
        bill = self.bill()
        self.subsidy.active = False
        correction = bill._correct("Not granted")
        self.assertEqual(correction.difference_net, 15)
        self.assertFalse(correction.line_ids.subsidy_id)

    def test_a_correction_keeps_a_subsidy_that_ended_before_the_bill_began(self):
        """Use begins with a reading before a bill's first day."""
        self.subsidy.date_to = "2026-01-31"
        contract = self.make.household(100)
        point = contract.point_ids
        self.make.read(point, 110, "2026-01-26")
        self.make.settle(contract, "2026-01-31")
        self.make.read(point, 143, "2026-02-28")
        bill = self.make.settle(contract, "2026-02-28")
        self.assertEqual(sum(bill.line_ids.mapped("subsidy_net")), 1.5)
        self.assertFalse(bill._correct("Nothing changed"))

    def test_a_norm_on_a_bill_is_not_changed(self):
        self.norm.m3_month = 3.2
        bill = self.by_norm()
        self.assertEqual(bill.norm_ids, self.norm)
        for vals in (
            {"m3_month": 4},
            {"date_from": "2026-01-01"},
            {"date_to": "2026-02-27"},
            {"code": "T4"},
        ):
            with (
                self.subTest(**vals),
                self.assertRaisesRegex(UserError, self.said("2026-02-28")),
            ):
                self.norm.write(vals)
        self.norm.write({"m3_month": 3.2, "date_to": "2026-02-28"})
        with self.assertRaisesRegex(UserError, "T3"):
            self.norm.unlink()

    def test_the_database_keeps_them_too(self):
        self.bill()
        bill = self.by_norm()
        # Terms may be dated anew; the settlement still names the norm.
        bill.contract_id.terms_ids.norm_id = self.env.ref("ibok_water.norm_4_sewered")
        bill.contract_id.norm_id = self.env.ref("ibok_water.norm_4_sewered")
        self.env.flush_all()
        for record in (self.subsidy, self.norm):
            with (
                self.subTest(record._name),
                self.assertRaises(IntegrityError),
                mute_logger("odoo.sql_db"),
                self.env.cr.savepoint(),
            ):
                self.env.cr.execute(
                    SQL(
                        "DELETE FROM %s WHERE id = %s",
                        SQL.identifier(record._table),
                        record.id,
                    )
                )

    def test_an_upgrade_names_what_bills_of_before_rest_on(self):
        """Bills made before lines named subsidies, and settlements their norms."""
        bill, by_norm = self.bill(), self.by_norm()
        self.subsidy.copy({"group_codes": "X, Y"})
        bill.sudo().line_ids.subsidy_id = False
        by_norm.sudo().norm_ids = False
        self.env.flush_all()
        bill._name_norms()
        bill.line_ids._name_subsidies()
        self.env.invalidate_all()
        self.assertEqual(bill.line_ids.subsidy_id, self.subsidy)
        self.assertEqual(by_norm.norm_ids, self.norm)
        for record, vals in (
            (self.subsidy, {"amount_net": 2}),
            (self.norm, {"m3_month": 4}),
        ):
            with self.subTest(record._name), self.assertRaises(UserError):
                record.write(vals)
