"""A contract applied for, a change of the recipient and a termination, each walked."""

from dateutil.relativedelta import relativedelta
from walk_case import NRB, WalkCase

from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestWalkContracts(WalkCase):
    """From the form on the phone to the contract or the last bill in the books."""

    def check_last_bill(self, contract):
        """10 m³ at 5,72 + 8,10 and one month begun at 12,39: 150,59; with VAT of 8 %
        162,64."""
        self.assertEqual(contract.state, "closed")
        self.assertEqual(contract.date_to, self.today)
        move = contract.settlement_ids.move_id
        self.assertEqual(len(move), 1)
        self.assertEqual(move.state, "posted")
        self.assertEqual(f"{move.amount_untaxed:.2f}", "150.59")
        self.assertEqual(f"{move.amount_total:.2f}", "162.64")
        self.assertEqual(move.partner_id, self.resident.partner_id)
        return move

    def household(self):
        """A contract of the resident's since the first of the month, and what the
        forms know of it."""
        contract = self.make.household(
            340, self.month, partner=self.resident.partner_id
        )
        return contract, self.KNOWN | {
            "place": contract.premise_id.address,
            "meter_number": contract.point_ids.meter_id.number,
        }

    def test_handover(self):
        old, known = self.household()
        kind = self.questions_of("handover")
        answers = {
            "last_address": "Leśna 9, 98-113 Buczek",
            "handover_on": self.today.isoformat(),
            "reading": "350",
            "new_name": "Jan Nowak",
            "new_address": "Polna 1, 98-113 Buczek",
            "new_email": "jan.nowak@example.com",
            "persons": "trzy",
            "iban": NRB,
            "new_agrees": True,
        }
        with self.pages(self.resident, self.clerk) as (phone, desk):
            phone.goto("/my/applications")
            record, number = self.apply(phone, kind, known, answers, {"persons": "3"})
            self.decide(desk, number, "action_approve", "Zgoda na zmianę odbiorcy.")
            self.press(desk, "action_fulfil")
            row = desk.locator(".modal .o_field_widget[name=line_ids] .o_data_row")
            row.get_by_text("350", exact=True).wait_for()
            self.snap(desk, "handover-step")
            self.confirm(desk, "action_end")
            self.wait_form(desk, "date_signed")
            self.snap(desk, "handover-result")
            self.back_to(desk, number)
            self.wait_state(desk, "done")
            self.snap(desk, "handover-done")
            letter = self.decision(phone, record, "Zgoda na zmianę odbiorcy.")
        new = self.came_of(record, "water.contract")
        self.assertEqual(new.partner_id.name, "Jan Nowak")
        self.assertEqual(new.partner_id.email, "jan.nowak@example.com")
        for partner, street in (
            (new.partner_id, "Polna 1"),
            (old.partner_id, "Leśna 9"),
        ):
            told = partner.street, partner.zip, partner.city
            self.assertEqual(told, (street, "98-113", "Buczek"))
        self.assertEqual((new.state, new.persons), ("open", 3))
        self.assertEqual(new.date_from, self.today + relativedelta(days=1))
        self.assertEqual(new.contract_point_ids.point_id, old.point_ids)
        self.assertEqual(new.contract_point_ids.initial_value, 350)
        self.assertIn("Jan Nowak", new.document_ids.body)
        self.check_last_bill(old)
        self.check_words(letter, number, "Zgoda na zmianę odbiorcy.")

    def test_termination(self):
        contract, known = self.household()
        kind = self.questions_of("termination")
        known["last_address"] = known["address"]
        answers = {"reason": "Sprzedaję dom", "reading": "350", "iban": NRB[:-1]}
        answers["end_on"] = self.today.isoformat()
        with self.pages(self.resident, self.clerk) as (phone, desk):
            phone.goto("/my/applications")
            record, number = self.apply(phone, kind, known, answers, {"iban": NRB})
            self.decide(desk, number, "action_approve", "Umowa kończy się dziś.")
            self.press(desk, "action_fulfil")
            row = desk.locator(".modal .o_field_widget[name=line_ids] .o_data_row")
            row.get_by_text("350", exact=True).wait_for()
            self.snap(desk, "termination-step")
            self.confirm(desk, "action_end")
            self.wait_form(desk, "invoice_line_ids")
            self.snap(desk, "termination-result")
            self.back_to(desk, number)
            self.wait_state(desk, "done")
            letter = self.decision(phone, record, "Umowa kończy się dziś.")
        move = self.check_last_bill(contract)
        self.assertEqual(self.came_of(record, "account.move"), move)
        self.check_words(letter, number, "Umowa kończy się dziś.")

    def test_contract(self):
        point = self.make.metered_point(12, self.month)
        kind = self.questions_of("contract")
        answers = {
            "place": point.premise_id.address,
            "plot": "12/3",
            "title": "owner",
            "services": "water",
            "persons": "4",
            "from_on": "",
            "e_invoice": True,
        }
        right = {"from_on": self.today.isoformat()}
        with self.pages(self.resident, self.clerk) as (phone, desk):
            phone.goto("/my/applications")
            record, number = self.apply(phone, kind, self.KNOWN, answers, right)
            self.decide(desk, number, "action_approve", "Zawieramy umowę.")
            self.press(desk, "action_fulfil")
            self.wait_form(desk, "billing_months")
            self.snap(desk, "contract-step")
            desk.click(".o_form_button_save")
            desk.wait_for_selector(".o_form_view .oe_title h1")
            self.snap(desk, "contract-draft")
            self.press(desk, "action_open")
            self.wait_state(desk, "open")
            self.snap(desk, "contract-open")
            self.back_to(desk, number)
            self.wait_state(desk, "done")
            letter = self.decision(phone, record, "Zawieramy umowę.")
        contract = self.came_of(record, "water.contract")
        self.assertEqual(contract.partner_id, self.resident.partner_id)
        self.assertEqual(contract.point_ids, point)
        self.assertEqual(contract.services, "water")
        self.assertEqual(contract.invoice_form, "electronic")
        self.assertEqual(contract.date_from, self.today)
        self.assertIn("Anna Kowal", contract.document_ids.body)
        self.check_words(letter, number, "Zawieramy umowę.")
