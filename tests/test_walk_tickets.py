"""Matters of every other kind: reported, answered on each road, read."""

import re

from walk_case import WalkCase

from odoo.tests import tagged

#: Open an action over what is there, as its menu does.
DIALOG = "action => odoo.__WOWL_DEBUG__.root.env.services.action.doAction(action)"
#: Kinds that a resident reports, and the road on which each is answered.
ROADS = {
    "no_water": "electronic",
    "dirty_water": "phone",
    "low_pressure": "paper",
    "leaking_meter": "electronic",
    "sewage": "phone",
    "ibok": "paper",
    "other": "electronic",
}


@tagged("post_install", "-at_install")
class TestWalkTickets(WalkCase):
    """By a resident on his phone; and urgent, by somebody without an account."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.ibok_duty_phone = "+48600100200"
        cls.village = cls.make.household(340, cls.month).premise_id.village_id
        cls.kinds = {
            code: cls.env.ref(f"ibok_portal.ticket_category_{code}").id
            for code in ROADS
        }

    def letter_to(self, address):
        """The last letter to an address."""
        self._wait_for_requests()
        self.env.invalidate_all()
        found = self.env["mail.mail"].search([("email_to", "ilike", address)])
        return found.sorted("id")[-1:].body_html

    def test_urgent_without_an_account(self):
        nobody = self.env["res.users"]
        asked = self.env["ibok.ticket.category"].browse(self.kinds["no_water"])
        asked = asked.with_context(lang="pl_PL").questions
        with self.pages(nobody) as [phone]:
            phone.context.set_geolocation(
                {"latitude": 51.5, "longitude": 19.25, "accuracy": 20}
            )
            phone.context.grant_permissions(["geolocation"])
            phone.goto("/ibok/report")
            phone.locator(".o_water_kind_questions[hidden]").wait_for(state="attached")
            phone.select_option("#category_id", str(self.kinds["no_water"]))
            phone.locator(".o_water_kind_questions", has_text=asked).wait_for()
            phone.select_option("#village_id", str(self.village.id))
            phone.fill("#place", "Polna 3")
            phone.fill("#email", "jan@example.com")
            phone.click(".o_water_spot_take")
            phone.wait_for_selector(".o_water_spot_drop:not(.d-none)")
            self.snap(phone, "report")
            phone.click("main form button[type=submit]")
            phone.wait_for_selector("#description_error")
            phone.fill("#description", "Nie ma wody od rana")
            phone.set_input_files("#files", self.photo)
            phone.click("main form button[type=submit]")
            phone.wait_for_url("**/ibok/report/sent")
        link = re.search(r"/ibok/report/\d+/[\w-]+", self.letter_to("jan@example.com"))
        matter = self.env["ibok.ticket"].search([], order="id desc", limit=1)
        self.assertEqual(matter.state, "unconfirmed")
        with self.pages(nobody, self.clerk) as (phone, desk):
            phone.goto(link[0])
            phone.click("main form button[type=submit]")
            phone.wait_for_selector("main dl")
            number, code = phone.locator("main dd").all_inner_texts()
            self.snap(phone, "confirmed")
            self.open_matter(desk, number, "ibok_ticket")
            self.press(desk, "action_take")
            self.wait_state(desk, "doing")
            self.snap(desk, "urgent")
            self.say(desk, "action_answer", "Pękła rura; woda będzie o 14.")
            self.wait_state(desk, "done")
            phone.click("main a[href='/ibok/report/follow']")
            phone.fill("#number", number)
            phone.fill("#code", code)
            phone.click("main form button[type=submit]")
            phone.wait_for_url("**/ibok/report/case")
            phone.locator("main", has_text="woda będzie o 14").wait_for()
            self.snap(phone, "case")
        self.assertEqual((matter.state, matter.number), ("done", number))
        self.assertEqual((matter.user_id, matter.priority), (self.clerk, "2"))
        self.assertTrue(matter.promise_kept)
        self.assertEqual((matter.latitude, matter.longitude), (51.5, 19.25))
        self.assertIn("Pękła rura", self.letter_to("jan@example.com"))
        # The duty telephone learns of the place, and of nobody.
        [text] = self.env["sms.sms"].search([("number", "=", "+48600100200")])
        self.assertIn(number, text.body)
        self.assertIn("Polna 3", text.body)
        self.assertNotIn("jan", text.body.lower())

    def test_a_caller_s_matter_stands_on_the_board_at_once(self):
        with self.pages(self.clerk) as [desk]:
            desk.goto("/odoo/action-ibok_portal.ibok_ticket_action")
            desk.wait_for_selector(".o_kanban_renderer")
            desk.evaluate(DIALOG, "ibok_portal.ibok_ticket_action_call")
            kind = self.kinds["low_pressure"]
            desk.click(f".modal [name=category_id] input[data-value='{kind}']")
            desk.fill(".modal [name=place] input", "Polna 7")
            desk.fill(".modal [name=name] input", "Słabo leci na piętrze")
            self.snap(desk, "caller")
            desk.click(".modal button[name=action_tell_number]")
            desk.locator(
                ".o_kanban_record", has_text="Słabo leci na piętrze"
            ).wait_for()
            desk.wait_for_selector(".modal", state="detached")
            told = desk.inner_text(".o_notification_content")
            self.snap(desk, "caller-board")
        matter = self.env["ibok.ticket"].search([], order="id desc", limit=1)
        self.assertEqual((matter.place, matter.channel), ("Polna 7", "phone"))
        self.assertIn(matter.number, told)

    def report(self, page, code, fault=False):
        """The resident reports; address and number of the matter."""
        page.click("main a[href='/my/tickets/new']")
        page.click(f"main a[href$='category_id={self.kinds[code]}']")
        page.wait_for_url("**category_id=*")
        if fault:
            page.click("main form button[type=submit]")
            page.wait_for_selector("#description_error")
        if page.locator("#place").count():
            page.fill("#place", "Polna 1")
        page.fill("#description", f"Proszę o pomoc: {code}")
        page.set_input_files("#files", self.photo)
        page.click("main form button[type=submit]")
        page.wait_for_url("**sent=1")
        self.snap(page, f"sent-{code}")
        found = re.search(r"/my/tickets/(\d+)", page.url)
        number = page.inner_text("main .alert-success strong")
        page.click(".breadcrumb a[href='/my/tickets']")
        return int(found[1]), number

    def test_every_kind(self):
        reported, read = {}, {}
        with self.pages(self.resident, self.clerk) as (phone, desk):
            phone.goto("/my/tickets")
            for code in ROADS:
                reported[code] = self.report(phone, code, fault=code == "dirty_water")
            for code, road in ROADS.items():
                self.open_matter(desk, reported[code][1], "ibok_ticket")
                self.say(desk, "action_answer", f"Zrobione: {code}", road=road)
                self.wait_state(desk, "done")
                if road == "paper":
                    desk.click(".o_notebook .nav-link[name=answer]")
                    field = desk.locator("[name=answer_delivered_on] .o_input")
                    self.snap(desk, f"delivery-{code}")
                    field.click()
                    desk.keyboard.type(f"{self.today:%d.%m.%Y}")
                    desk.keyboard.press("Tab")
                    desk.click(".o_form_button_save")
                    desk.wait_for_selector(
                        ".o_form_status_indicator_buttons.invisible", state="attached"
                    )
            for code, (record, _number) in reported.items():
                phone.goto(f"/my/tickets/{record}")
                self.snap(phone, f"answered-{code}")
                read[code] = phone.inner_text("main")
        for code, (record, number) in reported.items():
            with self.subTest(code):
                matter = self.env["ibok.ticket"].browse(record)
                self.assertEqual((matter.state, matter.number), ("done", number))
                self.assertEqual(matter.category_id.id, self.kinds[code])
                self.assertEqual(matter.partner_id, self.resident.partner_id)
                self.assertEqual(matter.answer_road, ROADS[code])
                self.assertTrue(matter.promise_kept)
                self.assertIn(f"Zrobione: {code}", read[code])
                on_paper = ROADS[code] == "paper"
                self.assertEqual(bool(matter.answer_pdf), on_paper)
                self.assertEqual(
                    matter.answer_delivered_on, self.today if on_paper else False
                )
