from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from . import common, e_invoice_case


@tagged("post_install", "-at_install")
class TestConsentOnRecord(e_invoice_case.EInvoiceCase):
    """The office's part: papers, the rule that holds bills, terms changed by hand."""

    def setUp(self):
        super().setUp()
        self._two_groups()

    def _rule(self):
        self.env["water.hold.rule"].search([]).active = False
        self.env["water.hold.rule"].create({"name": "Consent", "code": "no_consent"})

    def _record(self, contracts, by=None, **vals):
        wizard = (
            self.env["ibok.consent.paper"]
            .with_user(by or self.clerk)
            .create(
                {
                    "contract_ids": contracts.ids,
                    "paper_date": "2026-01-10",
                    "paper_place": "File 12",
                    **vals,
                }
            )
        )
        wizard.action_confirm()
        return wizard

    def test_a_paper_consent_drives_bills_too(self):
        wizard = self._record(self.contract)
        self.assertEqual(wizard.terms_id, self.text)
        consent = self.contract.consent_ids
        self.assertEqual(consent.recorded_by_id, self.clerk)
        self.assertEqual(consent.date_from, date(2026, 2, 1))
        self.assertEqual((consent.source, consent.paper_place), ("paper", "File 12"))
        self._bill("2026-01-31")
        self.assert_bill(self._bill("2026-02-28"), "E", self._gross(10, 4), True)

    def test_electronic_since_before_the_portal_only_gets_its_evidence(self):
        self.contract.invoice_form = "electronic"
        other = self.make.household(7, invoice_form="electronic")
        before = self.rows()
        self._record(self.contract | other, paper_date="2025-06-01", terms_id=False)
        self.assertEqual(self.rows(), before)
        consents = (self.contract | other).consent_ids
        self.assertEqual(len(consents), 2)
        self.assertFalse(consents.terms_id)
        self.assertEqual(set(consents.mapped("date_from")), {date(2025, 6, 1)})
        self.assertEqual(consents[0].display_name, "Consent to electronic invoices")
        self.assert_bill(self._bill("2026-01-31"), "E", self._gross(10, 4), True)

    def test_electronic_terms_without_a_consent_are_held(self):
        self._rule()
        self.contract.invoice_form = "electronic"
        held = self._bill("2026-01-31")
        self.assertEqual((held.state, held.hold_codes), ("held", "no_consent"))
        self.assertIn("not on record", held.hold_reason)
        self._record(self.contract)
        self.assertEqual(self._bill("2026-02-28").state, "done")

    def test_the_bill_of_the_period_of_withdrawal_is_covered(self):
        self._rule()
        self._agree("2026-01-15")
        self.assertEqual(self._bill("2026-01-31").state, "done")
        self._withdraw("2026-02-10")
        self.assert_bill(self._bill("2026-02-28"), "E", self._gross(10, 4), True)
        self.assert_bill(self._bill("2026-03-31"), "P", self._gross(10, 6), False)

    def test_made_electronic_by_hand_after_a_withdrawal_it_stays_on_paper(self):
        self._agree("2026-01-15")
        self._withdraw("2026-01-16")
        self._bill("2026-01-31")
        self.contract._change_terms(date(2026, 2, 1), {"invoice_form": "electronic"})
        self.assert_bill(self._bill("2026-02-28"), "E", self._gross(10, 4), False)

    def test_consents_are_asked_once_for_many(self):
        self._rule()
        contracts = self.env["water.contract"]
        for _number in range(6):
            contracts |= self.make.household(100, invoice_form="electronic")
        self._record(contracts)
        self.startPatcher(common.freeze_time("2026-02-05 10:00:00"))
        for contract in contracts:
            self.make.read(contract.point_ids, 110, "2026-01-31")

        def queries(some):
            ready, problems = some.sudo()._reckon_all(date(2026, 1, 31))
            self.assertFalse(problems)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some.sudo()._hold(ready)
            return self.env.cr.sql_log_count - before

        queries(contracts)
        self.assertEqual(queries(contracts[:2]), queries(contracts))

    def test_by_hand_nobody_goes_back_to_paper_past_a_consent(self):
        self._agree("2026-01-15")
        with self.assertRaisesRegex(UserError, "Record the withdrawal"):
            self.contract.with_user(self.clerk).invoice_form = "paper"
        self.contract.with_user(self.clerk).action_withdraw_e_invoice()
        consent = self.contract.consent_ids
        self.assertEqual(consent.withdrawn_by_id, self.clerk)
        self.assertFalse(consent.withdrawn_ip)
        self.assertEqual(self.contract.invoice_form, "paper")

    def test_only_the_office_records(self):
        with self.assertRaises(AccessError):
            self._record(self.contract, by=self.user)
        reader = common.new_test_user(
            self.env, "e-reader", "ibok_water.group_water_reader"
        )
        consent = self._agree("2026-01-15")
        for user in (reader, self.user):
            with self.assertRaises(AccessError):
                consent.with_user(user).action_withdraw()
            with self.assertRaises(AccessError):
                self.contract.with_user(user).action_withdraw_e_invoice()

    def test_a_paper_of_tomorrow_is_refused(self):
        with self.assertRaisesRegex(UserError, "not come yet"):
            self._record(self.contract, paper_date="2026-01-16")

    def test_terms_are_not_withdrawn_by_the_office(self):
        terms = common.publish_terms(self.env, "terms")
        consent = self.env["ibok.consent"]._give(self.user, terms, "192.0.2.1")
        with self.assertRaisesRegex(UserError, "has the account deleted"):
            consent.with_user(self.clerk).action_withdraw()

    def test_the_wizard_says_what_follows(self):
        silent = self.make.household(3, partner=self.make.partner("No address"))
        wizard = self.env["ibok.consent.paper"].create(
            {"contract_ids": (self.contract | silent).ids}
        )
        self.assertIn("tariff group from", wizard.effect)
        self.assertIn("no e-mail address", wizard.effect)

    def test_contracts_without_evidence_are_found(self):
        self.contract.invoice_form = "electronic"
        domain = [
            ("invoice_form", "=", "electronic"),
            ("consent_ids", "not any", [("withdrawn_at", "=", False)]),
        ]
        found = self.env["water.contract"].with_user(self.clerk).search(domain)
        self.assertIn(self.contract, found)
        self._record(self.contract)
        found = self.env["water.contract"].with_user(self.clerk).search(domain)
        self.assertNotIn(self.contract, found)
