"""Applications of the demo municipality: every kind and state, on believable days."""

import demo_town

from odoo.tests import tagged

from odoo.addons.ibok_portal.demo.applications_plan import ASKED
from odoo.addons.ibok_portal.models.ibok_application import STATES


@tagged("post_install", "-at_install")
class TestDemoApplications(demo_town.DemoTown):
    """What people applied for in this database, and what came of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.applications = cls.env["ibok.application"].search(
            [("company_id", "=", cls.company.id)]
        )

    def _told(self, code):
        """The application of this code of the plan."""
        asked = next(one for one in ASKED if one.code == code)
        kind = self.env.ref(f"ibok_portal.application_{asked.kind}")
        names = {case.number: case.name for case in self.cases}
        name = asked.answers.get("name") or names[asked.number]
        found = self.applications.filtered(
            lambda one: one.kind_id == kind and one._value("name") == name
        )
        self.assertEqual(len(found), 1, code)
        return found

    def test_every_kind_and_state_is_there(self):
        self.assertGreaterEqual(len(self.applications), len(ASKED))
        kinds = self.env["ibok.application.kind"].search([("code", "!=", False)])
        self.assertEqual(self.applications.kind_id & kinds, kinds)
        self.assertEqual(len(kinds), 9)
        states = set(self.applications.mapped("state"))
        self.assertEqual(states, {state for state, _words in STATES})
        self.assertEqual(
            set(self.applications.mapped("channel")), {"portal", "counter"}
        )

    def test_days_follow_each_other(self):
        received = self.applications.filtered("received_on")
        self.assertGreater(len(set(received.mapped("received_on"))), 10)
        for application in received:
            with self.subTest(number=application.number):
                for message in application.message_ids:
                    self.assertGreaterEqual(
                        message.date.date(), application.received_on
                    )
                if application.answered_on:
                    self.assertLessEqual(
                        application.received_on, application.answered_on
                    )
        numbers = received.sorted("number").mapped("received_on")
        self.assertEqual(numbers, sorted(numbers))

    def test_what_was_sent_and_decided_is_kept_as_a_document(self):
        for application in self.applications.filtered("number"):
            with self.subTest(number=application.number):
                self.assertTrue(application.confirmation_pdf)
                self.assertEqual(
                    bool(application.answer_pdf), bool(application.answered_on)
                )

    def test_a_harder_case_has_longer_and_was_extended(self):
        flats = self._told("flats")
        self.assertEqual(flats.promise_days, 2 * flats.kind_id.promise_long_days)
        self.assertTrue(flats.extended)

    def test_one_is_late_and_two_wait_for_the_applicant(self):
        self.assertTrue(self._told("leak_late").late)
        for code in ("handover", "photo"):
            waiting = self._told(code)
            self.assertEqual(waiting.state, "waiting")
            self.assertTrue(waiting.promise_paused)
            self.assertFalse(waiting.deadline)

    def test_carried_out_by_what_was_made(self):
        garden = self._told("garden")
        self.assertEqual(garden.result_model, "water.meter.installation")
        installation = self.env[garden.result_model].browse(garden.result_id)
        self.assertEqual(installation.meter_id.number, "26104882")
        self.assertEqual(installation.point_id.kind, "garden")
        self.assertIn(
            installation.point_id, garden.contract_id.contract_point_ids.point_id
        )
        annex = garden.contract_id.document_ids
        self.assertEqual((annex.topic, annex.state), ("submeter", "draft"))
        check = self._told("check")
        self.assertEqual((check.state, check.check_result), ("approved", False))
        taken = check.check_meter_id.installation_ids
        self.assertEqual(taken.removal_reason, "check")
        self.assertEqual(self._told("house").state, "done")

    def test_an_approval_began_a_contract(self):
        newcomer = self._told("newcomer")
        self.assertEqual(newcomer.state, "approved")
        contract = self.env["water.contract"].search(
            [("application_id", "=", newcomer.id)]
        )
        self.assertEqual(contract.state, "draft")
        self.assertEqual(contract.partner_id, newcomer.partner_id)
        self.assertEqual(contract.invoice_form, "electronic")
        self.assertTrue(contract.contract_point_ids)
        paper = contract.document_ids
        self.assertEqual((paper.kind, paper.state), ("contract", "draft"))

    def test_residents_see_their_own(self):
        for role, codes in (
            ("resident", ("leak_refused",)),
            ("resident2", ("photo", "begun")),
        ):
            user = self.env.ref(f"ibok.demo_user_{role}")
            found = (
                self.env["ibok.application"]
                .with_company(self.company)
                ._portal_find(user)
            )
            self.assertEqual(set(found.ids), {self._told(code).id for code in codes})
        refused = self._told("leak_refused")
        self.assertEqual(refused.state, "refused")
        self.assertTrue(refused.answer)
