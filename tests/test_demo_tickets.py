"""Matters of the demo municipality: every state, believable days, published figures."""

import demo_town

from odoo.tests import tagged

from odoo.addons.ibok_portal.demo.plan import BEFORE, TOLD


@tagged("post_install", "-at_install")
class TestDemoTickets(demo_town.DemoTown):
    """What people reported in this database."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tickets = cls.env["ibok.ticket"].search(
            [("company_id", "=", cls.company.id), ("state", "!=", "unconfirmed")]
        )

    def test_ready_words_are_polish(self):
        words = self.env["mail.canned.response"].search([])
        self.assertTrue(words)
        self.assertNotIn("hello", words.mapped("source"))

    def test_every_state_is_there(self):
        self.assertGreaterEqual(len(self.tickets), len(TOLD) + len(BEFORE))
        self.assertEqual(
            set(self.tickets.mapped("state")),
            {"new", "doing", "waiting", "done", "joined", "withdrawn"},
        )
        self.assertGreaterEqual(
            set(self.tickets.mapped("channel")),
            {"portal", "public", "mail", "phone", "counter"},
        )

    def test_they_happened_on_days_of_their_own(self):
        days = set(self.tickets.mapped("received_on"))
        self.assertGreater(len(days), 20)
        for ticket in self.tickets.filtered("answered_on"):
            self.assertLessEqual(ticket.received_on, ticket.answered_on)
            for message in ticket.message_ids:
                self.assertLessEqual(message.date.date(), ticket.answered_on)

    def test_most_were_answered_in_time_and_not_all(self):
        answered = self.tickets.filtered("answered_on")
        late = answered.filtered(lambda ticket: not ticket.promise_kept)
        self.assertTrue(0 < len(late) < len(answered) / 4)

    def test_a_month_has_enough_to_publish(self):
        figures = self.env["ibok.promise.record"]._public_figures(self.company)
        self.assertTrue(any(month["rows"] for month in figures))

    def test_an_open_complaint_holds_a_bill_that_is_paid(self):
        complaint = self.tickets.filtered(
            lambda t: t.move_id and t.state in ("new", "doing")
        )
        self.assertTrue(complaint.move_id.water_disputed)
        self.assertFalse(complaint.move_id.amount_residual)
