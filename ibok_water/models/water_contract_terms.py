from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import format_date

from .law_day import law_today
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
#: In the context while a contract follows its last terms: they are dated already.
#: Only code has this object, so no client can send it.
DATED = object()


def term_vals(record):
    """The terms of a contract or of one of its rows, as `create` takes them."""
    return {
        name: record[name].id if name == "norm_id" else record[name]
        for name in TERM_FIELDS
    }


class PlannedTerms:
    """Terms that are not agreed yet, to reckon what bills would be under them.

    :param dict rows: {contract id: all its rows as they would be, not stored}
    """

    def __init__(self, rows):
        self.rows = rows


class WaterTermsMixin(models.AbstractModel):
    """The terms themselves: what chooses the tariff group and the way of reckoning."""

    _name = "water.terms.mixin"
    _description = "Terms"

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


class WaterContractTerms(models.Model):
    """Terms of a contract from a day on, until the next row of the contract.

    The contract's own fields say what was agreed last; a settlement takes the row in
    force on its last day. Rows are written by the process alone.
    """

    _name = "water.contract.terms"
    _inherit = "water.terms.mixin"
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
    reason = fields.Char(help="Why the terms changed, where a person said so.")

    _contract_day_unique = models.Constraint(
        "UNIQUE (contract_id, date_from)",
        "The contract's terms already change on this day.",
    )
    _norm_complete = models.Constraint(
        "CHECK (metering != 'norm' OR (norm_id IS NOT NULL AND persons > 0))",
        "A contract without a meter needs a norm and the number of persons.",
    )
    _offset_range = models.Constraint(
        "CHECK (cycle_offset >= 0 AND cycle_offset < billing_months::integer)",
        "The shift must be shorter than the billing cycle.",
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
        today = law_today(self)
        for contract in self:
            days = contract.sudo().terms_ids.mapped("date_from")
            later = [day for day in days if day > today]
            # The first terms of a contract that is still to begin replace none.
            contract.next_terms_date = len(later) < len(days) and min(
                later, default=False
            )

    def write(self, vals):
        result = super().write(vals)
        changed = set(TERM_FIELDS) & set(vals)
        if changed and self.env.context.get("water_terms") is not DATED:
            for contract in self.filtered(lambda c: c.state != "draft"):
                terms = term_vals(contract)
                # What was agreed now goes before what was planned for later.
                contract._change_terms(
                    contract._terms_start(),
                    {name: terms[name] for name in changed},
                    over=True,
                )
        return result

    def action_open(self):
        """Override to date the terms the contract begins with."""
        result = super().action_open()
        for contract in self:
            contract._date_terms(contract._terms_start())
        return result

    def _terms_on(self, day):
        """The terms in force on a day; the contract itself while it has none."""
        self.ensure_one()
        rows = self._terms_rows()
        return rows.filtered(lambda terms: terms.date_from <= day)[-1:] or (
            rows[:1] or self
        )

    def _terms_rows(self):
        """All terms of the contract, the first ones first; planned ones if asked."""
        self.ensure_one()
        planned = self.env.context.get("water_planned_terms")
        rows = self.sudo().terms_ids
        if isinstance(planned, PlannedTerms):
            rows = planned.rows.get(self.id, rows)
        return rows.sorted("date_from")

    def _terms_start(self):
        """First day on which terms agreed today can hold: the next billing period.

        Before the first settlement a change mends what was entered wrongly.
        """
        self.ensure_one()
        settled = self._last_settled_day()
        if not settled or not self.sudo().terms_ids:
            return self.date_from
        today = max(law_today(self), self.date_from)
        return max(self._cycle_of(today).date_to, settled) + timedelta(days=1)

    def _date_terms(self, day, reason=None):
        """Write down the contract's present terms as those from a day on."""
        for contract in self:
            contract._change_terms(day, term_vals(contract), reason)

    def _change_terms(self, day, vals, reason=None, over=False):
        """Other terms from a day on; the contract then says what its last row says.

        :param dict vals: terms that change; the others stay as on that day
        :param bool over: change later rows too, whatever they had changed themselves
        """
        self.ensure_one()
        rows_sudo = self.env["water.contract.terms"].sudo()
        for row_sudo, values in self._terms_changed(day, vals, over):
            if reason and values["date_from"] == day:
                values["reason"] = reason
            if row_sudo:
                row_sudo.write(values)
            else:
                rows_sudo.create({"contract_id": self.id, **values})
        last = term_vals(self._terms_rows()[-1:] or self)
        now = term_vals(self)
        if last != now:
            changed = {name: last[name] for name in last if last[name] != now[name]}
            self.with_context(water_terms=DATED).write(changed)

    def _terms_changed(self, day, vals, over=False):
        """What rows become when these terms hold from a day on.

        A mistake of years ago is in every row since: what a later row did not change
        itself changes there as well.

        :return: list of (row, empty for a new one; its values), in order of days
        """
        self.ensure_one()
        rows = self.sudo().terms_ids.sorted("date_from")
        was = term_vals(self._terms_on(day))
        changes = {name: value for name, value in vals.items() if value != was[name]}
        found = []
        if changes or not rows:
            own = rows.filtered(lambda row: row.date_from == day)
            found.append((own, was | vals | {"date_from": day}))
        for row in rows.filtered(lambda row: row.date_from > day):
            now = term_vals(row)
            changes = {
                name: value for name, value in changes.items() if now[name] == was[name]
            }
            then = now | (vals if over else changes)
            if then != now:
                found.append((row, then | {"date_from": row.date_from}))
        return found

    def _with_planned_terms(self, day, vals):
        """This contract as if these terms held from a day on; nothing is written."""
        self.ensure_one()
        rows_sudo = self.sudo().terms_ids
        changed = {}
        for row_sudo, values in self._terms_changed(day, vals):
            changed[row_sudo.id] = values
        stand = [
            term_vals(row_sudo) | {"date_from": row_sudo.date_from}
            for row_sudo in rows_sudo
            if row_sudo.id not in changed
        ]
        planned_sudo = rows_sudo.browse().union(
            *(rows_sudo.new(values) for values in (*stand, *changed.values()))
        )
        return self.with_context(
            water_planned_terms=PlannedTerms({self.id: planned_sudo})
        )

    def _tariff_groups(self, terms, day, table):
        """Codes of the tariff groups of these terms on a day, empty without any.

        :param PriceTable table: prices of the company on that day
        """
        groups = table.prices(self._tariff_kind(terms), day, day)[2].values()
        return ", ".join(dict.fromkeys(group.code for group in groups))
