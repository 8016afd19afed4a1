from odoo import models
from odoo.exceptions import UserError


class AccountMoveReversal(models.TransientModel):
    """Odoo's reversal knows no settlements: it would take back money unnoticed."""

    _inherit = "account.move.reversal"

    def reverse_moves(self, is_modify=False):
        """Override of `account`: a bill with a settlement is corrected, not reversed.

        A later correction is reckoned from what the settlement says; money given back
        beside it would be given back twice.

        :raise UserError: names the bill and the button to use instead
        """
        for move in self.move_ids:
            if move.water_settlement_id and move.state == "posted":
                raise UserError(
                    self.env._(
                        "Bill %(name)s was made from a settlement, so it is corrected "
                        "and not reversed: open it and press “Correct”. Mend first "
                        "what was wrong (the reading, the terms, the tariff). What is "
                        "granted beside the bill is a credit note of its own, without "
                        "reference to the bill.",
                        name=move.name,
                    )
                )
        return super().reverse_moves(is_modify=is_modify)
