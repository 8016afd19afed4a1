import logging
import random
import time

from psycopg2 import IntegrityError

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

_logger = logging.getLogger(__name__)
#: How often a chunk is tried when another session changes the same records.
TRIES = 5
#: States in which the background has something to do.
WORKING = ("previewing", "running")


class WaterRunMixin(models.AbstractModel):
    """A long list of work, done by the background a chunk a transaction.

    A run has a ``state`` (draft, previewing, previewed, running, done, cancelled), a
    ``line_count`` and lines of its own model, each with ``state`` and
    ``preview_state``. Killed at any moment it goes on where the last chunk ended; any
    number of workers share it by the locks of its lines.
    """

    _name = "water.run.mixin"
    _description = "Work in the Background"

    #: Model of the lines; they know ``_preview()`` and ``_process()``.
    _line_model = None
    #: Lines done and committed together.
    _chunk = 50

    started_on = fields.Datetime(
        readonly=True, copy=False, help="When the present work was begun."
    )
    started_count = fields.Integer(
        readonly=True, copy=False, help="How much was done before it."
    )
    remaining = fields.Char(
        string="Remaining Time",
        compute="_compute_remaining",
        help="By how quickly it went so far.",
    )

    def _enqueue(self):
        """Override to have the pending lines of these runs done in the background."""
        raise NotImplementedError

    def _finish_preview(self):
        """All lines are reckoned. Override to sum them up."""
        self.state = "previewed"

    def _begin(self, state):
        """Let the background work, and remember when it began."""
        for run in self:
            run.write(
                {
                    "state": state,
                    "started_on": fields.Datetime.now(),
                    "started_count": run.line_count - run._count_left(state),
                }
            )
        self._enqueue()

    # -- Chunks ------------------------------------------------------------------

    @api.model
    def _cron_process(self):
        """Preview or do the lines of runs, committing after each chunk."""
        cron = self.env["ir.cron"]
        runs = self.search([("state", "in", WORKING)], order="id")
        for run in runs:
            while done := run._run_chunk():
                # With its last line done a run is still to be finished: without
                # something that remains the job would not be begun again for it.
                if not cron._commit_progress(done, remaining=runs._work_left() or 1):
                    return
            cron._commit_progress(remaining=runs._work_left())

    def _work_left(self):
        """Lines that these runs have still to do."""
        return sum(run._count_left() for run in self if run.state in WORKING)

    def _chunk_size(self):
        """Lines done and committed together."""
        return self._chunk

    def _run_chunk(self):
        """The one piece of work of a run, for any number of workers at once.

        Whoever finds nothing left to do finishes the run.

        :return: number of lines done or set aside
        """
        self.ensure_one()
        if self.state == "cancelled":
            # Of a chunk that was in work then, and came to nothing.
            self._drop_pending()
        if self.state not in WORKING:
            return 0
        # A job has no language of its own; the reasons are for who began the run.
        run = self.with_context(lang=self.create_uid.lang)
        done = run._process_chunk()
        if not done:
            run._finish_if_done()
        return done

    def _process_chunk(self):
        """Preview or do the next chunk, again when another session was faster.

        The caller commits. What was done before is committed already, so starting
        over loses nothing.

        :return: number of lines done or set aside
        """
        self.ensure_one()
        for tries_left in reversed(range(TRIES)):
            try:
                lines = self._pending_lines()
                self._do(lines)
                self.env.flush_all()
                return len(lines)
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                if not tries_left:
                    raise
                self.env.cr.rollback()
                time.sleep(random.uniform(0.05, 0.5))

    def _process_now(self):
        """Do what these runs have to in the present transaction."""
        for run in self:
            while lines := run._pending_lines():
                run._do(lines)
            run._finish_if_done()

    def _do(self, lines):
        """What the run's state asks for, of these lines."""
        if self.state == "previewing":
            lines._preview()
        else:
            lines._process()

    def _pending_lines(self):
        """The next chunk nobody else works on, its rows locked until commit."""
        self.ensure_one()
        # So many workers find rows beside those that others have locked.
        pending = self.env[self._line_model].search(
            self._claimable_domain(), limit=self._chunk_size() * 20, order="id"
        )
        return pending.try_lock_for_update(limit=self._chunk_size())

    def _claimable_domain(self):
        """Lines that a worker may take next."""
        return self._left_domain()

    def _drop_pending(self):
        """Take away the lines of cancelled runs that no worker is at.

        A chunk in work is finished, and no other begins. To wait for it would be to
        lose to the next one, time and again: its rows are changed when it commits.
        """
        pending = self.env[self._line_model].search(
            [("run_id", "in", self.ids), ("state", "=", "pending")]
        )
        pending.try_lock_for_update().unlink()

    def _finish_if_done(self):
        for run in self:
            if run.state not in WORKING or run._left(limit=1):
                continue
            if run.state == "previewing":
                run._finish_preview()
            else:
                run.state = "done"

    # -- Progress ----------------------------------------------------------------

    def _left_domain(self, state=None):
        """Lines that the present work has still to do."""
        self.ensure_one()
        todo = (
            ("preview_state", "=", False)
            if (state or self.state) == "previewing"
            else ("state", "=", "pending")
        )
        return [("run_id", "=", self.id), todo]

    def _left(self, limit=None):
        """Lines that the present work has still to do, in their order."""
        return self.env[self._line_model].search(
            self._left_domain(), limit=limit, order="id"
        )

    def _count_left(self, state=None):
        return self.env[self._line_model].search_count(self._left_domain(state))

    @api.depends("state", "started_on")
    def _compute_remaining(self):
        now = fields.Datetime.now()
        for run in self:
            run.remaining = False
            if run.state not in WORKING or not run.started_on:
                continue
            left = run._count_left()
            done = run.line_count - left - run.started_count
            passed = (now - run.started_on).total_seconds()
            run.remaining = (
                run._time_text(passed / done * left)
                if done > 0
                else self.env._("waits for the background job")
            )

    @api.model
    def _time_text(self, seconds):
        """A time to come in words, as exact as it can be known."""
        if seconds < 60:
            return self.env._("less than a minute")
        minutes = round(seconds / 60)
        if minutes < 60:
            return self.env._("about %(minutes)s min", minutes=minutes)
        return self.env._(
            "about %(hours)s h %(minutes)s min",
            hours=minutes // 60,
            minutes=minutes % 60,
        )

    # -- Refusals ----------------------------------------------------------------

    @api.model
    def _refusal_text(self, error, whose):
        """Why a line was set aside, for who is to mend it.

        :param error: what refused it
        :param str whose: names the line in the log
        """
        if isinstance(error, UserError):
            return str(error)
        if isinstance(error, IntegrityError):
            return self._refusal(error)
        # Unforeseen, but the other lines must not wait for it.
        _logger.error("%s was not done", whose, exc_info=error)
        return repr(error)

    @api.model
    def _refusal(self, error):
        """What the database refused, in the words of its constraint."""
        models_ = (self.env[name] for name in self.env.registry)
        table = error.diag.table_name
        model = next((m for m in models_ if m._table == table), self)
        return model._sql_error_to_message(error)
