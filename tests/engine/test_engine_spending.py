# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""Art. 451 of the civil code: which debts a payment settles."""

from datetime import date, timedelta
from decimal import Decimal

import ibok_engine as engine
import pytest
from hypothesis import given
from hypothesis import strategies as st

TODAY = date(2026, 3, 10)
KINDS = ("principal", "interest", "cost")


def debt(key, residual, due, kind="principal", **rest):
    return engine.Debt(
        key=key,
        customer=1,
        document=f"FV/2026/{key:05d}",
        due=TODAY + timedelta(days=due),
        residual=Decimal(residual),
        kind=kind,
        **rest,
    )


def spend(amount, debts, **rest):
    return engine.spend(Decimal(amount), debts, TODAY, **rest)


def parts(spending):
    return [(part.key, str(part.amount), part.reason) for part in spending.parts]


def test_the_debt_due_longest_goes_first_and_the_rest_is_credit():
    debts = [debt(1, "50.00", -5), debt(2, "30.00", -40), debt(3, "20.00", 14)]
    spending = spend("120.00", debts)
    assert parts(spending) == [
        (2, "30.00", "due"),
        (1, "50.00", "due"),
        (3, "20.00", "not_due"),
    ]
    assert spending.credit == Decimal("20.00")


def test_the_last_debt_gets_what_is_left():
    spending = spend("40.00", [debt(1, "50.00", -5), debt(2, "30.00", -40)])
    assert parts(spending) == [(2, "30.00", "due"), (1, "10.00", "due")]
    assert spending.credit == 0


def test_an_indicated_debt_goes_first_though_it_is_not_due():
    debts = [debt(1, "50.00", -5), debt(3, "20.00", 14)]
    spending = spend("40.00", debts, indicated=[3])
    assert parts(spending) == [(3, "20.00", "indicated"), (1, "20.00", "due")]


def test_of_several_indicated_debts_the_oldest_goes_first():
    debts = [debt(1, "50.00", -5), debt(2, "30.00", -40), debt(3, "20.00", -60)]
    spending = spend("60.00", debts, indicated={1, 2})
    assert parts(spending) == [(2, "30.00", "indicated"), (1, "30.00", "indicated")]


def test_a_debt_of_the_very_day_is_due():
    spending = spend("10.00", [debt(1, "5.00", 0), debt(2, "5.00", 1)])
    assert [reason for *_rest, reason in parts(spending)] == ["due", "not_due"]


def test_the_contract_whose_account_was_paid_goes_before_others_alike_in_time():
    debts = [
        debt(1, "10.00", -40, account="B"),
        debt(2, "10.00", -5, account="A"),
        debt(3, "10.00", 5, account="B"),
        debt(4, "10.00", 9, account="A"),
    ]
    assert parts(spend("40.00", debts, account="A")) == [
        (2, "10.00", "paid_account"),
        (1, "10.00", "due"),
        (4, "10.00", "not_due_account"),
        (3, "10.00", "not_due"),
    ]


def with_sides():
    """Two bills; the older has costs and interest due, the other interest to come."""
    return [
        debt(1, "100.00", -40),
        debt(2, "3.00", -10, "interest", of=1),
        debt(3, "11.00", -9, "cost", of=1),
        debt(4, "50.00", -20),
        debt(5, "1.00", 10, "interest", of=4),
    ]


def test_principal_first_leaves_costs_and_interest_to_the_end():
    spending = spend("165.00", with_sides())
    assert [part.key for part in spending.parts] == [1, 4, 2, 3, 5]


def test_interest_first_takes_the_side_claims_of_each_debt_before_it():
    spending = spend("165.00", with_sides(), interest_first=True)
    assert [part.key for part in spending.parts] == [3, 2, 1, 4, 5]


def test_interest_first_takes_due_side_claims_of_an_indicated_debt():
    spending = spend("20.00", with_sides(), indicated=[1], interest_first=True)
    assert parts(spending) == [
        (3, "11.00", "side_of_indicated"),
        (2, "3.00", "side_of_indicated"),
        (1, "6.00", "indicated"),
    ]


def test_each_indicated_debt_comes_after_its_own_side_claims():
    debts = [*with_sides(), debt(6, "2.00", -1, "interest", of=4)]
    spending = spend("166.00", debts, indicated=[1, 4], interest_first=True)
    assert [part.key for part in spending.parts] == [3, 2, 1, 6, 4]


def test_principal_first_settles_an_indicated_debt_itself():
    spending = spend("110.00", with_sides(), indicated=[1])
    assert parts(spending)[0] == (1, "100.00", "indicated")
    assert parts(spending)[1] == (4, "10.00", "due")


def test_an_indicated_interest_note_is_paid_itself():
    spending = spend("5.00", with_sides(), indicated=[2])
    assert parts(spending) == [(2, "3.00", "indicated"), (1, "2.00", "due")]


def test_side_claims_of_other_debts_wait_for_their_own():
    debts = [*with_sides(), debt(6, "2.00", -1, "interest", of=4)]
    spending = spend("166.00", debts, indicated=[1], interest_first=True)
    assert parts(spending)[3:] == [(6, "2.00", "due"), (4, "50.00", "due")]


def test_a_principal_is_nobodys_side_claim():
    debts = [debt(1, "5.00", -40), debt(2, "5.00", -20), debt(3, "5.00", -10, of=1)]
    spending = spend("15.00", debts, interest_first=True)
    assert [part.key for part in spending.parts] == [1, 2, 3]


def test_without_debts_all_is_credit():
    assert spend("5.00", []) == engine.Spending((), Decimal("5.00"))


@pytest.mark.parametrize(
    ("amount", "debts", "reason"),
    [
        ("0", [], "amount"),
        ("-1", [], "amount"),
        ("1", [debt(1, "0", 0)], "residual"),
        ("1", [debt(1, "-2", 0)], "residual"),
        ("1", [debt(1, "2", 0, "fine")], "kind"),
        ("1", [debt(1, "2", 0), debt(1, "2", 0)], "debt_twice"),
    ],
)
def test_what_cannot_be_spent_is_refused(amount, debts, reason):
    with pytest.raises(engine.InvalidInput) as refused:
        spend(amount, debts)
    assert refused.value.params["reason"] == reason


def test_debts_of_two_customers_are_never_settled_together():
    other = engine.Debt(2, 2, "FV/2", TODAY, Decimal(1))
    with pytest.raises(engine.InvalidInput) as refused:
        spend("1", [debt(1, "1", 0), other])
    assert refused.value.params["reason"] == "several_customers"


@st.composite
def payments(draw):
    """Any debts of a customer, an amount, debts indicated, and both settings."""
    count = draw(st.integers(0, 8))
    debts = [
        debt(
            key,
            draw(st.decimals(min_value="0.01", max_value=200, places=2)),
            draw(st.integers(-30, 30)),
            draw(st.sampled_from(KINDS)),
            account=draw(st.sampled_from(["", "A", "B"])),
            of=draw(st.sampled_from([None, *range(count)])),
        )
        for key in range(count)
    ]
    return {
        "amount": draw(st.decimals(min_value="0.01", max_value=900, places=2)),
        "debts": debts,
        "indicated": draw(st.sets(st.sampled_from(range(count + 1)))),
        "account": draw(st.sampled_from([None, "A", "B"])),
        "interest_first": draw(st.booleans()),
    }


@given(payments())
def test_parts_and_credit_are_the_amount_and_no_debt_gets_more_than_it_is(payment):
    spending = spend(**payment)
    residual = {debt.key: debt.residual for debt in payment["debts"]}
    paid = sum((part.amount for part in spending.parts), Decimal(0))
    assert paid + spending.credit == payment["amount"]
    assert len({part.key for part in spending.parts}) == len(spending.parts)
    assert all(0 < part.amount <= residual[part.key] for part in spending.parts)
    if spending.credit:
        assert paid == sum(residual.values())
    assert spending.credit >= 0


@given(payments(), st.randoms(use_true_random=False))
def test_the_order_debts_come_in_does_not_matter(payment, random):
    spending = spend(**payment)
    random.shuffle(payment["debts"])
    assert spend(**payment) == spending


@given(payments())
def test_nothing_is_paid_before_its_day_while_a_due_debt_is_open(payment):
    spending = spend(**payment)
    paid = {part.key: part for part in spending.parts}
    open_due = [
        debt
        for debt in payment["debts"]
        if debt.due <= TODAY
        and (debt.key not in paid or paid[debt.key].amount < debt.residual)
    ]
    early = [
        part
        for part in spending.parts
        if payment["debts"][part.key].due > TODAY and part.reason != "indicated"
    ]
    assert not (open_due and early)


@given(payments())
def test_only_the_last_debt_is_paid_in_part(payment):
    spending = spend(**payment)
    for part in spending.parts[:-1]:
        assert part.amount == payment["debts"][part.key].residual


@given(payments())
def test_indicated_debts_are_settled_before_all_but_their_side_claims(payment):
    reasons = [part.reason for part in spend(**payment).parts]
    first = [code in ("indicated", "side_of_indicated") for code in reasons]
    assert first == sorted(first, reverse=True)
    if not payment["interest_first"]:
        assert "side_of_indicated" not in reasons
