"""From customer to invoice and back by the buttons on top of the forms."""

from lxml import etree

from . import common

CLERK = "ibok_water.group_water_clerk"


class TestSmartButtons(common.WaterCase):
    """Each form leads to its neighbours, and to the right ones."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make.tariff()
        cls.contract = cls.make.household(100)
        cls.other = cls.make.household(7)
        for contract, value in ((cls.contract, 110), (cls.other, 9)):
            cls.make.read(contract.point_ids, value, "2026-01-31")
            cls.make.settle(contract, "2026-01-31")
        cls.clerk = common.user(cls.env, "buttons-clerk", CLERK)
        cls.point = cls.contract.point_ids
        cls.settlement = cls.contract.settlement_ids
        cls.readings = cls.env["water.reading"].search(
            [("contract_id", "=", cls.contract.id)]
        )

    def _buttons(self, model):
        """Names of the buttons on top of a form, as a clerk has it."""
        views = self.env[model].with_user(self.clerk).get_views([(False, "form")])
        form = etree.fromstring(views["views"]["form"]["arch"])
        path = "//button[contains(concat(' ', @class, ' '), ' oe_stat_button ')]"
        return {button.get("name") for button in form.xpath(path)}

    def _follow(self, record, button):
        """The records that a button opens."""
        self.assertIn(button, self._buttons(record._name), record._name)
        action = getattr(record.with_user(self.clerk), button)()
        target = self.env[action["res_model"]].with_user(self.clerk)
        if action.get("res_id"):
            return target.browse(action["res_id"]).exists().sudo(False)
        self.assertTrue(action["domain"], "it would open everybody's")
        context = {**(action.get("context") or {}), "active_test": False}
        return target.with_context(**context).search(action["domain"])

    def test_the_whole_chain_there_and_back(self):
        contract, point, settlement = self.contract, self.point, self.settlement
        meter, move = point.meter_id, settlement.move_id
        # The first state of the meter was there before the contract.
        of_meter = point.reading_ids
        self.assertGreater(of_meter, self.readings)
        for record, button, expected in (
            (contract.partner_id, "action_view_water_contracts", contract),
            (contract.premise_id, "action_view_contracts", contract),
            (contract.premise_id, "action_view_points", point),
            (contract, "action_view_meters", meter),
            (contract, "action_view_readings", self.readings),
            (contract, "action_view_settlements", settlement),
            (contract, "action_view_invoices", move),
            (point, "action_view_contract", contract),
            (point, "action_view_readings", of_meter),
            (meter, "action_view_point", point),
            (meter, "action_view_readings", of_meter),
            (meter, "action_view_installations", meter.installation_ids),
            (self.readings[:1], "action_view_settlements", settlement),
            (settlement, "action_view_readings", of_meter),
            (settlement, "action_view_invoice", move),
            (move, "action_view_water_settlement", settlement),
        ):
            with self.subTest(f"{record._name}.{button}"):
                found = self._follow(record, button)
                self.assertEqual(set(found.ids), set(expected.ids))
                self.assertEqual(found._name, expected._name)

    def test_use_is_drawn_for_contract_and_point(self):
        for record in (self.contract, self.point):
            with self.subTest(record._name):
                self.assertIn("action_view_use", self._buttons(record._name))
                action = record.with_user(self.clerk).action_view_use()
                self.assertTrue(action["view_mode"].startswith("graph"))
                target = self.env[action["res_model"]].with_user(self.clerk)
                rows = target.search(action["domain"])
                self.assertTrue(rows)
                self.assertLessEqual(rows, self.point.reading_ids)

    def test_contracts_are_numbered_one_after_another(self):
        first, second = (
            int(c.number.split("/")[-1]) for c in (self.contract, self.other)
        )
        self.assertEqual(second, first + 1)
