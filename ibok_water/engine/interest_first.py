# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""Payments counted first against interest (art. 451 § 1 of the Civil Code)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from .interest import Payment, interest
from .interest_rates import InterestRates

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Credited:
    """How payments were spread between interest and principal.

    :param principal: payments of the principal, in order of time
    :param interest_paid: of interest [zł]
    :param interest_due: all interest up to the last day [zł]
    :param excess: paid beyond both [zł]
    """

    principal: tuple[Payment, ...]
    interest_paid: Decimal
    interest_due: Decimal
    excess: Decimal


def credit_interest_first(
    amount: Decimal,
    due: date,
    kind: str,
    rates: InterestRates,
    until: date,
    payments: Iterable[Payment],
) -> Credited:
    """Count each payment first against the interest of its day (art. 451 § 1).

    Interest not covered waits, without bearing interest, for the next payment.
    """
    principal, interest_paid, excess = [], ZERO, ZERO
    for payment in sorted(payments, key=lambda payment: payment.day):
        if payment.day > until:
            break
        owed = interest(amount, due, kind, rates, payment.day, principal)
        of_interest = min(payment.amount, owed.amount - interest_paid)
        of_principal = min(payment.amount - of_interest, owed.balance)
        interest_paid += of_interest
        if of_principal:
            principal.append(Payment(payment.day, of_principal))
        excess += payment.amount - of_interest - of_principal
    owed = interest(amount, due, kind, rates, until, principal)
    return Credited(tuple(principal), interest_paid, owed.amount, excess)
