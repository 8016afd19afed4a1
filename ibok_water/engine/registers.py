# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""From registers to volumes: one register, one metering point.

A reading dated D is the register's state at the **end** of day D, so the use
between readings of d1 and d2 belongs to the days d1+1 … d2 and no day is counted
twice. Volumes in m³.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from .errors import (
    DatesReversed,
    GapBetweenSpans,
    InvalidInput,
    NegativeUse,
    OverlappingSpans,
    ValueBeyondDigits,
)
from .money import round_to

MAIN, GARDEN, SEWAGE, INTAKE = "main", "garden", "sewage", "intake"
POINT_KINDS = (MAIN, GARDEN, SEWAGE, INTAKE)


@dataclass(frozen=True, slots=True)
class RegisterSpan:
    """One meter on one point between two readings, values in m³ as read.

    ``removed``: it was taken out at ``value_to``, so no later bill takes the rest of a
    started m³. ``next_from``: the state at which the meter in its place began;
    ``begun_from``: the one at which this meter itself began, where it took no other's
    place. What a register showed before it was put in is nobody's use.
    """

    key: object
    date_from: date
    date_to: date
    value_from: Decimal
    value_to: Decimal
    digits: int
    meter: str = ""
    removed: bool = False
    next_from: Decimal = Decimal(0)
    begun_from: Decimal | None = None


@dataclass(frozen=True, slots=True)
class SpanUse:
    """What a span used, on the days ``billed_from`` … ``billed_to``.

    Two readings of one day have no day between them: ``billed_from`` is then the
    day after ``billed_to``.
    """

    span: RegisterSpan
    volume: Decimal
    rollover: bool
    billed_from: date
    billed_to: date


@dataclass(frozen=True, slots=True)
class PointShare:
    """A contract's part of a shared point: percent of its ``volume_total`` [m³]."""

    percent: Decimal
    volume_total: Decimal


@dataclass(frozen=True, slots=True)
class PointUse:
    """What a point used between its first and its last reading date.

    With a ``share`` the volume is that of one contract (see :mod:`.shares`), the
    spans stay those of the whole point.
    """

    key: object
    kind: str
    date_from: date
    date_to: date
    spans: tuple[SpanUse, ...]
    volume: Decimal
    share: PointShare | None = None


def floor_to(value: Decimal, precision: Decimal) -> Decimal:
    """The value without what is smaller than the precision (1, 0.1, 0.01 … m³)."""
    return (value // precision * precision).quantize(precision)


def span_use(
    span: RegisterSpan, precision: Decimal, rollover_limit: Decimal
) -> SpanUse:
    """The volume between a span's two readings.

    Both values are floored before they are subtracted: what one bill leaves out of
    a started m³ the next one takes, and bills sum to the register. What is left at the
    end of a removed meter, less the fractions with which it and the next one began, is
    rounded half-up: over a meter's life the sum is right to half a unit. A register
    that went down has rolled over, if what it then used is at most ``rollover_limit``.
    """
    if span.date_to < span.date_from:
        raise DatesReversed(span.date_from, span.date_to)
    capacity = Decimal(10) ** span.digits
    for value in (span.value_from, span.value_to):
        if not 0 <= value < capacity:
            raise ValueBeyondDigits(span, value)
    volume = floor_to(span.value_to, precision) - floor_to(span.value_from, precision)
    rollover = volume < 0
    if rollover:
        volume += capacity
        if volume > rollover_limit:
            raise NegativeUse(span)
    if span.removed:
        begun = sum(
            (state - floor_to(state, precision))
            for state in (span.next_from, span.begun_from or Decimal(0))
        )
        # Above zero, where half of a unit goes up.
        last = round_to(capacity + span.value_to - begun, precision) - capacity
        # A meter that counted less than the next one had on it used nothing.
        volume = max(volume + last - floor_to(span.value_to, precision), Decimal(0))
    first = span.date_from + timedelta(days=1)
    return SpanUse(span, volume, rollover, first, span.date_to)


def point_use(
    key: object,
    kind: str,
    spans: Iterable[RegisterSpan],
    precision: Decimal,
    rollover_limit: Decimal,
) -> PointUse:
    """The use of a point through a chain of spans (meters may be exchanged).

    Each span must begin on the reading date on which the one before it ended.
    """
    if kind not in POINT_KINDS:
        raise InvalidInput("point_kind", kind)
    chain = sorted(spans, key=lambda span: (span.date_from, span.date_to))
    if not chain:
        raise InvalidInput("point_without_spans", key)
    uses = tuple(span_use(span, precision, rollover_limit) for span in chain)
    for span, following in zip(chain, chain[1:], strict=False):
        if following.date_from < span.date_to:
            raise OverlappingSpans(span, following)
        if following.date_from > span.date_to:
            raise GapBetweenSpans(span, following)
    volume = sum((use.volume for use in uses), Decimal(0))
    first, last = chain[0].date_from, chain[-1].date_to
    return PointUse(key, kind, first, last, uses, volume)
