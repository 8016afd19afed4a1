from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from odoo.addons.ibok_water import engine

from ..tools.spot_picture import spot_picture
from .ibok_ticket import INTERNAL

#: Metres within which two matters may be about the same place.
NEAR_METRES = 300
#: Metres within which a premise tells in which village a place is.
VILLAGE_METRES = 1000
#: Premises drawn about a place, and how far away the farthest may be, in metres.
DRAWN = 10
DRAWN_METRES = 2000


class IbokTicket(models.Model):
    """Where it is: the metering point, or a position by latitude and longitude.

    Positions come from the browser of who reports, by his own button, or from the
    office. They are shown beside the premises that we know, and go to nobody.
    """

    _inherit = "ibok.ticket"

    point_id = fields.Many2one(
        "water.point",
        string="Metering Point",
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
        domain="[('contract_point_ids.contract_id', '=', contract_id)]",
    )
    latitude = fields.Float(digits=(10, 7), copy=False)
    longitude = fields.Float(digits=(10, 7), copy=False)
    spot_exact = fields.Integer(
        string="Exact to (m)",
        copy=False,
        help="Metres by which the position may err, as the device that told it said. "
        "0: not told.",
    )
    spot_picture = fields.Html(
        string="Position",
        compute="_compute_spot_picture",
        sanitize=False,
        groups=INTERNAL,
        help="The place among the premises whose position we know.",
    )

    _latitude_range = models.Constraint(
        "CHECK (latitude BETWEEN -90 AND 90)", "Latitude lies between -90 and 90."
    )
    _longitude_range = models.Constraint(
        "CHECK (longitude BETWEEN -180 AND 180)", "Longitude lies between -180 and 180."
    )

    @api.constrains("point_id", "contract_id")
    def _check_point_of_contract(self):
        """A point names a premise; another customer's would tell of it."""
        for ticket in self:
            rows_sudo = ticket.contract_id.sudo().contract_point_ids
            if ticket.point_id and ticket.point_id not in rows_sudo.point_id:
                raise ValidationError(
                    self.env._(
                        "The point %(point)s does not belong to this contract.",
                        point=ticket.point_id.display_name,
                    )
                )

    @api.depends("latitude", "longitude", "spot_exact", "point_id", "contract_id")
    def _compute_spot_picture(self):
        """Of one matter, on its form: premises about it are looked for."""
        for ticket in self:
            spot = ticket._spot()
            premises = spot and ticket._premises_about(spot, DRAWN_METRES, DRAWN)
            ticket.spot_picture = spot and spot_picture(
                self.env,
                spot,
                exact=ticket.spot_exact if ticket._own_spot() else 0,
                known=[
                    (premise.address or "", ticket._spot_of(premise))
                    for premise in premises
                ],
            )

    @api.model
    def _spot_of(self, record):
        """Where a record is by its latitude and longitude; None where both are 0."""
        if record.latitude or record.longitude:
            return engine.Spot(record.latitude, record.longitude)
        return None

    def _own_spot(self):
        """The position that was told."""
        self.ensure_one()
        return self._spot_of(self)

    def _spot(self):
        """Where it is: as told, else where the premise is."""
        self.ensure_one()
        premise_sudo = self.point_id.sudo().premise_id or (
            self.contract_id.sudo().premise_id
        )
        return self._own_spot() or self._spot_of(premise_sudo)

    def _premises_about(self, spot, metres, limit):
        """Premises whose position we know, the nearest first, in `sudo`."""
        self.ensure_one()
        premises_sudo = found_sudo = self.env["water.premise"].sudo()
        # In a town a small square is enough; in the country it has to grow.
        side = metres / 8
        while side <= metres and len(found_sudo) < limit:
            found_sudo = premises_sudo.search_fetch(
                self._square_domain("", spot, side)
                & Domain("company_id", "=", self.company_id.id),
                ["latitude", "longitude", "address", "village_id"],
            )
            side *= 2
        return found_sudo.sorted(
            lambda premise: engine.metres_between(spot, self._spot_of(premise))
        )[:limit]

    @api.model
    def _square_domain(self, path, spot, metres):
        """Records whose position lies in a square about a place."""
        low, high = engine.square_around(spot, metres)
        latitude, longitude = f"{path}latitude", f"{path}longitude"
        known = Domain(latitude, "!=", 0) | Domain(longitude, "!=", 0)
        return (
            known
            & Domain(latitude, ">=", low.latitude)
            & Domain(latitude, "<=", high.latitude)
            & Domain(longitude, ">=", low.longitude)
            & Domain(longitude, "<=", high.longitude)
        )

    def _near_domain(self):
        """Matters at the same point, or not far away, wherever they were reported."""
        self.ensure_one()
        near = Domain.FALSE
        if self.point_id:
            near |= Domain("point_id", "=", self.point_id.id)
        spot = self.category_id.about_place and self._spot()
        if spot:
            told = Domain("latitude", "!=", 0) | Domain("longitude", "!=", 0)
            near |= self._square_domain("", spot, NEAR_METRES)
            near |= ~told & self._square_domain(
                "contract_id.premise_id.", spot, NEAR_METRES
            )
        return near

    def _similar_place(self):
        """Override: by point and position too."""
        return super()._similar_place() | self._near_domain()

    @api.onchange("contract_id")
    def _onchange_contract_id(self):
        """Override: the only point of a contract is the one."""
        result = super()._onchange_contract_id()
        self._point_of_contract()
        return result

    @api.onchange("category_id")
    def _onchange_category_id(self):
        """Override: a bill is no place."""
        result = super()._onchange_category_id()
        if self.category_id and not self.category_id.about_place:
            self.point_id = False
        return result

    def _point_of_contract(self):
        """The point where a contract has one only; none of another contract's."""
        rows_sudo = self.contract_id.sudo().contract_point_ids
        if self.point_id not in rows_sudo.point_id:
            self.point_id = False
        points_sudo = rows_sudo.filtered("is_current").point_id
        a_place = self.category_id.about_place or not self.category_id
        if not self.point_id and len(points_sudo) == 1 and a_place:
            self.point_id = points_sudo.sudo(False)

    def _place_of_contract(self):
        """Override: also the point, and of a position the village."""
        result = super()._place_of_contract()
        self._point_of_contract()
        spot = self._own_spot()
        if spot and not self.village_id:
            nearest_sudo = self._premises_about(spot, VILLAGE_METRES, 1)
            self.village_id = nearest_sudo.village_id
        return result

    def _place_in_words(self):
        """Village and place; without these the position."""
        self.ensure_one()
        spot = self._own_spot()
        position = f"{spot.latitude:.5f}, {spot.longitude:.5f}" if spot else ""
        # A village without streets has numbers alone: "Malenia 114".
        joint = " " if self.place and self.place[:1].isdigit() else ", "
        return joint.join(filter(None, (self.village_id.name, self.place or position)))
