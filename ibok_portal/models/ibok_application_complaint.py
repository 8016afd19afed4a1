from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .ibok_application import INTERNAL


class IbokApplication(models.Model):
    """A check of the meter that a complaint about a bill led to."""

    _inherit = "ibok.application"

    ticket_id = fields.Many2one(
        "ibok.ticket",
        string="Complaint",
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
        groups=INTERNAL,
        help="The complaint about a bill that led to it. Its result ends the dispute, "
        "or has the bill corrected.",
    )

    @api.constrains("ticket_id", "partner_id")
    def _check_same_complainant(self):
        """A matter of one customer in the application of another would tell of it."""
        for application in self.filtered("ticket_id"):
            customer = application.ticket_id.partner_id.commercial_partner_id
            if application.partner_id.commercial_partner_id != customer:
                raise ValidationError(
                    self.env._(
                        "The complaint %(name)s is not of this customer.",
                        name=application.ticket_id.number,
                    )
                )

    def _ask_questions(self, refill=False):
        """Override: why the meter is doubted was said in the complaint."""
        result = super()._ask_questions(refill)
        words = self.sudo().ticket_id.description
        for row in self.sudo().answer_ids:
            if row.code == "reason" and words and not row.value:
                value = row.question_id._canonical(words)[0]
                row.write({"value": value, "shown": value})
        return result

    def _faults(self):
        """Override: nobody states for the customer that he bears the cost.

        He complained about a bill, and the office has the meter checked. Unless he
        said that he knows of the cost, the result charges nothing.
        """
        faults = super()._faults()
        if self.sudo().ticket_id:
            for question in self._questions().filtered(lambda q: q.code == "costs"):
                faults.pop(f"q{question.id}", None)
        return faults

    def _complaint_checked(self, result):
        """The laboratory has answered what the complaint asked.

        A bill by a right meter is due again; by a wrong one it is to be corrected, and
        stays disputed until it is.
        """
        self.ensure_one()
        ticket_sudo = self.sudo().ticket_id
        if not ticket_sudo:
            return
        # The same meter was to be checked of every complaint about this bill.
        checked_sudo = ticket_sudo.search(
            [("move_id", "=", ticket_sudo.move_id.id), ("outcome", "=", "meter_check")]
        )
        for one_sudo in checked_sudo:
            one_sudo._outcome_done()
        if result == "wrong":
            checked_sudo.outcome = "correction"
        else:
            ticket_sudo._end_dispute()


class IbokTicket(models.Model):
    """A complaint of which the meter is to be checked."""

    _inherit = "ibok.ticket"

    check_ids = fields.One2many(
        "ibok.application",
        "ticket_id",
        string="Checks of the Meter",
        readonly=True,
        groups=INTERNAL,
    )

    def _portal_checks(self):
        """What became of the check of its meter, in sentences; called in `sudo`."""
        self.ensure_one()
        return [told for check in self.check_ids for told in check._portal_check()]

    def action_check_meter(self):
        """The check of the meter: the one that goes on, or a new one, filled in."""
        self.ensure_one()
        # The office may have put the kind away: then it chooses one itself.
        kind = self.env["ibok.application.kind"].search(
            [
                ("code", "=", "meter_check"),
                ("company_id", "in", [False, self.company_id.id]),
            ],
            limit=1,
        )
        contract = self.contract_id or self.move_id.water_contract_id
        going_on = self.check_ids.filtered(
            lambda one: one.state not in ("refused", "withdrawn", "dropped")
        )
        return {
            "type": "ir.actions.act_window",
            "name": kind.name or self.env._("Check the Meter"),
            "res_model": "ibok.application",
            "res_id": going_on[:1].id,
            "view_mode": "form",
            "context": {
                "default_kind_id": kind.id,
                "default_ticket_id": self.id,
                "default_partner_id": self.partner_id.id,
                "default_contract_id": contract.id,
            },
        }
