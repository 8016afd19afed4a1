from datetime import timedelta

from odoo import fields, models
from odoo.fields import Domain

from .law_day import law_today
from .water_point import OFFICE


class ResPartner(models.Model):
    """A customer whom a person talks to before anything is demanded."""

    _inherit = "res.partner"

    water_vulnerable = fields.Boolean(
        string="Human First",
        copy=False,
        tracking=True,
        groups=OFFICE,
        help="Illness, age, poverty: no batch makes a demand; somebody calls or visits "
        "first. Never shown in the portal.",
    )
    water_vulnerable_note = fields.Text(
        string="Why Human First",
        copy=False,
        groups="ibok_water.group_water_clerk",
        help="What helps to talk with the customer, no more: it may be about health.",
    )
    water_late_human_first = fields.Boolean(
        compute="_compute_water_late_human_first",
        search="_search_water_late_human_first",
        groups=OFFICE,
        help="Late with paying, and to be talked with before a demand is made.",
    )

    def _compute_water_late_human_first(self):
        late = self.filtered_domain([("water_late_human_first", "=", True)])
        for partner in self:
            partner.water_late_human_first = partner in late

    def _search_water_late_human_first(self, operator, value):
        if operator != "in":
            return NotImplemented
        marked = self.search([("water_vulnerable", "=", True)])
        stages = self.env["water.demand.stage"]
        days = min(
            stages._of_company(self.env.company)
            .filtered(lambda stage: stage.kind != "before")
            .mapped("days"),
            default=0,
        )
        until = law_today(self) - timedelta(days=days)
        lines_sudo = (
            self.env["account.move.line"]
            .sudo()
            ._water_open_lines(self.env.company, until, marked)
        )
        late = Domain("id", "in", lines_sudo.partner_id.commercial_partner_id.ids)
        return Domain.OR(late if wanted else ~late for wanted in value)
