from odoo import fields, models


class WaterRoute(models.Model):
    """Reading route: the order in which a reader walks the premises."""

    _name = "water.route"
    _description = "Reading Route"
    _order = "code, name"
    _rec_names_search = ["code", "name"]

    name = fields.Char(required=True)
    code = fields.Char(required=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    user_id = fields.Many2one("res.users", string="Reader")
    active = fields.Boolean(default=True)
    premise_ids = fields.One2many("water.premise", "route_id", string="Premises")
    point_count = fields.Integer(compute="_compute_point_count")

    _code_unique = models.Constraint(
        "UNIQUE (company_id, code)", "A route with this code is already there."
    )

    def _compute_point_count(self):
        counts = dict(
            self.env["water.point"]._read_group(
                [("route_id", "in", self.ids)], ["route_id"], ["__count"]
            )
        )
        for route in self:
            route.point_count = counts.get(route, 0)

    def action_start_round(self):
        """Open today's round over this route, made now when there is none."""
        self.ensure_one()
        return self.env["water.reading.round"]._start(self).action_enter_readings()
