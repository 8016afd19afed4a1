"""Conditions of connection: to the water supply, and to the sewers as well."""

from walk_case import WalkCase

from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestWalkConnections(WalkCase):
    """Asked about and granted; refused with grounds. The decision is all there is."""

    ANSWERS = {
        "place": "Buczek, Polna, obok nr 3",
        "plot": "12/3",
        "title": "owner",
        "purpose": "Dom dla czterech osób",
        "demand_living": "dużo",
    }

    def test_water(self):
        kind = self.questions_of("water")
        answers = {**self.ANSWERS, "building": "single"}
        with self.pages(self.resident, self.clerk) as (phone, desk):
            phone.goto("/my/applications")
            record, number = self.apply(
                phone, kind, self.KNOWN, answers, {"demand_living": "0,4"}
            )
            self.open_matter(desk, number)
            self.press(desk, "action_take")
            self.wait_state(desk, "checking")
            self.say(desk, "action_ask", "Po której stronie drogi stoi dom?")
            self.wait_state(desk, "waiting")
            self.snap(desk, "asked")
            phone.click(f"main a[href='/my/applications/{record}']")
            phone.locator("main .alert-warning", has_text="stronie drogi").wait_for()
            self.snap(phone, "asked")
            phone.fill("#description", "Po północnej")
            phone.click("#talk form button[type=submit]")
            phone.locator("#talk li", has_text="Po północnej").wait_for()
            self.open_matter(desk, number)
            desk.locator(".o-mail-Message", has_text="Po północnej").wait_for()
            self.say(desk, "action_approve", "Przyłącze DN 32 do sieci DN 110.")
            self.wait_state(desk, "approved")
            self.press(desk, "action_done")
            self.wait_state(desk, "done")
            letter = self.decision(phone, record, "Przyłącze DN 32", "zrealizowany")
        application = self.env["ibok.application"].browse(record)
        self.assertEqual((application.state, application.user_id), ("done", self.clerk))
        self.assertFalse(application.result_id)
        self.assertEqual(application._value("demand_living"), "0.4")
        self.assertEqual(application.file_ids.mapped("name"), ["mapa.jpg"])
        self.assertTrue(application.promise_kept)
        self.assertTrue(application.answer_opened_at)
        self.check_words(letter, number, "Przyłącze DN 32 do sieci DN 110.")

    def test_water_and_sewage(self):
        kind = self.questions_of("water_sewage")
        answers = {
            **self.ANSWERS,
            "building": "multi",
            "demand_living": "1,6",
            "sewage_living": "",
        }
        grounds = "W tej ulicy nie ma kanalizacji; powstanie w 2029 roku."
        with self.pages(self.resident, self.clerk) as (phone, desk):
            phone.goto("/my/applications")
            record, number = self.apply(
                phone, kind, self.KNOWN, answers, {"sewage_living": "1,5"}
            )
            self.decide(desk, number, "action_refuse", grounds)
            desk.wait_for_selector(".o_form_view button[name=action_print_answer]")
            self.snap(desk, "refused")
            letter = self.decision(phone, record, grounds, "Odmowa")
        application = self.env["ibok.application"].browse(record)
        self.assertEqual(application.state, "refused")
        # A building with several flats: 45 days, not 21.
        self.assertEqual((application.deadline - self.today).days, 45)
        self.assertEqual(application.decided_by_id, self.clerk)
        # A refusal tells its grounds, and where to go with them.
        self.check_words(letter, number, grounds, "art. 27e")
