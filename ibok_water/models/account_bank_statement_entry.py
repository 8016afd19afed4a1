from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import SQL, split_every
from odoo.tools.misc import format_date

#: So many movements are entered while somebody waits; the rest by the scheduled job.
AT_ONCE = 200
#: And so many in one transaction of the job.
CHUNK = 250


class AccountBankStatement(models.Model):
    """What is new of a bank's file goes into the books, a large file in pieces.

    The file is judged whole before anything is entered. What of it waits is entered
    by the scheduled job, which reads the kept file again: the keys of the movements
    say which are in, so that a job that was killed goes on where it stood.
    """

    _name = "account.bank.statement"
    _inherit = ["account.bank.statement", "water.process.mixin"]
    _process_fields = frozenset({"water_waiting", "water_place", "water_encoding"})

    water_waiting = fields.Integer(
        string="Not Entered Yet",
        readonly=True,
        copy=False,
        help="Movements of the file that the program is still entering.",
    )
    water_place = fields.Integer(readonly=True, copy=False)
    water_encoding = fields.Char(readonly=True, copy=False)

    @api.model
    def _water_take_in(self, company, files, journal=None, twins=False, encoding=None):
        """Enter what is new of the files, and match it; the rest of many by the job.

        :param files: list of (name, bytes, its statements)
        :param twins: take in also what looks like payments of another format's file
        :param encoding: the letters of the files, where a person named them
        :return: the new movements, those entered at once
        :raise UserError: it looks so, and nobody said that it is right; or a file of
            the bank is still being entered
        """
        self._water_ensure_importer()
        looks = self._water_look(company, files, journal)
        if not twins:
            self._water_refuse_twins(looks)
        banks = {look.journal.id for look in looks}
        # Two at once: who waited is tried again, and finds what the first took in.
        self.env.cr.execute(
            SQL(
                """UPDATE account_journal SET write_date = write_date
                    WHERE id IN (SELECT id FROM account_journal WHERE id IN %s
                               ORDER BY id FOR NO KEY UPDATE)""",
                tuple(sorted(banks)) or (0,),
            ),
            log_exceptions=False,
        )
        self._water_refuse_while_entering(banks)
        # Rights were asked; keys and raw records are the process's own.
        entry = self.env["account.bank.statement.line"].sudo()
        taken = entry.browse()
        for look in looks:
            if not look.new:
                continue
            # Of each statement one at least: by it Odoo knows the bank.
            now = look.new[: max(AT_ONCE - len(taken), 1)]
            statement_sudo = self.sudo().create(
                self._prepare_water_statement_vals(look)
                | {
                    "water_waiting": len(look.new) - len(now),
                    "water_place": look.place,
                    "water_encoding": encoding,
                }
            )
            taken |= entry._water_enter_new(statement_sudo, look, now)
            if statement_sudo.water_waiting:
                self.env.ref("ibok_water.cron_bank_match").sudo()._trigger()
        return taken.sorted(lambda line: (line.date, line.id)).sudo(self.env.su)

    @api.model
    def _water_refuse_while_entering(self, journal_ids):
        """:raise UserError: a large file of these banks is not entered to its end"""
        busy_sudo = self.sudo().search(
            [("journal_id", "in", list(journal_ids)), ("water_waiting", ">", 0)],
            limit=1,
        )
        if busy_sudo:
            raise UserError(
                self.env._(
                    "%(file)s is still being entered, %(count)s movements are left. "
                    "Take in the next file when it is done.",
                    file=busy_sudo.reference or busy_sudo.name,
                    count=busy_sudo.water_waiting,
                )
            )

    @api.model
    def _water_enter_waiting(self, commit):
        """Enter what large files have left, a chunk a transaction.

        :param commit: function of (done, remaining) that keeps a chunk, and tells
            whether there is time for more
        :return: whether all is entered
        """
        waiting = [("water_waiting", ">", 0)]
        for statement in self.sudo().search(waiting, order="id"):
            importer = statement.create_uid
            for entered in statement.with_user(importer).sudo()._water_enter_rest():
                # What was made is not needed any more: memory stays as it is.
                self.env.invalidate_all()
                left = sum(self.sudo().search(waiting).mapped("water_waiting"))
                if not commit(entered, remaining=left):
                    return False
        return True

    def _water_enter_rest(self):
        """Enter the rest of this statement; each step is a chunk.

        :return: generator of how many were entered
        """
        self.ensure_one()
        look = self._water_look_again()
        entry = self.env["account.bank.statement.line"]
        left = len(look.new)
        for lines in split_every(CHUNK, look.new):
            entry._water_enter_new(self, look, lines)
            left -= len(lines)
            self.water_waiting = left
            yield len(lines)
        if self.water_waiting:
            # Others have entered it meanwhile.
            self.water_waiting = 0
            yield 0

    def _water_look_again(self):
        """The kept file beside the books, as when it was taken in."""
        kept = self.attachment_ids.sorted("id")[:1]
        data = kept.raw
        company = self.company_id
        statements = self._water_read_file(company, data, self.water_encoding or None)
        statement = statements[self.water_place]
        files = [(self.reference, data, [statement])]
        return self._water_look(company, files, self.journal_id)[0]

    @api.model
    def _prepare_water_statement_vals(self, look):
        statement = look.statement
        values = {
            "name": look.journal.code
            + " "
            + (statement.number or format_date(self.env, statement.date_to)),
            "reference": look.filename,
            "attachment_ids": [
                Command.create({"name": look.filename, "raw": look.data})
            ],
        }
        if statement.closing is not None:
            # Of movements known already the balance is that of the statement before.
            moved = sum(line.amount for line in look.new)
            values["balance_start"] = float(statement.closing - moved)
            values["balance_end_real"] = float(statement.closing)
        return values
