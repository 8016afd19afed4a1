from odoo.tests import Form, freeze_time, tagged

from odoo.addons.ibok_water.tests import common

#: Row and sewer → m³ a month and person (Dz.U. 2002 nr 8 poz. 70, table 1).
NORMS = {
    ("1", False): 0.9,
    ("1", True): 0.9,
    ("2", False): 1.5,
    ("2", True): 1.8,
    ("3", False): 2.1,
    ("3", True): 2.7,
    ("4", False): 2.4,
    ("4", True): 3.0,
    ("5", False): 4.2,
    ("5", True): 5.4,
}


@tagged("post_install", "-at_install")
@freeze_time("2026-05-05 10:00:00")
class TestCases(common.WaterCase):
    """Ways to measure and to bill that a Polish utility meets."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make.tariff()

    def points(self, **starts):
        """Points of one premise, their meters at these states: {kind: value}."""
        premise, found = self.make.premise(), {}
        for kind, value in starts.items():
            found[kind] = self.make.metered_point(
                value,
                "2025-12-31",
                premise=premise,
                kind=kind.partition("_")[0],
                main=found.get("main") if kind == "garden" else None,
            )
        return found

    def january(self, points, values, **vals):
        contract = self.make.contract([*points.values()], **vals)
        for kind, value in values.items():
            self.make.read(points[kind], value, "2026-01-31")
        return self.make.settle(contract, "2026-01-31")

    def lines(self, settlement):
        return {line.component: line.quantity for line in settlement.line_ids}

    def test_sewage_by_its_own_meter(self):
        points = self.points(main=100, sewage=50)
        made = self.january(points, {"main": 110, "sewage": 57})
        self.assertEqual(
            self.lines(made), {"water": 10, "sewage": 7, "subscription_both": 1}
        )
        # (10 × 5 + 7 × 8 + 4) × 1.08
        self.assertEqual(made.move_id.amount_total, 118.8)

    def test_own_intake_with_sewage_only(self):
        points = self.points(intake=5)
        made = self.january(points, {"intake": 17}, services="sewage")
        self.assertEqual(self.lines(made), {"sewage": 12})
        self.assertEqual(made.move_id.amount_untaxed, 96)

    def test_sewage_of_delivered_and_own_water_less_the_garden(self):
        points = self.points(main=100, garden=0, intake=5)
        made = self.january(points, {"main": 110, "garden": 3, "intake": 17})
        self.assertEqual(
            self.lines(made), {"water": 10, "sewage": 19, "subscription_both": 1}
        )

    def test_several_main_meters_are_one_bill_with_one_fee(self):
        points = self.points(main=100, main_2=0)
        made = self.january(points, {"main": 110, "main_2": 4})
        self.assertEqual(
            self.lines(made), {"water": 14, "sewage": 14, "subscription_both": 1}
        )
        self.assertEqual(len(made.move_id), 1)
        self.assertEqual(len(made.usage_ids), 2)

    def test_a_register_that_ran_backwards_is_set_aside_in_words(self):
        points = self.points(main=100)
        contract = self.make.contract([points["main"]])
        held = self.make.read(points["main"], 98, "2026-01-31")
        self.assertEqual(held.hold_codes, "below_previous")
        held.action_accept()
        run = self.env["water.billing.run"].create({"cycle_end": "2026-01-31"})
        run.action_start()
        run._process_now()
        line = run.line_ids.filtered(lambda ln: ln.contract_id == contract)
        self.assertEqual((line.state, run.state), ("held", "done"))
        self.assertIn(points["main"].meter_id.number, line.reason)
        self.assertRegex(line.reason, self.said("2026-01-31"))
        self.assertFalse(contract.settlement_ids)

    def test_the_bill_shows_the_price_after_the_subsidy(self):
        self.env["water.tariff.subsidy"].create(
            {
                "name": "XX/12/2025",
                "component": "sewage",
                "amount_net": 1.5,
                "date_from": "2026-01-01",
            }
        )
        points = self.points(main=100)
        partner = self.make.partner(lang="en_US")
        made = self.january(points, {"main": 110}, partner=partner)
        line = made.move_id.invoice_line_ids.filtered(lambda ln: ln.price_unit == 6.5)
        self.assertEqual((line.quantity, line.price_subtotal), (10, 65))
        self.assertIn("1,50 zł", line.name)

    def test_norms_are_those_of_the_regulation(self):
        norms = self.env["water.norm"].search([("legal_basis", "like", "tab. 1")])
        self.assertEqual(
            {(norm.code, norm.sewered): norm.m3_month for norm in norms}, NORMS
        )

    def test_a_clerk_finds_the_bills_of_a_route_to_correct(self):
        route = self.env["water.route"].create({"name": "Las", "code": "ZZ7"})
        other = self.env["water.route"].create({"name": "Łąka", "code": "ZZ8"})
        bills = {}
        for where in (route, other):
            premise = self.make.premise(route_id=where.id)
            point = self.make.metered_point(100, "2025-12-31", premise=premise)
            bills[where] = self.january({"main": point}, {"main": 110})
        view = self.env["water.settlement"].get_view(view_type="search")
        self.assertIn('name="route_id"', view["arch"])
        found = self.env["water.settlement"].search([("route_id", "=", route.id)])
        self.assertEqual(found, bills[route])
        action = found.action_correct()
        with Form(
            self.env["water.settlement.correct"].with_context(**action["context"])
        ) as wizard:
            wizard.reason = "Route misread"
        self.assertEqual(wizard.record.settlement_ids, bills[route])
