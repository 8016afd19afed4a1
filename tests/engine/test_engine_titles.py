# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""Numbers of documents and customers as people write them into titles."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ibok_engine.titles import (
    names_customer,
    names_document,
    plain_text,
    same_person,
    search_key,
    search_keys,
)


def found(title, number, names=names_document):
    """Whether the number is found, by the same two steps a payment's is."""
    title = plain_text(title)
    return search_key(number) in search_keys(title) and names(title, number)


@pytest.mark.parametrize(
    "title",
    [
        "FV/2026/00123",
        "fv/2026/00123",
        "Faktura FV 2026 00123",
        "fv202600123",
        "FV / 2026 / 00123 woda",
        "FV-2026-00123.",
        "FV\\2026\\123",
        "FV/2026/123",
        "opłata za wodę FV/2026/00123, styczeń",
        "2026/00123",
        "faktura 2026/00123",
        "nr: 2026/00123 i 2026/00124",
        "2026 00123",
        "za wodę fv2026/00123 i FV/2026/00124",
        "FV/20 FV/2026/00123",
    ],
)
def test_a_bill_is_found_however_its_number_is_typed(title):
    assert found(title, "FV/2026/00123")


@pytest.mark.parametrize(
    "title",
    [
        "",
        "woda",
        "FV/2026/001234",
        "FV/2026/0012",
        "FV/2O26/OO123",
        "FV/2026/O0123",
        "FV/2026/00123/1",
        "FV/2026/00123-2",
        "AFV/2026/00123",
        "FVS/2026/00123",
        "FVK 2026/00123",
        "5/2026/00123",
        "12026/00123",
        "2026/123",
        "123",
        "00123",
        "FV/2025/00123",
        "FV/2026/A/00123",
    ],
)
def test_another_number_is_not_the_bill(title):
    assert not found(title, "FV/2026/00123")


@pytest.mark.parametrize(
    ("title", "number"),
    [
        ("woda 12/2026", "FV/12/2026"),
        ("za 01/2026", "FV/1/2026"),
        ("FV/12/2026", "FV/2/2026"),
        ("1/2026", "FV/2026/1"),
        ("woda", "FV"),
        ("woda", ""),
    ],
)
def test_a_short_number_is_not_found_in_a_month(title, number):
    assert not found(title, number)


@pytest.mark.parametrize(
    ("title", "number"),
    [
        ("FV 12/2026", "FV/12/2026"),
        ("faktura 5/W/2026 woda", "5/W/2026"),
        ("nota ods/2026/7", "ODS/2026/0007"),
        ("zółw/1/26", "ŻÓŁW/1/26"),
    ],
)
def test_numbers_of_other_shapes_are_found(title, number):
    assert found(title, number)


@pytest.mark.parametrize(
    ("title", "number"),
    [
        ("woda 100042", "100042"),
        ("nr klienta 100042", "100042"),
        ("000042 woda", "000042"),
        ("Nr klienta: 42", "42"),
        ("klient 0042, woda", "42"),
        ("KOD ODBIORCY 42", "42"),
        ("nr klienta42", "42"),
        ("nr ewidencyjny nr 42", "42"),
        ("k-100042", "K-100042"),
    ],
)
def test_a_customers_number_is_found(title, number):
    assert found(title, number, names_customer)


@pytest.mark.parametrize(
    ("title", "number"),
    [
        ("ul. Długa 42", "42"),
        ("FV/2026/100042", "100042"),
        ("1000421", "100042"),
        ("100042/2026", "100042"),
        ("42", "000042"),
        ("klient 421", "42"),
        ("klient 1/42", "42"),
        ("woda", "K"),
    ],
)
def test_any_other_number_is_no_customers(title, number):
    assert not found(title, number, names_customer)


@pytest.mark.parametrize(
    ("sender", "name", "same"),
    [
        ("KOWALSKI JAN UL. DŁUGA 1", "Jan Kowalski", True),
        ("Łucja Żółw-Gęś", "ŻÓŁW-GĘŚ ŁUCJA", True),
        ("KOWALSKI ADAM", "Jan Kowalski", False),
        ("KOWALSKI", "Jan Kowalski", False),
        ("", "Jan Kowalski", False),
        ("KOWALSKI", "", False),
        ("KOWALSKA JANINA", "Jan Kowalski", False),
    ],
)
def test_a_person_is_known_by_all_words_of_the_name(sender, name, same):
    assert same_person(sender, name) is same


@given(
    st.integers(2020, 2039),
    st.integers(1, 99999),
    st.sampled_from(["/", "-", " ", "", " / ", "\\"]),
    st.sampled_from(["", "za wodę ", "Faktura ", "opłata 5 ", "nr: "]),
    st.sampled_from(["", " styczeń", ", woda", "."]),
)
def test_a_number_written_with_any_mark_is_found(year, number, mark, before, after):
    title = f"{before}fv{mark}{year}{mark}{number:05d}{after}"
    assert found(title, f"FV/{year}/{number:05d}")


@given(st.integers(1, 99999), st.integers(1, 99999))
def test_a_bill_is_never_found_in_anothers_number(mine, other):
    title = f"FV/2026/{other:05d}"
    assert found(title, f"FV/2026/{mine:05d}") == (mine == other)


def test_an_account_in_the_title_is_no_number():
    assert search_keys("NA 06109010147777000000100042") == frozenset()
    assert found("FV/2026/00123 na 06109010147777000000000042", "FV/2026/00123")


@given(
    st.text("FV0123 /-", max_size=20),
    st.text("FV0123/", min_size=1, max_size=9),
    st.sampled_from([names_document, names_customer]),
)
def test_what_is_named_can_always_be_looked_up(title, number, names):
    for written in (title, f"klient {number}", f"{title} {number}"):
        if names(plain_text(written), number):
            assert search_key(number) in search_keys(plain_text(written))


@given(st.text(), st.text())
def test_any_text_is_searched_without_a_fault(title, number):
    found(title, number)
    found(title, number, names_customer)
