from odoo import api, fields, models

from ..models.water_contract_point_chain import SettlementProblem
from ..models.water_settlement_correction import volumes_told


class WaterCorrectionMixin(models.AbstractModel):
    """What all wizards share that correct bills: the reason, and what would change."""

    _name = "water.correction.mixin"
    _description = "Correction of Bills"

    reason = fields.Char(
        required=True, help="Printed on the correcting invoice; the customer reads it."
    )
    # Each wizard has its own link to the lines.
    line_ids = fields.One2many("water.settlement.correct.line")
    currency_id = fields.Many2one(
        "res.currency", default=lambda self: self.env.company.currency_id
    )
    difference_total = fields.Monetary(
        compute="_compute_difference_total", string="Difference of All"
    )
    has_problem = fields.Boolean(compute="_compute_difference_total")

    @api.depends("line_ids.difference_total", "line_ids.problem")
    def _compute_difference_total(self):
        for wizard in self:
            wizard.difference_total = sum(wizard.line_ids.mapped("difference_total"))
            wizard.has_problem = any(wizard.line_ids.mapped("problem"))

    @api.model
    def _view_made(self, made):
        """Close the dialog and show the corrections made, if there are any."""
        if not made:
            return {"type": "ir.actions.act_window_close"}
        action = {
            "type": "ir.actions.act_window",
            "name": self.env._("Corrections"),
            "res_model": "water.settlement",
            "view_mode": "list,form",
            "domain": [("id", "in", made.ids)],
        }
        return action | (
            {"view_mode": "form", "res_id": made.id} if len(made) == 1 else {}
        )


class WaterSettlementCorrectLine(models.TransientModel):
    """What a correction would change in one settlement."""

    _name = "water.settlement.correct.line"
    _description = "Correction of a Settlement"

    wizard_id = fields.Many2one("water.settlement.correct", ondelete="cascade")
    change_id = fields.Many2one("water.contract.change", ondelete="cascade")
    settlement_id = fields.Many2one("water.settlement", required=True)
    partner_id = fields.Many2one(related="settlement_id.partner_id")
    currency_id = fields.Many2one(related="settlement_id.currency_id")
    date_from = fields.Date(related="settlement_id.date_from")
    date_to = fields.Date(related="settlement_id.date_to")
    volume_before = fields.Float(string="Water: Was (m³)", digits=(12, 3))
    volume_after = fields.Float(string="Water: Is (m³)", digits=(12, 3))
    sewage_before = fields.Float(string="Sewage: Was (m³)", digits=(12, 3))
    sewage_after = fields.Float(string="Sewage: Is (m³)", digits=(12, 3))
    volume_text = fields.Char(string="Use", compute="_compute_volume_text")
    amount_before = fields.Monetary(string="Was")
    amount_after = fields.Monetary(string="Is")
    difference_total = fields.Monetary(string="Difference")
    problem = fields.Char(help="Why it cannot be corrected now.")

    @api.depends("volume_before", "volume_after", "sewage_before", "sewage_after")
    @api.depends_context("lang")
    def _compute_volume_text(self):
        """Use before and after, of each service that there is something to say of."""
        told = self.env["water.reading"]._volume_text
        for line in self:
            water = told(line.volume_before), told(line.volume_after)
            sewage = told(line.sewage_before), told(line.sewage_after)
            none = told(0), told(0)
            facts = {
                "before": water[0],
                "after": water[1],
                "sewage_before": sewage[0],
                "sewage_after": sewage[1],
            }
            if line.problem or water == sewage == none:
                line.volume_text = False
            elif sewage == none:
                line.volume_text = self.env._("%(before)s → %(after)s m³", **facts)
            elif water == sewage:
                line.volume_text = self.env._(
                    "%(before)s → %(after)s m³, sewage the same", **facts
                )
            elif water == none:
                line.volume_text = self.env._(
                    "sewage %(sewage_before)s → %(sewage_after)s m³", **facts
                )
            else:
                line.volume_text = self.env._(
                    "%(before)s → %(after)s m³, sewage %(sewage_before)s → "
                    "%(sewage_after)s m³",
                    **facts,
                )

    @api.model
    def _vals_of(self, settlements, held):
        """Values of a line for every bill that would change; nothing is written.

        :param settlements: finished ones, to be corrected
        :param held: those without a document, to be settled again
        """
        lines = [settlement._preview_held() for settlement in held]
        for settlement, found in settlements._preview_corrections().items():
            vals = {
                "settlement_id": settlement.id,
                **volumes_told(settlement, "before"),
                "amount_before": settlement.amount_total,
            }
            if isinstance(found, SettlementProblem):
                lines.append(vals | {"problem": str(found)})
                continue
            difference, volumes = found
            lines.append(
                vals
                | {
                    **volumes_told(volumes, "after"),
                    "amount_after": settlement.amount_total + float(difference.gross),
                    "difference_total": float(difference.gross),
                }
            )
        return lines
