"""No key, no code and nothing of the payer in any line of the log."""

import logging

from odoo import api
from odoo.exceptions import UserError
from odoo.tests import tagged

from . import common


class Everything(logging.Handler):
    """Keeps what is logged anywhere, from DEBUG up."""

    def __init__(self):
        super().__init__(logging.DEBUG)
        self.lines = []

    def emit(self, record):
        self.lines.append(self.format(record))


@tagged("post_install", "-at_install")
class TestLogs(common.P24Case):
    """A whole life of payments, with a log of everything."""

    def setUp(self):
        super().setUp()
        self.provider.p24_blik_code = True
        self.handler = Everything()
        self.handler.setFormatter(logging.Formatter("%(name)s %(message)s"))
        root = logging.getLogger()
        level = root.level
        changed = []
        for name in ("", "odoo", "odoo.addons", "odoo.addons.ibok_p24", "urllib3"):
            logger = logging.getLogger(name)
            changed.append((logger, logger.level))
            logger.setLevel(logging.DEBUG)
        # The log of queries shows what is written, as it always did.
        logging.getLogger("odoo.sql_db").setLevel(logging.INFO)
        root.addHandler(self.handler)

        def put_back():
            root.removeHandler(self.handler)
            root.setLevel(level)
            for logger, before in changed:
                logger.setLevel(before)

        self.addCleanup(put_back)

    def live(self):
        """All that may happen, with all that may fail."""
        tx = self.begin()
        self.pay(tx)
        for variant in ("forged", "tampered_amount", "malformed_json", "ok"):
            self.notify(tx, variant)
        self.come_back(tx)
        for path, fault in (
            ("transaction/register", "http500"),
            ("transaction/register", "refuse"),
            ("transaction/register", "garbage"),
        ):
            self.peer.misbehave(path, fault)
            self.new_transaction()._get_processing_values()
        late = self.begin()
        self.pay(late)
        self.peer.misbehave("transaction/verify", "http500")
        self.notify(late)
        self.run_cron(late)
        blik = self.env.ref("payment.payment_method_blik")
        for code in ("777321", "123321"):
            direct = self.new_transaction(flow="direct", payment_method_id=blik.id)
            values = direct._get_processing_values()
            self.env.flush_all()
            self.make_jsonrpc_request(
                "/payment/p24/blik",
                {
                    "reference": values["reference"],
                    "access_token": values["access_token"],
                    "blik_code": code,
                },
            )
        self.provider.action_p24_check_connection()
        refund = self.give_back(tx)
        self.provider.p24_api_key = "wrong-key-of-the-test"
        with self.assertRaises(UserError):
            self.provider.action_p24_check_connection()
        self.assertEqual((tx.state, late.state, refund.state), ("done",) * 3)
        return [tx, late]

    def give_back(self, tx):
        """A refund, of which a notification comes."""
        self.env.flush_all()
        with self.registry.cursor() as cr:
            env = api.Environment(cr, self.env.uid, {})
            env["payment.transaction"].browse(tx.id).action_refund()
            cr.commit()  # pylint: disable=invalid-commit
        self.env.invalidate_all()
        refund = tx.child_transaction_ids
        self.peer.finish_refund(refund.p24_request_id)
        with self.messages_come_in():
            self.peer.notify_refund(refund.p24_request_id, "forged")
            self.peer.notify_refund(refund.p24_request_id)
        return refund

    def test_nothing_secret_is_logged(self):
        txs = self.live()
        log = "\n".join(self.handler.lines)
        self.assertIn("transaction/verify", log, "the log was not listened to")
        secrets = [self.peer.api_key, self.peer.crc, "wrong-key-of-the-test"]
        secrets += ["777321", "123321"]
        secrets += ["jozefa@example.com", "Józefa", "Łąkowa", "48600700800"]
        secrets += [call.body["sign"] for call in self.peer.calls if _signed(call)]
        secrets += [self.peer.payments[tx.p24_session_id].token for tx in txs]
        for secret in secrets:
            found = [line for line in self.handler.lines if secret in line]
            self.assertFalse(found[:1], secret)

    def test_what_changes_nothing_is_logged(self):
        tx = self.begin()
        self.notify(tx, "forged")
        self.notify(tx, "unknown_session")
        first, second = self.env["payment.p24.message"].search([], limit=2)[::-1]
        log = "\n".join(self.handler.lines)
        self.assertIn(f"message {first.id} is refused: signature", log)
        self.assertIn(f"message {second.id} is refused: foreign", log)


def _signed(call):
    return call.body and call.body.get("sign")
