# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""What people type for a register value."""

from decimal import Decimal

import ibok_engine as engine
import pytest
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("352", "352"),
        ("352,4", "352.4"),
        ("352.4", "352.4"),
        ("352,400", "352.400"),
        ("  352 ", "352"),
        ("1 234,5", "1234.5"),
        ("1\u00a0234", "1234"),
        ("1\u202f234", "1234"),
        ("00352", "352"),
        ("000352,4", "352.4"),
        ("0", "0"),
        ("0000", "0"),
        ("0,001", "0.001"),
        ("352 m3", "352"),
        ("352,4m³", "352.4"),
        ("352 M3", "352"),
        ("352 m 3", "352"),
        ("999999999,999", "999999999.999"),
        ("000000000000352", "352"),
    ],
)
def test_a_value_as_people_type_it(typed, value):
    assert engine.parse_reading(typed) == Decimal(value)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        (None, "empty"),
        ("", "empty"),
        (" \t", "empty"),
        ("m3", "empty"),
        ("-5", "negative"),
        ("\u2212 5,2", "negative"),
        ("\u20135", "negative"),
        ("35o", "not_a_number"),
        ("abc", "not_a_number"),
        ("352 l", "not_a_number"),
        ("+352", "not_a_number"),
        ("--5", "not_a_number"),
        ("-", "not_a_number"),
        ("1.234,5", "not_a_number"),
        ("1,2,3", "not_a_number"),
        ("352,", "not_a_number"),
        (",5", "not_a_number"),
        ("1e3", "not_a_number"),
        ("nan", "not_a_number"),
        ("inf", "not_a_number"),
        ("1_000", "not_a_number"),
        ("0x1f", "not_a_number"),
        ("\u0663\u0665", "not_a_number"),
        ("\uff13\uff15", "not_a_number"),
        ("35\u00b3", "not_a_number"),
        ("352m3m3m3", "not_a_number"),
        ("1000000000", "too_many_digits"),
        ("352,4001", "too_many_digits"),
        ("9" * 5000, "too_many_digits"),
    ],
)
def test_a_text_that_is_no_value_says_why(typed, code):
    with pytest.raises(engine.UnreadableValue) as refused:
        engine.parse_reading(typed)
    assert refused.value.code == code
    assert isinstance(refused.value, engine.EngineError)
    assert refused.value.params["text"] == (typed or "").strip()


def test_too_many_digits_says_how_many():
    with pytest.raises(engine.UnreadableValue) as refused:
        engine.parse_reading("0012345678901,23456")
    assert refused.value.params["whole"] == 11
    assert refused.value.params["decimals"] == 5


@given(
    st.decimals(min_value=0, max_value=Decimal("999999999.999"), places=3),
    st.sampled_from([".", ","]),
    st.sampled_from(["", " ", "m3", " m³"]),
    st.integers(0, 3),
)
def test_what_is_printed_is_read_back(value, mark, tail, zeros):
    typed = "0" * zeros + f"{value:.3f}".replace(".", mark) + tail
    assert engine.parse_reading(typed) == value


@given(st.text())
def test_any_text_gives_a_register_value_or_a_known_refusal(text):
    try:
        value = engine.parse_reading(text)
    except engine.UnreadableValue as refused:
        assert refused.code in {"empty", "negative", "not_a_number", "too_many_digits"}
    else:
        assert 0 <= value <= Decimal("999999999.999")
        assert value.as_tuple().exponent >= -3
