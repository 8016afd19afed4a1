# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""Stored cases and short makers for the engine's tests."""

import json
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import ibok_engine as engine

DATA = Path(__file__).resolve().parent / "data"
ENGINE = Path(engine.__file__).resolve().parent
LIMIT = Decimal("1000")
WHOLE = Decimal("1")
CENTI = Decimal("0.01")
BOTH = frozenset({"water", "sewage"})
WATER = frozenset({"water"})
SEWAGE = frozenset({"sewage"})


def load(name):
    """A stored JSON file; its numbers are kept as text."""
    return json.loads((DATA / name).read_text(encoding="utf-8"))


def day(text):
    return date.fromisoformat(text)


def every_day(first, last):
    """All days from the first to the last, both included."""
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def span(value_from, value_to, date_from, date_to, digits=5, key=1, meter="A"):
    return engine.RegisterSpan(
        key=key,
        date_from=day(date_from) if isinstance(date_from, str) else date_from,
        date_to=day(date_to) if isinstance(date_to, str) else date_to,
        value_from=Decimal(value_from),
        value_to=Decimal(value_to),
        digits=digits,
        meter=meter,
    )


def point(kind, value_from, value_to, date_from="2025-12-31", date_to="2026-01-31"):
    """A point with one meter, by default read around January 2026."""
    spans = (span(value_from, value_to, date_from, date_to),)
    return engine.point_use(kind, kind, spans, WHOLE, LIMIT)


def price(component, amount, per="m3", date_from="2000-01-01", date_to=None, **rest):
    return engine.Price(
        component,
        Decimal(amount),
        per,
        day(date_from),
        day(date_to) if date_to else None,
        **rest,
    )


def january(services=WATER, points=(), prices=(), **rest):
    """Input of a one-month bill for January 2026, VAT 8 %."""
    values = {
        "date_from": date(2026, 1, 1),
        "date_to": date(2026, 1, 31),
        "billing_months": 1,
        "services": services,
        "points": tuple(points),
        "prices": tuple(prices),
        "vat_percent": Decimal("8"),
    }
    return engine.SettlementInput(**{**values, **rest})


def uses(*rows):
    return [(day(first), day(last), Decimal(volume)) for first, last, volume in rows]


# 11, 13 and 12 m³ in the months before April (the case B23)
QUARTER = uses(
    ("2026-01-01", "2026-01-31", "11"),
    ("2026-02-01", "2026-02-28", "13"),
    ("2026-03-01", "2026-03-31", "12"),
)
#: 15 m³ in thirty days of the year before
LAST_APRIL = uses(("2025-04-01", "2025-04-30", "15"))
