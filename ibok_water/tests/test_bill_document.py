from unittest.mock import patch

from lxml import etree

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import freeze_time

from odoo.addons.ibok_water.models.account_move import AccountMove
from odoo.addons.ibok_water.tests import common

#: Prices whose products have four decimals: unrounded, the sum loses a grosz.
ODD = {"water": 5.05, "sewage": 8.05, "subscription_both": (4.00, "month")}


def _as_odoo_itself(move, line):
    """What the method would return, were it not overridden."""
    parent = super(AccountMove, move)
    return parent._prepare_product_base_line_for_taxes_computation(line)


@freeze_time("2026-02-05 10:00:00")
class TestBillDocument(common.WaterCase):
    """What a bill and its correction are called, show and say in a letter."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.lang = "en_US"
        cls.env = cls.env(context={**cls.env.context, "lang": "en_US"})
        cls.make.env = cls.env
        cls.company.water_volume_precision = "0.01"
        cls.make.tariff(ODD)
        cls.env["res.partner.bank"].search(
            [("partner_id", "=", cls.company.partner_id.id)]
        ).unlink()
        cls.env["res.partner.bank"].create(
            {
                "acc_number": "PL61109010140000071219812874",
                "partner_id": cls.company.partner_id.id,
                "allow_out_payment": True,
            }
        )
        cls.partner = cls.make.partner(
            "Anna Listowa", lang="en_US", email="anna@example.com"
        )
        cls.contract = cls.make.household(100, partner=cls.partner)
        cls.make.read(cls.contract.point_ids, 110.33, "2026-01-31")
        cls.bill = cls.make.settle(cls.contract, "2026-01-31").move_id
        cls.clerk = common.user(cls.env, "clerk-letter", "ibok_water.group_water_clerk")

    def test_tax_numbers_have_no_prefix_within_the_country(self):
        """It is for trade in the European Union."""
        poland, germany = self.env.ref("base.pl"), self.env.ref("base.de")
        for country, number, told in (
            (poland, "PL8311566104", "8311566104"),
            (poland, "8311566104", "8311566104"),
            (self.env["res.country"], "PL8311566104", "8311566104"),
            (germany, "DE123456788", "DE123456788"),
            (poland, False, ""),
        ):
            self.partner.country_id = country
            self.partner.vat = number
            self.assertEqual(self.bill._water_tax_number(self.partner), told)

    def reversal(self, bill):
        return (
            self.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=bill.ids)
            .create({"reason": "Wrong reading", "journal_id": bill.journal_id.id})
        )

    def correct(self, bill=None):
        """Take a bill back in full, as Odoo's wizard did before it was refused."""
        bill = bill or self.bill
        wizard = self.reversal(bill)
        return common.reversed_by_odoo(bill, wizard._prepare_default_reversal(bill))

    def test_a_bill_is_not_reversed_beside_its_settlement(self):
        """A correction later would give the same money back once more."""
        for reverse in ("refund_moves", "modify_moves", "reverse_moves"):
            wizard = self.reversal(self.bill)
            with self.assertRaisesRegex(UserError, "Correct"):
                getattr(wizard, reverse)()
        self.assertFalse(self.bill.reversal_move_ids)

    def test_a_bills_state_is_not_written(self):
        for state in ("draft", "cancel"):
            with self.assertRaisesRegex(UserError, self.bill.name):
                self.bill.write({"state": state})
        self.assertEqual(self.bill.state, "posted")

    def test_what_has_no_settlement_is_reversed_as_ever(self):
        other = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.partner.id,
                "invoice_line_ids": [Command.create({"name": "Work", "price_unit": 9})],
            }
        )
        other.action_post()
        self.reversal(other).refund_moves()
        self.assertTrue(other.reversal_move_ids)

    def test_lines_are_rounded_before_they_are_summed(self):
        # 10.33 m³: 52.1665 and 83.1565 are 52.17 and 83.16 on the bill.
        self.assertEqual(self.bill.amount_untaxed, 139.33)
        self.assertEqual(self.bill.amount_tax, 11.15)
        self.assertEqual(
            self.bill.invoice_line_ids.mapped("price_subtotal"), [52.17, 83.16, 4.0]
        )

    def test_odoos_own_rounding_would_be_a_grosz_off(self):
        """What the override is for: without it the ledger would not agree."""
        other = self.make.household(100)
        self.make.read(other.point_ids, 110.33, "2026-01-31")
        with (
            patch.object(
                AccountMove,
                "_prepare_product_base_line_for_taxes_computation",
                _as_odoo_itself,
            ),
            self.assertRaisesRegex(Exception, "144|150"),
        ):
            self.make.settle(other.with_context(water_plain_road=True), "2026-01-31")

    def test_a_correction_takes_the_whole_bill_back_to_the_grosz(self):
        correction = self.correct()
        correction.action_post()
        self.assertEqual(correction.amount_total, self.bill.amount_total)
        self.assertEqual(correction.water_contract_id, self.contract)
        self.assertFalse(correction.water_settlement_id)
        self.assertEqual(correction.reversed_entry_id, self.bill)

    def test_a_correction_is_not_called_a_credit_note(self):
        draft = self.correct()
        self.assertEqual(draft.water_document, "correction")
        self.assertEqual(draft.type_name, "Correcting invoice")
        self.assertIn("Draft Correcting Invoice", draft.display_name)
        self.assertEqual(self.bill.water_document, "bill")
        other = self.env["account.move"].create(
            {"move_type": "out_refund", "partner_id": self.partner.id}
        )
        self.assertFalse(other.water_document)
        self.assertEqual(other.type_name, "Credit Note")

    def test_lines_say_what_they_count(self):
        for move in (self.bill, self.correct()):
            with self.subTest(move.move_type):
                self.assertEqual(
                    move.invoice_line_ids.mapped("water_unit"), ["m³", "m³", "month"]
                )
                self.assertEqual(
                    move.invoice_line_ids.mapped("quantity"), [10.33, 10.33, 1.0]
                )

    def test_the_form_shows_quantity_unit_and_price(self):
        view = self.bill.with_user(self.clerk).get_view(
            self.env.ref("account.view_move_form").id, "form"
        )
        arch = etree.fromstring(view["arch"])
        for name in ("quantity", "water_unit"):
            with self.subTest(name):
                columns = arch.xpath(
                    f"//field[@name='invoice_line_ids']/list/field[@name='{name}']"
                )
                shown = [node.get("column_invisible") for node in columns]
                self.assertIn("not parent.water_document", shown)

    def test_bills_and_corrections_are_sent_with_their_own_letter(self):
        correction = self.correct()
        correction.action_post()
        for move, xmlid in (
            (self.bill, "ibok_water.mail_template_bill"),
            (correction, "ibok_water.mail_template_correction"),
        ):
            with self.subTest(move.move_type):
                wizard = (
                    self.env["account.move.send.wizard"]
                    .with_user(self.clerk)
                    .with_context(active_model="account.move", active_ids=move.ids)
                    .create({"move_id": move.id})
                )
                self.assertEqual(wizard.template_id, self.env.ref(xmlid))
                for expected in (
                    move.name,
                    self.contract.customer_number,
                    self.contract.premise_id.address,
                    f"/my/invoices/{move.id}",
                ):
                    self.assertIn(expected, wizard.body)

    def test_the_letter_says_how_to_pay(self):
        letter = self.env.ref("ibok_water.mail_template_bill")
        body = letter._render_field("body_html", self.bill.ids)[self.bill.id]
        self.assertRegex(body, r"150[.,]48")
        for expected in (
            "61 1090 1014 0000 0712 1981 2874",
            f"{self.bill.name}, {self.contract.customer_number}",
            "access_token=",
        ):
            self.assertIn(expected, body.replace("\u00a0", " "))
        self.assertIn("Pay by", body)

    def test_what_a_firm_owes_stands_on_the_bill_to_its_office(self):
        """The ledger names the firm, whichever of its contacts gets the bills."""
        firm = self.make.partner("Spółdzielnia", is_company=True)
        office = self.make.partner("Księgowość", parent_id=firm.id, type="invoice")
        contract = self.make.household(0, partner=office)
        bills = self.env["account.move"]
        for value, end in ((10, "2026-01-31"), (20, "2026-02-28")):
            with freeze_time(f"{end} 10:00:00"):
                self.make.read(contract.point_ids, value, end)
                bills |= self.make.settle(contract, end).move_id
        with freeze_time("2026-03-01 10:00:00"):
            self.assertEqual(bills[1]._water_other_due(), bills[0].amount_total)
            paid = self.env["account.payment"].create(
                {
                    "partner_id": office.id,
                    "amount": 10,
                    "payment_type": "inbound",
                    "partner_type": "customer",
                }
            )
            paid.action_post()
            line = paid.move_id.line_ids.filtered(
                lambda row: row.account_type == "asset_receivable"
            )
            line.write({"partner_id": office.id, "date_maturity": False})
            self.assertEqual(bills[1]._water_other_due(), bills[0].amount_total - 10)

    def test_a_paid_bill_asks_for_nothing(self):
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=self.bill.ids
        ).create({})._create_payments()
        letter = self.env.ref("ibok_water.mail_template_bill")
        body = letter._render_field("body_html", self.bill.ids)[self.bill.id]
        if self.bill.currency_id.is_zero(self.bill.amount_residual):
            self.assertIn("already paid", body)
            self.assertNotIn("Transfer title", body)

    def test_a_clerk_may_ask_whether_the_company_uses_ksef(self):
        self.env.invalidate_all()
        company = self.company.with_user(self.clerk)
        self.assertFalse(company.l10n_pl_edi_register)

    def test_sending_mails_the_bill_as_it_is_printed(self):
        # As in a request of its own: nothing was read by somebody with more rights.
        self.env.flush_all()
        self.env.invalidate_all()
        wizard = (
            self.env["account.move.send.wizard"]
            .with_user(self.clerk)
            .with_context(active_model="account.move", active_ids=self.bill.ids)
            .create({"move_id": self.bill.id, "sending_methods": ["email"]})
        )
        wizard.action_send_and_print()
        printed = self.bill.invoice_pdf_report_id
        self.assertTrue(printed.raw.startswith(b"%PDF"))
        message = self.bill.message_ids.filtered("partner_ids")[:1]
        self.assertEqual(message.attachment_ids.mapped("raw"), [printed.raw])
        self.assertEqual(message.partner_ids, self.partner)

    def test_a_correction_is_printed_on_its_own_form(self):
        correction = self.correct()
        correction.action_post()
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "account.account_invoices", correction.ids
        )
        text = html.decode()
        for expected in (
            "Correcting invoice",
            correction.name,
            self.bill.name,
            self.contract.customer_number,
            "Wrong reading",
            "month",
        ):
            self.assertIn(expected, text)
        self.assertNotIn("Credit Note", text)
        pdf, kind = self.env["ir.actions.report"]._render_qweb_pdf(
            "account.account_invoices", correction.ids
        )
        self.assertEqual((kind, pdf[:4]), ("pdf", b"%PDF"))
