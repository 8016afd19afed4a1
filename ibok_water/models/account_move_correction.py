from odoo import models
from odoo.tools.misc import formatLang

from ..engine import difference


class AccountMove(models.Model):
    """What a correcting invoice states: what was, what is, and the difference."""

    _inherit = "account.move"

    def action_water_correct(self):
        """Reckon the bill again with what is true now, and bill the difference."""
        self.ensure_one()
        return self.water_settlement_id._newest().action_correct()

    def _water_corrected_bill(self):
        """The first bill, which this document lowers or raises."""
        self.ensure_one()
        return self.water_corrected_move_id or self.reversed_entry_id

    def _water_correction_values(self):
        """Values of the printed correction (art. 106j of the VAT act).

        :return: dict ``before`` and ``after`` (settlements), ``lines`` (dicts with the
            text and the figures of both sides), ``totals`` (dicts ``label``,
            ``before``, ``after``, ``difference``); None for a credit note that an
            accountant made by hand, which has no settlement of its own
        """
        self.ensure_one()
        after = self.water_settlement_id.with_context(lang=self.env.lang)
        before = after.corrected_id
        if not before:
            return None
        pairs = difference(before._as_bill(), after._as_bill()).pairs
        labels = {
            "net": self.env._("Net"),
            "tax": self.env._("VAT"),
            "total": self.env._("Gross"),
        }
        return {
            "before": before,
            "after": after,
            "lines": [self._water_pair_values(pair) for pair in pairs],
            "totals": [
                {
                    "label": label,
                    "before": before[f"amount_{name}"],
                    "after": after[f"amount_{name}"],
                    "difference": after[f"difference_{name}"],
                }
                for name, label in labels.items()
            ],
        }

    def _water_pair_values(self, pair):
        """One line of a correction: its text, and both sides as they are printed."""
        lines = self.env["water.settlement.line"]
        shown = pair.after or pair.before
        units = dict(lines._fields["unit"]._description_selection(self.env))
        return {
            "text": lines._line_text(shown, self.env.lang),
            "unit": units[shown.unit],
            "before": self._water_side_values(pair.before),
            "after": self._water_side_values(pair.after),
            "difference": float(pair.net),
        }

    def _water_side_values(self, line):
        if line is None:
            return None
        quantity = float(line.quantity)
        return {
            "quantity": formatLang(self.env, quantity, digits=2),
            "price": formatLang(self.env, float(line.price), digits=2),
            "net": float(line.net),
        }
