"""A payment is registered, or the payer is told why not."""

from odoo.tests import tagged

from odoo.addons.ibok_p24.errors import P24Error

from . import common


@tagged("post_install", "-at_install")
class TestRegister(common.P24Case):
    """What is sent to `transaction/register`, and what becomes of its answers."""

    def refused(self, tx):
        """What the payer is told."""
        values = tx._get_processing_values()
        self.assertEqual(values["state"], "error")
        return values["state_message"]

    def registered(self, tx):
        tx._get_processing_values()
        self.assertEqual(tx.state, "draft", tx.state_message)
        return self.peer.last("transaction/register")

    def test_the_form_is_filled_in(self):
        invoice = self.invoice()
        sent = self.registered(self.new_transaction(invoice))
        expected = {
            "merchantId": self.peer.merchant_id,
            "posId": self.peer.merchant_id,
            "amount": 12345,
            "currency": "PLN",
            "email": "jozefa@example.com",
            "client": "Józefa Żółć",
            "address": "Łąkowa 7",
            "zip": "98-113",
            "city": "Buczek",
            "country": "PL",
            "phone": "48600700800",
            "transferLabel": invoice.name,
            "waitForResult": True,
            "regulationAccept": False,
            "timeLimit": 0,
        }
        self.assertEqual({key: sent[key] for key in expected}, expected)
        self.assertIn(invoice.name, sent["description"])
        self.assertEqual(sent["urlStatus"], self.base_url() + "/payment/p24/webhook")
        self.assertTrue(
            sent["urlReturn"].startswith(self.base_url() + "/payment/p24/return?")
        )

    def test_the_payer_pays_no_fee(self):
        sent = self.registered(self.new_transaction(self.invoice(10.01)))
        self.assertEqual(sent["amount"], 1001)

    def test_several_invoices_are_named(self):
        invoices = self.invoice(1) + self.invoice(2) + self.invoice(3)
        sent = self.registered(self.new_transaction(invoices))
        for name in invoices.mapped("name"):
            self.assertIn(name, sent["description"])
        self.assertEqual(sent["amount"], 600)

    def labelled(self, invoices):
        """The title of the transfer by which they are paid."""
        return self.registered(self.new_transaction(invoices))["transferLabel"]

    def test_the_title_carries_the_customer_s_number(self):
        self.provider.p24_number_field_id = self.env.ref("base.field_res_partner__ref")
        self.partner.ref = "K00007"
        one, other, tight, long = (self.invoice(1) for _number in range(4))
        # Odoo numbers the next one by the last one.
        one.name, other.name = "FV/2026/00001", "FV/2026/00002"
        tight.name, long.name = "FV/2026/000003", "FV/2026/11/000003"
        self.assertEqual(self.labelled(one), "FV/2026/00001 K00007")
        # The number of one of several says less than whose they are.
        self.assertEqual(self.labelled(one + other), "K00007 FV/2026/00001")
        self.assertEqual(self.labelled(tight), "FV/2026/000003K00007")
        self.assertEqual(self.labelled(long), "FV/2026/11/000003")
        self.assertEqual(self.labelled(long + one), "K00007 FV/2026/00001")

    def test_the_title_without_a_number_names_whole_invoices_only(self):
        invoices = self.invoice(1, name="FV/2026/00001") + self.invoice(2)
        for field in (False, "ref", "color", "parent_id"):
            with self.subTest(field):
                self.provider.p24_number_field_id = field and self.env.ref(
                    f"base.field_res_partner__{field}"
                )
                self.assertEqual(self.labelled(invoices), "FV/2026/00001")

    def test_the_number_is_of_who_owes(self):
        self.provider.p24_number_field_id = self.env.ref("base.field_res_partner__ref")
        self.partner.ref = "K00007"
        address = self.partner.create(
            {"name": "Biuro", "type": "invoice", "parent_id": self.partner.id}
        )
        payer = self.partner.create({"name": "Sąsiad", "ref": "K00008"})
        payer.email, payer.country_id = self.partner.email, self.partner.country_id
        sent_there = self.invoice(1, address, name="FV/2026/00001")
        mine = self.invoice(1, payer, name="FV/2026/00002")
        tx = self.new_transaction(sent_there, partner_id=payer.id)
        self.assertEqual(self.registered(tx)["transferLabel"], "FV/2026/00001 K00007")
        # Nobody's: the bank's clerk must not take it for one of the two.
        tx = self.new_transaction(sent_there + mine, partner_id=payer.id)
        self.assertEqual(self.registered(tx)["transferLabel"], "FV/2026/00001")

    def test_a_hundred_invoices_fit(self):
        invoices = self.invoices(
            [f"FV/2026/BARDZO-DŁUGI-NUMER/{number:05}" for number in range(100)]
        )
        tx = self.begin(invoices)
        self.assertGreater(len(tx.reference), 1000)
        self.assertLessEqual(len(tx.p24_session_id), 100)
        self.assertEqual(self.peer.last("transaction/register")["amount"], 10000)

    def test_long_names_are_cut(self):
        self.partner.write(
            {
                "name": "Wspólnota Mieszkaniowa " * 5,
                "street": "Aleja Bardzo Długiej Nazwy " * 5,
                "zip": "98-113 poczta Buczek",
                "city": "Miasto " * 20,
            }
        )
        sent = self.registered(self.new_transaction())
        self.assertEqual(len(sent["client"]), 40)
        self.assertLessEqual(len(sent["address"]), 80)
        self.assertLessEqual(len(sent["zip"]), 10)

    def test_a_foreign_phone_that_does_not_fit_is_left_out(self):
        self.partner.phone = "+49 1512 345 678 901 23"
        self.assertNotIn("phone", self.registered(self.new_transaction()))

    def test_a_person_of_another_language(self):
        self.env["res.lang"]._activate_lang("uk_UA")
        self.partner.lang = "uk_UA"
        tx = self.new_transaction().with_context(lang="uk_UA")
        self.assertEqual(self.registered(tx)["language"], "pl")

    def test_the_page_speaks_the_language_of_ours(self):
        tx = self.new_transaction().with_context(lang="en_US")
        self.assertEqual(self.registered(tx)["language"], "en")

    def test_without_an_address_the_payer_is_told_so(self):
        self.partner.email = False
        tx = self.new_transaction().with_context(lang="pl_PL")
        self.assertIn("nie ma adresu e-mail", self.refused(tx))
        self.assertFalse(tx.p24_next_try)
        self.assertFalse(self.peer.count("transaction/register"))

    def test_an_address_is_never_cut(self):
        self.partner.email = f"{'x' * 50}@example.com"
        tx = self.new_transaction().with_context(lang="pl_PL")
        self.assertIn("dłuższy niż 50", self.refused(tx))
        self.assertFalse(self.peer.count("transaction/register"))

    def test_the_way_to_pay_is_preselected(self):
        for code, field, value in (
            ("blik", "method", 154),
            ("card", "method", 218),
            ("bank_transfer", "channel", 2),
        ):
            method = self.env.ref(f"payment.payment_method_{code}")
            tx = self.new_transaction(payment_method_id=method.id)
            self.assertEqual(self.registered(tx)[field], value)

    def test_a_time_limit_is_passed_on(self):
        self.provider.p24_time_limit = 15
        self.assertEqual(self.registered(self.new_transaction())["timeLimit"], 15)

    def test_the_shop_may_have_another_number(self):
        self.provider.p24_pos_id = "999"
        self.addCleanup(setattr, self.peer, "pos_id", self.peer.pos_id)
        self.peer.pos_id = 999
        sent = self.registered(self.new_transaction())
        self.assertEqual((sent["merchantId"], sent["posId"]), (12345, 999))

    def test_every_attempt_has_a_session_of_its_own(self):
        invoice = self.invoice()
        sessions = {self.begin(invoice).p24_session_id for _try in range(3)}
        self.assertEqual(len(sessions), 3)
        for session in sessions:
            self.assertRegex(session, r"^[0-9a-f]{12}-[0-9a-f]{32}$")

    def test_a_failed_registration_ends_with_a_polish_message(self):
        faults = ("http500", "http401", "refuse", "garbage", "html", "empty", "list")
        invoice = self.invoice()
        for fault in (*faults, "no_data", "drop"):
            for when in ("before", "after"):
                with self.subTest(f"{fault} {when}"):
                    self.peer.misbehave("transaction/register", fault, when)
                    tx = self.new_transaction(invoice).with_context(lang="pl_PL")
                    told = self.refused(tx)
                    self.assertIn("Przelewy24 nie odpowiada", told)
                    self.assertIn("Nic nie zostało zapłacone", told)
                    self.assertTrue(tx.invoice_ids._has_to_be_paid())
                    again = self.begin(tx.invoice_ids)
                    self.assertNotEqual(again.p24_session_id, tx.p24_session_id)

    def test_przelewy24_that_hangs(self):
        self.in_a_hurry()
        self.peer.misbehave("transaction/register", "timeout", seconds=1)
        tx = self.new_transaction().with_context(lang="pl_PL")
        self.assertIn("Przelewy24 nie odpowiada", self.refused(tx))

    def test_a_token_that_is_no_token_goes_nowhere(self):
        tx = self.new_transaction()
        for token in ("", "a/b", "a?b", None, 7, ["a"], "ż", "x" * 3 + "\n"):
            with self.subTest(token), self.assertRaises(P24Error):
                self.patch(
                    type(self.provider),
                    "_p24_request",
                    lambda *_a, _token=token, **_k: {"data": {"token": _token}},
                )
                tx._p24_register()

    def test_the_address_of_the_server_fits(self):
        self.patch(
            type(self.provider), "get_base_url", lambda _self: "https://x" + "x" * 250
        )
        tx = self.new_transaction().with_context(lang="pl_PL")
        self.assertIn("zbyt długi", self.refused(tx))
