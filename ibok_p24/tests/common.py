"""Odoo, and a stand-in for Przelewy24 that it speaks HTTP with."""

from contextlib import contextmanager
from unittest.mock import patch

import requests

from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.account.tests.common import AccountTestInvoicingCommon
from odoo.addons.ibok_p24 import const
from odoo.addons.payment.tests.http_common import PaymentHttpCommon

from .p24_peer import Peer

#: What tells of refused and failed messages: expected, and not of interest here.
TALKERS = (
    "odoo.addons.ibok_p24.models.payment_provider_api",
    "odoo.addons.payment.models.payment_transaction",
)


@tagged("post_install", "-at_install")
class P24Case(AccountTestInvoicingCommon, PaymentHttpCommon):
    """A company that is paid by Przelewy24, a customer, and the stand-in."""

    @classmethod
    def setup_independent_company(cls, **kwargs):
        cls._accept_simple_passwords()
        pln = cls.env.ref("base.PLN")
        pln.active = True
        company = cls.env.company
        if company.chart_template and company.currency_id == pln:
            # A chart of accounts takes its time; this company has one.
            return None
        return cls._create_company(name="Sklep", currency_id=pln.id)

    @classmethod
    def _accept_simple_passwords(cls):
        """Core's own test users have some that a house with a rule refuses."""
        users = type(cls.env["res.users"])
        if hasattr(users, "_check_password_policy"):
            cls.startClassPatcher(patch.object(users, "_check_password_policy"))

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.enable_post_process_patcher = False
        cls.env["res.lang"]._activate_lang("pl_PL")
        cls.company.partner_id.lang = "pl_PL"
        cls.currency = cls.env.ref("base.PLN")
        cls.amount = 123.45
        cls.partner = cls.env["res.partner"].create(
            {
                "name": "Józefa Żółć",
                "email": "jozefa@example.com",
                "street": "Łąkowa 7",
                "zip": "98-113",
                "city": "Buczek",
                "phone": "+48 600 700 800",
                "country_id": cls.env.ref("base.pl").id,
                "lang": "pl_PL",
            }
        )
        cls.peer = Peer(auto=False).start()
        cls.addClassCleanup(cls.peer.stop)
        cls.env["ir.config_parameter"].sudo().set_param(
            const.SANDBOX_PARAMETER, cls.peer.url
        )
        cls.provider = cls._prepare_provider(
            "p24",
            update_values={
                "p24_merchant_id": str(cls.peer.merchant_id),
                "p24_api_key": cls.peer.api_key,
                "p24_crc": cls.peer.crc,
                "is_published": True,
                "journal_id": cls.company_data["default_journal_bank"].id,
            },
        )
        cls.payment_method = cls.env.ref("payment.payment_method_p24")
        cls.payment_method_id = cls.payment_method.id
        cls.cron = cls.env.ref("ibok_p24.cron_p24_poll")

    def setUp(self):
        super().setUp()
        for logger in TALKERS:
            self.enterContext(mute_logger(logger))
        self.peer.behave()
        self.peer.forget()
        self.peer.unpaid_lookup = "404"
        self.peer.stringy = False
        self.peer.reverify = "success"
        self.peer.missing_services = set()
        self.peer.balance = self.peer.refund_delay = None

    # -- what happens ---

    def invoice(self, amount=None, partner=None, **values):
        """A posted invoice of one line without tax."""
        return self._create_invoice_one_line(
            price_unit=amount or self.amount,
            tax_ids=[],
            partner_id=partner or self.partner,
            currency_id=self.currency,
            post=True,
            **values,
        )

    def invoices(self, names):
        """Posted invoices of 1.00 each, made at once."""
        invoices = self.env["account.move"].create(
            [
                {
                    "move_type": "out_invoice",
                    "name": name,
                    "partner_id": self.partner.id,
                    "currency_id": self.currency.id,
                    "invoice_line_ids": [
                        Command.create({"name": "x", "price_unit": 1, "tax_ids": []})
                    ],
                }
                for name in names
            ]
        )
        invoices.action_post()
        return invoices

    def in_a_hurry(self):
        """Wait for Przelewy24 a twentieth as long, and let it hang as much shorter."""
        ask = requests.request

        def hurried(*args, timeout, **options):
            self.assertLessEqual(timeout, 10, "payers do not wait longer")
            return ask(*args, timeout=timeout / 20, **options)

        self.patch(requests, "request", hurried)

    def begin(self, invoices=None, amount=None, **values):
        """A payment that is registered: the payer is on Przelewy24's page."""
        tx = self.new_transaction(invoices, amount, **values)
        tx._get_processing_values()
        self.assertEqual(tx.state, "draft", tx.state_message)
        return tx

    def new_transaction(self, invoices=None, amount=None, flow="redirect", **values):
        """A payment that was just begun."""
        if invoices is None:
            invoices = self.invoice()
        return self._create_transaction(
            flow,
            reference=self.env["payment.transaction"]._compute_reference(
                "p24", invoice_ids=[Command.set(invoices.ids)]
            ),
            amount=amount or sum(invoices.mapped("amount_residual")),
            invoice_ids=[Command.set(invoices.ids)],
            **values,
        )

    def pay(self, tx, **options):
        """The payer pays; nobody was told."""
        return self.peer.pay(tx.p24_session_id, **options)

    @contextmanager
    def messages_come_in(self):
        """Let the stand-in reach the server."""
        self.env.flush_all()
        with self.allow_requests(all_requests=True):
            yield
        self.env.invalidate_all()

    def notify(self, tx, variant="ok"):
        """The stand-in sends a notification, in some way; statuses of the answers."""
        with self.messages_come_in():
            return self.peer.notify(tx.p24_session_id, variant)

    def come_back(self, tx):
        """The payer's browser comes back from Przelewy24's page."""
        url = self.peer.payments[tx.p24_session_id].url_return
        self.env.flush_all()
        response = self.url_open(url, allow_redirects=False)
        self.env.invalidate_all()
        self.assertEqual(response.status_code, 303)
        self.assertTrue(response.headers["Location"].endswith("/payment/status"))

    def run_cron(self, *transactions):
        """The scheduled job runs; what is given is due now."""
        for tx in transactions:
            tx.p24_next_try = "2000-01-01"
        self.env.flush_all()
        self.cron.method_direct_trigger()
        self.env.invalidate_all()

    # -- what must hold ---

    def received(self, tx):
        """The messages about a payment, oldest first."""
        return (
            self.env["payment.p24.message"]
            .sudo()
            .search([("session_id", "=", tx.p24_session_id)], order="id")
        )

    def assert_paid(self, tx, verifications=1):
        """Done, confirmed by Przelewy24, booked once and reconciled."""
        payment = self.peer.payments[tx.p24_session_id]
        self.assertEqual(tx.state, "done")
        self.assertEqual(payment.status, 2)
        self.assertEqual(payment.verifications, verifications)
        self.assertEqual(tx.provider_reference, str(payment.order_id))
        self.assertTrue(tx.is_post_processed)
        self.assertFalse(tx.p24_next_try)
        booked = self.env["account.payment"].search(
            [("payment_transaction_id", "=", tx.id)]
        )
        self.assertEqual(len(booked), 1)
        self.assertEqual(tx.payment_id, booked)
        self.assertEqual(booked.amount, tx.amount)
        self.assertIn(booked, tx.invoice_ids.matched_payment_ids)

    def assert_settled(self, tx):
        """Paid, and nothing of the invoices is left."""
        self.assert_paid(tx)
        self.assertEqual(set(tx.invoice_ids.mapped("amount_residual")), {0.0})

    def assert_unpaid(self, tx, state="draft"):
        """Nothing was booked."""
        self.assertEqual(tx.state, state)
        self.assertFalse(tx.payment_id)
        self.assertFalse(
            self.env["account.payment"].search([("payment_transaction_id", "=", tx.id)])
        )
