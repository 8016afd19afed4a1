import csv
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import file_open, format_date
from odoo.tools.misc import formatLang

from ..engine import InterestRate, InterestRates
from .changed_values import changed
from .law_day import law_today

#: Rates published until the release; the accountant enters the later ones.
SHIPPED = "ibok_water/data/interest_rates.csv"
#: Type of the activities that ask to look a rate up.
ACTIVITY = "ibok_water.mail_activity_interest_rate"
#: Kinds that the law knows.
KINDS = [
    ("statutory", "Statutory (art. 481 KC)"),
    ("commercial", "Commercial (act of 8.03.2013)"),
    ("commercial_medical", "Commercial, public medical entity"),
]
#: What a note was reckoned with.
STATED = ("kind", "valid_from", "valid_to", "percent")


class WaterInterestRate(models.Model):
    """A yearly rate of interest for late payment, in force from its day.

    The law is one for the whole country, so rates belong to no company.
    """

    _name = "water.interest.rate"
    _description = "Interest Rate"
    _inherit = ["mail.thread", "mail.activity.mixin", "water.process.mixin"]
    _order = "kind, valid_from desc"
    _process_fields = frozenset(
        {"confirmed_on", "confirmed_by_id", "in_use", "missing_day", "missing_told_on"}
    )

    kind = fields.Selection(
        KINDS,
        required=True,
        default="statutory",
        tracking=True,
        help="Statutory: consumers. Commercial: traders and public bodies buying for "
        "their activity; of a public medical entity the rate is lower (art. 4 pkt 3).",
    )
    valid_from = fields.Date(
        string="In Force from", required=True, tracking=True, help="Its first day."
    )
    valid_to = fields.Date(
        string="In Force until",
        tracking=True,
        help="Its last day. Empty: until the next rate of the kind begins. Commercial "
        "rates end with their half-year.",
    )
    percent = fields.Float(
        string="Rate (% a Year)",
        digits=(5, 2),
        required=True,
        tracking=True,
        aggregator=None,
    )
    source = fields.Char(
        tracking=True, help="Where it is published, as “M.P. 2026 poz. 642”."
    )
    confirmed_on = fields.Date(
        readonly=True,
        copy=False,
        help="The day on which somebody last looked it up and found it still in force.",
    )
    confirmed_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    in_use = fields.Boolean(
        readonly=True,
        copy=False,
        help="Interest notes in force were reckoned with it.",
    )
    to_confirm = fields.Boolean(
        compute="_compute_to_confirm",
        search="_search_to_confirm",
        help="The newest rate of its kind, which nobody has confirmed in this quarter "
        "(commercial: half-year), or which has ended without a next one.",
    )

    _kind_day_unique = models.UniqueIndex(
        "(kind, valid_from)", "There is a rate of this kind from this day already."
    )
    _percent_range = models.Constraint(
        "CHECK (percent >= 0 AND percent < 100)", "A rate is from 0 to 100 percent."
    )
    _days_order = models.Constraint(
        "CHECK (valid_to IS NULL OR valid_to >= valid_from)",
        "The rate's last day lies before its first.",
    )

    @api.depends("kind", "percent", "valid_from")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for rate in self:
            rate.display_name = self.env._(
                "%(percent)s %% from %(day)s: %(kind)s",
                percent=formatLang(self.env, rate.percent),
                day=format_date(self.env, rate.valid_from),
                kind=kinds.get(rate.kind, ""),
            )

    @api.depends("kind", "valid_from", "valid_to", "confirmed_on")
    def _compute_to_confirm(self):
        waiting = self._to_confirm()
        for rate in self:
            rate.to_confirm = rate._origin in waiting

    @api.model
    def _search_to_confirm(self, operator, value):
        if operator != "in":
            return NotImplemented
        waiting = Domain("id", "in", self._to_confirm().ids)
        return Domain.OR(waiting if wanted else ~waiting for wanted in value)

    @api.model
    def _to_confirm(self):
        """The rates that somebody must look up now, at most one of a kind."""
        today = law_today(self)
        newest = {}
        for rate in self.search([("valid_from", "<=", today)], order="valid_from"):
            newest[rate.kind] = rate
        return self.browse().union(
            *(
                rate
                for rate in newest.values()
                if (rate.valid_to and rate.valid_to < today)
                or not rate.confirmed_on
                or rate.confirmed_on < rate._period_start(today)
            )
        )

    def _period_start(self, today):
        """First day of the quarter (commercial: half-year) that a confirmation lasts.

        The statutory rate follows each decision of the Monetary Policy Council, the
        commercial one the rate of the half-year's first day.
        """
        months = 3 if self.kind == "statutory" else 6
        return today.replace(month=(today.month - 1) // months * months + 1, day=1)

    def action_confirm(self):
        """Somebody looked the rate up and found it in force."""
        today = law_today(self)
        for rate in self:
            if rate.valid_to and rate.valid_to < today:
                raise UserError(
                    self.env._(
                        "This rate ended on %(day)s. Enter the one that came after it.",
                        day=format_date(self.env, rate.valid_to),
                    )
                )
        self._set_process({"confirmed_on": today, "confirmed_by_id": self.env.uid})
        self.activity_unlink([ACTIVITY])

    def write(self, vals):
        """Override: what a note in force was reckoned with stays."""
        changed(self, vals, STATED)._refuse_used()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        self._refuse_used()

    def _refuse_used(self):
        used = self._used()
        if used:
            raise UserError(
                self.env._(
                    "Interest notes in force were reckoned with the rate “%(rate)s”. "
                    "It cannot be changed or deleted. Enter a new rate from a later "
                    "day, or cancel those notes first.",
                    rate=used[0].display_name,
                )
            )

    def _used(self):
        """Those of these rates that a note in force names."""
        rows_sudo = (
            self.env["water.interest.coverage"]
            .sudo()
            .search([("rate_ids", "in", self.ids), ("live", "=", True)])
        )
        return self & rows_sudo.rate_ids.sudo(False)

    def _mark_in_use(self):
        """Note that rates are used; at once with a change, one of the two is retried.

        The check of a change looks for rows; a note made meanwhile is not seen by it,
        and a row of the rate written by both is what the database compares.
        """
        fresh_sudo = self.sudo().filtered(lambda rate: not rate.in_use)
        if fresh_sudo:
            fresh_sudo.in_use = True
            fresh_sudo.flush_recordset(["in_use"])

    @api.model
    def _rates(self):
        """All rates for the engine, each keyed by its id."""
        return InterestRates(
            InterestRate(
                rate.kind,
                rate.valid_from,
                Decimal(f"{rate.percent:.2f}"),
                rate.valid_to or None,
                rate.id,
            )
            for rate in self.sudo().search([])
        )

    @api.model
    def _missing_text(self, problem):
        """Which rate is missing, and where it is entered.

        :param problem: `RateMissing` of the engine
        """
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        return self.env._(
            "There is no rate of interest of the kind “%(kind)s” for %(day)s. Enter "
            "it under Receivables, Interest Rates.",
            kind=kinds[problem.params["kind"]],
            day=format_date(self.env, problem.params["day"]),
        )

    @api.model
    def _load_shipped(self):
        """Add the published rates that are not there; what is there is left alone."""
        known = {(rate.kind, rate.valid_from) for rate in self.search([])}
        with file_open(SHIPPED) as file:
            rows = list(csv.DictReader(file))
        self.create(
            [
                {
                    "kind": row["kind"],
                    "valid_from": row["valid_from"],
                    "valid_to": row["valid_to"] or False,
                    "percent": float(row["percent"]),
                    "source": row["source"],
                }
                for row in rows
                if (row["kind"], fields.Date.to_date(row["valid_from"])) not in known
            ]
        )
