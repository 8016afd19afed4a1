from odoo import fields, models


class AccountBankStatementLine(models.Model):
    """How a movement is known again."""

    _name = "account.bank.statement.line"
    _inherit = ["account.bank.statement.line", "water.process.mixin"]
    _process_fields = frozenset(
        {
            "water_key",
            "water_credited_account",
            "water_judged",
            "water_reason",
            "water_warnings",
            "water_suggestion_ids",
        }
    )

    water_key = fields.Char(
        string="Bank's Key",
        readonly=True,
        copy=False,
        help="The same whenever the same movement is read again from a bank's file.",
    )
    water_credited_account = fields.Char(
        string="Paid to Account",
        readonly=True,
        help="The individual account that the money was sent to.",
    )

    _water_key_unique = models.UniqueIndex(
        "(journal_id, water_key) WHERE water_key IS NOT NULL",
        "This movement of the bank is in the books already.",
    )
