"""Two clicks on one application meet: it is sent once and decided once."""

import parallel_sessions

from odoo.exceptions import UserError
from odoo.tools import mute_logger


class TestApplications(parallel_sessions.ParallelSessions):
    """Real transactions, side by side."""

    def draft(self, send=False):
        """A clerk's draft without questions; its id."""
        with self.session() as env:
            kind = env["ibok.application.kind"].create({"name": "Parallel"})
            application = env["ibok.application"].create(
                {"kind_id": kind.id, "contact_name": "Parallel"}
            )
            if send:
                application._submit()
            return application.id

    def submit(self, application_id):
        """A job: the button of the summary."""

        def job(env):
            return env["ibok.application"].browse(application_id)._submit()

        return job

    def decide(self, application_id, state):
        """A job: a clerk decides."""

        def job(env):
            env["ibok.application"].browse(application_id)._decide_on(
                state, state, "phone"
            )
            return state

        return job

    def withdraw(self, application_id):
        """A job: the applicant takes it back."""

        def job(env):
            return env["ibok.application"].browse(application_id)._withdraw()

        return job

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_sent_twice_at_once_is_sent_once(self):
        application_id = self.draft()
        results = self.together(
            self.submit(application_id), self.submit(application_id)
        )
        self.assertEqual(sorted(results), [False, True])
        with self.session() as env:
            application = env["ibok.application"].browse(application_id)
            self.assertEqual(len(application.activity_ids), 1)

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_approved_and_refused_at_once_is_one_decision(self):
        application_id = self.draft(send=True)
        results = self.together(
            self.decide(application_id, "approved"),
            self.decide(application_id, "refused"),
        )
        [decided] = [result for result in results if isinstance(result, str)]
        self.assertEqual(sum(isinstance(r, UserError) for r in results), 1, results)
        with self.session() as env:
            application = env["ibok.application"].browse(application_id)
            self.assertEqual((application.state, application.answer), (decided,) * 2)

    def step(self, application_id, name, *args):
        """A job: the office ends what was approved."""

        def job(env):
            getattr(env["ibok.application"].browse(application_id), name)(*args)
            return name

        return job

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_carried_out_and_given_up_at_once_is_one_of_both(self):
        application_id = self.draft(send=True)
        with self.session() as env:
            self.decide(application_id, "approved")(env)
        results = self.together(
            self.step(application_id, "action_done"),
            self.step(application_id, "_drop", "Given up"),
        )
        [ended] = [result for result in results if isinstance(result, str)]
        self.assertEqual(sum(isinstance(r, UserError) for r in results), 1, results)
        with self.session() as env:
            application = env["ibok.application"].browse(application_id)
            done = ended == "action_done"
            self.assertEqual(application.state, "done" if done else "dropped")
            self.assertEqual(bool(application.drop_reason), not done)

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_withdrawn_and_decided_at_once_is_one_of_both(self):
        application_id = self.draft(send=True)
        results = self.together(
            self.withdraw(application_id), self.decide(application_id, "refused")
        )
        with self.session() as env:
            state = env["ibok.application"].browse(application_id).state
        if state == "withdrawn":
            self.assertTrue(results[0])
            self.assertIsInstance(results[1], UserError)
        else:
            self.assertEqual((state, results[0]), ("refused", False))
