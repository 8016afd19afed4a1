from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.ibok_water.tests import common


@tagged("post_install", "-at_install")
class TestProforma(common.WaterCase):
    """An ordinary invoice of the municipality, for a connection or a new seal."""

    def setUp(self):
        super().setUp()
        self.invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.make.partner(lang="en_US").id,
                "invoice_line_ids": [
                    Command.create({"name": "Seal", "quantity": 1, "price_unit": 50})
                ],
            }
        )

    def printed(self):
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "account.account_invoices", self.invoice.ids, data={"proforma": True}
        )
        return html.decode()

    def test_a_posted_one_that_nobody_sent_yet_is_an_invoice(self):
        self.invoice.action_post()
        self.assertIn(self.invoice.name, self.printed())
        self.assertNotIn("Proforma", self.printed())
        name = self.invoice._get_invoice_proforma_pdf_report_filename()
        self.assertNotIn("proforma", name)

    def test_a_draft_is_a_proforma(self):
        self.assertIn("Proforma", self.printed())
        name = self.invoice._get_invoice_proforma_pdf_report_filename()
        self.assertIn("proforma", name)
