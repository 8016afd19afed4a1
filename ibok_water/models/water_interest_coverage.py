from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

from .prepared_rows import PreparedRows
from .water_interest_rate import KINDS


class WaterInterestCoverage(models.Model):
    """What an interest note charges: days of one debt with one balance and one rate.

    No day of a debt is charged twice: the database compares the days of all notes in
    force. The rows are the evidence of the note and stay as they were made.
    """

    _name = "water.interest.coverage"
    _description = "Days of an Interest Note"
    _order = "note_id desc, id"
    _rec_name = "debt_name"

    note_id = fields.Many2one(
        "account.move",
        string="Interest Note",
        required=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(related="note_id.company_id", store=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(
        related="note_id.commercial_partner_id", string="Customer", store=True
    )
    type = fields.Selection(
        [
            ("interest", "Interest"),
            ("compensation", "Compensation for costs of recovery"),
        ],
        required=True,
        default="interest",
    )
    line_id = fields.Many2one(
        "account.move.line",
        string="Debt",
        required=True,
        index=True,
        ondelete="restrict",
        help="The receivable line that was paid late.",
    )
    debt_move_id = fields.Many2one(
        related="line_id.move_id", string="Document", store=True, index=True
    )
    debt_name = fields.Char(string="Document Number", required=True)
    principal = fields.Monetary(
        help="What the document asked for, its corrections taken off."
    )
    due = fields.Date(
        required=True,
        help="Last day of the term, moved off Sundays, holidays and Saturdays.",
    )
    kind = fields.Selection(KINDS, string="Kind of Rate", required=True)
    date_from = fields.Date(required=True)
    date_to = fields.Date(required=True)
    days = fields.Integer(required=True)
    balance = fields.Monetary(help="Principal owed on these days.")
    percent = fields.Float(string="Rate (% a Year)", digits=(5, 2), aggregator=None)
    paid = fields.Monetary(help="Principal paid on the last of these days.")
    rate_ids = fields.Many2many("water.interest.rate", string="Rates")
    amount = fields.Monetary(required=True)
    euro = fields.Integer(
        string="Compensation (EUR)",
        help="40, 70 or 100 by the amount (art. 10 of the act of 8.03.2013).",
    )
    exchange_day = fields.Date(
        help="Last working day of the month before the claim fell due."
    )
    exchange_rate = fields.Float(string="Mean Rate of the NBP (PLN/EUR)", digits=(9, 4))
    live = fields.Boolean(
        default=True, required=True, help="Its note is in force and not cancelled."
    )

    _day_charged_once = models.Constraint(
        "EXCLUDE USING gist (int4range(line_id, line_id, '[]') WITH &&, "
        "daterange(date_from, date_to, '[]') WITH &&) "
        "WHERE (live AND type = 'interest')",
        "Some of these days are charged by another interest note already.",
    )
    _compensation_once = models.UniqueIndex(
        "(debt_move_id) WHERE live AND type = 'compensation'",
        "The compensation for this document is charged by another note already.",
    )
    _days_order = models.Constraint(
        "CHECK (date_to >= date_from AND amount >= 0)",
        "The days of an interest note are in order and its amounts not below zero.",
    )

    def write(self, vals):
        """Override: the rows of a note say what it said when it was issued."""
        self.check_access("write")
        if vals.keys() - {"live"}:
            self._refuse_change()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_issued(self):
        self._refuse_change()

    def _refuse_change(self):
        raise UserError(
            self.env._(
                "The days of an issued interest note stay as they are. Cancel the note "
                "and make a new one."
            )
        )

    @api.model
    def _cover(self, charged, notes):
        """Write the rows of new notes.

        :param charged: {customer's id: list of `Late`}
        :param notes: {customer's id: his note}
        """
        return PreparedRows(
            self,
            [
                vals
                for partner_id, lates in charged.items()
                for late in lates
                for vals in self._prepare_rows(notes[partner_id], late)
            ],
        ).insert()

    @api.model
    def _prepare_rows(self, note, late):
        """Values of the rows of one debt on a note."""
        paid = {payment.day: payment.amount for payment in late.debt.payments}
        known = {
            "note_id": note.id,
            "company_id": note.company_id.id,
            "partner_id": late.debt.partner_id,
            "line_id": late.debt.line_id,
            "debt_move_id": late.debt.move_id,
            "debt_name": late.debt.name,
            "principal": float(late.debt.amount),
            "due": late.due,
            "kind": late.debt.kind,
            "live": True,
        }
        rows = [
            known
            | {
                "type": "interest",
                "date_from": part.date_from,
                "date_to": part.date_to,
                "days": part.days,
                "balance": float(part.balance),
                "percent": float(part.percent),
                "paid": float(paid.get(part.date_to, 0)),
                "amount": float(part.amount),
                "rate_ids": [Command.set(part.rate_keys)],
            }
            for part in late.parts
        ]
        if late.compensation:
            fell_due = late.due + timedelta(days=1)
            rows.append(
                known
                | {
                    "type": "compensation",
                    "date_from": fell_due,
                    "date_to": fell_due,
                    "days": 0,
                    "amount": float(late.compensation.amount),
                    "euro": late.compensation.euro,
                    "exchange_day": late.compensation.day,
                    "exchange_rate": float(late.compensation.rate),
                }
            )
        return rows

    @api.model
    def _covered(self, line_ids, noted_by=None):
        """Days that notes in force charge.

        :param noted_by: notes that were in force on this day; None: now
        :return: ({line id: list of (first day, last day)}, ids of the documents whose
            compensation is charged)
        """
        in_force = Domain("live", "=", True)
        if noted_by:
            later = Domain("note_id.reversal_move_ids.invoice_date", ">", noted_by)
            in_force = (in_force | later) & Domain(
                "note_id.invoice_date", "<=", noted_by
            )
        rows = self.sudo().search_fetch(
            Domain("line_id", "in", list(line_ids)) & in_force,
            ["line_id", "type", "date_from", "date_to", "debt_move_id"],
        )
        days = {}
        for row in rows.filtered(lambda row: row.type == "interest"):
            days.setdefault(row.line_id.id, []).append((row.date_from, row.date_to))
        compensated = rows.filtered(lambda row: row.type == "compensation")
        return days, set(compensated.debt_move_id.ids)
