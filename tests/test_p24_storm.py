"""Przelewy24 at its worst, in real parallel transactions, and not a grosz lost."""

import logging
import os

import parallel_sessions

from odoo.tests.common import get_db_name
from odoo.tools import mute_logger

from odoo.addons.ibok_p24.tests.p24_storm import Storm
from odoo.addons.ibok_p24.tests.p24_storm_worker import Killer, options_of_this_process

#: How many payments; more by hand: IBOK_P24_PAYMENTS=1000.
PAYMENTS = int(os.environ.get("IBOK_P24_PAYMENTS", "60"))
SEED = int(os.environ.get("IBOK_P24_SEED", "24"))


class TestStorm(parallel_sessions.ParallelSessions):
    """Duplicated, reordered, delayed, forged messages; killed workers."""

    @mute_logger(
        "odoo.sql_db", "odoo.addons.ibok_p24", "odoo.addons.payment", "odoo.http"
    )
    def test_exactly_the_payments_that_were_made(self):
        killer = Killer(get_db_name(), options_of_this_process())
        self.addCleanup(killer.stop)
        storm = Storm(self.registry, self.company_id, PAYMENTS, SEED, killer=killer)
        figures = storm.run()
        logging.getLogger(__name__).info("%s", figures)
        self.assertEqual(figures["booked"], figures["paid"])
        self.assertGreater(figures["paid"], PAYMENTS / 2)
        self.assertGreater(figures["messages"], PAYMENTS)
        self.assertTrue(killer.killed, "nobody was killed")
