# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""The text behind the square code of a transfer."""

from decimal import Decimal

import ibok_engine as engine
import pytest
from hypothesis import given
from hypothesis import strategies as st

ACCOUNT = "06109010147777000000000042"


def code(amount="120.50", name="Gmina Buczek", title="FV/2026/00123", nip="8311571535"):
    return engine.transfer_code(ACCOUNT, Decimal(amount), name, title, nip)


def refusal(**values):
    with pytest.raises(engine.TransferCodeRefused) as refused:
        code(**values)
    return refused.value


def test_a_bill_as_the_recommendation_writes_it():
    assert code() == (
        "8311571535|PL|06109010147777000000000042|012050|Gmina Buczek|FV/2026/00123|||"
    )


def test_a_private_payee_leaves_the_nip_out():
    assert code(nip=None).startswith("|PL|06109010")


def test_zero_leaves_the_amount_to_the_payer():
    assert code("0").split("|")[3] == "000000"


def test_the_largest_amount_fits_and_more_is_told_what_to_do():
    assert code("9999.99").split("|")[3] == "999999"
    refused = refusal(amount="10000.00")
    assert refused.code == "amount_too_large"
    assert refused.params["largest"] == Decimal("9999.99")


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"amount": "-0.01"}, "amount_negative"),
        ({"amount": "1.005"}, "amount_not_grosze"),
        ({"nip": "123"}, "nip"),
        ({"nip": "83115715３5"}, "nip"),
        ({"name": ""}, "empty"),
        ({"title": "||"}, "empty"),
        ({"title": "x" * 33}, "title_too_long"),
    ],
)
def test_what_no_code_can_carry_is_refused(values, why):
    assert refusal(**values).code == why


def test_an_account_that_is_none_is_refused():
    with pytest.raises(engine.AccountRefused):
        engine.transfer_code("0" * 26, Decimal(1), "a", "b")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Zakład Gospodarki Komunalnej w Buczku", "Zakład Gospodarki"),
        ("Gmina Miejska Buczek", "Gmina Miejska Buczek"),
        ("A" * 25, "A" * 20),
        ("Gmina „Buczek” – wodociągi", "Gmina Buczek -"),
    ],
)
def test_a_long_name_is_cut_at_a_word(name, shown):
    assert code(name=name).split("|")[4] == shown


def test_a_nip_is_taken_as_it_is_written_on_documents():
    assert code(nip="PL 831-157-15-35") == code()


@given(
    st.decimals(min_value=0, max_value=Decimal("9999.99"), places=2),
    st.text(max_size=60),
    st.text(max_size=32),
)
def test_any_text_makes_nine_fields_or_a_known_refusal(amount, name, title):
    try:
        text = engine.transfer_code(ACCOUNT, amount, name, title, "8311571535")
    except engine.TransferCodeRefused as refused:
        assert refused.code in {"empty", "title_too_long"}
        return
    fields = text.split("|")
    assert len(fields) == 9
    assert len(text) <= 160
    assert Decimal(fields[3]) / 100 == amount
    assert 0 < len(fields[4]) <= 20
    assert 0 < len(fields[5]) <= 32
    assert text.isprintable()
