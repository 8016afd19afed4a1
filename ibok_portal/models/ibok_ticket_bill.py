from odoo import models


class IbokTicket(models.Model):
    """A complaint about a bill: while it is open nothing is demanded of the bill."""

    _inherit = "ibok.ticket"

    def _dispute_bill(self):
        """Mark the bill as disputed; called on a matter in `sudo`."""
        self.ensure_one()
        if not self.move_id.water_disputed:
            self.move_id._water_dispute(
                self.env._("Complaint %(name)s", name=self.number)
            )

    def _end_dispute(self):
        """The complaint is decided, unless another one about the bill is open."""
        self.ensure_one()
        others = self.search_count(
            [
                ("move_id", "=", self.move_id.id),
                ("id", "!=", self.id),
                ("state", "in", ("new", "doing", "waiting")),
            ],
            limit=1,
        )
        if self.move_id.water_disputed and not others:
            self.move_id._water_end_dispute(
                self.env._("Complaint %(name)s was decided", name=self.number)
            )
