from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..models.law_day import law_today


class WaterInterestMake(models.TransientModel):
    """What a customer owes for paying late, looked at before the note is made."""

    _name = "water.interest.make"
    _description = "Make Interest Note"

    partner_id = fields.Many2one("res.partner", string="Customer", required=True)
    move_id = fields.Many2one(
        "account.move", string="Only for", help="Empty: all documents of the customer."
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    until = fields.Date(
        string="Charged until",
        required=True,
        default=law_today,
        help="Last day that interest is charged for.",
    )
    unpaid = fields.Boolean(
        string="Also Unpaid Bills",
        default=lambda self: self.env.company.water_interest_unpaid,
        help="Bills that are not paid in full are charged up to that day as well.",
    )
    line_ids = fields.One2many(
        "water.interest.make.line",
        "make_id",
        compute="_compute_lines",
        store=True,
        string="Documents",
    )
    amount = fields.Monetary(compute="_compute_lines", store=True)
    message = fields.Char(compute="_compute_lines", store=True)

    @api.depends("partner_id", "move_id", "until", "unpaid")
    def _compute_lines(self):
        for wizard in self:
            lates, wizard.message = wizard._reckon()
            wizard.amount = sum(late.amount for late in lates)
            wizard.line_ids = [
                Command.clear(),
                *(Command.create(wizard._prepare_line_vals(late)) for late in lates),
            ]

    def _reckon(self):
        """What is late, and why there is no note; only one of both."""
        self.ensure_one()
        if not self.until:
            return [], False
        found, problems = self.env["water.interest.coverage"]._reckon(
            self.company_id,
            self.until,
            self.partner_id,
            self.move_id or None,
            self.unpaid,
        )
        lates = found.get(self.partner_id.commercial_partner_id.id, [])
        amount = sum(late.amount for late in lates)
        if problems:
            return [], "\n".join(dict.fromkeys(problems.values()))
        if not lates:
            return [], self._nothing_text()
        if not self.env["account.move"]._water_note_is_due(self.company_id, amount):
            return lates, self.env._(
                "No note is made of so little (Settings, Smallest Interest Note). The "
                "days stay free and go on adding up."
            )
        return lates, False

    def _nothing_text(self):
        """Why there is nothing to charge, and what to tick for unpaid bills."""
        if self.unpaid:
            return self.env._("There is nothing to charge: no day is late.")
        return self.env._(
            "There is nothing to charge: no bill was paid late. To charge a bill that "
            "is not paid yet, tick Also Unpaid Bills."
        )

    @api.model
    def _prepare_line_vals(self, late):
        return {
            "name": late.debt.name,
            "principal": float(late.debt.amount),
            "due": late.due,
            "date_from": late.parts and late.parts[0].date_from,
            "date_to": late.parts and late.parts[-1].date_to,
            "days": sum(part.days for part in late.parts),
            "interest": float(late.interest),
            "compensation": float(late.amount - late.interest),
        }

    @api.model
    def _open(self, partner, move=None):
        """The action that shows this for a customer, or for one of his documents."""
        self.env["account.move"]._water_ensure_note_maker()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Make Interest Note"),
            "res_model": "water.interest.make",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_partner_id": partner.id,
                "default_move_id": move and move.id,
            },
        }

    def action_make(self):
        """Make the note and open it."""
        self.ensure_one()
        notes, _problems = self.env["account.move"]._water_make_notes(
            self.company_id,
            self.until,
            self.partner_id,
            self.move_id or None,
            self.unpaid,
        )
        if not notes:
            raise UserError(self.message or self.env._("There is nothing to charge."))
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "view_mode": "form",
            "res_id": notes.id,
        }
