"""A stand-in for Przelewy24: REST API v1, the payer's page, notifications.

It speaks the documented protocol over real HTTP and refuses what the real one refuses.
The standard library is all it needs; it knows nothing of Odoo.

As a program::

    python p24_peer.py --port 8099 --merchant-id 12345 --api-key KEY --crc KEY

prints ``ready http://127.0.0.1:8099`` and serves until it is stopped. In a test::

    with Peer() as peer:
        ...                             # register at peer.url with peer.api_key
        peer.pay(session_id)            # the payer pays
        peer.notify(session_id)         # → [200]: HTTP statuses of the answers
        peer.misbehave("transaction/verify", "http500", when="after")

It is no bank: it moves no money, and only listens on this machine.
"""

import argparse
import itertools
import os
import secrets
import threading
from datetime import datetime
from http.server import ThreadingHTTPServer

if __package__:
    from . import p24_peer_api as api
    from . import p24_peer_notices as notices
    from .p24_peer_book import WARSAW, Call, Fault, Payment
else:
    import p24_peer_api as api
    import p24_peer_notices as notices
    from p24_peer_book import WARSAW, Call, Fault, Payment

#: Minutes after which a notification comes again, until the payment is verified.
RETRIES = (3, 5, 15, 30, 60, 150, 450)


class Peer:
    """An account with the stand-in, and everything that was done on it.

    :param int merchant_id, pos_id: of the account; the shop is the merchant by default
    :param str api_key, crc: its keys
    :param int port: 0 for any free one
    :param float minute: how many seconds a minute between notifications takes
    :param bool auto: whether paying on the page or by BLIK sends the notification by
        itself, and again until it is verified
    :param deliver: how to send: `(url, body, headers) -> status`
    """

    def __init__(
        self,
        *,
        merchant_id=12345,
        pos_id=None,
        api_key="peer-api-key-0123456789abcdef",
        crc="peer-crc-fedcba9876543210",
        host="127.0.0.1",
        port=0,
        minute=60.0,
        auto=True,
        deliver=notices.post,
    ):
        if host not in ("127.0.0.1", "::1", "localhost"):
            raise ValueError("a stand-in for a bank only listens on this machine")
        self.merchant_id = merchant_id
        self.pos_id = pos_id or merchant_id
        self.api_key = api_key
        self.crc = crc
        self.minute = minute
        self.auto = auto
        self.deliver = deliver
        self.lock = threading.RLock()
        self.payments: dict[str, Payment] = {}
        self.refunds = {}
        self.calls: list[Call] = []
        self.faults: list[Fault] = []
        self.order_ids = itertools.count(3_000_000_001)
        #: How an unpaid payment is answered for: "404" or "status0".
        self.unpaid_lookup = "404"
        #: Whether numbers in records are written as texts.
        self.stringy = False
        #: How a second verification is answered: "success" or "error".
        self.reverify = "success"
        #: Services that the account lacks, by the beginning of their path.
        self.missing_services = set()
        #: Money for refunds; None: enough.
        self.balance = None
        #: None: refunds end when told; 0: before the request is answered.
        self.refund_delay = None
        self._timers = set()
        self._server = ThreadingHTTPServer((host, port), api.handler_of(self))
        self._server.daemon_threads = True
        self.url = f"http://{host}:{self._server.server_port}"

    # -- life ---

    def start(self):
        """Serve in the background."""
        threading.Thread(
            target=self._server.serve_forever, args=(0.05,), daemon=True
        ).start()
        return self

    def stop(self):
        """End, and send nothing more."""
        with self.lock:
            for timer in self._timers:
                timer.cancel()
        self._server.shutdown()
        self._server.server_close()

    __enter__ = start

    def __exit__(self, *_error):
        self.stop()

    # -- what a test tells it ---

    def misbehave(self, path, what, when="before", times=1, seconds=11.0):
        """Answer the next calls of a path wrongly.

        :param str what: http500, http401, drop, timeout, garbage, html, empty, list,
            refuse
        :param str when: "before": nothing is done; "after": it is done, the answer lost
        """
        with self.lock:
            self.faults.append(Fault(path, what, when, times, seconds))

    def behave(self):
        """Answer all calls rightly from now on."""
        with self.lock:
            self.faults.clear()

    def count(self, path, method=None):
        """How many calls there were whose path begins so."""
        with self.lock:
            return len(
                [
                    call
                    for call in self.calls
                    if call.path.startswith(path) and method in (None, call.method)
                ]
            )

    def last(self, path):
        """The body of the newest call whose path begins so."""
        with self.lock:
            return [c.body for c in self.calls if c.path.startswith(path)][-1]

    def forget(self):
        """Forget the calls so far."""
        with self.lock:
            self.calls.clear()

    def take_fault(self, path, when):
        """The fault that is due for a call, used up by it."""
        with self.lock:
            for fault in self.faults:
                if path.startswith(fault.path) and fault.when == when:
                    fault.times -= 1
                    if fault.times <= 0:
                        self.faults.remove(fault)
                    return fault
        return None

    # -- what payers and banks do ---

    def pay(self, session_id, amount=None, method_id=154):
        """The payer pays: the money is with Przelewy24, not verified.

        :param int amount: another one than was asked for
        """
        with self.lock:
            payment = self.payments[session_id]
            payment.paid_amount = payment.amount if amount is None else amount
            payment.status = 1
            payment.method_id = method_id
            payment.paid_at = datetime.now(WARSAW)
        return payment

    def notify(self, session_id, variant="ok"):
        """Send a notification of a payment now.

        :param str variant: one of `p24_peer_notices.VARIANTS`
        :return: list of HTTP statuses, one a delivery
        """
        with self.lock:
            payment = self.payments[session_id]
            bodies = notices.payment_bodies(self, payment, variant)
        headers = {"Content-Type": "application/json", "User-Agent": "p24-stand-in"}
        return [self.deliver(payment.url_status, body, headers) for body in bodies]

    def notify_until_verified(self, session_id, retries=RETRIES):
        """Send a notification, and again later until the payment is verified."""
        self.notify(session_id)
        payment = self.payments[session_id]
        if payment.status == 1 and retries:
            first, *others = retries
            self.later(
                first * self.minute, self.notify_until_verified, session_id, others
            )

    def pay_and_notify(self, session_id, method_id=154):
        """Pay, and do all that follows by itself."""
        self.pay(session_id, method_id=method_id)
        self.notify_until_verified(session_id)

    def later(self, seconds, function, *arguments):
        """Call a function in the background."""
        timer = threading.Timer(seconds, function, arguments)
        timer.daemon = True
        with self.lock:
            self._timers = {timer for timer in self._timers if timer.is_alive()}
            self._timers.add(timer)
        timer.start()

    def finish_refund(self, request_id, rejected=False):
        """The bank has carried out a refund, or rejected it."""
        with self.lock:
            refund = self.refunds[request_id]
            refund.status = 4 if rejected else 1
            if rejected:
                self.payments[refund.session_id].refunded -= refund.amount
        return refund

    def notify_refund(self, request_id, variant="ok"):
        """Send a notification of a refund now.

        :return: list of HTTP statuses, one a delivery
        """
        with self.lock:
            refund = self.refunds[request_id]
            bodies = notices.refund_bodies(self, refund, variant)
        headers = {"Content-Type": "application/json", "User-Agent": "p24-stand-in"}
        return [self.deliver(refund.url_status, body, headers) for body in bodies]

    # -- bookkeeping ---

    def new_payment(self, fields):
        """A registration that was accepted."""
        payment = Payment(
            session_id=fields["sessionId"],
            token=secrets.token_hex(18).upper(),
            order_id=next(self.order_ids),
            amount=fields["amount"],
            currency=fields["currency"],
            url_return=fields["urlReturn"],
            url_status=fields.get("urlStatus", ""),
            fields=fields,
        )
        self.payments[payment.session_id] = payment
        return payment

    def by_token(self, token):
        """The payment of a page, or None."""
        with self.lock:
            found = [p for p in self.payments.values() if p.token == token]
        return found[0] if found else None


def main():
    """Serve until stopped."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--port", type=int, default=8099)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--merchant-id", type=int, default=12345)
    parser.add_argument("--pos-id", type=int)
    # From the environment they stand in no list of processes.
    for option, variable, default in (
        ("--api-key", "P24_PEER_API_KEY", "peer-api-key-0123456789abcdef"),
        ("--crc", "P24_PEER_CRC", "peer-crc-fedcba9876543210"),
    ):
        parser.add_argument(option, default=os.environ.get(variable, default))
    parser.add_argument(
        "--minute", type=float, default=60.0, help="seconds a minute takes"
    )
    options = parser.parse_args()
    peer = Peer(**vars(options))
    peer.start()
    print(f"ready {peer.url}", flush=True)  # pylint: disable=print-used
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        peer.stop()


if __name__ == "__main__":
    main()
