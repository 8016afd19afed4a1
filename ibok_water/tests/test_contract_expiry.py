from datetime import date
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import tagged

from . import common


@tagged("post_install", "-at_install")
@freeze_time("2026-11-26 10:00:00")
class TestContractExpiry(common.WaterCase):
    """Contracts for a fixed time: when they run out, and who hears of it."""

    def _contract(self, **vals):
        return self.make.contract([self.make.metered_point()], **vals)

    def _run_job(self):
        """The daily job, in work that commits nothing."""
        cron = type(self.env["ir.cron"])
        with patch.object(cron, "_commit_progress", lambda *_a, **_k: 1):
            self.env["water.contract"]._cron_warn_expiry()

    def _states(self, contract, *days):
        return [contract._expiry_on(date.fromisoformat(day)) for day in days]

    def test_days_and_states(self):
        self.env.company.water_expiry_warning_days = 20
        contract = self._contract(date_to="2027-06-30", renewal_days=30)
        self.assertEqual(contract.expires_on, date(2027, 6, 30))
        self.assertEqual(contract.renew_until, date(2027, 5, 31))
        self.assertEqual(
            self._states(
                contract,
                *("2027-05-10", "2027-05-11", "2027-05-31", "2027-06-01"),
                *("2027-06-30", "2027-07-01"),
            ),
            ["running", "soon", "soon", "late", "late", "expired"],
        )

    def test_what_has_no_end_or_renews_by_itself_does_not_expire(self):
        for vals in ({}, {"date_to": "2026-12-01", "renewal": "auto"}):
            contract = self._contract(**vals)
            self.assertFalse(contract.expires_on)
            self.assertFalse(contract.renew_until)
            self.assertEqual(contract.expiry_state, "none")

    def test_the_office_is_told_once_of_each_end(self):
        soon = self._contract(date_to="2027-01-10", renewal_days=30)
        later = self._contract(date_to="2028-01-10", renewal_days=30)
        self._run_job()
        self._run_job()
        [activity] = soon.activity_ids
        self.assertEqual(activity.date_deadline, date(2026, 12, 11))
        self.assertIn(soon.number, activity.note)
        self.assertFalse(later.activity_ids)
        soon.date_to = "2027-01-20"
        self._run_job()
        self.assertEqual(len(soon.activity_ids), 2)

    def test_a_term_that_has_passed_is_for_today(self):
        contract = self._contract(date_to="2026-12-01", renewal_days=60)
        self.assertEqual(contract.expiry_state, "late")
        self._run_job()
        self.assertEqual(contract.activity_ids.date_deadline, date(2026, 11, 26))

    def test_nobody_writes_what_the_job_told(self):
        contract = self._contract(date_to="2027-01-10")
        clerk = common.user(self.env, "expiry-clerk", "ibok_water.group_water_clerk")
        with self.assertRaises(AccessError):
            contract.with_user(clerk).expiry_told_of = "2027-01-10"

    def test_filters(self):
        contract = self._contract(date_to="2027-01-10", renewal_days=30)
        found = self.env["water.contract"].search(
            [("renew_until", "<=", "today +1m"), ("expires_on", ">=", "today")]
        )
        self.assertIn(contract, found)
