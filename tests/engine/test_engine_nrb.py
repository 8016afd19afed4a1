# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""Account numbers: check digits, individual accounts, what is refused."""

import ibok_engine as engine
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ibok_engine_cases import load

CASES = load("nrb_cases.json")["nrb"]
MASK = engine.parse_mask("10901014 7777")
#: A branch's clearing number with the client's digits: 1 to 15 of them.
masks = st.sampled_from(["10901014", "11402004", "10205561", "10501461"]).flatmap(
    lambda bank: st.text("0123456789", min_size=1, max_size=15).map(bank.__add__)
)
digits = st.text("0123456789", min_size=24, max_size=24)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["nrb"])
def test_a_published_account_is_taken(case):
    assert engine.parse_nrb(case["nrb"]) == case["nrb"]
    if "bban" in case:
        assert engine.check_digits(case["bban"]) + case["bban"] == case["nrb"]


def test_leading_zeros_of_check_digits_and_number_are_kept():
    account = engine.individual_account(MASK, "42")
    assert account == "06109010147777000000000042"
    assert engine.format_nrb(account) == "06 1090 1014 7777 0000 0000 0042"
    assert engine.customer_number(MASK, account) == "000000000042"


@pytest.mark.parametrize(
    "typed",
    [
        "61 1090 1014 0000 0712 1981 2874",
        "PL61109010140000071219812874",
        "pl 61-1090-1014-0000-0712-1981-2874",
        "\u00a061 10901014 0000071219812874 ",
    ],
)
def test_an_account_as_people_write_it(typed):
    assert engine.parse_nrb(typed) == "61109010140000071219812874"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        (None, "empty"),
        ("", "empty"),
        ("PL", "empty"),
        ("6110901014000007121981287", "wrong_length"),
        ("611090101400000712198128740", "wrong_length"),
        ("61109010140000071219812875", "wrong_check_digits"),
        ("16109010140000071219812874", "wrong_check_digits"),
        ("DE61109010140000071219812874", "not_digits"),
        ("6110901014000007121981287O", "not_digits"),
        ("6110901014000007121981287\u0664", "not_digits"),
    ],
)
def test_a_text_that_is_no_account_says_why(typed, code):
    with pytest.raises(engine.AccountRefused) as refused:
        engine.parse_nrb(typed)
    assert refused.value.code == code
    assert refused.value.params["text"] == typed
    assert not engine.is_nrb(typed)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "empty"),
        ("10901014", "wrong_length"),
        ("10901014" + "7" * 16, "wrong_length"),
        ("10901014777X", "not_digits"),
        ("109010157777", "wrong_bank_code"),
    ],
)
def test_a_mask_that_banks_do_not_give_is_refused(typed, code):
    with pytest.raises(engine.AccountRefused) as refused:
        engine.parse_mask(typed)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("number", "code"),
    [("1" * 13, "number_too_long"), ("", "empty"), ("K-42", "not_digits")],
)
def test_a_number_that_does_not_fit_the_mask_is_refused(number, code):
    with pytest.raises(engine.AccountRefused) as refused:
        engine.individual_account(MASK, number)
    assert refused.value.code == code


def test_a_number_too_long_is_told_how_much_fits():
    with pytest.raises(engine.AccountRefused) as refused:
        engine.individual_account(MASK, "1" * 13)
    assert refused.value.params["room"] == 12
    assert engine.individual_account(MASK, "1" * 12).endswith("1" * 12)


def test_an_account_of_another_mask_has_no_number_of_ours():
    other = engine.individual_account(engine.parse_mask("109010147778"), "42")
    assert engine.customer_number(MASK, other) is None
    assert not MASK.covers(other)


@given(masks, st.data())
def test_the_number_comes_back_from_the_account_it_made(typed, data):
    mask = engine.parse_mask(typed)
    number = data.draw(st.text("0123456789", min_size=1, max_size=mask.room))
    account = engine.individual_account(mask, number)
    assert engine.is_nrb(account)
    assert mask.covers(account)
    assert engine.customer_number(mask, account) == number.zfill(mask.room)
    assert engine.individual_account(mask, number.zfill(mask.room)) == account


@given(digits)
def test_what_is_printed_is_read_back(bban):
    account = engine.check_digits(bban) + bban
    assert engine.parse_nrb(engine.format_nrb(account)) == account
    assert len(account) == 26


@given(digits, st.integers(0, 25), st.integers(1, 9))
def test_one_wrong_digit_is_always_seen(bban, place, step):
    account = engine.check_digits(bban) + bban
    wrong = str((int(account[place]) + step) % 10)
    assert not engine.is_nrb(account[:place] + wrong + account[place + 1 :])


@given(digits, st.integers(0, 24))
def test_two_neighbours_in_the_wrong_order_are_always_seen(bban, place):
    account = engine.check_digits(bban) + bban
    first, second = account[place : place + 2]
    swapped = account[:place] + second + first + account[place + 2 :]
    assert engine.is_nrb(swapped) == (first == second)


@given(st.text())
def test_any_text_is_an_account_or_a_known_refusal(text):
    try:
        account = engine.parse_nrb(text)
    except engine.AccountRefused as refused:
        assert refused.code in {
            "empty",
            "not_digits",
            "wrong_length",
            "wrong_check_digits",
        }
    else:
        assert len(account) == 26
