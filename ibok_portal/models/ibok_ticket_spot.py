import re

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.ibok_water import engine

from .ibok_ticket import INTERNAL

#: Two numbers as maps show them; a comma may stand between them or in them.
PAIR = re.compile(r"(-?\d{1,3}(?:[.,]\d+)?)\s*[;,\s]\s*(-?\d{1,3}(?:[.,]\d+)?)")


class IbokTicket(models.Model):
    """A position as the office reads and writes it: one text, or none."""

    _inherit = "ibok.ticket"

    spot_text = fields.Char(
        string="Latitude and Longitude",
        compute="_compute_spot_text",
        inverse="_inverse_spot_text",
        groups=INTERNAL,
        help="As a map shows it: 51.50214, 19.16031. Empty: nobody told a position.",
    )

    @api.depends("latitude", "longitude")
    def _compute_spot_text(self):
        for ticket in self:
            spot = ticket._own_spot()
            ticket.spot_text = spot and f"{spot.latitude:.6f}, {spot.longitude:.6f}"

    def _inverse_spot_text(self):
        """Both numbers, or none at all."""
        for ticket in self:
            text = (ticket.spot_text or "").strip()
            spot = ticket._read_spot(text) if text else None
            # What a person reads off a map has no error of a device.
            ticket.write(
                {
                    "latitude": spot.latitude if spot else 0,
                    "longitude": spot.longitude if spot else 0,
                    "spot_exact": 0,
                }
            )
        # Shown as it was understood, not as it was typed.
        self.invalidate_recordset(["spot_text"])

    @api.model
    def _read_spot(self, text):
        """The position in a text.

        :raise UserError: it is none; says how to write it
        """
        found = PAIR.fullmatch(text)
        try:
            return engine.Spot(*(float(n.replace(",", ".")) for n in found.groups()))
        except (AttributeError, engine.EngineError) as error:
            raise UserError(
                self.env._(
                    "“%(text)s” is no position. Please write latitude and longitude, "
                    "for example 51.50214, 19.16031.",
                    text=text[:60],
                )
            ) from error
