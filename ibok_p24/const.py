"""Facts of Przelewy24's REST API v1 and of how we use it."""

from odoo.addons.payment.const import SENSITIVE_KEYS as PAYMENT_SENSITIVE_KEYS

PRODUCTION_URL = "https://secure.przelewy24.pl"
SANDBOX_URL = "https://sandbox.przelewy24.pl"
#: System parameter: where a stand-in of the sandbox listens. Loopback only.
SANDBOX_PARAMETER = "ibok_p24.sandbox_url"
#: System parameter: days after which kept messages are deleted.
MESSAGE_DAYS_PARAMETER = "ibok_p24.message_days"
MESSAGE_DAYS = 1825

RETURN_PATH = "/payment/p24/return"
WEBHOOK_PATH = "/payment/p24/webhook"
REFUND_WEBHOOK_PATH = "/payment/p24/webhook/refund"

#: What must not be read in a log, whoever writes it.
SENSITIVE_KEYS = {
    *("sign", "crc", "token", "blikCode", "accountMD5"),
    *("email", "client", "address", "zip", "city", "phone"),
    *("clientEmail", "clientName", "clientAddress", "clientCity", "clientPostcode"),
}
PAYMENT_SENSITIVE_KEYS.update(SENSITIVE_KEYS)
#: What of an answer may be written into the log.
LOGGED_KEYS = ("responseCode", "code", "error", "status", "orderId", "amount")

SUPPORTED_CURRENCIES = ("PLN", "EUR", "GBP", "CZK")
#: Odoo's payment methods that are active at once when the provider is.
DEFAULT_PAYMENT_METHOD_CODES = {"p24", "blik", "card", "visa", "mastercard"}
#: What the payer chose in Odoo → what Przelewy24 shows first.
PRESELECTED = {
    "blik": {"method": 154},
    "card": {"method": 218},
    "bank_transfer": {"channel": 2},
}
BLIK_CODE_METHOD = 181
#: How Przelewy24 says it was paid → Odoo's payment method; all others are `p24`.
METHOD_CODES = {
    **dict.fromkeys((154, 181, 342), "blik"),
    **dict.fromkeys((218, 241, 242), "card"),
}

#: Seconds from one question about a payment to the next; the last one repeats.
POLL_DELAYS = (
    *(15, 30, 60, 120, 300, 600, 1200, 2400),
    *(3600, 7200, 14400, 28800, 43200, 86400),
)
FIRST_POLL = 120
#: A payment nobody made is cancelled after so many days, and is asked for as long as
#: its page at Przelewy24 can live.
EXPIRY_DAYS = 14
WATCH_DAYS = 31
#: Minutes after the time limit in which the payer's bank may still answer.
LIMIT_GRACE = 30
#: Transactions a run of the scheduled job works on, and answers that may fail in a
#: row before it stops.
POLL_BATCH = 100
POLL_FAILURES = 3

#: A longer message is none of Przelewy24's.
MAX_BODY = 16_384
#: How often a message is tried again at once when another one was faster.
TRIES = 8

#: Where notifications come from, by the documentation v1.0.16; the list changes.
NOTIFICATION_ADDRESSES = """5.252.202.254
5.252.202.255
20.215.81.124
20.215.183.48/28
91.220.177.0/24
134.112.88.8/29
193.178.213.0/24"""

#: Why a refund is refused, as Przelewy24 words it.
REFUND_EXISTS = "already exists"
