import base64
import io
import logging
import zipfile

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date

from .law_day import law_today

_logger = logging.getLogger(__name__)

#: So many documents are put together while the accountant waits.
AT_ONCE = 20


class WaterCourtFile(models.Model):
    """Everything that a court wants to see of a customer's debts, in one file.

    The list of claims with interest, bills and their corrections, interest notes,
    demands with their delivery, the statement, and what is attached to the contracts.
    For accountants alone; kept as it was made.
    """

    _name = "water.court.file"
    _description = "File for Court"
    _inherit = ["mail.thread", "water.process.mixin"]
    _order = "id desc"
    _check_company_auto = True
    _process_fields = frozenset(
        {"state", "content", "made_at", "user_id", "problem", "claim_count"}
        | {"principal", "interest"}
    )

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_ids = fields.Many2many(
        "res.partner", string="Customers", required=True, tracking=True
    )
    line_ids = fields.Many2many(
        "account.move.line",
        "water_court_file_line_rel",
        "file_id",
        "line_id",
        string="Chosen Claims",
        domain="[('account_type', '=', 'asset_receivable'), ('balance', '>', 0), "
        "('parent_state', '=', 'posted'), ('company_id', '=', company_id), "
        "('partner_id', 'child_of', partner_ids)]",
        help="Empty: all claims of the customers whose term has ended.",
    )
    day = fields.Date(
        string="Interest until",
        required=True,
        default=law_today,
        tracking=True,
        help="What is open by the ledger on this day, with interest up to it.",
    )
    state = fields.Selection(
        [
            ("draft", "New"),
            ("waiting", "Being made"),
            ("done", "Ready"),
            ("failed", "Failed"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    content = fields.Binary(string="File", attachment=True, readonly=True, copy=False)
    file_name = fields.Char(compute="_compute_file_name")
    made_at = fields.Datetime(readonly=True, copy=False)
    user_id = fields.Many2one(
        "res.users", string="Asked for by", readonly=True, copy=False
    )
    problem = fields.Text(string="Why it Failed", readonly=True, copy=False)
    claim_count = fields.Integer(string="Claims", readonly=True, copy=False)
    principal = fields.Monetary(string="Left to Pay", readonly=True, copy=False)
    interest = fields.Monetary(readonly=True, copy=False)

    @api.depends("partner_ids", "day")
    def _compute_display_name(self):
        for file in self:
            names = file.partner_ids.mapped("name")
            more = f" (+{len(names) - 1})" if len(names) > 1 else ""
            file.display_name = (
                f"{names[0] or ''}{more}, {format_date(self.env, file.day)}"
                if names
                else self.env._("File for court")
            )

    @api.depends("day")
    def _compute_file_name(self):
        for file in self:
            name = self.env._("court")
            file.file_name = f"{name}-{file.day}-{file.id}.zip"

    def write(self, vals):
        """Override: what a finished file was made from stays as it was."""
        stated = {"partner_ids", "line_ids", "day", "company_id"}
        if stated & vals.keys() and any(f.state in ("waiting", "done") for f in self):
            raise UserError(
                self.env._("This file is made already. Make a new one instead.")
            )
        return super().write(vals)

    def action_make(self):
        """Put the file together: at once, or in the background when there is much."""
        for file in self:
            if file.state not in ("draft", "failed"):
                continue
            if file.day > law_today(file):
                raise UserError(file.env._("Choose today or a day before."))
            claims = file._claims()
            if not claims:
                raise UserError(
                    file.env._(
                        "On %(day)s these customers owe nothing whose term has ended.",
                        day=format_date(file.env, file.day),
                    )
                )
            file._set_process(
                {"state": "waiting", "user_id": file.env.uid, "problem": False}
            )
            if file._count_documents(claims) <= AT_ONCE:
                file._make()
            else:
                file.env.ref("ibok_water.cron_court_file")._trigger()

    def _make(self):
        """Put the file together with the rights of whoever asked for it."""
        self.ensure_one()
        asked = self.with_user(self.user_id).with_company(self.company_id)
        asked = asked.with_context(
            allowed_company_ids=self.company_id.ids,
            lang=self.company_id.partner_id.lang or self.env.lang,
        )
        claims = asked._claims()
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for path, content in asked._documents(claims):
                archive.writestr(path, content)
        self._set_process(
            {
                "state": "done",
                "content": base64.b64encode(buffer.getvalue()),
                "made_at": fields.Datetime.now(),
                "claim_count": len(claims),
                "principal": sum(claims.mapped("residual")),
                "interest": sum(claims.mapped("interest")),
            }
        )

    @api.model
    def _cron_make(self):
        """Make the files that wait, one after the other; a bad one stops no other."""
        waiting = self.search([("state", "=", "waiting")], order="id")
        self.env["ir.cron"]._commit_progress(remaining=len(waiting))
        for file in waiting:
            if not file.try_lock_for_update() or file.state != "waiting":
                continue
            try:
                with self.env.cr.savepoint():
                    file._make()
            except Exception as problem:
                _logger.warning("File %s for court failed", file.id, exc_info=True)
                file._set_process({"state": "failed", "problem": str(problem)})
            if not self.env["ir.cron"]._commit_progress(1):
                break

    def _claims(self):
        """Open claims on the day, oldest first: rows of `water.receivable`.

        With chosen bills come the notes that charge their interest: days that a note
        charges are in no other sum, so a claim without it would lose them.
        """
        self.ensure_one()
        past = self.day < law_today(self)
        rows = self.env["water.receivable"].with_context(
            water_as_of=fields.Date.to_string(self.day) if past else None
        )
        asked = Domain("overdue", ">", 0)
        if self.line_ids:
            asked &= Domain("line_id", "in", self.line_ids.ids)
            asked |= Domain("move_id", "in", self._notes_of_chosen().ids)
        customers = self.partner_ids.commercial_partner_id
        domain = Domain("company_id", "=", self.company_id.id)
        domain &= Domain("partner_id", "in", customers.ids) & asked
        return rows.search(domain, order="partner_id, due, id")

    def _notes_of_chosen(self):
        """The notes in force that charge days of the chosen claims."""
        covered = self.env["water.interest.coverage"].search(
            [("line_id", "in", self.line_ids.ids)]
        )
        return covered.note_id.filtered(lambda note: not note.water_note_cancelled)
