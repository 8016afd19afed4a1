from datetime import timedelta
from decimal import Decimal

from odoo import models
from odoo.tools.misc import formatLang

from ..engine import compare


class WaterSettlement(models.Model):
    """Why a bill is not like the one before, in amounts that sum to the difference."""

    _inherit = "water.settlement"

    def _previous(self):
        """The settlement of the contract that ends the day before this one begins."""
        self.ensure_one()
        return self.search(
            [
                ("contract_id", "=", self.contract_id.id),
                ("date_to", "=", self.date_from - timedelta(days=1)),
                ("state", "=", "done"),
            ],
            limit=1,
        )

    def _compared_with_previous(self):
        """What makes this bill differ from the one before, for page and printout.

        :return: dict ``previous`` (settlement), ``difference`` (gross, zł) and
            ``reasons``: dicts ``text`` and ``amount`` (gross, zł; their sum is the
            difference); None for a first bill
        """
        self.ensure_one()
        previous = self._previous()
        if not previous:
            return None
        found = compare(
            previous._as_bill(),
            self._as_bill(),
            previous._reckoned_vat_percent(),
            self._reckoned_vat_percent(),
        )
        texts = self._comparison_texts(previous)
        return {
            "previous": previous,
            "difference": float(found.gross),
            "reasons": [
                {"text": texts[effect.kind], "amount": float(effect.gross)}
                for effect in found.effects
                if effect.gross
            ],
        }

    def _reckoned_vat_percent(self):
        """Rate of VAT the settlement was reckoned with, as its derivation keeps it."""
        self.ensure_one()
        steps = self.derivation or []
        total = next((step for step in steps if step["step"] == "total"), None)
        return Decimal(total["vat_percent"]) if total else Decimal(0)

    def _days(self):
        """How many days the use of this bill belongs to."""
        lines = self.line_ids.filtered(lambda line: line.unit == "m3") or self.line_ids
        first = min(lines.mapped("date_from"), default=self.date_from)
        last = max(lines.mapped("date_to"), default=self.date_to)
        return (last - first).days + 1

    def _comparison_texts(self, previous):
        """{kind of effect: sentence}"""
        self.ensure_one()

        def volume(settlement):
            amount = settlement.volume_water or settlement.volume_sewage
            return formatLang(self.env, amount, digits=0 if amount % 1 == 0 else 2)

        return {
            "volume": self.env._(
                "Use: %(now)s m³, before %(before)s m³",
                now=volume(self),
                before=volume(previous),
            ),
            "days": self.env._(
                "Length of the time billed: %(now)s days, before %(before)s days",
                now=self._days(),
                before=previous._days(),
            ),
            "price": self.env._("Price of a cubic metre"),
            "subsidy": self.env._("Subsidy of the municipality"),
            "subscription": self.env._("Subscription fee"),
            "correction": self.env._("Correction of earlier bills"),
            "vat": self.env._("Rate of VAT"),
        }
