from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.ibok_water.models.law_day import law_today


class IbokPublicationMixin(models.AbstractModel):
    """What the office publishes for everybody, from a first to a last day.

    Residents have no rights on such a model: pages show what `_public_domain` lets
    through, in `sudo`. A model names its page for the office by `_preview_path`.
    """

    _name = "ibok.publication.mixin"
    _description = "Published for Everybody"
    _inherit = ["water.process.mixin", "mail.thread"]
    _process_fields = frozenset({"state"})
    #: Address of the preview; the record's number comes after it.
    _preview_path = None

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
        "The last day comes before the first one.",
    )

    @api.depends("state", "date_from", "date_to")
    def _compute_phase(self):
        today = law_today(self)
        for record in self:
            if record.state == "draft" or not record.date_from:
                record.phase = "draft"
            elif record.date_from > today:
                record.phase = "coming"
            elif record.date_to and record.date_to < today:
                record.phase = "over"
            else:
                record.phase = "shown"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_published(self):
        if "published" in self.mapped("state"):
            raise UserError(
                self.env._(
                    "What is published is archived, not deleted: what residents were "
                    "told stays on record."
                )
            )

    def action_publish(self):
        """Show it from its first day on."""
        self._check_publishable()
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
            "url": f"{self._preview_path}/{self.id}",
            "target": "new",
        }

    def _check_publishable(self):
        """Hook: refuse what residents could do nothing with.

        :raise UserError: something is missing
        """

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

    @api.model
    def _public_one(self, company, number):
        """The published record of a number; none when there is no such.

        :param int number: out of an address
        """
        return self.sudo().search(
            Domain("id", "=", number) & self._public_domain(company), limit=1
        )
