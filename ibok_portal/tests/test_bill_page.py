import re
from datetime import timedelta

from freezegun import freeze_time

from odoo.tests import tagged

from odoo.addons.ibok_water.tests import common as water_common

from . import common


@tagged("post_install", "-at_install")
class TestBillPage(common.WaterPortalHttpCase):
    def setUp(self):
        super().setUp()
        self.startPatcher(freeze_time(f"{common.IN_WINDOW} 10:00:00"))
        self.contract.with_user(self.anna)._portal_submit({self.point.id: "352"})
        self.settlement = self.contract.settlement_ids
        self.move = self.settlement.move_id

    def _pay(self, move):
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=move.ids
        ).create({})._create_payments()

    def _words(self, part):
        """What a person reads in one part of a page."""
        return re.sub(r"\s+", " ", part.text_content())

    def test_owner_reads_how_the_bill_came_about(self):
        self._login(self.anna)
        page = self._page(f"/my/invoices/{self.move.id}")
        text = self._text(page)
        [title] = page.xpath("//main//h1")
        self.assertEqual(self._words(title).strip(), f"Bill {self.move.name}")
        self.assertIn("How this bill came about", text)
        self.assertIn("from 340 m³", text)
        self.assertIn("to 352 m³", text)
        self.assertIn("Sewage: 12 m³ – as much as the water you took.", text)
        self.assertIn("VAT 8%", text)
        self.assertIn(f"{self.settlement.amount_total:.2f}", text)
        self.assertTrue(page.xpath("//iframe[@id='invoice_html']/@title"))

    def test_a_fee_says_what_it_is_for_and_how_to_pay_it(self):
        tax = self.move.invoice_line_ids.tax_ids[:1]
        product = self.env.ref("ibok_water.product_meter_check")
        fee = self.contract._make_fee_bill(product, 200, tax, self.move.invoice_date)
        self._login(self.anna)
        text = self._text(self._page(f"/my/invoices/{fee.id}"))
        for told in ("What this bill is for", product.name, "200.00", "216.00"):
            self.assertIn(told, text)
        self.assertIn("How to pay by transfer", text)
        self.assertIn(fee._water_transfer_title(), text)
        # The bill of a meter is explained by what the meter counted.
        text = self._text(self._page(f"/my/invoices/{self.move.id}"))
        self.assertNotIn("What this bill is for", text)

    def test_its_day_to_pay_stands_on_top_without_a_script(self):
        self._login(self.anna)
        url = f"/my/invoices/{self.move.id}"
        due = self.move.invoice_date_due
        told = r"{} \W*" + due.strftime("%m/%d/%Y")
        [top] = self._page(url).xpath("//div[@id='sidebar_content']")
        self.assertRegex(self._words(top), told.format("Pay by"))
        self.startPatcher(freeze_time(f"{due + timedelta(days=1)} 10:00:00"))
        self._login(self.anna)
        [top] = self._page(url).xpath("//div[@id='sidebar_content']")
        self.assertRegex(self._words(top), told.format("Overdue: it was to be paid by"))

    def test_correction_in_favour_of_the_resident_is_explained_and_not_to_be_paid(self):
        reading = self.settlement.usage_ids.reading_to_id
        reading._replace(349, "Digits misread")
        made = self.settlement._correct("Digits misread")
        self.assertEqual(made.move_id.move_type, "out_refund")
        self.assertIsNone(made.move_id._portal_transfer())
        self._login(self.anna)
        page = self._page(f"/my/invoices/{made.move_id.id}")
        text = self._text(page)
        self.assertIn("What was corrected", text)
        self.assertIn("to 349 m³", text)
        self.assertIn("you pay nothing for this document", text)
        self.assertNotIn("Please pay", text)
        self.assertNotIn("Pay by", text)
        bills = self._text(self._page("/my/invoices"))
        self.assertIn("Taken off your bills", bills)
        self.assertNotIn("To pay: $ -", bills)
        own = self._text(self._page(f"/my/readings/{reading.id}"))
        self.assertIn("The office corrected this reading", own)
        self.assertIn("Digits misread", own)
        self.assertIn("See the corrected reading", own)
        self.assertNotIn("Given together with it", own)

    def test_what_a_correction_took_off_was_not_paid(self):
        self.settlement.usage_ids.reading_to_id._replace(349, "Digits misread")
        made = self.settlement._correct("Digits misread").move_id
        self.assertLess(0, self.move.amount_residual)
        self.assertEqual(
            self.move._portal_covered(), {"corrected": made.amount_total, "paid": 0}
        )
        self._login(self.anna)
        [top] = self._page(f"/my/invoices/{self.move.id}").xpath(
            "//div[@id='sidebar_content']"
        )
        told = self._words(top)
        self.assertRegex(
            told, rf"Taken off by a correction: \W*{made.amount_total:.2f}"
        )
        self.assertNotIn("Already", told)

    def test_a_paid_bill_names_its_correction_and_the_correction_the_bill(self):
        self._pay(self.move)
        self.settlement.usage_ids.reading_to_id._replace(349, "Digits misread")
        made = self.settlement._correct("Digits misread")
        self._login(self.anna)
        page = self._page(f"/my/invoices/{self.move.id}")
        [section] = page.xpath("//section[@aria-labelledby='bill_corrections']")
        said = self._words(section)
        self.assertIn(made.move_id.name, said)
        self.assertIn("Digits misread", said)
        for words, amount in (
            ("You pay less by", made.move_id.amount_total),
            ("The bill comes to", made.amount_total),
        ):
            self.assertRegex(said, rf"{words} \D*{amount:.2f}")
        self.assertEqual(
            section.xpath(".//a/@href"), [f"/my/invoices/{made.move_id.id}"]
        )
        page = self._page(f"/my/invoices/{made.move_id.id}")
        [section] = page.xpath("//section[@aria-labelledby='bill_correction']")
        self.assertIn(f"corrects bill {self.move.name}", self._words(section))
        self.assertEqual(section.xpath(".//a/@href"), [f"/my/invoices/{self.move.id}"])
        bills = self._text(self._page("/my/invoices"))
        self.assertIn(f"Corrects bill {self.move.name}", bills)

    def test_every_correction_is_named_also_one_made_by_hand(self):
        self.settlement.usage_ids.reading_to_id._replace(349, "Digits misread")
        first = self.settlement._correct("Digits misread")
        first.usage_ids.reading_to_id._replace(355, "Misread again")
        second = first._correct("Misread again")
        by_hand = water_common.reversed_by_odoo(self.move, {"ref": "Goodwill"})
        by_hand.action_post()
        names = [
            correction["document"]["name"]
            for correction in self.settlement._portal_explanation()["corrections"]
        ]
        self.assertEqual(names, [first.move_id.name, second.move_id.name, by_hand.name])

    def test_who_came_by_a_link_is_told_the_number_and_given_no_link(self):
        self.settlement.usage_ids.reading_to_id._replace(349, "Digits misread")
        made = self.settlement._correct("Digits misread")
        token = self.move._portal_ensure_token()
        self.authenticate(None, None)
        page = self._page(f"/my/invoices/{self.move.id}?access_token={token}")
        [section] = page.xpath("//section[@aria-labelledby='bill_corrections']")
        self.assertIn(made.move_id.name, self._words(section))
        self.assertFalse(section.xpath(".//a"))

    def test_explained_lines_add_up_to_the_bill(self):
        explained = self.settlement._portal_explanation()
        net = sum(item["line"].amount_net for item in explained["lines"])
        self.assertAlmostEqual(net, self.move.amount_untaxed, 2)
        self.assertEqual(explained["vat_percent"], "8")

    def test_part_of_a_cubic_metre_is_said_to_wait(self):
        self.assertFalse(self.settlement._portal_explanation()["cut_down"])
        self.other_contract.with_user(self.bogdan)._portal_submit(
            {self.other_point.id: "76,8"}
        )
        explained = self.other_contract.settlement_ids._portal_explanation()
        self.assertTrue(explained["cut_down"])
        self.assertEqual(explained["usages"][0]["volume"], "6")

    def test_a_last_bill_does_not_promise_a_next_one(self):
        contract = self.other_contract
        contract.with_user(self.bogdan)._portal_submit({self.other_point.id: "76,8"})
        bill = contract.settlement_ids
        address = f"/my/invoices/{bill.move_id.id}"
        waits, ends = "They count in the next bill", "is left is not charged"
        self._login(self.bogdan)
        text = self._text(self._page(address))
        self.assertIn(waits, text)
        self.assertNotIn(ends, text)
        contract.date_to = bill.date_to
        contract.action_close()
        text = self._text(self._page(address))
        self.assertIn(ends, text)
        self.assertNotIn(waits, text)

    def test_days_without_a_meter_are_told_with_what_was_agreed(self):
        """Who reads the page learns what the printed bill says: how much, and why."""
        point, contract = self.other_point, self.other_contract
        point.installation_id.write({"date_to": "2026-12-02", "final_value": 74.6})
        make = water_common.Factory(self.env)
        make.install(point, 5, "2026-12-10")
        self.env["water.meter.gap"].create(
            {"point_id": point.id, "volume": 2, "reason": "Agreed: a tank was brought"}
        ).action_confirm()
        contract.with_user(self.bogdan)._portal_submit({point.id: "9"})
        explained = contract.settlement_ids._portal_explanation()
        self.assertEqual([u["volume"] for u in explained["usages"]], ["5", "2", "4"])
        self.assertFalse(explained["cut_down"])
        self.assertTrue(explained["rounded"])
        self._login(self.bogdan)
        text = self._text(
            self._page(f"/my/invoices/{contract.settlement_ids.move_id.id}")
        )
        self.assertIn("This state is estimated", text)
        self.assertRegex(text, "agreed: 2([.,]0+)? m³. Agreed: a tank was brought")
        self.assertIn("Its last part of a cubic metre is rounded.", text)

    def test_garden_water_is_taken_off_the_sewage_in_words(self):
        main = self._make_point("9001", value=100)
        garden = self._make_point(
            "9002", value=10, kind="garden", main=main, premise=main.premise_id
        )
        contract = self._make_contract(self.bogdan, [main, garden])
        contract.with_user(self.bogdan)._portal_submit(
            {main.id: "112", garden.id: "12"}
        )
        volumes = contract.settlement_ids._portal_explanation()["volumes"]
        self.assertIn(
            "Sewage: 10 m³ – the water you took, less 2 m³ for the garden.", volumes
        )

    def test_page_says_whom_to_ask_and_advertises_nothing(self):
        self._login(self.anna)
        page = self._page(f"/my/invoices/{self.move.id}")
        self.assertIn("Do you have a question about this bill?", self._text(page))
        self.assertFalse(page.xpath("//*[hasclass('o_portal_chatter')]"))
        for url in (f"/my/invoices/{self.move.id}", "/my", "/web/login"):
            with self.subTest(url):
                page = self._page(url)
                self.assertNotIn("Powered by", page.text_content())
                self.assertFalse(page.xpath("//a[contains(@href, 'odoo.com')]"))

    def test_list_survives_addresses_that_were_played_with(self):
        self._login(self.anna)
        for query in ("sortby=x", "filterby=x", "date_begin=x&date_end=y", "page=²"):
            with self.subTest(query):
                self._page(f"/my/invoices?{query}")
        for page in ("page=²", "page=-1", "page=" + "9" * 30, "page=x"):
            with self.subTest(page):
                self._page(f"/my/readings?{page}")
        self._page(f"/my/invoices/{10**20}", status=404)

    def test_forged_token_opens_no_bill_and_no_pdf(self):
        url = f"/my/invoices/{self.move.id}"
        right = self.move._portal_ensure_token()
        self.other_contract.with_user(self.bogdan)._portal_submit(
            {self.other_point.id: "76"}
        )
        others = self.other_contract.settlement_ids.move_id._portal_ensure_token()
        for user in (self.bogdan, None):
            self.authenticate(user and user.login, user and common.PASSWORD)
            for token in ("", "x", right[:-1], others):
                for more in ("", "&report_type=pdf&download=true", "&report_type=html"):
                    self._page(f"{url}?access_token={token}{more}", status=303)

    def test_contract_lists_its_bills_and_leads_to_them(self):
        self._login(self.anna)
        page = self._page(f"/my/contracts/{self.contract.id}")
        [link] = page.xpath(f"//a[@href='/my/invoices/{self.move.id}']")
        self.assertIn(self.settlement.name, link.text_content())
        self.assertIn("To pay", link.text_content())

    def test_stranger_and_anonymous_do_not_see_it(self):
        url = f"/my/invoices/{self.move.id}"
        self._login(self.bogdan)
        self._page(url, status=303)
        self.authenticate(None, None)
        self._page(url, status=303)

    def test_invoice_of_something_else_has_no_explanation(self):
        move = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.anna.partner_id.id,
                "invoice_line_ids": [(0, 0, {"name": "Seal", "price_unit": 20})],
            }
        )
        move.action_post()
        self._login(self.anna)
        page = self._page(f"/my/invoices/{move.id}")
        self.assertNotIn("How this bill came about", self._text(page))
