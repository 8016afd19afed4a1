from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time
from odoo.tools import format_date

from odoo.addons.ibok_water.tests import common, demand_case
from odoo.addons.ibok_water.tests.common import day


@freeze_time("2026-09-20 10:00:00")
class TestDemandRun(demand_case.DemandCase):
    """Demands of many customers: previewed, issued in chunks, nothing twice."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Whatever else the database has is not this run's.
        cls.village = cls.env["water.village"].create({"name": "Wieś Wezwana"})
        cls.contract.premise_id.village_id = cls.village
        cls.others = [cls.make.household(since="2014-01-01") for _number in range(3)]
        for contract in cls.others:
            contract.premise_id.village_id = cls.village
        cls.stages = cls.reminder | cls.demand_stage | cls.final

    def run_(self, **vals):
        return self.env["water.demand.run"].create(
            {
                "stage_ids": self.stages.ids,
                "day": day("2026-09-20"),
                "village_ids": self.village.ids,
                **vals,
            }
        )

    def previewed(self, **vals):
        run = self.run_(**vals)
        run.action_preview()
        run._process_now()
        self.assertEqual(run.state, "previewed")
        return run

    def done(self, **vals):
        run = self.previewed(**vals)
        run.action_start()
        run._process_now()
        self.assertEqual(run.state, "done")
        return run

    def count(self):
        return self.env["water.payment.demand"].search_count([])

    def test_a_missing_rate_holds_back_its_customer_alone(self):
        self.bill(100, "2026-08-03")
        trader = self.others[0]
        trader.debtor_kind = "commercial"
        held = self.bill(50, "2026-08-03", contract=trader)
        rates = self.env["water.interest.rate"]
        rate = rates.search(
            [("kind", "=", "commercial"), ("valid_from", "=", "2026-07-01")]
        )
        rate.valid_to = day("2026-08-20")
        run = self.previewed()
        self.assertEqual((run.ready_count, run.problem_count), (1, 1))
        run.action_start()
        run._process_now()
        self.assertEqual((run.demand_count, run.held_count), (1, 1))
        line = run.line_ids.filtered(lambda one: one.partner_id == trader.partner_id)
        # Its first day without a rate, and its kind.
        self.assertIn("Commercial", line.reason)
        self.assertIn(format_date(self.env, day("2026-08-21")), line.reason)
        rows = self.env["water.payment.demand.line"]
        receivable = held._water_receivable()
        self.assertFalse(rows.search([("line_id", "=", receivable.id)]))
        rates.create(
            {"kind": "commercial", "valid_from": "2026-08-21", "percent": 13.75}
        )
        run.action_retry_held()
        run._process_now()
        self.assertEqual((run.demand_count, run.held_count), (2, 0))
        row = rows.search([("line_id", "=", receivable.id)])
        # 4 August to 20 September: 48 days of 50 zł at 13.75 %.
        self.assertEqual((row.amount, row.interest), (50, 0.9))

    def test_the_preview_writes_no_demand(self):
        first = self.bill(100, "2026-08-03")
        self.bill(50, "2026-08-03", contract=self.others[0])
        disputed = self.bill(50, "2026-08-03", contract=self.others[1])
        disputed._water_dispute("nie")
        self.bill(50, "2026-09-18", contract=self.others[2])
        before = self.count()
        run = self.previewed()
        self.assertEqual(self.count(), before)
        states = {line.partner_id: line.preview_state for line in run.line_ids}
        self.assertEqual(
            states,
            {
                self.partner: "ready",
                self.others[0].partner_id: "ready",
                self.others[1].partner_id: "left_out",
            },
        )
        self.assertEqual((run.ready_count, run.left_count), (2, 1))
        line = run.line_ids.filtered(lambda one: one.partner_id == self.partner)
        self.assertEqual(line.document_count, 1)
        interest, _p = first._water_receivable()._water_uncharged_interest(run.day)
        self.assertAlmostEqual(line.amount, 100 + float(sum(interest.values())))
        left = run.line_ids - run.line_ids.filtered(
            lambda one: one.preview_state == "ready"
        )
        self.assertIn(disputed.name, left.reason)

    def test_the_run_issues_one_demand_a_customer(self):
        self.bill(100, "2026-08-03")
        self.bill(40, "2026-08-04")
        self.bill(50, "2026-08-03", contract=self.others[0])
        run = self.done()
        self.assertEqual(run.demand_count, 2)
        demand = run.demand_ids.filtered(lambda d: d.partner_id == self.partner)
        self.assertEqual((demand.state, len(demand.line_ids)), ("issued", 2))
        self.assertTrue(demand.kept_pdf_id)
        with self.assertRaises(UserError):
            self.previewed()

    def test_stages_in_one_run_come_on_one_letter(self):
        self.bill(100, "2026-08-03")
        self.issued()
        with freeze_time("2026-10-20 10:00:00"):
            late = self.bill(60, "2026-09-28")
            other = self.bill(30, "2026-09-28", contract=self.others[0])
            run = self.previewed(day=day("2026-10-20"))
            self.assertEqual(
                {line.partner_id: line.stage_id for line in run.line_ids},
                {
                    self.partner: self.demand_stage,
                    other.partner_id: self.reminder,
                },
            )
            run.action_start()
            run._process_now()
        demand = run.demand_ids.filtered(lambda d: d.partner_id == self.partner)
        self.assertEqual(len(run.demand_ids), 2)
        self.assertEqual((demand.stage_id, demand.debt_total), (self.demand_stage, 160))
        reminded = demand.line_ids.filtered(lambda row: row.stage_id == self.reminder)
        self.assertEqual(reminded.move_id, late)

    def test_who_owes_less_meanwhile_gets_the_letter_of_what_is_left(self):
        first = self.bill(100, "2026-08-03")
        self.issued()
        with freeze_time("2026-10-20 10:00:00"):
            late = self.bill(60, "2026-09-28")
            run = self.previewed(day=day("2026-10-20"))
            self.pay(first, 100, "2026-10-20")
            run.action_start()
            run._process_now()
        self.assertEqual(run.line_ids.stage_id, self.reminder)
        self.assertEqual(run.demand_ids.stage_id, self.reminder)
        self.assertEqual(run.demand_ids.line_ids.move_id, late)

    def test_one_bad_customer_stops_nobody(self):
        for contract in self.others:
            self.bill(50, "2026-08-03", contract=contract)
        bad = self.others[1].partner_id
        demands = type(self.env["water.payment.demand"])
        prepare, refusal = demands._prepare_text, UserError("Zły klient")

        def fails_for_one(demand):
            if demand.partner_id == bad:
                raise refusal
            return prepare(demand)

        with patch.object(demands, "_prepare_text", fails_for_one):
            run = self.done()
        self.assertEqual((run.demand_count, run.held_count), (2, 1))
        held = run.line_ids.filtered(lambda line: line.state == "held")
        self.assertEqual((held.partner_id, held.reason), (bad, "Zły klient"))
        held.action_retry()
        self.assertEqual(held.state, "done")

    def test_human_first_is_left_to_a_person(self):
        self.bill(100, "2026-08-03")
        self.partner.water_vulnerable = True
        run = self.done()
        self.assertFalse(run.demand_ids)
        self.assertEqual(run.line_ids.reason_code, "human_first")

    def test_what_was_paid_after_the_preview_is_not_demanded(self):
        bill = self.bill(100, "2026-08-03")
        run = self.previewed()
        self.pay(bill, 100, "2026-09-20")
        run.action_start()
        run._process_now()
        self.assertFalse(run.demand_ids)
        self.assertEqual(run.line_ids.state, "nothing")

    def test_letters_go_out_by_mail_or_on_paper(self):
        self.reminder.on_paper = True
        self.bill(100, "2026-08-03")
        self.bill(50, "2026-08-03", contract=self.others[0])
        reached = self.others[0].partner_id
        reached.email = "odbiorca@example.com"
        partners = type(self.env["res.partner"])
        with patch.object(
            partners, "_water_email_takers", lambda these, company: these & reached
        ):
            run = self.done()
        by_mail = run.demand_ids.filtered(lambda d: d.channel == "email")
        self.assertEqual(by_mail.partner_id, reached)
        self.assertTrue(by_mail.sent_at)
        mail = self.env["mail.mail"].search(
            [("model", "=", "water.payment.demand"), ("res_id", "=", by_mail.id)]
        )
        self.assertEqual(len(mail), 1)
        self.assertEqual(mail.attachment_ids.mimetype, "application/pdf")
        self.assertIn(by_mail.name, mail.subject)
        with self.assertRaises(UserError):
            run.action_send()
        paper = run.demand_ids - by_mail
        self.assertFalse(paper.sent_at)
        run.action_print()
        self.assertTrue(paper.sent_at)

    def test_letters_lie_in_the_order_of_the_post(self):
        for number, contract in enumerate(self.others):
            self.bill(50, "2026-08-03", contract=contract)
            contract.partner_id.street = f"Ulica {9 - number}"
        run = self.done()
        streets = run.demand_ids._in_order_of_post().partner_id.mapped("street")
        self.assertEqual(streets, ["Ulica 7", "Ulica 8", "Ulica 9"])

    def test_a_reminder_before_the_due_date_goes_by_mail_alone(self):
        before = self.stage(
            "Zbliża się",
            5,
            kind="before",
            days=-3,
            on_paper=False,
            with_interest=False,
        )
        self.bill(100, "2026-09-22")
        self.bill(50, "2026-09-22", contract=self.others[0])
        reached = self.others[0].partner_id
        reached.email = "odbiorca@example.com"
        partners = type(self.env["res.partner"])
        with patch.object(
            partners, "_water_email_takers", lambda these, company: these & reached
        ):
            run = self.done(stage_ids=before.ids)
        demand = run.demand_ids
        self.assertEqual(demand.partner_id, reached)
        self.assertEqual(
            (demand.term_on, demand.interest_total, demand.next_on),
            (day("2026-09-22"), 0, False),
        )
        left = run.line_ids.filtered(lambda line: line.state == "left_out")
        self.assertEqual((left.partner_id, left.reason_code), (self.partner, "no_way"))

    def test_the_job_proposes_and_sends_nothing(self):
        self.bill(100, "2026-08-03")
        Run = self.env["water.demand.run"]
        Run.search([("proposed", "=", True)]).unlink()
        before = self.count()
        Run._propose(self.company, self.stages)
        run = Run.search([("proposed", "=", True)])
        self.assertEqual(len(run), 1)
        run._process_now()
        self.assertEqual((run.state, self.count()), ("previewed", before))
        self.assertIn(self.partner, run.line_ids.partner_id)
        # The next day it is brought up to date, not made anew.
        self.bill(50, "2026-08-03", contract=self.others[0])
        Run._propose(self.company, self.stages)
        run._process_now()
        self.assertEqual(Run.search([("proposed", "=", True)]), run)
        self.assertIn(self.others[0].partner_id, run.line_ids.partner_id)

    def test_who_was_asked_by_hand_is_not_proposed_any_more(self):
        other = self.others[0].partner_id
        self.bill(100, "2026-08-03")
        self.bill(50, "2026-08-03", contract=self.others[0])
        Run = self.env["water.demand.run"]
        Run.search([("proposed", "=", True)]).unlink()
        Run._propose(self.company, self.stages)
        proposed = Run.search([("proposed", "=", True)])
        proposed._process_now()
        self.issued()
        self.assertNotIn(self.partner, proposed.line_ids.partner_id)
        self.assertIn(other, proposed.line_ids.partner_id)
        # So does a run that a person made.
        self.done()
        self.assertNotIn(other, proposed.line_ids.partner_id)

    def test_a_stage_that_goes_alone(self):
        self.reminder.send_alone = True
        self.bill(100, "2026-08-03")
        Run = self.env["water.demand.run"]
        Run._start_alone(self.company, self.reminder)
        run = Run.search([("stage_ids", "=", self.reminder.id)], limit=1)
        self.assertEqual(run.state, "running")
        run._process_now()
        self.assertIn(self.partner, run.demand_ids.partner_id)

    def test_who_may(self):
        self.bill(100, "2026-08-03")
        reader = common.user(self.env, "run-reader", "ibok_water.group_water_reader")
        with self.assertRaises(AccessError):
            self.run_().with_user(reader).action_preview()
        run = self.run_().with_user(self.clerk)
        run.action_preview()
        run.sudo()._process_now()
        run.action_start()
        run.sudo()._process_now()
        self.assertEqual(run.demand_count, 1)
        with self.assertRaises(AccessError):
            run.write({"state": "draft"})
        with self.assertRaises(AccessError):
            run.line_ids.write({"amount": 1})
        with self.assertRaises(UserError):
            run.unlink()
        accountant = common.user(
            self.env, "run-accountant", "account.group_account_user"
        )
        self.bill(100, "2026-08-03", contract=self.others[0])
        run = self.run_().with_user(accountant)
        run.action_preview()
        run.sudo()._process_now()
        run.action_start()
        run.sudo()._process_now()
        self.assertEqual(run.demand_count, 1)

    def test_as_many_questions_for_many_as_for_few(self):
        self.bill(100, "2026-08-03")
        for contract in [self.contract, *self.others]:
            contract.partner_id.email = f"k{contract.id}@example.com"
        self.env.flush_all()
        self.env.invalidate_all()

        def asked(partners):
            start = self.env.cr.sql_log_count
            self.reminder._propose(self.company, day("2026-09-20"), partners)
            return self.env.cr.sql_log_count - start

        partners = self.partner.browse(
            [self.partner.id, *(one.partner_id.id for one in self.others)]
        )
        asked(self.partner)
        self.env.invalidate_all()
        few = asked(self.partner)
        for contract in self.others:
            for _number in range(4):
                self.bill(50, "2026-08-03", contract=contract)
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertLessEqual(asked(partners), few + 2)
