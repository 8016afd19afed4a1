from ast import literal_eval
from unittest.mock import patch

from freezegun import freeze_time
from lxml import etree

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from . import common, demand_case, pay_case, ticket_case


@tagged("post_install", "-at_install")
class TestBillDispute(
    pay_case.PayFixtures,
    demand_case.DemandFixtures,
    ticket_case.TicketFixtures,
    common.WaterPortalHttpCase,
):
    """Who complained about a bill is not told to pay it as if he had not."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_provider()
        cls._set_up_tickets()

    def setUp(self):
        super().setUp()
        self.startPatcher(freeze_time(f"{common.IN_WINDOW} 10:00:00"))
        self._let_pay()
        self.bill = self._late_bill(self.contract)
        self.other = self._late_bill(self.contract, 50)

    def _complain(self):
        ticket = self._ticket(self.anna, self.about_bill, move_id=self.bill.id)
        self.env.invalidate_all()
        self.assertTrue(self.bill.water_disputed)
        return ticket

    def _row(self, page, name):
        """What a page says of one bill in a list."""
        [row] = page.xpath(f"//main//li[contains(., '{name}')]")
        return " ".join(row.text_content().split())

    def test_the_page_of_the_bill(self):
        ticket = self._complain()
        self._login(self.anna)
        page = self._page(f"/my/invoices/{self.bill.id}")
        [top] = page.xpath("//div[@id='sidebar_content']")
        told = " ".join(top.text_content().split())
        self.assertIn(f"Complaint in progress: {ticket.number}", told)
        self.assertIn("we do not demand that this is paid", told)
        self.assertNotIn("Overdue", told)
        self.assertTrue(top.xpath(f".//a[@href='/my/tickets/{ticket.id}']"))
        self.assertTrue(top.xpath(".//a[starts-with(@href, '/my/pay')]"))
        page = self._page(f"/my/invoices/{self.other.id}")
        self.assertIn("Overdue", self._text(page))
        self.assertNotIn("Complaint in progress", self._text(page))

    def test_the_list(self):
        ticket = self._complain()
        self._login(self.anna)
        page = self._page("/my/invoices")
        told = self._row(page, self.bill.name)
        self.assertIn(f"Complaint in progress: {ticket.number}", told)
        self.assertNotIn("Overdue", told)
        self.assertIn("Overdue", self._row(page, self.other.name))

    def test_the_home_page_calls_only_the_other_one_overdue(self):
        self._complain()
        balance = self.anna.partner_id._portal_balance(
            self.env.company, common.IN_WINDOW
        )
        self.assertEqual(
            [balance[name] for name in ("owed", "overdue", "disputed", "planned")],
            [350, 50, 300, 0],
        )
        self._login(self.anna)
        told = self._text(self._page("/my"))
        self.assertRegex(told, r"Of this\W+50\.00\W.*is overdue")
        self.assertRegex(told, r"Of this\W+300\.00\W.*is under complaint")

    def test_nothing_is_overdue_where_all_is_disputed(self):
        self._complain()
        self.other._water_dispute("By telephone")
        self._login(self.anna)
        told = self._text(self._page("/my"))
        self.assertIn("is under complaint", told)
        self.assertNotIn("verdue", told)
        told = self._row(self._page("/my/invoices"), self.other.name)
        self.assertTrue(told.endswith("Complaint in progress"), told)

    def test_paying_is_possible_and_not_suggested(self):
        ticket = self._complain()
        self._login(self.anna)
        for address in ("/my/pay", "/my/pay?overdue=1"):
            page = self._page(address)
            chosen = page.xpath("//input[@name='bill'][@checked]/@value")
            self.assertEqual(chosen, [str(self.other.id)], address)
            told = self._row(page, self.bill.name)
            self.assertIn(f"Complaint in progress: {ticket.number}", told)
            self.assertNotIn("Overdue", told)
        page = self._page(f"/my/pay?bill={self.bill.id}")
        chosen = page.xpath("//input[@name='bill'][@checked]/@value")
        self.assertEqual(chosen, [str(self.bill.id)])

    def test_a_demand_of_before(self):
        demand = self._demand(self.contract, common.IN_WINDOW)
        ticket = self._complain()
        self._login(self.anna)
        page = self._page(f"/my/demands/{demand.id}")
        self.assertRegex(self._text(page), r"Of this\W+300\.00\W.*is under complaint")
        told = self._row(page, self.bill.name)
        self.assertIn(f"Complaint in progress: {ticket.number}", told)
        self.assertNotIn("Complaint", self._row(page, self.other.name))

    def test_another_s_complaint_is_not_named(self):
        ticket = self._complain()
        self.env["ibok.access"].with_user(self.clerk).create(
            {
                "contract_id": self.contract.id,
                "user_id": self.bogdan.id,
                "date_from": "2026-11-01",
                "scope": "act",
            }
        )
        self._login(self.bogdan)
        for address in ("/my/invoices", f"/my/invoices/{self.bill.id}", "/my/pay"):
            told = self._text(self._page(address))
            self.assertIn("Complaint in progress", told, address)
            self.assertNotIn(ticket.number, told, address)
        owed = (
            self.env["account.move"]
            .with_user(self.bogdan)
            ._portal_owed_of_shared(common.IN_WINDOW)
        )[self.contract.id]
        self.assertTrue(owed["late"], "the other one is late")
        self.other._water_dispute("By telephone")
        owed = (
            self.env["account.move"]
            .with_user(self.bogdan)
            ._portal_owed_of_shared(common.IN_WINDOW)
        )[self.contract.id]
        self.assertEqual((owed["owed"], owed["due"], owed["late"]), (350, False, False))

    def test_from_the_bill_to_the_complaint(self):
        address = f"/my/invoices/{self.bill.id}"
        self._login(self.anna)
        [link] = self._page(address).xpath(
            "//a[contains(., 'Complain about this bill')]/@href"
        )
        # However old it is, it is among those that are offered.
        with patch("odoo.addons.ibok_portal.controllers.portal_ticket.BILLS", 1):
            page = self._page(link)
            short = self._page(link.partition("&")[0])
        self.assertFalse(short.xpath(f"//option[@value='{self.bill.id}']"))
        chosen = page.xpath("//select[@name='move_id']/option[@selected]/@value")
        self.assertEqual(chosen, [str(self.bill.id)])
        self._complain()
        self.assertNotIn("Complain about this bill", self._text(self._page(address)))
        self._login(self.bogdan)
        theirs = self._page(link)
        self.assertFalse(theirs.xpath(f"//option[@value='{self.bill.id}']"))

    def test_the_office_finds_them(self):
        self._complain()
        open_ones = self.bill | self.other
        for model, view in (
            ("account.move", "account.view_account_invoice_filter"),
            ("account.move.line", "account.view_account_move_line_filter"),
        ):
            records = self.env[model].with_user(self.clerk)
            view_id = self.env.ref(view).id
            arch = etree.fromstring(records.get_view(view_id, "search")["arch"])
            [domain] = arch.xpath("//filter[@name='water_disputed']/@domain")
            key = "id" if model == "account.move" else "move_id"
            found = records.search([*literal_eval(domain), (key, "in", open_ones.ids)])
            self.assertEqual(found if key == "id" else found.move_id, self.bill)

    def test_it_ends_with_the_correction_that_was_promised(self):
        self.contract.with_user(self.anna)._portal_submit({self.point.id: "352"})
        settlement = self.contract.settlement_ids
        bill = settlement.move_id
        first = self._ticket(self.anna, self.about_bill, move_id=bill.id)
        second = self._ticket(self.anna, self.about_bill, move_id=bill.id)
        for ticket in (first, second):
            ticket = ticket.with_env(self.env).with_user(self.clerk)
            self.assertTrue(bill.water_disputed)
            ticket._answer("You are right", "electronic", "correction")
        todo = self.contract.activity_ids.filtered(
            lambda one: first.number in one.summary
        )
        self.assertEqual(len(todo), 1)
        # It was found right; until the bill is corrected nothing is demanded.
        self.assertTrue(bill.water_disputed)
        told = "Until this is done we do not demand that it is paid"
        self._login(self.anna)
        self.assertIn(told, self._text(self._page(f"/my/tickets/{first.id}")))
        second.with_env(self.env).sudo().outcome = "meter_check"
        reading = settlement.usage_ids.reading_to_id
        for value, disputed in ((350, True), (349, False)):
            reading = reading._replace(value, "Digits misread")
            made = settlement._correct("Digits misread")
            self.assertEqual(bill.water_disputed, disputed)
            settlement = made
            self.assertFalse(todo.exists().filtered("active"), "it is corrected")
            second.with_env(self.env).sudo().outcome = "refused"
        page = self._text(self._page(f"/my/tickets/{first.id}"))
        self.assertNotIn(told, page)
        self.assertIn("It has been corrected", page)

    def test_what_turns_out_to_be_a_complaint_disputes_its_bill(self):
        """It came by e-mail, say: the clerk reads which bill is meant."""
        ticket = self._ticket(self.anna).with_env(self.env)
        with Form(ticket.with_user(self.clerk)) as form:
            form.category_id = self.about_bill
            form.move_id = self.bill
        self.assertTrue(self.bill.water_disputed)
        with Form(ticket.with_user(self.clerk)) as form:
            form.move_id = self.other
        self.assertFalse(self.bill.water_disputed)
        self.assertTrue(self.other.water_disputed)
        ticket.with_user(self.clerk)._answer("As it was", "electronic", "refused")
        self.assertFalse(self.other.water_disputed)

    def test_it_is_over_where_the_bill_was_corrected_before_the_answer(self):
        self.contract.with_user(self.anna)._portal_submit({self.point.id: "352"})
        settlement = self.contract.settlement_ids
        bill = settlement.move_id
        ticket = self._ticket(self.anna, self.about_bill, move_id=bill.id)
        settlement.usage_ids.reading_to_id._replace(350, "Digits misread")
        settlement._correct("Digits misread")
        self.assertTrue(bill.water_disputed, "nobody has answered yet")
        ticket.with_env(self.env).with_user(self.clerk)._answer(
            "You are right", "electronic", "correction"
        )
        self.assertFalse(bill.water_disputed)
        self.assertFalse(self.contract.activity_ids)

    def test_complaints_about_different_bills_are_not_joined(self):
        first = self._complain().with_env(self.env).with_user(self.clerk)
        second = self._ticket(self.anna, self.about_bill, move_id=self.other.id)
        second = second.with_env(self.env).with_user(self.clerk)
        with self.assertRaisesRegex(UserError, "not about the same bill"):
            second._join(first)
        second.move_id = self.bill
        self.assertFalse(self.other.water_disputed)
        second._join(first)
        with self.assertRaisesRegex(UserError, "joined with it"):
            first.action_close()
        first._answer("It is right", "electronic", "refused")
        self.assertFalse(self.bill.water_disputed)
        # Who was joined reads what became of his complaint, and who helps.
        self.assertEqual(second.outcome, "refused")
        self.assertTrue(second.answer_pdf)
        self._login(self.anna)
        told = self._text(self._page(f"/my/tickets/{second.id}"))
        self.assertIn("turn to the court", told)

    def test_the_email_of_a_refusal_tells_who_helps(self):
        """Who has no account reads nothing but the e-mail."""
        ticket = self._ticket(
            category=self.about_bill,
            partner_id=self.anna.partner_id.id,
            move_id=self.bill.id,
            email="daughter@example.com",
        )
        ticket._answer("It is by the meter", "electronic", "refused")
        ticket.message_post(
            body="By the way", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        mails = self.env["mail.mail"].sudo().search([("res_id", "=", ticket.id)])
        mails = mails.filtered(lambda m: m.email_to == "daughter@example.com")
        told, later = (
            mails.filtered(lambda m, words=words: words in m.body_html)
            for words in ("by the meter", "By the way")
        )
        for words in ("Outcome: Refused", "you may object by", "turn to the court"):
            self.assertIn(words, told.body_html)
            self.assertNotIn(words, later.body_html)

    def test_a_fee_is_corrected_by_a_credit_note(self):
        for after in (True, False):
            with self.subTest(after_the_answer=after):
                bill = self.bill if after else self.other
                ticket = self._ticket(self.anna, self.about_bill, move_id=bill.id)
                office = ticket.with_env(self.env).with_user(self.clerk)
                if after:
                    office._answer("You are right", "electronic", "correction")
                bill._reverse_moves().action_post()
                self.assertEqual(bill.water_disputed, not after)
                if not after:
                    office._answer("You are right", "electronic", "correction")
                self.assertFalse(bill.water_disputed)
                self.assertFalse(self.contract.activity_ids)
