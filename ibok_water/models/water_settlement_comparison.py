from collections import defaultdict
from datetime import timedelta
from decimal import Decimal

from odoo import models
from odoo.tools.misc import formatLang

from ..engine import compare
from ..engine.explain import vat_percent_of

DAY = timedelta(days=1)


class WaterSettlement(models.Model):
    """Why a bill is not like the one before, in amounts that sum to the difference."""

    _inherit = "water.settlement"

    def _previous(self):
        """The settlement of the contract that ends the day before this one begins."""
        self.ensure_one()
        return self._previous_ones()[self]

    def _previous_ones(self):
        """{settlement: the one of its contract before it, possibly none}"""
        before = {s: (s.contract_id, s.date_from - DAY) for s in self}
        found = self.search(
            [
                ("contract_id", "in", self.contract_id.ids),
                ("date_to", "in", [day for _contract, day in before.values()]),
                ("state", "=", "done"),
            ]
        )
        by_end = {(s.contract_id, s.date_to): s for s in found}
        return {s: by_end.get(end, self.browse()) for s, end in before.items()}

    def _compared_with_previous(self, previous=None):
        """What makes this bill differ from the one before, for page and printout.

        Of several settlements the parts are summed up; a contract that was not billed
        before is a part by itself.

        :param dict previous: of `_previous_ones`, where more than these were asked for
        :return: dict ``previous`` (settlements), ``previous_total`` and ``difference``
            (gross, zł) and ``reasons``: dicts ``text`` and ``amount`` (gross, zł; their
            sum is the difference); None for a first bill
        """
        previous = previous or self._previous_ones()
        known = self.filtered(lambda s: previous[s])
        if not known:
            return None
        parts = defaultdict(Decimal)
        for settlement in known:
            for effect in settlement._effects_since(previous[settlement]):
                parts[effect.kind] += effect.gross
        for settlement in self - known:
            parts["new"] += settlement._as_bill().gross
        before = self.browse().union(*(previous[s] for s in known))
        texts = known._comparison_texts(before)
        return {
            "previous": before,
            "previous_total": self.currency_id.round(
                sum(before.mapped("amount_total"))
            ),
            "difference": float(sum(parts.values())),
            "reasons": [
                {"text": texts[kind], "amount": float(amount)}
                for kind, amount in parts.items()
                if amount
            ],
        }

    def _effects_since(self, previous):
        """The engine's reasons why this settlement is not like another."""
        found = compare(
            previous._as_bill(),
            self._as_bill(),
            previous._reckoned_vat_percent(),
            self._reckoned_vat_percent(),
        )
        return found.effects

    def _reckoned_vat_percent(self):
        """Rate of VAT the settlement was reckoned with, as its derivation keeps it."""
        self.ensure_one()
        return vat_percent_of(self.derivation or ())

    def _days(self):
        """How many days the use of this bill belongs to."""
        lines = self.line_ids.filtered(lambda line: line.unit == "m3") or self.line_ids
        first = min(lines.mapped("date_from"), default=self.date_from)
        last = max(lines.mapped("date_to"), default=self.date_to)
        return (last - first).days + 1

    def _comparison_texts(self, previous):
        """{kind of effect: sentence}"""
        days = [sorted(s._days() for s in bills) for bills in (self, previous)]
        if days[0] == days[1]:
            use = self.env._(
                "Use: %(now)s m³, before %(before)s m³",
                now=self._use_text(),
                before=previous._use_text(),
            )
        else:
            # More m³ of many more days is less use: the amount is that of a day's.
            use = self.env._(
                "Use a day: %(now)s litres, before %(before)s litres",
                now=self._daily_use_text(),
                before=previous._daily_use_text(),
            )
        return {
            "volume": use,
            "days": self._days_text(previous),
            "price": self.env._("Price of a cubic metre"),
            "subsidy": self.env._("Subsidy of the municipality"),
            "subscription": self.env._("Subscription fee"),
            "correction": self.env._("Correction of earlier bills"),
            "vat": self.env._("Rate of VAT"),
            "new": self.env._("Contracts billed for the first time"),
        }

    def _daily_use_text(self):
        """How many litres a day were billed, of all these together."""
        litres = sum(
            (s.volume_water or s.volume_sewage) * 1000 / s._days() for s in self
        )
        return formatLang(self.env, litres, digits=0)

    def _use_text(self):
        """How many m³ were billed, of the service that counts first."""
        amount = sum(s.volume_water or s.volume_sewage for s in self)
        return formatLang(self.env, amount, digits=0 if amount % 1 == 0 else 2)

    def _days_text(self, previous):
        if len(self) > 1:
            return self.env._("Length of the time billed")
        return self.env._(
            "Length of the time billed: %(now)s days, before %(before)s days",
            now=self._days(),
            before=previous._days(),
        )
