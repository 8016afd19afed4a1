import random

from odoo.fields import Command
from odoo.tests import freeze_time

from odoo.addons.ibok_water.tests import ledger_case
from odoo.addons.ibok_water.tests.common import day


@freeze_time("2026-02-05 10:00:00")
class TestLedgerRoads(ledger_case.LedgerCase):
    """The fast road to the ledger leaves what the plain one leaves, field by field."""

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

    def test_prices_that_change_inside_the_period(self):
        """Parts of a m³, each at the price of its days."""
        self.tariff.action_close()
        self.env.flush_all()
        for since, until, water in (
            ("2024-01-01", "2026-01-17", 5.72),
            ("2026-01-18", "2026-12-31", 6.07),
        ):
            prices = ledger_case.PRICES | {"water": water}
            self.make.tariff(prices, since, until, code=since)
        settlements = self.draft(*(self.household(use=use) for use in (7, 12, 23)))
        for settlement in settlements:
            water = settlement.line_ids.filtered(lambda ln: ln.component == "water")
            self.assertEqual(water.mapped("price_net"), [5.72, 6.07])
        self.assert_same(settlements)

    def test_what_a_customer_has_to_his_credit(self):
        """Two bills of two payers: one credit does not suffice, one is left over."""
        contracts = [self.household(use=use) for use in (12, 3)]
        credits = self.env["account.move.line"]
        for contract, amount in zip(contracts, (20, 500), strict=True):
            payment = self.env["account.payment"].create(
                {
                    "partner_id": contract.partner_id.id,
                    "amount": amount,
                    "payment_type": "inbound",
                    "partner_type": "customer",
                }
            )
            payment.action_post()
            credits |= payment.move_id.line_ids.filtered(
                lambda line: line.account_type == "asset_receivable"
            )
        settlements = self.draft(*contracts)
        seen = self.assert_same(settlements)
        totals = settlements.mapped("amount_total")
        owed = {
            move["partner_id"]: (move["water_credit"], move["amount_residual"])
            for move in seen["moves"]
        }
        expected = [(20, round(totals[0] - 20, 2)), (totals[1], 0)]
        self.assertEqual(
            [tuple(map(float, owed[one.partner_id.id])) for one in settlements],
            expected,
        )
        self.assertEqual(credits.mapped("amount_residual"), [-20, -500])

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
