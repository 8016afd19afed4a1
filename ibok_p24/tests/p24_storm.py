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

from odoo import SUPERUSER_ID, api

from .p24_peer import Peer
from .p24_storm_check import Check
from .p24_storm_events import Events
from .p24_storm_start import Start


class Storm(Start, Events):
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
            self.say("invoices")
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
