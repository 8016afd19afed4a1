from freezegun import freeze_time
from lxml import etree

from odoo.exceptions import AccessError, UserError, ValidationError

from odoo.addons.ibok_water.tests import common, cutoff_case
from odoo.addons.ibok_water.tests.common import day


class TestCutoffFee(cutoff_case.CutoffCase):
    """The fee for letting the water run again: by a person, with a basis, once."""

    def setUp(self):
        super().setUp()
        self.tax = self.env["account.tax"].search(
            [
                ("company_id", "=", self.company.id),
                ("type_tax_use", "=", "sale"),
                ("amount", "=", 8),
            ],
            limit=1,
        )

    def priced(self):
        self.company.write(
            {
                "water_reconnection_fee": 100,
                "water_reconnection_tax_id": self.tax.id,
            }
        )

    def reconnected(self):
        case = self.noticed()
        with freeze_time("2026-03-26"):
            self.known(case)
        with freeze_time("2026-03-27"):
            case.with_user(self.manager).action_order()
        with freeze_time("2026-03-31"):
            case.write(
                {
                    "executed_on": day("2026-03-30"),
                    "executed_value": 12.0,
                    "executed_seal": "P-7",
                }
            )
            case.action_execute()
            case.write({"reconnected_on": day("2026-03-31"), "reconnected_value": 12.0})
            case.action_reconnect()
        return case

    def test_a_clerk_charges_it_once(self):
        self.priced()
        case = self.reconnected()
        self.assertFalse(case.fee_move_id)
        self.assertTrue(case.fee_possible)
        with freeze_time("2026-03-31"):
            action = case.action_charge_fee()
            bill = self.env["account.move"].browse(action["res_id"])
            self.assertEqual(
                (bill.state, bill.move_type, bill.amount_untaxed, bill.amount_total),
                ("posted", "out_invoice", 100, 108),
            )
            self.assertEqual(bill.partner_id, self.partner)
            self.assertEqual(bill.journal_id, self.company.water_journal_id)
            self.assertEqual(bill.water_contract_id, self.contract)
            self.assertEqual(bill.invoice_line_ids.tax_ids, self.tax)
            self.assertEqual(case.fee_move_id, bill)
            self.assertFalse(case.fee_possible)
            with self.assertRaisesRegex(UserError, "charged already"):
                case.action_charge_fee()
        # It is a debt as every bill is: the portal and demands know it.
        self.assertIn(
            bill._water_receivable(),
            self.env["account.move.line"]._water_open_lines(
                self.company, bill.invoice_date_due, self.partner
            ),
        )

    def test_without_a_basis_nothing_is_charged(self):
        case = self.reconnected()
        self.assertFalse(case.fee_possible)
        with self.assertRaisesRegex(UserError, "no fee"):
            case.action_charge_fee()
        self.company.water_reconnection_fee = 100
        with self.assertRaisesRegex(UserError, "VAT of the reconnection"):
            case.action_charge_fee()

    def test_not_before_the_water_runs(self):
        self.priced()
        case = self.noticed()
        self.assertFalse(case.fee_possible)
        with self.assertRaises(UserError):
            case.action_charge_fee()

    def test_for_clerks(self):
        self.priced()
        case = self.reconnected()
        reader = common.user(
            self.env, "cutoff-fee-reader", "ibok_water.group_water_reader"
        )
        with self.assertRaises(AccessError):
            case.with_user(reader).action_charge_fee()
        with self.assertRaises(AccessError):
            case.with_user(self.manager).write({"fee_move_id": False})

    def test_its_vat_is_one_of_sales(self):
        bought = self.env["account.tax"].search(
            [("company_id", "=", self.company.id), ("type_tax_use", "=", "purchase")],
            limit=1,
        )
        with self.assertRaisesRegex(ValidationError, "one of sales"):
            self.company.water_reconnection_tax_id = bought
        arch = self.env["water.settings"].get_view()["arch"]
        [field] = etree.fromstring(arch).xpath(
            "//field[@name='water_reconnection_tax_id']"
        )
        self.assertIn("'sale'", field.get("domain"))

    def test_the_manager_chooses_it_in_the_settings(self):
        settings = self.env["water.settings"].with_user(self.manager).create({})
        settings.write(
            {
                "water_reconnection_fee": 120,
                "water_reconnection_tax_id": self.tax.id,
            }
        )
        self.assertEqual(self.company.water_reconnection_fee, 120)
        self.assertEqual(self.company.water_reconnection_tax_id, self.tax)
