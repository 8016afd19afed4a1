from odoo import api, fields, models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    water_unit = fields.Char(string="Billed Unit", compute="_compute_water_unit")

    @api.depends("product_id", "product_uom_id", "move_id.water_document")
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
            # Whoever reads the bill may know what its lines count.
            bill_sudo = (move.water_corrected_move_id or move.reversed_entry_id).sudo()
            settled_sudo = (move.sudo() | bill_sudo).water_settlement_id
            products = settled_sudo._component_products() if settled_sudo else {}
            units = {
                products[line.component]: labels[line.unit]
                for line in settled_sudo.line_ids
            }
            for line in lines:
                line.water_unit = units.get(
                    line.product_id, line.product_uom_id.display_name
                )
