from textwrap import shorten

from odoo import api, fields, models

from ..engine import amount_in_words

#: Forms that water bills are printed on, and letters that they are mailed with.
WATER_FORMS = {
    "bill": "ibok_water.report_bill_document",
    "correction": "ibok_water.report_correction_document",
    "interest_note": "ibok_water.report_interest_note_document",
    "note_cancelled": "ibok_water.report_interest_note_document",
}
WATER_LETTERS = {
    "bill": "ibok_water.mail_template_bill",
    "correction": "ibok_water.mail_template_correction",
    "interest_note": "ibok_water.mail_template_interest_note",
}


class AccountMove(models.Model):
    _inherit = "account.move"

    water_settlement_id = fields.Many2one(
        "water.settlement",
        string="Settlement",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="Of a bill for several contracts the first one.",
    )
    water_contract_id = fields.Many2one(
        "water.contract",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="Of a bill for several contracts the first one.",
    )
    water_corrected_move_id = fields.Many2one(
        "account.move",
        string="Corrected Bill",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The first bill, which this document lowers or raises.",
    )
    water_amount_in_words = fields.Char(compute="_compute_water_amount_in_words")
    water_document = fields.Selection(
        [
            ("bill", "Water bill"),
            ("correction", "Correcting invoice"),
            ("interest_note", "Interest note"),
            ("note_cancelled", "Cancellation of an interest note"),
        ],
        compute="_compute_water_document",
        help="What a customer calls it: Polish law knows no credit note for a bill, "
        "only a correcting invoice (art. 106j of the VAT act).",
    )

    _water_settlement_unique = models.UniqueIndex(
        "(water_settlement_id) WHERE water_settlement_id IS NOT NULL "
        "AND move_type = 'out_invoice'",
        "This settlement already has its invoice.",
    )

    @api.depends("amount_total", "water_credit")
    def _compute_water_amount_in_words(self):
        for move in self:
            # A string with both decimals: num2words reads an integer as grosze.
            move.water_amount_in_words = amount_in_words(f"{move._water_to_pay():.2f}")

    @api.depends(
        "move_type",
        "water_settlement_id",
        "water_contract_id",
        "water_corrected_move_id",
        "water_interest_note",
    )
    def _compute_water_document(self):
        for move in self:
            corrects = move.move_type == "out_refund" or move.water_corrected_move_id
            if move.water_interest_note:
                refund = move.move_type == "out_refund"
                move.water_document = "note_cancelled" if refund else "interest_note"
            elif corrects and move.water_contract_id:
                move.water_document = "correction"
            elif move.move_type == "out_invoice" and move.water_settlement_id:
                move.water_document = "bill"
            else:
                move.water_document = False

    @api.depends("water_document")
    def _compute_type_name(self):
        """Override of `account`: the law's name for what corrects a bill."""
        result = super()._compute_type_name()
        names = dict(self._fields["water_document"]._description_selection(self.env))
        for move in self.filtered(lambda m: m.water_document not in (False, "bill")):
            move.type_name = names[move.water_document]
        return result

    def _get_move_display_name(self, show_ref=False):
        """Override of `account`: a draft correction is not called a credit note."""
        name = super()._get_move_display_name(show_ref=show_ref)
        if self.water_document != "correction" or self.state != "draft":
            return name
        if self.env.context.get("name_as_amount_total"):
            return name
        draft = self.env._("Draft Correcting Invoice")
        number = self.name if self.name and self.name != "/" else ""
        reference = f"({shorten(self.ref, width=50)})" if show_ref and self.ref else ""
        return " ".join(filter(None, (draft, number, reference)))

    def _get_name_invoice_report(self):
        """Override of `account` to print water bills on their own form."""
        self.ensure_one()
        return (
            WATER_FORMS.get(self.water_document) or super()._get_name_invoice_report()
        )

    def _get_mail_template(self):
        """Override of `account`: water bills are sent with their own letter."""
        kinds = set(self.mapped("water_document"))
        if len(kinds) == 1 and (xmlid := WATER_LETTERS.get(kinds.pop())):
            # An office that deleted its letter falls back on Odoo's.
            template = self.env.ref(xmlid, raise_if_not_found=False)
            if template:
                return template
        return super()._get_mail_template()

    def _prepare_product_base_line_for_taxes_computation(self, product_line):
        """Override of `account`: a bill's lines are rounded before they are summed.

        The bill shows the net of each line in grosze and VAT of their sum (art. 106e
        of the VAT act). Odoo's global rounding sums unrounded lines, and the ledger
        would differ from what is printed by a grosz.
        """
        base_line = super()._prepare_product_base_line_for_taxes_computation(
            product_line
        )
        bill = self.reversed_entry_id or self
        if bill.water_settlement_id:
            net = base_line["price_unit"] * base_line["quantity"]
            net *= 1 - base_line["discount"] / 100
            net = self.currency_id.round(net)
            base_line.update(price_unit=net, quantity=1.0, discount=0.0)
        if self.water_settlement_id.corrected_id:
            base_line["manual_tax_amounts"] = self._water_difference_tax(product_line)
        return base_line

    def _water_difference_tax(self, product_line):
        """VAT of a correction, all on its first line: after − before.

        The rate times the net difference may be a grosz more or less than what makes
        bill and correction together the true bill.

        :return: {tax id as text: amounts}, as Odoo's tax computation takes them
        """
        sign = -1 if self.move_type == "out_refund" else 1
        lines = self.invoice_line_ids
        amount = 0.0
        if product_line == lines[:1]:
            corrections = lines.water_settlement_id or self.water_settlement_id
            amount = sign * sum(corrections.mapped("difference_tax"))
        return {
            str(tax.id): {"tax_amount_currency": amount, "tax_amount": amount}
            for tax in product_line.tax_ids
        }
