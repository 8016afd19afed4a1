# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""Rounding, VAT, published net and gross prices, amounts in words, marks."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import ibok_engine as engine
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ibok_engine_cases import load

STORED = load("billing_cases.json")
VAT = Decimal(load("tariffs_real.json")["_meta"]["vat_percent"])
amounts = st.decimals(-(10**6), 10**6, places=5)


def published_pairs(node, path=""):
    """Every (where, net, gross) published anywhere in the tariffs' file."""
    if isinstance(node, list):
        for place, child in enumerate(node):
            yield from published_pairs(child, f"{path}.{place}")
    elif isinstance(node, dict):
        if "gross_published" in node:
            yield pytest.param(node["net"], node["gross_published"], id=path[1:])
        for name, child in node.items():
            yield from published_pairs(child, f"{path}.{node.get('symbol', name)}")


PAIRS = list(published_pairs(load("tariffs_real.json")["tariffs"]))


def test_the_published_pairs_are_all_found():
    assert len(PAIRS) == 45


@pytest.mark.parametrize(("net", "gross"), PAIRS)
def test_published_gross_price(net, gross):
    assert Decimal(net) + engine.vat_of(Decimal(net), VAT) == Decimal(gross)


@pytest.mark.parametrize(
    ("amount", "grosze"),
    [
        ("0.005", "0.01"),
        ("0.0049999", "0.00"),
        ("2.675", "2.68"),
        ("1.115", "1.12"),
        ("-0.005", "-0.01"),
        ("-2.675", "-2.68"),
        ("12", "12.00"),
    ],
)
def test_half_a_grosz_goes_away_from_zero(amount, grosze):
    assert str(engine.to_grosz(Decimal(amount))) == grosze


def test_nothing_is_not_minus_nothing():
    assert str(engine.to_grosz(Decimal("-0.001"))) == "0.00"
    assert str(engine.round_to(Decimal("-0.001"), Decimal("0.01"))) == "0.00"
    assert str(engine.round_to(Decimal(0), Decimal("0.01"))) == "0.00"


@given(amounts)
def test_rounding_against_integers(amount):
    thousandths = int(amount.scaleb(5))
    grosze, rest = divmod(abs(thousandths), 1000)
    expected = grosze + (1 if rest >= 500 else 0)
    sign = -1 if amount < 0 else 1
    assert engine.to_grosz(amount) * 100 == sign * expected
    assert engine.round_to(amount, Decimal("0.01")) * 100 == sign * expected


def test_a_fraction_is_rounded_from_its_exact_value():
    just_below = Fraction(1, 2) - Fraction(1, 10**40)
    assert engine.round_to(just_below, Decimal("1")) == 0
    assert engine.round_to(Fraction(1, 2), Decimal("1")) == 1


@given(st.decimals(0, 10**4, places=3), st.decimals(0, 100, places=4))
def test_a_correcting_line_mirrors_the_original(quantity, price):
    net = engine.net_amount(quantity, price)
    assert engine.net_amount(-quantity, price) == -net
    assert engine.vat_of(-net, VAT) == -engine.vat_of(net, VAT)


@pytest.mark.parametrize(("amount", "words"), STORED["amount_in_words_pl"])
def test_stored_amount_in_words(amount, words):
    assert engine.amount_in_words(Decimal(amount)) == words


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("22", "dwadzieścia dwa złote, zero groszy"),
        ("12", "dwanaście złotych, zero groszy"),
        ("1000", "tysiąc złotych, zero groszy"),
        ("1112.13", "tysiąc sto dwanaście złotych, trzynaście groszy"),
        ("-18.53", "minus osiemnaście złotych, pięćdziesiąt trzy grosze"),
        ("-0.50", "minus zero złotych, pięćdziesiąt groszy"),
        ("-0.001", "zero złotych, zero groszy"),
        ("0.995", "jeden złoty, zero groszy"),
    ],
)
def test_amount_in_words(amount, words):
    assert engine.amount_in_words(Decimal(amount)) == words


@pytest.mark.parametrize(
    ("kind", "year", "due"),
    [
        ("mid", 2021, STORED["meter_reverification"][0]["due_for_reverification"]),
        ("legalization", 2021, STORED["meter_reverification"][1]["valid_through"]),
    ],
)
def test_stored_verification_day(kind, year, due):
    assert engine.verification_due(kind, year) == date.fromisoformat(due)


def test_verification_term_is_passed_in():
    assert engine.verification_due("mid", 2020, years=6) == date(2026, 12, 1)
    with pytest.raises(engine.InvalidInput) as refusal:
        engine.verification_due("seal", 2020)
    assert refusal.value.params == {"reason": "mark_kind", "value": "seal"}
