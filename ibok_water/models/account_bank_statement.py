from dataclasses import dataclass

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.misc import formatLang

from ..engine import Statement, StatementLine, is_nrb, parse_nrb, read_statements


@dataclass(frozen=True, slots=True)
class Look:
    """A statement of a bank's file beside what the books hold already."""

    filename: str
    data: bytes
    statement: Statement
    journal: object
    new: tuple[StatementLine, ...]
    previous_closing: float | None
    #: How many of the new ones the books seem to hold from a file of another format.
    twins: int = 0
    #: Which of the file's statements it is.
    place: int = 0

    @property
    def known(self):
        """How many of its movements were taken in before."""
        return len(self.statement.lines) - len(self.new)

    def follows(self):
        """Whether it begins with what the statement before ended with."""
        opening = self.statement.opening
        told = opening is not None and self.previous_closing is not None
        if not told or not self.new:
            return True
        return f"{self.previous_closing:.2f}" == f"{opening:.2f}"


class AccountBankStatement(models.Model):
    """Statements taken from a bank's files, each movement once."""

    _inherit = "account.bank.statement"

    @api.model
    def _water_ensure_importer(self):
        """:raise AccessError: who does not keep the books takes no statements in"""
        if not self.has_access("create"):
            raise AccessError(
                self.env._("Bank statements are taken in by who keeps the books.")
            )

    @api.model
    def _water_read_file(self, company, data, encoding=None):
        """The statements of a file.

        :raise StatementRefused: it is not taken; nothing of it is
        """
        own = [nrb for nrb in self._water_bank_journals(company) if nrb]
        return read_statements(data, company._water_masks(), own, encoding)

    @api.model
    def _water_bank_journals(self, company):
        """{account number: journal} of the company's banks"""
        journals = self.env["account.journal"].search(
            [("company_id", "=", company.id), ("type", "=", "bank")]
        )
        found = {}
        for journal in journals:
            number = journal.bank_account_id.sanitized_acc_number or ""
            if is_nrb(number):
                found[parse_nrb(number)] = journal
        return found

    @api.model
    def _water_look(self, company, files, journal=None):
        """What is in files beside what the books hold; nothing is changed.

        :param files: list of (name, bytes, its statements)
        :param journal: the bank, where the file does not tell it
        :return: list of `Look`
        :raise UserError: a file is of no bank of ours, or of another than chosen
        """
        journals = self._water_bank_journals(company)
        looks = []
        told = [
            (name, data, one, self._water_journal_of(journals, one, journal, name))
            for name, data, statements in files
            for one in statements
        ]
        places = [
            place
            for _name, _data, statements in files
            for place in range(len(statements))
        ]
        known = self._water_known_keys(told)
        twins = self._water_twins(told)
        closing = {}
        for (name, data, statement, bank), place in zip(told, places, strict=True):
            new = []
            for line in statement.lines:
                if (bank.id, line.key) not in known:
                    known.add((bank.id, line.key))
                    new.append(line)
            if bank.id not in closing:
                closing[bank.id] = self._water_closing_before(bank, statement)
            looks.append(
                Look(
                    name,
                    data,
                    statement,
                    bank,
                    tuple(new),
                    closing[bank.id],
                    twins(bank, statement, new),
                    place,
                )
            )
            if statement.closing is not None:
                closing[bank.id] = float(statement.closing)
        return looks

    @api.model
    def _water_journal_of(self, journals, statement, chosen, name):
        """The bank journal that a statement belongs to."""
        own = journals.get(statement.account.removeprefix("PL"))
        if not own and not statement.account:
            # Elixir-0 tells only what was paid: to accounts of one bank.
            credited = [line.credited_account for line in statement.lines]
            accounts = self.env["water.customer.account"].sudo()
            own = accounts.search([("nrb", "in", credited)]).journal_id
        if chosen and own and own != chosen:
            raise UserError(
                self.env._(
                    "%(file)s is of account %(account)s, which is %(own)s and not "
                    "%(chosen)s. Nothing was taken in.",
                    file=name,
                    account=statement.account or own.bank_account_id.acc_number,
                    own=", ".join(own.mapped("name")),
                    chosen=chosen.name,
                )
            )
        chosen_is_new = chosen and not chosen.bank_account_id
        if statement.account and not own and not chosen_is_new:
            raise UserError(
                self.env._(
                    "%(file)s is of account %(account)s, which is none of our banks. "
                    "Enter it in Accounting, Configuration, Journals, or choose "
                    "another file. Nothing was taken in.",
                    file=name,
                    account=statement.account,
                )
            )
        bank = own or chosen
        if len(bank or ()) != 1:
            raise UserError(
                self.env._(
                    "%(file)s does not tell which bank it is of. Choose the bank.",
                    file=name,
                )
            )
        currency = bank.currency_id or bank.company_id.currency_id
        if statement.currency != currency.name:
            raise UserError(
                self.env._(
                    "%(file)s is in %(theirs)s, %(bank)s is kept in %(ours)s.",
                    file=name,
                    theirs=statement.currency,
                    bank=bank.name,
                    ours=currency.name,
                )
            )
        return bank

    @api.model
    def _water_known_keys(self, told):
        """{(journal's id, key)} of movements that were taken in before"""
        keys = [line.key for _n, _d, one, _bank in told for line in one.lines]
        journals = {bank.id for _n, _d, _one, bank in told}
        found = (
            self.env["account.bank.statement.line"]
            .sudo()
            .search_fetch(
                [("journal_id", "in", list(journals)), ("water_key", "in", keys)],
                ["journal_id", "water_key"],
            )
        )
        return {(line.journal_id.id, line.water_key) for line in found}

    @api.model
    def _water_closing_before(self, journal, statement):
        """The balance that the bank's statement before this one ended with, or None."""
        last = self.search(
            [("journal_id", "=", journal.id), ("date", "<=", statement.date_to)],
            order="date desc, id desc",
            limit=1,
        )
        return last.balance_end_real if last else None

    @api.model
    def _water_look_told(self, look):
        """What a person should know before the statement is taken in, or ""."""
        if look.twins:
            return self._water_twins_told(look)
        if look.follows():
            return ""
        currency = look.journal.currency_id or look.journal.company_id.currency_id
        return self.env._(
            "It begins with %(opening)s, but the statement before it ended with "
            "%(closing)s: a statement may be missing between them.",
            opening=formatLang(
                self.env, float(look.statement.opening), currency_obj=currency
            ),
            closing=formatLang(self.env, look.previous_closing, currency_obj=currency),
        )
