"""What interest notes of one company and day have in common in the ledger."""

from datetime import timedelta

from .water_ledger_road import LedgerRoad
from .water_settlement_entry import LINE, balance_vals


class NoteRoad(LedgerRoad):
    """The constants of prepared notes, and the rules who may get one whole.

    A note has no tax and no product, so less can differ than on a bill.
    """

    def __init__(self, moves, company, day):
        company_sudo = company.sudo()
        super().__init__(
            moves, company_sudo, company_sudo.water_interest_journal_id, day
        )
        self.due_day = day + timedelta(days=company_sudo.water_interest_days)

    def is_open(self):
        """Whether notes of this company, journal and day are as plain as prepared."""
        return (
            self._company_is_plain()
            and self._journal_is_plain()
            and self._odoo_is_plain()
        )

    def takes(self, partner):
        """Whether this customer's note is plain."""
        return (
            partner.company_id in (self.company, self.company.browse())
            and bool(self.receivable(partner))
            and not any(
                one.with_env(self.env).property_inbound_payment_method_line_id
                for one in (partner, self.company.partner_id)
            )
        )

    def head(self, known, partner, total):
        """Every stored value of a note that Odoo would compute.

        :param known: what a note and its cancellation have alike
        :param total: what it comes to [zł]
        """
        total = self.currency.round(total)
        return known | {
            "always_tax_exigible": False,
            "amount_residual": total,
            "amount_residual_signed": total,
            "amount_tax": 0.0,
            "amount_tax_signed": 0.0,
            "amount_total": total,
            "amount_total_in_currency_signed": total,
            "amount_total_signed": total,
            "amount_untaxed": total,
            "amount_untaxed_in_currency_signed": total,
            "amount_untaxed_signed": total,
            "auto_post": "no",
            "checked": False,
            "commercial_partner_id": partner.commercial_partner_id.id,
            "date": self.date,
            "delivery_date": False,
            "invoice_currency_rate": 1.0,
            "invoice_date_due": self.due_day,
            "invoice_incoterm_id": self.company.incoterm_id.id,
            "invoice_partner_display_name": partner.display_name,
            "is_manually_modified": False,
            "move_type": "out_receipt",
            "partner_bank_id": self.bank,
            "partner_shipping_id": self.delivery(partner).id,
            "payment_state": "not_paid",
            "preferred_payment_method_line_id": False,
            "state": "draft",
            "taxable_supply_date": False,
        }

    def lines(self, head, partner, stated):
        """Values of all lines of one note: what it charges, and the receivable.

        :param stated: text, amount and account of each line
        """
        common = LINE | {
            "company_currency_id": self.currency.id,
            "company_id": self.company.id,
            "currency_id": self.currency.id,
            "date": self.date,
            "invoice_date": self.date,
            "journal_id": self.journal.id,
            "partner_id": head["commercial_partner_id"],
        }
        for name, amount, account in stated:
            yield (
                common
                | balance_vals(-amount)
                | {
                    "account_id": account.id,
                    "display_type": "product",
                    "name": name,
                    "price_subtotal": amount,
                    "price_total": amount,
                    "price_unit": amount,
                    "quantity": 1.0,
                    "sequence": 100,
                }
            )
        total = head["amount_total"]
        yield (
            common
            | balance_vals(total)
            | {
                "account_id": self.receivable(partner).id,
                "amount_residual": total,
                "amount_residual_currency": total,
                "date_maturity": head["invoice_date_due"],
                "discount_amount_currency": 0.0,
                "discount_balance": 0.0,
                "display_type": "payment_term",
                "sequence": 12000,
            }
        )
