# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""Statements nobody thought of, written as MT940: they come back as they were."""

from datetime import date
from decimal import Decimal

import ibok_engine as engine
from hypothesis import given, settings
from hypothesis import strategies as st

ACCOUNT = "06109010147777000000000042"
texts = st.text(
    st.sampled_from("ABCDEFGHIJKLĄĆĘŁŃÓŚŹŻabcząćęłńóśźż0123456789 /.-,"),
    min_size=1,
    max_size=27,
).map(lambda text: " ".join(text.split()) or "X")
entries = st.lists(
    st.tuples(
        st.decimals(min_value="-999", max_value=999, places=2).filter(bool),
        st.dates(date(2026, 1, 1), date(2026, 12, 31)),
        texts,
        texts,
        st.integers(0, 10**16 - 1),
    ),
    max_size=6,
)
encodings = st.sampled_from(["utf-8", "cp852", "cp1250", "iso8859_2"])


def amount_of(value):
    return f"{'D' if value < 0 else 'C'}{{}}{abs(value):.2f}".replace(".", ",")


def write(statements, mark, end):
    rows = []
    for number, movements in enumerate(statements, 1):
        closing = sum((row[0] for row in movements), Decimal(0))
        rows += [":20:X", f":25:PL{ACCOUNT}", f":28C:{number}", ":60F:C260101PLN0,00"]
        for amount, day, title, name, reference in movements:
            rows += [
                f":61:{day:%y%m%d%m%d}" + amount_of(amount).format("N") + "N051NONREF"
                f"//{reference:016d}",
                f":86:051{mark}00P",
                f"{mark}20{title}",
                f"{mark}32{name}",
            ]
        rows.append(":62F:" + amount_of(closing).format("261231PLN"))
    return end.join(rows) + end


@given(
    st.lists(entries, min_size=1, max_size=3),
    st.sampled_from("<~^?"),
    st.sampled_from(["\r\n", "\n"]),
    encodings,
)
@settings(max_examples=60)
def test_what_is_written_is_read_in_its_order(statements, mark, end, encoding):
    data = write(statements, mark, end).encode(encoding)
    try:
        found = engine.read_statements(data)
    except engine.StatementRefused as refused:
        assert refused.code == "encoding"  # one letter that two encodings both hold
        assert encoding != "utf-8"
        return
    assert [statement.number for statement in found] == [
        str(number) for number in range(1, len(statements) + 1)
    ]
    for statement, written in zip(found, statements, strict=True):
        told = [
            (row.amount, row.booking_date, row.title, row.sender_name, row.reference)
            for row in statement.lines
        ]
        assert told == [(*row[:4], f"{row[4]:016d}") for row in written]
    keys = [line.key for statement in found for line in statement.lines]
    assert len(set(keys)) == len(keys)


@given(st.lists(entries, min_size=1, max_size=3), st.data())
@settings(max_examples=60)
def test_a_file_cut_anywhere_is_refused_or_gives_whole_statements(statements, data):
    whole = write(statements, "~", "\r\n").encode("utf-8")
    end = data.draw(st.integers(0, len(whole) - 1))
    try:
        found = engine.read_statements(whole[:end])
    except engine.StatementRefused:
        return
    assert found == engine.read_statements(whole)[: len(found)]
