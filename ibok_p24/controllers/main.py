"""Where payers return, where messages arrive, where a BLIK code is sent to."""

import logging
from urllib.parse import urlencode

from psycopg2 import OperationalError

from odoo import http
from odoo.http import request
from odoo.tools import consteq

from odoo.addons.ibok_p24 import const
from odoo.addons.payment.controllers.post_processing import PaymentPostProcessing

_logger = logging.getLogger(__name__)

ANSWERS = {200: "OK"}


class P24Controller(http.Controller):
    """Przelewy24's side of a payment; everything is decided in the models."""

    @http.route(
        const.RETURN_PATH,
        type="http",
        auth="public",
        methods=["GET", "POST"],
        csrf=False,
        save_session=False,
    )
    def p24_return(self, session="", **_data):
        """The payer is back, whether he paid or not: ask, then show the status.

        `save_session=False` keeps the payer's session when the browser sends no cookie
        with a POST from another site; the status page will have it.
        """
        transaction_sudo = self._transaction(session)
        if transaction_sudo:
            try:
                transaction_sudo._p24_poll_on_return()
            except OperationalError:
                # A notification is being handled: the status page will tell.
                request.env.cr.rollback()
        return request.redirect("/payment/status")

    def _transaction(self, session):
        transactions_sudo = request.env["payment.transaction"].sudo()
        if not isinstance(session, str) or not session:
            return transactions_sudo
        return transactions_sudo._search_by_reference(
            "p24", {"sessionId": session.replace("\0", "")}
        )

    @http.route(
        const.WEBHOOK_PATH,
        type="http",
        auth="public",
        methods=["POST"],
        csrf=False,
        save_session=False,
    )
    def p24_webhook(self, **_data):
        """A notification of a payment."""
        return self._take("payment")

    @http.route(
        const.REFUND_WEBHOOK_PATH,
        type="http",
        auth="public",
        methods=["POST"],
        csrf=False,
        save_session=False,
    )
    def p24_refund_webhook(self, **_data):
        """A notification of a refund."""
        return self._take("refund")

    def _take(self, kind):
        received = request.httprequest
        if (received.content_length or 0) > const.MAX_BODY:
            raw = f"{received.content_length} bytes: too long".encode()
        else:
            # A form was read by Odoo before: this is what it held.
            raw = received.get_data() or urlencode(list(received.form.items())).encode()
        messages_sudo = request.env["payment.p24.message"].sudo()
        status = messages_sudo._take(
            kind, raw, dict(received.headers), received.remote_addr
        )
        return request.make_response(
            ANSWERS.get(status, "ERROR"),
            [("Content-Type", "text/plain")],
            status=status,
        )

    @http.route("/payment/p24/blik", type="jsonrpc", auth="public")
    def p24_blik(self, reference="", access_token="", blik_code="", **_data):
        """Six digits of BLIK for a payment that was just begun.

        :return: dict with `error` when the payer has to do something else
        """
        transaction_sudo = (
            request.env["payment.transaction"]
            .sudo()
            .search(
                [
                    ("reference", "=", str(reference).replace("\0", "")),
                    ("provider_id.code", "=", "p24"),
                    ("operation", "=", "online_direct"),
                ]
            )
        )
        # As bytes: texts that are not plain ASCII are not compared at all.
        if not transaction_sudo or not consteq(
            transaction_sudo._p24_blik_token().encode(),
            str(access_token).encode(errors="replace"),
        ):
            return {"error": request.env._("This payment cannot be made.")}
        error = transaction_sudo._p24_charge_blik(
            blik_code,
            request.httprequest.remote_addr,
            request.httprequest.headers.get("User-Agent", ""),
        )
        return {"error": error} if error else {}


class P24PostProcessing(PaymentPostProcessing):
    """The status page learns of a payment also when no notification came."""

    @http.route()
    def poll_status(self, **kwargs):
        """Override of `payment` to ask Przelewy24 while the payer waits."""
        transaction_sudo = self._get_monitored_transaction()
        if transaction_sudo.provider_code == "p24":
            transaction_sudo._p24_poll_if_due()
        return super().poll_status(**kwargs)
