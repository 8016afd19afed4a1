from odoo import models
from odoo.tools import email_normalize


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    def _routing_check_route(self, message, message_dict, route, raise_exception=True):
        """Override of `mail`: a stranger's reply does not get into a matter.

        It becomes a matter of its own, so nothing is lost.
        """
        route = super()._routing_check_route(
            message, message_dict, route, raise_exception=raise_exception
        )
        if route and route[0] == "ibok.ticket" and route[1]:
            ticket_sudo = self.env["ibok.ticket"].sudo().browse(route[1])
            address = email_normalize(message_dict.get("email_from") or "")
            if not ticket_sudo._is_known_sender(address):
                return (route[0], None, {}, route[3], route[4])
        return route
