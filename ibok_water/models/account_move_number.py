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
        data[MEMO] = {"formats": {}, "numbered": set()}
        try:
            return self._post(soft=False)
        finally:
            data.pop(MEMO, None)

    def _get_next_sequence_format(self):
        """Override of `account`: inside a batch the format is known from the first."""
        memo = self.env.cr.precommit.data.get(MEMO)
        ours = self.water_settlement_id or self.water_interest_note
        if memo is None or self.name or not ours:
            return super()._get_next_sequence_format()
        formats = memo["formats"]
        key = (self.journal_id.id, self.move_type, self.date)
        if key not in formats:
            formats[key] = super()._get_next_sequence_format()
        memo["numbered"].add(self.id)
        number_format, values = formats[key]
        # The caller takes the number out of it.
        return number_format, dict(values)

    def _compute_made_sequence_gap(self):
        """Override of `account`: a batch counts on from the last number, without gap.

        Odoo would search for the number before each; one that another session took
        just now it would not see, and tell of a gap that is none.
        """
        numbered = self._numbered_in_batch()
        numbered.made_sequence_gap = False
        return super(AccountMove, self - numbered)._compute_made_sequence_gap()

    def _set_next_made_sequence_gap(self, made_gap):
        """Override of `account`: after the last number of a journal comes none."""
        others = self if made_gap else self - self._numbered_in_batch()
        return super(AccountMove, others)._set_next_made_sequence_gap(made_gap)

    def _numbered_in_batch(self):
        """Those of these moves that the present batch has given their numbers."""
        memo = self.env.cr.precommit.data.get(MEMO) or {"numbered": ()}
        return self.filtered(lambda move: move.id in memo["numbered"])
