from odoo import models

#: Values of lines of prepared bills; each kind of line sets its own over them.
LINE = {
    "account_id": False,
    "amount_residual": 0.0,
    "amount_residual_currency": 0.0,
    "analytic_distribution": False,
    "date_maturity": False,
    "deductible_amount": 100.0,
    "discount": 0.0,
    "is_storno": False,
    "move_name": False,
    "name": False,
    "no_followup": False,
    "parent_state": "draft",
    "payment_id": False,
    "price_subtotal": 0.0,
    "price_total": 0.0,
    "price_unit": 0.0,
    "product_id": False,
    "product_uom_id": False,
    "quantity": 0.0,
    "reconciled": False,
    "ref": False,
    "statement_id": False,
    "statement_line_id": False,
    "tax_group_id": False,
    "tax_ids": [],
    "tax_line_id": False,
    "tax_repartition_line_id": False,
    "tax_tag_ids": [],
}


class WaterSettlement(models.Model):
    """A settlement as the ledger keeps it: every stored value of invoice and lines."""

    _inherit = "water.settlement"

    def _prepare_head(self, road):
        """Every stored value of the invoice that Odoo would compute."""
        partner = self.partner_id
        net, tax, total = self.amount_net, self.amount_tax, self.amount_total
        term = road.term_of(self)
        return {
            "always_tax_exigible": False,
            "amount_residual": total,
            "amount_residual_signed": total,
            "amount_tax": tax,
            "amount_tax_signed": tax,
            "amount_total": total,
            "amount_total_in_currency_signed": total,
            "amount_total_signed": total,
            "amount_untaxed": net,
            "amount_untaxed_in_currency_signed": net,
            "amount_untaxed_signed": net,
            "auto_post": "no",
            "checked": False,
            "commercial_partner_id": partner.commercial_partner_id.id,
            "company_id": road.company.id,
            "currency_id": road.currency.id,
            "date": road.date,
            "delivery_date": self.date_to,
            "fiscal_position_id": road.position(partner).id,
            "invoice_currency_rate": 1.0,
            "invoice_date": road.date,
            "invoice_date_due": road.due(term),
            "invoice_incoterm_id": road.company.incoterm_id.id,
            "invoice_partner_display_name": partner.display_name,
            "invoice_payment_term_id": term.id,
            # A bill has no salesperson; Odoo would name whoever happened to be there.
            "invoice_user_id": False,
            "is_manually_modified": False,
            "journal_id": road.journal.id,
            "move_type": "out_invoice",
            "partner_bank_id": road.bank,
            "partner_id": partner.id,
            "partner_shipping_id": road.delivery(partner).id,
            "payment_state": "not_paid",
            "preferred_payment_method_line_id": False,
            "state": "draft",
            "taxable_supply_date": False,
            "water_contract_id": self.contract_id.id,
            "water_settlement_id": self.id,
        }

    def _prepare_ledger_lines(self, road, head):
        """Values of all lines of one bill: products, tax, receivable."""
        common = LINE | {
            "company_currency_id": road.currency.id,
            "company_id": road.company.id,
            "currency_id": road.currency.id,
            "date": road.date,
            "invoice_date": road.date,
            "journal_id": road.journal.id,
            "partner_id": head["commercial_partner_id"],
        }
        lang = self.partner_id.lang or self.env.lang
        for line in self.with_context(lang=lang).line_ids:
            net = line.amount_net
            yield (
                common
                | road.items[line.component].vals
                | balance_vals(-net)
                | {
                    "display_type": "product",
                    "name": line._invoice_line_name(),
                    "price_subtotal": net,
                    "price_total": net + road.vat(net),
                    "price_unit": line.price_net,
                    "quantity": line.quantity,
                    "sequence": line.sequence,
                }
            )
        yield (
            common
            | road.tax_vals
            | balance_vals(-self.amount_tax)
            | {
                "display_type": "tax",
                "sequence": 10000,
                "tax_base_amount": -self.amount_net,
            }
        )
        total = self.amount_total
        yield (
            common
            | balance_vals(total)
            | {
                "account_id": road.receivable(self.partner_id).id,
                "amount_residual": total,
                "amount_residual_currency": total,
                "date_maturity": head["invoice_date_due"],
                "discount_amount_currency": 0.0,
                "discount_balance": 0.0,
                "display_type": "payment_term",
                "sequence": 12000,
            }
        )


def balance_vals(amount):
    """The amount in all fields that tell it, in the company's currency."""
    return {
        "amount_currency": amount,
        "balance": amount,
        "credit": max(-amount, 0.0),
        "debit": max(amount, 0.0),
    }
