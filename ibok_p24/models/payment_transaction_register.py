"""A payment is registered with Przelewy24, and the payer sent there."""

import re
from urllib.parse import urlencode

from odoo import models

from odoo.addons.ibok_p24 import const, limits, signature
from odoo.addons.ibok_p24.errors import P24Error, P24Refused, P24Unavailable

TOKEN = re.compile(r"[A-Za-z0-9_-]+")


class PaymentTransaction(models.Model):
    """`POST transaction/register`."""

    _inherit = "payment.transaction"

    def _get_specific_rendering_values(self, processing_values):
        """Override of `payment`: register, and send the payer to Przelewy24's page."""
        if self.provider_code != "p24":
            return super()._get_specific_rendering_values(processing_values)
        try:
            token = self._p24_register()
            base_url = self.provider_id._p24_base_url()
        except P24Error as error:
            self._p24_fail(error)
            return {}
        return {"api_url": f"{base_url}/trnRequest/{token}"}

    def _p24_register(self, **extra):
        """Register this payment.

        :param extra: fields that go before the usual ones
        :return: the token of the page to pay on
        :raise P24Error: it is not registered
        """
        payload = self._p24_prepare_registration() | extra
        provider = self.provider_id
        payload["sign"] = signature.sign(signature.REGISTER, payload, provider.p24_crc)
        answer = self._p24_request("POST", "transaction/register", payload)
        data = answer.get("data")
        token = data.get("token") if isinstance(data, dict) else None
        if not isinstance(token, str) or not TOKEN.fullmatch(token):
            raise P24Unavailable(self.env._("Przelewy24's answer cannot be read."))
        return token

    def _p24_fail(self, error):
        """End a payment that could not be begun.

        It is asked for all the same when Przelewy24 may have it.

        :return: what the payer is told; Przelewy24's own words are not for payers
        """
        message = str(error)
        if isinstance(error, P24Unavailable | P24Refused):
            message = self.env._(
                "The payment could not be started: Przelewy24 does not answer as it "
                "should. Nothing was paid. Please try again in a few minutes, or pay "
                "by a bank transfer."
            )
        if not isinstance(error, P24Unavailable):
            self.p24_next_try = False
        self._set_error(message)
        return message

    def _p24_prepare_registration(self):
        """The fields of the registration, each within its limits."""
        self.ensure_one()
        merchant, shop = self.provider_id._p24_numbers()
        return_url, status_url = self._p24_addresses()
        country = self.partner_country_id.code or "PL"
        values = {
            "merchantId": merchant,
            "posId": shop,
            "sessionId": self.p24_session_id,
            "amount": self._p24_amount(),
            "currency": self.currency_id.name,
            "description": limits.cut("description", self._p24_description()),
            "email": self._p24_email(),
            "client": limits.cut("client", self.partner_name),
            "address": limits.cut("address", self.partner_address),
            "zip": limits.cut("zip", self.partner_zip),
            "city": limits.cut("city", self.partner_city),
            "country": country,
            "phone": limits.phone(self.partner_phone, country),
            "language": limits.language(
                self.env.context.get("lang") or self.partner_lang
            ),
            "urlReturn": return_url,
            "urlStatus": status_url,
            "timeLimit": self.provider_id.p24_time_limit,
            "waitForResult": True,
            "regulationAccept": False,
            "transferLabel": limits.label(self._p24_transfer_label()),
            "encoding": "UTF-8",
            **const.PRESELECTED.get(self.payment_method_code, {}),
        }
        return {key: value for key, value in values.items() if value != ""}

    def _p24_email(self):
        """The payer's address: Przelewy24 takes no payment without one."""
        email = self.partner_email
        if not email:
            raise P24Error(
                self.env._(
                    "Your account has no e-mail address, and Przelewy24 needs one to "
                    "confirm the payment. Please add it to your details, or pay by a "
                    "bank transfer."
                )
            )
        if len(email) > limits.LONGEST["email"]:
            raise P24Error(
                self.env._(
                    "Your e-mail address is longer than the %(count)s characters that "
                    "Przelewy24 takes. Please put a shorter one into your details, or "
                    "pay by a bank transfer.",
                    count=limits.LONGEST["email"],
                )
            )
        return email

    def _p24_addresses(self):
        """Where the payer returns, and where notifications go."""
        base_url = self.provider_id.get_base_url().rstrip("/")
        session = urlencode({"session": self.p24_session_id})
        addresses = (
            f"{base_url}{const.RETURN_PATH}?{session}",
            f"{base_url}{const.WEBHOOK_PATH}",
        )
        if any(len(address) > limits.LONGEST["urlReturn"] for address in addresses):
            raise P24Error(
                self.env._("The address of this server is too long for Przelewy24.")
            )
        return addresses

    # -- what the payer and his bank read ---

    def _p24_description(self):
        """What is paid for: the numbers of the invoices. A hook."""
        self.ensure_one()
        names = [name for name in self.invoice_ids.mapped("name") if name]
        if not names:
            return self.reference
        if len(names) == 1:
            return self.env._("Invoice %s", names[0])
        return self.env._("Invoices %s", ", ".join(names))

    def _p24_transfer_label(self):
        """The title of the payer's transfer, of at most 20 characters. A hook.

        The invoice's number and the customer's; of several invoices the customer's
        number tells more than that of one of them.
        """
        self.ensure_one()
        names = self.invoice_ids.mapped("name")
        number = self._p24_customer_number()
        numbers = [*names, number] if len(names) == 1 else [number, *names]
        return limits.title(numbers) or self.reference

    def _p24_customer_number(self):
        """By which number we know who owes, or an empty text. A hook.

        Who pays may be somebody else; customers of several invoices have no number.
        """
        self.ensure_one()
        name = self.provider_id.sudo().p24_number_field_id.name
        customers_sudo = (self.invoice_ids.partner_id or self.partner_id).sudo()
        if name not in customers_sudo._fields:
            return ""
        # An invoice may go to an address of the customer, which has no number.
        numbers = {
            customer[name] or customer.commercial_partner_id[name]
            for customer in customers_sudo
        }
        return str(numbers.pop() or "") if len(numbers) == 1 else ""
