"""Contracts of the demo municipality as papers: each state, signed on its days."""

from datetime import timedelta

import demo_town

from odoo.tests import tagged

from odoo.addons.ibok_portal.demo.papers_plan import FIXED_END, PAPERS
from odoo.addons.ibok_water.demo.water_demo import DAY
from odoo.addons.ibok_water.models.law_day import law_day, law_today


@tagged("post_install", "-at_install")
class TestDemoPapers(demo_town.DemoTown):
    """Documents of contracts of this database."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.papers = cls.env["ibok.contract.document"].search(
            [("company_id", "=", cls.company.id)]
        )

    def _papers_of(self, number):
        name = next(case.name for case in self.cases if case.number == number)
        return self.papers.filtered(lambda one: one.partner_id.name == name)

    def test_states(self):
        self.assertGreaterEqual(len(self.papers), len(PAPERS))
        self.assertGreaterEqual(
            set(self.papers.mapped("state")),
            {"draft", "sent", "customer", "office", "force", "dropped"},
        )

    def test_what_was_sent_is_kept_and_in_polish(self):
        for paper in self.papers.filtered("sent_on"):
            with self.subTest(paper=paper.name):
                self.assertTrue(paper.pdf)
                self.assertIn("umow", paper.subject.lower())
                self.assertNotIn("{", paper.body)
                self.assertGreaterEqual(paper.sent_on, paper.date)

    def test_contracts_of_residents_are_in_force(self):
        for role in ("resident", "resident2"):
            paper = self._of(role).document_ids.filtered(
                lambda one: one.kind == "contract"
            )
            self.assertEqual(paper.state, "force")
            self.assertEqual(paper.date, self._of(role).date_signed)
            self.assertLessEqual(paper.office_signed_on, law_today(paper))
            self.assertEqual(set(paper.signature_ids.mapped("way")), {"paper"})

    def test_one_ends_soon_and_its_prolongation_is_being_written(self):
        papers = self._papers_of("59")
        contract = papers.contract_id
        self.assertEqual(contract.date_to - self._made_on(), timedelta(days=FIXED_END))
        self.assertIn(contract.expiry_state, ("soon", "late", "expired"))
        prolonged = papers.filtered(lambda one: one.topic == "extension")
        self.assertEqual(prolonged.state, "draft")
        self.assertGreater(prolonged.date_to, contract.date_to)

    def _made_on(self):
        """The day up to which the demo is told."""
        return self.env["water.demo"]._story_day()

    def test_all_parts_are_told_up_to_one_day(self):
        """Also when the clock passes midnight while they are loaded."""
        day = self._made_on()
        flushing = self.env.ref("ibok.demo_announcement_flushing")
        self.assertEqual(flushing.date_from, day)
        self.assertEqual(
            self._papers_of("59").contract_id.date_to, day + timedelta(days=FIXED_END)
        )
        with law_day(day + timedelta(days=1)):
            self.assertEqual(self._made_on(), day)
            self.env["ir.config_parameter"].set_param(DAY, False)
            self.assertEqual(self._made_on(), day + timedelta(days=1))

    def test_signed_by_both_begins_later(self):
        paper = self._papers_of("05")
        self.assertEqual(paper.topic, "persons")
        if law_today(paper) < paper.date_from:
            self.assertEqual(paper.state, "office")

    def test_the_second_resident_has_something_to_sign(self):
        user = self.env.ref("ibok.demo_user_resident2")
        waiting = (
            self.env["ibok.contract.document"]
            .with_company(self.company)
            ._portal_to_sign(user)
        )
        self.assertEqual(waiting.mapped("topic"), ["recipient"])
        self.assertIn("+48 500 000 402", waiting.body)
