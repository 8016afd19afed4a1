# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""Is one reading plausible? The reasons to hold it for a person.

=================== ============================================================
code                params
=================== ============================================================
negative_value      value
beyond_digits       value, digits
future_date         date, today
outside_contract    date, contract_from, contract_to
rollover            use, date, value — the register seems to have passed zero
                    since ``date``'s value (or before it): to be confirmed
below_previous      value, previous_date, previous_value
above_following     value, following_date, following_value
usage_high          use, days, limit, usual_daily
=================== ============================================================

Values and uses in m³, raw ``Decimal`` and ``date`` in the params. No use at all is
no finding here: it is judged when a bill is made.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from .errors import DatesReversed
from .money import round_to
from .registers import floor_to

DAILY_PRECISION = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class ReadingFacts:
    """A reading and what is known around it.

    ``previous``, ``following``: (date, value) of the accepted neighbours on the same
    meter. ``usual_daily`` [m³/day]; the use may be ``spike_factor`` times as much
    plus ``margin`` [m³]. ``rollover_limit`` [m³]: the most a rollover may mean, and
    the most a use without a history may be. ``precision``: values are floored to it
    first, as billing does, so that "345" is not below a radio reading of 345.678.
    """

    value: Decimal
    date: date
    today: date
    digits: int
    previous: tuple[date, Decimal] | None
    following: tuple[date, Decimal] | None
    usual_daily: Decimal | None
    contract_from: date | None
    contract_to: date | None
    spike_factor: Decimal
    margin: Decimal
    rollover_limit: Decimal
    precision: Decimal = Decimal("0.001")


@dataclass(frozen=True, slots=True)
class Finding:
    """One reason to hold a reading."""

    code: str
    params: dict = field(default_factory=dict)


def check_reading(facts: ReadingFacts) -> tuple[Finding, ...]:
    """All findings on the reading, none when it may be accepted."""
    findings = list(_check_date(facts))
    if facts.value < 0:
        findings.append(Finding("negative_value", {"value": facts.value}))
    elif facts.value >= Decimal(10) ** facts.digits:
        params = {"value": facts.value, "digits": facts.digits}
        findings.append(Finding("beyond_digits", params))
    else:
        findings += _check_previous(facts)
        findings += _check_following(facts)
    return tuple(findings)


def _check_date(facts):
    if facts.date > facts.today:
        yield Finding("future_date", {"date": facts.date, "today": facts.today})
    # A reading holds at the day's end: the day before a contract is its beginning.
    early = facts.contract_from and facts.date < facts.contract_from - timedelta(days=1)
    late = facts.contract_to and facts.date > facts.contract_to
    if early or late:
        yield Finding(
            "outside_contract",
            {
                "date": facts.date,
                "contract_from": facts.contract_from,
                "contract_to": facts.contract_to,
            },
        )


def _use_between(facts, earlier, later):
    """(use, rolled over?) from one value to the next; use None when impossible."""
    use = floor_to(later, facts.precision) - floor_to(earlier, facts.precision)
    if use >= 0:
        return use, False
    use += Decimal(10) ** facts.digits
    return (use, True) if use <= facts.rollover_limit else (None, False)


def _check_previous(facts):
    if facts.previous is None:
        return
    day, value = facts.previous
    use, rolled = _use_between(facts, value, facts.value)
    if use is None:
        yield Finding(
            "below_previous",
            {"value": facts.value, "previous_date": day, "previous_value": value},
        )
        return
    if rolled:
        yield Finding("rollover", {"use": use, "date": day, "value": value})
    days = (facts.date - day).days
    limit = _use_limit(facts, days)
    if use > limit:
        yield Finding(
            "usage_high",
            {
                "use": use,
                "days": days,
                "limit": limit,
                "usual_daily": facts.usual_daily,
            },
        )


def _use_limit(facts, days):
    if facts.usual_daily is None:
        return facts.rollover_limit
    return facts.usual_daily * days * facts.spike_factor + facts.margin


def _check_following(facts):
    if facts.following is None:
        return
    day, value = facts.following
    use, rolled = _use_between(facts, facts.value, value)
    if use is None:
        yield Finding(
            "above_following",
            {"value": facts.value, "following_date": day, "following_value": value},
        )
    elif rolled:
        yield Finding("rollover", {"use": use, "date": day, "value": value})


def usual_daily(uses: Sequence[tuple[int, Decimal]]) -> Decimal | None:
    """Mean m³ a day over past uses given as (days, m³); None without a history."""
    known = [(days, volume) for days, volume in uses if days > 0]
    if not known:
        return None
    days = sum(count for count, _volume in known)
    volume = sum((used for _count, used in known), Decimal(0))
    return round_to(volume / days, DAILY_PRECISION)


def plausible_range(
    previous: tuple[date, Decimal] | None,
    on: date,
    usual_daily: Decimal | None,
    factor: Decimal,
    margin: Decimal,
    digits: int,
    rollover_limit: Decimal | None = None,
) -> tuple[int, int]:
    """Lowest and highest whole m³ a resident is told to expect on a day.

    Without a history the highest is ``rollover_limit`` above the previous reading,
    or what the register can show. A rollover is left out: a person confirms it.
    """
    top = 10**digits - 1
    if previous is None:
        return 0, top
    day, value = previous
    if on < day:
        raise DatesReversed(day, on)
    low = int(value)
    if usual_daily is not None:
        allowed = usual_daily * (on - day).days * factor + margin
    elif rollover_limit is not None:
        allowed = rollover_limit
    else:
        return low, top
    return low, min(int(value + allowed), top)
