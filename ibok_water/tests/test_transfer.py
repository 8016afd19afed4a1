import re
from base64 import b64decode

from qrcode import constants
from qrcode.main import QRCode

from odoo.addons.ibok_water.models.law_day import law_today
from odoo.addons.ibok_water.models.transfer_image import code_image
from odoo.addons.ibok_water.tests import bank_case


class TestTransfer(bank_case.BankCase):
    """What a bill says of paying it by transfer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write({"vat": "PL8311566104", "name": "Gmina Testowa"})

    def text_of(self, move):
        html = self.env["ir.qweb"]._render(
            "ibok_water.report_bill_page",
            {"o": move, "lang": "en_US", "title": "", "fonts": {}},
        )
        return str(html)

    def water_bill(self, contract, value=110):
        self.make.tariff({"water": 5}, services="water")
        self.make.read(contract.point_ids, value, "2026-01-31")
        return self.make.settle(contract, "2026-01-31").move_id

    def test_a_bill_shows_the_contracts_account_and_the_code(self):
        contract = self.make.household(100, services="water")
        bill = self.water_bill(contract)
        transfer = bill._water_transfer()
        number = contract.partner_id.water_customer_number
        self.assertEqual(transfer["nrb"], contract._nrb())
        self.assertEqual(transfer["title"], f"{bill.name}, {number}")
        # 10 m³ × 5 zł and 8 % of VAT
        self.assertEqual(
            transfer["code"],
            f"8311566104|PL|{contract._nrb()}|005400|Gmina Testowa|"
            f"{bill.name}, {number}|||",
        )
        page = self.text_of(bill)
        self.assertIn(contract.individual_account, page)
        self.assertIn(transfer["image"], page)
        self.assertIn(f"{bill.name}, {number}", page)

    def test_a_fee_is_paid_to_the_same_account_by_its_title(self):
        contract = self.make.household(100, services="water")
        contract.partner_id.lang = "en_US"
        tax = self.company.account_sale_tax_id
        product = self.env.ref("ibok_water.product_meter_check")
        fee = contract._make_fee_bill(product, 200, tax, law_today(contract))
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "account.account_invoices", fee.ids
        )
        page = html.decode()
        self.assertIn(contract.individual_account, page)
        self.assertIn(fee._water_transfer_title(), page)
        self.assertNotIn("Payment Communication", page)

    def test_without_a_mask_it_is_the_companys_account(self):
        self.company.water_account_mask = False
        bank = self.company.partner_id.bank_ids[:1]
        contract = self.make.household()
        bill = self.bill(100, "2026-02-01", contract)
        self.assertEqual(
            bill._water_nrb(), bank.sanitized_acc_number.removeprefix("PL")
        )
        self.assertIn(bill._water_nrb(), bill._water_transfer()["code"])

    def test_a_company_without_an_account_prints_no_code(self):
        transfer = self.company._water_transfer("", 10, "FV 1")
        self.assertEqual((transfer["code"], transfer["image"]), (None, None))

    def test_what_the_code_cannot_carry_is_typed_by_the_payer(self):
        fits = self.bill(9999.99, "2026-02-01")._water_transfer()
        self.assertIn("|999999|", fits["code"])
        self.assertFalse(fits["types_amount"])
        large = self.bill(10000, "2026-02-01")._water_transfer()
        self.assertIn("|000000|", large["code"])
        self.assertTrue(large["types_amount"])

    def test_a_long_title_is_the_documents_number_alone(self):
        transfer = self.company._water_transfer(self.nrb(), 1, "x" * 33, "FV 1")
        self.assertIn("|FV 1|", transfer["code"])
        self.assertEqual(transfer["title"], "x" * 33)
        self.assertFalse(self.company._water_transfer(self.nrb(), 1, "x" * 33)["code"])

    def test_nothing_to_pay_has_no_code(self):
        self.assertFalse(self.company._water_transfer(self.nrb(), 0, "FV 1")["code"])

    def test_a_collective_bill_shows_the_payers_account(self):
        self.make.tariff({"water": 5}, services="water")
        contracts = self.make.collective(5, 7)
        first = contracts.sorted("id")[0]
        run = self.env["water.billing.run"].create({"cycle_end": "2026-01-31"})
        run.action_start()
        run._process_now()
        bill = contracts.settlement_ids.move_id
        self.assertEqual(len(bill.water_settlement_ids), 2)
        self.assertEqual(bill._water_nrb(), first._nrb())

    def test_a_note_shows_an_account_of_the_customer(self):
        self.late(1000, "2026-01-10", "2026-03-10")
        note = self.notes("2026-04-01")
        self.assertEqual(note._water_nrb(), self.nrb())
        self.assertIn(note._water_transfer()["image"], self.text_of(note))

    def test_the_codes_of_note_and_demand_say_what_is_printed_beside_them(self):
        self.late(1000, "2026-01-10", "2026-03-10")
        note = self.notes("2026-04-01")
        fields = note._water_transfer()["code"].split("|")
        self.assertEqual(fields[2:4], [self.nrb(), f"{note.amount_total * 100:06.0f}"])
        self.assertIn(note.name, fields[5])
        self.bill(120, "2026-02-01")
        demand = self.demand()
        fields = demand._transfer()["code"].split("|")
        grosze = f"{demand.amount_total * 100:06.0f}"
        self.assertEqual(fields[2:4], [self.nrb(), grosze])
        self.assertIn(demand.name, fields[5])
        letter = str(
            self.env["ir.qweb"]._render(
                "ibok_water.report_payment_demand_page",
                {"o": demand, "lang": "en_US", "fonts": {}},
            )
        )
        self.assertIn(demand._transfer()["image"], letter)

    def demand(self):
        demand, _refused = self.env["water.payment.demand"]._make(
            self.env.ref("ibok_water.demand_stage_demand"),
            self.company,
            law_today(self.env.user),
            self.partner,
            by_hand=True,
        )
        demand._issue()
        return demand

    def test_the_picture_is_the_code_with_its_quiet_border(self):
        text = self.bill(120.5, "2026-02-01")._water_transfer()["code"]
        svg = b64decode(code_image(text).split(",")[1]).decode()
        size = int(re.search(r'viewBox="0 0 (\d+) ', svg)[1])
        found = [[False] * size for _row in range(size)]
        for start, row, width in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", svg):
            for column in range(int(start), int(start) + int(width)):
                found[int(row)][column] = True
        code = QRCode(error_correction=constants.ERROR_CORRECT_M, border=4)
        code.add_data(text.encode("utf-8"))
        code.make()
        self.assertEqual(found, code.get_matrix())
        border = [*found[:4], *found[-4:], *(row[:4] + row[-4:] for row in found)]
        self.assertFalse(any(any(row) for row in border))
