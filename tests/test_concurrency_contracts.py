"""Two hands on one document, or on one approved application: only one thing comes."""

from datetime import date

import parallel_sessions

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import mute_logger

from odoo.addons.ibok_water.tests import common

SCAN = ("skan.jpg", b"scan", "jpg")


class TestDocuments(parallel_sessions.ParallelSessions):
    """Signatures that meet, and a clerk who cancels meanwhile."""

    def document(self, signed=False):
        """Id of a sent document, signed by the customer when asked."""
        contract_id, _point = self.household()
        with self.session() as env:
            wording = env["ibok.contract.template"].create(
                {
                    "name": "Parallel",
                    "subject": "Contract {number}",
                    "body": "With {customer}",
                    "company_id": self.company_id,
                }
            )
            document = env["ibok.contract.document"].create(
                {"contract_id": contract_id, "template_id": wording.id}
            )
            document.action_send()
            if signed:
                document._sign("customer", "paper", date.today())
            return document.id

    @staticmethod
    def upload(document_id):
        """A job: the resident sends the signed file."""

        def job(env):
            document = env["ibok.contract.document"].browse(document_id)
            return document._portal_sign("paper", date.today(), SCAN)

        return job

    @staticmethod
    def office(document_id):
        """A job: a clerk signs for the municipality, which puts it in force."""

        def job(env):
            document = env["ibok.contract.document"].browse(document_id)
            document._sign("office", "paper", date.today())
            return document.state

        return job

    @staticmethod
    def press(document_id, button, seen):
        """A job: a button that a clerk presses who saw a state."""

        def job(env):
            document = env["ibok.contract.document"].browse(document_id)
            getattr(document.with_context(ibok_seen_state=seen), button)()
            return True

        return job

    def left(self, document_id):
        """(state, parties that signed, number of activities, version after it)."""
        with self.session() as env:
            document = env["ibok.contract.document"].browse(document_id)
            later = document.search([("previous_id", "=", document.id)])
            return (
                document.state,
                document.signature_ids.mapped("party"),
                len(document.activity_ids),
                later.mapped("state"),
            )

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_two_uploads_at_once_are_one_signature(self):
        document_id = self.document()
        results = self.together(self.upload(document_id), self.upload(document_id))
        self.assertEqual(sorted(results), [False, True])
        self.assertEqual(self.left(document_id), ("customer", ["customer"], 1, []))

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_cancelled_while_the_resident_signs(self):
        for button, later in (("action_drop", []), ("action_new_version", ["draft"])):
            document_id = self.document()
            signed, dropped = self.together(
                self.upload(document_id), self.press(document_id, button, "sent")
            )
            if signed is True:
                self.assertIsInstance(dropped, UserError)
                left = ("customer", ["customer"], 1, [])
            else:
                self.assertEqual((signed, dropped), (False, True))
                left = ("dropped", [], 0, later)
            self.assertEqual(self.left(document_id), left)

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_put_in_force_by_two_clerks_is_signed_once(self):
        document_id = self.document(signed=True)
        results = self.together(self.office(document_id), self.office(document_id))
        self.assertEqual(sum(isinstance(one, UserError) for one in results), 1, results)
        self.assertIn("force", results)
        state, parties, activities, _later = self.left(document_id)
        self.assertEqual((state, sorted(parties)), ("force", ["customer", "office"]))
        self.assertEqual(activities, 0)

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_sent_back_while_another_clerk_signs(self):
        document_id = self.document(signed=True)

        def back(env):
            document = env["ibok.contract.document"].browse(document_id)
            document._refuse_signature("A page is missing")
            return "sent"

        results = self.together(self.office(document_id), back)
        [state] = [one for one in results if isinstance(one, str)]
        self.assertEqual(self.left(document_id)[0], state)

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_annexes_made_at_once_have_numbers_of_their_own(self):
        contract_id, _point = self.household()
        with self.session() as env:
            wording = env["ibok.contract.template"].create(
                {
                    "name": "Parallel annex",
                    "kind": "annex",
                    "topic": "other",
                    "subject": "Annex {number}",
                    "body": "x",
                    "company_id": self.company_id,
                }
            )
            wording_id = wording.id

        def job(env):
            made = env["ibok.contract.document"].create(
                {"contract_id": contract_id, "template_id": wording_id}
            )
            return made.number

        self.assertEqual(sorted(self.together(job, job)), [1, 2])


class TestSteps(parallel_sessions.ParallelSessions):
    """Two clerks carry out one approved application."""

    def approved(self, code, contract_id=False):
        """Id of an approved application."""
        with self.session() as env:
            kinds = env["ibok.application.kind"]
            domain = [("code", "=", code), ("company_id", "=", self.company_id)]
            kind = kinds.search(domain) or kinds.create(
                {
                    "name": code,
                    "code": code,
                    "company_id": self.company_id,
                    "needs_contract": bool(contract_id),
                }
            )
            contract = env["water.contract"].browse(contract_id)
            partner = contract.partner_id or common.Factory(env).partner()
            application = env["ibok.application"].create(
                {
                    "kind_id": kind.id,
                    "contact_name": "Parallel",
                    "partner_id": partner.id,
                    "contract_id": contract_id,
                }
            )
            application._submit()
            application._decide_on("approved", "Granted", "phone")
            return application.id

    def carry_out(self, application_id, job):
        """Both clerks do it at once; the one who came second is told.

        :return: what came of it
        """

        def clerk(env):
            return job(env(context={**env.context, "ibok_application_id": number}))

        number = application_id
        results = self.together(clerk, clerk)
        self.assertEqual(sum(isinstance(one, Exception) for one in results), 1, results)
        [refused] = [one for one in results if isinstance(one, Exception)]
        self.assertIsInstance(refused, UserError)
        return [one for one in results if not isinstance(one, Exception)]

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_a_contract_applied_for_is_made_once(self):
        application_id = self.approved("contract")
        with self.session() as env:
            make = common.Factory(env)
            point = make.metered_point(100, self.start)
            premise_id, point_id = point.premise_id.id, point.id
            application = env["ibok.application"].browse(application_id)
            partner_id = application.partner_id.id

        def job(env):
            contract = env["water.contract"].create(
                {
                    "partner_id": partner_id,
                    "premise_id": premise_id,
                    "date_from": self.cycle_end,
                    "contract_point_ids": [Command.create({"point_id": point_id})],
                }
            )
            contract.action_open()
            return contract.id

        [contract_id] = self.carry_out(application_id, job)
        with self.session() as env:
            application = env["ibok.application"].browse(application_id)
            made = env["water.contract"].search([("premise_id", "=", premise_id)])
            self.assertEqual(made.ids, [contract_id])
            self.assertEqual(
                (application.state, application.result_id), ("done", contract_id)
            )

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_a_garden_meter_is_put_in_once(self):
        contract_id, main_id = self.household()
        application_id = self.approved("submeter", contract_id)

        def make_point(env):
            main = env["water.point"].browse(main_id)
            garden = env["water.point"].create(
                {
                    "premise_id": main.premise_id.id,
                    "kind": "garden",
                    "main_point_id": main_id,
                }
            )
            return garden.id

        [garden_id] = self.carry_out(application_id, make_point)

        def put_in(env):
            wizard = env["water.meter.exchange"].create(
                {
                    "point_id": garden_id,
                    "date": self.cycle_end,
                    "new_meter_id": common.Factory(env).meter().id,
                    "reason": "new",
                }
            )
            wizard.action_exchange()
            return True

        self.carry_out(application_id, put_in)
        with self.session() as env:
            garden = env["water.point"].browse(garden_id)
            self.assertEqual(len(garden.installation_ids), 1)
            contract = env["water.contract"].browse(contract_id)
            rows = contract.contract_point_ids.filtered(
                lambda row: row.point_id == garden
            )
            self.assertEqual(len(rows), 1)
            application = env["ibok.application"].browse(application_id)
            self.assertEqual(application.state, "done")

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_a_contract_is_ended_once(self):
        contract_id, point_id = self.household()
        self.read(point_id)
        application_id = self.approved("termination", contract_id)

        def end(env):
            wizard = env["water.contract.end"].create(
                {"contract_id": contract_id, "date": self.cycle_end}
            )
            wizard.line_ids.value = "110"
            wizard.action_end()
            return True

        self.carry_out(application_id, end)
        with self.session() as env:
            contract = env["water.contract"].browse(contract_id)
            application = env["ibok.application"].browse(application_id)
            self.assertEqual((contract.state, application.state), ("closed", "done"))
            self.assertEqual(len(contract.settlement_ids), 1)
