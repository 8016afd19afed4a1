from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..models.law_day import law_today


class WaterDemandMake(models.TransientModel):
    """What a customer could be asked for, looked at before the demand is made."""

    _name = "water.demand.make"
    _description = "Make Payment Demand"

    partner_id = fields.Many2one("res.partner", string="Customer", required=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    stage_id = fields.Many2one(
        "water.demand.stage",
        required=True,
        domain="[('company_id', 'in', [False, company_id])]",
    )
    line_ids = fields.One2many(
        "water.demand.make.line", "make_id", compute="_compute_lines", store=True
    )
    credit = fields.Monetary(
        string="Paid, not Matched", compute="_compute_lines", store=True
    )
    amount = fields.Monetary(compute="_compute_lines", store=True)
    message = fields.Char(compute="_compute_lines", store=True)
    warning = fields.Char(compute="_compute_lines", store=True)
    vulnerable = fields.Boolean(compute="_compute_vulnerable")
    vulnerable_note = fields.Text(
        related="partner_id.water_vulnerable_note", string="Why Human First"
    )

    @api.depends("partner_id")
    def _compute_vulnerable(self):
        for wizard in self:
            wizard.vulnerable = wizard.partner_id.sudo().water_vulnerable

    @api.depends("partner_id", "stage_id")
    def _compute_lines(self):
        for wizard in self:
            proposal = wizard._proposal() if wizard.stage_id else None
            wizard.credit = proposal.credit if proposal else 0.0
            wizard.amount = proposal.amount if proposal else 0.0
            wizard.message = wizard._why_not(proposal)
            wizard.warning = wizard._skipped(proposal)
            wizard.line_ids = [Command.clear(), *wizard._line_commands(proposal)]

    def _proposal(self):
        """What the stage would ask the customer for today."""
        self.ensure_one()
        return self.stage_id._propose(
            self.company_id, law_today(self), self.partner_id, by_hand=True
        ).get(self.partner_id.commercial_partner_id.id)

    def _why_not(self, proposal):
        """Why there is no demand, or False."""
        if not self.stage_id:
            return False
        if not proposal:
            return self.env._(
                "Nothing is late that this stage has not come to already."
            )
        return proposal.refused[1] if proposal.refused else False

    def _skipped(self, proposal):
        """Which debts come to this stage without an earlier letter, or False."""
        stage = self.stage_id
        if not proposal or proposal.refused or stage.kind == "before":
            return False
        usual = stage._previous(self.company_id)
        if not usual:
            return False
        lines = self.env["account.move.line"].browse(
            row.line_id for row in proposal.rows
        )
        taken = self.env["water.payment.demand.line"]._live_of(lines)
        told = {
            line_id
            for line_id, rows in taken.items()
            if any(
                row.demand_id.issued_on and row.stage_id.kind != "before"
                for row in rows
            )
        }
        skipped = [row.name for row in proposal.rows if row.line_id not in told]
        if not skipped:
            return False
        return self.env._(
            "Nothing was sent before about: %(documents)s. Usually “%(stage)s” comes "
            "first. You may go on; the letter will not speak of an earlier one.",
            documents=", ".join(skipped),
            stage=usual.name,
        )

    @api.model
    def _line_commands(self, proposal):
        """Rows of what would be demanded, then of what is left out."""
        if not proposal:
            return
        reasons = self.stage_id._left_out_reasons()
        for row in proposal.rows:
            yield Command.create(
                {
                    "name": row.name,
                    "due": row.due,
                    "late_days": row.late_days,
                    "amount": float(row.amount),
                    "interest": float(row.interest),
                }
            )
        for name, amount, code in proposal.left_out:
            yield Command.create(
                {
                    "name": name,
                    "amount": float(amount),
                    "left_out": reasons.get(code, code),
                }
            )

    @api.model
    def _open(self, partner, stage=None):
        """The action that shows this for a customer."""
        self.env["account.move"]._water_ensure_dunner()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Make Payment Demand"),
            "res_model": "water.demand.make",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_partner_id": partner.id,
                "default_stage_id": (stage or self._usual_stage(partner)).id,
            },
        }

    @api.model
    def _usual_stage(self, partner):
        """The stage that comes next for the customer's open demands, else the first."""
        company = self.env.company
        stages = (
            self.env["water.demand.stage"]
            ._of_company(company)
            .filtered(lambda stage: stage.kind != "before")
        )
        out = self.env["water.payment.demand"].search(
            [
                ("partner_id", "=", partner.commercial_partner_id.id),
                ("company_id", "=", company.id),
                ("state", "in", ("issued", "delivered")),
                ("next_on", "<=", law_today(self)),
            ]
        )
        following = [stage for demand in out if (stage := demand._next_stage())]
        return max(following, key=lambda s: s.sequence) if following else stages[:1]

    def action_make(self):
        """Make the draft and open it."""
        self.ensure_one()
        partner = self.partner_id.commercial_partner_id
        demands, refused = self.env["water.payment.demand"]._make(
            self.stage_id, self.company_id, law_today(self), partner, by_hand=True
        )
        if not demands:
            refusal = refused.get(partner.id)
            raise UserError(
                refusal.refused[1]
                if refusal
                else self.env._(
                    "Nothing is late that this stage has not come to already."
                )
            )
        return {
            "type": "ir.actions.act_window",
            "res_model": "water.payment.demand",
            "view_mode": "form",
            "res_id": demands.id,
        }
