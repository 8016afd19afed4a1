# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""The engine against a second one that loops over days (see ``oracle.py``)."""

import json
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import ibok_engine as engine
from hypothesis import given, settings
from hypothesis import strategies as st
from ibok_engine_histories import LIMIT, bill
from ibok_engine_oracle import Reckoning
from ibok_engine_oracle_registers import CENTI, half_up, point_volume, register_use

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
def test_states_of_a_service_are_what_the_registers_say(rnd):
    inp, unit, shares = bill(rnd)
    days = {use.span.date_to for point in inp.points for use in point.spans}
    days |= {point.date_from for point in inp.points}
    days |= {day + timedelta(days=rnd.choice([-1, 1])) for day in days}
    for service in ("water", "sewage"):
        found = engine.known_states(inp.points, frozenset({service}), days)
        assert {row.component for row in found} <= {service}
        dated = [(row.date, row.volume) for row in found]
        states = {day: state_on(service, inp.points, day, unit, shares) for day in days}
        # Never more than what is billed in the end, or was used by a later day.
        lowest, expected = None, []
        for day in sorted(days, reverse=True):
            if states[day] is not None:
                lowest = states[day] if lowest is None else min(lowest, states[day])
                expected.append((day, lowest))
        assert dated == expected[::-1]


def state_on(service, points, day, unit, shares):
    """m³ by the end of a day; None where a register was not read that day."""

    def of(kind):
        own = [point for point in points if point.kind == kind]
        return [register_state(point, day, unit, shares) for point in own]

    main, garden, sewer, intake = map(of, ("main", "garden", "sewage", "intake"))
    used = main if service == "water" else sewer or main + intake
    taken = [] if service == "water" or sewer else garden
    if not used or None in used + taken:
        return None
    return max(sum(used) - sum(taken), 0)


def register_state(point, day, unit, shares):
    spans = [use.span for use in point.spans]
    first, last = min(s.date_from for s in spans), max(s.date_to for s in spans)
    whole = point_volume(point, unit, LIMIT, shares)
    if day >= last:
        return whole
    if day <= first:
        return 0
    if day not in {s.date_to for s in spans}:
        return None
    used = sum(register_use(s, unit, LIMIT) for s in spans if s.date_to <= day)
    if point.key not in shares:
        return used
    mine, percents, _turn = shares[point.key]
    return min(half_up(used * Fraction(dict(percents)[mine]) / 100, CENTI), whole)
