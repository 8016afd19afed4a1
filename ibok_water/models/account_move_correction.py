from odoo import models
from odoo.tools.misc import formatLang

from ..engine import difference


class AccountMove(models.Model):
    """What a correcting invoice states: what was, what is, and the difference."""

    _inherit = "account.move"

    def action_water_correct(self):
        """Reckon the bill again with what is true now, and bill the difference."""
        self.ensure_one()
        settlements = self._water_settlements()
        newest = self.env["water.settlement"].union(*(s._newest() for s in settlements))
        return newest.action_correct()

    def _water_corrected_bill(self):
        """The first bill, which this document lowers or raises."""
        self.ensure_one()
        return self.water_corrected_move_id or self.reversed_entry_id

    def _water_correction_values(self):
        """Values of the printed correction (art. 106j of the VAT act).

        :return: dict ``sections`` (one for each contract: ``before`` and ``after``, the
            settlements, and ``lines``, dicts with the text and the figures of both
            sides) and ``totals`` (dicts ``label``, ``before``, ``after``,
            ``difference``); None for a credit note that an accountant made by hand,
            which has no settlement of its own
        """
        self.ensure_one()
        settlements = self._water_settlements().with_context(lang=self.env.lang)
        corrected = settlements.corrected_id
        if not corrected:
            return None
        labels = {
            "net": self.env._("Net"),
            "tax": self.env._("VAT"),
            "total": self.env._("Gross"),
        }
        rounded = self.currency_id.round
        return {
            "sections": [self._water_sides_values(after) for after in settlements],
            "totals": [
                {
                    "label": label,
                    "before": rounded(sum(corrected.mapped(f"amount_{name}"))),
                    "after": rounded(sum(settlements.mapped(f"amount_{name}"))),
                    "difference": rounded(
                        sum(settlements.mapped(f"difference_{name}"))
                    ),
                }
                for name, label in labels.items()
            ],
        }

    def _water_sides_values(self, after):
        """Both sides of one contract's correction."""
        before = after.corrected_id
        pairs = difference(before._as_bill(), after._as_bill()).pairs
        return {
            "contract": after.contract_id,
            "before": before,
            "after": after,
            "lines": [self._water_pair_values(pair) for pair in pairs],
        }

    def _water_pair_values(self, pair):
        """One line of a correction: both sides as they are printed.

        Each says its own group, block and subsidy: these may be what was wrong.
        """
        lines = self.env["water.settlement.line"]
        shown = pair.after or pair.before
        units = dict(lines._fields["unit"]._description_selection(self.env))
        return {
            "unit": units[shown.unit],
            "before": self._water_side_values(pair.before),
            "after": self._water_side_values(pair.after),
            "difference": float(pair.net),
        }

    def _water_side_values(self, line):
        if line is None:
            return None
        quantity = float(line.quantity)
        lines = self.env["water.settlement.line"]
        return {
            "text": lines._line_text(line, self.env.lang),
            "quantity": formatLang(self.env, quantity, digits=2),
            "price": formatLang(self.env, float(line.price), digits=2),
            "net": float(line.net),
        }
