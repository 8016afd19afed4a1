from freezegun import freeze_time

from odoo.tests import tagged

from . import common, ticket_case


@tagged("post_install", "-at_install")
class TestPromiseFigures(
    ticket_case.TicketFixtures,
    common.WaterPages,
    common.WaterFixtures,
    common.HttpCase,
):
    """What everybody reads of how the office keeps its days."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_water()
        cls._set_up_tickets()
        cls.env.company.ibok_figures_minimum = 5
        # As if nothing had been answered before.
        cls.env["ibok.promise.record"].search([]).unlink()

    def _answered(self, category, days, count=1, received="2026-10-01"):
        for _n in range(count):
            with freeze_time(f"{received} 10:00:00"):
                ticket = self._ticket(category=category)
            with freeze_time(f"2026-10-{1 + days:02d} 10:00:00"):
                ticket.with_user(self.clerk)._answer("Done", "phone")

    def _figures(self, day="2026-11-26"):
        with freeze_time(f"{day} 10:00:00"):
            return self.env["ibok.promise.record"]._public_figures(self.env.company)

    def test_count_median_and_kept(self):
        for days in (1, 2, 4, 8, 20):
            self._answered(self.pressure, days)
        for days in (1, 1, 1, 20, 20):
            self._answered(self.no_water, days)
        [month] = self._figures()
        self.assertEqual(str(month["month"]), "2026-10-01")
        figures = dict(month["rows"])
        low = figures["Low pressure"]
        self.assertEqual((low.count, low.median_days, low.kept_percent), (5, 4, 100))
        none = figures["No water"]
        self.assertEqual((none.count, none.median_days, none.kept_percent), (5, 1, 60))

    def test_small_numbers_stand_together_or_not_at_all(self):
        self._answered(self.no_water, 1, 3)
        [month] = self._figures()
        self.assertFalse(month["rows"])
        self._answered(self.about_bill, 2, 2)
        [month] = self._figures()
        [(label, kept)] = month["rows"]
        self.assertEqual(set(label.split(", ")), {"No water", "Complaint"})
        self.assertEqual(kept.count, 5)
        self._answered(self.pressure, 2, 6)
        [month] = self._figures()
        self.assertEqual([kept.count for _label, kept in month["rows"]], [6, 5])

    def test_a_year_of_many_kinds_is_read_as_fast_as_a_month(self):
        """Names are read once, not for every kind of every month."""
        Record, matter = self.env["ibok.promise.record"], self.pressure
        kinds = matter.union(*(matter.copy({"name": f"Kind {n}"}) for n in range(9)))

        def queries():
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            figures = self._figures()
            return self.env.cr.sql_log_count - before, figures

        def answered(month, kinds):
            row = {"company_id": self.env.company.id, "days_taken": 1, "kept": True}
            row |= {"answered_on": month, "kind_model": kinds._name}
            Record.create(
                [{**row, "kind_id": one.id} for one in kinds for _n in range(5)]
            )

        answered("2026-10-05", matter)
        few, _figures = queries()
        for month in range(1, 11):
            answered(f"2026-{month:02d}-06", kinds)
        many, figures = queries()
        self.assertEqual([len(month["rows"]) for month in figures], [10] * 10)
        self.assertLessEqual(many, few + 1)

    def test_the_name_of_what_is_gone(self):
        row = {"company_id": self.env.company.id, "days_taken": 1, "kept": True}
        row |= {"answered_on": "2026-10-05"}
        for kind in (
            {"kind_model": "ibok.ticket.category", "kind_id": 2**30},
            {"kind_model": "ibok.gone", "kind_id": 1},
            {"kind_model": "ibok.data.change"},
        ):
            self.env["ibok.promise.record"].create([{**row, **kind}] * 5)
        [month] = self._figures()
        labels = sorted(label for label, _kept in month["rows"])
        name = self.env["ibok.data.change"]._promise_name()
        self.assertEqual(labels, sorted([name, "Other matters", "Other matters"]))

    def test_only_whole_months_of_one_year(self):
        self._answered(self.no_water, 1, 5)
        self.assertFalse(self._figures("2026-10-31"))
        self.assertTrue(self._figures("2026-11-01"))
        self.assertTrue(self._figures("2027-10-31"))
        self.assertFalse(self._figures("2027-11-01"))

    @freeze_time("2026-11-26 10:00:00")
    def test_page(self):
        self._answered(self.no_water, 1, 5)
        page = self._page("/ibok/promises")
        [group] = page.xpath("//main//th[@scope='rowgroup']")
        [numbers] = group.xpath("ancestor::tbody/tr[2]")
        self.assertEqual(
            [" ".join(cell.text_content().split()) for cell in numbers.xpath("td")],
            ["5", "1.0", "100 %"],
        )
        text = self._text(page)
        self.assertIn("3 working days", text)
        self.assertIn("100 %", text)
        self.assertIn("An account on the portal 3 working days", text)
        self.assertIn("A change of your data 30 days", text)
        self.assertNotIn(" ,", text)
        self.assertNotIn(" .", text)
        response = self.url_open("/ibok/promises")
        self.assertIn("public", response.headers["Cache-Control"])
        self.assertNotIn("Set-Cookie", response.headers)
