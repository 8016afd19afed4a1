from odoo import api, fields, models

from .law_day import law_today


class WaterContract(models.Model):
    """Of a shared point somebody pays each part, or the office is told."""

    _inherit = "water.contract"

    share_text = fields.Text(
        compute="_compute_share_text",
        groups="ibok_water.group_water_clerk",
        help="Points of which a part is paid by nobody.",
    )

    @api.depends(
        "state", "contract_point_ids.share", "contract_point_ids.point_id.code"
    )
    @api.depends_context("lang")
    def _compute_share_text(self):
        today = law_today(self)
        for contract in self:
            told = []
            rows = contract.contract_point_ids if contract.state == "open" else ()
            for row in rows:
                over = row.date_to and row.date_to < today
                if over or row.share == 100 or not row.point_id:
                    continue
                day = max(row.date_from or today, today)
                percents = row.point_id._origin._percents_on(day)
                paid = float(sum(percent for _contract, percent in percents))
                if paid < 100:
                    told.append(
                        self.env._(
                            "Of point %(point)s only %(paid)s %% is paid for: the rest "
                            "of its use is billed to nobody.",
                            point=row.point_id.code,
                            paid=self.env["water.reading"]._volume_text(paid),
                        )
                    )
            contract.share_text = "\n".join(told)
