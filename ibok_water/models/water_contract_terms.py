from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import format_date

from .water_tariff_group import (
    BILLING_MONTHS,
    INVOICE_FORM,
    METERING,
    RECIPIENTS,
    SERVICES,
)

#: What chooses the tariff group and the way of reckoning; dated by the rows below.
TERM_FIELDS = (
    "services",
    "recipients",
    "metering",
    "billing_months",
    "cycle_offset",
    "invoice_form",
    "norm_id",
    "persons",
)


class WaterContractTerms(models.Model):
    """Terms of a contract from a day on, until the next row of the contract.

    The contract's own fields say what was agreed last; a settlement takes the row in
    force on its last day. Rows are written by the process alone.
    """

    _name = "water.contract.terms"
    _description = "Terms of a Contract"
    _order = "contract_id, date_from desc"
    _rec_name = "date_from"

    contract_id = fields.Many2one(
        "water.contract", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="contract_id.company_id", store=True, precompute=True
    )
    date_from = fields.Date(string="From", required=True)
    services = fields.Selection(SERVICES, required=True)
    recipients = fields.Selection(RECIPIENTS, required=True)
    metering = fields.Selection(METERING, required=True)
    billing_months = fields.Selection(
        BILLING_MONTHS, string="Billing Cycle", required=True
    )
    cycle_offset = fields.Integer()
    invoice_form = fields.Selection(INVOICE_FORM, string="Invoice", required=True)
    norm_id = fields.Many2one(
        "water.norm", string="Consumption Norm", ondelete="restrict"
    )
    persons = fields.Integer()
    reason = fields.Char(help="Why the terms changed, where a person said so.")

    _contract_day_unique = models.Constraint(
        "UNIQUE (contract_id, date_from)",
        "The contract's terms already change on this day.",
    )
    _norm_complete = models.Constraint(
        "CHECK (metering != 'norm' OR (norm_id IS NOT NULL AND persons > 0))",
        "A contract without a meter needs a norm and the number of persons.",
    )

    @api.depends("date_from")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for terms in self:
            terms.display_name = self.env._(
                "Terms from %(day)s",
                day=format_date(self.env, terms.date_from),
            )


class WaterContract(models.Model):
    """Terms that change while the contract runs."""

    _inherit = "water.contract"

    terms_ids = fields.One2many(
        "water.contract.terms",
        "contract_id",
        string="Terms over Time",
        readonly=True,
        groups="ibok_water.group_water_clerk",
    )
    next_terms_date = fields.Date(
        string="New Terms from",
        compute="_compute_next_terms_date",
        help="Day from which terms agreed already will hold.",
    )

    @api.depends("terms_ids.date_from")
    def _compute_next_terms_date(self):
        today = fields.Date.context_today(self)
        for contract in self:
            days = contract.sudo().terms_ids.mapped("date_from")
            contract.next_terms_date = min(
                (day for day in days if day > today), default=False
            )

    def write(self, vals):
        result = super().write(vals)
        if not set(TERM_FIELDS).isdisjoint(vals):
            self.filtered(lambda c: c.state != "draft")._date_terms()
        return result

    def action_open(self):
        """Override to date the terms the contract begins with."""
        result = super().action_open()
        self._date_terms()
        return result

    def _terms_on(self, day):
        """The terms in force on a day; the contract itself while it has none."""
        self.ensure_one()
        rows = self.sudo().terms_ids.sorted("date_from")
        return rows.filtered(lambda terms: terms.date_from <= day)[-1:] or (
            rows[:1] or self
        )

    def _terms_start(self):
        """First day on which terms agreed today can hold: the next billing period.

        Before the first settlement a change mends what was entered wrongly.
        """
        self.ensure_one()
        settled = self._last_settled_day()
        if not settled or not self.sudo().terms_ids:
            return self.date_from
        today = max(fields.Date.context_today(self), self.date_from)
        return max(self._cycle_of(today).date_to, settled) + timedelta(days=1)

    def _date_terms(self, day=None, reason=None):
        """Write down the contract's present terms as those from a day on.

        :param date day: by default the beginning of the next billing period
        """
        for contract in self:
            start = day or contract._terms_start()
            vals = {
                name: contract[name].id if name == "norm_id" else contract[name]
                for name in TERM_FIELDS
            }
            before = contract._terms_on(start)
            if before.date_from == start and before != contract:
                before.sudo().write(vals | ({"reason": reason} if reason else {}))
            elif before == contract or any(
                before[name] != contract[name] for name in TERM_FIELDS
            ):
                contract.env["water.contract.terms"].sudo().create(
                    {
                        "contract_id": contract.id,
                        "date_from": start,
                        "reason": reason,
                        **vals,
                    }
                )
