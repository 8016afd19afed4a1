"""A meter to be checked and a submeter of the garden, walked from the form on."""

import re

from playwright.sync_api import expect
from walk_case import WalkCase

from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestWalkMeters(WalkCase):
    """From the form on the phone to the meter on its point."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls.make.household(
            340, cls.month, partner=cls.resident.partner_id
        )
        cls.point = cls.contract.point_ids
        cls.old = cls.point.meter_id
        cls.new = cls.make.meter("WALK-NEW", type_id=cls.make.meter_type().id)
        cls.known = {**cls.KNOWN, "place": cls.contract.premise_id.address}

    def choose(self, page, field, text):
        """One of several, by typing the beginning of its name."""
        page.fill(f".modal .o_field_widget[name={field}] input", text)
        page.locator(".o-autocomplete--dropdown-item", has_text=text).first.click()

    def test_meter_check(self):
        kind = self.questions_of("meter_check")
        known = {**self.known, "meter_number": self.old.number}
        answers = {"reading": "345", "reason": "Liczy dwa razy", "costs": False}
        doubted = self.old.number
        with self.pages(self.resident, self.clerk) as (phone, desk):
            phone.goto("/my/applications")
            record, number = self.apply(phone, kind, known, answers, {"costs": True})
            self.decide(desk, number, "action_approve", "Wymienimy go i zbadamy.")
            self.press(desk, "action_fulfil")
            self.given(desk, "final_value", "345,000")
            self.choose(desk, "new_meter_id", "WALK-NEW")
            desk.fill(".modal .o_field_widget[name=initial_value] input", "0,5")
            self.snap(desk, "check-step")
            self.confirm(desk, "action_exchange")
            self.wait_form(desk, "date_from")
            self.snap(desk, "check-result")
            self.back_to(desk, number)
            self.wait_state(desk, "approved")
            letter = self.decision(phone, record, "Wymienimy go i zbadamy.")
            phone.wait_for_selector(f"text=Wodomierz nr {doubted} wymontowano")
            self.press(desk, "action_fulfil")
            desk.check(".modal .o_field_widget[name=result] input[data-value=right]")
            desk.fill(
                ".modal .o_field_widget[name=certificate] input", "117/2026, OUM Łódź"
            )
            words = desk.locator(".modal .o_field_widget[name=text] textarea")
            self.snap(desk, "check-begun")
            expect(words).to_have_value(
                re.compile("liczy prawidłowo", re.IGNORECASE), timeout=60_000
            )
            self.snap(desk, "check-told")
            self.confirm(desk, "action_confirm")
            self.wait_state(desk, "done")
            phone.reload()
            phone.wait_for_selector("text=liczy prawidłowo (117/2026, OUM Łódź)")
            self.snap(phone, "check-read")
        self.assertEqual(self.came_of(record, "water.meter"), self.old)
        installation = self.point.installation_id
        self.assertEqual(installation.point_id, self.point)
        self.assertEqual(installation.meter_id, self.new)
        self.assertEqual(installation.initial_value, 0.5)
        taken = self.point.installation_ids.filtered(lambda i: i.meter_id == self.old)
        self.assertEqual((taken.final_value, taken.date_to), (345, self.today))
        self.assertIn(number, taken.note or installation.note or "")
        self.check_words(letter, number, "Wymienimy go i zbadamy.")

    def test_submeter(self):
        kind = self.questions_of("submeter")
        answers = {
            "where": "Przy studni w ogrodzie",
            "installed": "yes",
            "sub_number": "WALK-GARDEN",
            "sub_year": "w tym",
            "reading": "3",
        }
        right = {"sub_year": str(self.today.year)}
        sort = self.new.type_id.name
        with self.pages(self.resident, self.clerk) as (phone, desk):
            phone.goto("/my/applications")
            record, number = self.apply(phone, kind, self.known, answers, right)
            self.decide(desk, number, "action_approve", "Podlicznik wolno założyć.")
            self.press(desk, "action_fulfil")
            self.wait_form(desk, "main_point_id")
            self.snap(desk, "garden-point")
            desk.click(".o_form_button_save")
            desk.wait_for_selector(".o_form_view button[name=action_exchange_meter]")
            self.back_to(desk, number)
            self.press(desk, "action_fulfil")
            desk.locator(
                ".modal .o_field_widget[name=new_meter_text]", has_text="WALK-GARDEN"
            ).wait_for()
            self.snap(desk, "garden-step")
            self.choose(desk, "new_type_id", sort)
            self.given(desk, "initial_value", "3,000")
            self.confirm(desk, "action_exchange")
            self.wait_form(desk, "date_from")
            self.snap(desk, "garden-result")
            self.back_to(desk, number)
            self.wait_state(desk, "done")
            letter = self.decision(phone, record, "Podlicznik wolno założyć.")
        installation = self.came_of(record, "water.meter.installation")
        garden = installation.point_id
        self.assertEqual((garden.kind, garden.main_point_id), ("garden", self.point))
        self.assertEqual(garden.place, "Przy studni w ogrodzie")
        meter = installation.meter_id
        self.assertEqual((meter.number, meter.type_id.name), ("WALK-GARDEN", sort))
        self.assertEqual(meter.mark_year, self.today.year)
        self.assertEqual(installation.initial_value, 3)
        row = self.contract.contract_point_ids.filtered(lambda r: r.point_id == garden)
        self.assertEqual((row.date_from, row.initial_value), (self.today, 3))
        annex = self.contract.document_ids
        self.assertEqual((annex.topic, annex.state), ("submeter", "draft"))
        self.assertIn("WALK-GARDEN", annex.body)
        self.check_words(letter, number, "Podlicznik wolno założyć.")
