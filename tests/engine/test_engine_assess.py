# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""An actual reading after estimates."""

from datetime import date, timedelta
from decimal import Decimal

import ibok_engine as engine
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ibok_engine_cases import LIMIT, WHOLE, day

OPENED = date(2025, 12, 31)
ENDS = [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)]


def judged(last, estimates, reading, precision=WHOLE, digits=5, limit=LIMIT):
    return engine.assess(
        (OPENED, Decimal(last)),
        [(d, Decimal(v)) for d, v in zip(ENDS, estimates, strict=False)],
        (ENDS[len(estimates)], Decimal(reading)),
        digits,
        limit,
        precision,
    )


@pytest.mark.parametrize(
    ("last", "estimates", "reading", "states", "parts", "rest"),
    [
        # less estimated than used: the next bill takes the rest
        ("100", ["110", "120"], "130", [], [10, 10], 10),
        ("100", ["110", "120"], "120", [], [10, 10], 0),
        ("100.9", ["110.2", "120"], "120.1", [], [10, 10], 0),
        # 9 m³ in 90 days instead of 30: 3.1 and 5.9 by the ends of the months
        ("100", ["115", "130"], "109", [103, 105], [3, 2], 4),
        # a single m³ too much is too much
        ("100", ["111"], "110", [105], [5], 5),
        # nothing used at all
        ("100", ["115", "130"], "100", [100, 100], [0, 0], 0),
        # one estimate was even too low; still the true days decide
        ("100", ["101", "130"], "118", [106, 111], [6, 5], 7),
        # over the register's end: 18 m³ used, 30 estimated
        ("99995", ["5", "25"], "13", [1, 6], [6, 5], 7),
        # below what was read before it, as is known now: the next bill takes that too
        ("100", ["93"], "120", [], [-7], 27),
        ("100", ["93", "110"], "120", [], [-7, 17], 10),
        ("100.9", ["93.8", "110.7"], "120.6", [], [-7, 17], 10),
        ("100", ["93", "130"], "109", [103, 105], [3, 2], 4),
        # an estimate beyond the register's end, the register still before it
        ("99985", ["0", "5"], "99994", [99988, 99990], [3, 2], 4),
    ],
)
def test_estimates_judged(last, estimates, reading, states, parts, rest):
    found = judged(last, estimates, reading)
    assert [row.new_value for row in found.replaced] == states
    assert list(found.parts) == parts
    assert found.rest == rest
    assert found.overestimated == bool(states)
    assert found.derivation[0]["use"] == str(sum(parts) + rest)
    assert len(found.derivation) == 1 + len(states)


def test_an_estimate_that_was_right_is_not_replaced():
    found = judged("100", ["103", "130"], "109")
    assert [(row.date, row.value, row.new_value) for row in found.replaced] == [
        (ENDS[1], 130, 105)
    ]


def test_an_estimate_with_decimals_stands_where_only_these_differ():
    found = judged("100", ["103.7", "130.2"], "109")
    assert [(row.date, row.value, row.new_value) for row in found.replaced] == [
        (ENDS[1], Decimal("130.2"), 105)
    ]


def test_what_an_assessment_tells():
    found = judged("100", ["115"], "109")
    assert found.derivation == (
        {
            "step": "assess",
            "date_from": "2025-12-31",
            "value_from": "100",
            "date_to": "2026-02-28",
            "value_to": "109",
            "use": "9",
            "estimated": "15",
            "rest": "5",
        },
        {
            "step": "replaced",
            "date": "2026-01-31",
            "value": "115",
            "new_value": "104",
        },
    )


def test_a_reading_below_the_last_actual_one_is_refused():
    with pytest.raises(engine.NegativeUse):
        judged("100", ["115"], "99")
    # but within the limit it is a rollover, and little was estimated
    assert judged("99995", ["99999"], "13").rest == 14


def test_estimates_stand_between_the_readings():
    for wrong in (OPENED - timedelta(days=1), ENDS[1]):
        with pytest.raises(engine.InvalidInput) as refused:
            engine.assess(
                (OPENED, Decimal(1)),
                [(wrong, Decimal(2))],
                (ENDS[0], Decimal(3)),
                5,
                LIMIT,
                WHOLE,
            )
        assert refused.value.params == {"reason": "estimate_date", "value": ENDS[0]}
    with pytest.raises(engine.InvalidInput):
        engine.assess(
            (OPENED, Decimal(1)),
            [(ENDS[0], Decimal(2)), (ENDS[0], Decimal(3))],
            (ENDS[1], Decimal(3)),
            5,
            LIMIT,
            WHOLE,
        )


def test_readings_and_estimates_of_one_day():
    on = day("2026-01-31")
    same = engine.assess(
        (OPENED, Decimal(5)), [(on, Decimal(9))], (on, Decimal(7)), 5, LIMIT, WHOLE
    )
    assert (same.parts, same.rest, same.replaced[0].new_value) == ((2,), 0, 7)
    all_one = engine.assess(
        (on, Decimal(5)), [(on, Decimal(9))], (on, Decimal(7)), 5, LIMIT, WHOLE
    )
    assert (all_one.parts, all_one.rest) == ((2,), 0)


STEPS = st.lists(
    st.tuples(st.integers(1, 70), st.integers(0, 90_000)), min_size=1, max_size=7
)


@given(
    st.integers(0, 9_999_999),
    STEPS,
    st.integers(0, 60),
    st.integers(0, 200_000),
    st.sampled_from([Decimal(1), Decimal("0.1"), Decimal("0.001")]),
    st.randoms(use_true_random=False),
)
def test_corrected_parts_and_the_rest_are_the_true_use(
    start, steps, days, used, precision, rnd
):
    """Values in thousandths of a m³ on a register of four digits."""
    limit = Decimal(1000)
    at, value, estimates = OPENED, start, []
    for gap, step in steps:
        at, value = at + timedelta(days=gap), (value + step) % 10_000_000
        estimates.append((at, Decimal(value).scaleb(-3)))
    last = OPENED, Decimal(start).scaleb(-3)
    state = Decimal((start + used) % 10_000_000).scaleb(-3)
    reading = at + timedelta(days=days), state
    found = engine.assess(
        last, rnd.sample(estimates, len(estimates)), reading, 4, limit, precision
    )
    assert sum(found.parts) + found.rest == found.use
    assert min(*found.parts, found.rest) >= 0
    # What is billed on the states afterwards is what the assessment says.
    states = {row.date: row.new_value for row in found.replaced}
    chain = [last, *((d, states.get(d, v)) for d, v in estimates), reading]
    spans = [
        engine.RegisterSpan(n, one[0], two[0], one[1], two[1], 4)
        for n, (one, two) in enumerate(zip(chain, chain[1:], strict=False))
    ]
    billed = [engine.span_use(span, precision, limit).volume for span in spans]
    assert billed == [*found.parts, found.rest]
    assert found.overestimated == (found.estimated > found.use)
    if not found.overestimated:
        assert not found.replaced
