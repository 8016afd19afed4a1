# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""CAMT.053: versions, collective entries, and XML that is not taken."""

from decimal import Decimal

import ibok_engine as engine
import pytest

ACCOUNT = "06109010147777000000000042"
PAID = engine.individual_account(engine.parse_mask("109010147777"), "7")
BALANCE = (
    "<Bal><Tp><CdOrPrtry><Cd>{}</Cd></CdOrPrtry></Tp><Amt Ccy='PLN'>{}</Amt>"
    "<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-01-1{}</Dt></Dt></Bal>\n"
)
ENTRY = (
    "<Ntry><Amt Ccy='PLN'>5.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts>"
    "<BookgDt><Dt>2026-01-15</Dt></BookgDt>\n{}</Ntry>\n"
)
PARTS = "<NtryDtls>{}</NtryDtls>"
PART = "<TxDtls>{}<RmtInf><Ustrd>{}</Ustrd></RmtInf></TxDtls>\n"
AMOUNT = "<Amt Ccy='PLN'>{}</Amt>"


def document(inner, version="02", kind="BkToCstmrStmt", element="Stmt"):
    return (
        f"<Document xmlns='urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version}'>\n"
        f"<{kind}>\n<{element}><Id>1</Id>"
        f"<Acct><Id><IBAN>PL{ACCOUNT}</IBAN></Id></Acct>\n"
        f"{inner}</{element}>\n</{kind}></Document>"
    )


def statement(entry, closing="15.00"):
    opening = BALANCE.format("OPBD", "10.00", 4)
    return document(opening + BALANCE.format("CLBD", closing, 5) + entry)


GOOD = statement(ENTRY.format(PARTS.format(PART.format("", "woda"))))


def read(text):
    return engine.read_statements(text.encode("utf-8"))


def lines(*parts, **rest):
    entry = ENTRY.format(PARTS.format("".join(parts)))
    return read(statement(entry, **rest))[0].lines


def refusal(text):
    with pytest.raises(engine.StatementRefused) as refused:
        read(text)
    return refused.value.code, refused.value.params["line"]


@pytest.mark.parametrize("version", ["01", "02", "04", "06", "08", "13"])
def test_every_version_is_read_by_its_names(version):
    (found,) = read(GOOD.replace("001.02", f"001.{version}"))
    assert [line.title for line in found.lines] == ["woda"]
    assert (found.opening, found.closing) == (Decimal("10.00"), Decimal("15.00"))


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ("15.00", "15.01", "balance_mismatch", 5),
        ("OPBD", "XXXX", "opening_missing", 3),
        ("CLBD", "XXXX", "cut_short", 3),
        ("</Document>", "", "damaged", 10),
        ("<Ntry>", "<Ntry>&bank;", "damaged", 6),
        ("2026-01-15</Dt></BookgDt>", "2026-02-30</Dt></BookgDt>", "bad_date", 6),
        ("<BookgDt><Dt>2026-01-15</Dt></BookgDt>", "", "bad_date", 6),
        ("2026-01-14", "", "bad_date", 4),
        ("5.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>", "five</Amt><Sts>", None, 6),
        ("CRDT</CdtDbtInd><Sts>", "X</CdtDbtInd><Sts>", "bad_field", 6),
        ("<Amt Ccy='PLN'>5.00", "<Amt Ccy='EUR'>5.00", "currency_mixed", 6),
        ("IBAN", "Iban", "bad_field", 3),
        ("BkToCstmrStmt", "BkToCstmrAcctRpt", "not_a_statement", 1),
        ("BkToCstmrStmt", "BkToCstmrDbtCdtNtfctn", "not_a_statement", 1),
        ("Stmt>", "Rpt>", "unknown_format", 1),
    ],
)
def test_a_file_that_is_not_right_is_refused_with_its_line(old, new, code, line):
    assert old in GOOD
    assert refusal(GOOD.replace(old, new)) == (code or "bad_amount", line)


def test_a_dtd_is_refused_before_any_entity_of_it_is_read():
    bomb = (
        "<?xml version='1.0'?>\n<!DOCTYPE d [<!ENTITY a 'aaaa'>"
        "<!ENTITY b '&a;&a;&a;'>]>\n"
    )
    assert refusal(bomb + GOOD.replace("woda", "&b;")) == ("doctype", 2)
    assert refusal('<!DOCTYPE x SYSTEM "file:///etc/passwd">\n' + GOOD)[0] == "doctype"


def test_a_dtd_is_refused_in_any_encoding():
    with pytest.raises(engine.StatementRefused) as refused:
        engine.read_statements(("<!DOCTYPE d []>" + GOOD).encode("utf-16"))
    assert refused.value.code == "doctype"


def test_an_endless_depth_is_refused():
    assert refusal("<a>" * 100_000)[0] == "damaged"


def test_an_entry_that_is_not_booked_does_not_count():
    announced = ENTRY.format("").replace("BOOK", "PDNG")
    assert len(read(statement(ENTRY.format("") + announced))[0].lines) == 1


def test_a_reversal_has_the_sign_of_its_side():
    entry = ENTRY.format("<RvslInd>true</RvslInd>").replace("CRDT", "DBIT")
    (line,) = read(statement(entry, "5.00"))[0].lines
    assert line.amount == Decimal("-5.00")


def test_a_collective_entry_is_its_payments():
    found = lines(
        PART.format(AMOUNT.format("2.00"), "a"),
        PART.format(AMOUNT.format("\n 3.00 "), "b"),
    )
    assert [(line.amount, line.title) for line in found] == [
        (Decimal("2.00"), "a"),
        (Decimal("3.00"), "b"),
    ]
    assert "<Ustrd>a</Ustrd>" in found[0].raw
    assert "<Ustrd>b</Ustrd>" not in found[0].raw


def test_a_payment_of_the_other_side_is_taken_off():
    back = PART.format(AMOUNT.format("1.00") + "<CdtDbtInd>DBIT</CdtDbtInd>", "zwrot")
    found = lines(PART.format(AMOUNT.format("6.00"), "a"), back)
    assert [line.amount for line in found] == [Decimal("6.00"), Decimal("-1.00")]


def test_payments_that_do_not_make_the_entry_are_refused():
    parts = [PART.format(AMOUNT.format("2.00"), title) for title in "ab"]
    text = statement(ENTRY.format(PARTS.format("".join(parts))))
    assert refusal(text) == ("batch_mismatch", 6)


def test_payments_without_amounts_are_one_line_for_a_person():
    (line,) = lines(PART.format("", "a"), PART.format("", "b"))
    assert (line.amount, line.title) == (Decimal("5.00"), "")
    assert "<Ustrd>b</Ustrd>" in line.raw


def test_payments_of_another_currency_are_one_line():
    euros = AMOUNT.format("1.00").replace("PLN", "EUR")
    (line,) = lines(PART.format(euros, "a"), PART.format(euros, "b"))
    assert line.amount == Decimal("5.00")


def test_two_equal_payments_of_an_entry_are_two():
    part = PART.format(AMOUNT.format("2.50"), "woda")
    first, second = lines(part, part)
    assert first.key != second.key


@pytest.mark.parametrize(
    "told",
    [
        f"<RltdPties><CdtrAcct><Id><IBAN>PL{PAID}</IBAN></Id></CdtrAcct></RltdPties>",
        f"<RltdPties><CdtrAcct><Id><Othr><Id>{PAID}</Id></Othr></Id></CdtrAcct>"
        "</RltdPties>",
    ],
)
def test_the_credited_account_is_the_creditors(told):
    (line,) = lines(PART.format(told, "woda"))
    assert line.credited_account == PAID


def test_ones_own_account_is_no_individual_one():
    own = f"<RltdPties><CdtrAcct><Id><IBAN>PL{ACCOUNT}</IBAN></Id></CdtrAcct>"
    (line,) = lines(PART.format(own + "</RltdPties>", "woda"))
    assert line.credited_account is None


def test_the_credited_account_may_be_the_second_remittance_text():
    (line,) = lines(PART.format("", f"woda</Ustrd><Ustrd>{PAID}"))
    assert (line.credited_account, line.title) == (PAID, "woda")
    (line,) = lines(PART.format("", PAID))
    assert (line.credited_account, line.title) == (None, PAID)


def test_a_broken_title_is_put_together():
    title = "OPLATA ZA WODE I SCIEKI WEDLUG FAKT"
    (line,) = lines(PART.format("", f"{title}</Ustrd><Ustrd>URY 5"))
    assert line.title == f"{title}URY 5"


def test_one_payment_is_the_whole_entry_whatever_it_was_sent_as():
    (line,) = lines(PART.format(AMOUNT.format("5.50"), "woda"))
    assert line.amount == Decimal("5.00")


def test_a_payments_amount_that_is_none_is_refused_by_its_line():
    parts = PART.format(AMOUNT.format("2.00"), "a") + PART.format(
        AMOUNT.format("drei"), "b"
    )
    assert refusal(statement(ENTRY.format(PARTS.format(parts)))) == ("bad_amount", 8)


def test_days_stand_in_for_each_other():
    (line,) = lines(PART.format("", "woda"))
    assert line.value_date == line.booking_date
    entry = ENTRY.format("").replace("BookgDt", "ValDt")
    (line,) = read(statement(entry))[0].lines
    assert line.booking_date == line.value_date


def test_money_that_went_tells_who_got_it_and_credits_nobody():
    parties = (
        "<RltdPties><Dbtr><Nm>Gmina</Nm></Dbtr><Cdtr><Nm>Jan Nowak</Nm></Cdtr>"
        f"<CdtrAcct><Id><IBAN>PL{PAID}</IBAN></Id></CdtrAcct></RltdPties>"
    )
    entry = ENTRY.format(PARTS.format(PART.format(parties, "zwrot")))
    (line,) = read(statement(entry.replace("CRDT", "DBIT"), "5.00"))[0].lines
    assert (line.sender_name, line.sender_account) == ("Jan Nowak", PAID)
    assert line.credited_account is None
    cents = entry.replace("5.00", "0.01")
    (line,) = read(statement(cents, "10.01"))[0].lines
    assert (line.sender_name, line.credited_account) == ("Gmina", PAID)


def test_an_entry_of_nothing_is_left_out():
    nothing = ENTRY.format("").replace("5.00", "0.00")
    assert read(statement(nothing, "10.00"))[0].lines == ()
