# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""The engine against a second one that loops over days (see ``oracle.py``)."""

import json
from dataclasses import replace

import ibok_engine as engine
from hypothesis import given, settings
from hypothesis import strategies as st
from ibok_engine_histories import LIMIT, bill
from ibok_engine_oracle import Reckoning, register_use

PROFILE = settings.get_profile("oracle")
RANDOMS = st.randoms(use_true_random=False)


def told(result):
    """Lines of a bill in the oracle's terms."""
    return sorted(
        (ln.component, ln.price_key, ln.from_m3 or 0, ln.quantity, ln.price, ln.net)
        for ln in result.lines
    )


@settings(PROFILE)
@given(RANDOMS)
def test_a_bill_agrees_to_the_grosz_with_one_made_day_by_day(rnd):
    inp, unit, shares = bill(rnd)
    result = engine.settle(inp)
    expected = Reckoning(inp, unit, LIMIT, shares)
    assert told(result) == sorted(expected.lines)
    assert (result.net, result.vat, result.gross) == (
        expected.net,
        expected.vat,
        expected.gross,
    )
    for service in inp.services:
        assert getattr(result.volumes, service) == expected.volumes[service]
    assert json.loads(json.dumps(result.derivation)) == list(result.derivation)


@settings(PROFILE)
@given(RANDOMS)
def test_the_order_of_a_bills_input_does_not_matter(rnd):
    inp, _unit, _shares = bill(rnd)
    shuffled = {
        name: tuple(rnd.sample(getattr(inp, name), len(getattr(inp, name))))
        for name in ("points", "prices", "subsidies", "known_states")
    }
    one, other = engine.settle(inp), engine.settle(replace(inp, **shuffled))
    assert told(one) == told(other)
    assert (one.net, one.vat, one.flags) == (other.net, other.vat, other.flags)
    for service in inp.services:
        billed = [ln.quantity for ln in one.lines if ln.component == service]
        assert sum(billed) == getattr(one.volumes, service)


@settings(PROFILE)
@given(RANDOMS)
def test_states_of_the_water_are_what_the_registers_say(rnd):
    inp, unit, shares = bill(rnd)
    main = [point for point in inp.points if point.kind == "main"]
    if any(point.key in shares for point in main) or not main:
        return
    days = {use.span.date_to for point in main for use in point.spans}
    days |= {use.span.date_from for point in main for use in point.spans}
    found = engine.known_states(inp.points, frozenset({"water"}), days)
    expected = {day: state_on(main, day, unit) for day in days}
    assert {row.date: row.volume for row in found} == {
        day: volume for day, volume in expected.items() if volume is not None
    }


def state_on(points, day, unit):
    """m³ by the end of a day; None where a register was not read that day."""
    total = 0
    for point in points:
        spans = [use.span for use in point.spans]
        first, last = min(s.date_from for s in spans), max(s.date_to for s in spans)
        ends = {s.date_to for s in spans}
        if first < day < last and day not in ends:
            return None
        if day > first or day == last:
            # on its last day a meter is at its end, even if that is its first, too
            total += sum(
                register_use(s, unit, LIMIT) for s in spans if s.date_to <= day
            )
    return total
