"""A clerk works through the held bills by the keyboard alone, in a real browser."""

import re
from datetime import date, timedelta

import browser
from dateutil.relativedelta import relativedelta

from odoo.tests import tagged

from odoo.addons.ibok_water.tests import common


@tagged("post_install", "-at_install")
class TestHeldBills(browser.BrowserCase):
    """Release, correct, estimate: one key each, and the next bill is there."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        env = cls.env
        common.quiet_company(env.company)
        # What a demo municipality holds is another story.
        env["water.settlement"].search([("state", "=", "held")]).action_cancel()
        env["water.hold.rule"].search([]).active = False
        cls.make = common.Factory(env)
        #: A finished month, and a year and more before it.
        cls.cycle_end = date.today().replace(day=1) - timedelta(days=1)
        cls.start = cls.cycle_end.replace(day=1) - relativedelta(months=14)
        cls.make.tariff(
            since=cls.start - timedelta(days=400),
            until=cls.cycle_end + timedelta(days=400),
        )
        contracts = [cls.household(number) for number in range(6)]
        env["water.hold.rule"].create(
            {"name": "Limit", "code": "amount_above", "amount": 500}
        )
        cls.held = env["water.settlement"].union(
            *(contract._settle(cls.cycle_end) for contract in contracts)
        )
        # All requests share the test's cursor: none may hold it while it builds these.
        for bundle in ("web.assets_web", "web.assets_web_print"):
            env["ir.qweb"]._get_asset_bundle(bundle, js=False).css()
        env["ir.qweb"]._get_asset_bundle("web.assets_web", css=False).js()
        cls.clerk = common.user(
            env, "clerk-keys", "ibok_water.group_water_clerk", lang="pl_PL"
        )

    @classmethod
    def household(cls, number):
        """About 10 m³ a month, and then 300 that nobody believes."""
        contract = cls.make.household(100, cls.start, allow_forecast=True)
        before = cls.cycle_end.replace(day=1) - timedelta(days=1)
        cls.make.read(contract.point_ids, 240, before)
        contract._settle(before)
        reading = cls.make.read(contract.point_ids, 540 + number, cls.cycle_end)
        if reading.state == "held":
            reading.action_accept()
        return contract

    def key(self, page, letter):
        page.keyboard.press(f"Alt+{letter}")

    def open_bill(self, page, settlement):
        page.goto(f"/odoo/water-held-bills/{settlement.id}")
        self.wait_bill(page, settlement)

    def wait_bill(self, page, settlement):
        page.wait_for_url(re.compile(rf"/water-held-bills/{settlement.id}(\?|$)"))
        page.wait_for_selector(".o_form_view [name=action_release]")

    def live(self, settlement):
        """What the days of a bill are settled by now."""
        return settlement.contract_id.settlement_ids.filtered(
            lambda s: s.date_to == settlement.date_to and s.state != "cancelled"
        )

    def test_one_key_each_and_the_next_is_offered(self):
        order = self.held.sorted(lambda s: (s.date_to, s.id), reverse=True)
        released, estimated, corrected, *rest = order
        with self.person(self.clerk) as page:
            self.open_bill(page, released)
            self.key(page, "y")
            self.wait_bill(page, estimated)
            page.wait_for_selector("text=/zamiast 54\\d m³/")
            self.key(page, "e")
            self.wait_bill(page, corrected)
            self.key(page, "g")
            value = page.wait_for_selector(".modal [name=value] input")
            value.fill("250")
            page.fill(".modal [name=reason] input", "Przestawione cyfry")
            self.key(page, "q")
            page.wait_for_selector(".modal [name=line_ids] .o_data_row")
            self.key(page, "q")
            self.wait_bill(page, rest[0])
            page.wait_for_selector(".modal", state="detached")
            # Several from the list, and nothing is left.
            self.key(page, "y")
            self.wait_bill(page, rest[1])
            page.goto("/odoo/water-held-bills")
            page.wait_for_selector(".o_list_view .o_data_row >> nth=1")
            page.check(".o_list_view thead .o_list_record_selector input")
            page.wait_for_selector(".o_control_panel [name=action_estimate]")
            self.key(page, "e")
            page.wait_for_selector(".o_view_nocontent")
        self.assertEqual(self.live(released).state, "done")
        self.assertEqual(
            self.live(estimated).usage_ids.reading_to_id.source, "estimate"
        )
        self.assertEqual(self.live(corrected).volume_water, 10)
        self.assertEqual(self.live(rest[0]).state, "done")
        for bill in rest[1:]:
            self.assertEqual(self.live(bill).usage_ids.reading_to_id.source, "estimate")
        bills = self.env["water.settlement"].union(*map(self.live, order))
        self.assertEqual(set(bills.move_id.mapped("state")), {"posted"})
        self.assertEqual(len(bills.move_id), 6)

    def test_the_last_bill_leads_back_to_the_list(self):
        (self.held - self.held[0]).action_cancel()
        with self.person(self.clerk) as page:
            self.open_bill(page, self.held[0])
            self.key(page, "y")
            page.wait_for_selector(".o_view_nocontent")
        self.assertEqual(self.held[0].state, "done")
