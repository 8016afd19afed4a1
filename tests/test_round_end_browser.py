"""The end of a reader's round on a phone, in a real browser."""

import browser

from odoo.tests import tagged

from odoo.addons.ibok_water.tests import common

#: Whether the cursor stands in a field for a value that nobody has typed yet.
WAITS = """() => document.activeElement.matches("[name=entered] input")
    && !document.activeElement.value"""
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
            cards = page.locator(".o_kanban_view .o_kanban_record:not(.o_kanban_ghost)")
            cards.first.click()
            for value in ("107", "105"):
                page.wait_for_function(WAITS)
                page.keyboard.type(value)
                page.keyboard.press("Enter")
            told = page.locator(".alert-success:visible")
            told.filter(has_text="Wszystkie punkty").wait_for()
            page.locator("button[name=action_done]:visible").click()
            page.locator("button[name=action_reopen]").wait_for(state="attached")
            card = page.locator("[name=line_ids] .o_kanban_record", has_text="107")
            card.scroll_into_view_if_needed()
            wide = page.evaluate(WIDE)
        self.assertFalse(wide, "something is wider than the phone")
        self.assertEqual(self.round.state, "done")
        self.assertEqual(self.round.done_count, 2)
