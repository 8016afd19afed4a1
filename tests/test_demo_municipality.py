"""The demo municipality: what is told of it is there, and its books agree."""

from collections import defaultdict
from datetime import date, timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged
from odoo.tools import float_compare

from odoo.addons.ibok_water.demo import plan
from odoo.addons.ibok_water.engine import reading_window, settling_cycle


@tagged("post_install", "-at_install")
class TestDemoPlan(TransactionCase):
    """The plan alone, for many days."""

    def test_a_reading_of_any_day_settles_the_demo_residents_cycle(self):
        before, after = plan.OPEN_WINDOW
        day = date(2027, 1, 1)
        while day.year < 2029:
            last_end = plan.Timeline(day).ends[-1]
            cycle = settling_cycle(day, 1, before, after)
            self.assertIsNotNone(cycle, day)
            self.assertGreaterEqual(cycle.date_to, last_end, day)
            # The day also lies in the window of the last finished cycle.
            finished = settling_cycle(last_end, 1, before, after)
            first, last = reading_window(finished, before, after)
            self.assertTrue(first <= day <= last, day)
            day += timedelta(days=1)

    def test_two_month_cycles_begin_with_the_contract(self):
        day = date(2027, 1, 15)
        for _month in range(12):
            timeline = plan.Timeline(day)
            for case in plan.cases():
                if case.story in ("move_in", "new"):
                    continue
                start = timeline.contract_start(case)
                offset = timeline.cycle_offset(case)
                number = start.year * 12 + start.month - 1
                self.assertEqual((number - offset) % case.billing_months, 0)
            day += timedelta(days=30)

    def test_readings_are_never_after_today(self):
        for day in (date(2027, 3, 1), date(2027, 3, 31), date(2028, 2, 29)):
            timeline = plan.Timeline(day)
            self.assertEqual(len(timeline.ends), plan.MONTHS)
            for month in range(plan.MONTHS):
                self.assertLessEqual(timeline.invoice_day(month), day)
                for case in plan.cases():
                    read = timeline.reading_day(case, month)
                    self.assertLess(read, day)
                    self.assertLessEqual((timeline.ends[month] - read).days, 10)

    def test_the_same_day_gives_the_same_story(self):
        day = date(2027, 5, 5)
        for case, again in zip(plan.cases(), plan.cases(), strict=True):
            self.assertEqual(case, again)
            for month in range(plan.MONTHS):
                self.assertEqual(
                    plan.house_use(case, month, day), plan.house_use(again, month, day)
                )

    def test_invented_numbers_are_valid_by_form(self):
        phones = {plan.phone(case) for case in plan.cases()}
        self.assertEqual(len(phones), len(plan.cases()))


@tagged("post_install", "-at_install")
class TestDemoMunicipality(TransactionCase):
    """What was built in this database."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tariff = cls.env.ref("ibok_water.demo_tariff")
        cls.company = cls.tariff.company_id
        cls.cases = plan.cases()
        cls.contracts = cls.env["water.contract"].search(
            [("company_id", "=", cls.company.id), ("state", "!=", "draft")]
        )
        cls.settlements = cls.env["water.settlement"].search(
            [("contract_id", "in", cls.contracts.ids), ("state", "=", "done")]
        )
        cls.bills = cls.settlements.move_id

    def _of(self, story):
        case = next(case for case in self.cases if case.story == story)
        found = self.contracts.filtered(lambda c: c.partner_id.name == case.name)
        self.assertEqual(len(found), 1, story)
        return found

    def test_company_is_gmina_buczek(self):
        self.assertEqual(self.company.name, "Gmina Buczek")
        self.assertEqual(self.company.vat, "PL8311566104")
        self.assertEqual(self.company.company_registry, "730934536")
        self.assertEqual(self.company.currency_id.name, "PLN")
        self.assertEqual(self.company.chart_template, "pl")
        self.assertTrue(self.company.water_journal_id)
        bank = self.company.partner_id.bank_ids
        self.assertEqual(bank.acc_type, "iban")

    def test_sixty_contracts_in_three_tariff_groups(self):
        self.assertEqual(len(self.contracts), 60)
        groups = set()
        for contract in self.contracts:
            self.assertTrue(contract.tariff_group_names, contract.number)
            groups |= set(contract.tariff_group_names.split(", "))
        self.assertLessEqual({"W1", "W2", "W3"}, groups)
        self.assertEqual(len(self.contracts.route_id), 5)
        self.assertEqual(len(self.contracts.premise_id.zone_id), 3)

    def test_tariff_says_whose_prices_it_shows(self):
        self.assertEqual(self.tariff.state, "active")
        self.assertIn("mpwik-lask.pl", self.tariff.source)
        self.assertIn("Łask", self.tariff.note)

    def test_two_years_of_bills(self):
        self.assertGreaterEqual(len(self.bills), 600)
        self.assertEqual(set(self.bills.mapped("state")), {"posted"})
        months = {(day.year, day.month) for day in self.settlements.mapped("date_to")}
        self.assertGreaterEqual(len(months), plan.MONTHS)

    def test_bills_are_numbered_by_date(self):
        bills = self.bills.sorted("id")
        years = defaultdict(list)
        for bill in bills:
            years[bill.invoice_date.year].append(bill)
        for year, moves in years.items():
            self.assertEqual(moves[0].name, f"WOD/{year}/00001")
            ordered = sorted(moves, key=lambda move: move.sequence_number)
            days = [move.invoice_date for move in ordered]
            self.assertEqual(days, sorted(days))

    def test_nothing_was_set_aside_but_the_unread(self):
        lines = self.env["water.billing.run.line"].search(
            [("contract_id", "in", self.contracts.ids), ("state", "!=", "done")]
        )
        unread = self._of("resident") | self._of("missing")
        self.assertLessEqual(lines.contract_id, unread)
        self.assertFalse(lines.filtered(lambda line: line.state == "pending"))

    def test_ledger_equals_settlements(self):
        for settlement in self.settlements.filtered("move_id"):
            move = settlement.move_id
            self.assertFalse(
                float_compare(move.amount_total, settlement.amount_total, 2), move.name
            )
            receivable = move.line_ids.filtered(
                lambda line: line.account_id.account_type == "asset_receivable"
            )
            self.assertFalse(
                float_compare(
                    sum(receivable.mapped("balance")), settlement.amount_total, 2
                )
            )
            self.assertFalse(
                float_compare(
                    sum(move.invoice_line_ids.mapped("price_subtotal")),
                    settlement.amount_net,
                    2,
                ),
                move.name,
            )

    def test_vat_in_the_ledger_is_that_of_the_bills(self):
        lines = self.bills.line_ids
        tax = lines.filtered("tax_line_id")
        base = lines.filtered("tax_ids")
        billed = self.settlements.filtered("move_id")
        self.assertEqual(tax.tax_line_id.mapped("amount"), [8.0])
        for found, expected in (
            (tax, sum(billed.mapped("amount_tax"))),
            (base, sum(billed.mapped("amount_net"))),
        ):
            total = -sum(found.mapped("balance"))
            self.assertFalse(float_compare(total, expected, 2), (total, expected))
            self.assertTrue(found.tax_tag_ids)

    def test_no_day_is_billed_twice_and_none_is_left_out(self):
        for contract in self.contracts:
            rows = self.settlements.filtered(
                lambda s, c=contract: s.contract_id == c
            ).sorted("date_from")
            if not rows:
                continue
            self.assertEqual(rows[0].date_from, contract.date_from)
            for row, following in zip(rows, rows[1:], strict=False):
                self.assertEqual(row.date_to + timedelta(days=1), following.date_from)

    def test_meters_add_up_to_what_was_billed(self):
        for contract in self.contracts.filtered(lambda c: c.metering != "norm"):
            usage = self.env["water.settlement.usage"].search(
                [("contract_id", "=", contract.id), ("active", "=", True)]
            )
            for point in usage.point_id:
                spans = usage.filtered(lambda u, p=point: u.point_id == p)
                spans = spans.sorted(lambda u: (u.date_from, u.date_to, u.id))
                for span, following in zip(spans, spans[1:], strict=False):
                    self.assertEqual(span.date_to, following.date_from)

    def test_every_kind_of_case_is_there(self):
        firm = self._of("firm")
        self.assertEqual(firm.partner_id.vat, "PL9990000126")
        self.assertEqual(firm.debtor_kind, "commercial")
        school = self._of("school")
        notes = self.settlements.filtered(lambda s: s.contract_id == school)
        self.assertTrue(notes)
        self.assertFalse(notes.move_id)
        norm = self._of("norm")
        self.assertEqual(norm.metering, "norm")
        self.assertFalse(norm.contract_point_ids)
        self.assertEqual(self._of("intake").services, "sewage")
        self.assertGreater(sum(self._bills_of(self._of("farm"))), 2000)
        for story in ("exchange", "exchange_frost"):
            point = self._of(story).point_ids
            self.assertEqual(len(point.installation_ids), 2)
            self.assertTrue(point.installation_id.protocol)
        ended = self._of("ended") | self._of("move_out")
        self.assertEqual(set(ended.mapped("state")), {"closed"})
        self.assertEqual(
            self._of("move_out").premise_id, self._of("move_in").premise_id
        )

    def _bills_of(self, contract):
        rows = self.settlements.filtered(lambda s: s.contract_id == contract)
        return rows.mapped("volume_water")

    def test_garden_takes_off_sewage_only(self):
        rows = self.settlements.filtered("volume_garden")
        self.assertTrue(rows)
        for row in rows:
            self.assertAlmostEqual(
                row.volume_sewage, row.volume_water - row.volume_garden
            )

    def test_change_of_tenant_hands_over_one_state(self):
        leaving, coming = self._of("move_out"), self._of("move_in")
        last = leaving.settlement_ids.usage_ids.sorted("date_to")[-1]
        first = coming.settlement_ids.usage_ids.sorted("date_from")[0]
        self.assertEqual(last.reading_to_id, first.reading_from_id)
        self.assertEqual(leaving.date_to + timedelta(days=1), coming.date_from)

    def test_register_rolled_over_once(self):
        usage = self._of("rollover").settlement_ids.usage_ids.filtered("rollover")
        self.assertEqual(len(usage), 1)
        self.assertEqual((usage.value_from, usage.value_to), (99987, 12))
        self.assertEqual(usage.volume, 25)

    def test_readings_wait_for_the_clerk(self):
        held = self.env["water.reading"].search(
            [("contract_id", "in", self.contracts.ids), ("state", "=", "held")]
        )
        codes = set(",".join(held.mapped("hold_codes")).split(","))
        self.assertLessEqual({"usage_high", "below_previous", "rollover"}, codes)
        rejected = self.env["water.reading"].search(
            [("contract_id", "=", self._of("rejected").id), ("state", "=", "rejected")]
        )
        self.assertTrue(rejected.reject_reason)
        walk = self.env["water.reading.round"].search([("state", "=", "open")], limit=1)
        self.assertTrue(0 < walk.done_count < walk.line_count)

    def test_meters_about_to_end_their_verification(self):
        soon = fields.Date.today() + timedelta(days=366)
        meters = self.contracts.point_ids.meter_id
        due = meters.filtered(lambda m: m.verification_due <= soon)
        self.assertGreaterEqual(len(due), 2)
        self.assertLess(len(due), len(meters) / 2)

    def test_bills_paid_late_in_part_too_much_and_not_at_all(self):
        states = set(self.bills.mapped("payment_state"))
        self.assertLessEqual({"paid", "partial", "not_paid"}, states)
        overdue = self.bills.filtered(
            lambda m: (
                m.payment_state != "paid" and m.invoice_date_due < fields.Date.today()
            )
        )
        self.assertTrue(overdue)
        partner = self._of("overpaid").partner_id
        credit = self.env["account.move.line"].search(
            [
                ("partner_id", "=", partner.id),
                ("account_id.account_type", "=", "asset_receivable"),
                ("amount_residual", "<", 0),
                ("parent_state", "=", "posted"),
            ]
        )
        self.assertTrue(credit)

    def test_the_newcomers_reading_becomes_a_bill_at_once(self):
        contract = self._of("resident")
        user = self.env.ref("ibok.demo_user_resident")
        self.assertEqual(contract.partner_id, user.partner_id)
        self.assertEqual(contract, self.env.ref("ibok_water.demo_contract_resident"))
        self.assertTrue(contract._next_due(fields.Date.today())["open"])
        point = contract.point_ids
        reading = self.env["water.reading"]._submit(
            point, point.last_value + 9, source="resident"
        )
        self.assertEqual(reading.state, "accepted")
        bill = reading._bill_if_due().move_id
        self.assertEqual(bill.state, "posted")
        self.assertEqual(bill.partner_id, user.partner_id)

    def test_second_resident_has_a_garden(self):
        user = self.env.ref("ibok.demo_user_resident2")
        contract = self.env["water.contract"].with_user(user).search([])
        self.assertEqual(len(contract), 1)
        self.assertEqual(
            set(contract.sudo().point_ids.mapped("kind")), {"main", "garden"}
        )

    def test_building_again_does_nothing(self):
        before = self.env["water.contract"].search_count([])
        self.assertFalse(self.env["water.demo"]._build_municipality())
        self.assertEqual(self.env["water.contract"].search_count([]), before)

    def test_a_database_with_contracts_is_refused(self):
        self.env["ir.model.data"].search(
            [("module", "=", "ibok_water"), ("name", "=", "demo_tariff")]
        ).unlink()
        with self.assertRaises(UserError):
            self.env["water.demo"]._build_municipality()

    def test_roles_have_their_logins(self):
        roles = {
            "reader": "ibok_water.group_water_reader",
            "clerk": "ibok_water.group_water_clerk",
            "accountant": "account.group_account_user",
            "manager": "ibok_water.group_water_manager",
        }
        for role, group in roles.items():
            user = self.env.ref(f"ibok.demo_user_{role}")
            self.assertTrue(user.has_group(f"ibok.group_{role}"))
            self.assertTrue(user.has_group(group))
            self.assertEqual(user.lang, "pl_PL")
        reader = self.env.ref("ibok.demo_user_reader")
        self.assertFalse(self.env["account.move"].with_user(reader).has_access("read"))
        accountant = self.env.ref("ibok.demo_user_accountant")
        self.assertFalse(
            self.env["water.contract"].with_user(accountant).has_access("write")
        )
        self.assertTrue(
            self.env["water.settlement"].with_user(accountant).search_count([])
        )
