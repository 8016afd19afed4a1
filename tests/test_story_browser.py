"""The main story in a real browser: from a resident's reading to the VAT report."""

import io
import re
from decimal import ROUND_HALF_UP, Decimal

import browser
import pypdf

from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestStory(browser.BrowserCase):
    """Resident enters a reading → bill → clerk finds it → accountant has it booked."""

    def setUp(self):
        super().setUp()
        self.resident = self.env.ref("ibok.demo_user_resident")
        self.contract = self.env["water.contract"].search(
            [("partner_id", "=", self.resident.partner_id.id), ("state", "=", "open")]
        )
        self.point = self.contract.contract_point_ids.point_id.filtered(
            lambda p: p.kind == "main"
        )

    def enter_reading(self, page, value):
        """From the resident's home to the answer, by clicks."""
        page.goto("/my")
        page.click("a[href^='/my/readings/new'] >> nth=0")
        page.fill(f"input[name=value_{self.point.id}]", value)
        page.click("form[action*='/my/readings/new'] button[type=submit]")
        page.wait_for_url(re.compile(r"/my/readings/\d+"))

    def test_reading_becomes_a_bill_seen_by_everyone(self):
        before = self.contract.settlement_ids
        last = self.point.last_value
        with self.person(self.resident, size=browser.PHONE, by_form=True) as page:
            self.enter_reading(page, f"{last + 7:.0f},4")
            pdf_link = page.locator("a[href*='report_type=pdf']").first
            with page.expect_download() as download:
                pdf_link.click()
            pdf = download.value.path().read_bytes()
            page.locator("a[href^='/my/invoices/']").first.click()
            page.wait_for_url(re.compile(r"/my/invoices/\d+"))
            shown = page.content()
        settlement = self.contract.settlement_ids - before
        self.assertEqual(len(settlement), 1)
        move = settlement.move_id
        self.assertEqual(move.state, "posted")
        self.assertIn(move.name, shown)
        self.check_pdf(pdf, settlement)
        self.check_clerk(settlement)
        self.check_accountant(move)

    def check_pdf(self, pdf, settlement):
        """The printed bill says what the settlement says, to the grosz."""
        move = settlement.move_id
        self.check_by_hand(settlement)
        pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
        text = " ".join(" ".join(page.extract_text() for page in pages).split())
        total = f"{settlement.amount_total:,.2f}".replace(",", " ").replace(".", ",")
        usage = settlement.usage_ids
        for expected in (
            move.name,
            f"{total} zł",
            self.contract.customer_number,
            self.contract.premise_id.address,
            settlement.group_codes,
            usage.meter_number,
            f"{usage.value_from:.3f}".replace(".", ","),
            usage.date_from.strftime("%d.%m.%Y"),
            usage.source_from,
            f"{usage.value_to:.3f}".replace(".", ","),
            usage.date_to.strftime("%d.%m.%Y"),
            usage.source_to,
            f"{usage.volume:.2f}".replace(".", ","),
            settlement.date_from.strftime("%d.%m.%Y"),
            settlement.date_to.strftime("%d.%m.%Y"),
            move.water_amount_in_words,
            move.invoice_date_due.strftime("%d.%m.%Y"),
        ):
            self.assertIn(expected, text)

    def check_by_hand(self, settlement):
        """Use times price, the fee, and 8 % of the sum: the engine is not asked."""
        grosz = Decimal("0.01")
        usage = settlement.usage_ids
        used = Decimal(str(usage.value_to)) - Decimal(str(usage.value_from))
        sold = {"water": Decimal(0), "sewage": Decimal(0)}
        net = Decimal(0)
        for line in settlement.line_ids:
            prices = self.env["water.tariff.rate"].search(
                [
                    ("group_id.code", "=", line.group_code),
                    ("component", "=", line.component),
                    ("period_id.date_from", "<=", settlement.date_to),
                ]
            )
            price = Decimal(str(line.price_net))
            self.assertIn(float(price), prices.mapped("price_net"))
            net += (price * Decimal(str(line.quantity))).quantize(grosz, ROUND_HALF_UP)
            if line.component in sold:
                sold[line.component] += Decimal(str(line.quantity))
        for service, volume in sold.items():
            if service in settlement.line_ids.mapped("component"):
                self.assertEqual(volume, used.quantize(Decimal(1), ROUND_HALF_UP))
        vat = (net * 8 / 100).quantize(grosz, ROUND_HALF_UP)
        self.assertEqual(f"{settlement.amount_total:.2f}", f"{net + vat:.2f}")

    def check_clerk(self, settlement):
        """The clerk finds reading, settlement and invoice from the contract."""
        clerk = self.env.ref("ibok.demo_user_clerk")
        action = self.env.ref("ibok_water.water_contract_action")
        contract_page = f"/odoo/action-{action.id}/{self.contract.id}"
        rows = (
            ("action_view_readings", self.point.code),
            ("action_view_settlements", settlement.name),
            ("action_view_invoices", settlement.move_id.name),
        )
        with self.person(clerk, by_form=True) as page:
            for button, row in rows:
                page.goto(contract_page)
                page.wait_for_selector(".o_form_view .oe_stat_button")
                # Of many buttons the last ones are behind "More".
                if not page.locator(f".o_form_view button[name={button}]").count():
                    page.click(".o_form_view .o_button_more")
                page.click(f"button[name={button}]")
                page.wait_for_selector(f".o_list_view td:has-text('{row}')")

    def check_accountant(self, move):
        """The entry stands in the journal and its VAT in the report."""
        accountant = self.env.ref("ibok.demo_user_accountant")
        journal = self.env.ref("account.action_move_journal_line")
        report = self.env.ref("ibok_water.water_vat_report_action")
        entry = f".o_form_view:has-text('{move.name}')"
        with self.person(accountant) as page:
            page.goto(f"/odoo/action-{journal.id}/{move.id}")
            page.wait_for_selector(entry)
            page.goto(f"/odoo/action-{report.id}")
            page.wait_for_selector(".o_pivot :text('K_18')")
        totals = self.env["water.vat.report"]._read_group(
            [("move_id", "=", move.id)], ["tag_id"], ["base:sum", "tax:sum"]
        )
        booked = {
            tag.name: (round(base, 2), round(tax, 2)) for tag, base, tax in totals
        }
        self.assertEqual(
            booked, {"K_17": (move.amount_untaxed, 0), "K_18": (0, move.amount_tax)}
        )

    def test_the_same_without_javascript(self):
        """The road from login to bill needs no script."""
        before = self.contract.settlement_ids
        value = f"{self.point.last_value + 6:.0f}"
        with self.person(
            self.resident, size=browser.PHONE, javascript=False, by_form=True
        ) as page:
            self.enter_reading(page, value)
            page.locator("a[href^='/my/invoices/']").first.click()
            page.wait_for_url(re.compile(r"/my/invoices/\d+"))
        self.assertEqual(len(self.contract.settlement_ids - before), 1)

    def test_wrong_entries_are_answered_and_change_nothing(self):
        before = self.point.reading_ids
        with self.person(self.resident, size=browser.PHONE) as page:
            page.goto("/my/readings/new")
            field = f"input[name=value_{self.point.id}]"
            for wrong in ("dwanaście", "-5", "1" * 40, ""):
                page.fill(field, wrong)
                page.locator("form[action*='/my/readings/new']").evaluate(
                    "form => { form.noValidate = true }"
                )
                page.click("form[action*='/my/readings/new'] button[type=submit]")
                page.wait_for_selector(f"{field}[aria-invalid=true]")
                self.assertEqual(page.input_value(field), wrong)
        self.assertEqual(self.point.reading_ids, before)

    def test_implausible_reading_is_held_and_says_why(self):
        value = f"{self.point.last_value + 400:.0f}"
        with self.person(self.resident, size=browser.PHONE) as page:
            self.enter_reading(page, value)
            shown = page.inner_text("main")
        reading = self.point.reading_ids.sorted("id")[-1]
        self.assertEqual(reading.state, "held")
        self.assertTrue(reading.hold_reason)
        self.assertIn("Biuro sprawdzi", shown)
        self.assertFalse(reading.is_settled)

    def test_a_query_beside_an_open_page_is_refused(self):
        """It would meet the server's on the same cursor, and fail now and then."""
        with (
            self.person(self.resident, size=browser.PHONE),
            self.assertRaisesRegex(AssertionError, "before the page is open"),
        ):
            self.env.cr.execute("SELECT 1")
        self.env.cr.execute("SELECT 1")
