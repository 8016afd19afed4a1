from lxml import etree

from odoo.exceptions import ValidationError
from odoo.tests import Form

from odoo.addons.ibok_water.tests import common


class TestPartner(common.WaterCase):
    """A customer's page in the office."""

    def test_the_balance_leads_to_what_is_open(self):
        self.make.tariff()
        contract = self.make.household(100)
        self.make.read(contract.point_ids, 110, "2026-01-31")
        settlement = self.make.settle(contract, "2026-01-31")
        partner = contract.partner_id
        self.assertEqual(partner.credit, settlement.move_id.amount_total)
        action = partner.action_view_water_balance()
        lines = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(lines.move_id, settlement.move_id)
        self.assertEqual(sum(lines.mapped("amount_residual")), partner.credit)

    def test_the_tax_number_of_a_new_customer_is_checked(self):
        """Odoo checks it only where it knows the country."""
        self.company.country_id = self.env.ref("base.pl")
        action = self.env.ref("ibok_water.res_partner_action_customers")
        context = {"water_customer": "'water_customer': True" in action.context}
        form = Form(self.env["res.partner"].with_context(**context))
        form.name = "Piekarnia"
        self.assertEqual(form.country_id.code, "PL")
        form.vat = "1234567890"
        with self.assertRaises(ValidationError):
            form.save()
        form.vat = "5261040828"
        self.assertTrue(form.save())
        self.assertFalse(Form(self.env["res.partner"]).country_id)

    def test_the_customer_number_has_its_own_label(self):
        """Inside the block of the tax number it was read as one."""
        partner = self.make.household(100).partner_id
        self.assertTrue(partner.water_customer_number)
        view = self.env.ref("base.view_partner_form")
        arch = etree.fromstring(self.env["res.partner"].get_view(view.id)["arch"])
        (field,) = arch.xpath("//field[@name='water_customer_number']")
        self.assertEqual(field.getparent().tag, "group")
