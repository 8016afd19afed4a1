# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""Bills with days of registers and days of a norm: every day is billed once."""

from datetime import timedelta
from decimal import Decimal

import ibok_engine as engine
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ibok_engine_cases import (
    BOTH,
    SEWAGE,
    WATER,
    WHOLE,
    day,
    every_day,
    january,
    point,
    price,
    span,
)
from ibok_engine_histories import LIMIT, mixed_bill
from ibok_engine_oracle import Reckoning

M3_PRICES = (price("water", "5.72"), price("sewage", "8.73"))
PROFILE = settings.get_profile("oracle")


def norm(first, last, persons=2):
    days = {"date_from": day(first), "date_to": day(last)}
    return engine.NormUse(Decimal("3"), persons, **days)


def billed(points, norms, services=WATER, **given):
    return engine.settle(
        january(
            points=points, norms=norms, services=services, prices=M3_PRICES, **given
        )
    )


def days_of(result, component="water"):
    """Every day billed of a component, as often as it is billed."""
    return [
        line.date_from + timedelta(days=n)
        for line in result.lines
        if line.component == component
        for n in range((line.date_to - line.date_from).days + 1)
    ]


def test_a_meter_up_to_a_day_and_a_norm_from_the_next():
    use = point("main", "100", "107", "2025-12-31", "2026-01-15")
    result = billed([use], (norm("2026-01-16", "2026-01-31"),))
    rows = [(ln.quantity, ln.date_from, ln.date_to) for ln in result.lines]
    assert rows == [
        (7, day("2026-01-01"), day("2026-01-15")),
        (Decimal("3.10"), day("2026-01-16"), day("2026-01-31")),
    ]
    assert result.volumes.water == Decimal("10.10")
    assert result.flags == ()
    told = [step for step in result.derivation if step["step"] == "norm"]
    assert [(t["date_from"], t["months"]) for t in told] == [("2026-01-16", "0.5161")]


def test_a_norm_between_two_stretches_of_the_meter():
    before = point("main", "100", "104", "2025-12-29", "2026-01-10")
    after = point("main", "110", "118", "2026-01-20", "2026-02-02")
    result = billed([after, before], (norm("2026-01-11", "2026-01-20"),), BOTH)
    for component in ("water", "sewage"):
        days = days_of(result, component)
        assert days == sorted(set(days))
        assert (days[0], days[-1]) == (day("2025-12-30"), day("2026-02-02"))
        assert len(days) == (days[-1] - days[0]).days + 1
    assert result.volumes.water == 4 + 8 + Decimal("1.94")


def test_a_garden_takes_nothing_off_the_days_of_a_norm():
    use = point("main", "100", "102", "2025-12-31", "2026-01-15")
    garden = point("garden", "0", "5", "2025-12-31", "2026-01-15")
    result = billed([use, garden], (norm("2026-01-16", "2026-01-31"),), BOTH)
    assert result.volumes.sewage == Decimal("3.10")
    assert result.flags == ("submeter_above_main",)


def test_days_of_a_norm_without_any_register():
    """The register was billed up to 3 January already."""
    result = billed([], (norm("2026-01-04", "2026-01-31"),))
    (line,) = result.lines
    assert (line.date_from, line.quantity) == (day("2026-01-04"), Decimal("5.42"))


@pytest.mark.parametrize(
    ("register", "norms", "twice"),
    [
        (("2025-12-31", "2026-01-16"), [("2026-01-16", "2026-01-31")], "2026-01-16"),
        (("2026-01-14", "2026-01-31"), [("2026-01-01", "2026-01-15")], "2026-01-15"),
        (("2026-01-09", "2026-01-21"), [("2026-01-11", "2026-01-20")], "2026-01-11"),
        (
            ("2026-01-20", "2026-01-31"),
            [("2026-01-01", "2026-01-10"), ("2026-01-10", "2026-01-20")],
            "2026-01-10",
        ),
        (
            ("2026-01-14", "2026-01-31"),
            [("2026-01-01", "2026-01-10"), ("2026-01-11", "2026-01-15")],
            "2026-01-15",
        ),
    ],
)
def test_a_day_of_a_norm_is_no_registers_day(register, norms, twice):
    use = point("main", "0", "5", *register)
    with pytest.raises(engine.NormOverlap) as refused:
        billed([use], tuple(norm(*days) for days in norms))
    assert refused.value.params == {"day": day(twice)}
    with pytest.raises(engine.DatesReversed):
        billed([], (norm("2026-01-20", "2026-01-10"),))


def test_norms_may_come_in_any_order():
    norms = (norm("2026-01-21", "2026-01-31"), norm("2026-01-01", "2026-01-10"))
    use = point("main", "100", "104", "2026-01-10", "2026-01-20")
    result = billed([use], norms)
    assert result == billed([use], norms[::-1])
    assert days_of(result) == every_day(day("2026-01-01"), day("2026-01-31"))


def test_of_several_norms_each_has_its_days():
    undated = engine.NormUse(Decimal("3"), 2)
    for norms in ((undated, undated), (undated, norm("2026-01-01", "2026-01-10"))):
        with pytest.raises(engine.InvalidInput):
            billed([], norms)


@pytest.mark.parametrize("services", [WATER, SEWAGE, BOTH])
def test_days_without_use_are_told_only_of_a_bill_without_any(services):
    """A house nobody lived in while the meter counted, then billed by the norm."""
    still = point("main", "100", "100", "2025-12-31", "2026-01-15")
    lived_in = billed([still], (norm("2026-01-16", "2026-01-31"),), services)
    assert lived_in.flags == ()
    empty = billed([still], (norm("2026-01-16", "2026-01-31", 0),), services)
    assert empty.flags == ("zero_use",)


def test_a_bill_tells_its_flags_in_one_order():
    over = point("main", "99999", "1", "2025-12-31", "2026-01-15")
    garden = point("garden", "0", "5", "2025-12-31", "2026-01-15")
    later = point("main", "1", "2", "2026-01-20", "2026-01-31")
    norms = (norm("2026-01-16", "2026-01-20"),)
    result = billed([over, garden, later], norms, BOTH)
    assert result.flags == ("rollover", "submeter_above_main")


def test_what_the_registers_show_of_their_own_days():
    """Each stretch's states begin at 0 m³ with its first day and end with its last."""
    first = engine.point_use(
        "early",
        "main",
        (
            span("0", "2", "2026-01-10", "2026-01-11"),
            span("2", "6", "2026-01-11", "2026-01-18"),
        ),
        WHOLE,
        LIMIT,
    )
    second = engine.point_use(
        "late",
        "main",
        (
            span("0", "1", "2026-01-12", "2026-01-18", key=2),
            span("1", "3", "2026-01-18", "2026-01-19", key=2),
            span("3", "8", "2026-01-19", "2026-01-20", key=2),
        ),
        WHOLE,
        LIMIT,
    )
    known = engine.known_states(
        (first, second),
        WATER,
        every_day(day("2026-01-01"), day("2026-01-31")),
        (norm("2026-01-01", "2026-01-10"), norm("2026-01-21", "2026-01-31")),
    )
    assert [(state.date.day, state.volume) for state in known] == [
        (10, 0),
        (11, 2),
        (18, 7),
        (19, 9),
        (20, 14),
    ]


def test_a_norm_for_all_days_parts_nothing():
    use = point("main", "0", "5", "2025-12-31", "2026-01-31")
    undated = engine.NormUse(Decimal("3"), 2)
    days = [day("2026-01-31")]
    known = engine.known_states((use,), WATER, days, (undated,))
    assert known == engine.known_states((use,), WATER, days)


@settings(PROFILE)
@given(st.randoms(use_true_random=False))
def test_mixed_bills_agree_with_the_second_engine_and_bill_each_day_once(rnd):
    inp, unit = mixed_bill(rnd)
    result = engine.settle(inp)
    expected = Reckoning(inp, unit, LIMIT)
    told = sorted(
        (ln.component, ln.price_key, ln.from_m3 or 0, ln.quantity, ln.price, ln.net)
        for ln in result.lines
    )
    assert told == sorted(expected.lines)
    assert (result.net, result.gross) == (expected.net, expected.gross)
    # One price: no days without a line of their own.
    plain = {price.key for price in inp.prices} == {"water", "sewage"}
    if "water" in inp.services and plain:
        days = days_of(result)
        mains = [point for point in inp.points if point.kind == "main"]
        measured = [use.span for point in mains for use in point.spans]
        metered = {
            span.date_from + timedelta(days=n + 1)
            for span in measured
            for n in range((span.date_to - span.date_from).days)
        }
        by_norm = [
            norm.date_from + timedelta(days=n)
            for norm in inp.norms
            for n in range((norm.date_to - norm.date_from).days + 1)
        ]
        assert metered.isdisjoint(by_norm)
        assert sorted(days) == sorted([*metered, *by_norm])
