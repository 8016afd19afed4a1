# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""The facts that a refusal carries: sentences for people are made of them."""

from datetime import date
from decimal import Decimal

import ibok_engine as engine
import pytest
from ibok_engine_cases import LIMIT, WHOLE, span

FIRST, LAST = date(2026, 1, 1), date(2026, 1, 31)
USED = {
    "key": 1,
    "meter": "A",
    "date_from": FIRST,
    "value_from": Decimal(9),
    "date_to": LAST,
    "value_to": Decimal(7),
}


def chain(second):
    spans = [span("0", "1", "2026-01-01", "2026-01-31"), second]
    engine.point_use("p", "main", spans, WHOLE, LIMIT)


@pytest.mark.parametrize(
    ("refused", "code", "params"),
    [
        (
            lambda: engine.cycles_touched(LAST, FIRST, 1),
            "dates_reversed",
            {"date_from": LAST, "date_to": FIRST},
        ),
        (
            lambda: engine.span_use(span("9", "7", FIRST, LAST), WHOLE, LIMIT),
            "negative_use",
            USED,
        ),
        (
            lambda: engine.span_use(span("9", "7", FIRST, LAST, 0), WHOLE, LIMIT),
            "value_beyond_digits",
            {**USED, "value": Decimal(9), "digits": 0},
        ),
        (
            lambda: chain(span("1", "2", "2026-02-01", "2026-02-28", key=2)),
            "gap_between_spans",
            {
                "key": 1,
                "next_key": 2,
                "date_to": LAST,
                "next_date_from": date(2026, 2, 1),
            },
        ),
        (
            lambda: chain(span("1", "2", "2026-01-30", "2026-02-28", key=2)),
            "overlapping_spans",
            {
                "key": 1,
                "next_key": 2,
                "date_to": LAST,
                "next_date_from": date(2026, 1, 30),
            },
        ),
        (
            lambda: engine.volume_parts(Decimal(1), FIRST, LAST, [], component="water"),
            "price_missing",
            {"component": "water", "day": FIRST},
        ),
        (
            lambda: engine.forecast_use([], FIRST, LAST),
            "no_history",
            {"date_from": FIRST, "date_to": LAST},
        ),
        (
            lambda: engine.cycle_of(FIRST, 5),
            "invalid_input",
            {"reason": "cycle_months", "value": 5},
        ),
    ],
)
def test_a_refusal_says_what_it_is_about(refused, code, params):
    with pytest.raises(engine.EngineError) as raised:
        refused()
    assert (raised.value.code, raised.value.params) == (code, params)
    facts = ", ".join(f"{name}={value}" for name, value in params.items())
    assert str(raised.value) == f"{code}: {facts}"
