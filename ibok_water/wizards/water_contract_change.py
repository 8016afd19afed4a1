from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import format_date, plaintext2html

from ..models.water_contract_point_chain import SettlementProblem
from ..models.water_contract_terms import TERM_FIELDS, term_vals
from . import water_settlement_correct

#: Terms that say which days a bill covers.
CYCLE_FIELDS = {"billing_months", "cycle_offset"}


class WaterContractChange(models.TransientModel):
    """Other terms of a contract, from a day on; what was billed otherwise is corrected.

    Past or future is one flow: the bills that would change are shown as the terms are
    chosen, and dating the terms corrects them in the same transaction.
    """

    _name = "water.contract.change"
    _inherit = ["water.terms.mixin", "water.correction.mixin"]
    _description = "Change of Terms"

    contract_id = fields.Many2one("water.contract", required=True, readonly=True)
    partner_id = fields.Many2one(related="contract_id.partner_id")
    date_from = fields.Date(
        string="From",
        required=True,
        help="First day of the new terms. In the past: the bills since are corrected.",
    )
    terms_date = fields.Date(
        help="Day whose terms the fields showed before anything was changed."
    )
    change_text = fields.Text(string="What Changes", compute="_compute_change_text")
    group_before = fields.Char(
        string="Tariff Group Now", compute="_compute_change_text"
    )
    group_after = fields.Char(
        string="Tariff Group Then", compute="_compute_change_text"
    )
    line_ids = fields.One2many(
        inverse_name="change_id", compute="_compute_line_ids", store=True
    )
    problem = fields.Text(compute="_compute_change_text")

    @api.model
    def default_get(self, names):
        """Begin with the terms in force on the day from which new ones can hold."""
        vals = super().default_get(names)
        contract = self.env["water.contract"].browse(vals.get("contract_id"))
        if contract:
            start = contract._terms_start()
            if contract.date_to and start > contract.date_to:
                start = contract.date_from
            day = fields.Date.to_date(vals.setdefault("date_from", start))
            vals = term_vals(contract._terms_on(day)) | {"terms_date": day} | vals
        return vals

    @api.onchange("date_from")
    def _onchange_date_from(self):
        """Show the terms of the new day; what was changed already stays."""
        if not (self.contract_id and self.date_from and self.terms_date):
            return
        was = term_vals(self.contract_id._terms_on(self.terms_date))
        mine = term_vals(self)
        now = term_vals(self.contract_id._terms_on(self.date_from))
        for name in TERM_FIELDS:
            if mine[name] == was[name]:
                self[name] = now[name]
        self.terms_date = self.date_from

    @api.depends("contract_id", "date_from", *TERM_FIELDS)
    @api.depends_context("lang")
    def _compute_change_text(self):
        for wizard in self:
            changes = wizard._changes()
            wizard.problem = wizard._refusal(changes)
            wizard.change_text = wizard._change_text(changes)
            wizard.group_before, wizard.group_after = wizard._groups(changes)

    @api.depends("contract_id", "date_from", *TERM_FIELDS)
    def _compute_line_ids(self):
        """Reckon every bill since the day as it would be; nothing is written."""
        for wizard in self:
            changes = wizard._changes()
            lines = []
            if changes and not wizard._refusal(changes):
                contract = wizard.contract_id._with_planned_terms(
                    wizard.date_from, changes
                )
                bills = wizard._bills().with_env(contract.env)
                held = bills.filtered(lambda s: s.state == "held")
                lines = wizard.line_ids._vals_of(bills - held, held)
            wizard.line_ids = [Command.clear()] + [
                Command.create(vals)
                for vals in lines
                if vals.get("difference_total") or vals.get("problem")
            ]

    def _changes(self):
        """The terms that would be others than those in force on the day."""
        self.ensure_one()
        if not (self.contract_id and self.date_from):
            return {}
        now = term_vals(self.contract_id._terms_on(self.date_from))
        then = term_vals(self)
        return {name: then[name] for name in TERM_FIELDS if then[name] != now[name]}

    def _bills(self):
        """Settlements with days on or after the first day of the new terms."""
        return self.env["water.settlement"].search(
            [
                ("contract_id", "=", self.contract_id.id),
                ("state", "in", ("held", "done")),
                ("date_to", ">=", self.date_from),
            ],
            order="date_from, id",
        )

    def _refusal(self, changes):
        """Why these terms cannot hold from that day and what to do, or False."""
        contract, day = self.contract_id, self.date_from
        if not contract or not day:
            return False
        if contract.state == "draft":
            return self.env._("A draft has no terms yet. Change the contract itself.")
        if day < contract.date_from or (contract.date_to and day > contract.date_to):
            return self.env._(
                "Contract %(number)s runs from %(first)s to %(last)s. Choose one of "
                "its days.",
                number=contract.number,
                first=format_date(self.env, contract.date_from),
                last=format_date(self.env, contract.date_to) or "…",
            )
        if self.metering == "norm" and not (self.norm_id and self.persons > 0):
            return self.env._(
                "Without a meter, choose the consumption norm and the number of "
                "persons."
            )
        if self.metering != "norm" and not contract.contract_point_ids:
            return self.env._(
                "Contract %(number)s has no metering point. Add one, or bill it by a "
                "consumption norm.",
                number=contract.number,
            )
        return self._cycle_refusal(changes)

    def _cycle_refusal(self, changes):
        """Bills that are out keep their days, so their cycle cannot change."""
        settled = self.contract_id._last_settled_day()
        if not settled or self.date_from > settled or not CYCLE_FIELDS & set(changes):
            return False
        return self.env._(
            "Contract %(number)s is settled up to %(settled)s, and bills that are out "
            "keep their days. Let the new billing cycle begin on %(start)s at the "
            "earliest. What else was wrong before, change by itself from its own day.",
            number=self.contract_id.number,
            settled=format_date(self.env, settled),
            start=format_date(self.env, settled + timedelta(days=1)),
        )

    def _change_text(self, changes):
        """Each change in a line: what was agreed, what is to be."""
        before = self.contract_id._terms_on(self.date_from) if changes else self
        lines = [
            f"{self._fields[name]._description_string(self.env)}: "
            f"{self._term_text(before, name)} → {self._term_text(self, name)}"
            for name in changes
        ]
        later = self.contract_id._terms_rows() if changes else ()
        later = [row.date_from for row in later if row.date_from > self.date_from]
        if later:
            lines.append(
                self.env._(
                    "Later terms (from %(days)s) change as well, save for what they "
                    "changed themselves.",
                    days=", ".join(format_date(self.env, day) for day in later),
                )
            )
        return "\n".join(lines) or False

    def _term_text(self, record, name):
        field = record._fields[name]
        if field.type == "selection":
            labels = dict(field._description_selection(self.env))
            return labels.get(record[name], "–")
        if field.type == "many2one":
            return record[name].display_name or "–"
        return str(record[name])

    def _groups(self, changes):
        """Codes of the tariff groups before and after, on the first day."""
        contract, day = self.contract_id, self.date_from
        if not contract or not day:
            return False, False
        table = (
            self.env["water.tariff"].sudo()._price_table(contract.company_id, day, day)
        )
        now = contract._tariff_groups(contract._terms_on(day), day, table)
        return now, contract._tariff_groups(self, day, table) if changes else now

    def action_confirm(self):
        """Date the terms and correct the bills since, together or not at all.

        :raise UserError: the terms cannot hold from that day, or a bill cannot be
            reckoned under them; nothing is kept then
        """
        self.ensure_one()
        contract = self.contract_id
        self.env["water.reading"]._refuse_but_clerks()
        contract.check_access("write")
        # As a reading does: of two at once the second is tried again on fresh data.
        self.env["water.reading"]._lock_contracts(contract.ids)
        changes = self._changes()
        if problem := self._refusal(changes):
            raise UserError(problem)
        if not changes:
            raise UserError(
                self.env._(
                    "These are the terms in force on that day already. Change what is "
                    "to be otherwise."
                )
            )
        bills = self._bills()
        text = self._change_text(changes)
        contract._change_terms(self.date_from, changes, self.reason)
        self._log_change(text)
        return self._correct_bills(bills)

    def _correct_bills(self, bills):
        held = bills.filtered(lambda s: s.state == "held")
        settled = bills - held
        try:
            if len(settled) > water_settlement_correct.AT_ONCE:
                held._settle_again()
                run = self.env["water.billing.run"]._make_correction_run(
                    settled, self.reason
                )
                run.action_start()
                return run._form_action()
            made = settled._correct(self.reason) | held._settle_again()
        except SettlementProblem as problem:
            raise UserError(str(problem)) from problem
        return self._view_made(made)

    def _log_change(self, text):
        told = self.env._(
            "Terms from %(day)s. Reason: %(reason)s",
            day=format_date(self.env, self.date_from),
            reason=self.reason,
        )
        self.contract_id._message_log(body=plaintext2html(f"{told}\n{text}"))


class WaterContract(models.Model):
    _inherit = "water.contract"

    def action_change_terms(self):
        """Other terms from the next period, or from a day in the past."""
        self.ensure_one()
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Change Terms"),
            "res_model": "water.contract.change",
            "view_mode": "form",
            "target": "new",
            "context": {"default_contract_id": self.id},
        }
