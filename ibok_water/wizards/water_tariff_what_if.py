from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import date_utils, format_date

from ..models.law_day import law_today


class WaterTariffWhatIf(models.TransientModel):
    """What a year of real bills would have been under a tariff, by group.

    The settlements whose last day falls in the span are reckoned once more with the
    prices of one price period of the tariff, as if it held on each of their days. No
    bill, reading or tariff is touched: only this wizard's own rows are written.
    """

    _name = "water.tariff.what.if"
    _description = "What If"
    _rec_name = "tariff_id"

    tariff_id = fields.Many2one(
        "water.tariff",
        required=True,
        ondelete="cascade",
        domain="[('state', 'in', ('draft', 'active')), ('period_ids', '!=', False)]",
    )
    period_id = fields.Many2one(
        "water.tariff.period",
        string="Prices of",
        compute="_compute_period_id",
        precompute=True,
        store=True,
        readonly=False,
        required=True,
        ondelete="cascade",
        domain="[('tariff_id', '=', tariff_id)]",
        help="The price period whose prices are put on every day of the span.",
    )
    company_id = fields.Many2one(related="tariff_id.company_id")
    currency_id = fields.Many2one(related="company_id.currency_id")
    date_to = fields.Date(
        string="Year up to",
        required=True,
        default=lambda self: self._default_date_to(),
        help="Last day of the twelve months whose bills are compared.",
    )
    date_from = fields.Date(string="Year from", compute="_compute_date_from")
    line_ids = fields.One2many(
        "water.tariff.what.if.line", "what_if_id", string="Groups", readonly=True
    )
    bill_ids = fields.One2many(
        "water.tariff.what.if.bill", "what_if_id", string="Typical Bills", readonly=True
    )
    unplaced_ids = fields.One2many(
        "water.tariff.what.if.unplaced",
        "what_if_id",
        string="Contracts without a Price",
        readonly=True,
    )
    contract_count = fields.Integer(string="Contracts", readonly=True)
    settlement_count = fields.Integer(string="Settlements", readonly=True)
    net_now = fields.Monetary(string="Net as Billed", readonly=True)
    net_draft = fields.Monetary(string="Net under the Tariff", readonly=True)
    difference = fields.Monetary(readonly=True)
    percent = fields.Float(string="Change", digits=(8, 4), readonly=True)
    subsidy_now = fields.Monetary(string="Subsidy as Billed", readonly=True)
    subsidy_draft = fields.Monetary(string="Subsidy under the Tariff", readonly=True)
    unplaced_net = fields.Monetary(
        string="Billed to Contracts without a Price", readonly=True
    )

    @api.model
    def _default_date_to(self):
        """End of the last month that was settled, else of the last one gone by."""
        last = self.env["water.settlement"].search(
            [("company_id", "=", self.env.company.id), ("state", "=", "done")],
            order="date_to desc",
            limit=1,
        )
        today = law_today(self)
        ended = date_utils.start_of(today, "month") - relativedelta(days=1)
        if not last:
            return ended
        return min(date_utils.end_of(last.date_to, "month"), ended)

    @api.depends("tariff_id")
    def _compute_period_id(self):
        for wizard in self:
            periods = wizard.tariff_id.period_ids
            if wizard.period_id not in periods:
                wizard.period_id = periods.sorted("date_from")[:1]

    @api.depends("date_to")
    def _compute_date_from(self):
        for wizard in self:
            day = wizard.date_to and wizard.date_to + relativedelta(days=1)
            wizard.date_from = day and day - relativedelta(months=12)

    def _compute_display_name(self):
        for wizard in self:
            wizard.display_name = self.env._(
                "What if: %(tariff)s", tariff=wizard.tariff_id.name or ""
            )

    def action_reckon(self):
        """Reckon the year and open the result."""
        self.ensure_one()
        if self.period_id.tariff_id != self.tariff_id:
            raise UserError(self.env._("The price period belongs to another tariff."))
        self._reckon()
        if not self.settlement_count:
            raise UserError(
                self.env._(
                    "Nothing was settled between %(first)s and %(last)s. Choose a year "
                    "with bills.",
                    first=format_date(self.env, self.date_from),
                    last=format_date(self.env, self.date_to),
                )
            )
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": self._name,
            "view_mode": "form",
            "res_id": self.id,
            "views": [
                (
                    self.env.ref("ibok_water.water_tariff_what_if_view_form_result").id,
                    "form",
                )
            ],
        }

    def action_view_lines(self):
        """The groups as a pivot table and a chart."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": "water.tariff.what.if.line",
            "view_mode": "graph,pivot,list",
            "domain": [("what_if_id", "=", self.id)],
        }

    def action_print(self):
        """The page for the council."""
        self.ensure_one()
        report = self.env.ref("ibok_water.water_tariff_what_if_report")
        return report.report_action(self, config=False)
