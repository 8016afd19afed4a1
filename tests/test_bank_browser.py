"""From a bank's file to paid bills, on the screens of the office and of a resident."""

import browser

from odoo.tests import tagged

from odoo.addons.ibok_water.tests import bank_case, common


@tagged("post_install", "-at_install")
class TestBank(browser.BrowserCase, bank_case.BankCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.accountant = common.user(
            cls.env,
            "bank-screen",
            "account.group_account_user",
            "ibok_water.group_water_clerk",
            name="Anna Księgowa",
            lang="pl_PL",
        )
        cls.make.tariff({"water": 5}, services="water")
        cls.resident = common.user(
            cls.env, "bank-resident", name="Zofia Płatna", lang="pl_PL"
        )
        cls.own = cls.make.household(
            100, services="water", partner=cls.resident.partner_id
        )
        cls.make.read(cls.own.point_ids, 110, "2026-01-31")
        cls.water_bill = cls.make.settle(cls.own, "2026-01-31").move_id

    def test_a_file_is_taken_in_and_what_is_left_is_booked(self):
        self.partner.name = "Genowefa Jedyna"
        bill = self.bill(71.23, "2026-01-20")
        day = "2026-02-10"
        data = self.mt940(
            (54, day, "woda", self.nrb(self.own)),
            (71.23, day, "bez tytułu", "", "GENOWEFA JEDYNA"),
            (-9.5, day, "opłata za prowadzenie rachunku", ""),
        )
        with self.person(self.accountant) as page:
            page.goto("/odoo/action-ibok_water.account_bank_statement_line_action")
            page.wait_for_selector(".o_list_view")
            page.goto("/odoo/action-ibok_water.water_bank_import_action")
            page.set_input_files(
                ".modal input[type=file], .o_form_view input[type=file]",
                {"name": "wyciag.sta", "mimeType": "text/plain", "buffer": data},
            )
            page.wait_for_selector("[name=line_ids] .o_data_row")
            self.look_at(page, "import")
            page.click("button[name=action_take_in]")
            page.wait_for_selector(".o_list_view .o_data_row >> nth=2")
            self.look_at(page, "taken")
            page.goto("/odoo/action-ibok_water.account_bank_statement_line_action")
            row = page.locator(".o_data_row", has_text="GENOWEFA")
            row.locator("button[name=action_water_book]").click()
            page.wait_for_selector(".modal [name=line_ids] .o_data_row")
            self.look_at(page, "book")
            page.click(".modal button[name=action_book]")
            page.wait_for_selector(".modal", state="detached")
            page.wait_for_selector(".o_data_row:has-text('GENOWEFA')", state="detached")
        self.assertEqual(self.water_bill.amount_residual, 0)
        self.assertEqual(bill.amount_residual, 0)
        line = self.env["account.bank.statement.line"].search(
            [("journal_id", "=", self.bank.id), ("amount", "=", -9.5)]
        )
        self.assertFalse(line.is_reconciled)

    def test_cash_is_taken(self):
        with self.person(self.accountant) as page:
            page.goto("/odoo/action-ibok_water.water_cash_receipt_action")
            page.click("button:has-text('Przyjmij gotówkę')")
            field = page.locator(".modal [name=partner_id] input")
            field.fill("Zofia Płatna")
            page.click(".o-autocomplete--dropdown-item:has-text('Zofia Płatna')")
            page.wait_for_selector(".modal [name=line_ids] .o_data_row")
            page.fill(".modal [name=amount] input >> nth=0", "20")
            page.press(".modal [name=amount] input >> nth=0", "Tab")
            page.wait_for_function(
                "document.querySelector('.modal [name=line_ids] .o_data_row')"
                ".innerText.includes('20,00')"
            )
            self.look_at(page, "cash")
            with page.expect_download() as download:
                page.click(".modal button[name=action_take]")
            self.assertTrue(download.value.suggested_filename.startswith("KP-"))
        self.assertEqual(self.water_bill.amount_residual, 34)

    def test_the_resident_is_told_where_to_pay(self):
        account, bill, contract = (
            self.own.individual_account,
            self.water_bill.id,
            self.own.id,
        )
        for size, name in ((browser.PHONE, "phone"), (browser.DESK, "desk")):
            with self.person(self.resident, size) as page:
                page.goto(f"/my/invoices/{bill}")
                told = page.inner_text("[aria-labelledby=bill_transfer]")
                self.assertIn(account, told)
                code = page.locator(".o_water_code img")
                self.assertEqual(code.is_visible(), name == "desk")
                self.look(page, f"bill-{name}")
                page.goto(f"/my/contracts/{contract}")
                self.assertIn(account, page.inner_text("main"))

    def test_the_account_is_copied(self):
        bill = self.water_bill.id
        with self.person(self.resident) as page:
            page.context.grant_permissions(["clipboard-read", "clipboard-write"])
            page.goto(f"/my/invoices/{bill}")
            button = page.locator(".o_water_copy").first
            button.wait_for()
            button.click()
            page.wait_for_selector(".o_water_copied:visible")
            copied = page.evaluate("navigator.clipboard.readText()")
        self.assertEqual(copied, self.own._nrb())

    def look_at(self, page, name):
        """A picture for who asks for one; Odoo's own screens have their own faults."""
        if folder := browser.os.environ.get("IBOK_PICTURES"):
            page.wait_for_timeout(500)
            page.screenshot(path=f"{folder}/bank-{name}.png")
