from odoo import models
from odoo.fields import Command

from .law_day import law_today


class WaterContract(models.Model):
    """A fee of the price list, as a bill of its own."""

    _inherit = "water.contract"

    def _make_fee_bill(self, product, amount, tax, day, partner=None, ref=False):
        """Make and post the bill of a fee, and take of it what is overpaid.

        The caller checked that the user may, and that it was not charged before: a
        clerk makes no bills by hand, this one is the process's.

        :param product: of a product template, what is charged for
        :param float amount: net, zł
        :param tax: VAT of it
        :param date day: on which it was done
        :param partner: who pays, the customer if none is given
        :return: the bill, in `sudo`
        """
        self.ensure_one()
        partner = partner or self.partner_id
        moves_sudo = self.env["account.move"].sudo().with_company(self.company_id)
        credits = moves_sudo._water_open_credits(partner, self.company_id)
        move_sudo = moves_sudo.create(
            self._prepare_fee_vals(product, amount, tax, day, partner, ref)
        )
        move_sudo.action_post()
        move_sudo._water_set_off(credits)
        return move_sudo

    def _prepare_fee_vals(self, product, amount, tax, day, partner, ref):
        """Values of the bill; its line says what was done, and where."""
        contract_sudo = self.sudo()
        company_sudo = self.company_id.sudo()
        told = product.sudo().with_context(lang=partner.lang or self.env.lang)
        place = contract_sudo.premise_id.address or ""
        return {
            "move_type": "out_invoice",
            "journal_id": company_sudo.water_journal_id.id,
            "company_id": self.company_id.id,
            "partner_id": partner.id,
            "invoice_user_id": False,
            "invoice_date": law_today(self),
            "delivery_date": day,
            "invoice_payment_term_id": contract_sudo.payment_term_id.id
            or company_sudo.water_payment_term_id.id,
            "water_contract_id": self.id,
            "ref": ref,
            "invoice_line_ids": [
                Command.create(
                    {
                        "product_id": told.product_variant_id.id,
                        "name": f"{told.name}, {place}",
                        "quantity": 1.0,
                        "price_unit": amount,
                        "tax_ids": [Command.set(tax.ids)],
                    }
                )
            ],
        }
