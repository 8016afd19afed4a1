from lxml import etree

from odoo.tests import freeze_time

from odoo.addons.ibok_water.tests import common
from odoo.addons.ibok_water.tests.common import day

END = "2026-01-31"
PRICES = {"water": 5.72, "subscription_water": (12.39, "month")}


@freeze_time("2026-02-05 10:00:00")
class TestCollectiveDocument(common.WaterCase):
    """What a collective bill and its corrections say where they are shown."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make.tariff(PRICES, services="water")
        cls.contracts = cls.make.collective(12, 7, 3)
        cls.settlements = cls.contracts._settle(day(END))
        cls.move = cls.settlements.move_id

    def page(self, move):
        html = self.env["ir.actions.report"]._render_qweb_html(
            "account.account_invoices", move.ids
        )[0]
        return etree.HTML(html).find(".//div[@class='article wb']")

    def text(self, node):
        text = " ".join("".join(node.itertext()).replace("\xa0", " ").split())
        return text.replace("\ufeff", "")

    def test_table_of_contracts_then_a_section_for_each(self):
        page = self.page(self.move)
        tables = page.findall(".//table")
        rows = tables[0].findall(".//tr")
        self.assertEqual(len(rows), 1 + 3 + 1)
        for row, settlement in zip(rows[1:], self.settlements, strict=False):
            told = self.text(row)
            self.assertIn(settlement.contract_id.number, told)
            self.assertIn(settlement.premise_id.address, told)
            self.assertIn(f"{settlement.amount_net:.2f}".replace(".", ","), told)
        total = f"{self.move.amount_untaxed:.2f}".replace(".", ",")
        self.assertIn(total, self.text(rows[-1]))
        sections = page.findall(".//div[@class='wb-whole']")
        self.assertEqual(len(sections), 3)
        for section, settlement in zip(sections, self.settlements, strict=True):
            told = self.text(section)
            self.assertIn(settlement.contract_id.number, told.split(",")[0])
            self.assertIn(settlement.usage_ids.meter_number, told)
            # Its lines need not say once more whose they are.
            self.assertEqual(told.count(settlement.contract_id.number), 1)
            for line in settlement.line_ids:
                self.assertIn(f"{line.amount_net:.2f}".replace(".", ","), told)

    def test_pdf_is_made(self):
        content, kind = self.env["ir.actions.report"]._render_qweb_pdf(
            "account.account_invoices", self.move.ids
        )
        self.assertEqual(kind, "pdf")
        self.assertTrue(content.startswith(b"%PDF"))

    def test_correction_says_what_was_and_is_of_each(self):
        for settlement in self.settlements[:2]:
            settlement.usage_ids.reading_to_id._replace(101, "Misread")
        made = self.settlements[:2]._correct("Misread")
        page = self.page(made.move_id)
        told = self.text(page)
        self.assertIn(self.move.name, told)
        self.assertEqual(len(page.findall(".//div[@class='wb-whole']")), 2)
        for settlement in made:
            self.assertIn(settlement.contract_id.number, told)
        for amount in (
            sum(made.mapped("difference_total")),
            sum(made.mapped("amount_total")),
            sum(made.corrected_id.mapped("amount_total")),
        ):
            self.assertIn(f"{amount:.2f}".replace(".", ","), told)

    def test_letter_names_the_first_place_and_how_many(self):
        letter = self.move._water_letter_values()
        self.assertIn(self.contracts[0].premise_id.address, letter["address"])
        self.assertIn("3", letter["address"])

    def test_each_line_has_its_unit(self):
        for line in self.move.invoice_line_ids:
            self.assertIn(line.water_unit, ("m³", "miesiąc", "month"))

    def test_buttons_lead_from_bill_to_settlements_and_back(self):
        action = self.move.action_view_water_settlement()
        found = self.env["water.settlement"].search(action["domain"])
        self.assertEqual(found, self.settlements)
        for contract in self.contracts:
            action = contract.action_view_invoices()
            self.assertEqual(
                self.env["account.move"].search(action["domain"]), self.move
            )
            self.assertEqual(contract.invoice_count, 1)
        single = self.make.household(100, services="water")
        self.make.read(single.point_ids, 103, END)
        bill = single._settle(day(END))
        action = bill.move_id.action_view_water_settlement()
        self.assertEqual(action["res_id"], bill.id)

    def test_payer_shows_his_contracts(self):
        partner = self.contracts.partner_id
        self.assertEqual(partner.water_collective_count, 3)
        action = partner.action_view_water_collective()
        self.assertEqual(
            self.env["water.contract"].search(action["domain"]), self.contracts.sorted()
        )

    def test_names_tell_settlements_of_one_bill_apart(self):
        names = self.settlements.mapped("display_name")
        self.assertEqual(len(set(names)), 3)
        for name, settlement in zip(names, self.settlements, strict=True):
            self.assertIn(self.move.name, name)
            self.assertIn(settlement.contract_id.number, name)

    def test_reports_sum_to_the_bill(self):
        vat = self.env["water.vat.report"].search([("move_id", "=", self.move.id)])
        self.assertAlmostEqual(sum(vat.mapped("tax")), self.move.amount_tax)
        self.assertAlmostEqual(sum(vat.mapped("base")), self.move.amount_untaxed)

    def test_subsidy_report_tells_each_contract(self):
        self.env["water.tariff.subsidy"].create(
            {
                "name": "Uchwała",
                "component": "water",
                "amount_net": 1,
                "date_from": day("2026-01-01"),
                "date_to": day("2026-12-31"),
            }
        )
        contracts = self.make.collective(4, 6)
        settlements = contracts._settle(day(END))
        self.env.flush_all()
        rows = self.env["water.subsidy.report"].search(
            [("settlement_id", "in", settlements.ids)]
        )
        self.assertEqual(sum(rows.mapped("amount_subsidy")), 10)
        self.assertEqual(rows.move_id, settlements.move_id)
        settlements[0].usage_ids.reading_to_id._replace(102, "Misread")
        made = settlements[0]._correct("Misread")
        self.env.flush_all()
        rows = self.env["water.subsidy.report"].search(
            [("settlement_id", "in", (settlements | made).ids)]
        )
        self.assertEqual(sum(rows.mapped("amount_subsidy")), 8)
