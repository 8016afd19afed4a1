from ast import literal_eval

from lxml import etree

from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from odoo.addons.ibok_water.tests import common


@tagged("post_install", "-at_install")
class TestPremise(common.WaterCase):
    """Where a premise stands on its route, and how its points are found."""

    def setUp(self):
        super().setUp()
        Route = self.env["water.route"]
        self.route = Route.create({"name": "Północ", "code": "PN"})
        self.other = Route.create({"name": "Południe", "code": "PD"})

    def places(self, *premises):
        return [premise.route_sequence for premise in premises]

    def test_a_new_premise_comes_last_on_its_route(self):
        first = self.make.premise(route_id=self.route.id)
        given = self.make.premise(route_id=self.route.id, route_sequence=15)
        last = self.make.premise(route_id=self.route.id)
        elsewhere = self.make.premise(route_id=self.other.id)
        self.assertEqual(self.places(first, given, last, elsewhere), [10, 15, 25, 10])

    def test_a_route_is_found_by_its_code(self):
        found = self.env["water.route"].name_search("PN")
        self.assertIn((self.route.id, self.route.display_name), found)
        self.assertEqual(
            self.env["water.route"].name_search("Południe")[0][0], self.other.id
        )

    def test_many_at_once_stand_one_after_the_other(self):
        village = self.make.village()
        made = self.env["water.premise"].create(
            [
                {"village_id": village.id, "route_id": self.route.id}
                for _number in range(3)
            ]
        )
        self.assertEqual(self.places(*made), [10, 20, 30])

    def test_on_another_route_it_comes_last_there(self):
        moved = self.make.premise(route_id=self.route.id)
        self.make.premise(route_id=self.other.id, route_sequence=40)
        moved.route_id = self.other
        self.assertEqual(moved.route_sequence, 50)
        moved.route_id = False
        self.assertEqual(moved.route_sequence, 0)

    def test_points_are_found_by_the_customers_name(self):
        contract = self.make.household(partner=self.make.partner("Genowefa Szukana"))
        self.make.household()
        view = self.env.ref("ibok_water.water_point_view_search")
        field = etree.fromstring(view.arch).find(".//field[@name='code']")
        typed = field.get("filter_domain").replace("self", "'szukana'")
        found = self.env["water.point"].search(literal_eval(typed))
        self.assertEqual(found, contract.contract_point_ids.point_id)

    def test_a_new_point_may_be_at_any_premise(self):
        premise = self.make.premise()
        domain = self.env["water.point"].fields_get(["premise_id"])
        domain = domain["premise_id"]["domain"]
        if isinstance(domain, str):
            # What the form knows before a premise was chosen.
            domain = safe_eval(domain, {"company_id": False})
        self.assertIn(premise, self.env["water.premise"].search(domain))

    def test_a_point_without_its_number_yet_has_a_name(self):
        premise = self.make.premise()
        new = self.env["water.point"].new({"premise_id": premise.id, "kind": "garden"})
        self.assertEqual(new.display_name, f"{premise.address} · Garden submeter")
