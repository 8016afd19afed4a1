"""HTTP of the stand-in for Przelewy24 (see p24_peer.py)."""

import base64
import json
import time
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qs, unquote, urlsplit

if __package__:
    from . import p24_peer_page as page
    from . import p24_peer_services as services
    from .p24_peer_book import Call
else:
    import p24_peer_page as page
    import p24_peer_services as services
    from p24_peer_book import Call

API = "/api/v1/"
PAGE = "/trnRequest/"
#: Seconds after which a bank that takes its time answers.
SLOW_BANK = 20


def handler_of(peer):
    """A request handler bound to one account."""
    return type("PeerHandler", (Handler,), {"peer": peer})


class Handler(BaseHTTPRequestHandler):
    """One request."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_arguments):
        """Say nothing."""

    # -- the REST API ---

    def do_api(self):
        """Answer a merchant, rightly or as a fault says."""
        peer = self.peer
        path = urlsplit(self.path).path.removeprefix(API)
        body = self.read_body()
        call = Call(self.command, path, body)
        with peer.lock:
            peer.calls.append(call)
        fault = peer.take_fault(path, "before")
        if not fault:
            status, answer = self.serve_call(path, body)
            call.status = status
            fault = peer.take_fault(path, "after")
        if fault:
            call.status = -1
            self.send_fault(fault)
        else:
            self.send_json(status, answer)

    do_PUT = do_api

    def serve_call(self, path, body):
        """Status and answer of a right call."""
        peer = self.peer
        refused = (401, {"error": "Incorrect authentication", "code": 401})
        if not self.authorized():
            if path.startswith("payment/methods/"):
                return 403, {"error": "Forbidden", "code": 403}
            return refused
        if any(path.startswith(service) for service in peer.missing_services):
            return refused
        service = services.find(self.command, path)
        if not service:
            return 404, {"error": "Not found", "code": 404}
        if self.command != "GET" and body is None:
            return 400, {"error": "Invalid input data", "code": 400}
        function, argument = service
        return function(peer, body if argument is None else unquote(argument))

    def authorized(self):
        """Whether the shop's number and the API key are right."""
        known = f"{self.peer.pos_id}:{self.peer.api_key}".encode()
        wanted = "Basic " + base64.b64encode(known).decode()
        return self.headers.get("Authorization") == wanted

    def read_body(self):
        """The JSON object that was sent, or None."""
        length = int(self.headers.get("Content-Length") or 0)
        raw = self.rfile.read(length)
        if "json" not in (self.headers.get("Content-Type") or ""):
            return None
        try:
            values = json.loads(raw)
        except ValueError:
            return None
        return values if isinstance(values, dict) else None

    def send_fault(self, fault):
        """Answer wrongly."""
        if fault.what == "drop":
            self.close_connection = True
            return
        if fault.what == "timeout":
            time.sleep(fault.seconds)
            self.close_connection = True
            return
        answers = {
            "http500": (500, b'{"error":"Unknown error","code":500}'),
            "http401": (401, b'{"error":"Incorrect authentication","code":401}'),
            "refuse": (400, b'{"error":"Invalid input data","code":400}'),
            "garbage": (200, b"\xff\xfe<%garbage"),
            "html": (200, b"<html><body>Przerwa techniczna</body></html>"),
            "empty": (200, b""),
            "list": (200, b"[1, 2]"),
            "no_data": (200, b'{"responseCode":0}'),
        }
        status, body = answers[fault.what]
        self.send_bytes(status, body, "application/json")

    # -- the payer's page ---

    def do_GET(self):
        """The page to pay on, or the REST API."""
        if self.path.startswith(API):
            self.do_api()
            return
        payment = self.payment_of_page()
        if payment:
            self.send_html(200, page.payment_page(payment))
        else:
            self.send_html(404, "<h1>Nie ma takiej płatności</h1>")

    def do_POST(self):
        """What the payer pressed, or the REST API."""
        if self.path.startswith(API):
            self.do_api()
            return
        length = int(self.headers.get("Content-Length") or 0)
        pressed = parse_qs(self.rfile.read(length).decode()).get("do", [""])[0]
        payment = self.payment_of_page()
        if not payment:
            self.send_html(404, "<h1>Nie ma takiej płatności</h1>")
            return
        if not payment.status:
            self.press(payment, pressed)
        self.send_response(303)
        self.send_header("Location", payment.url_return)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def press(self, payment, pressed):
        """Do as the payer wants; `waitForResult`: the notification goes first."""
        peer = self.peer
        if pressed == "pay" and peer.auto:
            peer.pay_and_notify(payment.session_id)
        elif pressed == "pay":
            peer.pay(payment.session_id)
        elif pressed == "wait" and peer.auto:
            peer.later(SLOW_BANK, peer.pay_and_notify, payment.session_id)

    def payment_of_page(self):
        """The payment that the page is about, or None."""
        path = urlsplit(self.path).path
        if not path.startswith(PAGE):
            return None
        return self.peer.by_token(path.removeprefix(PAGE))

    # -- answers ---

    def send_json(self, status, answer):
        """Send a JSON answer."""
        self.send_bytes(status, json.dumps(answer).encode(), "application/json")

    def send_html(self, status, text):
        """Send a page."""
        self.send_bytes(status, text.encode(), "text/html; charset=utf-8")

    def send_bytes(self, status, body, kind):
        """Send anything."""
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
