"""What may happen in the storm (see p24_storm.py)."""

import random
from functools import partial

from odoo.service.model import retrying

from . import p24_peer_notices as notices


class Events:
    """Each event, in a transaction of its own."""

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
        payment = self.peer.payments[plan.session_id]
        [body] = notices.payment_bodies(self.peer, payment, "ok")
        job = {"company_id": self.company_id, "body": body.decode()}
        self.killer(job, seconds)
