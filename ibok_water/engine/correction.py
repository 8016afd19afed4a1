# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""The difference between what was billed and what is true: a correcting invoice.

Art. 106j of the VAT act: what was, what is, and the difference. VAT of the difference
is VAT after − VAT before, not the rate × the net difference, so that the first bill
and its corrections are together the true bill, to the grosz.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from .lines import Line


@dataclass(frozen=True, slots=True)
class Bill:
    """A bill as stored, where there is no :class:`.SettlementResult` any more; zł."""

    lines: tuple[Line, ...]
    net: Decimal
    vat: Decimal

    @property
    def gross(self) -> Decimal:
        """What the customer owes [zł]."""
        return self.net + self.vat


@dataclass(frozen=True, slots=True)
class LinePair:
    """A line as it was and as it is; None where there was or is none."""

    before: Line | None
    after: Line | None

    @property
    def net(self) -> Decimal:
        """Net after − net before [zł]."""
        return _net(self.after) - _net(self.before)


@dataclass(frozen=True, slots=True)
class Difference:
    """A correction: pairs of lines that differ, and after − before of the totals [zł].

    Below 0 the customer gets money back. No pair and 0: no document.
    """

    pairs: tuple[LinePair, ...]
    net: Decimal
    vat: Decimal
    gross: Decimal


def difference(before, after) -> Difference:
    """From one bill to another, each a :class:`Bill` or a ``SettlementResult``.

    Lines are matched by component, days, price and block; what is left of a component
    is paired in the order of its days, so that a changed price stands against the old
    one. The order in which lines are passed does not matter.
    """
    pairs = tuple(
        pair
        for pair in _pairs(before.lines, after.lines)
        if _facts(pair.before) != _facts(pair.after)
    )
    net, vat = after.net - before.net, after.vat - before.vat
    return Difference(pairs, net, vat, net + vat)


def _pairs(before: Iterable[Line], after: Iterable[Line]) -> list[LinePair]:
    left = sorted(before, key=_order)
    pairs, fresh = [], []
    # An equal line first: it must not be taken from its like by a line that changed.
    for same in (_facts, _rate_and_days, _rate, _component):
        rest = fresh if same is not _facts else sorted(after, key=_order)
        fresh = []
        for line in rest:
            found = next((old for old in left if same(old) == same(line)), None)
            if found is None:
                fresh.append(line)
                continue
            left.remove(found)
            pairs.append(LinePair(found, line))
    pairs += [LinePair(None, line) for line in fresh]
    pairs += [LinePair(line, None) for line in left]
    return sorted(pairs, key=lambda pair: _order(pair.after or pair.before))


#: The order of lines on a bill.
_COMPONENTS = (
    "water",
    "sewage",
    "subscription_both",
    "subscription_water",
    "subscription_sewage",
)


def _order(line):
    known = line.component in _COMPONENTS
    place = _COMPONENTS.index(line.component) if known else len(_COMPONENTS)
    days = line.date_from, line.date_to
    figures = line.from_m3 or Decimal(0), line.price, line.subsidy, line.quantity
    names = str(line.price_key), line.group, line.unit
    return place, line.component, *days, *figures, line.net, *names


def _facts(line):
    """All that a bill states of a line."""
    return None if line is None else replace(line, derivation=(), subsidy_key=None)


def _component(line):
    return line.component


def _rate(line):
    block = line.from_m3 or Decimal(0)
    return line.component, line.unit, line.price_key, line.price, line.subsidy, block


def _rate_and_days(line):
    return *_rate(line), line.date_from, line.date_to


def _net(line):
    return line.net if line is not None else Decimal("0.00")
