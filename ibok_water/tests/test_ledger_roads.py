import random
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import freeze_time
from odoo.tools import SQL

from odoo.addons.ibok_water.models.water_ledger_road import foreign_ways
from odoo.addons.ibok_water.tests import common
from odoo.addons.ibok_water.tests.common import day

PRICES = {
    "water": 5.72,
    "sewage": 8.13,
    "subscription_water": (12.39, "month"),
    "subscription_sewage": (2.05, "month"),
}
#: What two roads may differ in: when and under which number in the table it was made.
OWN = {"id", "move_id", "collective_move_id", "create_date", "write_date"}
LINKS = {
    "tax_ids": ("account_move_line_account_tax_rel", "account_tax_id"),
    "tax_tag_ids": (
        "account_account_tag_account_move_line_rel",
        "account_account_tag_id",
    ),
}


@freeze_time("2026-02-05 10:00:00")
class TestLedgerRoads(common.WaterCase):
    """The fast road to the ledger leaves what the plain one leaves, field by field."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.company_id.write(
            {"vat": "PL7831812112", "street": "Główna 20", "city": "Buczek"}
        )
        cls.make.tariff(PRICES)

    def draft(self, *contracts, cycle_end="2026-01-31"):
        """Settlements that have no document yet."""
        contracts = self.env["water.contract"].union(*contracts)
        ready, problems = contracts._reckon_all(day(cycle_end))
        self.assertFalse(problems)
        return self.env["water.settlement"].sudo().create(ready)

    def household(self, use=12, until="2026-01-31", **vals):
        contract = self.make.household(345, **vals)
        point = contract.point_ids.filtered(lambda p: p.kind == "main")
        self.make.read(point, 345 + use, until)
        return contract

    def rows(self, record):
        """The stored values of a record, as the database has them."""
        found = self.env.execute_query_dict(
            SQL(
                "SELECT * FROM %s WHERE id = %s",
                SQL.identifier(record._table),
                record.id,
            )
        )[0]
        return {name: value for name, value in found.items() if name not in OWN}

    def line_rows(self, line):
        links = {
            name: sorted(
                self.env.execute_query(
                    SQL(
                        "SELECT %s FROM %s WHERE account_move_line_id = %s",
                        SQL.identifier(other),
                        SQL.identifier(table),
                        line.id,
                    )
                )
            )
            for name, (table, other) in LINKS.items()
        }
        return self.rows(line) | links

    def vat_rows(self, moves):
        report = self.env["water.vat.report"].search([("move_id", "in", moves.ids)])
        names = [name for name in report._fields if name not in ("id", "display_name")]
        rows = [
            str([row.move_id.name, *(row[name] for name in names if name != "move_id")])
            for row in report
        ]
        self.assertTrue(rows)
        return sorted(rows)

    def took(self, settlements, plain):
        """Everything that one road leaves; then it is taken back."""
        seen = {}
        with self.env.cr.savepoint() as savepoint:
            road = settlements.with_context(water_plain_road=plain)
            road._finish()
            self.env.flush_all()
            self.env.invalidate_all()
            moves = settlements.move_id.sorted("name")
            seen["moves"] = [self.rows(move) for move in moves]
            seen["lines"] = [
                self.line_rows(line)
                for move in moves
                for line in move.line_ids.sorted(lambda one: (one.sequence, one.id))
            ]
            seen["settlements"] = [
                self.rows(one)
                | {
                    "move_id": one.move_id.name,
                    "collective_move_id": one.collective_move_id.name,
                }
                for one in settlements
            ]
            seen["vat"] = self.vat_rows(moves)
            seen["ksef"] = [move._l10n_pl_edi_render_xml() for move in moves]
            seen["customers"] = [
                (partner.name, partner.credit, partner.customer_rank)
                for partner in settlements.partner_id
            ]
            seen["words"] = moves.mapped("water_amount_in_words")
            seen["terms"] = [move.payment_term_details for move in moves]
            seen["totals"] = [move.tax_totals for move in moves]
            savepoint.rollback()
        self.env.invalidate_all()
        return seen

    def assert_same(self, settlements, fast=None):
        """Both roads leave the same.

        :param fast: those that are to take the fast one; all by default
        """
        journal = self.company.water_journal_id
        takers = settlements._on_fast_road(journal)
        self.assertEqual(takers, settlements if fast is None else fast)
        plain, quick = (self.took(settlements, plain) for plain in (True, False))
        self.maxDiff = None
        for part, expected in plain.items():
            for one, other in zip(expected, quick[part], strict=True):
                if isinstance(one, dict):
                    differ = {k for k in one | other if one.get(k) != other.get(k)}
                    one = {name: one.get(name) for name in differ}
                    other = {name: other.get(name) for name in differ}
                self.assertEqual(other, one, part)
        return plain

    def test_a_household(self):
        seen = self.assert_same(self.draft(self.household()))
        self.assertEqual(len(seen["lines"]), 6)
        self.assertIn("P_13_2", seen["ksef"][0])

    def test_the_history_tells_contract_and_run(self):
        contract = self.household()
        run = self.env["water.billing.run"].create({"cycle_end": day("2026-01-31")})
        for plain in (False, True):
            with self.env.cr.savepoint() as savepoint:
                settlement = self.draft(contract)
                settlement.run_id = run
                settlement.with_context(water_plain_road=plain)._finish()
                messages = settlement.move_id.message_ids
                self.assertEqual(len(messages), 1)
                self.assertIn(contract.number, messages.body)
                self.assertIn(run.name, messages.body)
                self.assertFalse(settlement.move_id.message_follower_ids)
                savepoint.rollback()

    def test_one_line_and_none_used(self):
        one = self.household(services="water", billing_months="1")
        none = self.household(use=0)
        self.assert_same(self.draft(one, none))

    def test_a_collective_bill_beside_others(self):
        """It takes the plain road either way; those beside it are what they were."""
        payer = self.make.partner("Spółdzielnia")
        joint = [
            self.household(use=use, partner=payer, collective_bill=True)
            for use in (2, 3, 4)
        ]
        seen = self.assert_same(self.draft(self.household(), *joint, self.household()))
        self.assertEqual(len(seen["moves"]), 3)
        self.assertEqual(
            [bool(one["collective_move_id"]) for one in seen["settlements"]],
            [False, True, True, True, False],
        )
        for contract in joint:
            self.assertIn(f"{contract.number}: ", seen["ksef"][-1])

    def test_numbers_follow_one_another_on_both_roads(self):
        contracts = [self.household(use=use) for use in (3, 5, 8)]
        seen = self.assert_same(self.draft(*contracts))
        names = [move["name"] for move in seen["moves"]]
        first = int(names[0].split("/")[-1])
        self.assertEqual(
            [int(name.split("/")[-1]) for name in names], [first, first + 1, first + 2]
        )

    def test_numbers_go_on_where_the_journal_stands(self):
        self.draft(self.household())._finish()
        self.assert_same(self.draft(self.household(), self.household(use=4)))

    def test_a_firm_with_a_tax_number_and_a_delivery_address(self):
        poland = self.env.ref("base.pl").id
        firm = self.make.partner(
            "Piekarnia Kłos", is_company=True, vat="PL5260001246", country_id=poland
        )
        branch = self.make.partner("Sklep", parent_id=firm.id, type="delivery")
        person = self.make.partner("Maria", parent_id=firm.id, country_id=poland)
        contracts = [self.household(partner=partner) for partner in (firm, person)]
        seen = self.assert_same(self.draft(*contracts))
        self.assertEqual(seen["moves"][0]["partner_shipping_id"], branch.id)
        self.assertTrue(seen["moves"][0]["fiscal_position_id"])

    def test_subsidy(self):
        self.env["water.tariff.subsidy"].create(
            {
                "name": "Uchwała",
                "component": "sewage",
                "amount_net": 1.11,
                "date_from": day("2026-01-01"),
                "date_to": day("2026-12-31"),
            }
        )
        settlements = self.draft(self.household())
        self.assertTrue(any(settlements.line_ids.mapped("subsidy_net")))
        self.assert_same(settlements)

    def test_terms_of_payment(self):
        month = self.env["account.payment.term"].create(
            {
                "name": "End of month",
                "line_ids": [
                    Command.create(
                        {
                            "value": "percent",
                            "value_amount": 100,
                            "nb_days": 21,
                            "delay_type": "days_after_end_of_month",
                        }
                    )
                ],
            }
        )
        self.assert_same(
            self.draft(self.household(payment_term_id=month.id), self.household())
        )

    def test_any_amount(self):
        chance = random.Random(20260131)
        contracts = [self.household(use=chance.randrange(1, 400)) for _ in range(12)]
        self.assert_same(self.draft(*contracts))

    def test_an_account_to_pay_to_and_terms_of_delivery(self):
        self.env["res.partner.bank"].create(
            {
                "partner_id": self.company.partner_id.id,
                "acc_number": "PL61109010140000071219812874",
            }
        )
        self.company.incoterm_id = self.env["account.incoterms"].search([], limit=1)
        self.assert_same(self.draft(self.household()))

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
