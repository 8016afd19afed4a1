# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""VAT of a bill for several contracts, shared out between them."""

from decimal import Decimal
from fractions import Fraction

import ibok_engine as engine
import pytest
from hypothesis import given
from hypothesis import strategies as st

GROSZ = Decimal("0.01")
EIGHT = Decimal(8)
amounts = st.decimals(min_value=0, max_value=10_000, places=2)
rates = st.sampled_from([Decimal(n) for n in ("8", "23", "5", "8.5", "0")])
bills = st.dictionaries(st.integers(1, 999), amounts, min_size=1, max_size=40)


@pytest.mark.parametrize(
    ("nets", "expected"),
    [
        # 3 × 0.0288 = 0.0864: the bill's VAT is 0.09, each own one 0.03
        (["0.36", "0.36", "0.36"], ["0.03", "0.03", "0.03"]),
        # 3 × 0.0048 = 0.0144: none has VAT of its own, the bill has 0.01
        (["0.06", "0.06", "0.06"], ["0.01", "0.00", "0.00"]),
        # 2 × 0.0056 = 0.0112: each own one is 0.01, the bill's 0.01 too
        (["0.07", "0.07"], ["0.01", "0.00"]),
        # The larger remainder takes it, wherever it stands: .004 and .008
        (["0.05", "0.10"], ["0.00", "0.01"]),
        (["0.00", "68.64"], ["0.00", "5.49"]),
        (["81.03"], ["6.48"]),
        ([], []),
    ],
)
def test_vat_of_the_sum(nets, expected):
    shared = engine.share_vat(dict(enumerate(map(Decimal, nets))), EIGHT)
    assert list(shared.values()) == list(map(Decimal, expected))


@given(bills, rates)
def test_the_parts_sum_to_the_vat_of_the_bill(nets, rate):
    shared = engine.share_vat(nets, rate)
    assert shared.keys() == nets.keys()
    assert sum(shared.values()) == engine.vat_of(sum(nets.values()), rate)


@given(bills, rates)
def test_each_is_within_a_grosz_of_its_own(nets, rate):
    for key, vat in engine.share_vat(nets, rate).items():
        assert abs(vat - engine.vat_of(nets[key], rate)) <= GROSZ
        assert abs(Fraction(vat) - Fraction(nets[key]) * Fraction(rate) / 100) < GROSZ


@given(bills, rates, st.randoms())
def test_the_order_plays_no_role(nets, rate, chance):
    items = list(nets.items())
    chance.shuffle(items)
    assert engine.share_vat(dict(items), rate) == engine.share_vat(nets, rate)


def test_of_equal_remainders_the_lower_key_takes_the_grosz():
    """Whichever contract the database names first."""
    nets = {7: Decimal("0.06"), 2: Decimal("0.06"), 5: Decimal("0.06")}
    assert engine.share_vat(nets, EIGHT) == {
        7: Decimal("0.00"),
        2: Decimal("0.01"),
        5: Decimal("0.00"),
    }


@given(bills, rates)
def test_who_pays_no_net_pays_no_vat(nets, rate):
    shared = engine.share_vat(nets | {0: Decimal("0.00")}, rate)
    assert shared[0] == 0


@given(bills, rates)
def test_it_shows_full_grosze(nets, rate):
    for vat in engine.share_vat(nets, rate).values():
        assert vat.as_tuple().exponent == -2
