"""The demo municipality: what is told of it is there."""

from datetime import timedelta

import demo_town

from odoo import fields
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestDemoMunicipality(demo_town.DemoTown):
    """What was built in this database."""

    def test_company_is_gmina_buczek(self):
        self.assertEqual(self.company.name, "Gmina Buczek")
        self.assertEqual(self.company.vat, "PL8311566104")
        self.assertEqual(self.company.company_registry, "730934536")
        self.assertEqual(self.company.currency_id.name, "PLN")
        self.assertEqual(self.company.chart_template, "pl")
        self.assertTrue(self.company.water_journal_id)
        bank = self.company.partner_id.bank_ids
        self.assertEqual(bank.acc_type, "iban")
        ways = self.env["account.payment.method.line"].search(
            [("journal_id.company_id", "=", self.company.id)]
        )
        self.assertNotIn("Manual Payment", ways.mapped("name"))

    def test_no_weekly_letter_of_figures_goes_to_the_office(self):
        digest = self.env.ref("digest.digest_digest_default")
        self.assertEqual(digest.state, "deactivated")
        self.assertFalse(digest.user_ids)
        sending = self.env["ir.config_parameter"].get_param
        self.assertFalse(sending("digest.default_digest_emails"))

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

    def test_nothing_was_set_aside_but_the_unread(self):
        lines = self.env["water.billing.run.line"].search(
            [("contract_id", "in", self.contracts.ids), ("state", "!=", "done")]
        )
        unread = self._of("resident") | self._of("missing")
        self.assertLessEqual(lines.contract_id, unread)
        self.assertFalse(lines.filtered(lambda line: line.state == "pending"))

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

    def test_change_of_tenant_hands_over_one_state(self):
        leaving, coming = self._of("move_out"), self._of("move_in")
        last = leaving.settlement_ids.usage_ids.sorted("date_to")[-1]
        first = coming.settlement_ids.usage_ids.sorted("date_from")[0]
        self.assertEqual(last.reading_to_id, first.reading_from_id)
        self.assertEqual(leaving.date_to + timedelta(days=1), coming.date_from)

    def test_the_cooperative_gets_one_bill_for_its_houses(self):
        houses = self.contracts.filtered("collective_bill")
        self.assertEqual(len(houses), 3)
        self.assertEqual(len(houses.partner_id), 1)
        settled = self.settlements.filtered(lambda s: s.contract_id in houses)
        self.assertEqual(len(settled), 3 * 12)
        self.assertEqual(len(settled.move_id), 12)
        self.assertEqual(settled.collective_move_id, settled.move_id)
        for move in settled.move_id:
            self.assertEqual(move.water_settlement_ids.contract_id, houses)

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

    def test_an_electronic_invoice_rests_on_a_consent(self):
        electronic = self.contracts.filtered(
            lambda c: c.state == "open" and c.invoice_form == "electronic"
        )
        self.assertIn(self._of("resident"), electronic)
        for contract in electronic:
            with self.subTest(contract=contract.number):
                self.assertTrue(contract._has_consent(fields.Date.today()))

    def test_who_is_told_of_no_water_is_told_where_to_fetch_it(self):
        outage = self.env.ref("ibok.demo_announcement_works")
        Point = self.env["water.supply.point"]
        points = Point.search(
            Domain("company_id", "=", self.company.id)
            & Point._open_domain(outage.date_from)
        )
        self.assertEqual(points.village_id, outage.village_ids)
        for point in points:
            self.assertLessEqual(point.date_from, outage.date_from)
            self.assertGreaterEqual(point.date_to, outage.date_to)

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
