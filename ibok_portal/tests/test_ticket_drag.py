from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from odoo.addons.ibok_water.tests import common as water_common

from . import common, ticket_case


@tagged("post_install", "-at_install")
class TestTicketDrag(ticket_case.TicketFixtures, common.WaterPortalCase):
    """What a card may be dragged to on the board, and what needs words first."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_tickets()

    def _drag(self, ticket, state):
        """What the board sends when a card is dropped."""
        ticket.with_user(self.clerk).web_save({"state": state}, {"state": {}})

    def test_the_board_lets_cards_be_dragged_and_the_form_sends_no_state(self):
        """The web client drags between values of fields that may be changed only."""
        tickets = self.env["ibok.ticket"].with_user(self.clerk)
        self.assertFalse(tickets.fields_get(["state"])["state"]["readonly"])
        with Form(tickets) as form:
            form.category_id = self.pressure
            form.description = "Since the morning"
        self.assertEqual(form.record.state, "new")

    def test_into_work_is_taking_it(self):
        ticket = self._ticket()
        ticket.user_id = self.manager
        self._drag(ticket, "doing")
        self.assertEqual((ticket.state, ticket.user_id), ("doing", self.clerk))

    def test_from_waiting_lets_the_clock_go_on(self):
        ticket = self._ticket()
        ticket.with_user(self.clerk)._ask_resident("Which tap?")
        self._drag(ticket, "doing")
        self.assertEqual(ticket.state, "doing")
        self.assertFalse(ticket.promise_paused)
        self.assertTrue(ticket.deadline)

    def test_what_needs_words_is_refused_in_words(self):
        ticket = self._ticket()
        for state, words in (
            ("done", "press Answer"),
            ("waiting", "press Ask the Resident"),
            ("withdrawn", "press Close"),
            ("joined", "under Same Place"),
            ("unconfirmed", "does not go back"),
        ):
            with self.subTest(state=state), self.assertRaisesRegex(UserError, words):
                self._drag(ticket, state)
        self._drag(ticket, "doing")
        with self.assertRaisesRegex(UserError, "works on it"):
            self._drag(ticket, "new")
        self.assertEqual(ticket.state, "doing")

    def test_what_is_closed_stays(self):
        ticket = self._ticket()
        ticket.with_user(self.clerk)._answer("Mended", "phone")
        for state in ("new", "doing", "waiting", "withdrawn"):
            with self.subTest(state=state), self.assertRaisesRegex(UserError, "closed"):
                self._drag(ticket, state)
        self._drag(ticket, "done")
        self.assertEqual(ticket.state, "done")

    def test_nobody_else_drags(self):
        ticket = self._ticket()
        other = water_common.user(self.env, "drag-resident", name="Anna Kowal")
        with self.assertRaises(AccessError):
            ticket.with_user(other).write({"state": "doing"})
        self.assertEqual(ticket.state, "new")
