from collections import Counter, defaultdict

from odoo import api, models
from odoo.exceptions import UserError


class _Known:
    """Movements of all files so far, by what every format tells of them.

    ``singles`` counts movements by day, amount and account; ``lists`` has the amounts
    that came to individual accounts on a day; ``sums`` counts what came to none.
    """

    def __init__(self):
        self.singles = Counter()
        self.lists = defaultdict(list)
        self.sums = Counter()

    def add(self, format_, journal_id, day, amount, credited, sender):
        """One movement more, of a file of this format."""
        grosze = round(amount * 100)
        if credited or sender:
            facts = (journal_id, day, grosze, credited or sender)
            self.singles[(format_, *facts)] += 1
        if credited and grosze > 0:
            self.lists[(format_, journal_id, day)].append(grosze)
        elif grosze > 0:
            self.sums[(format_, journal_id, day, grosze)] += 1

    def formats_but(self, format_):
        return {key[0] for key in (*self.singles, *self.lists, *self.sums)} - {format_}

    def count(self, format_, journal_id, lines):
        """How many of these new movements are known from a file of another format."""
        others = self.formats_but(format_)
        left = [line for line in lines if not self._is_single(others, journal_id, line)]
        return (
            len(lines)
            - len(left)
            + sum(self._is_sum(others, journal_id, line) for line in left)
            + self._listed(others, journal_id, left)
        )

    def _is_single(self, others, journal_id, line):
        """Whether the very movement is known; each is known once."""
        number = line.credited_account or line.sender_account
        if not number:
            return False
        facts = (journal_id, line.booking_date, round(line.amount * 100), number)
        twin = next((of for of in others if self.singles[(of, *facts)]), None)
        if twin:
            self.singles[(twin, *facts)] -= 1
        return bool(twin)

    def _is_sum(self, others, journal_id, line):
        """Whether it is one entry for payments that another file lists one by one."""
        lists = (
            self.lists.get((of, journal_id, line.booking_date), ()) for of in others
        )
        return not line.credited_account and any(
            len(listed) > 1 and sum(listed) == round(line.amount * 100)
            for listed in lists
        )

    def _listed(self, others, journal_id, lines):
        """How many are the list of what another file has as one entry."""
        days = defaultdict(list)
        for line in lines:
            if line.credited_account and line.amount > 0:
                days[line.booking_date].append(round(line.amount * 100))
        return sum(
            len(listed)
            for day, listed in days.items()
            if len(listed) > 1
            and any(self.sums[(of, journal_id, day, sum(listed))] for of in others)
        )


class AccountBankStatement(models.Model):
    """The same payments in a file of another format, which have other keys.

    A bank offers a day as MT940, as CAMT.053 and as a report of mass payments. Each
    format tells other facts, so that no key fits them all; day, amount and the paid or
    the sender's account do. Of mass payments a statement often has one entry for all,
    which is known by the sum of the list. Who takes in one format after another is
    stopped, and decides.
    """

    _inherit = "account.bank.statement"

    @api.model
    def _water_twins(self, told):
        """How to count movements that are known from another format.

        :param told: list of (name, bytes, statement, journal)
        :return: function of (journal, statement, its new lines), giving a number; what
            it was asked about is known from then on
        """
        days = {line.booking_date for _n, _d, one, _bank in told for line in one.lines}
        known = _Known()
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
            known.add(
                (line.transaction_details or {}).get("format"),
                line.journal_id.id,
                line.date,
                line.amount,
                line.water_credited_account,
                line.account_number,
            )

        def count(journal, statement, new):
            found = known.count(statement.format, journal.id, new)
            for line in new:
                known.add(
                    statement.format,
                    journal.id,
                    line.booking_date,
                    line.amount,
                    line.credited_account,
                    line.sender_account,
                )
            return found

        return count

    @api.model
    def _water_twins_told(self, look):
        return self.env._(
            "%(count)s movements of %(file)s seem to be known already, from a file of "
            "another format: day and amount are the same, one by one or as one sum.",
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
