"""Many payments at once, with everything that goes wrong on the way.

Messages come twice, five times, late, forged, in any order and at the same moment;
payers come back, or do not; jobs run meanwhile; Przelewy24 fails before and after it
did what it was asked; connections to the database are cut and processes killed. What
happens to which payment is decided by a seed. In the end there must be exactly one
booked and reconciled payment for each that was made, and none for the others.

Works on a database where everything is really committed, see tests/ and benchmarks/.
"""

import random
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial

from odoo import SUPERUSER_ID, api
from odoo.fields import Command
from odoo.service.model import retrying

from odoo.addons.ibok_p24 import const

from . import p24_storm_plan
from .p24_peer import Peer
from .p24_storm_check import Check


class Storm:
    """So many payments in one company.

    :param registry: of a database
    :param int company_id: with a chart of accounts and a bank journal
    :param int payments: how many
    :param int seed: what decides all that happens
    :param killer: `(job, seconds) -> None`: has a job done by a process that is killed
    :param say: told of the progress
    """

    def __init__(
        self,
        registry,
        company_id,
        payments=60,
        seed=1,
        threads=6,
        killer=None,
        say=None,
    ):
        self.registry = registry
        self.company_id = company_id
        self.payments = payments
        self.chance = random.Random(seed)
        self.threads = threads
        self.killer = killer
        self.say = say or (lambda text: None)
        self.peer = Peer(auto=False, deliver=self.deliver)
        self.counts = Counter()
        #: Every body that was answered, with how often.
        self.answered = Counter()
        self.lock = threading.Lock()
        self.backends = {}

    @contextmanager
    def session(self):
        """An environment in a transaction of its own, which may be cut off."""
        with self.registry.cursor() as cr:
            thread = threading.get_ident()
            cr.execute("SELECT pg_backend_pid()")
            self.backends[thread] = cr.fetchone()[0]
            try:
                context = {"allowed_company_ids": [self.company_id]}
                yield api.Environment(cr, SUPERUSER_ID, context)
            finally:
                self.backends.pop(thread, None)

    def run(self):
        """All of it.

        :return: figures
        :raise AssertionError: when money was lost, or booked twice, or invented
        """
        with self.peer:
            invoices = self.prepare()
            started = time.monotonic()
            self.say("registering")
            plans = self.register(invoices)
            self.say("the storm")
            self.rage(plans)
            stormed = time.monotonic()
            self.say("Przelewy24 repeats, the jobs run")
            rounds = self.calm_down()
            ended = time.monotonic()
            found = Check(self).figures(plans)
        return found | {
            "seconds_storm": round(stormed - started, 1),
            "seconds_after": round(ended - stormed, 1),
            "rounds_after": rounds,
            **{name: count for name, count in sorted(self.counts.items())},
        }

    # -- before ---

    def prepare(self):
        """A provider that speaks to the stand-in, and invoices to pay."""
        with self.session() as env:
            parameters = env["ir.config_parameter"]
            parameters.set_param(const.SANDBOX_PARAMETER, self.peer.url)
            pln = env.ref("base.PLN")
            company = env["res.company"].browse(self.company_id)
            if company.currency_id != pln:
                raise AssertionError("the storm is paid in złoty")
            journal = env["account.journal"].search(
                [("company_id", "=", company.id), ("type", "=", "bank")], limit=1
            )
            self.provider_id = self.prepare_provider(env, journal).id
            partners = env["res.partner"].create(
                [
                    {
                        "name": f"Płatnik {number}",
                        "email": f"platnik-{number}@example.com",
                        "country_id": env.ref("base.pl").id,
                    }
                    for number in range(self.payments)
                ]
            )
            invoices = env["account.move"].create(
                [
                    {
                        "move_type": "out_invoice",
                        "partner_id": partner.id,
                        "currency_id": pln.id,
                        "invoice_line_ids": [
                            Command.create(
                                {
                                    "name": "Woda",
                                    "price_unit": self.chance.randint(1, 99_999) / 100,
                                    "tax_ids": [],
                                }
                            )
                        ],
                    }
                    for partner in partners
                ]
            )
            invoices.action_post()
            env.cr.commit()
            return [(i.id, i.partner_id.id, i.amount_total) for i in invoices]

    def prepare_provider(self, env, journal):
        """The company's Przelewy24, in the test state."""
        provider = env["payment.provider"].search(
            [("code", "=", "p24"), ("company_id", "=", self.company_id)], limit=1
        )
        provider.write(
            {
                "state": "test",
                "p24_merchant_id": str(self.peer.merchant_id),
                "p24_pos_id": False,
                "p24_api_key": self.peer.api_key,
                "p24_crc": self.peer.crc,
                "journal_id": journal.id,
            }
        )
        return provider

    def register(self, invoices):
        """Begin all payments; some invoices are begun twice, in two tabs."""
        plans = []
        for invoice in invoices:
            for _tab in range(2 if self.chance.random() < 0.1 else 1):
                plans.append(p24_storm_plan.Plan(invoice, self.chance))
        with ThreadPoolExecutor(self.threads) as pool:
            list(pool.map(self.register_one, plans))
        # All are due for the job, from the first moment.
        with self.session() as env:
            env.cr.execute(
                "UPDATE payment_transaction SET p24_next_try = '2000-01-01' "
                "WHERE id = ANY(%s)",
                [[plan.transaction_id for plan in plans]],
            )
            env.cr.commit()
        return plans

    def register_one(self, plan):
        """One payment is begun, as the payer's request does."""

        def begin(env):
            tx = env["payment.transaction"].create(
                {
                    "provider_id": self.provider_id,
                    "payment_method_id": env.ref("payment.payment_method_p24").id,
                    "amount": plan.amount,
                    "currency_id": env.ref("base.PLN").id,
                    "partner_id": plan.partner_id,
                    "operation": "online_redirect",
                    "reference": f"storm-{plan.invoice_id}-{plan.number}",
                    "invoice_ids": [Command.set([plan.invoice_id])],
                }
            )
            tx._get_processing_values()
            if tx.state != "draft":
                raise AssertionError(tx.state_message)
            return tx.id, tx.p24_session_id

        with self.session() as env:
            plan.transaction_id, plan.session_id = retrying(partial(begin, env), env)

    # -- the storm ---

    def rage(self, plans):
        """All that happens, as much at once as there are threads."""
        events = [
            (moment, plan, event)
            for plan in plans
            for moment, event in plan.events(self.chance, self.killer)
        ]
        events.sort(key=lambda entry: entry[0])
        with ThreadPoolExecutor(self.threads) as pool:
            done = pool.map(lambda entry: self.happen(*entry[1:]), events)
            for number, _result in enumerate(done, 1):
                if number % 500 == 0:
                    self.say(f"{number} of {len(events)} events")
        with self.lock:
            self.counts["events"] = len(events)

    def happen(self, plan, event):
        """One event; what fails on the way is part of the storm."""
        threading.current_thread().testing = True
        name, *arguments = event
        try:
            getattr(self, f"on_{name}")(plan, *arguments)
        except Exception as error:
            # A connection that was cut: whoever waits for the answer has none.
            name = f"failed: {type(error).__name__}"
        with self.lock:
            self.counts[name] += 1

    def on_pay(self, plan):
        self.peer.pay(plan.session_id)

    def on_message(self, plan, variant):
        self.peer.notify(plan.session_id, variant)

    def on_give_up(self, plan):
        def cancel(env):
            tx = env["payment.transaction"].browse(plan.transaction_id)
            tx._p24_lock()
            if tx.state in ("draft", "pending"):
                tx._set_canceled("given up")

        with self.session() as env:
            retrying(partial(cancel, env), env)

    def on_return(self, plan):
        def come_back(env):
            tx = env["payment.transaction"].browse(plan.transaction_id)
            tx._p24_poll_on_return()

        with self.session() as env:
            retrying(partial(come_back, env), env)

    def on_status_page(self, plan):
        def poll(env):
            tx = env["payment.transaction"].browse(plan.transaction_id)
            tx._p24_poll_if_due()
            if not tx.is_post_processed:
                tx._post_process()

        with self.session() as env:
            retrying(partial(poll, env), env)

    def on_job(self, _plan):
        with self.session() as env:
            env["payment.transaction"]._cron_p24_poll()

    def on_core_job(self, _plan):
        with self.session() as env:
            env["payment.transaction"]._cron_post_process()

    def on_fault(self, _plan, path, what, when):
        self.peer.misbehave(path, what, when)

    def on_cut(self, _plan):
        """The connection of somebody's transaction breaks."""
        others = list(self.backends.values())
        if others:
            with self.registry.cursor() as cr:
                cr.execute("SELECT pg_terminate_backend(%s)", [random.choice(others)])

    def on_kill(self, plan, seconds):
        """A process dies while it handles a notification of this payment."""
        bodies = []
        with self.lock:
            # Where the delivery goes instead of to this process.
            deliver, self.peer.deliver = (
                self.peer.deliver,
                lambda url, body, headers: bodies.append(body) or 0,
            )
            try:
                self.peer.notify(plan.session_id)
            finally:
                self.peer.deliver = deliver
        self.killer(
            {"company_id": self.company_id, "body": bodies[0].decode()}, seconds
        )

    def deliver(self, _url, body, headers):
        """A message arrives, in a transaction of its own.

        :return: HTTP status; 0 when there was no answer
        """
        try:
            with self.session() as env:
                status = env["payment.p24.message"]._take(
                    "payment", body, headers, "127.0.0.1"
                )
        except Exception:
            with self.lock:
                self.counts["messages cut off"] += 1
            return 0
        with self.lock:
            self.counts["messages"] += 1
            self.answered[body] += 1
        return status

    # -- after ---

    def calm_down(self):
        """What Przelewy24 and the scheduler do by themselves until all is settled.

        :return: how many rounds it took
        """
        self.peer.behave()
        for turn in range(1, 20):
            waiting = [
                session
                for session, payment in self.peer.payments.items()
                if payment.status == 1
            ]
            for session in waiting:
                # Some notifications are never sent again.
                if self.chance.random() < 0.5:
                    self.peer.notify(session)
            while self.work_left():
                self.on_job(None)
            self.on_core_job(None)
            if self.is_settled():
                return turn
            self.make_due()
        return turn

    def make_due(self):
        """Let the time pass until all are to be asked for again."""
        with self.session() as env:
            env.cr.execute(
                "UPDATE payment_transaction SET p24_next_try = now() - interval '1 s' "
                "WHERE p24_next_try IS NOT NULL AND company_id = %s",
                [self.company_id],
            )
            env.cr.commit()

    def work_left(self):
        """Whether the job has something to do."""
        with self.session() as env:
            env.cr.execute(
                "SELECT count(*) FROM payment_transaction "
                "WHERE p24_next_try <= now() AT TIME ZONE 'utc' AND company_id = %s",
                [self.company_id],
            )
            return env.cr.fetchone()[0]

    def is_settled(self):
        """Whether every payment that was made is booked."""
        paid = [s for s, payment in self.peer.payments.items() if payment.status]
        with self.session() as env:
            env.cr.execute(
                "SELECT count(*) FROM payment_transaction "
                "WHERE p24_session_id = ANY(%s) AND state = 'done' "
                "AND is_post_processed AND payment_id IS NOT NULL",
                [paid],
            )
            return env.cr.fetchone()[0] == len(paid)
