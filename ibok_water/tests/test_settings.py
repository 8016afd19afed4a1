from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import Form

from odoo.addons.ibok_water.tests import common

MANAGER = "ibok_water.group_water_manager"
CLERK = "ibok_water.group_water_clerk"


class TestSettings(common.WaterCase):
    """The manager sets the water service, and nothing else of the company."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = common.user(cls.env, "manager-settings", MANAGER)
        cls.clerk = common.user(cls.env, "clerk-settings", CLERK)

    def test_a_manager_sets_the_reading_window_and_the_note(self):
        form = Form(self.env["water.settings"].with_user(self.manager))
        self.assertEqual(form.water_window_before, 10)
        form.water_window_before = 7
        form.water_bill_note = "Nowy numer konta"
        settings = form.save()
        self.assertEqual(self.company.water_window_before, 7)
        with Form(settings) as form:
            form.water_spike_factor = 4
        self.assertEqual(self.company.water_spike_factor, 4)
        self.assertEqual(self.company.water_bill_note, "Nowy numer konta")

    def test_a_manager_still_cannot_write_the_company(self):
        company = self.company.with_user(self.manager)
        with self.assertRaises(AccessError):
            company.water_window_before = 3
        with self.assertRaises(AccessError):
            company.name = "Other"

    def test_another_company_is_out_of_reach(self):
        other = self.env["res.company"].create({"name": "Gmina Obca"})
        model = self.env["water.settings"].with_user(self.manager)
        settings = model.create(
            [{"company_id": other.id, "water_emergency_phone": "994"}]
        )
        self.assertEqual(settings.company_id, self.company)
        settings.write({"company_id": other.id, "water_emergency_phone": "995"})
        self.assertEqual(settings.company_id, self.company)
        self.assertEqual(self.company.water_emergency_phone, "995")
        self.assertFalse(other.water_emergency_phone)

    def test_a_clerk_sets_nothing(self):
        with self.assertRaises(AccessError):
            self.env["water.settings"].with_user(self.clerk).create([{}])
        settings = self.env["water.settings"].with_user(self.manager).create([{}])
        with self.assertRaises(AccessError):
            settings.with_user(self.clerk).write({"water_window_before": 1})


class TestAppsMenu(common.WaterCase):
    """Staff see the apps they can work in."""

    def roots(self, *groups):
        user = common.user(self.env, f"menu-{len(groups)}-{groups[0]}", *groups)
        menus = self.env["ir.ui.menu"].with_user(user).load_menus(False)
        return set(menus["root"]["children"])

    def test_staff_do_not_see_the_list_of_modules(self):
        apps = self.env.ref("base.menu_management").id
        for group in (
            "ibok_water.group_water_reader",
            CLERK,
            MANAGER,
            "account.group_account_user",
        ):
            with self.subTest(group):
                roots = self.roots(group)
                self.assertNotIn(apps, roots)
                self.assertIn(self.env.ref("ibok_water.water_menu_root").id, roots)

    def test_administrators_and_others_keep_their_menus(self):
        apps = self.env.ref("base.menu_management").id
        self.assertIn(apps, self.roots("base.group_system", MANAGER))
        plain = self.env["ir.ui.menu"].with_user(
            common.user(self.env, "menu-plain", "base.group_user")
        )
        self.assertNotIn(apps, plain._load_menus_blacklist())

    def test_dashboards_are_shown_to_who_has_one(self):
        menu = self.env.ref("spreadsheet_dashboard.spreadsheet_dashboard_menu_root")
        # Odoo brings them along with accounting, each for some groups.
        boards = self.env["spreadsheet.dashboard"].search([])
        boards.is_published = False
        boards[0].write(
            {
                "is_published": True,
                "group_ids": [
                    Command.set(self.env.ref("account.group_account_user").ids)
                ],
            }
        )
        for group, hidden in (
            ("ibok_water.group_water_reader", True),
            ("account.group_account_user", False),
        ):
            with self.subTest(group):
                user = common.user(self.env, f"dash-{group}", group)
                model = self.env["ir.ui.menu"].with_user(user)
                found = menu.id in model._load_menus_blacklist()
                self.assertEqual(found, hidden)
