# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""The shipped rates of interest, and short makers for the tests of interest."""

import csv
from datetime import date, timedelta
from decimal import Decimal

import ibok_engine as engine
from ibok_engine_cases import ENGINE

DAY = timedelta(days=1)
GROSZ = Decimal("0.01")
#: The rates the product ships.
SHIPPED = ENGINE.parent / "data" / "interest_rates.csv"


def day(text):
    return date.fromisoformat(text)


def shipped():
    with SHIPPED.open(encoding="utf-8", newline="") as file:
        return [
            engine.InterestRate(
                row["kind"],
                day(row["valid_from"]),
                Decimal(row["percent"]),
                day(row["valid_to"]) if row["valid_to"] else None,
                (row["kind"], row["valid_from"]),
            )
            for row in csv.DictReader(file)
        ]


RATES = engine.InterestRates(shipped())


def owed(amount, due, paid, kind="statutory", **rest):
    return engine.interest(Decimal(amount), day(due), kind, RATES, day(paid), **rest)


def paid(*rows):
    return tuple(engine.Payment(day(on), Decimal(amount)) for on, amount in rows)
