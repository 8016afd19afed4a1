# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""Elixir-0: sixteen fields a line, and money that is not for us."""

from datetime import date
from decimal import Decimal

import ibok_engine as engine
import pytest
from hypothesis import given
from hypothesis import strategies as st

MASK = engine.parse_mask("109010147777")
PAID = engine.individual_account(MASK, "42")
OWN = "61109010140000071219812874"
PAYER = "83101010230000261395100000"
GOOD = (
    f'110,20260115,12050,10101023,0,"{PAYER}","{PAID}","JAN NOWAK|DLUGA 1||",'
    '"GMINA|||",0,10901014,"WODA|STYCZEN||","","","51",""'
)


def read(text, **rest):
    return engine.read_statements(text.encode("utf-8"), **rest)


def refusal(text, **rest):
    with pytest.raises(engine.StatementRefused) as refused:
        read(text, **rest)
    return refused.value.code, refused.value.params["line"]


def test_a_record_is_an_incoming_payment():
    (statement,) = read(GOOD)
    (line,) = statement.lines
    assert (statement.opening, statement.closing, statement.account) == (None, None, "")
    assert (line.amount, line.booking_date) == (Decimal("120.50"), date(2026, 1, 15))
    assert (line.credited_account, line.sender_account) == (PAID, PAYER)
    assert (line.title, line.sender_name) == ("WODA STYCZEN", "JAN NOWAK DLUGA 1")
    assert line.raw == GOOD


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (',"51",""', ',"51"', "record_fields"),
        ('"51",""', '"51","","x"', "record_fields"),
        ("110,", "210,", "unknown_kind"),
        ("20260115", "20260230", "bad_date"),
        ("20260115", "2026+1+5", "bad_date"),
        ("20260115", "260115", "bad_date"),
        ("12050", "120.50", "bad_amount"),
        ("12050", "-12050", "bad_amount"),
        ("12050", "0", "bad_amount"),
        ("12050", "", "bad_amount"),
        (PAID, PAID[:-1], "bad_field"),
        (PAID, "", "bad_field"),
        ('"GMINA|||"', '"GMINA|||', "damaged"),
        ('"GMINA|||"', '"GMINA"|||', "damaged"),
    ],
)
def test_a_record_that_is_not_right_refuses_the_file_by_its_line(old, new, code):
    assert old in GOOD
    text = f"{GOOD}\r\n\r\n{GOOD.replace(old, new, 1)}\r\n"
    assert refusal(text) == (code, 3)


def test_an_empty_seventeenth_field_and_spaces_are_nothing():
    padded = GOOD.replace("20260115,12050", " 20260115 , 12050").replace(
        "110,", "110 ,"
    )
    assert read(padded + ",")[0].lines[0].key == read(GOOD)[0].lines[0].key


def test_orders_to_send_money_are_refused_where_own_accounts_are_known():
    assert read(GOOD, masks=[MASK])[0].lines[0].credited_account == PAID
    other = engine.parse_mask("109010148888")
    assert refusal(GOOD, masks=[other]) == ("not_incoming", 1)
    assert refusal(GOOD, own=[OWN]) == ("not_incoming", 1)


def test_money_for_an_own_account_names_no_individual_one():
    (line,) = read(GOOD.replace(PAID, OWN), masks=[MASK], own=[OWN])[0].lines
    assert line.credited_account is None


def test_the_account_of_a_sender_abroad_is_kept():
    text = GOOD.replace(PAYER, "DE89 3704 0044 0532 0130 00")
    assert read(text)[0].lines[0].sender_account == "DE89370400440532013000"


def test_two_equal_records_are_two_and_have_the_same_keys_again():
    lines = read(f"{GOOD}\n{GOOD}\n")[0].lines
    assert lines[0].key != lines[1].key
    assert [line.key for line in read(f"{GOOD}\n{GOOD}")[0].lines] == [
        line.key for line in lines
    ]


def test_the_note_does_not_make_another_payment():
    cut = GOOD.replace('"51",""', '"51",note')
    assert read(cut)[0].lines[0].key == read(GOOD)[0].lines[0].key


texts = st.text(st.sampled_from('AĄBCĆabcąć123 /,"'), min_size=1, max_size=30).map(
    lambda text: " ".join(text.split()) or "x"
)


def quoted(text):
    return '"' + text.replace('"', '""') + '"'


@given(
    st.lists(
        st.tuples(
            st.integers(1, 10**9),
            st.dates(date(2000, 1, 1), date(2099, 12, 31)),
            st.integers(0, 10**12 - 1),
            texts,
            texts,
        ),
        min_size=1,
        max_size=5,
    )
)
def test_what_is_written_is_read_in_its_order(rows):
    written = [
        f"110,{day:%Y%m%d},{grosze},10101023,0,{PAYER},"
        f"{engine.individual_account(MASK, str(number))},{quoted(name)},G,0,10901014,"
        f"{quoted(title)},,,51,"
        for grosze, day, number, title, name in rows
    ]
    (statement,) = read("\r\n".join(written) + "\r\n")
    assert [
        (
            int(line.amount * 100),
            line.booking_date,
            int(engine.customer_number(MASK, line.credited_account)),
            line.title,
            line.sender_name,
        )
        for line in statement.lines
    ] == rows
