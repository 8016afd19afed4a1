from odoo import api, fields, models
from odoo.exceptions import UserError

KINDS = [
    ("outage", "No water"),
    ("failure", "Failure of the network"),
    ("quality", "Quality of water"),
    ("works", "Planned works"),
    ("prices", "Prices and bills"),
    ("info", "Information"),
]


class IbokAnnouncement(models.Model):
    """What the office tells everybody, or some villages (komunikat).

    Public from its first to its last day; residents also see at home what is for the
    places of their contracts.
    """

    _name = "ibok.announcement"
    _description = "Announcement"
    _inherit = "ibok.publication.mixin"
    _preview_path = "/ibok/announcements/preview"
    _order = "urgent desc, date_from desc, id desc"
    _rec_name = "title"
    _check_company_auto = True

    title = fields.Char(required=True, tracking=True)
    body = fields.Text(
        string="Text",
        tracking=True,
        help="In plain words: what, where, from when to when, whom to call. An empty "
        "line begins a new paragraph; addresses of pages become links.",
    )
    kind = fields.Selection(KINDS, required=True, default="info", tracking=True)
    urgent = fields.Boolean(
        tracking=True, help="Comes first, and is marked as urgent in words."
    )
    village_ids = fields.Many2many("water.village", string="Villages")
    zone_ids = fields.Many2many("water.zone", string="Supply Zones", check_company=True)
    route_ids = fields.Many2many(
        "water.route", string="Reading Routes", check_company=True
    )
    place_names = fields.Char(
        string="For",
        compute="_compute_place_names",
        help="Villages, zones and routes it is for; it is for everybody when none is "
        "chosen, and for each of them when some are.",
    )
    _published_has_text = models.Constraint(
        "CHECK (state != 'published' OR btrim(COALESCE(body, '')) != '')",
        "A published announcement needs its text.",
    )
    _shown_idx = models.Index(
        "(company_id, date_from, date_to) WHERE state = 'published' AND active"
    )

    @api.depends("village_ids", "zone_ids", "route_ids")
    @api.depends_context("lang")
    def _compute_place_names(self):
        for announcement in self:
            announcement.place_names = ", ".join(
                (
                    *announcement.village_ids.mapped("name"),
                    *announcement.zone_ids.mapped("name"),
                    *announcement.route_ids.mapped("name"),
                )
            ) or self.env._("Everybody")

    @api.model_create_multi
    def create(self, vals_list):
        announcements = super().create(vals_list)
        self.env.registry.clear_cache()
        return announcements

    def write(self, vals):
        result = super().write(vals)
        self.env.registry.clear_cache()
        return result

    def _check_publishable(self):
        for announcement in self:
            if not (announcement.body or "").strip():
                raise UserError(
                    self.env._(
                        "Write the text of “%s” before you publish it.",
                        announcement.title,
                    )
                )
