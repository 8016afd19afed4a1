"""The whole road: register, Przelewy24's page, notification, verification, booking."""

from . import common


class TestRoad(common.P24Case):
    """One payment that goes as it should."""

    def test_register_pay_notify_verify_book(self):
        invoice = self.invoice()
        tx = self.new_transaction(invoice)
        values = tx._get_processing_values()
        form = self._extract_values_from_html_form(values["redirect_form_html"])
        registered = self.peer.payments[tx.p24_session_id]
        self.assertEqual(
            form["action"], f"{self.peer.url}/trnRequest/{registered.token}"
        )
        self.assertEqual(form["method"], "get")
        self.assertFalse(form["inputs"])
        self.assertEqual(registered.amount, 12345)
        self.assertEqual(registered.currency, "PLN")
        self.pay(tx)
        self.assertEqual(self.notify(tx), [200])
        self.assert_settled(tx)
        self.assertEqual(self.peer.count("transaction/verify", "PUT"), 1)
        self.assertGreater(int(tx.provider_reference), 2**31)
        self.assertEqual(self.received(tx).verdict, "accepted")
        self.assertEqual(tx.payment_method_id.code, "blik")
