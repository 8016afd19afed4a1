from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.ibok_water.models.law_day import law_today

KINDS = [
    ("outage", "No water"),
    ("quality", "Quality of water"),
    ("works", "Planned works"),
    ("info", "Information"),
]


class IbokAnnouncement(models.Model):
    """What the office tells everybody, or some villages (komunikat).

    Public from its first to its last day; residents also see at home what is for the
    places of their contracts.
    """

    _name = "ibok.announcement"
    _description = "Announcement"
    _inherit = ["water.process.mixin", "mail.thread"]
    _process_fields = frozenset({"state"})
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
    state = fields.Selection(
        [("draft", "Draft"), ("published", "Published")],
        required=True,
        readonly=True,
        default="draft",
        copy=False,
        tracking=True,
    )
    date_from = fields.Date(
        string="Shown From",
        required=True,
        default=law_today,
        copy=False,
        tracking=True,
        help="First day, by Polish time.",
    )
    date_to = fields.Date(
        string="Shown To",
        copy=False,
        tracking=True,
        help="Last day. Empty: until it is archived.",
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
    phase = fields.Selection(
        [
            ("draft", "Draft"),
            ("coming", "Coming"),
            ("shown", "Shown today"),
            ("over", "Over"),
        ],
        string="Today",
        compute="_compute_phase",
    )
    author_id = fields.Many2one(
        "res.users", default=lambda self: self.env.user, readonly=True, copy=False
    )
    active = fields.Boolean(default=True, tracking=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
        index=True,
        ondelete="cascade",
    )

    _dates_in_order = models.Constraint(
        "CHECK (date_to IS NULL OR date_from <= date_to)",
        "The last day of an announcement comes before its first one.",
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

    @api.depends("state", "date_from", "date_to")
    def _compute_phase(self):
        today = law_today(self)
        for announcement in self:
            if announcement.state == "draft" or not announcement.date_from:
                announcement.phase = "draft"
            elif announcement.date_from > today:
                announcement.phase = "coming"
            elif announcement.date_to and announcement.date_to < today:
                announcement.phase = "over"
            else:
                announcement.phase = "shown"

    @api.model_create_multi
    def create(self, vals_list):
        announcements = super().create(vals_list)
        self.env.registry.clear_cache()
        return announcements

    def write(self, vals):
        result = super().write(vals)
        self.env.registry.clear_cache()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_published(self):
        if "published" in self.mapped("state"):
            raise UserError(
                self.env._(
                    "A published announcement is archived, not deleted: what residents "
                    "were told stays on record."
                )
            )

    def action_publish(self):
        """Show it from its first day on."""
        for announcement in self:
            if not (announcement.body or "").strip():
                raise UserError(
                    self.env._(
                        "Write the text of “%s” before you publish it.",
                        announcement.title,
                    )
                )
        self._set_process({"state": "published"})

    def action_take_back(self):
        """Show it no more, to write it anew."""
        self._set_process({"state": "draft"})

    def action_preview(self):
        """The page as residents see it, or will."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_url",
            "url": f"/ibok/announcements/preview/{self.id}",
            "target": "new",
        }

    @api.model
    def _public_domain(self, company, over=False):
        """What everybody may read today, of one company.

        :param bool over: those whose last day is past, else those that hold
        """
        today = law_today(self)
        ended = Domain("date_to", "<", today)
        return (
            Domain("company_id", "=", company.id)
            & Domain("state", "=", "published")
            & Domain("date_from", "<=", today)
            & (ended if over else Domain("date_to", "=", False) | ~ended)
        )
