from odoo import api, fields, models

from .water_point import OFFICE

#: Between two premises of a route when they are numbered one after the other.
STEP = 10


class WaterPremise(models.Model):
    """Premise (nieruchomość, posesja): the place that is supplied."""

    _name = "water.premise"
    _description = "Premise"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "village_id, street, house_number, id"
    _rec_name = "address"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    active = fields.Boolean(default=True)
    village_id = fields.Many2one(
        "water.village", required=True, index=True, tracking=True, ondelete="restrict"
    )
    street = fields.Char(index="trigram", tracking=True)
    house_number = fields.Char(string="Number", tracking=True)
    flat_number = fields.Char(string="Flat")
    zip = fields.Char(
        string="Post Code",
        compute="_compute_zip",
        store=True,
        readonly=False,
        precompute=True,
    )
    plot = fields.Char(
        string="Plot Number", help="Number of the plot in the land register (działka)."
    )
    address = fields.Char(
        compute="_compute_address", store=True, precompute=True, index="trigram"
    )
    latitude = fields.Float(digits=(10, 7))
    longitude = fields.Float(digits=(10, 7))
    zone_id = fields.Many2one(
        "water.zone", string="Supply Zone", check_company=True, tracking=True
    )
    route_id = fields.Many2one(
        "water.route",
        string="Reading Route",
        index="btree_not_null",
        check_company=True,
        tracking=True,
    )
    route_sequence = fields.Integer(
        string="Order on Route",
        compute="_compute_route_sequence",
        store=True,
        readonly=False,
        precompute=True,
        help="Place on the reader's walk, the smallest number first. A new premise "
        "comes last; steps of ten leave room for what is built in between.",
    )
    point_ids = fields.One2many("water.point", "premise_id", string="Points")
    contract_ids = fields.One2many(
        "water.contract", "premise_id", string="Contracts", groups=OFFICE
    )
    point_count = fields.Integer(compute="_compute_point_count")
    meter_count = fields.Integer(compute="_compute_meter_count")
    contract_count = fields.Integer(compute="_compute_contract_count", groups=OFFICE)
    note = fields.Text(help="How to get to the meter, dog, key …")

    _latitude_range = models.Constraint(
        "CHECK (latitude BETWEEN -90 AND 90)", "Latitude lies between -90 and 90."
    )
    _longitude_range = models.Constraint(
        "CHECK (longitude BETWEEN -180 AND 180)", "Longitude lies between -180 and 180."
    )

    @api.depends("village_id.zip")
    def _compute_zip(self):
        for premise in self:
            premise.zip = premise.zip or premise.village_id.zip

    @api.depends("route_id")
    def _compute_route_sequence(self):
        """A premise new on a route comes after the last one there."""
        last = dict(
            self._read_group(
                [("route_id", "in", self.route_id.ids), ("id", "not in", self.ids)],
                ["route_id"],
                ["route_sequence:max"],
            )
        )
        for premise in self:
            route = premise.route_id._origin
            if route:
                last[route] = (last.get(route) or 0) + STEP
            premise.route_sequence = last[route] if route else 0

    @api.depends("village_id.name", "street", "house_number", "flat_number")
    def _compute_address(self):
        for premise in self:
            number = "/".join(filter(None, (premise.house_number, premise.flat_number)))
            street = " ".join(filter(None, (premise.street, number)))
            village = premise.village_id.name or ""
            # In a village without streets the address is "Village 12".
            if premise.street:
                premise.address = ", ".join(filter(None, (village, street)))
            else:
                premise.address = " ".join(filter(None, (village, number)))

    def _compute_point_count(self):
        points = dict(
            self.env["water.point"]._read_group(
                [("premise_id", "in", self.ids)], ["premise_id"], ["__count"]
            )
        )
        for premise in self:
            premise.point_count = points.get(premise, 0)

    def _compute_meter_count(self):
        meters = dict(
            self.env["water.meter"]._read_group(
                [("premise_id", "in", self.ids)], ["premise_id"], ["__count"]
            )
        )
        for premise in self:
            premise.meter_count = meters.get(premise, 0)

    def _compute_contract_count(self):
        contracts = dict(
            self.env["water.contract"]._read_group(
                [("premise_id", "in", self.ids)], ["premise_id"], ["__count"]
            )
        )
        for premise in self:
            premise.contract_count = contracts.get(premise, 0)

    def _postal_lines(self):
        """Two lines of a postal address: street or village with number; code, town."""
        self.ensure_one()
        village = self.village_id
        town = village.post_office or village.name
        number = "/".join(filter(None, (self.house_number, self.flat_number)))
        first = f"{self.street or village.name} {number}".strip()
        if self.street and village.post_office and village.post_office != village.name:
            first = f"{village.name}, {first}"
        return first, " ".join(filter(None, (self.zip, town)))

    def action_view_points(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Points"),
            "res_model": "water.point",
            "view_mode": "list,form",
            "domain": [("premise_id", "=", self.id)],
            "context": {"default_premise_id": self.id},
        }

    def action_view_meters(self):
        """The meters that are installed here today."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Meters"),
            "res_model": "water.meter",
            "view_mode": "list,form",
            "domain": [("premise_id", "=", self.id)],
        }

    def action_view_contracts(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Contracts"),
            "res_model": "water.contract",
            "view_mode": "list,form",
            "domain": [("premise_id", "=", self.id)],
            "context": {"default_premise_id": self.id},
        }
