import base64

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..engine import StatementRefused
from ..engine.bank_text import SINGLE_BYTE
from ..models.bank_texts import file_refusal

ENCODINGS = [
    *(
        (code, name)
        for code, name in zip(
            SINGLE_BYTE, ("Windows (CP1250)", "DOS (CP852)", "ISO 8859-2"), strict=True
        )
    ),
    ("utf-8", "UTF-8"),
]


class WaterBankImport(models.TransientModel):
    """A bank's files: what is in them is looked at first, then taken in whole."""

    _name = "water.bank.import"
    _description = "Take in Bank Statements"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    attachment_ids = fields.Many2many(
        "ir.attachment",
        string="Files",
        help="MT940, CAMT.053 or Elixir-0, as the bank's program saves them.",
    )
    journal_id = fields.Many2one(
        "account.journal",
        string="Bank",
        domain="[('type', '=', 'bank'), ('company_id', '=', company_id)]",
        check_company=True,
        help="Only where the file does not tell it.",
    )
    encoding = fields.Selection(ENCODINGS, string="Polish Letters")
    asks_encoding = fields.Boolean(compute="_compute_lines", store=True)
    line_ids = fields.One2many(
        "water.bank.import.line",
        "import_id",
        compute="_compute_lines",
        store=True,
        string="In the Files",
    )
    new_count = fields.Integer(compute="_compute_lines", store=True)
    twin_count = fields.Integer(compute="_compute_lines", store=True)
    twins_wanted = fields.Boolean(
        string="They came twice: take them in",
        help="Only where the bank's account really shows both payments.",
    )
    problem = fields.Text(compute="_compute_lines", store=True)

    @api.depends("attachment_ids", "journal_id", "encoding")
    def _compute_lines(self):
        Statement = self.env["account.bank.statement"]
        for wizard in self:
            wizard.problem = wizard.asks_encoding = False
            looks = []
            try:
                Statement._water_ensure_importer()
                files = wizard._files()
                looks = Statement._water_look(
                    wizard.company_id, files, wizard.journal_id._origin
                )
            except UserError as refused:
                wizard.problem = str(refused)
            wizard.new_count = sum(len(look.new) for look in looks)
            wizard.twin_count = sum(look.twins for look in looks)
            wizard.line_ids = [
                Command.clear(),
                *(Command.create(wizard._prepare_line_vals(look)) for look in looks),
            ]

    def _files(self):
        """What the files say.

        :return: list of (name, bytes, statements)
        :raise UserError: names the file and its line
        """
        files = []
        # Of new records the ids are wrapped.
        for attachment in self.attachment_ids._origin:
            data = base64.b64decode(
                attachment.with_context(bin_size=False).datas or b""
            )
            try:
                statements = self.env["account.bank.statement"]._water_read_file(
                    self.company_id, data, self.encoding or None
                )
            except StatementRefused as refused:
                if refused.code == "encoding":
                    self.asks_encoding = True
                raise UserError(
                    self.env._(
                        "%(file)s was not taken in. %(told)s",
                        file=attachment.name,
                        told=file_refusal(self.env, refused),
                    )
                ) from refused
            files.append((attachment.name, data, statements))
        return files

    @api.model
    def _prepare_line_vals(self, look):
        statement = look.statement
        known = statement.opening is not None
        return {
            "filename": look.filename,
            "journal_id": look.journal.id,
            "number": statement.number,
            "date_from": statement.date_from,
            "date_to": statement.date_to,
            "has_balances": known,
            "opening": float(statement.opening) if known else 0.0,
            "closing": float(statement.closing) if known else 0.0,
            "count": len(statement.lines),
            "known": look.known,
            "amount": float(sum(line.amount for line in look.new)),
            "warning": self.env["account.bank.statement"]._water_look_told(look),
        }

    def action_take_in(self):
        """Take in what is new, and show it."""
        self.ensure_one()
        if not self.attachment_ids:
            raise UserError(self.env._("Choose the bank's files first."))
        lines = self.env["account.bank.statement"]._water_take_in(
            self.company_id,
            self._files(),
            self.journal_id,
            self.twins_wanted,
            self.encoding or None,
        )
        if not lines:
            raise UserError(
                self.env._(
                    "Everything in these files was taken in before. Nothing changed."
                )
            )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ibok_water.account_bank_statement_line_action"
        )
        return action | {
            "domain": [("id", "in", lines.ids)],
            "context": {},
            "name": self.env._("Taken In"),
        }
