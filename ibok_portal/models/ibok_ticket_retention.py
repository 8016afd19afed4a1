from odoo import api, models
from odoo.fields import Domain


class IbokTicket(models.Model):
    """Closed matters go when they were kept long enough (`ibok.data.category`).

    With them go conversation, files and letter; what was counted of them stays in
    `ibok.promise.record`.
    """

    _inherit = "ibok.ticket"

    @api.model
    def _retention_domain(self, code):
        """Closed matters of a kind of data; what was joined goes with the other one.

        A complaint stays at least as long as its bill is disputed.

        :param str code: ``tickets``, or ``complaints`` for those about a bill
        """
        closed = Domain("state", "in", ("done", "withdrawn"))
        if code == "tickets":
            return closed & self._complaint_domain(False)
        disputed = Domain("move_id.water_disputed", "=", True)
        return closed & self._complaint_domain(True) & ~disputed

    @api.model
    def _complaint_domain(self, complaint):
        """Complaints about a bill, or all others."""
        return Domain("move_id", "!=" if complaint else "=", False)

    def unlink(self):
        """Override of `base`: what was joined has no answer of its own to wait for."""
        joined_sudo = self.sudo().joined_ids - self.sudo()
        if joined_sudo:
            joined_sudo.unlink()
        return super().unlink()
