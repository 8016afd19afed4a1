from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command

from .changed_values import changed
from .law_day import law_today

#: What interrupts or suspends; a part payment is read from the ledger.
KINDS = [
    ("acknowledgment", "Acknowledged by the customer"),
    ("court", "Court or enforcement"),
    ("judgment", "Judgment or settlement in court"),
    ("mediation", "Mediation or call to a settlement"),
]
#: During these the time does not run.
PROCEEDINGS = ("court", "mediation")
#: What a record states: another event is another record.
STATED = ("company_id", "partner_id", "kind", "date")


class WaterPrescriptionInterruption(models.Model):
    """What kept claims from being prescribed (art. 121, 123 and 124 of the Civil Code).

    A demand does not. Kept with its reason, for it is proof in court.
    """

    _name = "water.prescription.interruption"
    _description = "Interruption of Prescription"
    _inherit = ["mail.thread"]
    _order = "date desc, id desc"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        index=True,
        ondelete="restrict",
        tracking=True,
    )
    kind = fields.Selection(
        KINDS,
        required=True,
        default="acknowledgment",
        tracking=True,
        help="Acknowledged: the years run anew, as with a request for instalments. "
        "Court: they run anew from its end. Judgment: six years (art. 125). "
        "Mediation: its days are added.",
    )
    date = fields.Date(
        required=True,
        default=law_today,
        tracking=True,
        help="When it happened, or when the proceedings began.",
    )
    date_end = fields.Date(
        string="Ended on",
        tracking=True,
        help="Last day of the proceedings. Empty: they go on, and no claim is "
        "prescribed meanwhile.",
    )
    line_ids = fields.Many2many(
        "account.move.line",
        "water_prescription_interruption_line_rel",
        "interruption_id",
        "line_id",
        string="Claims",
        required=True,
        domain="[('account_type', '=', 'asset_receivable'), ('balance', '>', 0), "
        "('parent_state', '=', 'posted'), ('company_id', '=', company_id), "
        "('partner_id', 'child_of', partner_id)]",
    )
    reason = fields.Text(
        required=True,
        tracking=True,
        help="What happened: document, file number, who signed.",
    )
    active = fields.Boolean(
        default=True,
        tracking=True,
        help="Archive what was recorded by mistake; it then counts no more.",
    )

    _days_order = models.Constraint(
        "CHECK (date_end IS NULL OR date_end >= date)",
        "The proceedings ended before they began.",
    )
    _end_of_proceedings = models.Constraint(
        "CHECK (date_end IS NULL OR kind IN ('court', 'mediation'))",
        "Only proceedings have an end; an acknowledgment and a judgment have a day.",
    )

    @api.depends("kind", "date", "partner_id")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for one in self:
            one.display_name = f"{kinds.get(one.kind, '')}: {one.partner_id.name or ''}"

    @api.constrains("date", "date_end")
    def _check_days(self):
        today = law_today(self)
        for one in self:
            if one.date > today or (one.date_end and one.date_end > today):
                raise ValidationError(
                    self.env._("Only what has happened interrupts prescription.")
                )

    @api.constrains("line_ids", "partner_id", "company_id")
    def _check_claims(self):
        for one in self:
            lines_sudo = one.sudo().line_ids
            if not lines_sudo:
                raise ValidationError(
                    self.env._("Choose the claims that this concerns.")
                )
            debtors = lines_sudo.partner_id.commercial_partner_id
            if (
                debtors != one.sudo().partner_id.commercial_partner_id
                or lines_sudo.company_id != one.company_id
                or set(lines_sudo.mapped("account_type")) != {"asset_receivable"}
            ):
                raise ValidationError(
                    self.env._("The claims must be those of this very customer.")
                )

    @api.onchange("partner_id")
    def _onchange_partner_id(self):
        """Offer what the customer owes."""
        chosen = self.line_ids.partner_id.commercial_partner_id
        if self.partner_id and chosen != self.partner_id.commercial_partner_id:
            self.line_ids = self.env["account.move.line"].search(
                [
                    ("account_type", "=", "asset_receivable"),
                    ("amount_residual", ">", 0),
                    ("parent_state", "=", "posted"),
                    ("company_id", "=", self.company_id.id),
                    ("partner_id", "child_of", self.partner_id.id),
                ]
            )

    def write(self, vals):
        """Override: what happened stays as it was recorded."""
        self.check_access("write")
        if changed(self, vals, STATED) or "line_ids" in vals:
            raise UserError(
                self.env._(
                    "What was recorded stays. Archive it if it was a mistake, and "
                    "record anew."
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_recorded(self):
        raise UserError(
            self.env._("What was recorded stays. Archive it if it was a mistake.")
        )

    @api.model
    def _record(self, lines, kind, day, reason, day_end=False):
        """Record one event for the claims of one customer, after a checked access.

        :param lines: receivable lines of one customer
        """
        return self.create(
            {
                "company_id": lines.company_id.id,
                "partner_id": lines.partner_id.commercial_partner_id.id,
                "line_ids": [Command.set(lines.ids)],
                "kind": kind,
                "date": day,
                "date_end": day_end,
                "reason": reason,
            }
        )
