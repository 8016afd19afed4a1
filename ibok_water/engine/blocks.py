# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""Prices that grow (or fall) with the use: a tariff's blocks.

Several prices of one component on one day, told apart by ``Price.from_m3`` [m³ a month
and contract], are blocks: the use of some days fills them from the lowest up, each
up to the limit of the next × the months of those days. Months are counted as in
:func:`.subscription_months` ``pro_rata``; limits are rounded half-up to the precision
of volumes, so that a bill states round figures; parts sum to the use exactly.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from .cycle import PRO_RATA, subscription_months
from .money import round_to


@dataclass(frozen=True, slots=True)
class Block:
    """Limits [m³] of one block for some days; ``limit_to`` None: no upper one.

    ``months``: how many the limits were multiplied by. ``volume_total``: m³ of these
    days in all blocks.
    """

    months: Decimal
    limit_from: Decimal
    limit_to: Decimal | None
    volume_total: Decimal


def block_floor(price) -> Decimal:
    """Where the price's block begins [m³ a month]: 0 for a price without one."""
    return price.from_m3 if price.from_m3 is not None else Decimal(0)


def in_blocks(prices: Iterable) -> bool:
    """Whether these prices of one day have a limit at all."""
    return any(block_floor(price) for price in prices)


def fill_blocks(
    volume: Decimal,
    date_from: date,
    date_to: date,
    prices: Sequence,
    precision: Decimal,
) -> list[tuple]:
    """(price, block, m³) for each block that took some; at least the lowest.

    :param prices: one per block, by :func:`block_floor`
    """
    if not in_blocks(prices):
        return [(prices[0], None, volume)]
    months = subscription_months(date_from, date_to, PRO_RATA)
    limits = [round_to(block_floor(price) * months, precision) for price in prices]
    filled = []
    for price, low, high in zip(prices, limits, [*limits[1:], None], strict=True):
        taken = (volume if high is None else min(volume, high)) - min(volume, low)
        if taken or not filled:
            filled.append((price, Block(months, low, high, volume), taken))
    return filled
