from unittest.mock import patch

from odoo.tests import TransactionCase, freeze_time, tagged

from odoo.addons.ibok_water.models.water_settlement_invoice import NOTE
from odoo.addons.ibok_water.tests import common


@tagged("post_install", "-at_install")
class TestCompany(TransactionCase):
    """A company that gets the Polish chart after the addon was installed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.company"].create(
            {
                "name": "Gmina Druga",
                "country_id": cls.env.ref("base.pl").id,
                "currency_id": cls.env.ref("base.PLN").id,
            }
        )
        cls.env["account.chart.template"].try_loading("pl", cls.company)

    def test_water_products_are_taxed_by_eight_percent(self):
        self.assertEqual(self.company.account_sale_tax_id.amount, 23)
        for component in ("water", "sewage", "subscription"):
            product = self.env.ref(f"ibok_water.product_{component}")
            taxes = product.taxes_id.filtered(lambda t: t.company_id == self.company)
            self.assertEqual(taxes.mapped("amount"), [8.0], component)

    def test_the_chart_brings_journal_and_payment_term(self):
        self.assertEqual(self.company.water_journal_id.code, "WOD")
        self.assertEqual(self.company.water_journal_id.company_id, self.company)
        self.assertTrue(self.company.water_payment_term_id)

    def test_other_products_take_the_charts_default_tax(self):
        product = self.env["product.template"].create({"name": "Pokrywa studzienki"})
        product._force_default_sale_tax(self.company)
        self.assertIn(self.company.account_sale_tax_id, product.taxes_id)

    def test_ways_to_pay_are_named_in_the_companys_language(self):
        """Whatever language the chart or a later journal was made in."""
        self.env["res.lang"]._activate_lang("pl_PL")
        self.company.partner_id.lang = "pl_PL"
        lines = self.env["account.payment.method.line"]
        mine = lines.search([("journal_id.company_id", "=", self.company.id)])
        self.assertTrue(mine)
        mine.name = "Manual Payment"  # as it was loaded in English
        mine[0].name = "Our own name"
        self.company._water_setup()
        self.assertEqual(
            set(mine.mapped("name")), {"Our own name", "Płatność manualna"}
        )
        journal = self.env["account.journal"].create(
            {
                "name": "Second bank",
                "code": "BNX",
                "type": "bank",
                "company_id": self.company.id,
            }
        )
        self.assertEqual(
            journal.inbound_payment_method_line_ids.mapped("name"),
            ["Płatność manualna"],
        )

    def test_what_odoo_cannot_translate_is_named_in_the_companys_language(self):
        self.env["res.lang"]._activate_lang("pl_PL")
        sequence = self.env.ref("ibok_water.sequence_customer")
        category = self.env.ref("ibok_water.product_category_water")
        visitor = self.env.ref("base.public_partner")
        visitor.name = "Public user"
        sequence.name, category.name = "Water: customer number", "Our own name"
        self.company.partner_id.lang = "pl_PL"
        self.company._water_setup()
        self.assertEqual(sequence.name, "Woda: numer klienta")
        self.assertEqual(category.name, "Our own name")
        self.assertEqual(visitor.name, "Osoba niezalogowana")


@freeze_time("2026-05-20 10:00:00")
class TestNotesOfCompanies(common.WaterCase):
    """Internal notes are numbered in each company for itself."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        second = cls.env["res.company"].create(
            {
                "name": "Gmina Druga",
                "country_id": cls.env.ref("base.pl").id,
                "currency_id": cls.env.ref("base.PLN").id,
            }
        )
        cls.env["account.chart.template"].try_loading("pl", second)
        cls.makers = []
        for company in (cls.company, second):
            context = {**cls.env.context, "allowed_company_ids": [company.id]}
            make = common.Factory(cls.env(context=context))
            make._count = 1000 * company.id  # the names of both stay apart
            common.quiet_company(company.with_env(make.env))
            make.tariff()
            cls.makers.append(make)

    def note(self, make):
        contract = make.household(100, settlement_doc="internal_note")
        make.read(contract.point_ids, 110, "2026-01-31")
        return make.settle(contract, "2026-01-31").name

    def test_each_company_has_a_series_of_its_own(self):
        first, second = self.makers
        names = [self.note(make) for make in (first, second, first, second, second)]
        numbers = [int(name.rsplit("/", 1)[-1]) for name in names]
        start = numbers[0]
        self.assertEqual(numbers, [start, 1, start + 1, 2, 3])
        sequences = self.env["ir.sequence"].search([("code", "=", NOTE)])
        companies = [make.env.company for make in self.makers]
        self.assertEqual(
            sorted(sequences.company_id.ids), sorted(c.id for c in companies)
        )

    def test_companies_that_shared_a_series_go_on_without_a_number_twice(self):
        # As before each company had its own: one series of no company, all its own.
        self.env["ir.sequence"].search([("code", "=", NOTE)]).code = "other"
        shared = self.env.ref("ibok_water.sequence_internal_note").copy(
            {"code": NOTE, "company_id": False, "prefix": "WSP/%(range_year)s/"}
        )
        settlements = type(self.env["water.settlement"])
        with patch.object(settlements, "_note_sequence", lambda self, _company: shared):
            before = [self.note(make) for make in (*self.makers, *self.makers)]
        after = [self.note(make) for make in (*self.makers, *self.makers)]
        self.assertEqual(before, [f"WSP/2026/000{number}" for number in (1, 2, 3, 4)])
        self.assertEqual(after, [f"WSP/2026/000{number}" for number in (5, 5, 6, 6)])

    def test_a_series_keeps_its_prefix_by_company(self):
        first, second = self.makers
        self.note(first), self.note(second)
        sequence = self.env["ir.sequence"].search(
            [
                ("code", "=", NOTE),
                ("company_id", "=", second.env.company.id),
            ]
        )
        sequence.prefix = "NW2/%(range_year)s/"
        self.assertEqual(self.note(second), "NW2/2026/0002")
        self.assertTrue(self.note(first).startswith("NW/2026/"))


class TestDays(common.WaterCase):
    """Days are Polish ones, for scheduled jobs too."""

    def test_a_scheduled_job_lives_in_poland(self):
        robot = self.env.ref("base.user_root")
        job = self.env["water.settlement"].with_user(robot).with_context(tz=False)
        with freeze_time("2026-12-31 23:30:00"):
            self.assertEqual(job._invoice_day(), common.day("2027-01-01"))
