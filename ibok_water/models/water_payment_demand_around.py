from datetime import date, timedelta

from odoo import api, fields, models

from ..engine import end_of_term
from .law_day import law_today
from .water_point import OFFICE


class WaterPaymentDemand(models.Model):
    """What stands around a demand: what was sent before, what else is open.

    All are asked for all demands at once.
    """

    _inherit = "water.payment.demand"

    earlier_ids = fields.Many2many(
        "water.payment.demand",
        string="Sent before",
        compute="_compute_earlier_ids",
        groups=OFFICE,
        help="Demands in force that were issued before about some of these debts. "
        "Reminders before the due date are none.",
    )
    coming_ids = fields.Many2many(
        "account.move.line",
        string="Not Late yet",
        compute="_compute_coming_ids",
        groups=OFFICE,
        help="What else the customer has to pay; its term has not passed, so it is not "
        "demanded.",
    )
    also_late_ids = fields.Many2many(
        "account.move.line",
        string="Late as well",
        compute="_compute_coming_ids",
        groups=OFFICE,
        help="What else the customer is late with and this demand does not ask for: "
        "not at any stage yet, or demanded by another letter. Nothing that may not be "
        "demanded is among it.",
    )
    besides = fields.Text(
        string="Open besides",
        readonly=True,
        help="Documents whose term had not passed on the day of the demand, as printed "
        "under it.",
    )
    also_late = fields.Text(
        readonly=True,
        help="Documents past their term on the day of the demand that it does not ask "
        "for, as printed under it.",
    )

    @api.depends("line_ids.line_id", "state")
    def _compute_earlier_ids(self):
        rows_sudo = self.env["water.payment.demand.line"].sudo()
        taken = rows_sudo._live_of(self.sudo().line_ids.line_id)
        for demand in self:
            rows = rows_sudo.union(
                *(
                    taken.get(row.line_id.id, rows_sudo)
                    for row in demand.sudo().line_ids
                )
            )
            mine = demand.issued_on, demand._origin.id
            demand.earlier_ids = rows.demand_id.filtered(
                lambda other, mine=mine: (
                    other.issued_on
                    and other.kind != "before"
                    and other.id != mine[1]
                    and (not mine[0] or (other.issued_on, other.id) < mine)
                )
            )

    @api.depends("partner_id", "line_ids.line_id", "date")
    def _compute_coming_ids(self):
        Lines = self.env["account.move.line"].sudo()
        for company, demands in self.grouped("company_id").items():
            # None is so far away that it would be left out.
            found = Lines._water_open_lines(
                company, date.max - timedelta(days=1), demands.partner_id
            ).grouped(lambda line: line.partner_id.commercial_partner_id)
            stops = Lines.union(*found.values())._water_dunning_stops(law_today(self))
            for demand in demands:
                own = found.get(demand.partner_id.commercial_partner_id, Lines)
                own -= demand.sudo().line_ids.line_id
                coming = own.filtered(
                    lambda line, day=demand.date: end_of_term(line.date_maturity) >= day
                )
                demand.coming_ids = coming
                demand.also_late_ids = (own - coming).filtered(
                    lambda line, stops=stops: line.id not in stops
                )
