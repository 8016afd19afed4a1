from odoo import models

#: Where a batch keeps what it learnt of its journal's numbers, in the transaction.
MEMO = "water_number_format"


class AccountMove(models.Model):
    """Numbers of many bills posted together."""

    _inherit = "account.move"

    def _post_numbered(self):
        """Post bills, asking once where the journal's numbers stand.

        Odoo takes the lock of the first number for the whole transaction and counts on
        from it, but still searches the journal for the last number before each one.
        """
        data = self.env.cr.precommit.data
        data[MEMO] = {}
        try:
            return self._post(soft=False)
        finally:
            data.pop(MEMO, None)

    def _get_next_sequence_format(self):
        """Override of `account`: inside a batch the format is known from the first."""
        memo = self.env.cr.precommit.data.get(MEMO)
        if memo is None or self.name or not self.water_settlement_id:
            return super()._get_next_sequence_format()
        key = (self.journal_id.id, self.move_type, self.date)
        if key not in memo:
            memo[key] = super()._get_next_sequence_format()
        number_format, values = memo[key]
        # The caller takes the number out of it.
        return number_format, dict(values)
