from collections import Counter

from odoo import api, models
from odoo.exceptions import UserError


class AccountBankStatement(models.Model):
    """The same payments in a file of another format, which have other keys.

    A bank offers a day as MT940, as CAMT.053 and as a report of mass payments. Each
    format tells other facts, so that no key fits them all; day, amount and the paid or
    the sender's account do. Who takes in one format after another is stopped.
    """

    _inherit = "account.bank.statement"

    @api.model
    def _water_twins(self, told):
        """How to count movements that the books hold from another format.

        :param told: list of (name, bytes, statement, journal)
        :return: function of (journal, statement, its new lines), giving a number
        """
        days = {line.booking_date for _n, _d, one, _bank in told for line in one.lines}
        kept = Counter()
        lines_sudo = (
            self.env["account.bank.statement.line"]
            .sudo()
            .search_fetch(
                [
                    ("journal_id", "in", list({bank.id for *_rest, bank in told})),
                    ("date", "in", list(days)),
                    ("water_key", "!=", False),
                ],
                [
                    *("journal_id", "date", "amount", "transaction_details"),
                    *("water_credited_account", "account_number"),
                ],
            )
        )
        for line in lines_sudo:
            of = (line.transaction_details or {}).get("format")
            number = line.water_credited_account or line.account_number
            if of and number:
                facts = (line.journal_id.id, line.date, f"{line.amount:.2f}", number)
                kept[(of, *facts)] += 1
        formats = {key[0] for key in kept}

        def count(journal, statement, new):
            found = 0
            others = formats - {statement.format}
            for line in new:
                number = line.credited_account or line.sender_account
                facts = (journal.id, line.booking_date, f"{line.amount:.2f}", number)
                twin = next((of for of in others if kept[(of, *facts)]), None)
                if twin:
                    kept[(twin, *facts)] -= 1
                    found += 1
            return found

        return count

    @api.model
    def _water_twins_told(self, look):
        return self.env._(
            "%(count)s movements of %(file)s seem to be in the books already, from a "
            "file of another format: day, amount and account are the same.",
            count=look.twins,
            file=look.filename,
        )

    @api.model
    def _water_refuse_twins(self, looks):
        """:raise UserError: movements would be booked a second time"""
        twins = [look for look in looks if look.twins]
        if twins:
            raise UserError(
                "\n".join(self._water_twins_told(look) for look in twins)
                + "\n"
                + self.env._(
                    "Nothing was taken in. Use one format for one bank; tick the box "
                    "only when the payments really came twice."
                )
            )
