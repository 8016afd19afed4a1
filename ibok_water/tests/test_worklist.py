from odoo.tests import freeze_time, tagged

from odoo.addons.ibok_water.tests import common


@tagged("post_install", "-at_install")
class TestWorklist(common.WaterCase):
    """The office's board counts what waits, with the rights of who looks."""

    def test_board_counts_what_its_lists_show(self):
        clerk = common.user(self.env, "clerk-board", "ibok_water.group_water_clerk")
        pile = self.env.ref("ibok_water.worklist_held").with_user(clerk)
        before = pile.waiting
        point = self.make.household(100).point_ids
        self.make.read(point, 50, "2026-01-31")
        pile.invalidate_recordset()
        self.assertEqual(pile.waiting, before + 1)

    def test_every_pile_opens_for_a_clerk(self):
        clerk = common.user(self.env, "clerk-board", "ibok_water.group_water_clerk")
        for pile in self.env["water.worklist"].with_user(clerk).search([]):
            with self.subTest(pile.name):
                action = pile.action_open()
                self.assertGreaterEqual(pile.waiting, 0)
                self.env[action["res_model"]].with_user(clerk).get_views(
                    [(False, "list")]
                )

    def test_a_pile_opens_what_it_counts(self):
        for pile in self.env["water.worklist"].search([]):
            action = pile.action_open()
            if pile.counted_model or pile.sudo().action_id.domain:
                continue
            with self.subTest(pile.name):
                found = self.env[action["res_model"]].search_count(action["domain"])
                self.assertEqual(found, pile.waiting)

    def test_urgency_is_told_in_words(self):
        pile = self.env.ref("ibok_water.worklist_held")
        self.make.read(self.make.household(100).point_ids, 50, "2026-01-31")
        self.assertEqual(pile.urgency, "urgent")
        pile.urgent = False
        self.assertEqual(pile.urgency, "waiting")
        pile.domain = "[('id', '=', 0)]"
        pile.invalidate_recordset()
        self.assertEqual((pile.waiting, pile.urgency), (0, "none"))


@tagged("post_install", "-at_install")
class TestTariffPile(common.WaterCase):
    """The board warns when there will be no prices."""

    def waiting(self):
        clerk = common.user(
            self.env,
            f"clerk-{self.env.cr.now():%f}-{self.env['res.users'].search_count([])}",
            "ibok_water.group_water_clerk",
        )
        pile = self.env.ref("ibok_water.worklist_tariff").with_user(clerk)
        self.company.invalidate_recordset(["water_tariff_gap"])
        self.assertEqual(bool(pile.waiting), self.company.water_tariff_gap)
        self.assertFalse(pile.action_open()["res_model"] == "res.company")
        return pile.waiting

    @freeze_time("2026-06-01")
    def test_no_tariff_waits(self):
        self.assertEqual(self.waiting(), 1)

    @freeze_time("2026-06-01")
    def test_a_draft_is_no_tariff(self):
        self.make.tariff(active=False)
        self.assertEqual(self.waiting(), 1)

    def test_a_tariff_waits_from_ninety_days_before_its_last(self):
        self.make.tariff(until="2026-12-31")
        for today, expected in (("2026-10-01", 0), ("2026-10-02", 1)):
            with self.subTest(today), freeze_time(today):
                self.assertEqual(self.waiting(), expected)

    @freeze_time("2026-12-01")
    def test_an_approved_follower_is_enough(self):
        self.make.tariff(until="2026-12-31")
        self.make.tariff(since="2027-01-01", until="2029-12-31")
        self.assertEqual(self.waiting(), 0)

    def test_an_accountant_sees_the_piles_of_his_job_alone(self):
        books = common.user(self.env, "stosy", "account.group_account_user")
        piles = self.env["water.worklist"].with_user(books).search([])
        self.assertIn(self.env.ref("ibok_water.worklist_notes_outdated"), piles)
        self.assertIn(self.env.ref("ibok_water.worklist_interest_rate"), piles)
        self.assertNotIn(self.env.ref("ibok_water.worklist_missing"), piles)
        menus = self.env["ir.ui.menu"].with_user(books)._visible_menu_ids()
        self.assertIn(self.env.ref("ibok_water.water_worklist_menu").id, menus)
        self.assertNotIn(self.env.ref("ibok_water.water_meter_due_menu").id, menus)
        for pile in piles:
            self.assertGreaterEqual(pile.waiting, 0)
