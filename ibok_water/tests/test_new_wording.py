from odoo.tests import tagged

from odoo.addons.ibok_water.tests import common


@tagged("post_install", "-at_install")
class TestNewWording(common.WaterCase):
    """An upgrade brings our addons' present Polish, and touches nobody else's."""

    OLD = "Dawny napis"

    def upgrade(self, module="ibok_water"):
        """Load the texts of an addon as an upgrade does at its end."""
        self.env.ref(f"base.module_{module}")._update_translations()
        self.env.invalidate_all()

    def polish(self, record, field="name"):
        return record.with_context(lang="pl_PL")[field]

    def reword(self, record, field="name"):
        """Give the record an old wording; the present one is returned."""
        present = self.polish(record, field)
        self.assertNotEqual(present, self.OLD)
        record.with_context(lang="pl_PL")[field] = self.OLD
        self.env.flush_all()
        return present

    def test_a_reworded_menu_arrives(self):
        menu = self.env.ref("ibok_water.water_contract_menu")
        present = self.reword(menu)
        self.upgrade()
        self.assertEqual(self.polish(menu), present)

    def test_a_reworded_text_of_a_view_arrives(self):
        view = self.env.ref("ibok_water.water_contract_view_form")
        source = "Put in Force"
        terms = {"pl_PL": {source: self.OLD}}
        view.update_field_translations("arch_db", terms)
        self.env.flush_all()
        self.upgrade()
        self.assertIn("Wprowadź w życie", self.polish(view, "arch_db"))
        self.assertNotIn(self.OLD, self.polish(view, "arch_db"))

    def test_what_the_office_may_change_stays(self):
        rule = self.env.ref("ibok_water.mail_template_bill")
        self.assertTrue(self.noupdate("ibok_water", "mail_template_bill"))
        self.reword(rule)
        self.upgrade()
        self.assertEqual(self.polish(rule), self.OLD)

    def noupdate(self, module, name):
        data = self.env["ir.model.data"].search(
            [("module", "=", module), ("name", "=", name)]
        )
        return data.noupdate

    def test_odoos_own_words_stay(self):
        menu = self.env.ref("account.menu_finance")
        self.reword(menu)
        self.upgrade("account")
        self.assertEqual(self.polish(menu), self.OLD)

    def test_all_addons_at_once_keep_what_is_there(self):
        """So a language is installed: that is no upgrade."""
        menu = self.env.ref("account.menu_finance")
        self.reword(menu)
        addons = ("account", "ibok_water")
        modules = self.env["ir.module.module"].search([("name", "in", addons)])
        modules._update_translations()
        self.env.invalidate_all()
        self.assertEqual(self.polish(menu), self.OLD)
