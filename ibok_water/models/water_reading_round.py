from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import format_date

from .law_day import law_today


class WaterReadingRound(models.Model):
    """A reader's walk over a route: one row a point, filled in on the way."""

    _name = "water.reading.round"
    _description = "Reading Round"
    _inherit = ["mail.thread"]
    _order = "date desc, id desc"

    name = fields.Char(compute="_compute_name", search="_search_name")
    route_id = fields.Many2one("water.route", required=True, ondelete="restrict")
    company_id = fields.Many2one(related="route_id.company_id", store=True)
    date = fields.Date(required=True, default=law_today)
    user_id = fields.Many2one(
        "res.users",
        string="Reader",
        compute="_compute_user_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    state = fields.Selection(
        [("open", "Open"), ("done", "Finished")], default="open", required=True
    )
    line_ids = fields.One2many("water.reading.round.line", "round_id", string="Points")
    line_count = fields.Integer(compute="_compute_progress")
    done_count = fields.Integer(compute="_compute_progress")
    held_count = fields.Integer(compute="_compute_progress")
    progress = fields.Float(compute="_compute_progress")
    is_complete = fields.Boolean(compute="_compute_progress")

    _route_day_unique = models.Constraint(
        "UNIQUE (route_id, date)", "This route already has a round on this day."
    )

    @api.depends("route_id.name", "date")
    @api.depends_context("lang")
    def _compute_name(self):
        for walk in self:
            day = format_date(self.env, walk.date)
            walk.name = " ".join(filter(None, (walk.route_id.name, day)))

    @api.depends("route_id")
    def _compute_user_id(self):
        """The route's reader; else who starts the round, if he is one himself."""
        me = self.env.user
        office = me.has_group("ibok_water.group_water_clerk")
        for walk in self:
            reader = walk.route_id.user_id or walk.user_id
            walk.user_id = reader or (me.browse() if office else me)

    @api.model
    def _search_name(self, operator, value):
        return [("route_id.name", operator, value)]

    @api.depends("line_ids.state")
    def _compute_progress(self):
        for walk in self:
            states = walk.line_ids.mapped("state")
            walk.line_count = len(states)
            walk.held_count = states.count("held")
            walk.done_count = len(states) - states.count("open")
            walk.is_complete = bool(states) and "open" not in states
            walk.progress = 100.0 * walk.done_count / len(states) if states else 0.0

    @api.model
    def _start(self, route):
        """The open round of a route, made for today when there is none."""
        walk = self.search(
            [("route_id", "=", route.id), ("state", "=", "open")], limit=1
        )
        return walk or self.create([{"route_id": route.id}])

    @api.model_create_multi
    def create(self, vals_list):
        rounds = super().create(vals_list)
        rounds._fill()
        return rounds

    def _fill(self):
        """One row for every point of the route that has a meter and a contract."""
        for walk in self:
            points = self.env["water.point"].search(
                [("route_id", "=", walk.route_id.id), ("meter_id", "!=", False)],
                order="route_sequence, premise_id, kind desc, id",
            )
            known = walk.line_ids.point_id
            # Readers start rounds; that there is a contract they need not see.
            points = points.filtered(lambda p, k=known: p.partner_id and p not in k)
            last = self.env["water.reading"]._last_accepted(points)
            nothing = self.env["water.reading"]
            self.env["water.reading.round.line"].create(
                [
                    {
                        "round_id": walk.id,
                        "point_id": point.id,
                        "sequence": place,
                        "previous_value": last.get(point.id, nothing).value,
                        "previous_date": last.get(point.id, nothing).date,
                    }
                    for place, point in enumerate(points, start=len(known) + 1)
                ]
            )

    def action_enter_readings(self):
        """Keyboard entry: type the value, Enter saves it and goes to the next row."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": "water.reading.round.line",
            "view_mode": "list,kanban,form",
            "mobile_view_mode": "kanban",
            "domain": [("round_id", "=", self.id)],
            # What is done already would stand before what is to be read.
            "context": {"search_default_open": int(self.done_count < self.line_count)},
            "help": Markup("<p>%s</p>") % self.env._("No point is left to read here."),
        }

    def action_done(self):
        self.state = "done"

    def action_reopen(self):
        self.state = "open"
