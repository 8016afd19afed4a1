from odoo import api, fields, models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    water_settlement_id = fields.Many2one(
        "water.settlement",
        string="Settlement",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="Whose line it is on a bill for several contracts.",
    )
    water_unit = fields.Char(string="Billed Unit", compute="_compute_water_unit")

    # Deferred: a settlement learns its invoice when that is made.
    _water_settlement_of_move = models.Constraint(
        "FOREIGN KEY (water_settlement_id, move_id) "
        "REFERENCES water_settlement (id, move_id) "
        "ON DELETE RESTRICT DEFERRABLE INITIALLY DEFERRED",
        "A line of a bill belongs to a settlement of this very bill.",
    )

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
        # Whoever reads the bill may know what its lines count.
        for (move_sudo, own_sudo), lines_sudo in (
            self.sudo()
            .grouped(lambda line: (line.move_id, line.water_settlement_id))
            .items()
        ):
            bill_sudo = move_sudo.water_corrected_move_id or move_sudo.reversed_entry_id
            settled_sudo = own_sudo or (move_sudo | bill_sudo).water_settlement_id
            settled_sudo |= settled_sudo.corrected_id
            products = settled_sudo._component_products() if settled_sudo else {}
            units = {
                products[line.component]: labels[line.unit]
                for line in settled_sudo.line_ids
            }
            for line in lines_sudo.with_env(self.env):
                line.water_unit = units.get(
                    line.product_id, line.product_uom_id.display_name
                )
