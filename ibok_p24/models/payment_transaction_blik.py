"""Six digits of BLIK, typed on our own page."""

import re

from odoo import models

from odoo.addons.ibok_p24 import const, limits
from odoo.addons.ibok_p24.errors import P24Error, P24Refused, P24Unavailable
from odoo.addons.payment import utils as payment_utils

CODE = re.compile(r"[0-9]{6}")


class PaymentTransaction(models.Model):
    """`POST paymentMethod/blik/chargeByCode`."""

    _inherit = "payment.transaction"

    def _get_specific_processing_values(self, processing_values):
        """Override of `payment`: what lets the payer's page send the code."""
        values = super()._get_specific_processing_values(processing_values)
        if self.provider_code != "p24" or self.operation != "online_direct":
            return values
        return values | {"access_token": self._p24_blik_token()}

    def _p24_blik_token(self):
        return payment_utils.generate_access_token(
            self.reference, self.partner_id.id, env=self.env
        )

    def _p24_charge_blik(self, code, address, agent):
        """Register the payment and send the payer's code to the bank.

        The payer confirms in the bank's app; the money is confirmed as any other.

        :return: what the payer is told when it failed, else an empty text
        """
        self.ensure_one()
        self._p24_lock()
        if self.state != "draft" or not self.provider_id.p24_blik_code:
            return self.env._("This payment cannot be made. Please start again.")
        code = re.sub(r"\s", "", code if isinstance(code, str) else "")
        if not CODE.fullmatch(code):
            message = self.env._(
                "A BLIK code has six digits. Please take it from your bank's app."
            )
            return self._p24_fail(P24Error(message))
        try:
            token = self._p24_register(
                method=const.BLIK_CODE_METHOD,
                additional={
                    "PSU": {
                        "IP": address,
                        "userAgent": limits.cut("userAgent", agent),
                    }
                },
            )
        except P24Error as error:
            return self._p24_fail(error)
        return self._p24_send_blik(token, code)

    def _p24_send_blik(self, token, code):
        payload = {"token": token, "blikCode": code}
        try:
            answer = self._p24_request(
                "POST", "paymentMethod/blik/chargeByCode", payload
            )
        except P24Unavailable:
            # The bank may have it: the status page waits for the answer.
            return ""
        except P24Refused as error:
            if error.status != 400:
                return self._p24_fail(error)
            message = self.env._(
                "The bank did not accept this BLIK code: it is wrong, used or out of "
                "date. Please take a new one from your bank's app."
            )
            return self._p24_fail(P24Error(message))
        data = answer.get("data")
        if isinstance(data, dict) and str(data.get("orderId", "")).isdigit():
            self.provider_reference = str(data["orderId"])
        return ""
