from odoo import models

from .water_contract_page import cubic_metres


class AccountMove(models.Model):
    """A bill for several contracts, explained to who pays it."""

    _inherit = "account.move"

    def _portal_collective(self):
        """What each contract of this bill comes to, and what all come to.

        :return: dict ``bill``, ``sections`` (explanations of the settlements), days,
            ``rates`` of VAT, ``comparison`` with what was billed before and
            ``corrections`` since; of a correction ``corrects``, the bill; None for a
            bill of one contract
        """
        self.ensure_one()
        settlements = self._water_settlements()
        if len(settlements) < 2:
            return None
        previous = settlements._previous_ones()
        corrected = settlements.corrected_id
        return {
            "bill": self,
            "corrects": corrected
            and settlements._portal_document(self._water_corrected_bill()),
            "corrections": [] if corrected else self._portal_collective_corrections(),
            "sections": [
                one._portal_explanation(previous)
                | {"m3": cubic_metres(self.env, one.volume_water or one.volume_sewage)}
                for one in settlements
            ],
            "date_from": min(settlements.mapped("date_from")),
            "date_to": max(settlements.mapped("date_to")),
            "rates": self._water_vat_rates(),
            "shared_vat": any(
                step["step"] == "vat_share"
                for settlement in settlements
                for step in settlement.derivation or ()
            ),
            "comparison": not corrected
            and settlements._compared_with_previous(previous),
        }

    def _portal_collective_corrections(self):
        """What was corrected in this bill since, oldest first, and what it comes to.

        :return: list of dicts as of `water.settlement._portal_corrections`
        """
        settlements = self.env["water.settlement"]
        made = self.search(
            [("water_corrected_move_id", "=", self.id), ("state", "=", "posted")],
            order="id",
        )
        total = self.amount_total_signed
        corrections = []
        for move in made:
            total += move.amount_total_signed
            corrections.append(
                {
                    "document": settlements._portal_document(move),
                    "amount": move.amount_total_signed,
                    "reason": move.ref,
                    "total": self.currency_id.round(total),
                }
            )
        return corrections + self.water_settlement_id._portal_by_hand()
