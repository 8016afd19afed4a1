from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.ibok_water import engine
from odoo.addons.ibok_water.models.law_day import law_today

WARNING = "ibok_portal.mail_activity_type_promise_warning"
LATE = "ibok_portal.mail_activity_type_promise_late"
#: Fields that only the clock sets.
PROMISE_FIELDS = frozenset(
    {
        *("received_on", "deadline", "answered_on", "promise_days", "promise_working"),
        *("promise_moves", "promise_pauses", "promise_paused", "promise_reason"),
        *("promise_kept", "days_taken", "warn_on", "warned", "escalated"),
    }
)


class IbokPromiseMixin(models.AbstractModel):
    """A matter with a promised day: reckoned by the engine, watched by one job.

    The rule is copied when the matter comes in: a setting that changes later does not
    change what was promised. The clock stands only while the resident is asked.
    """

    _name = "ibok.promise.mixin"
    _description = "Matter with a Promised Day"
    _inherit = "ibok.matter.mixin"

    received_on = fields.Date(
        string="Received",
        readonly=True,
        index=True,
        copy=False,
        help="Day of receipt, by Polish time. The days of the promise begin after it.",
    )
    promise_days = fields.Integer(string="Days Promised", readonly=True, copy=False)
    promise_working = fields.Boolean(string="Working Days", readonly=True, copy=False)
    promise_moves = fields.Boolean(
        string="Moves to a Working Day",
        readonly=True,
        copy=False,
        help="A last day free of work moves to the next working one (Civil Code, "
        "art. 115).",
    )
    promise_pauses = fields.Json(
        readonly=True,
        copy=False,
        groups="base.group_user",
        help="When the clock stood: list of asked, answered (ISO days), reason.",
    )
    promise_paused = fields.Boolean(
        string="Waits for the Resident", readonly=True, copy=False
    )
    promise_reason = fields.Char(
        string="What the Resident Is Asked For", readonly=True, copy=False
    )
    warn_on = fields.Date(readonly=True, copy=False, groups="base.group_user")
    warned = fields.Boolean(readonly=True, copy=False, groups="base.group_user")
    escalated = fields.Boolean(readonly=True, copy=False, groups="base.group_user")
    answered_on = fields.Date(readonly=True, copy=False, index="btree_not_null")
    promise_kept = fields.Boolean(
        string="Answered in Time", readonly=True, copy=False, groups="base.group_user"
    )
    days_taken = fields.Integer(
        string="Days until the Answer",
        readonly=True,
        copy=False,
        aggregator="avg",
        groups="base.group_user",
        help="Calendar days on which the clock ran.",
    )

    _promise_open_idx = models.Index(
        "(company_id, deadline) WHERE answered_on IS NULL AND deadline IS NOT NULL"
    )

    @api.depends("deadline", "answered_on", "state")
    def _compute_late(self):
        """Override: while it is open and not answered."""
        today = law_today(self)
        open_ones = self.filtered_domain(self._promise_domain())
        for matter in self:
            matter.late = matter in open_ones and matter.deadline < today

    # -- hooks ------------------------------------------------------------------

    def _promise_rule(self):
        """What is promised for such a matter: `engine.Promise`."""
        return engine.Promise(self.company_id.ibok_matter_days)

    def _promise_warn_days(self):
        """Working days before the promised day on which the office is reminded."""
        kind_sudo = self._promise_kind().sudo()
        return kind_sudo.warn_days if kind_sudo else 3

    def _promise_person(self):
        """Who of the office has the matter: by the kind, where it has one."""
        kind_sudo = self._promise_kind().sudo()
        if kind_sudo:
            owner = kind_sudo.user_id
            if not owner.active or self.company_id not in owner.company_ids:
                owner = owner.browse()
            assigned = self.sudo().user_id
            if assigned or owner:
                return assigned or owner
        return self.company_id._office_clerk()

    @api.model
    def _promise_domain(self):
        """Matters of the model that the job watches."""
        return Domain("answered_on", "=", False) & Domain("deadline", "!=", False)

    def _promise_kind(self):
        """A record of its kind, which it is counted under in the public figures.

        A kind has ``user_id`` (who gets its matters) and ``warn_days``. Empty: the
        model has no kinds, and is counted as one (`_promise_name`).
        """
        return self.browse()

    @api.model
    def _promise_name(self):
        """What residents call such matters."""
        return self.env["ir.model"]._get(self._name).name

    @api.model
    def _public_promises(self, company):
        """What is promised for them on the public page: [(words, `engine.Promise`)]."""
        return []

    # -- the clock --------------------------------------------------------------

    def _promise(self):
        self.ensure_one()
        return engine.Promise(
            self.promise_days, self.promise_working, self.promise_moves
        )

    def _pauses(self):
        return [
            engine.Pause(
                fields.Date.to_date(pause["asked"]),
                fields.Date.to_date(pause["answered"]),
            )
            for pause in self.sudo().promise_pauses or []
        ]

    def _begin_promise(self, day=None):
        """The matter came in: from now on a day is promised."""
        self.ensure_one()
        self._promise_by(self._promise_rule(), day or law_today(self))

    def _shorten_promise(self):
        """Its kind became another one: what that one promises holds from receipt.

        A day that was told once moves to no later one.
        """
        self.ensure_one()
        if not self.received_on or self.answered_on:
            return
        rule = self._promise_rule()
        day, told = (
            engine.promised_day(one, self.received_on, [])
            for one in (rule, self._promise())
        )
        if day < told:
            self._promise_by(rule, self.received_on)

    def _promise_by(self, rule, day):
        """Promise it by a rule from a day on."""
        self.sudo().write(
            {
                "received_on": day,
                "promise_days": rule.days,
                "promise_working": rule.working,
                "promise_moves": rule.moves,
            }
        )
        self._reckon_promise()

    def _reckon_promise(self):
        """Write the promised day and the one of the reminder."""
        self.ensure_one()
        matter_sudo = self.sudo()
        deadline = engine.promised_day(
            self._promise(), self.received_on, self._pauses()
        )
        matter_sudo.write(
            {
                "deadline": deadline or False,
                "warn_on": deadline
                and engine.warning_day(deadline, self._promise_warn_days()),
            }
        )

    def _pause_promise(self, reason):
        """Stop the clock: the resident is asked for something.

        :param str reason: what he is asked for; he reads it
        """
        self.ensure_one()
        if self.promise_paused:
            return
        pauses = [
            *(self.sudo().promise_pauses or []),
            {
                "asked": fields.Date.to_string(law_today(self)),
                "answered": False,
                "reason": reason,
            },
        ]
        self.sudo().write(
            {
                "promise_pauses": pauses,
                "promise_paused": True,
                "promise_reason": reason,
            }
        )
        self._reckon_promise()

    def _resume_promise(self):
        """The resident answered: the clock goes on."""
        self.ensure_one()
        if not self.promise_paused:
            return
        pauses = [dict(pause) for pause in self.sudo().promise_pauses]
        pauses[-1]["answered"] = fields.Date.to_string(law_today(self))
        self.sudo().write(
            {
                "promise_pauses": pauses,
                "promise_paused": False,
                "promise_reason": False,
                # The new day is warned of anew.
                "warned": False,
            }
        )
        self._reckon_promise()

    def _answer_promise(self):
        """The matter is answered today: keep how long it took.

        What came in before it was promised a day is only answered.
        """
        self.ensure_one()
        self._drop_reminders()
        if not self.received_on:
            return
        self._resume_promise()
        today = law_today(self)
        self.sudo().write(
            {
                "answered_on": today,
                "promise_kept": today <= self.deadline,
                "days_taken": engine.days_taken(
                    self.received_on, today, self._pauses()
                ),
            }
        )
        self.env["ibok.promise.record"]._keep(self.sudo())

    def _drop_reminders(self):
        """Nothing is due any more."""
        self.sudo().activity_unlink([WARNING, LATE])
