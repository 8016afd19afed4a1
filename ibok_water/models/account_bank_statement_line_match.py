from decimal import Decimal

from odoo import api, fields, models

from ..engine import Match, StatementLine, match_payment, spend

#: So many are matched in one transaction of the scheduled job.
CHUNK = 100


class AccountBankStatementLine(models.Model):
    """Whose a movement is, by the engine; what is certain is booked, the rest waits."""

    _inherit = "account.bank.statement.line"

    water_judged = fields.Boolean(
        readonly=True, copy=False, help="The program has looked at it."
    )
    water_reason = fields.Selection(
        [
            ("virtual_account", "Paid to the customer's account"),
            ("document_number", "A document's number in the title"),
            ("customer_number", "The customer's number in the title"),
            ("ambiguous", "Points at several customers"),
            ("amount_and_name", "Amount and name fit; decide"),
            ("not_found", "Nothing points at anybody"),
            ("not_incoming", "Money that went out"),
            ("refund", "A refund that was ordered"),
            ("by_hand", "Chosen by a person"),
            ("undone", "Booking was undone"),
        ],
        string="Why",
        readonly=True,
        copy=False,
    )
    water_warnings = fields.Char(readonly=True, copy=False)
    water_warning_text = fields.Char(
        string="Look At", compute="_compute_water_warning_text"
    )
    water_suggestion_ids = fields.Many2many(
        "res.partner",
        "water_statement_line_suggestion",
        "line_id",
        "partner_id",
        string="May Be Of",
        readonly=True,
        copy=False,
    )

    @api.depends("water_warnings")
    @api.depends_context("lang")
    def _compute_water_warning_text(self):
        texts = {
            "account_of_nobody": self.env._(
                "Paid to an individual account that no customer has."
            ),
            "title_names_other": self.env._(
                "Paid to this customer's account, but the title names another's "
                "document or number."
            ),
        }
        for line in self:
            codes = filter(None, (line.water_warnings or "").split(","))
            line.water_warning_text = " ".join(texts[code] for code in codes) or False

    @api.model
    def _cron_match(self):
        """Enter what large files have left, and match what nobody has looked at."""
        commit = self.env["ir.cron"]._commit_progress
        if not self.env["account.bank.statement"]._water_enter_waiting(commit):
            return
        waiting = [
            ("water_key", "!=", False),
            ("water_judged", "=", False),
            ("is_reconciled", "=", False),
        ]
        while lines := self.search(waiting, order="internal_index", limit=CHUNK):
            lines._water_match()
            if not commit(len(lines), remaining=self.search_count(waiting)):
                return

    def _water_match(self):
        """Book what is certain, and say of the rest what speaks for whom.

        In the order of the bank, so that of two payments the first settles first.
        """
        waiting = self.filtered(lambda line: not line.is_reconciled)
        for company, lines in waiting.grouped("company_id").items():
            book = self._water_book_of(company)
            decisions = [
                self._water_decide(book, line._water_told_by_bank(), company)
                for line in lines
            ]
            owners = {match.customer for match, _spending in decisions} - {None}
            self.env["account.move"]._water_lock_customers(
                self.env["res.partner"].browse(owners)
            )
            plan = []
            for line, (match, spending) in zip(lines, decisions, strict=True):
                line._water_note_match(match)
                if match.customer:
                    plan += line._water_enter(
                        self.env["res.partner"].browse(match.customer), spending
                    )
            self.env["account.move.line"]._reconcile_plan(plan)
        waiting._water_match_refunds()

    @api.model
    def _water_decide(self, book, told, company):
        """Whose a movement is, and what it settles.

        :param told: the movement, `engine.StatementLine`
        :return: `engine.Match` and `engine.Spending` (None: not known whose)
        """
        match = match_payment(told, book.payers)
        if match.customer and told.currency != company.currency_id.name:
            # Debts are in the company's money: a person converts.
            suggestions = (match.customer,)
            match = Match(None, "amount_and_name", (), suggestions, match.warnings)
        if match.customer is None:
            return match, None
        spending = spend(
            told.amount,
            book.spend_on(match.customer),
            on=told.booking_date,
            indicated=match.indicated,
            account=book.one_of.get(told.credited_account),
            interest_first=company.sudo().water_interest_first,
        )
        book.spent(match.customer, spending)
        return match, spending

    @api.model
    def _water_spend(self, book, customer, amount, indicated=(), account=None):
        """What an amount of a customer settles on the day (art. 451).

        :param account: individual account of the contract that was paid
        """
        company = self.company_id or self.env.company
        return spend(
            amount,
            book.spend_on(customer),
            on=self.date or fields.Date.context_today(self),
            indicated=indicated,
            account=account,
            interest_first=company.sudo().water_interest_first,
        )

    def _water_told_by_bank(self):
        """The movement as the engine takes it."""
        self.ensure_one()
        return StatementLine(
            booking_date=self.date,
            value_date=self.date,
            amount=Decimal(f"{self.amount:.2f}"),
            currency=self.currency_id.name,
            title=self.payment_ref or "",
            sender_name=self.partner_name or "",
            sender_account=self.account_number or "",
            credited_account=self.water_credited_account or None,
        )

    def _water_note_match(self, match):
        """Keep what speaks for whom, for a person to see."""
        self.ensure_one()
        self.sudo().write(self._prepare_water_match_vals(match))

    @api.model
    def _prepare_water_match_vals(self, match):
        return {
            "water_judged": True,
            "water_reason": match.reason,
            "water_warnings": ",".join(match.warnings) or False,
            "water_suggestion_ids": [(6, 0, match.suggestions)],
        }
