# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""Sharing by the largest remainder: what it refuses, and who gets the odd unit."""

from decimal import Decimal
from fractions import Fraction

import ibok_engine as engine
import pytest
from ibok_engine.apportion import apportion, round_parts
from ibok_engine_cases import CENTI, WHOLE


@pytest.mark.parametrize(
    ("total", "weights", "precision", "expected"),
    [
        ("10", [1, 1, 1], WHOLE, [4, 3, 3]),
        ("11", [1, 1, 1], WHOLE, [4, 4, 3]),
        ("1", [1, 2], WHOLE, [0, 1]),
        ("0.01", [1, 1], CENTI, ["0.01", "0.00"]),
        # a weight of nothing takes nothing
        ("3", [0, 1], WHOLE, [0, 3]),
        ("0", [1, 1], WHOLE, [0, 0]),
    ],
)
def test_shares_by_weight(total, weights, precision, expected):
    found = apportion(Decimal(total), weights, precision)
    assert found == [Decimal(part) for part in expected]


@pytest.mark.parametrize("weights", [[], [0, 0], [2, -1], [Decimal("-0.5"), 2]])
def test_weights_that_share_nothing(weights):
    with pytest.raises(engine.InvalidInput) as raised:
        apportion(Decimal(1), weights, WHOLE)
    assert raised.value.params["reason"] == "weights"


def test_parts_that_are_no_round_sum_are_refused():
    with pytest.raises(engine.InvalidInput) as raised:
        round_parts([Fraction(1, 3), Fraction(1, 3)], CENTI)
    assert raised.value.params == {"reason": "parts_not_whole", "value": "2/3"}


def test_parts_below_zero_lose_downwards():
    parts = [Fraction(-1, 3), Fraction(-1, 3), Fraction(-1, 3)]
    assert round_parts(parts, CENTI) == [
        Decimal("-0.33"),
        Decimal("-0.33"),
        Decimal("-0.34"),
    ]
