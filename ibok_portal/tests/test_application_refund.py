from freezegun import freeze_time

from odoo.fields import Command
from odoo.tests import tagged

from . import application_case, common

NRB = "61109010140000071219812874"


@tagged("post_install", "-at_install")
@freeze_time("2026-11-26 10:00:00")
class TestApplicationRefund(
    application_case.ApplicationFixtures, common.WaterPortalHttpCase
):
    """No more can be asked back on the portal than was paid too much."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_applications()
        cls.kind = cls.env.ref("ibok_portal.application_refund")

    def setUp(self):
        super().setUp()
        self._login(self.anna)
        begun = self.env["ibok.application"].with_user(self.anna)
        self.draft = begun._begin(self.anna, self.kind.sudo(), self.contract.browse())

    def _overpaid(self, amount):
        journal = self.env["account.journal"].search([("type", "=", "bank")], limit=1)
        partner = self.anna.partner_id
        self.env["account.move"].create(
            {
                "journal_id": journal.id,
                "date": "2026-11-20",
                "line_ids": [
                    Command.create(
                        {
                            "account_id": partner.property_account_receivable_id.id,
                            "partner_id": partner.id,
                            "credit": amount,
                        }
                    ),
                    Command.create(
                        {"account_id": journal.default_account_id.id, "debit": amount}
                    ),
                ],
            }
        ).action_post()

    def _fault(self, amount):
        """What stands beside the sum when the form is sent with it; "": nothing."""
        given = {self._q("amount"): amount, self._q("iban"): NRB}
        self.draft.sudo()._fill(given)
        return self.draft.sudo()._faults().get(f"q{self._q('amount')}", "")

    def test_more_than_there_is_is_told_beside_the_sum(self):
        self._overpaid(80.50)
        for amount, told in (
            ("80,51", "80.50"),
            ("500", "Write this much or less"),
            ("0", "leave it empty for all"),
            ("80,50", ""),
            ("12", ""),
            ("", ""),
        ):
            with self.subTest(amount=amount):
                fault = self._fault(amount)
                self.assertIn(told, fault)
                self.assertEqual(bool(fault), bool(told))

    def test_money_under_way_may_be_asked_for_without_a_sum(self):
        self.assertIn("leave this empty", self._fault("50"))
        self.assertFalse(self._fault(""))

    def test_what_is_on_its_way_back_is_not_asked_for_again(self):
        self._overpaid(80)
        self.env["water.refund"].create(
            {"partner_id": self.anna.partner_id.id, "amount": 60, "nrb": NRB}
        )
        again = self.env["ibok.application"].with_user(self.anna)
        again = again._begin(self.anna, self.kind.sudo(), self.contract.browse())
        again.sudo()._ask_questions(refill=True)
        self.assertEqual(again.sudo()._value("amount"), "20")
        self.assertIn("20.00", self._fault("60"))

    def test_a_clerk_reads_of_a_paper_that_asks_for_more(self):
        self._overpaid(80)
        self._fault("500")
        self.draft.sudo().channel = "counter"
        self.assertNotIn(f"q{self._q('amount')}", self.draft.sudo()._faults())
        remark = self.draft.with_user(self.clerk)._approval_remark()
        self.assertIn("500.00", remark)
        self.assertIn("80.00", remark)
