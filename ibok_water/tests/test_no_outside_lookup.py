from unittest.mock import patch

from lxml import etree

from odoo.tests import TransactionCase, tagged

CORE = "odoo.addons.partner_autocomplete.models.res_partner"


@tagged("post_install", "-at_install")
class TestNoOutsideLookup(TransactionCase):
    """What the office knows of customers is asked of no service outside."""

    def setUp(self):
        super().setUp()
        self.asked = []
        # Odoo's own answer in tests is a refusal; here as if the service answered.
        self.patch(
            self.registry["iap.autocomplete.api"],
            "_contact_iap",
            lambda api, *args, **kwargs: self.asked.append(args) or {"data": []},
        )
        self.startPatcher(
            patch(
                f"{CORE}.check_vies",
                lambda *args, **kwargs: self.asked.append(args),
            )
        )

    def test_names_and_tax_numbers_stay_here(self):
        Partner = self.env["res.partner"]
        self.assertEqual(Partner.autocomplete_by_name("Kowalska", 0), [])
        self.assertEqual(Partner.autocomplete_by_vat("PL8311566104", False), [])
        for method in ("enrich_by_duns", "enrich_by_gst", "enrich_by_domain"):
            self.assertEqual(getattr(Partner, method)("123456789"), {}, method)
        self.assertEqual(self.asked, [])

    def test_nor_is_the_municipality_looked_up(self):
        company = self.env.company
        company.write({"email": "urzad@buczek.example", "iap_enrich_auto_done": False})
        company.with_user(self.env.ref("base.user_admin")).iap_enrich_auto()
        self.assertEqual(self.asked, [])

    def test_forms_look_nothing_up(self):
        for model in ("res.partner", "res.company"):
            arch = self.env[model].get_view(view_type="form")["arch"]
            self.assertNotIn("field_partner_autocomplete", arch, model)

    def test_nothing_to_set_and_no_credits_to_buy(self):
        form = self.env["res.config.settings"].get_view(view_type="form")
        arch = etree.fromstring(form["arch"])
        [setting] = arch.xpath("//setting[@id='partner_autocomplete']")
        self.assertEqual(setting.get("invisible"), "1")
