from datetime import date
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from . import common, e_invoice_case
from .e_invoice_case import PAPER


@tagged("post_install", "-at_install")
class TestConsentDrivesBills(e_invoice_case.EInvoiceCase):
    """From the next billing period on: group, price and delivery, to the grosz."""

    def setUp(self):
        super().setUp()
        self._two_groups()

    def test_from_the_next_period_on(self):
        consent = self._agree("2026-01-15")
        self.assertEqual(consent.date_from, date(2026, 2, 1))
        self.assertEqual((consent.source, consent.given_ip), ("portal", "192.0.2.5"))
        self.assert_bill(self._bill("2026-01-31"), "P", 146.88, False)
        self.assert_bill(self._bill("2026-02-28"), "E", 144.72, True)
        self.assertEqual(self._gross(10, 6), 146.88)
        self.assertEqual(self._gross(10, 4), 144.72)
        self.assertEqual(
            self.rows(), [("2026-01-01", "paper"), ("2026-02-01", "electronic")]
        )

    def test_withdrawn_it_goes_back_in_the_same_way(self):
        self._agree("2026-01-15")
        self._bill("2026-01-31")
        self._withdraw("2026-02-10")
        consent = self.contract.consent_ids
        self.assertEqual(consent.date_to, date(2026, 2, 28))
        self.assertEqual(consent.withdrawn_ip, "192.0.2.6")
        self.assert_bill(self._bill("2026-02-28"), "E", self._gross(10, 4), True)
        self.assert_bill(self._bill("2026-03-31"), "P", self._gross(10, 6), False)

    def test_on_the_last_day_of_a_period(self):
        """By Polish time: half past eleven of the 31st in London is another day."""
        self.assertEqual(self._agree("2026-01-31").date_from, date(2026, 2, 1))
        self._withdraw("2026-01-31")
        late = self._agree("2026-01-31 23:30:00")
        self.assertEqual(late.date_from, date(2026, 3, 1))
        self.assert_bill(self._bill("2026-01-31"), "P", self._gross(10, 6), False)
        self.assert_bill(self._bill("2026-02-28"), "P", self._gross(10, 6), False)
        self.assert_bill(self._bill("2026-03-31"), "E", self._gross(10, 4), True)

    def test_the_last_word_of_a_period_counts(self):
        self._agree("2026-01-10")
        self._withdraw("2026-01-12")
        self.assertEqual(
            self.contract._terms_on(date(2026, 2, 1)).invoice_form, "paper"
        )
        self._agree("2026-01-20")
        self._bill("2026-01-31")
        self.assert_bill(self._bill("2026-02-28"), "E", self._gross(10, 4), True)
        self._withdraw("2026-03-02")
        self._agree("2026-03-03")
        self._withdraw("2026-03-04")
        self.assert_bill(self._bill("2026-03-31"), "E", self._gross(10, 4), True)
        self.assert_bill(self._bill("2026-04-30"), "P", self._gross(10, 6), False)

    def test_twice_is_once(self):
        first = self._agree("2026-01-15")
        notes = len(self.contract.message_ids)
        self.assertEqual(self._agree("2026-01-16"), first)
        self.assertEqual(len(self.contract.consent_ids), 1)
        self.assertEqual(len(self.contract.message_ids), notes)
        self.assertEqual(len(self.rows()), 2)
        self._withdraw("2026-01-17")
        at = first.withdrawn_at
        first._withdraw("192.0.2.9")
        self.assertEqual((first.withdrawn_at, first.withdrawn_ip), (at, "192.0.2.6"))

    def test_terms_planned_for_later_follow_the_last_word(self):
        self.contract._change_terms(date(2026, 4, 1), {"recipients": "other"})
        self._agree("2026-01-15")
        later = self.contract._terms_on(date(2026, 4, 1))
        self.assertEqual(later.invoice_form, "electronic")
        self.assertEqual(later.recipients, "other")

    def test_what_is_billed_already_stays(self):
        """Read and billed some days before the end: the next period begins after it."""
        self.value += 10
        with common.freeze_time("2026-01-28 10:00:00"):
            self.make.read(self.point, self.value, "2026-01-28")
            settlement = self.make.settle(self.contract, "2026-01-31")
        self._agree("2026-01-29")
        self.assert_bill(settlement, "P", self._gross(10, 6), False)
        self.assert_bill(self._bill("2026-02-28"), "E", self._gross(10, 4), True)

    def test_final_settlement_of_the_first_electronic_period(self):
        self._agree("2026-01-15")
        self._bill("2026-01-31")
        settlement = self._end("2026-02-20")
        self.assert_bill(settlement, "E", self._gross(10, 4), True)

    def test_final_settlement_before_it_begins(self):
        self._agree("2026-01-15")
        settlement = self._end("2026-01-25")
        self.assert_bill(settlement, "P", self._gross(10, 6), False)

    def _end(self, on, **vals):
        self.value += 10
        with common.freeze_time(f"{on} 12:00:00"):
            wizard = self.env["water.contract.end"].create(
                {"contract_id": self.contract.id, "date": on, **vals}
            )
            wizard.line_ids.value = self.value
            wizard.action_end()
        return self.contract.settlement_ids.sorted("date_to")[-1]

    def test_no_consent_where_no_period_is_left(self):
        self.contract.date_to = "2026-01-31"
        with self.assertRaisesRegex(UserError, "ends before the next billing period"):
            self._agree("2026-01-15")
        self.assertFalse(self.contract.consent_ids)

    def test_the_next_customer_has_agreed_to_nothing(self):
        self._agree("2026-01-15")
        self._bill("2026-01-31")
        newcomer = self.make.partner("New")
        self._end("2026-02-20", change=True, new_partner_id=newcomer.id)
        new = self.env["water.contract"].search([("partner_id", "=", newcomer.id)])
        self.assertEqual(new.invoice_form, "paper")
        self.assertFalse(new._goes_electronically(date(2026, 3, 31)))

    def test_a_contract_that_has_not_begun_follows_from_its_first_day(self):
        future = self.make.household(
            5, since="2026-03-01", partner=self.user.partner_id
        )
        consent = self._agree("2026-01-15", contract=future)
        self.assertEqual(consent.date_from, date(2026, 3, 1))
        self.assertEqual(future._terms_on(date(2026, 3, 1)).invoice_form, "electronic")

    def test_two_month_cycles(self):
        contract = self.make.household(
            10, billing_months="2", partner=self.user.partner_id
        )
        consent = self._agree("2026-01-15", contract=contract)
        self.assertEqual(consent.date_from, date(2026, 3, 1))

    def test_deleting_the_account_takes_the_consent_along(self):
        self._agree("2026-01-15")
        self._bill("2026-01-31")
        with common.freeze_time("2026-02-10 10:00:00"):
            self.user._deactivate_portal_user()
        self.assertFalse(self.contract._e_invoice_live())
        self.assert_bill(
            self._bill("2026-03-31", 20), "P", self._gross(20, 6, 2), False
        )


@tagged("post_install", "-at_install")
class TestWithoutSisterGroup(e_invoice_case.EInvoiceCase):
    """One group for both forms: only the delivery changes."""

    def setUp(self):
        super().setUp()
        self.tariff = self.make.tariff(PAPER, code="P", invoice_form="paper")

    def test_delivery_alone_changes(self):
        self._agree("2026-01-15")
        self.assertEqual(self.rows(), [("2026-01-01", "paper")])
        price = self._gross(10, 6)
        self.assert_bill(self._bill("2026-01-31"), "P", price, False)
        self.assert_bill(self._bill("2026-02-28"), "P", price, True)
        self._withdraw("2026-03-10")
        self.assert_bill(self._bill("2026-03-31"), "P", price, True)
        self.assert_bill(self._bill("2026-04-30"), "P", price, False)

    def test_a_group_for_any_form_is_one_for_both(self):
        self.tariff.action_close()
        self.env.flush_all()
        self.make.tariff(PAPER, code="A")
        self._agree("2026-01-15")
        self._bill("2026-01-31")
        self.assert_bill(self._bill("2026-02-28"), "A", self._gross(10, 6), True)

    def test_back_to_paper_where_there_is_no_group_for_paper(self):
        self.tariff.action_close()
        self.env.flush_all()
        self.make.tariff(PAPER, code="E", invoice_form="electronic")
        self.contract.invoice_form = "electronic"
        self._agree("2026-01-15")
        self._withdraw("2026-01-16")
        self.assertTrue(self._bill("2026-01-31").move_id)
        self.assert_bill(self._bill("2026-02-28"), "E", self._gross(10, 6), False)

    def test_agreed_anew_after_a_withdrawal_begins_with_the_next_period(self):
        """Where terms stay electronic, today's bill is on paper all the same."""
        self.tariff.action_close()
        self.env.flush_all()
        self.make.tariff(PAPER, code="E", invoice_form="electronic")
        self.contract.invoice_form = "electronic"
        self._agree("2026-01-15")
        self._withdraw("2026-01-16")
        self._bill("2026-01-31")
        self._agree("2026-02-10")
        self.assert_bill(self._bill("2026-02-28"), "E", self._gross(10, 6), False)
        self.assert_bill(self._bill("2026-03-31"), "E", self._gross(10, 6), True)

    def _follow(self, on):
        commit = patch.object(type(self.env["ir.cron"]), "_commit_progress")
        with common.freeze_time(f"{on} 10:00:00"), commit:
            self.env["water.contract"]._cron_follow_consents()

    def test_a_later_tariff_with_a_group_is_followed(self):
        self._agree("2026-01-15")
        self._bill("2026-01-31")
        self.tariff.action_close()
        self.env.flush_all()
        self._two_groups()
        self._follow("2026-02-10")
        self._follow("2026-02-11")
        self.assertEqual(
            self.rows(), [("2026-01-01", "paper"), ("2026-03-01", "electronic")]
        )
        self.assert_bill(self._bill("2026-02-28"), "P", self._gross(10, 6), True)
        self.assert_bill(self._bill("2026-03-31"), "E", self._gross(10, 4), True)

    def _more_consents(self, count):
        """Contracts of others who agreed, each with a bill."""
        for _index in range(count):
            contract = self.make.household(100)
            self._agree("2026-01-15", contract)
            with common.freeze_time("2026-01-31 20:00:00"):
                self.make.read(contract.point_ids, 110, "2026-01-31")
                self.make.settle(contract, "2026-01-31")
        self.env.flush_all()

    def test_many_who_wait_are_asked_for_together(self):
        def queries():
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._follow("2026-02-10")
            return self.env.cr.sql_log_count - before

        self._more_consents(1)
        queries()
        few = queries()
        self._more_consents(5)
        self.assertLessEqual(queries(), few)
        self.assertFalse(self.contract.terms_ids.filtered("reason"))

    def test_each_follows_from_its_own_period(self):
        self._agree("2026-01-15")
        self._bill("2026-01-31")
        early = self.make.household(100)
        early.billing_months = "2"
        self._agree("2026-01-15", early)
        ended = self.make.household(100)
        self._agree("2026-01-15", ended)
        ended.date_to = "2026-02-28"
        self.tariff.action_close()
        self.env.flush_all()
        self._two_groups()
        self._follow("2026-02-10")
        self.assertEqual(self.rows()[1:], [("2026-03-01", "electronic")])
        self.assertEqual(self.rows(early)[1:], [("2026-03-01", "electronic")])
        self.assertEqual(self.rows(ended)[1:], [])
