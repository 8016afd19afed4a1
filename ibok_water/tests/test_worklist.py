from odoo.tests import tagged

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
