from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.ibok_water.models.law_day import law_today

from .ibok_ticket import INTERNAL, OPEN

#: Days before and after within which two matters may be about the same.
NEAR_DAYS = 3


class IbokTicket(models.Model):
    """Matters about the same, near in place and time, are proposed to be joined."""

    _inherit = "ibok.ticket"

    similar_ids = fields.Many2many(
        "ibok.ticket",
        string="Perhaps About the Same",
        compute="_compute_similar_ids",
        groups=INTERNAL,
        help="Open matters of the same kind and the same contract, metering point or "
        "village, or up to 300 m away, received within three days of it. A person "
        "decides.",
    )

    @api.depends(
        *("category_id", "contract_id", "village_id", "received_on", "state"),
        *("point_id", "latitude", "longitude"),
    )
    def _compute_similar_ids(self):
        for ticket in self:
            open_one = ticket.state in (*OPEN, "unconfirmed")
            ticket.similar_ids = (
                self.search(ticket._similar_domain(), limit=10) if open_one else False
            )

    def _similar_place(self):
        """Matters at the same place, by what the program can compare."""
        self.ensure_one()
        same_place = Domain.FALSE
        if self.contract_id:
            same_place |= Domain("contract_id", "=", self.contract_id.id)
        if self.village_id and self.category_id.about_place:
            same_place |= Domain("village_id", "=", self.village_id.id)
        return same_place

    def _similar_domain(self):
        """What may be about the same; places told in words are compared by a person."""
        self.ensure_one()
        day = self.received_on or law_today(self)
        return (
            self._similar_place()
            & Domain("id", "not in", self._origin.ids)
            & Domain("company_id", "=", self.company_id.id)
            & Domain("category_id", "=", self.category_id.id)
            & Domain("state", "in", OPEN)
            & Domain("received_on", ">=", day - timedelta(NEAR_DAYS))
            & Domain("received_on", "<=", day + timedelta(NEAR_DAYS))
        )

    def action_join_here(self):
        """From the list on another matter's form: this one is joined with that."""
        self.ensure_one()
        main = self.browse(self.env.context.get("ibok_main_id")).exists()
        main.check_access("write")
        self._join(main)

    def _join(self, main):
        """Go on with another matter about the same.

        :param main: the matter that goes on
        """
        self.ensure_one()
        # In the order of their numbers, so two at once do not wait for each other.
        for ticket in (self | main).sorted("id"):
            ticket._lock_open()
        if self == main:
            raise UserError(self.env._("A matter is not joined with itself."))
        if self._disputed_bill() != main._disputed_bill():
            raise UserError(
                self.env._(
                    "%(one)s and %(other)s are not about the same bill: answer each of "
                    "them, or choose the bill first.",
                    one=self.number,
                    other=main.number,
                )
            )
        self._resume_promise()
        # What was joined with this one goes along.
        self.sudo().joined_ids.joined_id = main
        self._decide("joined", joined_id=main.id)
        main.message_post(
            body=self.env._("Joined with it: %(name)s", name=self.display_name)
        )

    def _answer_joined(self, text, road, outcome):
        """Who reported the same reads the same; his own promise is kept by it.

        So does who complained about the same bill: its outcome is his, with the letter.
        """
        self._answer_promise()
        self.write({"answer": text, "answer_road": road, "outcome": outcome})
        if self.move_id or road == "paper":
            self._write_letter()
        self.with_context(ibok_answer=True)._say(text, send=road == "electronic")
