# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""Interest: published and computed cases, what is refused."""

from decimal import ROUND_HALF_UP, Decimal

import ibok_engine as engine
import pytest
from ibok_engine_cases import load
from ibok_engine_interest_cases import RATES, day, owed, paid

KIND = {"ustawowe_za_opoznienie": "statutory", "handlowe": "commercial"}
CASES = {case["id"]: case for case in load("interest_cases.json")["interest"]}
#: Published (a calculator's answers) or computed; amount, due, paid, kind, interest.
TABLE = {
    "G04": ("10000", "2015-12-31", "2021-01-10", "statutory", "3419.23"),
    "G14": ("10000", "2021-01-01", "2021-01-10", "statutory", "9.21"),
    "G16": ("10000", "2021-01-09", "2021-01-10", "statutory", "0.00"),
    "G19": ("10000", "2022-03-01", "2022-09-20", "statutory", "605.76"),
    "I01": ("187.42", "2025-04-22", "2025-11-14", "statutory", "11.09"),
    "I03": ("150.00", "2024-02-20", "2024-03-10", "statutory", "0.88"),
    "I05": ("200.00", "2025-12-24", "2025-12-30", "statutory", "0.05"),
    "I07": ("1250.00", "2025-06-20", "2026-08-03", "commercial", "204.28"),
    "I09": ("500.00", "2014-12-12", "2015-01-09", "statutory", "3.75"),
}


@pytest.mark.parametrize("name", [n for n in CASES if "paid" in CASES[n]["inputs"]])
def test_stored_case(name):
    case = CASES[name]
    inputs = case["inputs"]
    found = owed(inputs["amount"], inputs["due"], inputs["paid"], KIND[inputs["kind"]])
    assert found.due == day(case["due_after_weekend_rule"])
    assert found.days == case["days"]
    assert [
        (part.date_from, part.date_to, part.days, part.percent, part.amount)
        for part in found.parts
    ] == [
        (
            day(part["from"]),
            day(part["to"]),
            part["days"],
            Decimal(part["rate_percent"]),
            Decimal(part["interest_rounded"]),
        )
        for part in case["segments"]
    ]
    assert found.amount == Decimal(case["interest"])


#: What a public calculator of statutory interest answered for 10,000 zł; due, paid.
#: They come out only with each stretch rounded by itself (kalkulatory.gofin.pl,
#: 2020–2022).
PUBLISHED = [
    ("2015-01-01", "2021-01-10", "4214.85"),
    ("2015-01-02", "2021-01-10", "4214.85"),
    ("2015-01-03", "2021-01-10", "4212.65"),
    ("2015-01-07", "2021-01-10", "4203.89"),
    ("2015-12-31", "2021-01-10", "3419.23"),
    ("2016-01-01", "2021-01-10", "3415.39"),
    ("2016-01-02", "2021-01-10", "3415.39"),
    ("2016-01-03", "2021-01-10", "3411.56"),
    ("2020-03-15", "2021-01-10", "471.56"),
    ("2020-03-16", "2021-01-10", "471.56"),
    ("2020-03-17", "2021-01-10", "469.64"),
    ("2020-04-07", "2021-01-10", "432.24"),
    ("2020-04-08", "2021-01-10", "430.46"),
    ("2020-05-27", "2021-01-10", "349.91"),
    ("2020-05-28", "2021-01-10", "348.27"),
    ("2020-05-29", "2021-01-10", "346.74"),
    ("2021-01-01", "2021-01-10", "9.21"),
    ("2021-01-03", "2021-01-10", "9.21"),
    ("2021-01-04", "2021-01-10", "9.21"),
    ("2021-01-09", "2021-01-10", "0.00"),
    ("2015-01-01", "2022-05-20", "5124.71"),
    ("2015-01-02", "2022-05-20", "5124.71"),
    ("2015-01-03", "2022-05-20", "5122.51"),
    ("2022-03-01", "2022-09-20", "605.76"),
]


@pytest.mark.parametrize(("due", "paid", "expected"), PUBLISHED)
def test_published_value(due, paid, expected):
    assert owed("10000", due, paid).amount == Decimal(expected)


def test_rounding_once_at_the_end_misses_published_values():
    """So it is the sum of rounded stretches, and not a matter of taste."""
    missed = 0
    for due, payment_day, expected in PUBLISHED:
        exact = sum(
            part.balance * part.percent * part.days / Decimal(36500)
            for part in owed("10000", due, payment_day).parts
        )
        once = Decimal(exact).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
        missed += once != Decimal(expected)
    assert missed >= 8


def test_every_stored_case_has_a_test():
    """Those without a day of payment are asked for by name."""
    by_name = {"I12", "I14"}
    with_payment = {name for name in CASES if "paid" in CASES[name]["inputs"]}
    assert with_payment | by_name == set(CASES)


@pytest.mark.parametrize("name", TABLE)
def test_case_of_the_table(name):
    amount, due, paid, kind, expected = TABLE[name]
    assert owed(amount, due, paid, kind).amount == Decimal(expected)


def test_part_payments_of_the_principal():
    case = CASES["I12"]
    inputs = case["inputs"]
    latest_first = paid(*inputs["payments"])[::-1]
    found = owed(inputs["amount"], inputs["due"], "2025-12-31", payments=latest_first)
    rows = [*case["part1"]["segments"], *case["part2"]["segments"]]
    assert [(part.date_from, part.date_to, part.amount) for part in found.parts] == [
        (day(row["from"]), day(row["to"]), Decimal(row["interest_rounded"]))
        for row in rows
    ]
    assert (found.amount, found.balance) == (Decimal(case["interest"]), 0)


def test_interest_first_leaves_more_principal():
    found = engine.credit_interest_first(
        Decimal("300.00"),
        day("2025-09-15"),
        "statutory",
        RATES,
        day("2025-11-10"),
        paid(("2025-09-30", "100.00")),
    )
    # 1.26 zł of the first 100 zł is interest: 98.74 off the principal.
    assert found.principal == paid(("2025-09-30", "98.74"))
    assert found.interest_paid == Decimal("1.26")
    assert found.excess == 0
    later = owed("300.00", "2025-09-15", "2025-11-10", payments=found.principal)
    assert later.balance == Decimal("201.26")
    assert found.interest_due == later.amount


def test_interest_first_keeps_what_is_paid_beyond():
    found = engine.credit_interest_first(
        Decimal(100),
        day("2026-05-15"),
        "statutory",
        RATES,
        day("2026-06-30"),
        paid(("2026-05-01", "10"), ("2026-05-25", "100")),
    )
    # 90 zł for ten days at 9.25 %: 0.23 zł.
    assert found.interest_paid == found.interest_due == Decimal("0.23")
    assert found.excess == Decimal("9.77")


@pytest.mark.parametrize("row", CASES["I14"]["inputs"], ids=lambda row: row[0])
def test_compensation(row):
    amount, euro = row
    assert engine.compensation_euro(Decimal(amount)) == int(euro.split()[0])


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        ("2026-03-20", "2026-02-27"),
        # Overdue from 1 April: the last working day of March.
        ("2026-03-31", "2026-03-31"),
        # The term moves from Saturday 28 February to Monday 2 March.
        ("2026-02-28", "2026-02-27"),
        ("2026-01-12", "2025-12-31"),
    ],
)
def test_day_of_the_euro_rate(due, expected):
    assert engine.compensation_rate_day(day(due)) == day(expected)


def test_prescription():
    assert engine.prescription_date(day("2023-05-10"), 2) == day("2025-12-31")
    assert engine.prescription_date(day("2023-05-10"), 3) == day("2026-12-31")
    again = engine.prescription_date(day("2023-05-10"), 3, day("2025-02-01"))
    assert again == day("2028-12-31")
    # What came before the claim was due interrupts nothing.
    assert engine.prescription_date(day("2023-05-10"), 3, day("2022-02-01")) == day(
        "2026-12-31"
    )
    with pytest.raises(engine.InvalidInput):
        engine.prescription_date(day("2023-05-10"), 4)


@pytest.mark.parametrize(
    ("kind", "first", "missing"),
    [
        ("statutory", "2008-12-01", "2008-12-02"),
        ("commercial", "2027-01-04", "2027-01-05"),
        ("unknown", "2026-01-01", "2026-01-03"),
    ],
)
def test_a_missing_rate_is_named(kind, first, missing):
    with pytest.raises(engine.RateMissing) as refusal:
        owed("100", first, "2027-02-01", kind)
    assert refusal.value.params == {"kind": kind, "day": day(missing)}


def test_the_half_year_nobody_entered_is_missing_in_the_middle():
    with pytest.raises(engine.RateMissing) as refusal:
        owed("100", "2026-12-01", "2027-02-01", "commercial")
    assert refusal.value.params["day"] == day("2027-01-01")


def test_two_rates_of_one_day_are_refused():
    rate = engine.InterestRate("statutory", day("2026-01-01"), Decimal(9))
    with pytest.raises(engine.RateAmbiguous):
        engine.InterestRates([rate, rate])


def test_equal_rates_are_one_stretch_and_name_all_their_records():
    found = owed("1000", "2016-12-01", "2017-03-01", "commercial")
    assert [part.days for part in found.parts] == [90]
    assert found.parts[0].rate_keys == (
        ("commercial", "2016-07-01"),
        ("commercial", "2017-01-01"),
    )


@pytest.mark.parametrize("amount", ["0", "-1"])
def test_a_payment_of_nothing_is_refused(amount):
    with pytest.raises(engine.InvalidInput):
        owed("100", "2026-01-05", "2026-02-01", payments=paid(("2026-01-20", amount)))


def test_more_paid_than_owed_is_refused():
    with pytest.raises(engine.InvalidInput):
        owed("100", "2026-01-05", "2026-02-01", payments=paid(("2026-01-20", "101")))
