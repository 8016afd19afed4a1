from odoo import models
from odoo.exceptions import UserError


class IbokTalkMixin(models.AbstractModel):
    """Who works on it, and whose turn it is; who comes second starts over (`_lock`)."""

    _inherit = "ibok.talk.mixin"
    #: The state in which nobody has begun, and the one in which somebody has.
    _first_state = "new"
    _working_state = "doing"

    def _lock_open(self):
        """Only what is open is worked on, and by one at a time.

        :raise UserError: it was closed meanwhile
        """
        self.check_access("write")
        self._lock()
        if self.state not in self._open_states:
            raise UserError(
                self.env._(
                    "The matter %(name)s is closed already.", name=self.display_name
                )
            )

    def action_take(self):
        """I work on it."""
        for matter in self:
            matter._lock_open()
            matter.user_id = self.env.user
            if matter.state == self._first_state:
                matter._set_process({"state": self._working_state})
            matter.activity_reschedule([matter._activity], new_user_id=self.env.user.id)

    def action_go_on(self):
        """The resident answered in another way: the clock goes on."""
        for matter in self:
            matter._lock_open()
            matter._go_on()

    def _go_on(self):
        """What was asked for has come."""
        self._resume_promise()
        if self.state == "waiting":
            self.sudo().state = self._working_state

    def action_close(self):
        """Close without an answer: sent by mistake, or no matter for the office."""
        for matter in self:
            matter._lock_open()
            matter._close("withdrawn")

    def _close(self, state, **vals):
        """Nothing is left to do; the promise counts only where it was answered."""
        self.ensure_one()
        self._resume_promise()
        self._decide(state, **vals)
        self.sudo().activity_unlink(
            [
                "ibok_portal.mail_activity_type_promise_warning",
                "ibok_portal.mail_activity_type_promise_late",
            ]
        )

    def _ask_resident(self, text):
        """Send a question; while it is open the clock stands."""
        self.ensure_one()
        self._lock_open()
        self._pause_promise(text)
        self._set_process({"state": "waiting"})
        self._say(text)
