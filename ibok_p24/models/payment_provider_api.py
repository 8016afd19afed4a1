"""Przelewy24 as a payment provider: how it is spoken to."""

import json
import logging

import requests

from odoo import models, service
from odoo.exceptions import UserError, ValidationError

from odoo.addons.ibok_p24 import const, limits
from odoo.addons.ibok_p24.errors import (
    P24Error,
    P24NotFound,
    P24Refused,
    P24Unavailable,
)

_logger = logging.getLogger(__name__)


class PaymentProvider(models.Model):
    """Requests to Przelewy24's REST API and what its answers mean."""

    _inherit = "payment.provider"

    def _p24_base_url(self):
        """Where Przelewy24 is for this provider.

        An enabled provider always speaks to production; only in the test state may a
        stand-in on this very machine take the sandbox's place.
        """
        self.ensure_one()
        if self.state == "enabled":
            return const.PRODUCTION_URL
        parameters = self.env["ir.config_parameter"].sudo()
        replacement = parameters.get_param(const.SANDBOX_PARAMETER)
        if not replacement:
            return const.SANDBOX_URL
        if not limits.is_loopback(replacement):
            raise P24Unavailable(
                self.env._(
                    "The system parameter %(name)s may only name an address of this "
                    "machine, such as http://127.0.0.1:8099.",
                    name=const.SANDBOX_PARAMETER,
                )
            )
        return replacement.rstrip("/")

    def _p24_request(self, method, endpoint, json=None, reference=None):
        """Ask Przelewy24.

        :return: the answer, a dict
        :raise P24Refused: it said no
        :raise P24Unavailable: no answer; what it did is not known
        """
        self.ensure_one()
        if self.state == "disabled" or not (self.p24_api_key and self.p24_crc):
            raise P24Unavailable(
                self.env._("Przelewy24 is switched off, or its keys are missing.")
            )
        try:
            return self._send_api_request(
                method, endpoint, json=json, reference=reference
            )
        except P24Error:
            raise
        except (ValidationError, requests.exceptions.RequestException) as error:
            raise P24Unavailable(self.env._("Przelewy24 does not answer.")) from error

    # -- hooks of `_send_api_request` ---

    def _build_request_url(self, endpoint, **kwargs):
        """Override of `payment` to build the address."""
        if self.code != "p24":
            return super()._build_request_url(endpoint, **kwargs)
        return f"{self._p24_base_url()}/api/v1/{endpoint}"

    def _build_request_auth(self, **kwargs):
        """Override of `payment`: the shop's number and the API key."""
        if self.code != "p24":
            return super()._build_request_auth(**kwargs)
        _merchant, shop = self._p24_numbers()
        return str(shop), self.p24_api_key

    def _build_request_headers(self, *args, **kwargs):
        """Override of `payment` to say who asks."""
        if self.code != "p24":
            return super()._build_request_headers(*args, **kwargs)
        version = service.common.exp_version()["server_version"]
        return {"Accept": "application/json", "User-Agent": f"Odoo/{version} ibok_p24"}

    def _parse_response_error(self, response):
        """Override of `payment`: an error that tells refusals from failures."""
        if self.code != "p24":
            return super()._parse_response_error(response)
        status = response.status_code
        if status == 429 or status >= 500:
            raise P24Unavailable(self.env._("Przelewy24 is out of order just now."))
        reasons = _reasons(response)
        if status == 404:
            raise P24NotFound(
                self.env._("Przelewy24 does not know this payment."), status, reasons
            )
        if status in (401, 403):
            message = self.env._("Przelewy24 does not accept the API key.")
        else:
            message = self.env._("Przelewy24 refused the request.")
        raise P24Refused(message, status, reasons)

    def _parse_response_content(self, response, **kwargs):
        """Override of `payment`: anything but a JSON object is no answer."""
        if self.code != "p24":
            return super()._parse_response_content(response, **kwargs)
        try:
            content = response.json()
        except ValueError as error:
            raise P24Unavailable(
                self.env._("Przelewy24's answer cannot be read.")
            ) from error
        if not isinstance(content, dict):
            raise P24Unavailable(self.env._("Przelewy24's answer cannot be read."))
        return content

    def _log_request(self, method, url, payload, *, reference=None):
        """Override of `payment`: payers' data and codes are not for the log."""
        if self.code != "p24":
            return super()._log_request(method, url, payload, reference=reference)
        _logger.info("%s %s for %s", method, url, reference or self.id)
        return None

    def _log_response(self, response, *, reference=None):
        """Override of `payment`: only what tells how it went.

        A payment that nobody made yet is answered 404, which is no error.
        """
        if self.code != "p24":
            return super()._log_response(response, reference=reference)
        known = response.status_code < 400 or response.status_code == 404
        _logger.log(
            logging.INFO if known else logging.WARNING,
            "%s for %s: HTTP %s %s",
            response.url,
            reference or self.id,
            response.status_code,
            _told(response),
        )
        return None

    # -- Check connection ---

    def action_p24_check_connection(self):
        """Ask Przelewy24 whether it accepts the keys, and say what it offers."""
        self.ensure_one()
        self.check_access("write")
        try:
            self._p24_request("GET", "testAccess")
            methods = self._p24_request("GET", "payment/methods/pl").get("data") or []
        except P24Error as error:
            raise UserError(
                self.env._("There is no connection. %(why)s", why=error)
            ) from error
        groups = {method.get("group") for method in methods if isinstance(method, dict)}
        message = self.env._(
            "Przelewy24 accepts the keys and offers %(count)s ways to pay.",
            count=len(methods),
        )
        level = "success"
        if self.p24_blik_code and "Blik" not in groups:
            level = "warning"
            message += " " + self.env._("BLIK is not among them.")
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"type": level, "message": message},
        }


def _reasons(response):
    """Przelewy24's own words: `error` is a text or a list of refused refunds."""
    try:
        error = response.json().get("error")
    except (ValueError, AttributeError):
        return ()
    if isinstance(error, list):
        return tuple(
            str(entry.get("message", "")) for entry in error if isinstance(entry, dict)
        )
    return (str(error),)


def _told(response):
    """What of an answer may stand in the log."""
    try:
        content = response.json()
    except ValueError:
        return f"{len(response.content)} bytes, not JSON"
    if not isinstance(content, dict):
        return "not an object"
    inner = content.get("data")
    told = {key: content[key] for key in const.LOGGED_KEYS if key in content}
    if isinstance(inner, dict):
        told |= {key: inner[key] for key in const.LOGGED_KEYS if key in inner}
    return json.dumps(told, ensure_ascii=False)
