# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""MT940: what is refused, by line, and what is read where."""

from datetime import date
from decimal import Decimal

import ibok_engine as engine
import pytest

ACCOUNT = "06109010147777000000000042"
PAYER = "61109010140000071219812874"
GOOD = f"""\
:20:MT940
:25:PL{ACCOUNT}
:28C:1
:60F:C260114PLN10,00
:61:2601150115C5,00N051NONREF//77
:86:051~00WPLATA~20WODA~32JAN~38PL{PAYER}
:62F:C260115PLN15,00
"""


def read(text):
    return engine.read_statements(text.encode("utf-8"))


def refusal(old, new, text=GOOD):
    assert old in text
    with pytest.raises(engine.StatementRefused) as refused:
        read(text.replace(old, new))
    return refused.value.code, refused.value.params["line"]


def only_line(details, movement="2601150115C5,00N051NONREF//77", masks=()):
    text = GOOD.replace(":61:2601150115C5,00N051NONREF//77", f":61:{movement}")
    start, end = text.index(":86:"), text.index(":62F:")
    data = f"{text[:start]}{details}{text[end:]}".encode()
    ((line,),) = (statement.lines for statement in engine.read_statements(data, masks))
    return line


def test_the_good_file_is_taken():
    (statement,) = read(GOOD)
    assert (statement.account, statement.opening) == (ACCOUNT, Decimal("10.00"))
    (line,) = statement.lines
    assert (line.title, line.sender_name, line.sender_account) == ("WODA", "JAN", PAYER)


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ("PLN15,00", "PLN15,01", "balance_mismatch", 7),
        ("C5,00", "C5,01", "balance_mismatch", 7),
        ("C5,00", "D5,00", "balance_mismatch", 7),
        (":62F:C260115PLN15,00\n", "", "cut_short", 7),
        (":62F:", ":62M:", "part_missing", 7),
        (":60F:", ":60M:", "part_missing", 4),
        (":60F:C260114PLN10,00\n", "", "opening_missing", 4),
        (":62F:C260115PLN", ":62F:C260115EUR", "currency_mixed", 7),
        (":60F:C260114", ":60F:C260230", "bad_date", 4),
        (":61:2601150115", ":61:2613150115", "bad_date", 5),
        (":61:2601150115", ":61:2601150231", "bad_date", 5),
        ("C5,00N051", "C5,0,0N051", "bad_amount", 5),
        ("C5,00N051", "C5,001N051", "bad_amount", 5),
        ("C5,00N051", "X5,00N051", "bad_field", 5),
        ("C260114PLN10,00", "C260114PLN", "bad_field", 4),
        ("C260114PLN10,00", "C260114PLN10.00.00", "bad_amount", 4),
        (f":25:PL{ACCOUNT}\n", "", "bad_field", 1),
        (":20:MT940\n", "", "field_order", 1),
        (":28C:1\n", ":28C:1\nzzz\n", "unexpected_text", 4),
        (":28C:1", ":77B:1", "unknown_field", 3),
        (":28C:1\n", "", None, None),
        (":20:MT940", "co to?\n:20:MT940", "unexpected_text", 1),
        (":60F:C260114PLN10,00\n", ":60F:C260114PLN10,00\n" * 2, "field_order", 5),
        (":62F:", ":86:x\n:60F:", "field_order", 8),
        ("PLN15,00\n", "PLN15,00\n:61:2601150115C5,00N051X\n", "field_order", 8),
        (":61:", ":86:x\n:61:", "field_order", 5),
        (":28C:1\n", ":28C:1\n:61:2601150115C5,00N051X\n", "opening_missing", 4),
    ],
)
def test_a_file_that_is_not_right_is_refused_with_its_line(old, new, code, line):
    if code is None:
        assert read(GOOD.replace(old, new))
    else:
        assert refusal(old, new) == (code, line)


def test_a_mismatch_tells_the_figures():
    with pytest.raises(engine.StatementRefused) as refused:
        read(GOOD.replace("PLN15,00", "PLN16,00"))
    assert refused.value.params == {
        "line": 7,
        "opening": Decimal("10.00"),
        "lines": Decimal("5.00"),
        "closing": Decimal("16.00"),
    }


def test_nothing_of_a_file_is_taken_when_its_second_statement_is_bad():
    with pytest.raises(engine.StatementRefused) as refused:
        read(GOOD + GOOD.replace("PLN15,00", "PLN16,00"))
    assert (refused.value.code, refused.value.params["line"]) == (
        "balance_mismatch",
        14,
    )


def test_the_same_statement_twice_in_a_file_is_refused():
    assert refusal(":20:MT940", ":20:MT940", GOOD + GOOD)[0] == "statement_twice"


def test_a_part_must_take_up_what_the_one_before_left():
    first = GOOD.replace(":62F:", ":62M:")
    second = GOOD.replace(":60F:C260114PLN10,00", ":60M:C260115PLN15,00").replace(
        "PLN15,00\n", "PLN20,00\n"
    )
    second = second.replace(":60M:C260115PLN20,00", ":60M:C260115PLN15,00")
    (whole,) = read(first + second)
    assert (whole.opening, whole.closing) == (Decimal("10.00"), Decimal("20.00"))
    assert len({line.key for line in whole.lines}) == len(whole.lines) == 2
    broken = second.replace("PLN15,00", "PLN14,00").replace("PLN20,00", "PLN19,00")
    assert refusal(first, first, first + broken) == ("part_missing", 11)
    assert refusal(first, first, first + GOOD) == ("part_missing", 8)


@pytest.mark.parametrize(
    ("mark", "amount"),
    [("C", "5"), ("D", "-5"), ("RC", "-5"), ("RD", "5"), ("CN", "5"), ("RDN", "5")],
)
def test_the_sign_of_a_movement(mark, amount):
    closing = Decimal(10) + Decimal(amount)
    text = GOOD.replace("C5,00", f"{mark}5,00").replace("PLN15,00", f"PLN{closing},00")
    ((line,),) = (statement.lines for statement in read(text))
    assert line.amount == Decimal(amount)


def test_a_movement_of_nothing_is_left_out():
    text = GOOD.replace(":62F:", ":61:260115C0,00S940NONREF\n:86:940\n:62F:")
    assert len(read(text)[0].lines) == 1


@pytest.mark.parametrize(
    ("value", "booked", "day"),
    [
        ("260101", "1231", date(2025, 12, 31)),
        ("251231", "0102", date(2026, 1, 2)),
        ("240229", "0229", date(2024, 2, 29)),
        ("260115", "", date(2026, 1, 15)),
    ],
)
def test_the_booking_day_gets_the_year_next_to_the_value_day(value, booked, day):
    assert only_line("", f"{value}{booked}C5,00N051X").booking_date == day


@pytest.mark.parametrize("mark", "<~^?+")
def test_every_mark_of_subfields_is_known(mark):
    details = ":86:051~00P\n~20FV/2026/1\n~21 woda\n~3010901014\n~32JAN\n~33NOWAK\n"
    line = only_line(details.replace("~", mark))
    assert (line.title, line.sender_name) == ("FV/2026/1 woda", "JAN NOWAK")


def test_texts_broken_at_full_width_are_put_together_and_others_are_words():
    details = (
        ":86:051~20ZAPLATA ZA FAKTURE FV/2026/\n~2100123\n~22ZA WODE\n~23I SCIEKI\n"
    )
    assert only_line(details).title == (
        "ZAPLATA ZA FAKTURE FV/2026/00123 ZA WODE I SCIEKI"
    )


def test_lines_broken_at_65_are_put_together():
    text = ":86:051~20WODA~32" + "A" * 60
    broken = f"{text[:69]}\n{text[69:]}~33B\n"
    assert only_line(broken).sender_name == "A" * 60 + " B"


def test_a_plain_text_is_the_title():
    assert only_line(":86:WPLATA GOTOWKOWA 5\nKASA 1\n").title == (
        "WPLATA GOTOWKOWA 5 KASA 1"
    )
    assert only_line("").title == ""


@pytest.mark.parametrize(
    ("subfields", "account"),
    [
        (f"~38PL{PAYER}", PAYER),
        (f"~38{PAYER}~30x", PAYER),
        (f"~30{PAYER[2:10]}~31{PAYER[10:]}", PAYER),
        (f"~31{PAYER}", PAYER),
        (f"~29{PAYER}~30{PAYER[2:10]}~31{PAYER[10:]}", PAYER),
        ("~38DE89370400440532013000", "DE89370400440532013000"),
        ("~30~31~38", ""),
        ("~301234~315", ""),
    ],
)
def test_the_senders_account_is_taken_from_the_fullest_subfield(subfields, account):
    assert only_line(f":86:051~20WODA{subfields}\n").sender_account == account


@pytest.mark.parametrize(
    ("movement", "reference"),
    [
        ("N051NONREF//77", "77"),
        ("N051NONREF // 77 ", "77"),
        ("N051FV1//NONREF", "10"),
        ("N051FV1", "10"),
        ("S02097202028342", "97202028342"),
        ("S020NONREF", "10"),
        ("S020", "10"),
        (f"S02097//{PAYER}", "97"),
    ],
)
def test_the_reference_is_the_banks_and_not_the_payers(movement, reference):
    line = only_line(":86:051~10 10 ~20WODA\n", f"260115C5,00{movement}")
    assert line.reference == reference


def test_a_credited_account_is_found_by_its_mask_wherever_it_stands():
    mask = engine.parse_mask("114020041234")
    paid = engine.individual_account(mask, "7")
    details = f":86:051~20WODA~21 {paid[:10]}\n~22{paid[10:]}~38PL{PAYER}\n"
    assert only_line(details).credited_account is None
    details = f":86:051~20WODA~21{engine.format_nrb(paid)}~38PL{PAYER}\n"
    assert only_line(details, masks=[mask]).credited_account == paid
    other = engine.parse_mask("114020041235")
    assert only_line(details, masks=[other]).credited_account is None


def test_two_accounts_of_the_masks_in_one_record_are_no_answer():
    mask = engine.parse_mask("114020041234")
    both = [engine.individual_account(mask, number) for number in "12"]
    line = only_line(f":86:051~20{both[0]}~21 i {both[1]}\n", masks=[mask])
    assert line.credited_account is None
