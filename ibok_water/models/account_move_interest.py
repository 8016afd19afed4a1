from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tools import SQL, format_date

from .law_day import law_today

#: Who makes and cancels interest notes.
MAKERS = ("ibok_water.group_water_clerk", "account.group_account_user")


class AccountMove(models.Model):
    """Interest notes (nota odsetkowa): made, posted and cancelled by the process.

    A receipt of Odoo's in a journal of its own, without tax: interest and compensation
    are outside VAT, so they stand neither in its report nor in KSeF.
    """

    _inherit = "account.move"

    water_interest_note = fields.Boolean(
        string="Interest Note",
        readonly=True,
        copy=False,
        help="An interest note, or what cancels one.",
    )
    water_coverage_ids = fields.One2many(
        "water.interest.coverage", "note_id", string="Days Charged", readonly=True
    )
    water_note_cancelled = fields.Boolean(compute="_compute_water_note_cancelled")

    _water_note_cancelled_once = models.UniqueIndex(
        "(reversed_entry_id) "
        "WHERE water_interest_note AND reversed_entry_id IS NOT NULL",
        "This interest note is cancelled already.",
    )
    _water_note_index = models.Index("(invoice_date) WHERE water_interest_note")

    @api.depends("reversal_move_ids", "water_interest_note")
    def _compute_water_note_cancelled(self):
        for move in self:
            move.water_note_cancelled = bool(
                move.water_interest_note and move.sudo().reversal_move_ids
            )

    def action_water_interest_note(self):
        """Show what this bill bears for being paid late, and make the note."""
        self.ensure_one()
        return self.env["water.interest.make"]._open(self.commercial_partner_id, self)

    @api.model
    def _water_ensure_note_maker(self):
        """Refuse whoever neither works at the counter nor keeps the books."""
        if not self.env.su and not any(map(self.env.user.has_group, MAKERS)):
            raise AccessError(
                self.env._("Interest notes are for clerks and accountants.")
            )

    @api.model
    def _water_make_notes(
        self, company, until, partners=None, moves=None, unpaid=None, raising=True
    ):
        """Make the notes of customers: one each, for all their late debts.

        A customer whose note would come to nothing, or to less than the threshold,
        gets none and his days stay free. Customers are taken one after the other by
        two at once: who comes second finds what the first one made.

        :param until: last day charged
        :param partners: customers; None: those of ``moves``, the documents to charge
        :param raising: refuse when a customer cannot be reckoned; else leave him out
        :return: (posted notes, {customer's id: why he could not be reckoned})
        """
        self._water_ensure_note_maker()
        if until > law_today(self):
            raise UserError(
                self.env._("Interest is charged up to today, not for days to come.")
            )
        customers = partners if partners is not None else moves.commercial_partner_id
        self._water_lock_customers(customers)
        rows = self.env["water.interest.coverage"]
        found, problems = rows._reckon(company, until, partners, moves, unpaid)
        if problems and raising:
            raise UserError("\n".join(dict.fromkeys(problems.values())))
        charged = {
            partner_id: lates
            for partner_id, lates in found.items()
            if self._water_note_is_due(company, sum(late.amount for late in lates))
        }
        return self._water_issue_notes(company, charged), problems

    @api.model
    def _water_note_is_due(self, company, amount, threshold=None):
        """Whether a note of this amount [zł] is made.

        :param threshold: the smallest one [zł]; None: as it is set
        """
        if threshold is None:
            threshold = company.sudo().water_interest_threshold
        return amount > 0 and float(amount) >= threshold

    @api.model
    def _water_lock_customers(self, partners):
        """Make two who make or cancel notes of a customer wait for each other.

        An update and not only a lock: who waited is tried again on fresh data.
        """
        ids = tuple(sorted(partners.commercial_partner_id.ids)) if partners else ()
        if ids:
            self.env.cr.execute(
                SQL(
                    """UPDATE res_partner SET write_date = write_date
                        WHERE id IN (SELECT id FROM res_partner WHERE id IN %s
                                   ORDER BY id FOR NO KEY UPDATE)""",
                    ids,
                ),
                log_exceptions=False,
            )

    @api.model
    def _water_issue_notes(self, company, charged):
        """Post a note for each customer with the rows it charges.

        :param charged: {customer's id: list of `Late`}
        """
        if not charged:
            return self.browse()
        self._water_ensure_note_accounts(company)
        # Who may was asked; the notes' fields are the process's own.
        moves_sudo = self.sudo().with_company(company)
        partners_sudo = self.env["res.partner"].sudo().browse(charged)
        notes_sudo = moves_sudo.create(
            [
                self._prepare_water_note_vals(company, partner, charged[partner.id])
                for partner in partners_sudo
            ]
        )
        notes_sudo._post_numbered()
        rows_sudo = self.env["water.interest.coverage"].sudo()
        made_sudo = rows_sudo.create(
            [
                vals
                for note, partner in zip(notes_sudo, partners_sudo, strict=True)
                for late in charged[partner.id]
                for vals in note._prepare_water_coverage_vals(late)
            ]
        )
        made_sudo.rate_ids._mark_in_use()
        # The database compares the days with those of other notes.
        rows_sudo.flush_model()
        return notes_sudo.with_env(self.env)

    @api.model
    def _water_ensure_note_accounts(self, company):
        company_sudo = company.sudo()
        if not (
            company_sudo.water_interest_journal_id
            and company_sudo.water_interest_account_id
            and company_sudo.water_compensation_account_id
        ):
            raise UserError(
                self.env._(
                    "Company %(company)s has no journal or no account for interest "
                    "notes. Choose them in Settings, section Water.",
                    company=company.name,
                )
            )

    @api.model
    def _prepare_water_note_vals(self, company, partner, lates):
        """Values of one customer's note."""
        told = self.with_context(lang=partner.lang or self.env.lang)
        day = law_today(self)
        lines = []
        for late in lates:
            if late.parts:
                lines.append(
                    (
                        told.env._(
                            "Interest for late payment of %(document)s, %(first)s – "
                            "%(last)s",
                            document=late.debt.name,
                            first=format_date(told.env, late.parts[0].date_from),
                            last=format_date(told.env, late.parts[-1].date_to),
                        ),
                        late.interest,
                        company.sudo().water_interest_account_id,
                    )
                )
            if late.compensation:
                lines.append(
                    (
                        told.env._(
                            "Compensation for costs of recovery, %(document)s: "
                            "%(euro)s EUR",
                            document=late.debt.name,
                            euro=late.compensation.euro,
                        ),
                        late.compensation.amount,
                        company.sudo().water_compensation_account_id,
                    )
                )
        return self._prepare_water_note_head(company, partner) | {
            "move_type": "out_receipt",
            "invoice_date_due": day
            + timedelta(days=company.sudo().water_interest_days),
            "invoice_line_ids": [
                Command.create(
                    {
                        "name": name,
                        "quantity": 1.0,
                        "price_unit": float(amount),
                        "account_id": account.id,
                        "tax_ids": [Command.clear()],
                    }
                )
                for name, amount, account in lines
            ],
        }

    @api.model
    def _prepare_water_note_head(self, company, partner):
        """What a note and its cancellation have alike."""
        return {
            "journal_id": company.sudo().water_interest_journal_id.id,
            "company_id": company.id,
            "partner_id": partner.id,
            "currency_id": company.currency_id.id,
            "invoice_date": law_today(self),
            "invoice_payment_term_id": False,
            "invoice_user_id": False,
            "fiscal_position_id": False,
            "water_interest_note": True,
        }

    def _prepare_water_coverage_vals(self, late):
        """Values of the rows of one debt on this note."""
        self.ensure_one()
        paid = {payment.day: payment.amount for payment in late.debt.payments}
        known = {
            "note_id": self.id,
            "line_id": late.debt.line_id,
            "debt_name": late.debt.name,
            "principal": float(late.debt.amount),
            "due": late.due,
            "kind": late.debt.kind,
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
