from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.ibok_water.models.law_day import law_today


class IbokMatterMixin(models.AbstractModel):
    """What a resident asks for and the office decides, by a deadline.

    A model has a ``state`` of its own, and says in which one the office has to act.
    """

    _name = "ibok.matter.mixin"
    _description = "Matter That the Office Decides"
    _inherit = [
        "water.process.mixin",
        "mail.thread",
        "mail.activity.mixin",
        "ibok.letter.mixin",
    ]
    _order = "deadline, id desc"
    #: The state in which it waits for the office.
    _waits = None
    #: External id of the type of activity that the office has with it.
    _activity = None

    deadline = fields.Date(readonly=True, index=True)
    late = fields.Boolean(compute="_compute_late")
    decided_at = fields.Datetime(readonly=True)
    decided_by_id = fields.Many2one("res.users", readonly=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        default=lambda self: self.env.company,
    )

    @api.depends("deadline", "state")
    def _compute_late(self):
        today = law_today(self)
        for matter in self:
            waits = matter.state == self._waits and matter.deadline
            matter.late = bool(waits and matter.deadline < today)

    def _ask_office(self):
        """An activity of the office, by the deadline."""
        self.ensure_one()
        self.activity_schedule(
            self._activity,
            date_deadline=self.deadline,
            user_id=self.company_id._office_clerk().id,
        )

    def _lock(self):
        """Who comes second starts over and sees what the first one did."""
        self.ensure_one()
        self.env.cr.execute(
            SQL(
                "UPDATE %s SET write_date = write_date WHERE id = %s",
                SQL.identifier(self._table),
                self.id,
            )
        )
        self.invalidate_recordset()

    def _lock_waiting(self):
        """Only what waits for the office is decided by it, and once.

        :raise UserError: it was decided meanwhile
        """
        self._lock()
        if self.state != self._waits:
            raise UserError(
                self.env._(
                    "The request of %(name)s does not wait for a decision any more.",
                    name=self.display_name,
                )
            )

    def _decide(self, state, **vals):
        """Keep what became of it, when and by whom; the office has no more to do."""
        self.ensure_one()
        matter_sudo = self.sudo()
        matter_sudo.write(
            {
                "state": state,
                "decided_at": fields.Datetime.now(),
                "decided_by_id": self.env.uid
                if self.env.user._is_internal()
                else False,
                **vals,
            }
        )
        matter_sudo.activity_unlink([self._activity])
