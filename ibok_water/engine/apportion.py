# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""Sharing an amount so that the rounded parts sum to it exactly.

Largest remainder: every part is rounded down, what is then left goes, one unit of
the precision each, to the parts that lost most.
"""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from .errors import InvalidInput
from .money import round_to


def round_parts(parts: Sequence[Fraction], precision: Decimal) -> list[Decimal]:
    """Round exact parts, of either sign, whose sum is a multiple of the precision.

    Of parts that lost the same the earlier takes the unit; a caller whose parts have
    no order of their own sorts them first.
    """
    scaled = [Fraction(part) / Fraction(precision) for part in parts]
    left = sum(scaled, Fraction(0))
    if left.denominator != 1:
        raise InvalidInput("parts_not_whole", str(left * Fraction(precision)))
    units = [part.numerator // part.denominator for part in scaled]
    left = left.numerator - sum(units)
    lost = sorted(
        range(len(units)), key=lambda place: (units[place] - scaled[place], place)
    )
    for place in lost[:left]:
        units[place] += 1
    return [round_to(unit * Fraction(precision), precision) for unit in units]


def apportion(
    total: Decimal, weights: Sequence[int | Decimal | Fraction], precision: Decimal
) -> list[Decimal]:
    """Share ``total`` in proportion to weights that are not negative."""
    whole = sum((Fraction(weight) for weight in weights), Fraction(0))
    if not whole or any(weight < 0 for weight in weights):
        raise InvalidInput("weights", list(weights))
    parts = [Fraction(total) * Fraction(weight) / whole for weight in weights]
    return round_parts(parts, precision)
