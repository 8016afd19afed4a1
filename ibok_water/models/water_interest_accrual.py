from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import format_date

from .law_day import law_today
from .prepared_rows import PreparedRows


class WaterInterestAccrual(models.Model):
    """Interest of a quarter's end that no note charges yet, in the books of that day.

    Budget units book interest at the latest on the last day of each quarter (regulation
    of 13 September 2017 on the accounting of budget units, § 11). The entry is taken
    back on the next day: what is charged by a note then is not booked twice, and the
    next quarter's end counts anew.

    What is prescribed on that day is left out: it is no income that could be pursued
    (art. 7 of the accounting act), and its principal is to be written off (art. 35b).
    """

    _name = "water.interest.accrual"
    _description = "Interest Accrual"
    _inherit = ["mail.thread", "water.process.mixin"]
    _order = "quarter_end desc, id desc"
    _rec_name = "quarter_end"
    _process_fields = frozenset({"state", "move_id", "reversal_id", "line_ids"})

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    quarter_end = fields.Date(
        required=True,
        default=lambda self: self._last_quarter_end(),
        tracking=True,
        help="Last day of a quarter.",
    )
    state = fields.Selection(
        [("draft", "Draft"), ("posted", "Posted"), ("cancelled", "Cancelled")],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    line_ids = fields.One2many(
        "water.interest.accrual.line", "accrual_id", string="Debts", readonly=True
    )
    line_count = fields.Integer(compute="_compute_amount")
    amount = fields.Monetary(compute="_compute_amount")
    move_id = fields.Many2one(
        "account.move", string="Entry", readonly=True, copy=False, index=True
    )
    reversal_id = fields.Many2one(
        "account.move",
        string="Taken Back by",
        readonly=True,
        copy=False,
        index=True,
        help="The opposite entry of the next day.",
    )

    _quarter_unique = models.UniqueIndex(
        "(company_id, quarter_end) WHERE state != 'cancelled'",
        "Interest is accrued for this quarter already.",
    )
    _quarter_end = models.Constraint(
        "CHECK (EXTRACT(day FROM quarter_end + 1) = 1 "
        "AND EXTRACT(month FROM quarter_end)::int % 3 = 0)",
        "Interest is accrued on the last day of a quarter.",
    )

    @api.model
    def _last_quarter_end(self):
        """The last quarter's end that is over."""
        return self.env["res.company"]._water_quarter_end()

    @api.depends("quarter_end")
    def _compute_display_name(self):
        for accrual in self:
            accrual.display_name = self.env._(
                "Interest accrued on %(day)s",
                day=format_date(self.env, accrual.quarter_end),
            )

    @api.depends("line_ids.amount")
    def _compute_amount(self):
        sums = {
            accrual: (count, amount)
            for accrual, count, amount in self.env[
                "water.interest.accrual.line"
            ]._read_group(
                [("accrual_id", "in", self.ids)],
                ["accrual_id"],
                ["__count", "amount:sum"],
            )
        }
        for accrual in self:
            accrual.line_count, amount = sums.get(accrual._origin, (0, 0.0))
            accrual.amount = accrual.currency_id.round(amount)

    def action_reckon(self):
        """List the debts and what each bears on that day; nothing is booked yet."""
        self._ensure_draft()
        for accrual in self:
            accrual._reckon()

    def _reckon(self):
        self.ensure_one()
        if self.quarter_end > law_today(self):
            raise UserError(
                self.env._("Interest is accrued for a quarter that is over.")
            )
        found, problems = self.env["water.interest.coverage"]._reckon(
            self.company_id,
            self.quarter_end,
            unpaid=True,
            noted_by=self.quarter_end,
            pursued_on=self.quarter_end,
        )
        if problems:
            raise UserError("\n".join(dict.fromkeys(problems.values())))
        # Who may was asked; the rows are the process's own.
        rows_sudo = self.env["water.interest.accrual.line"].sudo()
        rows_sudo.search([("accrual_id", "=", self.id)]).unlink()
        vals_list = [
            {
                "accrual_id": self.id,
                "company_id": self.company_id.id,
                "partner_id": partner_id,
                "line_id": late.debt.line_id,
                "debt_name": late.debt.name,
                "due": late.due,
                "date_from": late.parts[0].date_from,
                "days": sum(part.days for part in late.parts),
                "balance": float(late.parts[-1].balance),
                "amount": float(late.interest),
            }
            for partner_id, lates in found.items()
            for late in lates
            if late.interest
        ]
        if vals_list:
            PreparedRows(rows_sudo, vals_list).insert()
        self.invalidate_recordset(["line_ids", "amount", "line_count"])

    def action_post(self):
        """Book the sum on the quarter's last day, and take it back on the next."""
        self._ensure_draft()
        for accrual in self:
            accrual._reckon()
            if not accrual.amount:
                raise UserError(self.env._("No interest is to be accrued on that day."))
            accrual._book()

    def _book(self):
        company_sudo = self.company_id.sudo()
        receivable_sudo = company_sudo.water_accrual_account_id
        income_sudo = (
            company_sudo.water_accrual_income_account_id
            or company_sudo.water_interest_account_id
        )
        journal_sudo = company_sudo.water_accrual_journal_id
        if not (receivable_sudo and income_sudo and journal_sudo):
            raise UserError(
                self.env._(
                    "Company %(company)s has no journal or no account for accrued "
                    "interest. Choose them in Settings, section Water.",
                    company=self.company_id.name,
                )
            )
        # Two at once: the second waits here and then finds the state changed.
        self.sudo().write({"state": "posted"})
        self.flush_recordset(["state"])
        text = self.display_name
        # Who may was asked; the entries are the process's own.
        moves_sudo = self.env["account.move"].sudo().with_company(self.company_id)
        move_sudo = moves_sudo.create(
            {
                "move_type": "entry",
                "journal_id": journal_sudo.id,
                "date": self.quarter_end,
                "ref": text,
                "line_ids": [
                    Command.create(
                        {"account_id": account.id, "name": text, side: self.amount}
                    )
                    for account, side in (
                        (receivable_sudo, "debit"),
                        (income_sudo, "credit"),
                    )
                ],
            }
        )
        move_sudo._post(soft=False)
        next_day = self.quarter_end + relativedelta(days=1)
        waits = next_day > law_today(self)
        reversal_sudo = move_sudo._reverse_moves(
            [
                {
                    "date": next_day,
                    "ref": self.env._("Taken back: %(what)s", what=text),
                    "auto_post": "at_date" if waits else "no",
                }
            ]
        )
        if not waits:
            reversal_sudo._post(soft=False)
        self._set_process({"move_id": move_sudo.id, "reversal_id": reversal_sudo.id})

    def action_cancel(self):
        """Take both entries out of the books, as long as the period is open."""
        self._ensure_accountant()
        for accrual in self:
            moves_sudo = (accrual.move_id | accrual.reversal_id).sudo()
            moves_sudo.filtered(lambda move: move.state == "posted").button_draft()
            moves_sudo.button_cancel()
        self._set_process({"state": "cancelled"})
        # Another may be made for the quarter at once.
        self.flush_recordset(["state"])

    def _ensure_draft(self):
        self._ensure_accountant()
        if any(accrual.state != "draft" for accrual in self):
            raise UserError(self.env._("Interest of this quarter is booked already."))

    def _ensure_accountant(self):
        self.check_access("write")

    def write(self, vals):
        """Override: a posted accrual stays what it was."""
        if {"quarter_end", "company_id"} & vals.keys() and any(
            accrual.state != "draft" for accrual in self
        ):
            raise UserError(self.env._("Interest of this quarter is booked already."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_posted(self):
        if any(accrual.move_id for accrual in self):
            raise UserError(
                self.env._("What was booked is not deleted. Cancel the accrual.")
            )

    def action_view_lines(self):
        """What each debt bears."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": "water.interest.accrual.line",
            "view_mode": "list",
            "domain": [("accrual_id", "=", self.id)],
            "context": {"create": False},
        }
