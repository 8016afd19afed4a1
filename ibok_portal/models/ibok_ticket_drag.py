from odoo import models
from odoo.exceptions import UserError

from .ibok_ticket import OPEN

#: Columns between which a card may be dragged, and the button it stands for.
BUTTONS = {
    ("new", "doing"): "action_take",
    ("waiting", "doing"): "action_go_on",
}


class IbokTicket(models.Model):
    """A card dragged on the board goes the way of the buttons, or says why it stays."""

    _inherit = "ibok.ticket"

    def write(self, vals):
        """Override: a state alone is what the board sends."""
        if set(vals) != {"state"} or self.env.su:
            return super().write(vals)
        for ticket in self:
            ticket._drag_to(vals["state"])
        return True

    def _drag_to(self, state):
        """Do what a column stands for, where a dragged card says all that is needed.

        :raise UserError: something has to be written or decided first
        """
        self.ensure_one()
        self.check_access("write")
        if state == self.state:
            return
        if button := BUTTONS.get((self.state, state)):
            getattr(self, button)()
            return
        if self.state not in OPEN:
            raise UserError(
                self.env._(
                    "The matter %(name)s is closed already.", name=self.display_name
                )
            )
        why = self._drag_refusals().get(
            state, self.env._("A matter does not go back to this column.")
        )
        raise UserError(
            self.env._(
                "%(matter)s stays where it is. %(why)s",
                matter=self.display_name,
                why=why,
            )
        )

    def _drag_refusals(self):
        """Why a card is not simply dropped in a column, and what to do."""
        return {
            "done": self.env._(
                "Open the matter and press Answer: the resident reads what you write."
            ),
            "waiting": self.env._(
                "Open the matter and press Ask the Resident: he has to read what he "
                "is asked for."
            ),
            "withdrawn": self.env._(
                "Open the matter and press Close without an Answer."
            ),
            "joined": self.env._(
                "Open the matter that goes on, and join this one under Same Place."
            ),
            "new": self.env._("Somebody works on it already."),
        }
