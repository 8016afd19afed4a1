from datetime import date

from freezegun import freeze_time
from markupsafe import Markup

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from . import common, ticket_case


@tagged("post_install", "-at_install")
@freeze_time("2026-11-26 10:00:00")
class TestTicket(ticket_case.TicketFixtures, common.WaterPortalCase):
    """A matter from receipt to answer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_tickets()
        cls.anna = cls._make_resident("ticket-anna")
        cls.anna.email = "anna@example.com"
        cls.point = cls._make_point("T1001")
        cls.contract = cls._make_contract(cls.anna, [cls.point])

    def _answer(
        self, ticket, text="We have mended it", road="electronic", kind="answer"
    ):
        self.env["ibok.ticket.answer"].with_user(self.clerk).create(
            {"ticket_id": ticket.id, "text": text, "road": road, "kind": kind}
        ).action_send()

    def test_a_caller_s_matter_needs_few_words(self):
        form = Form(
            self.env["ibok.ticket"].with_user(self.clerk),
            "ibok_portal.ibok_ticket_view_form_call",
        )
        form.partner_id = self.anna.partner_id
        form.category_id = self.pressure
        form.description = "Since the morning"
        ticket = form.save()
        self.assertEqual(ticket.contract_id, self.contract, "the only one")
        self.assertEqual(ticket.village_id, self.village)
        self.assertEqual(ticket.place, "T1001")
        self.assertEqual(ticket.name, "Low pressure")
        self.assertRegex(ticket.number, r"^ZG/2026/\d{5}$")
        self.assertEqual(ticket.state, "new")
        self.assertEqual(ticket.received_on, date(2026, 11, 26))
        self.assertEqual(ticket.deadline, date(2026, 12, 26))
        self.assertEqual(ticket.user_id, self.clerk)
        self.assertEqual(ticket.activity_ids.user_id, self.clerk)
        self.assertEqual(ticket.activity_ids.date_deadline, ticket.deadline)
        told = ticket.with_user(self.clerk).action_tell_number()["params"]
        self.assertEqual(told["title"], ticket.number)
        self.assertIn("12/26/2026", told["message"])

    def test_what_is_urgent_goes_to_the_duty_telephone(self):
        self.env.company.ibok_duty_phone = "+48600700900"
        before = self.env["sms.sms"].search([])
        ticket = self._ticket(self.anna, self.no_water, contract_id=self.contract.id)
        sms = self.env["sms.sms"].search([]) - before
        self.assertEqual(sms.number, "+48600700900")
        self.assertIn("No water, Buczek, T1001", sms.body)
        self.assertIn(ticket.number, sms.body)
        self.assertNotIn("Anna", sms.body)
        self.assertEqual(ticket.priority, "2")
        self.assertEqual(ticket.activity_ids.date_deadline, date(2026, 11, 26))
        self.assertEqual(ticket.deadline, date(2026, 12, 1), "3 working days")
        self._ticket(self.anna, self.pressure)
        self.assertEqual(len(self.env["sms.sms"].search([]) - before), 1)

    def test_the_answer_goes_to_who_asked(self):
        ticket = self._ticket(self.anna)
        ticket.with_user(self.clerk).action_take()
        self.assertEqual(ticket.state, "doing")
        self._answer(ticket)
        self.assertEqual(ticket.state, "done")
        self.assertTrue(ticket.promise_kept)
        self.assertFalse(ticket.activity_ids)
        words, answer = ticket._portal_messages()
        self.assertEqual(words.author_id, self.anna.partner_id)
        self.assertIn("mended", answer.body)
        self.assertIn(self.anna.partner_id, answer.notified_partner_ids)
        with self.assertRaisesRegex(UserError, "closed already"):
            self._answer(ticket, "Once more")

    def test_by_telephone_nothing_is_sent(self):
        ticket = self._ticket(self.anna)
        self._answer(ticket, "Told him", "phone")
        self.assertEqual(ticket.answer, "Told him")
        self.assertEqual(len(ticket._portal_messages()), 1)

    def test_electronically_needs_somebody_to_send_to(self):
        ticket = self._ticket(contact_name="Jan")
        with self.assertRaisesRegex(UserError, "no e-mail address"):
            self._answer(ticket)
        self._answer(ticket, road="paper")
        self.assertEqual(ticket.answer_road, "paper")

    def test_the_clock_stands_while_the_resident_is_asked(self):
        ticket = self._ticket(self.anna)
        self._answer(ticket, "Which tap?", kind="ask")
        self.assertEqual(ticket.state, "waiting")
        self.assertFalse(ticket.deadline)
        with freeze_time("2026-12-06 10:00:00"):
            ticket._resident_says("The one in the kitchen", (), self.anna.partner_id)
        self.assertEqual(ticket.state, "doing")
        self.assertEqual(ticket.deadline, date(2027, 1, 5), "ten days later")
        with freeze_time("2027-01-05 10:00:00"):
            self._answer(ticket)
        self.assertTrue(ticket.promise_kept)
        self.assertEqual(ticket.days_taken, 30)

    def test_nothing_is_sent_to_an_account_that_was_deleted(self):
        ticket = self._ticket(self.anna)
        self.anna.sudo()._deactivate_portal_user()
        self.anna.partner_id.email = False
        for kind in ("answer", "ask"):
            with self.assertRaisesRegex(UserError, "no e-mail address"):
                self._answer(ticket, kind=kind)
        self._answer(ticket, road="paper")
        self.assertEqual(ticket.answer_road, "paper")

    def test_who_writes_after_the_answer_is_heard(self):
        ticket = self._ticket(self.anna)
        self._answer(ticket)
        ticket._resident_says("It leaks again", (), self.anna.partner_id)
        self.assertEqual(ticket.state, "done")
        self.assertEqual(ticket.activity_ids.user_id, self.clerk)

    def test_a_clerk_sets_no_field_of_the_process(self):
        ticket = self._ticket(self.anna)
        for vals in ({"deadline": "2030-01-01"}, {"state": "done"}, {"number": "x"}):
            with self.assertRaises(UserError):
                ticket.with_user(self.clerk).write(vals)
            with self.assertRaises(AccessError):
                ticket.with_user(self.clerk).write({**vals, "name": "x"})
        with self.assertRaises(AccessError):
            ticket.with_user(self.anna).read(["name"])

    def test_a_letter_s_pictures_are_not_fetched(self):
        ticket = self._ticket(self.anna)
        message = ticket.message_post(
            body=Markup("<p>Good<br>day</p><img src='https://example.com/spy.png'>"),
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        words = ticket._portal_words(message)
        self.assertEqual(words.split(), ["Good", "day"])

    def test_what_was_reported_is_in_the_export(self):
        ticket = self._ticket(self.anna)
        ticket._resident_says("", [("a.jpg", self._photo())], self.anna.partner_id)
        ticket.with_user(self.clerk).message_post(body="Among us")
        [section] = [
            section
            for section in self.anna._privacy_export_sections()
            if section.code == "tickets"
        ]
        found = section.records.search(section.domain)
        self.assertEqual(found, ticket)
        [(name, content)] = section.files(found)
        self.assertTrue(name.endswith("a.jpg"))
        self.assertTrue(content.startswith(b"\xff\xd8"))
        ticket._forget_person()
        self.assertFalse(ticket.contact_name or ticket.phone or ticket.email)

    def test_joined_ones_get_the_same_answer(self):
        first = self._ticket(self.anna, contract_id=self.contract.id)
        second = self._ticket(
            village_id=self.village.id,
            email="jan@example.com",
            place="beside the church",
        )
        self.assertEqual(second.similar_ids, first)
        self.assertFalse(self._ticket(category=self.no_water).similar_ids)
        second.with_context(ibok_main_id=first.id).action_join_here()
        self.assertEqual((second.state, second.joined_id), ("joined", first))
        with self.assertRaises(UserError):
            second.with_context(ibok_main_id=first.id).action_join_here()
        self._answer(first, "The pump was mended")
        self.assertEqual(second.answer, "The pump was mended")
        self.assertTrue(second.promise_kept)
        mails = (
            self.env["mail.mail"].sudo().search([("body_html", "ilike", "pump was")])
        )
        self.assertTrue(
            mails.filtered(lambda m: "jan@example.com" in (m.email_to or ""))
        )

    def test_old_matters_are_not_similar(self):
        first = self._ticket(self.anna, contract_id=self.contract.id)
        with freeze_time("2026-12-10 10:00:00"):
            self.assertFalse(
                self._ticket(self.anna, contract_id=self.contract.id).similar_ids
            )
        self.assertEqual(first.state, "new")

    def test_who_looks_after_odoo_is_asked_last(self):
        admin = self.env.ref("base.user_admin")
        company = self.env.company
        self.assertLess(admin.id, self.clerk.id)
        self.assertTrue(admin.has_group("ibok_water.group_water_clerk"))
        self.assertFalse(company._office_clerk().has_group("base.group_system"))
        clerks = self.env.ref("ibok_water.group_water_clerk").all_user_ids
        (clerks - admin).filtered(
            lambda user: not user.has_group("base.group_system")
        ).active = False
        self.assertTrue(company._office_clerk().has_group("base.group_system"))

    def test_the_office_reads_its_own_language(self):
        self.env.company.partner_id.lang = "pl_PL"
        self.env.company.ibok_duty_phone = "+48600100200"
        resident = self.env["ibok.ticket"].with_context(lang="en_US")
        ticket = resident.with_user(self.anna)._open_matter(
            self.anna,
            {
                "name": "No water",
                "category_id": self.no_water.id,
                "description": "Words",
                "place": "Polna 1",
            },
        )
        [activity] = ticket.sudo().activity_ids
        kind = activity.activity_type_id
        self.assertEqual(activity.summary, kind.with_context(lang="pl_PL").summary)
        self.assertNotEqual(activity.summary, kind.with_context(lang="en_US").summary)
        [text] = self.env["sms.sms"].search([("number", "=", "+48600100200")])
        self.assertIn("Zgłoszono", text.body)
