# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""Volume of a time in which the main meter did not work.

Regulation of 27.02.2018 (Dz.U. 2018 poz. 472): the mean of the three months before
the fault was found; if that is impossible the mean monthly use of last year, each
times the months of the fault.
"""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from .errors import InvalidInput
from .money import round_to


def mean_of_months(
    volumes: Sequence[Decimal],
    months: int | Decimal,
    precision: Decimal = Decimal("0.01"),
) -> Decimal:
    """Mean of the monthly volumes [m³] × months of the fault, half-up."""
    if not volumes:
        raise InvalidInput("no_months_to_average")
    total = sum((Fraction(volume) for volume in volumes), Fraction(0))
    return round_to(total / len(volumes) * Fraction(months), precision)
