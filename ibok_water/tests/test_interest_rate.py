from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time
from odoo.tools import mute_logger

from odoo.addons.ibok_water.engine import RateMissing
from odoo.addons.ibok_water.models.water_interest_rate import ACTIVITY
from odoo.addons.ibok_water.models.water_interest_rate_remind import MISSING
from odoo.addons.ibok_water.tests import common, interest_case
from odoo.addons.ibok_water.tests.common import day


@freeze_time("2026-09-20 10:00:00")
class TestInterestRate(interest_case.InterestCase):
    """Rates are data: shipped, entered, confirmed, kept where they were used."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rates = cls.env["water.interest.rate"]
        cls.accountant = common.user(
            cls.env, "rate-accountant", "account.group_account_user"
        )
        cls.clerk = common.user(cls.env, "rate-clerk", "ibok_water.group_water_clerk")

    def rate(self, kind="statutory", since="2026-03-05"):
        return self.rates.search([("kind", "=", kind), ("valid_from", "=", since)])

    def test_loading_adds_what_is_missing_and_overwrites_nothing(self):
        entered = self.rate()
        entered.write({"percent": 9.3, "source": "M.P. 2026"})
        self.rate(since="2016-01-01").unlink()
        count = self.rates.search_count([])
        self.rates._load_shipped()
        self.assertEqual(self.rates.search_count([]), count + 1)
        self.assertEqual(self.rate(since="2016-01-01").percent, 7.0)
        self.assertEqual((entered.percent, entered.source), (9.3, "M.P. 2026"))

    def test_it_is_named_as_its_reader_writes_numbers(self):
        self.env["res.lang"]._activate_lang("pl_PL")
        name = self.rate().with_context(lang="pl_PL").display_name
        self.assertTrue(name.startswith("9,25 %"), name)

    def test_one_rate_of_a_kind_a_day(self):
        with (
            self.assertRaises(UniqueViolation),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            self.rates.create(
                {"kind": "statutory", "valid_from": "2026-03-05", "percent": 1}
            )

    def test_the_accountant_enters_rates_and_the_clerk_reads_them(self):
        vals = {"kind": "statutory", "valid_from": "2026-10-08", "percent": 9}
        rate = self.rates.with_user(self.accountant).create(vals)
        rate.percent = 9.1
        mine = rate.with_user(self.clerk)
        self.assertEqual(mine.percent, 9.1)
        for change in (
            lambda: mine.write({"percent": 1}),
            lambda: mine.unlink(),
            lambda: mine.create(vals | {"valid_from": "2026-11-05"}),
            lambda: mine.action_confirm(),
        ):
            with self.assertRaises(AccessError):
                change()
        rate.unlink()

    def test_rates_are_not_added_up_in_lists(self):
        for model in ("water.interest.rate", "water.interest.coverage"):
            told = self.env[model].fields_get(["percent"])["percent"]
            self.assertFalse(told.get("aggregator"), model)

    def test_a_used_rate_stays(self):
        self.late(187.42, "2025-04-22", "2025-11-14")
        note = self.notes("2026-09-20")
        used = self.rate(since="2025-07-03").with_user(self.accountant)
        self.assertTrue(used.in_use)
        for change in (
            lambda: used.write({"percent": 11}),
            lambda: used.write({"valid_to": "2025-08-01"}),
            lambda: used.write({"valid_from": "2025-07-04"}),
            lambda: used.write({"kind": "commercial"}),
            lambda: used.unlink(),
        ):
            with self.assertRaisesRegex(UserError, "later day"):
                change()
        # What changes nothing may be saved, and where it is published be named.
        used.write({"percent": 10.5, "source": "M.P. 2025"})
        unused = self.rate(since="2016-01-01").with_user(self.accountant)
        unused.percent = 7.1
        note._water_cancel_note("Zła stopa")
        used.percent = 10.55

    def test_a_missing_rate_is_named_with_its_day(self):
        self.rates.search([("kind", "=", "commercial")]).filtered(
            lambda rate: rate.valid_from >= day("2026-07-01")
        ).unlink()
        contract = self.make.household(debtor_kind="commercial")
        self.late(100, "2026-06-20", "2026-08-03", contract=contract)
        partner = contract.partner_id
        with self.assertRaisesRegex(
            UserError, "Commercial.*" + self.said("2026-07-01")
        ):
            self.notes("2026-09-20", partner)
        polish = self.env(context={**self.env.context, "lang": "pl_PL"})
        with self.assertRaisesRegex(UserError, "stopy odsetek.*1.*2026"):
            polish["account.move"]._water_make_notes(
                self.company, day("2026-09-20"), partner
            )
        # Others are not kept waiting.
        self.late(187.42, "2025-04-22", "2025-11-14")
        notes, problems = self.env["account.move"]._water_make_notes(
            self.company, day("2026-09-20"), partner | self.partner, raising=False
        )
        self.assertEqual(notes.partner_id, self.partner)
        self.assertEqual(list(problems), [partner.id])

    def test_the_statutory_rate_is_confirmed_each_quarter(self):
        rate = self.rate().with_user(self.accountant)
        self.assertTrue(rate.to_confirm)
        rate.action_confirm()
        self.assertEqual(
            (rate.confirmed_on, rate.confirmed_by_id, rate.to_confirm),
            (day("2026-09-20"), self.accountant, False),
        )
        self.assertNotIn(rate, self.rates.search([("to_confirm", "=", True)]))
        with freeze_time("2026-10-01"):
            rate.invalidate_recordset(["to_confirm"])
            self.assertTrue(rate.to_confirm)
            self.assertIn(rate, self.rates.search([("to_confirm", "=", True)]))

    def test_a_rate_that_ended_without_a_next_one_waits(self):
        rate = self.rate("commercial", "2026-07-01")
        rate.action_confirm()
        with freeze_time("2026-12-31"):
            self.assertNotIn(rate, self.rates._to_confirm())
        with freeze_time("2027-01-01"):
            self.assertIn(rate, self.rates._to_confirm())
            with self.assertRaisesRegex(UserError, "ended on"):
                rate.action_confirm()
            self.rates.create(
                {"kind": "commercial", "valid_from": "2027-01-01", "percent": 13.5}
            )
            self.assertNotIn(rate, self.rates._to_confirm())

    def test_a_commercial_rate_is_confirmed_each_half_year(self):
        self.rates.search(
            [("kind", "=", "commercial"), ("valid_from", ">", "2026-01-01")]
        ).unlink()
        rate = self.rate("commercial", "2026-01-01")
        rate.valid_to = False
        with freeze_time("2026-03-31"):
            rate.action_confirm()
        with freeze_time("2026-06-30"):
            self.assertNotIn(rate, self.rates._to_confirm())
        with freeze_time("2026-07-01"):
            self.assertIn(rate, self.rates._to_confirm())

    def test_accountants_are_reminded_once(self):
        self.rates._cron_remind()
        self.rates._cron_remind()
        rate = self.rate()
        asked = rate.activity_search([ACTIVITY], user_id=self.accountant.id)
        self.assertEqual(len(asked), 1)
        rate.with_user(self.accountant).action_confirm()
        self.assertFalse(rate.activity_search([ACTIVITY]))

    def test_the_next_rate_answers_the_question_about_the_one_before(self):
        self.rates._cron_remind()
        old = self.rate()
        vals = {"kind": "statutory", "percent": 9}
        # Of a day to come: until then the present one is asked for.
        to_come = self.rates.with_user(self.accountant).create(
            vals | {"valid_from": "2026-10-08"}
        )
        self.assertTrue(old.activity_search([ACTIVITY]))
        to_come.valid_from = day("2026-09-17")
        self.assertFalse(old.activity_search([ACTIVITY]))
        self.assertTrue(
            self.rate("commercial", "2026-07-01").activity_search([ACTIVITY])
        )

    def test_the_question_ends_on_the_day_of_the_next_rate(self):
        self.rates._cron_remind()
        self.rates.create(
            {"kind": "statutory", "percent": 9, "valid_from": "2026-10-08"}
        )
        with freeze_time("2026-10-08"):
            self.rates._cron_remind()
        self.assertFalse(self.rate().activity_search([ACTIVITY]))
        self.assertTrue(self.rate(since="2026-10-08").activity_search([ACTIVITY]))

    def test_accountants_are_told_once_a_day_that_a_rate_is_missing(self):
        rate = self.rate("commercial", "2026-07-01")
        problem = RateMissing("commercial", day("2027-01-01"))

        def told():
            return rate.activity_search([MISSING], user_id=self.accountant.id)

        with freeze_time("2027-01-04"):
            self.rates._tell_missing(problem)
            self.rates._tell_missing(problem)
            self.assertEqual(len(told()), 1)
            language = self.rates.with_context(lang=self.accountant.lang)
            self.assertIn(language._missing_text(problem), told().note)
            # Done, but not entered: the next day he is told again.
            told().unlink()
            self.rates._tell_missing(problem)
            self.assertFalse(told())
        with freeze_time("2027-01-05"):
            self.rates._tell_missing(problem)
            self.assertEqual(len(told()), 1)
            self.rates.with_user(self.accountant).create(
                {"kind": "commercial", "valid_from": "2027-01-01", "percent": 13}
            )
            self.assertFalse(told())
            self.assertFalse(rate.missing_day)

    def test_nobody_confirms_by_writing(self):
        with self.assertRaises(AccessError):
            self.rate().with_user(self.accountant).write({"confirmed_on": "2026-09-20"})
