from odoo import fields, models


class PaymentTransaction(models.Model):
    """A payment by somebody else than the customer."""

    _inherit = "payment.transaction"

    # Odoo leaves out receipts, also when it books; an interest note is one.
    invoice_ids = fields.Many2many(
        domain=[
            (
                "move_type",
                "in",
                ("out_invoice", "out_refund", "in_invoice", "in_refund", "out_receipt"),
            )
        ]
    )

    def _create_payment(self, **extra_create_values):
        """Override of `account_payment`: it is booked for who owed, whoever paid.

        A proxy pays with his own account; the customer's debt is what goes down.
        """
        customer = self.invoice_ids.commercial_partner_id
        if len(customer) == 1:
            extra_create_values.setdefault("partner_id", customer.id)
        return super()._create_payment(**extra_create_values)
