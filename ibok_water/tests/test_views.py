"""Every menu opens for everyone who sees it."""

from lxml import etree

from odoo.exceptions import AccessError
from odoo.tests import new_test_user
from odoo.tools.safe_eval import safe_eval

from . import common

READER = "ibok_water.group_water_reader"
CLERK = "ibok_water.group_water_clerk"
MANAGER = "ibok_water.group_water_manager"
ACCOUNTANT = "account.group_account_readonly"
#: Sections of the app that each role sees.
SECTIONS = {
    READER: {"meters_menu"},
    CLERK: {
        "office_menu",
        "contracts_menu",
        "meters_menu",
        "billing_menu",
        "receivables_menu",
        "payments_menu",
    },
    MANAGER: {
        "office_menu",
        "contracts_menu",
        "meters_menu",
        "billing_menu",
        "receivables_menu",
        "payments_menu",
        "configuration_menu",
    },
    ACCOUNTANT: {
        "contracts_menu",
        "billing_menu",
        "receivables_menu",
        "payments_menu",
    },
}


class TestMenus(common.WaterCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.root = cls.env.ref("ibok_water.water_menu_root")
        cls.users = {
            group: new_test_user(cls.env, f"views_{group}", f"base.group_user,{group}")
            for group in SECTIONS
        }
        cls.make.tariff()
        contract = cls.make.household(10)
        cls.make.read(contract.contract_point_ids.point_id, 15, "2026-02-28")
        cls.make.settle(contract, "2026-02-28")

    def _menus(self, user):
        """The menus of the app that the user sees."""
        seen = self.env["ir.ui.menu"].with_user(user)._visible_menu_ids()
        menus = self.root
        for _level in range(2):
            menus |= menus.child_id.filtered(lambda menu: menu.id in seen)
        return menus

    def test_every_role_sees_its_sections(self):
        for group, expected in SECTIONS.items():
            with self.subTest(group=group):
                menus = self._menus(self.users[group])
                sections = menus.filtered(lambda menu: menu.parent_id == self.root)
                names = sections.get_external_id().values()
                # Other addons put sections of their own beside ours.
                own = {n.split(".")[1] for n in names if n.startswith("ibok_water.")}
                self.assertEqual(own, expected)

    def test_readers_see_no_money(self):
        menus = self._menus(self.users[READER]).filtered("action")
        self.assertEqual(
            {menu.action.res_model for menu in menus},
            {"water.reading.round", "water.reading", "water.point", "water.meter"},
        )

    def test_every_action_opens_for_every_role_that_sees_it(self):
        for group, user in self.users.items():
            for menu in self._menus(user).filtered("action"):
                with self.subTest(group=group, menu=menu.complete_name):
                    self._open(menu.action.with_user(user))

    def _open(self, action):
        """Load what the web client loads for a window action: views, then rows."""
        action = action.sudo()
        views = [(view_id or False, mode) for view_id, mode in action.views]
        views.append((action.search_view_id.id or False, "search"))
        user = action.env.user
        model = self.env[action.res_model].with_user(user)
        loaded = model.get_views(views)["views"]
        self.assertEqual(set(loaded), {mode for _id, mode in views})
        if model._transient:
            return
        domain = safe_eval(action.domain or "[]", {"uid": user.id})
        records = model.search(domain, limit=5)
        fields = self._fields_of(loaded.get("form") or loaded["list"])
        records.read([name for name in fields if name in model._fields])

    def _fields_of(self, view):
        arch = etree.fromstring(view["arch"])
        return {
            node.get("name")
            for node in arch.iter("field")
            if not any(parent.tag == "field" for parent in node.iterancestors())
        }

    def test_every_filter_of_every_search_view_works(self):
        user = self.users[MANAGER]
        for menu in self._menus(user).filtered("action"):
            action = menu.action
            model = self.env[action.res_model].with_user(user)
            if model._transient or not action.res_model.startswith("water."):
                continue
            view = model.get_views([(action.search_view_id.id or False, "search")])
            arch = etree.fromstring(view["views"]["search"]["arch"])
            for node in arch.iter("filter"):
                with self.subTest(model=model._name, filter=node.get("name")):
                    if node.get("domain"):
                        model.search(safe_eval(node.get("domain"), {"uid": user.id}))
                    group = safe_eval(node.get("context") or "{}").get("group_by")
                    if group:
                        model.formatted_read_group([], [group], ["__count"])

    def test_every_filter_that_a_reader_sees_works(self):
        user = self.users[READER]
        for name in ("point", "premise", "reading", "meter", "route", "reading.round"):
            model = self.env[f"water.{name}"].with_user(user)
            view = model.get_view(view_type="search")
            self.assertNotIn("contract", view["arch"])
            for node in etree.fromstring(view["arch"]):
                with self.subTest(model=model._name, node=node.get("name")):
                    if node.tag == "field":
                        asked = node.get("filter_domain") or (
                            f"[('{node.get('name')}', 'ilike', self)]"
                        )
                        model.search(safe_eval(asked, {"self": "x", "uid": user.id}))
                    elif node.get("domain"):
                        model.search(safe_eval(node.get("domain"), {"uid": user.id}))

    def test_readers_see_whose_the_water_is_and_no_contract(self):
        contract = self.env["water.contract"].search([], limit=1)
        contract.partner_id.phone = "+48 600 100 200"
        reader = self.users[READER]
        point = contract.contract_point_ids.point_id.with_user(reader)
        for record in (point, point.premise_id, point.reading_ids[:1]):
            with self.subTest(model=record._name):
                view = record.get_view(view_type="form")
                self.assertNotIn("contract", view["arch"])
                names = self._fields_of(view) & set(record._fields)
                record.read([name for name in names if name != "activity_ids"])
                record.read()
        self.assertEqual(point.partner_id, contract.partner_id)
        self.assertEqual(point.partner_phone, "+48 600 100 200")
        found = point.search([("partner_id", "ilike", contract.partner_id.name)])
        self.assertIn(point, found)
        self.assertNotIn(point, point.search([("partner_id", "=", False)]))
        self.assertNotIn(
            "contract",
            self.env["water.reading.round.line"]
            .with_user(reader)
            .get_view(view_type="form")["arch"],
        )

    def test_contracts_are_refused_to_readers_whatever_the_way(self):
        contract = self.env["water.contract"].search([], limit=1)
        point = contract.contract_point_ids.point_id
        reader = self.users[READER]
        # Readers may export nothing; here the field itself is to refuse.
        reader.group_ids |= self.env.ref("base.group_allow_export")
        theirs = contract.with_user(reader)
        point = point.with_user(reader)
        reading = point.reading_ids[:1]
        ways = {
            "read": lambda: theirs.read(["number"]),
            "search": lambda: theirs.search([]),
            "web_read": lambda: theirs.web_read({"number": {}}),
            "name_search": lambda: theirs.name_search(contract.number),
            "view": lambda: theirs.get_view(view_type="form"),
            "export": lambda: theirs.export_data(["number"]),
            "export of a point": lambda: point.export_data(["contract_id/number"]),
            "export of a reading": lambda: reading.export_data(["contract_id/number"]),
            "points": lambda: theirs.contract_point_ids.with_user(reader).search([]),
            "rows": lambda: point.read(["contract_point_ids"]),
            "field": lambda: point.read(["contract_id"]),
            "premise": lambda: point.premise_id.read(["contract_ids"]),
            "customer": lambda: point.partner_id.read(["water_contract_ids"]),
            "guess": lambda: point.search([("contract_id.number", "ilike", "a")]),
            "guess of readings": lambda: reading.search(
                [("contract_id.number", "ilike", "a")]
            ),
            "groups": lambda: reading.formatted_read_group(
                [], ["contract_id.number"], ["__count"]
            ),
        }
        for name, way in ways.items():
            with self.subTest(way=name), self.assertRaises(AccessError):
                way()

    def test_accountants_change_nothing(self):
        user = self.users[ACCOUNTANT]
        for menu in self._menus(user).filtered("action"):
            model = menu.action.res_model
            # A wizard that only asks has rows of its own and nothing else.
            if model.startswith("water.") and not self.env[model]._transient:
                arch = self.env[model].with_user(user).get_view(view_type="form")
                # A row's button of that name only shows what it is of.
                form = etree.fromstring(arch["arch"])
                self.assertFalse(form.xpath("//header/button[@name='action_open']"))
                self.assertFalse(self.env[model].with_user(user).has_access("create"))
