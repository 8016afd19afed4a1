from odoo import models
from odoo.tools import email_normalize


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    def _routing_check_route(self, message, message_dict, route, raise_exception=True):
        """Override of `mail`: a stranger's reply does not get into a matter.

        It becomes a matter of its own, so nothing is lost; an application comes by its
        form only.
        """
        route = super()._routing_check_route(
            message, message_dict, route, raise_exception=raise_exception
        )
        if not route or route[0] not in self._talked_about():
            return route
        if route[1]:
            matter_sudo = self.env[route[0]].sudo().browse(route[1])
            address = email_normalize(message_dict.get("email_from") or "")
            if matter_sudo._is_known_sender(address):
                return route
            return ("ibok.ticket", None, {}, route[3], route[4])
        if route[0] != "ibok.ticket":
            return ("ibok.ticket", None, {}, route[3], route[4])
        return route

    def _talked_about(self):
        """Models whose conversations take letters of those who reported only."""
        return self.env["ibok.talk.mixin"]._inherit_children
