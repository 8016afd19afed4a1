# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""A price that changes inside a bill: the reading near it, and the fee."""

from datetime import date
from decimal import Decimal

import ibok_engine as engine
import pytest
from ibok_engine_cases import (
    BOTH,
    CENTI,
    LIMIT,
    SEWAGE,
    WATER,
    WHOLE,
    day,
    january,
    point,
    price,
    span,
)

# B17: 20 m³ from 1 November to 31 December, the price changes on 12 December
FIRST, LAST = date(2025, 11, 1), date(2025, 12, 31)
PRICES = (
    price("water", "5.36", "m3", "2024-12-12", "2025-12-11", key="old"),
    price("water", "5.72", "m3", "2025-12-12", key="new"),
)


def state(on, volume, component="water"):
    return engine.KnownState(component, day(on), Decimal(volume))


def shared(*states, change_days=3, prices=PRICES, **rest):
    parts = engine.volume_parts(
        Decimal(20),
        FIRST,
        LAST,
        prices,
        component="water",
        known_states=states,
        change_days=change_days,
        **rest,
    )
    return [part.volume for part in parts]


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        ([], ["13.44", "6.56"]),
        # on the last day of the old price, three days off on either side, four days
        ([("2025-12-11", "12")], [12, 8]),
        ([("2025-12-08", "11")], [11, 9]),
        ([("2025-12-14", "15")], [15, 5]),
        ([("2025-12-07", "11")], ["13.44", "6.56"]),
        ([("2025-12-15", "15")], ["13.44", "6.56"]),
        # the nearest decides; of two as near the earlier
        ([("2025-12-09", "11"), ("2025-12-12", "13")], [13, 7]),
        ([("2025-12-10", "11"), ("2025-12-12", "13")], [11, 9]),
        # finer than parts are cut
        ([("2025-12-11", "12.345")], ["12.345", "7.655"]),
        # another service's, or another time's
        ([("2025-12-11", "12", "sewage")], ["13.44", "6.56"]),
    ],
)
def test_a_reading_near_the_change_decides(states, expected):
    given = [state(*row) for row in states]
    assert shared(*given) == [Decimal(part) for part in expected]
    assert shared(*reversed(given)) == [Decimal(part) for part in expected]
    assert shared(*given, change_days=0) == [Decimal("13.44"), Decimal("6.56")]


def test_the_readings_that_bound_the_use_may_decide_too():
    late = (
        price("water", "5.36", "m3", "2024-01-01", "2025-12-29", key="old"),
        price("water", "5.72", "m3", "2025-12-30", key="new"),
    )
    assert shared(state("2025-12-31", "20"), prices=late) == [20, 0]
    early = (
        price("water", "5.36", "m3", "2024-01-01", "2025-11-02", key="old"),
        price("water", "5.72", "m3", "2025-11-03", key="new"),
    )
    assert shared(state("2025-10-31", "0"), prices=early) == [0, 20]
    # Days outside the use are not its states, whatever they say.
    assert shared(state("2026-01-01", "77"), prices=late)[1] > 0


def test_a_bill_is_shared_by_days_unless_told_how_near_a_reading_decides():
    prices = (
        price("water", "5", date_to="2026-01-15", key=1),
        price("water", "6", date_from="2026-01-16", key=2),
    )
    terms = {
        "date_to": day("2026-01-30"),
        "points": [point("main", "0", "10", "2025-12-31", "2026-01-30")],
        "prices": prices,
        "known_states": (state("2026-01-15", "9"),),
    }
    by_days = engine.settle(january(**terms))
    assert [ln.quantity for ln in by_days.lines] == [5, 5]
    by_state = engine.settle(january(**terms, change_days=1))
    assert [ln.quantity for ln in by_state.lines] == [9, 1]


def test_days_share_what_readings_leave():
    prices = (
        price("water", "4", "m3", "2025-01-01", "2025-11-10", key=1),
        price("water", "5", "m3", "2025-11-11", "2025-11-20", key=2),
        price("water", "6", "m3", "2025-11-21", "2025-12-10", key=3),
        price("water", "7", "m3", "2025-12-11", key=4),
    )
    parts = shared(state("2025-11-19", "8"), prices=prices)
    # 8 m³ on 10 + 10 days, 12 m³ on 20 + 21 days
    assert parts == [4, 4, Decimal("5.85"), Decimal("6.15")]
    whole = shared(state("2025-11-19", "8"), prices=prices, precision=WHOLE)
    assert whole == [4, 4, 6, 6]
    # one reading near two changes leaves nothing between them
    near = (
        price("water", "4", "m3", "2025-01-01", "2025-11-10", key=1),
        price("water", "5", "m3", "2025-11-11", "2025-11-12", key=2),
        price("water", "6", "m3", "2025-11-13", key=3),
    )
    assert shared(state("2025-11-11", "8"), prices=near) == [8, 0, 12]


def test_a_subsidy_that_changes_is_a_price_that_changes():
    granted = engine.Subsidy("water", Decimal("0.40"), day("2025-12-01"), None)
    parts = shared(
        state("2025-12-02", "9"), prices=[price("water", "5")], subsidies=[granted]
    )
    assert parts == [9, 11]


@pytest.mark.parametrize(
    "states",
    [
        [("2025-12-11", "20.01")],
        [("2025-12-11", "-1")],
        [("2025-11-20", "9"), ("2025-12-11", "8")],
        [("2025-12-11", "8"), ("2025-12-11", "9"), ("2025-12-12", "8")],
    ],
)
def test_states_that_contradict_the_use_are_refused(states):
    with pytest.raises(engine.InvalidInput):
        shared(*(state(*row) for row in states))
    with pytest.raises(engine.InvalidInput):
        shared(change_days=-1)


def two_months(**rest):
    spans = [
        span("100", "112", "2025-10-31", "2025-12-10", key=1),
        span("112", "120", "2025-12-10", "2025-12-31", key=2),
    ]
    points = [engine.point_use("m", "main", spans, WHOLE, LIMIT)]
    values = {"date_from": FIRST, "date_to": LAST, "billing_months": 2, **rest}
    return points, values


def test_a_bill_tells_which_reading_decided():
    points, values = two_months()
    known = engine.known_states(points, WATER, [day("2025-12-10")])
    result = engine.settle(
        january(
            points=points, prices=PRICES, known_states=known, change_days=3, **values
        )
    )
    assert [(ln.quantity, ln.date_to) for ln in result.lines] == [
        (12, day("2025-12-11")),
        (8, LAST),
    ]
    old, new = (ln.derivation[0] for ln in result.lines)
    assert (old["state_date"], old["state"], old["days_total"]) == (
        "2025-12-10",
        "12",
        41,
    )
    assert (new["days"], new["days_total"], new["volume_total"]) == (20, 20, "8")
    assert "state" not in new


def test_states_of_services_from_the_registers():
    spans = [
        span("0", "10", "2025-12-31", "2026-01-10", key=1),
        span("10", "30", "2026-01-10", "2026-01-31", key=2),
    ]
    main = engine.point_use("m", "main", spans, WHOLE, LIMIT)
    days = [day(f"2026-01-{n}") for n in (10, 20, 31)] + [day("2025-12-31")]

    def states(points, services=BOTH):
        found = engine.known_states(points, services, days)
        return [(row.component, row.date.day, row.volume) for row in found]

    assert states([main]) == [
        *(("water", 31, 0), ("water", 10, 10), ("water", 31, 30)),
        *(("sewage", 31, 0), ("sewage", 10, 10), ("sewage", 31, 30)),
    ]
    # A garden meter not read that day leaves the sewage unknown.
    garden = point("garden", "0", "4")
    assert states([main, garden], SEWAGE) == [("sewage", 31, 0), ("sewage", 31, 26)]
    # Read, and later taking off more than came: a state is at most what follows.
    dry = [
        span("0", "0", "2025-12-31", "2026-01-10"),
        span("0", "24", "2026-01-10", "2026-01-31"),
    ]
    dry = engine.point_use("g", "garden", dry, WHOLE, LIMIT)
    assert states([main, dry], SEWAGE)[1:] == [("sewage", 10, 6), ("sewage", 31, 6)]
    # Only the sewage meter counts where there is one; without registers nothing.
    sewer = point("sewage", "0", "9")
    assert states([main, sewer], SEWAGE) == [("sewage", 31, 0), ("sewage", 31, 9)]
    assert states([], BOTH) == []
    assert states([garden], SEWAGE) == []
    # A share has its part of every state.
    rows = [(1, Decimal(25)), (2, Decimal(75))]
    mine = engine.share_point(main, 1, rows, WHOLE)
    assert states([mine], WATER) == [
        ("water", 31, 0),
        ("water", 10, Decimal("2.50")),
        ("water", 31, 8),
    ]


@pytest.mark.parametrize(
    ("percent", "use", "expected"),
    [
        # of 10 of 40 m³, to 0.01 m³; at the end what the bill says
        ("33.33", "10", [0, "3.33", 13]),
        ("12.55", "10", [0, "1.26", 5]),
        # never more than the whole share
        ("1", "40", [0, "0", 0]),
    ],
)
def test_a_state_of_a_shared_point(percent, use, expected):
    change, last = day("2025-12-11"), day("2025-12-31")
    spans = (
        span("0", use, "2025-10-31", change, key=1),
        span(use, "40", change, last, key=2),
    )
    whole = engine.point_use("p", "main", spans, WHOLE, LIMIT)
    mine = engine.share_point(whole, "a", [("a", Decimal(percent))], WHOLE)
    found = engine.known_states([mine], WATER, [day("2025-10-31"), change, last])
    assert [row.volume for row in found] == [Decimal(each) for each in expected]


def test_a_norm_is_not_cut_to_whole_m3():
    result = engine.settle(
        january(
            prices=PRICES,
            norms=(engine.NormUse(Decimal("2.4"), 1),),
            split_precision=WHOLE,
        )
    )
    assert result.volumes.water == Decimal("2.40")


def test_a_second_reading_of_the_first_day_is_use_after_it():
    """Two registers read on one day, one after the other: use begins at the first."""
    spans = (
        span("0", "1", "2025-12-31", "2025-12-31"),
        span("1", "9", "2025-12-31", "2026-01-31"),
    )
    use = engine.point_use("main", "main", spans, CENTI, LIMIT)
    known = engine.known_states([use], WATER, [day("2025-12-31"), day("2026-01-31")])
    assert [(state.date, state.volume) for state in known] == [
        (day("2025-12-31"), 0),
        (day("2026-01-31"), 9),
    ]
