from odoo import api, fields, models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    water_unit = fields.Char(string="Billed Unit", compute="_compute_water_unit")

    @api.depends("sequence", "product_uom_id", "move_id.water_document")
    @api.depends_context("lang")
    def _compute_water_unit(self):
        """What a line of a water bill counts: m³, months or billing periods.

        Fees are sold in Odoo's plain units, which would not tell the months; the
        settlement knows, and a correction has the lines of the bill it corrects.
        """
        labels = dict(
            self.env["water.settlement.line"]
            ._fields["unit"]
            ._description_selection(self.env)
        )
        for move, lines in self.grouped("move_id").items():
            bill = move.reversed_entry_id or move
            # Whoever reads the bill may know what its lines count.
            settled_sudo = bill.sudo().water_settlement_id.line_ids
            units = {line.sequence: labels[line.unit] for line in settled_sudo}
            for line in lines:
                line.water_unit = units.get(
                    line.sequence, line.product_uom_id.display_name
                )
