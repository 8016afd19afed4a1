from odoo import SUPERUSER_ID, fields, models
from odoo.exceptions import UserError

from .ibok_promise_mixin import WARNING
from .ibok_talk_mixin import INTERNAL


class IbokTalkMixin(models.AbstractModel):
    """Who works on it, and whose turn it is; who comes second starts over (`_lock`)."""

    _inherit = "ibok.talk.mixin"
    #: The state in which nobody has begun, and the one in which somebody has.
    _first_state = "new"
    _working_state = "doing"

    user_by_hand = fields.Boolean(
        string="Assigned by Hand",
        readonly=True,
        copy=False,
        groups=INTERNAL,
        help="A person took it or gave it to somebody; the program only proposes one.",
    )

    def write(self, vals):
        """Override: who is chosen by a person stays, and has what is to be done."""
        result = super().write(vals)
        if "user_id" in vals:
            if not self.env.su:
                self._set_process({"user_by_hand": bool(vals["user_id"])})
            for matter_sudo in self.sudo():
                # What nobody has goes back to whom the program would ask.
                person = matter_sudo._promise_person()
                matter_sudo.activity_reschedule(
                    matter_sudo._activities_of_person(), new_user_id=person.id
                )
        return result

    def _activities_of_person(self):
        """Types of activities that are of who has the matter."""
        return [self._activity, WARNING]

    def _have_it(self):
        """Who answers, asks or decides has the matter from now on.

        The person that the program proposed does not stay in charge of what somebody
        else worked on; one who took it, or was chosen by hand, does.
        """
        self.ensure_one()
        matter_sudo, user = self.sudo(), self.env.user
        if not user._is_internal() or user.id == SUPERUSER_ID:
            return
        kept = matter_sudo.user_by_hand and matter_sudo.user_id.active
        if kept or matter_sudo.user_id == user:
            return
        matter_sudo.write({"user_id": user.id, "user_by_hand": True})

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
            matter._have_it()
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
        self._have_it()
        self._pause_promise(text)
        self._set_process({"state": "waiting"})
        self._say(text)
