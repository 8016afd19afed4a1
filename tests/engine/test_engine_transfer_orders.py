# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""Orders of transfers are what a bank's program reads, whatever names hold."""

from datetime import date
from decimal import Decimal

import ibok_engine as engine
import pytest
from hypothesis import given
from hypothesis import strategies as st

OWN = "61109010140000071219812874"
THEIRS = "27114020040000300201355387"
DAY = date(2026, 3, 5)
PAYER = ("Gmina Buczek", "ul. Główna 20", "98-113 Buczek")


def order(amount="12.05", name="Jan Nowak", title="Zwrot", address="", nrb=THEIRS):
    return engine.Order(nrb, Decimal(amount), name, title, address)


def test_a_record_as_the_published_list_of_fields_has_it():
    data = engine.elixir_orders(
        OWN, PAYER, [order(address="Wodna 1|98-113 Buczek")], DAY
    )
    assert data.decode("cp1250") == (
        f'110,20260305,1205,10901014,0,"{OWN}","{THEIRS}",'
        '"Gmina Buczek|ul. Główna 20|98-113 Buczek",'
        '"Jan Nowak|Wodna 1|98-113 Buczek",0,11402004,"Zwrot","","","51",""\r\n'
    )


@pytest.mark.parametrize("encoding", ["cp1250", "cp852", "iso8859_2", "utf-8"])
def test_polish_letters_are_written_as_the_bank_reads_them(encoding):
    name = "Zażółć Gęślą Jaźń"
    data = engine.elixir_orders(OWN, PAYER, [order(name=name)], DAY, encoding)
    assert name in data.decode(encoding)


def test_a_letter_that_the_encoding_lacks_loses_its_accent():
    data = engine.elixir_orders(
        OWN, PAYER, [order(name="Ñandú \u4e2d Łoś – X")], DAY, "cp852"
    )
    assert '"Nandú Łoś - X"' in " ".join(data.decode("cp852").split())


def test_long_texts_are_four_lines_of_35_broken_at_words():
    title = "Zwrot nadpłaty za wodę i ścieki odbiorcy o bardzo długim numerze " * 3
    data = engine.elixir_orders(OWN, PAYER, [order(title=title)], DAY)
    told = data.decode("cp1250").split(",0,11402004,")[1].split('"')[1].split("|")
    assert len(told) == 4
    assert all(0 < len(line) <= 35 for line in told)
    assert title.startswith(" ".join(told))


@pytest.mark.parametrize("amount", ["0", "-1", "0.001", "10000000000.00"])
def test_an_amount_that_is_none_is_refused(amount):
    with pytest.raises(engine.OrderRefused) as refused:
        engine.elixir_orders(OWN, PAYER, [order(amount)], DAY)
    assert refused.value.code == "amount"


@pytest.mark.parametrize("field", ["name", "title"])
def test_a_name_and_a_title_are_needed(field):
    with pytest.raises(engine.OrderRefused) as refused:
        engine.elixir_orders(OWN, PAYER, [order(**{field: ' "|\n'})], DAY)
    assert (refused.value.code, refused.value.params["field"]) == ("empty", field)


def test_no_orders_are_no_file():
    with pytest.raises(engine.OrderRefused) as refused:
        engine.elixir_orders(OWN, PAYER, [], DAY)
    assert refused.value.code == "no_orders"


def test_a_wrong_account_makes_no_file():
    wrong = THEIRS[:-1] + "0"
    for payer, payee in ((OWN, wrong), (wrong, THEIRS)):
        with pytest.raises(engine.AccountRefused):
            engine.elixir_orders(payer, PAYER, [order(nrb=payee)], DAY)


TEXT = st.text(min_size=1, max_size=60).map(lambda text: f"X{text}")


@given(
    st.lists(
        st.tuples(st.integers(1, 10**9), TEXT, TEXT, TEXT), min_size=1, max_size=4
    ),
    st.sampled_from(["cp1250", "cp852", "iso8859_2", "utf-8"]),
)
def test_what_is_ordered_is_read_back(rows, encoding):
    orders = [
        order(Decimal(grosze) / 100, name, title, address)
        for grosze, name, title, address in rows
    ]
    data = engine.elixir_orders(OWN, PAYER, orders, DAY, encoding)
    [statement] = engine.read_statements(data, encoding=encoding)
    assert [line.amount for line in statement.lines] == [
        Decimal(grosze) / 100 for grosze, *_texts in rows
    ]
    assert {line.credited_account for line in statement.lines} == {THEIRS}
    assert {line.sender_account for line in statement.lines} == {OWN}
