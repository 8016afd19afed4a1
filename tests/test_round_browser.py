"""A reader's round in a real browser, with the keyboard alone."""

import time

import browser

from odoo.tests import tagged

ENTRY = "[name=entered] input"


@tagged("post_install", "-at_install")
class TestRound(browser.BrowserCase):
    """Type a value, press Enter: it is saved and the next row waits for its own."""

    def setUp(self):
        super().setUp()
        self.reader = self.env.ref("ibok.demo_user_reader")
        self.round = self.env["water.reading.round"].search(
            [("state", "=", "open")], limit=1
        )
        self.lines = self.round.line_ids.filtered(lambda r: r.state == "open")[:3]
        self.assertEqual(len(self.lines), 3)
        self.numbers = self.lines.meter_id.mapped("number")
        # On the day of the round, and not the same for all.
        self.values = [
            f"{line.point_id.last_value + 2 + place:.0f},5".replace(".", ",")
            for place, line in enumerate(self.lines)
        ]
        action = self.env.ref("ibok_water.water_reading_round_action")
        self.url = f"/odoo/action-{action.id}/{self.round.id}"

    def assert_read(self, count):
        for line, typed in list(zip(self.lines, self.values, strict=True))[:count]:
            reading = line.reading_id
            self.assertEqual(reading.value, float(typed.replace(",", ".")))
            self.assertEqual((reading.source, reading.user_id), ("reader", self.reader))
            self.assertIn(reading.state, ("accepted", "held"))

    def test_enter_goes_down_the_list(self):
        with self.person(self.reader) as page:
            page.goto(self.url)
            page.click("button[name=action_enter_readings]")
            # The list has been drawn once the cursor stands in it.
            page.locator(f".o_selected_row {ENTRY}:focus").wait_for()
            row = page.locator(f".o_data_row:has-text('{self.numbers[0]}')")
            row.locator("td[name=entered]").click()
            for number, value in zip(self.numbers, self.values, strict=True):
                current = page.locator(f".o_selected_row:has-text('{number}')")
                current.locator(f"{ENTRY}:focus").wait_for()
                page.keyboard.type(value)
                page.keyboard.press("Enter")
            page.locator(f".o_selected_row:has-text('{number}')").wait_for(
                state="detached"
            )
        self.assert_read(3)

    def test_the_cursor_stands_in_the_first_row_and_what_is_typed_ahead_is_kept(self):
        """Nothing but keys, the second value before the first one is saved."""
        with self.person(self.reader) as page:
            page.goto(self.url)
            page.click("button[name=action_enter_readings]")
            page.locator(
                f".o_selected_row:has-text('{self.numbers[0]}') {ENTRY}:focus"
            ).wait_for()
            page.route("**/web_save", lambda route: (time.sleep(1), route.continue_()))
            page.keyboard.type(self.values[0])
            page.keyboard.press("Enter")
            page.keyboard.type(self.values[1] + "9")
            page.keyboard.press("Backspace")
            second = page.locator(f".o_selected_row:has-text('{self.numbers[1]}')")
            second.locator(f"{ENTRY}:focus").wait_for()
            page.wait_for_function(
                "typed => document.activeElement.value === typed", arg=self.values[1]
            )
            page.keyboard.press("Enter")
            page.locator(
                f".o_selected_row:has-text('{self.numbers[2]}') {ENTRY}:focus"
            ).wait_for()
        self.assert_read(2)

    def test_enter_goes_from_form_to_form_on_a_phone(self):
        with self.person(self.reader, size=browser.PHONE) as page:
            page.goto(self.url)
            page.click("button[name=action_enter_readings]")
            page.wait_for_url("**/water.reading.round.line*")  # the form has cards too
            page.click(f".o_kanban_view .o_kanban_record:has-text('{self.numbers[0]}')")
            held = page.locator(".o_form_view .alert-warning:visible")
            for place, value in enumerate(self.values[:2]):
                number, following = self.numbers[place : place + 2]
                page.locator(f".o_form_view:has-text('{number}')").wait_for()
                field = page.locator(f"{ENTRY}:focus")
                field.wait_for()
                self.assertEqual(field.get_attribute("inputmode"), "decimal")
                page.keyboard.type(value)
                page.keyboard.press("Enter")
                # What would be held is shown first; the second Enter says: so it is.
                gone = page.locator(f".o_form_view:has-text('{following}')")
                gone.or_(held).first.wait_for()
                if held.count():
                    page.keyboard.press("Enter")
            page.locator(f".o_form_view:has-text('{self.numbers[2]}')").wait_for()
        self.assert_read(2)
