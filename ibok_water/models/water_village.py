from odoo import api, fields, models


class WaterVillage(models.Model):
    """Village or town part (miejscowość) of the municipality."""

    _name = "water.village"
    _description = "Village"
    _order = "name"

    name = fields.Char(required=True, index="trigram")
    zip = fields.Char(string="Post Code")
    post_office = fields.Char(
        help="Town of the post office, when it is not the village itself."
    )
    teryt = fields.Char(
        string="TERYT Code", help="Code of the place in the SIMC register, if known."
    )
    active = fields.Boolean(default=True)
    premise_ids = fields.One2many("water.premise", "village_id", string="Premises")
    premise_count = fields.Integer(compute="_compute_premise_count")

    _name_zip_unique = models.Constraint(
        "UNIQUE (name, zip)", "This village with this post code is already there."
    )

    @api.depends("premise_ids")
    def _compute_premise_count(self):
        counts = dict(
            self.env["water.premise"]._read_group(
                [("village_id", "in", self.ids)], ["village_id"], ["__count"]
            )
        )
        for village in self:
            village.premise_count = counts.get(village, 0)
