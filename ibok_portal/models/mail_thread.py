from odoo import api, models
from odoo.tools import email_normalize

#: Kinds of letters that programs send (header ``Precedence``).
BY_PROGRAMS = ("bulk", "junk", "list", "auto_reply")


def is_automatic(letter):
    """Whether a program sent it: absence, receipt, newsletter (RFC 3834).

    :param email.message.EmailMessage letter: as it came
    """
    submitted = str(letter.get("Auto-Submitted", "no")).strip().lower()
    precedence = str(letter.get("Precedence", "")).strip().lower()
    return not submitted.startswith("no") or precedence in BY_PROGRAMS


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    def _message_route_process(self, message, message_dict, routes):
        """Override of `mail`: a program's answer is kept, and is nobody's word."""
        threads = self.with_context(ibok_automatic_letter=is_automatic(message))
        return super(MailThread, threads)._message_route_process(
            message, message_dict, routes
        )

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
            return self._own_matter(route)
        if route[0] != "ibok.ticket":
            return self._own_matter(route)
        return route

    @api.model
    def _own_matter(self, route):
        """The route to a new matter: 0, which Odoo's guard against loops counts."""
        return ("ibok.ticket", 0, {}, route[3], route[4])

    def _talked_about(self):
        """Models whose conversations take letters of those who reported only."""
        return self.env["ibok.talk.mixin"]._inherit_children
