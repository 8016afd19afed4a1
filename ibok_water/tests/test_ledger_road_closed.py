from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import freeze_time
from odoo.tools import SQL

from odoo.addons.ibok_water.models.water_ledger_road import foreign_ways
from odoo.addons.ibok_water.tests import ledger_case
from odoo.addons.ibok_water.tests.common import day


@freeze_time("2026-02-05 10:00:00")
class TestLedgerRoadClosed(ledger_case.LedgerCase):
    """What the fast road does not know goes by the plain one."""

    def test_what_is_not_plain_takes_the_plain_road(self):
        """Beside a plain bill, each of these goes as ever, and is the same bill."""
        halves = self.env["account.payment.term"].create(
            {
                "name": "Halves",
                "line_ids": [
                    Command.create(
                        {"value": "percent", "value_amount": 50, "nb_days": days}
                    )
                    for days in (7, 30)
                ],
            }
        )
        export = self.env["account.fiscal.position"].create({"name": "Abroad"})
        account = self.env["account.account"].search(
            [("account_type", "=", "income")], limit=1
        )
        export.account_ids = [
            Command.create(
                {
                    "account_src_id": self.company.income_account_id.id or account.id,
                    "account_dest_id": account.id,
                }
            )
        ]
        water = self.env.ref("ibok_water.product_water")
        export.tax_ids = water.taxes_id
        special = self.make.partner("Elsewhere", property_account_position_id=export.id)
        plain = self.household()
        settlements = self.draft(
            plain,
            self.household(payment_term_id=halves.id),
            self.household(partner=special),
        )
        plain = settlements.filtered(lambda s: s.contract_id == plain)
        # The plain bill is made first, so here numbers are in another order.
        self.assertEqual(
            settlements._on_fast_road(self.company.water_journal_id), plain
        )
        settlements._finish()
        self.assertEqual(set(settlements.mapped("state")), {"done"})

    def test_settings_that_close_the_road(self):
        settlements = self.draft(self.household())
        journal = self.company.water_journal_id
        tax = self.env.ref("ibok_water.product_water").taxes_id.filtered(
            lambda t: t.company_id == self.company
        )
        other = tax.copy({"name": "8 % too"})
        water = self.env.ref("ibok_water.product_water")
        closing = [
            (self.company, {"tax_calculation_rounding_method": "round_per_line"}),
            (self.company, {"restrictive_audit_trail": True}),
            (self.company, {"sale_lock_date": day("2026-02-28")}),
            (journal, {"restrict_mode_hash_table": True}),
            (tax, {"price_include_override": "tax_included"}),
            (tax, {"include_base_amount": True}),
            (water, {"taxes_id": [Command.link(other.id)]}),
        ]
        for record, vals in closing:
            with self.subTest(vals), self.env.cr.savepoint() as savepoint:
                record.write(vals)
                self.assertFalse(settlements._on_fast_road(journal))
                savepoint.rollback()
            self.env.invalidate_all()
        self.assertEqual(settlements._on_fast_road(journal), settlements)

    def test_analytic_rules_and_defaults_close_the_road(self):
        settlements = self.draft(self.household())
        journal = self.company.water_journal_id
        self.env["ir.default"].set("account.move", "narration", "Hello")
        self.assertFalse(settlements._on_fast_road(journal))

    def test_a_module_with_its_own_way_closes_the_road(self):
        model = self.env["account.move"]
        self.assertFalse(foreign_ways(model, ["amount_total", "date"]))

        class Stranger:
            _module = "stranger"

            def _compute_date(self):
                """Another module's way."""

        with patch.object(Stranger, "_fields", model._fields, create=True):
            self.assertEqual(foreign_ways(Stranger(), ["date"]), {"stranger"})
            self.assertFalse(foreign_ways(Stranger(), ["amount_total"]))

    def test_ledger_that_disagrees_keeps_nothing(self):
        """What reached the ledger is summed up again, not believed."""
        settlements = self.draft(self.household())
        journal = self.company.water_journal_id
        moves = settlements._create_prepared(journal)
        line = moves.line_ids.filtered(lambda one: one.display_type == "tax")
        self.assertEqual(line.balance, -settlements.amount_tax)
        self.env.cr.execute(
            SQL(
                "UPDATE account_move_line SET balance = balance - 1 WHERE id = %s",
                line.id,
            )
        )
        moves.line_ids.invalidate_recordset(["balance"], flush=False)
        with self.assertRaisesRegex(UserError, "would be"):
            settlements._check_prepared(moves)

    def test_a_figure_that_odoo_would_reckon_otherwise_takes_the_plain_road(self):
        settlements = self.draft(self.household())
        settlements.amount_tax += 0.01
        settlements.amount_total += 0.01
        self.assertFalse(settlements._on_fast_road(self.company.water_journal_id))
        with self.assertRaisesRegex(UserError, "would be"):
            settlements._finish()
