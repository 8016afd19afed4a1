from odoo import api, fields, models


class IbokApplicationWordsMixin(models.AbstractModel):
    """What the office writes about an application, and the road it goes."""

    _name = "ibok.application.words.mixin"
    _description = "Words about an Application"
    _inherit = "ibok.ready.words.mixin"

    application_id = fields.Many2one(
        "ibok.application", required=True, ondelete="cascade"
    )
    application_kind_id = fields.Many2one(
        string="Kind of Application", related="application_id.kind_id"
    )
    canned_id = fields.Many2one(
        domain="[('used_for', 'in', (False, 'application')), "
        "('application_kind_ids', 'in', (False, application_kind_id))]"
    )
    road = fields.Selection(
        [
            ("electronic", "Electronically"),
            ("phone", "By telephone"),
            ("paper", "In writing"),
        ],
        string="How",
        required=True,
        compute="_compute_road",
        store=True,
        readonly=False,
        help="By telephone: write what was said. In writing: the letter goes by post.",
    )

    @api.depends("application_id")
    def _compute_road(self):
        for wizard in self:
            application = wizard.application_id
            reached = application.author_id or application.email
            wizard.road = "electronic" if reached else "paper"
