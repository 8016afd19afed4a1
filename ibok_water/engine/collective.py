# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""One bill for several contracts: whose part of its VAT is how much.

VAT is that of the bill's sum of net (art. 106e ust. 1 pkt 14 of the VAT act), which may
be some grosze more or less than the contracts' own VAT together.
"""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from .money import GROSZ, vat_of


def share_vat(
    nets: Mapping[object, Decimal], rate_percent: Decimal
) -> dict[object, Decimal]:
    """VAT of the sum of ``nets`` [zł], shared out in full grosze.

    Largest remainder over the exact VAT of each: the parts sum to the VAT of the sum
    and each is less than a grosz from its exact one. Keys are comparable, and of equal
    remainders the lower key takes the grosz: the order of the mapping plays no role.
    """
    total = vat_of(sum(nets.values(), Decimal("0.00")), rate_percent)
    exact = {
        key: Fraction(net) * Fraction(rate_percent) for key, net in sorted(nets.items())
    }
    units = {key: part.numerator // part.denominator for key, part in exact.items()}
    left = int(total / GROSZ) - sum(units.values())
    lost = sorted(exact, key=lambda key: units[key] - exact[key])
    for key in lost[:left]:
        units[key] += 1
    return {key: units[key] * GROSZ for key in nets}
