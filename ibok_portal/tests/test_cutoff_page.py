from freezegun import freeze_time

from odoo.tests import tagged

from odoo.addons.ibok_portal.tests import common, demand_case


@tagged("post_install", "-at_install")
class TestCutoffPage(demand_case.DemandFixtures, common.WaterPortalHttpCase):
    """The customer reads the notice and what to do; nobody else does."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        place = cls.env["water.supply.point"].create(
            {
                "village_id": cls.village.id,
                "place": "Remiza OSP",
                "hours": "6–22",
                "date_from": "2026-11-01",
            }
        )
        with freeze_time("2026-11-02"):
            cls.case = cls.env["water.cutoff.case"].create(
                {
                    "ground": "intake",
                    "ground_note": "Seen by the neighbour",
                    "contract_id": cls.contract.id,
                    "point_id": cls.point.id,
                    "planned_on": "2026-11-30",
                    "supply_point_ids": place.ids,
                }
            )

    def _notice(self):
        with freeze_time("2026-11-02"):
            self.case.action_notice()

    def test_before_the_notice_nothing_is_shown(self):
        self._login(self.anna)
        self._page(f"/my/cutoff/{self.case.id}", 404)
        self.assertNotIn("cut off", self._text(self._page("/my")))

    def test_the_notice_stands_first_at_home_and_says_what_to_do(self):
        self._notice()
        self._login(self.anna)
        page = self._page("/my")
        self.assertTrue(page.xpath(f"//a[@href='/my/cutoff/{self.case.id}']"))
        text = self._text(self._page(f"/my/cutoff/{self.case.id}"))
        self.assertIn("may be cut off on", text)
        self.assertIn("Remiza OSP", text)
        self.assertNotIn("neighbour", text)

    def test_of_money_it_says_how_much_and_how(self):
        self._notice()
        case = self.case
        bills = self._late_bill(self.contract) | self._late_bill(self.contract)
        case.line_ids = bills._water_receivable()
        days = (("2026-11-01", "2026-11-10"), ("2026-11-11", "2026-11-20"))
        case.settlement_ids = self.env["water.settlement"].create(
            [
                {
                    "contract_id": self.contract.id,
                    "partner_id": self.contract.partner_id.id,
                    "state": "done",
                    "date_from": first,
                    "date_to": last,
                    "settlement_doc": "invoice",
                    "move_id": bill.id,
                }
                for bill, (first, last) in zip(bills, days, strict=True)
            ]
        )
        with self._as_unpaid(case):
            self._login(self.anna)
            page = self._page(f"/my/cutoff/{case.id}")
        self.assertTrue(page.xpath("//a[@href='/my/pay?overdue=1']"))
        self.assertIn("Your water is cut off", self._text(page))

    def test_once_it_is_paid_it_asks_for_nothing_and_says_what_comes(self):
        self._notice()
        case = self.case
        # Nothing is left of the debts, as after a payment.
        with self._as_unpaid(case):
            self._login(self.anna)
            page = self._page(f"/my/cutoff/{case.id}")
            home = self._text(self._page("/my"))
        self.assertIn("Your water will be switched on again", self._text(page))
        self.assertIn("Your water will be switched on again", home)
        self.assertFalse(page.xpath("//a[@href='/my/pay?overdue=1']"))
        self.assertNotIn("0.00", self._text(page))

    def _as_unpaid(self, case):
        """The ground that only the books give; by the database."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE water_cutoff_case SET ground = 'unpaid', state = 'executed',"
            " ordered_on = '2026-11-30', planned_on = '2026-11-30',"
            " earliest_on = '2026-11-30', executed_on = '2026-11-30' WHERE id = %s",
            [case.id],
        )
        self.env.invalidate_all()
        return freeze_time("2026-12-01 10:00:00")

    def test_it_is_closed(self):
        self._notice()
        self.case.close_reason = "A mistake"
        self.case.action_close()
        self._login(self.anna)
        text = self._text(self._page(f"/my/cutoff/{self.case.id}"))
        self.assertIn("Your water is not cut off", text)
        self.assertNotIn("A mistake", text)
        self.assertFalse(self._page("/my").xpath("//a[contains(@href, '/my/cutoff/')]"))

    def test_nobody_else_reads_it(self):
        self._notice()
        self._login(self.bogdan)
        self._page(f"/my/cutoff/{self.case.id}", 404)
        self._page(f"/my/cutoff/{2**40}", 404)
        self.assertNotIn("cut off", self._text(self._page("/my")))

    def test_notes_of_the_office_are_no_fields_of_a_resident(self):
        self._notice()
        mine = self.case.with_user(self.anna)
        self.assertEqual(mine.state, "noticed")
        shown = set(mine.fields_get())
        self.assertFalse(
            {
                *("ground_note", "vulnerable_reason", "vulnerable", "line_ids"),
                *("close_reason", "ordered_by_id"),
            }
            & shown
        )
