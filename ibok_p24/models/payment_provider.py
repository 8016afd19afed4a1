"""Przelewy24 as a payment provider: its settings."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from odoo.addons.ibok_p24 import const, limits


class PaymentProvider(models.Model):
    """Przelewy24: Polish bank transfers, BLIK, cards."""

    _inherit = "payment.provider"

    code = fields.Selection(
        selection_add=[("p24", "Przelewy24")], ondelete={"p24": "set default"}
    )
    p24_merchant_id = fields.Char(
        string="Przelewy24 Merchant ID",
        help="The number of the account (ID sprzedawcy).",
        required_if_provider="p24",
        copy=False,
    )
    p24_pos_id = fields.Char(
        string="Przelewy24 Shop ID",
        help="The number of the shop (ID sklepu); empty: the merchant's number.",
        copy=False,
    )
    p24_api_key = fields.Char(
        string="Przelewy24 API Key",
        help="The key for reports (klucz do raportów), from My data, API data.",
        required_if_provider="p24",
        copy=False,
        groups="base.group_system",
    )
    p24_crc = fields.Char(
        string="Przelewy24 CRC Key",
        help="The key that signs messages (klucz CRC), from My data, API data.",
        required_if_provider="p24",
        copy=False,
        groups="base.group_system",
    )
    p24_blik_code = fields.Boolean(
        string="BLIK Code on Our Page",
        help="Payers type the six digits of BLIK here and confirm in their bank's "
        "app. Przelewy24 must have enabled this service (BLIK level 0) for the "
        "account.",
    )
    p24_time_limit = fields.Integer(
        string="Time to Pay (minutes)",
        help="How long the payer may take on Przelewy24's page, up to 99 minutes. "
        "0: no limit, which bank transfers by hand need.",
    )
    p24_payment_date = fields.Selection(
        [
            ("paid", "The day Przelewy24 received the money"),
            ("booked", "The day the payment is booked"),
        ],
        string="Date of Payments",
        help="The date that counts for interest on late payment.",
        default="paid",
        required=True,
    )
    p24_number_field_id = fields.Many2one(
        "ir.model.fields",
        string="Customer's Number",
        help="Which field of a contact goes into the title of the payer's bank "
        "transfer, beside the invoice's number. Empty: none.",
        domain=[
            ("model", "=", "res.partner"),
            ("ttype", "=", "char"),
            ("store", "=", True),
        ],
        ondelete="set null",
    )
    p24_check_addresses = fields.Boolean(
        string="Notifications from Known Addresses Only",
        help="Refuse notifications that come from other addresses than those listed. "
        "The signature and the verification protect without this. Behind a proxy "
        "Odoo's proxy mode must be on.",
    )
    p24_addresses = fields.Text(
        string="Przelewy24's Addresses",
        help="IP addresses and networks, one a line.",
        default=const.NOTIFICATION_ADDRESSES,
    )

    # -- constraints ---

    @api.constrains("p24_merchant_id", "p24_pos_id")
    def _check_p24_numbers(self):
        for provider in self:
            for value in (provider.p24_merchant_id, provider.p24_pos_id):
                if value and not (value.isascii() and value.isdigit()):
                    raise ValidationError(
                        self.env._("%s is not a number of Przelewy24.", value)
                    )

    @api.constrains("p24_time_limit")
    def _check_p24_time_limit(self):
        if any(not 0 <= provider.p24_time_limit <= 99 for provider in self):
            raise ValidationError(
                self.env._("The time to pay is between 0 and 99 minutes.")
            )

    @api.constrains("p24_addresses")
    def _check_p24_addresses(self):
        for provider in self:
            try:
                limits.networks(provider.p24_addresses)
            except ValueError as error:
                raise ValidationError(
                    self.env._("Not an address or a network: %s", error)
                ) from error

    # -- what the provider can do ---

    def _compute_feature_support_fields(self):
        """Override of `payment`: full and partial refunds."""
        result = super()._compute_feature_support_fields()
        self.filtered(lambda p: p.code == "p24").support_refund = "partial"
        return result

    def _get_supported_currencies(self):
        """Override of `payment` to return the currencies of Przelewy24."""
        currencies = super()._get_supported_currencies()
        if self.code == "p24":
            return currencies.filtered(lambda c: c.name in const.SUPPORTED_CURRENCIES)
        return currencies

    def _get_default_payment_method_codes(self):
        """Override of `payment` to return the methods that are active at once."""
        self.ensure_one()
        if self.code != "p24":
            return super()._get_default_payment_method_codes()
        return const.DEFAULT_PAYMENT_METHOD_CODES

    def _get_reset_values(self):
        """Override of `payment` to forget the keys."""
        if self.code != "p24":
            return super()._get_reset_values()
        return dict.fromkeys(
            ("p24_merchant_id", "p24_pos_id", "p24_api_key", "p24_crc"), False
        )

    def _p24_numbers(self):
        """Merchant and shop, as numbers."""
        self.ensure_one()
        merchant = int(self.p24_merchant_id or 0)
        return merchant, int(self.p24_pos_id or merchant)

    @api.model
    def _p24_all(self):
        """Every Przelewy24 account of the database that is not switched off."""
        return self.search(
            Domain("code", "=", "p24") & Domain("state", "!=", "disabled")
        )
