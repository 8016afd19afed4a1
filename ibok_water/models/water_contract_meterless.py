from odoo import api, fields, models

from .law_day import law_today


class WaterContract(models.Model):
    """Billed by a meter, with none on its point: nobody may notice before the bill."""

    _inherit = "water.contract"

    meterless_text = fields.Text(
        compute="_compute_meterless_text",
        groups="base.group_user",
        help="Points that should be read and have no meter, and what follows from it.",
    )

    @api.depends(
        "state",
        "metering",
        "contract_point_ids.date_to",
        "contract_point_ids.point_id.installation_id",
    )
    @api.depends_context("lang")
    def _compute_meterless_text(self):
        today = law_today(self)
        for contract in self:
            rows = contract.contract_point_ids.filtered(
                lambda row: not row.date_to or row.date_to >= today
            )
            # A garden's meter may be in for the winter: then there is no deduction.
            points = rows.point_id.filtered(
                lambda point: point.kind != "garden" and not point.installation_id
            )
            by_meter = contract.state != "closed" and contract.metering != "norm"
            contract.meterless_text = by_meter and self._meterless_sentence(points)

    @api.model
    def _meterless_sentence(self, points):
        """:return: what is missing and what follows, or False"""
        if not points:
            return False
        return self.env._(
            "No meter is installed on: %(points)s. Until one is, there is no reading "
            "and no bill: a billing run sets the contract aside. Install a meter on "
            "the point, or bill by a consumption norm.",
            points=", ".join(points.mapped("code")),
        )
