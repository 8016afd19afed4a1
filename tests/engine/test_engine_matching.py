# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""Whose an incoming payment is, and by what it is known."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import ibok_engine as engine
import pytest
from hypothesis import given
from hypothesis import strategies as st

TODAY = date(2026, 3, 10)
MASK = engine.parse_mask("109010147777")


def account(number):
    return engine.individual_account(MASK, str(number))


CUSTOMERS = [
    engine.Customer(1, "100001", "Jan Kowalski", (account(1),)),
    engine.Customer(2, "100002", "Łucja Żółw", (account(2), account(22))),
    engine.Customer(3, "42", "Jan Kowalski"),
    engine.Customer(4, "100004", "Wspólnota Mieszkaniowa Długa"),
]
DEBTS = [
    engine.Debt(11, 1, "FV/2026/00011", date(2026, 2, 1), Decimal("50.00")),
    engine.Debt(12, 1, "FV/2026/00012", date(2026, 3, 1), Decimal("70.00")),
    engine.Debt(
        21, 2, "FV/2026/00021", date(2026, 3, 24), Decimal("50.00"), account=account(22)
    ),
    engine.Debt(31, 3, "FV/2026/00031", date(2026, 3, 1), Decimal("50.00")),
    engine.Debt(41, 4, "FV/2026/00041", date(2026, 3, 1), Decimal("10.00")),
    engine.Debt(
        42, 4, "ODS/2026/7", date(2026, 3, 1), Decimal("2.00"), "interest", of=41
    ),
]
PAYERS = engine.Payers(CUSTOMERS, DEBTS)


def line(title="", amount="50.00", name="", credited=None):
    return engine.StatementLine(
        booking_date=TODAY,
        value_date=TODAY,
        amount=Decimal(amount),
        currency="PLN",
        title=title,
        sender_name=name,
        credited_account=credited,
    )


def match(*args, payers=PAYERS, **rest):
    return engine.match_payment(line(*args, **rest), payers)


def test_the_individual_account_decides_whatever_the_title_says():
    found = match("woda", credited=account(2))
    assert found == engine.Match(2, "virtual_account")


def test_the_account_of_a_contract_is_its_customers():
    assert match(credited=account(22)).customer == 2


def test_the_accounts_customer_may_say_which_bill_he_pays():
    found = match("fv 2026 00012", credited=account(1))
    assert found == engine.Match(1, "virtual_account", (12,))


@pytest.mark.parametrize("title", ["FV/2026/00021", "nr klienta 100002"])
def test_a_title_that_names_another_is_warned_of(title):
    found = match(title, credited=account(1))
    assert found.customer == 1
    assert found.indicated == ()
    assert found.warnings == ("title_names_other",)


def test_an_account_nobody_has_is_warned_of_and_the_title_decides():
    found = match("FV/2026/00021", credited=account(999))
    assert (found.customer, found.reason) == (2, "document_number")
    assert found.warnings == ("account_of_nobody",)
    assert match(credited=account(999)).reason == "not_found"


def test_an_account_of_two_is_decided_by_the_title_only():
    shared = [replace(customer, accounts=(account(1),)) for customer in CUSTOMERS[:2]]
    payers = engine.Payers(shared, DEBTS[:3])
    found = match("woda", credited=account(1), payers=payers)
    assert found == engine.Match(None, "ambiguous", (), (1, 2))
    found = match("FV/2026/00021", credited=account(1), payers=payers)
    assert (found.customer, found.reason) == (2, "document_number")


def test_bills_in_the_title_tell_the_customer_and_the_debts():
    found = match("Faktury FV/2026/00011 i FV/2026/00012")
    assert found == engine.Match(1, "document_number", (11, 12))


def test_bills_of_two_customers_are_for_a_person_to_decide():
    found = match("FV/2026/00011 i FV/2026/00021")
    assert found == engine.Match(None, "ambiguous", (), (1, 2))


def test_a_bill_of_one_and_the_number_of_another_are_for_a_person():
    assert match("FV/2026/00011 klient 100002").reason == "ambiguous"


def test_a_customers_number_in_the_title_tells_him():
    assert match("woda 100004") == engine.Match(4, "customer_number")
    assert match("nr klienta 42") == engine.Match(3, "customer_number")
    assert match("woda ul. Długa 42").customer is None


def test_amount_and_name_only_suggest():
    found = match("woda", name="KOWALSKI JAN")
    assert found == engine.Match(None, "amount_and_name", (), (1, 3))
    assert match("woda", "120.00", name="KOWALSKI JAN").suggestions == (1,)
    assert match("woda", "50.01", name="KOWALSKI JAN").reason == "not_found"
    assert match("woda", name="KOWALSKI ADAM").reason == "not_found"


def test_money_that_went_out_is_nobodys_payment():
    found = match("FV/2026/00011", "-50.00", credited=account(1))
    assert found == engine.Match(None, "not_incoming")


def decide(*args, interest_first=False, **rest):
    return engine.decide(line(*args, **rest), PAYERS, interest_first)


def test_a_known_customers_money_is_spent_at_once():
    decision = decide("FV/2026/00012", "100.00", credited=account(1))
    assert [(part.key, part.amount) for part in decision.spending.parts] == [
        (12, Decimal("70.00")),
        (11, Decimal("30.00")),
    ]
    decision = decide("woda", "121.00", credited=account(1))
    assert [part.key for part in decision.spending.parts] == [11, 12]
    assert decision.spending.credit == Decimal("1.00")


def test_money_for_a_bill_covers_its_interest_first_where_the_office_wants_so():
    decision = decide("FV/2026/00041", "5.00", interest_first=True)
    assert [part.key for part in decision.spending.parts] == [42, 41]
    decision = decide("FV/2026/00041", "5.00")
    assert [part.key for part in decision.spending.parts] == [41]


def test_a_customer_without_debts_gets_credit():
    payers = engine.Payers(CUSTOMERS, [])
    decision = engine.decide(line(credited=account(2)), payers)
    assert decision.spending == engine.Spending((), Decimal("50.00"))


def test_nothing_is_spent_for_a_suggestion():
    assert decide("woda", name="KOWALSKI JAN").spending is None


titles = st.lists(
    st.sampled_from(
        [debt.document for debt in DEBTS]
        + [customer.number for customer in CUSTOMERS]
        + ["woda", "klient", "2026/00031", "fv", "i"]
    ),
    max_size=4,
).map(" ".join)


@given(
    titles,
    st.sampled_from(["50.00", "70.00", "120.00", "3.33"]),
    st.sampled_from(["", "Jan Kowalski", "ŁUCJA ŻÓŁW"]),
    st.sampled_from([None, account(1), account(22), account(77)]),
    st.randoms(use_true_random=False),
)
def test_the_order_of_customers_and_debts_does_not_matter(
    title, amount, name, credited, random
):
    customers, debts = list(CUSTOMERS), list(DEBTS)
    random.shuffle(customers)
    random.shuffle(debts)
    payment = line(title, amount, name, credited)
    shuffled = engine.decide(payment, engine.Payers(customers, debts))
    assert shuffled == engine.decide(payment, PAYERS)
    if shuffled.spending:
        paid = sum((part.amount for part in shuffled.spending.parts), Decimal(0))
        assert paid + shuffled.spending.credit == payment.amount
        mine = {d.key for d in DEBTS if d.customer == shuffled.match.customer}
        assert {part.key for part in shuffled.spending.parts} <= mine


def test_thousands_of_customers_are_looked_up_not_gone_through():
    many = [
        engine.Debt(n, n, f"FV/2026/{n:05d}", TODAY, Decimal("50.00"))
        for n in range(1, 20001)
    ]
    payers = engine.Payers(
        [engine.Customer(n, f"{200000 + n}", f"Osoba {n}") for n in range(1, 20001)],
        many,
    )
    looked = [
        debt
        for key in engine.titles.search_keys("FV/2026/00777")
        for debt in payers.documents.get(key, ())
    ]
    assert len(looked) < 10
    assert match("FV/2026/00777", payers=payers).customer == 777
