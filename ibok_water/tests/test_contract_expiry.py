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
        self.assertFalse(soon.activity_ids, "told of a day that is not the end")
        self._run_job()
        [activity] = soon.activity_ids
        self.assertEqual(activity.date_deadline, date(2026, 12, 21))

    def test_what_runs_out_no_more_asks_for_nothing(self):
        kind = "ibok_water.mail_activity_contract_expiry"
        for vals in ({"date_to": False}, {"renewal": "auto"}):
            contract = self._contract(date_to="2027-01-10", renewal_days=30)
            other = contract.activity_schedule("mail.mail_activity_data_todo")
            self._run_job()
            self.assertTrue(contract.activity_search([kind]))
            contract.write(vals)
            self.assertEqual(contract.activity_ids, other)

    def test_a_clerk_is_told_before_who_looks_after_odoo(self):
        clerk = common.user(self.env, "told-clerk", "ibok_water.group_water_clerk")
        admin = common.user(
            self.env,
            "told-admin",
            *("ibok_water.group_water_clerk", "base.group_system"),
        )
        contract = self._contract(date_to="2027-01-10", renewal_days=30)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE water_contract SET create_uid = %s WHERE id = %s",
            [admin.id, contract.id],
        )
        contract.invalidate_recordset(["create_uid"])
        person = contract._office_person()
        self.assertFalse(person.has_group("base.group_system"))
        self.assertTrue(person.has_group("ibok_water.group_water_clerk"))
        others = self.env.ref("ibok_water.group_water_clerk").all_user_ids - admin
        others.filtered("active").active = False
        self.assertEqual(contract._office_person(), admin)
        clerk.active = True
        self.assertEqual(contract._office_person(), clerk)

    def test_the_clerk_is_told_in_his_language(self):
        self.env["res.lang"]._activate_lang("pl_PL")
        contract = self._contract(date_to="2027-01-10", renewal_days=30)
        contract._office_person().lang = "pl_PL"
        contract.with_context(lang=False)._warn_expiry()
        [activity] = contract.activity_ids
        self.assertIn("Umowa", activity.note)
        self.assertIn("10.01.2027", activity.note)
        self.assertIn("umow", activity.summary.lower())

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
