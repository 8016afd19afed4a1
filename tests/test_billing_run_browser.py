"""A billing run in a real browser: typed days, how far it is, and its end."""

from datetime import date, timedelta
from unittest.mock import patch

import browser
from dateutil.relativedelta import relativedelta

from odoo.tests import tagged

from odoo.addons.ibok_water.tests import common


@tagged("post_install", "-at_install")
class TestBillingRun(browser.BrowserCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        env = cls.env
        common.quiet_company(env.company)
        env["water.hold.rule"].search([]).active = False
        cls.make = make = common.Factory(env)
        cls.cycle_end = date.today().replace(day=1) - timedelta(days=1)
        start = cls.cycle_end.replace(day=1)
        make.tariff(since=start - timedelta(days=400), until=start + timedelta(400))
        cls.contract = make.household(100, start)
        make.read(cls.contract.point_ids, 107, cls.cycle_end)
        for bundle in ("web.assets_web", "web.assets_web_print"):
            env["ir.qweb"]._get_asset_bundle(bundle, js=False).css()
        env["ir.qweb"]._get_asset_bundle("web.assets_web", css=False).js()
        cls.clerk = common.user(
            env, "clerk-run", "ibok_water.group_water_clerk", lang="pl_PL"
        )

    def worker(self):
        """Another request that does what the background job would."""

        def work(runs):
            runs.search([("state", "in", ("previewing", "running"))])._process_now()

        return patch.object(
            type(self.env["water.billing.run"]), "action_view_held", work
        )

    def work(self, page):
        page.evaluate(
            """() => fetch("/web/dataset/call_kw/water.billing.run/action_view_held", {
                method: "POST",
                headers: { "Content-Type": "application/json" },
                body: JSON.stringify({ jsonrpc: "2.0", method: "call", params: {
                    model: "water.billing.run", method: "action_view_held",
                    args: [[]], kwargs: {},
                }}),
            })"""
        )

    def test_the_form_shows_the_end_by_itself(self):
        button = "button[name=%s]:visible"
        with self.worker(), self.person(self.clerk) as page:
            page.goto("/odoo/action-ibok_water.water_billing_run_action/new")
            page.click(button % "action_preview")
            page.wait_for_selector(".o_form_view .alert-info:visible")
            self.work(page)
            page.wait_for_selector(button % "action_draft")
            page.wait_for_selector(".o_notification:has-text('Podgląd jest gotowy')")
            page.click(button % "action_start")
            page.click(".modal footer button.btn-primary")
            page.wait_for_selector(".o_form_view .alert-info:visible")
            self.work(page)
            page.wait_for_selector(button % "action_deliver")
            page.wait_for_selector(".o_notification:has-text('zakończony')")
        settlement = self.contract.settlement_ids
        self.assertEqual(settlement.date_to, self.cycle_end)
        self.assertEqual(settlement.move_id.state, "posted")

    def test_the_form_shows_the_time_that_is_left(self):
        """Of three contracts one is done, and nobody touched the page."""
        start = self.cycle_end.replace(day=1)
        others = [self.make.household(100, start) for _number in range(2)]
        for contract in others:
            self.make.read(contract.point_ids, 103, self.cycle_end)
        route = self.env["water.route"].create({"name": "Zegar", "code": "ZG"})
        contracts = self.contract.union(*others)
        contracts.premise_id.route_id = route
        run = self.env["water.billing.run"].create(
            {"cycle_end": self.cycle_end, "route_ids": route.ids}
        )
        run.action_start()

        def one(runs):
            runs.browse(run.id)._run_chunk()

        model = type(run)
        with (
            patch.object(model, "_chunk_size", lambda _run: 1),
            patch.object(model, "action_view_held", one),
            self.person(self.clerk) as page,
        ):
            page.goto(f"/odoo/action-ibok_water.water_billing_run_action/{run.id}")
            left = ".o_form_view .alert-info [name=remaining]:visible"
            page.wait_for_selector(f"{left}:has-text('czeka')")
            self.work(page)
            page.wait_for_selector(f"{left}:has-text('min')")
            self.work(page)
            self.work(page)
            self.work(page)
            page.wait_for_selector(left, state="detached")
        self.assertEqual((run.state, run.settled_count), ("done", 3))

    def test_a_typed_day_is_shown(self):
        """Odoo's picker showed the day of before, while the new one was saved."""
        other = self.cycle_end + relativedelta(months=-2, day=31)
        with self.person(self.clerk) as page:
            page.goto("/odoo/action-ibok_water.water_billing_run_action/new")
            day = page.locator(".o_field_widget[name=cycle_end]")
            day.locator(".o_input").click()
            page.keyboard.press("Control+a")
            page.keyboard.type(f"{other:%d.%m.%Y}")
            page.keyboard.press("Tab")
            page.wait_for_selector(f".o_breadcrumb:has-text('{other:%d.%m.%Y}')")
            day.locator(f":text('{other:%d.%m.%Y}')").wait_for()
