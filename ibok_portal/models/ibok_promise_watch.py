from odoo import api, models
from odoo.fields import Domain

from odoo.addons.ibok_water.models.law_day import law_today

from .ibok_promise_mixin import LATE, WARNING

#: Matters looked at in one transaction of the job.
CHUNK = 50


class IbokPromiseMixin(models.AbstractModel):
    """The job that watches promised days."""

    _inherit = "ibok.promise.mixin"

    @api.model
    def _cron_watch_promises(self):
        """Remind of what is due soon, and tell the manager of what is late.

        Works through the models that have promises, a chunk a transaction; what is
        marked is not looked at again, so it may be killed anywhere.
        """
        for name in sorted(self.env["ibok.promise.mixin"]._inherit_children):
            if not self.env[name]._abstract:
                self.env[name]._watch_promises()

    @api.model
    def _watch_promises(self):
        """The job's part on one model."""
        today = law_today(self)
        steps = (
            (Domain("escalated", "=", False) & Domain("deadline", "<", today), "late"),
            (
                Domain("warned", "=", False)
                & Domain("warn_on", "<=", today)
                & Domain("deadline", ">=", today),
                "warn",
            ),
        )
        for due, step in steps:
            domain = self._promise_domain() & due
            while matters := self.sudo().search(
                domain, limit=CHUNK, order="deadline, id"
            ):
                for matter in matters:
                    getattr(matter, f"_promise_{step}")()
                left = self.sudo().search_count(domain)
                if not self.env["ir.cron"]._commit_progress(
                    len(matters), remaining=left
                ):
                    return

    def _promise_warn(self):
        """Remind who has the matter."""
        self.activity_schedule(
            WARNING,
            date_deadline=self.deadline,
            user_id=self._promise_person().id,
        )
        self.warned = True

    def _promise_late(self):
        """Tell the manager that the promised day has passed."""
        manager = self.company_id._office_people("ibok_water.group_water_manager")[:1]
        self.activity_unlink([WARNING])
        self.activity_schedule(
            LATE,
            date_deadline=law_today(self),
            user_id=(manager or self._promise_person()).id,
        )
        self.write({"escalated": True, "warned": True})
