from odoo.exceptions import UserError
from odoo.tests import freeze_time

from odoo.addons.ibok_water.tests import demand_case
from odoo.addons.ibok_water.tests.common import day


@freeze_time("2026-10-20 10:00:00")
class TestDemandLetter(demand_case.DemandCase):
    """One letter a customer: of his highest stage, each debt at its own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stages = cls.reminder | cls.demand_stage | cls.final
        cls.reminder.with_interest = False

    def two_stages(self, first=100, second=60):
        """Two bills: one reminded of, its term over, and one not asked for yet."""
        old = self.bill(first, "2026-08-03")
        with freeze_time("2026-09-20 10:00:00"):
            demand = self.issued()
        self.assertEqual(demand.next_on, day("2026-10-12"))
        return old, self.bill(second, "2026-09-28"), demand

    def letters(self, **options):
        return self.stages._propose(
            self.company, day("2026-10-20"), self.partner, **options
        )

    def letter(self):
        letters = self.letters()
        self.assertEqual(list(letters), [self.partner.id])
        return letters[self.partner.id]

    def made(self):
        demands = self.env["water.payment.demand"]._make_drafts(
            self.company, day("2026-10-20"), [self.letter()]
        )
        demands._issue(fresh=True)
        return demands

    def credit(self, amount):
        self.env["account.payment"].create(
            {
                "payment_type": "inbound",
                "partner_id": self.partner.id,
                "amount": amount,
                "journal_id": self.bank.id,
                "date": "2026-10-01",
            }
        ).action_post()

    def test_each_debt_stays_at_its_stage(self):
        old, new, reminder = self.two_stages()
        demand = self.made()
        self.assertEqual(demand.stage_id, self.demand_stage)
        self.assertEqual(
            {row.move_id: row.stage_id for row in demand.line_ids},
            {old: self.demand_stage, new: self.reminder},
        )
        self.assertEqual(demand.debt_total, 160)
        # The letter asks for interest, so it does of all that stands on it:
        # 100 zł for 78 days since 3 August and 60 zł for 22 since 28 September.
        rate = 0.0925
        interest = round(100 * rate * 78 / 365, 2) + round(60 * rate * 22 / 365, 2)
        self.assertAlmostEqual(demand.interest_total, interest)
        # The first letter waits for nothing: its debt is further on.
        self.assertFalse(reminder.next_on)

    def test_each_goes_on_from_its_stage(self):
        old, new, _reminder = self.two_stages()
        demand = self.made()
        # 14 days to 3 November, then 7 more, for both.
        self.assertEqual(demand.next_on, day("2026-11-10"))
        self.assertEqual(demand._next_stage(), self.demand_stage)
        with freeze_time("2026-11-10 10:00:00"):
            letters = self.stages._propose(
                self.company, day("2026-11-10"), self.partner
            )
        stage_of = {row.line_id: row.stage_id for row in letters[self.partner.id].rows}
        self.assertEqual(
            stage_of,
            {
                old._water_receivable().id: self.final.id,
                new._water_receivable().id: self.demand_stage.id,
            },
        )
        self.assertEqual(letters[self.partner.id].stage_id, self.final.id)

    def test_what_goes_on_no_further_leaves_the_rest_waiting(self):
        self.two_stages()
        self.demand_stage.active = False
        demand = self.made()
        self.assertEqual(demand.stage_id, self.final)
        self.assertEqual(demand._next_stage(), self.final)
        # The debt at the last stage comes to none, the other one does.
        self.assertEqual(demand.next_on, day("2026-11-10"))
        demand._deliver(day("2026-10-20"), "hand")
        self.assertEqual(demand.next_on, day("2026-11-10"))

    def test_the_delivery_of_an_old_letter_brings_nothing_back(self):
        _old, _new, reminder = self.two_stages()
        self.made()
        reminder._deliver(day("2026-10-01"), "hand")
        self.assertFalse(reminder.next_on)
        with self.assertRaises(UserError):
            reminder.action_next()

    def test_the_smallest_demand_is_of_its_own_debts(self):
        old, new, _reminder = self.two_stages(first=30)
        self.demand_stage.minimum_total = 50
        letter = self.letter()
        self.assertEqual((letter.stage_id, letter.refused), (self.reminder.id, None))
        self.assertEqual([row.name for row in letter.rows], [new.name])
        self.assertIn((old.name, 30, "small_total"), letter.left_out)
        self.assertIn("small_total", self.stages._left_out_reasons())
        # A reminder asks for no interest.
        self.assertEqual(letter.amount, 60)

    def test_what_was_paid_before_counts_against_all_of_it(self):
        self.two_stages()
        self.credit(105)
        letter = self.letter()
        self.assertFalse(letter.refused)
        self.assertEqual((letter.credit, len(letter.rows)), (105, 2))
        self.credit(55)
        self.assertEqual(self.letter().refused[0], "credit")

    def test_human_first_holds_every_stage(self):
        self.two_stages()
        self.partner.water_vulnerable = True
        self.assertEqual(self.letter().refused[0], "human_first")

    def test_what_is_not_late_is_named_by_the_letter_alone(self):
        before = self.stage(
            "Zbliża się", 5, kind="before", days=-3, on_paper=False, with_interest=False
        )
        self.stages |= before
        self.partner.email = "odbiorca@example.com"
        self.two_stages()
        coming = self.bill(70, "2026-10-22")
        demand = self.made()
        self.assertNotIn(coming, demand.line_ids.move_id)
        self.assertIn(coming.name, demand.besides)

    def test_a_debt_that_comes_to_two_stages_stands_once_at_the_higher(self):
        (self.demand_stage | self.final).counted_from = "due"
        bill = self.bill(100, "2026-08-03")
        letter = self.letter()
        self.assertEqual(letter.stage_id, self.final.id)
        self.assertEqual([row.name for row in letter.rows], [bill.name])

    def test_the_letter_tells_the_stages_apart(self):
        old, new, reminder = self.two_stages()
        self.assertEqual(reminder._stages_text(), "")
        self.assertFalse(reminder.several_stages)
        demand = self.made()
        self.assertIn(self.demand_stage.name, demand._stages_text())
        page = self.env["ir.actions.report"]._render_qweb_html(
            "ibok_water.report_payment_demand", demand.ids
        )[0]
        text = page.decode()
        told = demand.with_context(lang=self.partner.lang or self.env.lang)
        self.assertIn(told._stages_text(), text)
        places = [
            text.index(f"{self.demand_stage.name}: "),
            text.index(old.name),
            text.index(f"{self.reminder.name}: "),
            text.index(new.name),
        ]
        self.assertEqual(places, sorted(places))
