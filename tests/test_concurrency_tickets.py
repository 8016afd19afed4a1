"""Two clicks on one matter meet: it is answered, confirmed and joined once."""

import parallel_sessions

from odoo.exceptions import UserError
from odoo.tools import mute_logger


class TestTickets(parallel_sessions.ParallelSessions):
    """Real transactions, side by side."""

    def ticket(self, **vals):
        """A matter that the office entered; its id."""
        with self.session() as env:
            kind = env["ibok.ticket.category"].create({"name": "Parallel"})
            return (
                env["ibok.ticket"]
                .create({"name": "Parallel", "category_id": kind.id, **vals})
                .id
            )

    def answer(self, ticket_id, text):
        """A job: the answer is sent."""

        def job(env):
            env["ibok.ticket"].browse(ticket_id)._answer(text, "phone")
            return text

        return job

    def join(self, ticket_id, main_id):
        """A job: a matter is joined with another."""

        def job(env):
            env["ibok.ticket"].browse(ticket_id)._join(
                env["ibok.ticket"].browse(main_id)
            )
            return ticket_id

        return job

    def confirm(self, ticket_id):
        """A job: the button behind the letter's link."""

        def job(env):
            return env["ibok.ticket"].browse(ticket_id)._confirm_report()

        return job

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_two_answers_at_once_are_one(self):
        ticket_id = self.ticket()
        results = self.together(
            self.answer(ticket_id, "One"), self.answer(ticket_id, "Two")
        )
        [sent] = [result for result in results if isinstance(result, str)]
        self.assertEqual(sum(isinstance(r, UserError) for r in results), 1, results)
        with self.session() as env:
            self.assertEqual(env["ibok.ticket"].browse(ticket_id).answer, sent)

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_two_that_are_joined_with_each_other(self):
        one, two = self.ticket(), self.ticket()
        results = self.together(self.join(one, two), self.join(two, one))
        self.assertEqual(sum(isinstance(r, UserError) for r in results), 1, results)
        with self.session() as env:
            states = env["ibok.ticket"].browse([one, two]).mapped("state")
            self.assertEqual(sorted(states), ["joined", "new"])

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_confirmed_twice_at_once(self):
        with self.session() as env:
            kind = env["ibok.ticket.category"].create({"name": "Parallel"})
            ticket_id = (
                env["ibok.ticket"]
                ._report(
                    {
                        "name": "Parallel",
                        "category_id": kind.id,
                        "description": "Parallel",
                        "email": "parallel@example.com",
                    }
                )
                .id
            )
        results = self.together(self.confirm(ticket_id), self.confirm(ticket_id))
        codes = [result for result in results if isinstance(result, str)]
        self.assertEqual(len(codes), 1, results)
        with self.session() as env:
            ticket = env["ibok.ticket"].browse(ticket_id)
            self.assertEqual(ticket._by_code(ticket.number, codes[0]), ticket)
            self.assertEqual(len(ticket.activity_ids), 1)
