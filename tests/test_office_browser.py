"""What the office does on a screen and no form test can see, in a real browser."""

import base64
import io
from datetime import date

import browser
from babel.dates import format_date
from PIL import Image

from odoo.tests import tagged


def picture(width, height):
    """A photo as a phone would send it, in base64."""
    data = io.BytesIO()
    Image.new("RGB", (width, height), "#4a7").save(data, format="JPEG")
    return base64.b64encode(data.getvalue())


#: Headers of lists that are not shown in full; the browser says so.
CUT = """() => [...document.querySelectorAll("th[data-name]")]
    .filter((head) => [head, ...head.querySelectorAll("*")].some(
        (part) => part.clientWidth && part.scrollWidth > part.clientWidth + 1
            && getComputedStyle(part).overflow !== "visible"))
    .map((head) => head.innerText.trim())"""
#: Go to an action as its menu does; the web client stays as it is.
OPEN = """action => odoo.__WOWL_DEBUG__.root.env.services.action.doAction(
    action, {clearBreadcrumbs: true})"""
#: Work lists and books whose records have lists of their own.
ACTIONS = (
    "ibok_water.water_reading_action_held",
    "ibok_water.water_contract_action_missing",
    "ibok_water.water_billing_run_line_action_held",
    "ibok_water.water_meter_action_due",
    "ibok_water.water_contract_action",
    "ibok_water.res_partner_action_customers",
    "ibok_water.water_premise_action",
    "ibok_water.water_reading_action",
    "ibok_water.water_point_action",
    "ibok_water.water_meter_action",
    "ibok_water.water_meter_installation_action",
    "ibok_water.water_route_action",
    "ibok_water.water_billing_run_action",
    "ibok_water.water_settlement_action",
    "ibok_water.account_move_action_bills",
    "ibok_water.water_norm_action",
    "ibok_water.water_tariff_action",
    "ibok_water.res_users_action_office",
    "ibok_portal.res_users_action_accounts",
    "ibok_portal.ibok_terms_action",
    "ibok_portal.ibok_service_action",
)

WITHOUT_FORM = (
    "ibok_water.water_billing_run_line_action_held",
    "ibok_water.res_users_action_office",
    "ibok_portal.res_users_action_accounts",
)


@tagged("post_install", "-at_install")
class TestOffice(browser.BrowserCase):
    def test_photo_of_a_held_reading_opens_as_large_as_it_is(self):
        reading = self.env["water.reading"].search([("state", "=", "held")], limit=1)
        reading.photo = picture(900, 1200)
        clerk = self.env.ref("ibok.demo_user_clerk")
        with self.person(clerk) as page:
            page.goto("/odoo/action-ibok_water.water_reading_action_held")
            page.focus(".o_list_view .o_water_photo")
            page.keyboard.press("Enter")
            self.check_viewer(page)
            self.assertTrue(page.is_visible(".o_list_view"), "the row was not opened")
            page.goto(f"/odoo/water.reading/{reading.id}")
            page.click(".o_form_view .o_water_photo")
            self.check_viewer(page)

    def check_viewer(self, page):
        """The whole photo is on the screen; Escape closes it."""
        image = page.wait_for_selector(".o-FileViewer-viewImage")
        page.wait_for_function("image => image.naturalWidth == 900", arg=image)
        self.assertGreater(image.bounding_box()["height"], 500)
        page.keyboard.press("Escape")
        page.wait_for_selector(".o-FileViewer", state="detached")

    def test_headers_of_lists_are_shown_in_full(self):
        manager = self.env.ref("ibok.demo_user_manager")
        with self.person(manager, size={"width": 1366, "height": 768}) as page:
            page.goto(f"/odoo/action-{ACTIONS[0]}")
            page.locator(".o_list_view .o_data_row .o_data_cell").first.wait_for()
            for action in ACTIONS:
                page.evaluate(OPEN, action)
                cell = page.locator(".o_list_view .o_data_row .o_data_cell").first
                cell.wait_for()
                with self.subTest(action, view="list"):
                    self.assertFalse(page.evaluate(CUT))
                if action in WITHOUT_FORM:
                    continue
                cell.click()
                page.wait_for_selector(".o_form_view")
                with self.subTest(action, view="form"):
                    self.assertFalse(page.evaluate(CUT))

    def test_months_stand_in_the_nominative(self):
        """Listopad 2026 over the column of a report and in the filter's words."""
        today = date.today()
        month = format_date(today, "LLLL", locale="pl")
        of_month = format_date(today, "MMMM", locale="pl")
        accountant = self.env.ref("ibok.demo_user_accountant")
        with self.person(accountant) as page:
            page.goto("/odoo/action-ibok_water.water_vat_report_action")
            page.wait_for_selector(".o_pivot table")
            shown = page.inner_text(".o_action_manager")
            page.click(".o_searchview_dropdown_toggler")
            page.click(".o_filter_menu .o_accordion_toggle")
            page.wait_for_selector(".o_filter_menu .o_accordion_values")
            offered = page.inner_text(".o_filter_menu")
        self.assertIn(f"{month} {today.year}", shown)
        self.assertNotIn(of_month, shown)
        self.assertIn(month, offered)
        self.assertNotIn(of_month, offered)
