# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""Registers between readings, and points with exchanged meters."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import ibok_engine as engine
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ibok_engine_cases import (
    CENTI,
    LIMIT,
    WHOLE,
    span,
)

START = date(2025, 12, 31)
litres = st.integers(0, 99_999_999)
precisions = st.sampled_from([WHOLE, CENTI])


def cubic(litre_count):
    return Decimal(litre_count) / 1000


@given(litres, st.lists(st.integers(0, 150_000), min_size=1, max_size=6), precisions)
def test_bills_sum_to_the_register(start, steps, precision):
    """Any readings in between, and a rollover anywhere, lose and double nothing."""
    totals = [start]
    for used in steps:
        totals.append(totals[-1] + used)
    values = [cubic(total % 100_000_000) for total in totals]
    spans = [
        span(first, last, START + timedelta(days=n), START + timedelta(days=n + 1))
        for n, (first, last) in enumerate(zip(values, values[1:], strict=False))
    ]
    uses = [engine.span_use(each, precision, LIMIT) for each in spans]
    unit = int(precision * 1000)
    expected = (totals[-1] // unit - start // unit) * precision
    assert sum(use.volume for use in uses) == expected
    whole = span(values[0], values[-1], START, START + timedelta(days=len(steps)))
    assert engine.span_use(whole, precision, LIMIT).volume == expected
    # No day of the range is billed by two spans, none by no span.
    for use, following in zip(uses, uses[1:], strict=False):
        assert following.billed_from == use.billed_to + timedelta(days=1)
    assert uses[0].billed_from == START + timedelta(days=1)


@given(litres, st.integers(1, 1_000_000), precisions)
def test_a_rollover_uses_what_the_register_would_without_an_end(value, used, precision):
    """The same use on a meter with one more digit, where nothing rolls over."""
    end = (value + used) % 100_000_000
    short = span(cubic(value), cubic(end), "2026-01-01", "2026-02-01")
    long = span(cubic(value), cubic(value + used), "2026-01-01", "2026-02-01", 6)
    found = engine.span_use(short, precision, LIMIT)
    assert found.volume == engine.span_use(long, precision, LIMIT).volume
    assert found.rollover == (end < value)


def test_a_register_that_went_back_is_no_rollover():
    back = span("357", "345", "2026-01-01", "2026-02-01")
    with pytest.raises(engine.NegativeUse) as refusal:
        engine.span_use(back, WHOLE, LIMIT)
    assert refusal.value.code == "negative_use"
    assert refusal.value.params["value_to"] == Decimal("345")
    assert issubclass(engine.NegativeUse, engine.EngineError)
    assert issubclass(engine.EngineError, ValueError)


def test_the_rollover_limit_itself_is_allowed():
    rolled = span("99990", "15", "2026-01-01", "2026-02-01")
    assert engine.span_use(rolled, WHOLE, Decimal(25)).volume == 25
    with pytest.raises(engine.NegativeUse):
        engine.span_use(rolled, WHOLE, Decimal(24))


@pytest.mark.parametrize(("first", "last"), [("0", "100000"), ("-1", "5")])
def test_a_value_the_register_cannot_show(first, last):
    with pytest.raises(engine.ValueBeyondDigits):
        engine.span_use(span(first, last, "2026-01-01", "2026-02-01"), WHOLE, LIMIT)


def test_reversed_dates_of_a_span():
    with pytest.raises(engine.DatesReversed):
        engine.span_use(span("1", "2", "2026-02-01", "2026-01-31"), WHOLE, LIMIT)


@pytest.mark.parametrize(
    ("precision", "floored"), [("1", "12"), ("0.1", "12.9"), ("0.01", "12.98")]
)
def test_floor(precision, floored):
    assert str(engine.floor_to(Decimal("12.987"), Decimal(precision))) == floored


@given(st.permutations([0, 1, 2]))
def test_a_chain_of_meters_in_any_order(order):
    chain = [
        span("10", "20", "2026-01-01", "2026-01-10", key=1, meter="A"),
        span("0", "3", "2026-01-10", "2026-01-10", key=2, meter="B"),
        span("7", "9", "2026-01-10", "2026-01-31", key=3, meter="C"),
    ]
    use = engine.point_use(1, "main", [chain[place] for place in order], WHOLE, LIMIT)
    assert use.volume == 15
    assert [each.span.key for each in use.spans] == [1, 2, 3]
    assert (use.date_from, use.date_to) == (date(2026, 1, 1), date(2026, 1, 31))


@pytest.mark.parametrize(
    ("second_from", "error"),
    [("2026-01-09", "OverlappingSpans"), ("2026-01-11", "GapBetweenSpans")],
)
def test_a_chain_must_meet_on_the_exchange_day(second_from, error):
    old = span("10", "20", "2026-01-01", "2026-01-10", key="old")
    new = span("0", "5", second_from, "2026-01-31", key="new")
    with pytest.raises(getattr(engine, error)) as refusal:
        engine.point_use(1, "main", [new, old], WHOLE, LIMIT)
    assert refusal.value.params["key"] == "old"
    assert refusal.value.params["next_key"] == "new"


@pytest.mark.parametrize(("kind", "spans"), [("roof", [1]), ("main", [])])
def test_a_point_needs_a_known_kind_and_a_register(kind, spans):
    spans = [span("1", "2", "2026-01-01", "2026-02-01") for _ in spans]
    with pytest.raises(engine.InvalidInput):
        engine.point_use(1, kind, spans, WHOLE, LIMIT)


@pytest.mark.parametrize(
    ("last", "began", "volume"),
    [
        ("461.4", "0", 6),
        ("461.5", "0", 7),
        ("461.9", "0", 7),
        # The new meter had some on it already: 461.9 − 0.6 is 461.3
        ("461.9", "0.6", 6),
        ("461.2", "8.8", 5),
        ("461.2", "8.7", 6),
        ("461.0", "3", 6),
    ],
)
def test_the_rest_of_a_removed_meter_is_rounded(last, began, volume):
    """No bill will ever take it: from 455 up to the exchange."""
    old = span("455.8", last, "2026-01-31", "2026-02-10")
    kept = engine.span_use(old, WHOLE, LIMIT)
    assert kept.volume == 6
    removed = replace(old, removed=True, next_from=Decimal(began))
    assert engine.span_use(removed, WHOLE, LIMIT).volume == volume
    precise = engine.span_use(removed, Decimal("0.1"), LIMIT)
    assert abs(precise.volume - (Decimal(last) - Decimal("455.8"))) <= Decimal("0.05")


def test_a_removed_meter_uses_nothing_rather_than_less():
    old = span("461.0", "461.1", "2026-01-31", "2026-02-10")
    removed = replace(old, removed=True, next_from=Decimal("0.9"))
    assert engine.span_use(removed, WHOLE, LIMIT).volume == 0
    over = span("99998.2", "0.6", "2026-01-31", "2026-02-10")
    use = engine.span_use(replace(over, removed=True), WHOLE, LIMIT)
    assert (use.volume, use.rollover) == (3, True)


@given(
    begun=st.integers(0, 5_000_000),
    uses=st.lists(st.integers(0, 300_000), min_size=1, max_size=6),
    following=st.integers(0, 5_000),
)
def test_a_meters_whole_life_is_billed_to_half_a_unit(begun, uses, following):
    """Bills from the first state to the last sum to what it counted, and no more.

    What it showed before it was put in nobody used under a contract; what the next one
    had on it goes off the rest of this one.
    """
    states, value = [Decimal(begun).scaleb(-3)], begun
    for litres in uses:
        value += litres
        states.append(Decimal(value).scaleb(-3))
    days = [date(2026, 1, 1) + timedelta(days=30 * n) for n in range(len(states))]
    spans = [
        engine.RegisterSpan(n, *days[n : n + 2], *states[n : n + 2], digits=5)
        for n in range(len(uses))
    ]
    went = Decimal(following).scaleb(-3)
    spans[-1] = replace(spans[-1], removed=True, begun_from=states[0], next_from=went)
    volumes = [engine.span_use(span, WHOLE, LIMIT).volume for span in spans]
    # Bills before never go beyond what they could: each is within one m³ of its use.
    for number in range(1, len(volumes)):
        used = states[number] - states[0]
        assert -1 < sum(volumes[:number]) - used < 1
    true = states[-1] - states[0] - went % 1
    assert sum(volumes) - true <= Decimal("0.5") or volumes[-1] == 0
    assert true - sum(volumes) <= Decimal("0.5")


@pytest.mark.parametrize(
    ("begun", "last", "volume"),
    [
        # 461.4 − 0.9: of the 461.4 m³ on it 0.9 were there when it came.
        ("0.9", "461.4", 6),
        ("0.9", "461.3", 5),
        ("0.345", "461.844", 6),
        ("0.345", "461.845", 7),
        ("12", "461.5", 7),
    ],
)
def test_what_a_first_meter_came_with_goes_off_when_it_is_taken_out(
    begun, last, volume
):
    old = span("455.8", last, "2026-01-31", "2026-02-10")
    came = replace(old, removed=True, begun_from=Decimal(begun))
    assert engine.span_use(came, WHOLE, LIMIT).volume == volume
    # While it stays, bills follow the register as it can be read off.
    stays = replace(old, begun_from=Decimal(begun))
    assert engine.span_use(stays, WHOLE, LIMIT).volume == 6
