from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date


class WaterTariff(models.Model):
    """Tariff: prices approved for three years (art. 20–24 of the act of 7.06.2001)."""

    _name = "water.tariff"
    _description = "Tariff"
    _inherit = ["water.process.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "date_from desc, id desc"
    _process_fields = frozenset({"state"})

    name = fields.Char(required=True, tracking=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    state = fields.Selection(
        [("draft", "Draft"), ("active", "In force"), ("closed", "Withdrawn")],
        default="draft",
        required=True,
        copy=False,
        tracking=True,
    )
    decision_number = fields.Char(copy=False, tracking=True)
    decision_date = fields.Date(copy=False)
    approved_by = fields.Selection(
        [
            ("rzgw", "Director of the regional water board (RZGW)"),
            ("president", "President of Wody Polskie"),
            ("council", "Municipal council"),
        ],
        default="rzgw",
        help="Who approved it: art. 24c; kept as data since a reform may change it.",
    )
    published_on = fields.Date(
        copy=False,
        help="Day of publication in the bulletin (BIP). The tariff enters into force "
        "after 7 days (art. 24e).",
    )
    source = fields.Char(copy=False, help="Where the decision is published.")
    date_from = fields.Date(string="In force from", required=True, copy=False)
    date_to = fields.Date(
        string="In force to",
        required=True,
        copy=False,
        help="Last day named by the decision. The tariff runs on after it until the "
        "next one enters into force.",
    )
    period_ids = fields.One2many(
        "water.tariff.period", "tariff_id", string="Price Periods", copy=False
    )
    group_ids = fields.One2many(
        "water.tariff.group", "tariff_id", string="Groups", copy=True
    )
    rate_ids = fields.One2many("water.tariff.rate", "tariff_id", string="Rates")
    note = fields.Html()

    _dates_order = models.Constraint(
        "CHECK (date_to >= date_from)", "The tariff's last day lies before its first."
    )
    _active_overlap = models.Constraint(
        "EXCLUDE USING gist (int4range(company_id, company_id, '[]') WITH &&, "
        "daterange(date_from, date_to, '[]') WITH &&) WHERE (state = 'active') "
        "DEFERRABLE INITIALLY IMMEDIATE",
        "Another tariff is in force on some of these days.",
    )

    def write(self, vals):
        if set(vals) & {"company_id", "date_from", "date_to", "period_ids"} or set(
            vals
        ) & {"group_ids", "rate_ids", "decision_number", "decision_date"}:
            self._ensure_draft()
        if "period_ids" not in vals:
            return super().write(vals)
        # The boundary of two periods moves by two updates: judge them together.
        self.env.cr.execute("SET CONSTRAINTS water_tariff_period_overlap DEFERRED")
        result = super().write(vals)
        self.env["water.tariff.period"].flush_model()
        self.env.cr.execute("SET CONSTRAINTS water_tariff_period_overlap IMMEDIATE")
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_active(self):
        self._ensure_draft()

    def _ensure_draft(self):
        """Refuse changes of a tariff that is or was in force."""
        for tariff in self:
            if tariff.state != "draft":
                raise UserError(
                    self.env._(
                        "Tariff %(name)s is or was in force and cannot be changed. "
                        "Copy it and change the copy.",
                        name=tariff.name,
                    )
                )

    def action_activate(self):
        """Put the tariff in force, after its dates and rates were checked."""
        self._ensure_draft()
        for tariff in self:
            tariff._check_complete()
        self._set_process({"state": "active"})

    def action_close(self):
        """Withdraw a tariff; settlements already made keep pointing at it."""
        for tariff in self:
            if tariff.state != "active":
                raise UserError(self.env._("Only a tariff in force can be withdrawn."))
        self._set_process({"state": "closed"})

    def action_copy(self):
        """Begin the next tariff, or the mended one, as a draft copy of this."""
        self.ensure_one()
        copy = self.copy()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "view_mode": "form",
            "res_id": copy.id,
        }

    def _check_complete(self):
        """Check that price periods tile the tariff and each m³ price is there."""
        self.ensure_one()
        periods = self.period_ids.sorted("date_from")
        if not periods or not self.group_ids:
            raise ValidationError(
                self.env._(
                    "Tariff %(name)s needs at least one price period and one group.",
                    name=self.name,
                )
            )
        expected = self.date_from
        for period in periods:
            if period.date_from != expected:
                raise ValidationError(
                    self.env._(
                        "Price periods must follow each other without a gap: a period "
                        "should begin on %(expected)s, but begins on %(found)s.",
                        expected=format_date(self.env, expected),
                        found=format_date(self.env, period.date_from),
                    )
                )
            expected = period.date_to + timedelta(days=1)
        if expected != self.date_to + timedelta(days=1):
            raise ValidationError(
                self.env._(
                    "The last price period ends on %(found)s, the tariff on "
                    "%(expected)s: they must end together.",
                    found=format_date(self.env, expected - timedelta(days=1)),
                    expected=format_date(self.env, self.date_to),
                )
            )
        self.group_ids._check_rates(periods)

    def copy_data(self, default=None):
        """A copy begins where this tariff ends, so that only prices are left to set.

        That of a withdrawn tariff mends it: it holds on the same days.
        """
        copies = super().copy_data(default)
        for tariff, vals in zip(self, copies, strict=True):
            vals.setdefault("date_from", tariff._next_day(tariff.date_from))
            vals.setdefault("date_to", tariff._next_last_day(tariff.date_to))
            if "name" not in (default or {}):
                vals["name"] = self.env._("%(name)s (copy)", name=tariff.name)
        return copies

    def copy(self, default=None):
        """A copy has the price periods and the rates, too: they join its groups."""
        copies = super().copy(default)
        for old, new in zip(self, copies, strict=True):
            old._copy_prices(new)
        return copies

    def _copy_prices(self, new):
        """Give a copy the price periods of this tariff, moved, and its rates."""
        self.ensure_one()
        groups = dict(zip(self.group_ids, new.group_ids, strict=True))
        made = self.env["water.tariff.period"].create(
            [
                {
                    "tariff_id": new.id,
                    "name": period.name,
                    "date_from": self._next_day(period.date_from),
                    "date_to": self._next_last_day(period.date_to),
                }
                for period in self.period_ids
            ]
        )
        periods = dict(zip(self.period_ids, made, strict=True))
        vals_list = self.rate_ids.copy_data()
        for rate, vals in zip(self.rate_ids, vals_list, strict=True):
            vals["group_id"] = groups[rate.group_id].id
            vals["period_id"] = periods[rate.period_id].id
        self.env["water.tariff.rate"].create(vals_list)

    def _next_day(self, day):
        """The day of the next tariff that is to it what this day is to this one."""
        self.ensure_one()
        if self.state == "closed":
            return day
        start = self.date_to + timedelta(days=1)
        length = relativedelta(start, self.date_from)
        months = length.years * 12 + length.months
        if length.days:
            return day + (start - self.date_from)
        return day + relativedelta(months=months)

    def _next_last_day(self, day):
        return self._next_day(day + timedelta(days=1)) - timedelta(days=1)
