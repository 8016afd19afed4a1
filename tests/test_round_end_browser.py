"""The end of a reader's round on a phone, in a real browser."""

import browser

from odoo.tests import tagged

from odoo.addons.ibok_water.tests import common

ENTRY = "[name=entered] input:focus"
#: What of the round's page can be moved sideways.
WIDE = """() => [...document.querySelectorAll(".o_form_view *")]
    .filter((part) => part.scrollWidth > part.clientWidth + 1
        && ["auto", "scroll"].includes(getComputedStyle(part).overflowX))
    .map((part) => part.className)"""


@tagged("post_install", "-at_install")
class TestRoundEnd(browser.BrowserCase):
    def setUp(self):
        super().setUp()
        make = common.Factory(self.env)
        self.reader = common.user(
            self.env, "reader-end", "ibok_water.group_water_reader", lang="pl_PL"
        )
        route = self.env["water.route"].create(
            {"name": "Krótka", "code": "KRT", "user_id": self.reader.id}
        )
        for number in ("1", "2"):
            premise = make.premise(route_id=route.id, house_number=number)
            make.contract([make.metered_point(100, premise=premise)])
        self.round = self.env["water.reading.round"]._start(route)

    def test_after_the_last_point_it_says_what_was_done(self):
        with self.person(self.reader, size=browser.PHONE) as page:
            page.goto(
                f"/odoo/action-ibok_water.water_reading_round_action/{self.round.id}"
            )
            page.click("button[name=action_enter_readings]:visible")
            page.wait_for_url("**/water.reading.round.line*")  # the form has cards too
            page.locator(".o_kanban_record:not(.o_kanban_ghost)").first.click()
            for value in ("107", "105"):
                page.locator(ENTRY).wait_for()
                page.keyboard.type(value)
                page.keyboard.press("Enter")
                page.wait_for_timeout(1500)
            told = page.locator(".alert-success:visible")
            told.wait_for()
            self.assertIn("Wszystkie punkty", told.inner_text())
            page.locator("button[name=action_done]:visible").click()
            page.locator("button[name=action_reopen]").wait_for(state="attached")
            card = page.locator("[name=line_ids] .o_kanban_record", has_text="107")
            card.scroll_into_view_if_needed()
            wide = page.evaluate(WIDE)
        self.assertFalse(wide, "something is wider than the phone")
        self.assertEqual(self.round.state, "done")
        self.assertEqual(self.round.done_count, 2)
