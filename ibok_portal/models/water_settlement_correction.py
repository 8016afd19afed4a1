from odoo import models


class WaterSettlement(models.Model):
    """A bill and its corrections know of each other on the resident's pages."""

    _inherit = "water.settlement"

    def _try_correct(self, reason):
        """Override: a complaint that was found right is settled by its correction."""
        made, problems = super()._try_correct(reason)
        earlier_sudo = corrected_sudo = made.sudo().corrected_id
        while earlier_sudo := earlier_sudo.corrected_id:
            corrected_sudo |= earlier_sudo
        self.env["ibok.ticket"].sudo()._end_accepted(corrected_sudo.move_id)
        return made, problems

    def _portal_explanation(self, previous=None):
        """Extended with ``corrections`` of this bill and ``corrects``, the bill."""
        return super()._portal_explanation(previous) | {
            "corrections": self._portal_corrections() + self._portal_by_hand(),
            "corrects": self.corrected_id
            and self._portal_document(self.move_id._water_corrected_bill()),
        }

    def _portal_corrections(self):
        """What was corrected in this bill since, oldest first.

        :return: list of dicts ``document``, ``amount``, ``reason`` and ``total`` (what
            the bill comes to since)
        """
        self.ensure_one()
        corrections = []
        settlement = self
        while settlement := settlement.correction_ids.filtered(
            lambda made: made.state in ("done", "corrected")
        ):
            corrections.append(
                {
                    "document": self._portal_document(settlement.move_id),
                    "amount": settlement.difference_total,
                    "reason": settlement.correction_reason,
                    "total": settlement.amount_total,
                }
            )
        return corrections

    def _portal_by_hand(self):
        """Corrections that an accountant made, which no settlement stands behind."""
        made = self.move_id.reversal_move_ids.filtered(
            lambda move: move.state == "posted" and not move.water_settlement_id
        )
        return [
            {
                "document": self._portal_document(move),
                "amount": -move.amount_total,
                "reason": move.ref,
                "total": None,
            }
            for move in made.sorted("id")
        ]

    def _portal_document(self, move):
        """How a page names a document; who came by a link may not open others.

        :return: dict ``name``, ``date`` and ``url``, or None where none was made
        """
        if not move:
            return None
        readable = move.sudo(False).has_access("read")
        return {
            "name": move.name,
            "date": move.invoice_date,
            "url": readable and f"/my/invoices/{move.id}",
        }
