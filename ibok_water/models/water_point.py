from odoo import api, fields, models
from odoo.fields import Domain

POINT_KINDS = [
    ("main", "Main meter"),
    ("garden", "Garden submeter"),
    ("sewage", "Sewage meter"),
    ("intake", "Own intake"),
]
#: Who may know of contracts. A meter reader needs no more than whose the water is.
OFFICE = "ibok_water.group_water_clerk,account.group_account_readonly"


class WaterPoint(models.Model):
    """Metering point: the place of a meter, whatever meter is there."""

    _name = "water.point"
    _description = "Metering Point"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "route_id, route_sequence, premise_id, kind desc, id"
    _rec_names_search = [
        "code",
        "premise_id.address",
        "meter_id.number",
        "partner_id",
    ]

    code = fields.Char(
        string="Point Number", required=True, copy=False, default="/", readonly=True
    )
    company_id = fields.Many2one(
        related="premise_id.company_id", store=True, precompute=True, index=True
    )
    active = fields.Boolean(default=True)
    premise_id = fields.Many2one(
        "water.premise",
        required=True,
        index=True,
        ondelete="restrict",
        tracking=True,
    )
    kind = fields.Selection(POINT_KINDS, required=True, default="main", tracking=True)
    main_point_id = fields.Many2one(
        "water.point",
        index="btree_not_null",
        domain="[('premise_id', '=', premise_id), ('kind', 'in', ('main', 'intake'))]",
        ondelete="restrict",
        help="The point whose water this submeter takes off the sewage.",
    )
    submeter_ids = fields.One2many("water.point", "main_point_id", string="Submeters")
    place = fields.Char(help="Where on the premise: cellar, well in the yard …")
    route_id = fields.Many2one(related="premise_id.route_id", store=True, index=True)
    route_sequence = fields.Integer(related="premise_id.route_sequence", store=True)
    village_id = fields.Many2one(related="premise_id.village_id", store=True)
    installation_ids = fields.One2many(
        "water.meter.installation", "point_id", string="Meters over Time"
    )
    meter_id = fields.Many2one("water.meter", compute="_compute_meter", store=True)
    installation_id = fields.Many2one(
        "water.meter.installation", compute="_compute_meter", store=True
    )
    reading_ids = fields.One2many("water.reading", "point_id", string="Readings")
    contract_point_ids = fields.One2many(
        "water.contract.point", "point_id", groups=OFFICE
    )
    contract_id = fields.Many2one(
        "water.contract",
        string="Present Contract",
        compute="_compute_contract",
        search="_search_contract",
        groups=OFFICE,
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        compute="_compute_partner",
        compute_sudo=True,
        search="_search_partner",
        help="Whose the water is today.",
    )
    partner_phone = fields.Char(related="partner_id.phone", string="Customer's Phone")
    last_reading_id = fields.Many2one(
        "water.reading",
        string="Last Accepted Reading",
        compute="_compute_last_reading",
    )
    last_value = fields.Float(
        string="Last Reading", compute="_compute_last_reading", digits=(12, 3)
    )
    last_date = fields.Date(string="Last Reading on", compute="_compute_last_reading")
    reading_count = fields.Integer(compute="_compute_reading_count")

    _code_unique = models.Constraint(
        "UNIQUE (company_id, code)", "This point number is already in use."
    )
    _garden_has_main = models.Constraint(
        "CHECK (kind != 'garden' OR main_point_id IS NOT NULL)",
        "A garden submeter must name the main point it hangs on.",
    )
    _not_own_main = models.Constraint(
        "CHECK (main_point_id IS NULL OR main_point_id != id)",
        "A point cannot be its own main point.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        sequence_sudo = self.env["ir.sequence"].sudo()
        for vals in vals_list:
            if vals.get("code", "/") == "/":
                premise = self.env["water.premise"].browse(vals.get("premise_id"))
                vals["code"] = sequence_sudo.with_company(
                    premise.company_id
                ).next_by_code("water.point")
        return super().create(vals_list)

    @api.depends("code", "kind", "premise_id.address")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for point in self:
            code = point.code if point.code != "/" else None
            told = (code, point.premise_id.address, kinds.get(point.kind))
            point.display_name = " · ".join(filter(None, told))

    @api.depends("installation_ids.date_to", "installation_ids.meter_id")
    def _compute_meter(self):
        for point in self:
            open_ones = point.installation_ids.filtered(lambda i: not i.date_to)
            point.installation_id = open_ones[:1]
            point.meter_id = open_ones[:1].meter_id

    @api.depends_context("uid")
    def _compute_contract(self):
        rows = self.env["water.contract.point"].search(
            [("point_id", "in", self.ids), ("is_current", "=", True)]
        )
        by_point = {row.point_id: row.contract_id for row in rows}
        for point in self:
            point.contract_id = by_point.get(point)

    def _search_contract(self, operator, value):
        if operator in Domain.NEGATIVE_OPERATORS:
            return NotImplemented
        current = self.env["water.contract.point"].search([("is_current", "=", True)])
        found = current.filtered_domain([("contract_id", operator, value)])
        domain = Domain("id", "in", found.point_id.ids)
        if operator == "in" and False in value:
            domain |= Domain("id", "not in", current.point_id.ids)
        return domain

    @api.depends("contract_id")
    def _compute_partner(self):
        """As superuser: readers need the name, and the contract is closed to them."""
        for point in self:
            point.partner_id = point.contract_id.partner_id

    def _search_partner(self, operator, value):
        if operator in Domain.NEGATIVE_OPERATORS:
            return NotImplemented
        rows_sudo = self.env["water.contract.point"].sudo()
        current = Domain("is_current", "=", True)
        found = rows_sudo.search(
            current & Domain("contract_id.partner_id", operator, value)
        )
        domain = Domain("id", "in", found.point_id.ids)
        if operator == "in" and False in value:
            domain |= Domain("id", "not in", rows_sudo.search(current).point_id.ids)
        return domain

    def _compute_last_reading(self):
        last = self.env["water.reading"]._last_accepted(self)
        for point in self:
            reading = last.get(point.id)
            point.last_reading_id = reading
            point.last_value = reading.value if reading else 0.0
            point.last_date = reading.date if reading else False

    def _compute_reading_count(self):
        counts = dict(
            self.env["water.reading"]._read_group(
                [("point_id", "in", self.ids)], ["point_id"], ["__count"]
            )
        )
        for point in self:
            point.reading_count = counts.get(point, 0)

    def _installation_on(self, day, kind=None):
        """The installation a reading of this day belongs to.

        On the day of an exchange two meters share the day: a final or exchange-out
        reading is the old one's, any other the new one's.
        """
        self.ensure_one()
        found = self.installation_ids.filtered(
            lambda i: i.date_from <= day and (not i.date_to or i.date_to >= day)
        ).sorted("date_from")
        return found[:1] if kind == "final" else found[-1:]

    def action_view_readings(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Readings"),
            "res_model": "water.reading",
            "view_mode": "list,form,graph,pivot",
            "domain": [("point_id", "=", self.id)],
            "context": {"default_point_id": self.id},
        }

    def action_view_use(self):
        """Graph of use over time."""
        self.ensure_one()
        action = self.action_view_readings()
        action.update(
            name=self.env._("Use"),
            view_mode="graph,list",
            domain=[
                ("point_id", "=", self.id),
                ("state", "=", "accepted"),
                ("days", ">", 0),
            ],
        )
        return action

    def action_exchange_meter(self):
        """Open the exchange wizard for this point."""
        self.ensure_one()
        first = not self.installation_id
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Install Meter")
            if first
            else self.env._("Exchange Meter"),
            "res_model": "water.meter.exchange",
            "view_mode": "form",
            "target": "new",
            "context": {"default_point_id": self.id},
        }

    def action_remove_meter(self):
        """Open the wizard that takes the meter out, with none put in."""
        self.ensure_one()
        action = self.action_exchange_meter()
        action["name"] = self.env._("Take the Meter Out")
        action["context"]["default_removal"] = True
        return action

    def action_view_contract(self):
        """Open the contract the point belongs to today."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "water.contract",
            "view_mode": "form",
            "res_id": self.contract_id.id,
        }

    def action_enter_reading(self):
        """Enter one reading of this point by hand."""
        self.ensure_one()
        view = self.env.ref("ibok_water.water_reading_view_form_entry")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Enter Reading"),
            "res_model": "water.reading",
            "view_mode": "form",
            "views": [(view.id, "form")],
            "target": "new",
            "context": {"default_point_id": self.id},
        }
