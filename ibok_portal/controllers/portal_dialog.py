from odoo.exceptions import ValidationError
from odoo.http import request, route

from odoo.addons.account_payment.controllers.payment import PaymentPortal


class PortalDialog(PaymentPortal):
    """Odoo's payment dialog begins no payment while paying on line is closed."""

    @route(ibok_service="payments")
    def payment_pay(self, *args, **kwargs):
        """Override of `payment` to name its service: the page of a payment link."""
        return super().payment_pay(*args, **kwargs)

    @route(ibok_service="payments")
    def payment_transaction(self, *args, **kwargs):
        """Override of `payment` to name its service: what that page begins."""
        return super().payment_transaction(*args, **kwargs)

    @route(ibok_service="payments")
    def invoice_transaction(self, invoice_id, access_token, **kwargs):
        """Override of `account_payment`: who may only look at a bill pays nothing."""
        invoice = request.env["account.move"].browse(invoice_id).exists()
        if invoice and not invoice.sudo().portal_can_pay:
            raise ValidationError(
                request.env._("Your access to this contract does not go as far.")
            )
        return super().invoice_transaction(invoice_id, access_token, **kwargs)

    @route(ibok_service="payments")
    def overdue_invoices_transaction(self, payment_reference, **kwargs):
        """Override of `account_payment` to name its service."""
        return super().overdue_invoices_transaction(payment_reference, **kwargs)
