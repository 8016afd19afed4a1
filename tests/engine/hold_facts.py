# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""A settlement that rules are asked about, and what they find."""

from datetime import date
from decimal import Decimal

import ibok_engine as engine
from ibok_engine_cases import day

FACTS = {
    "date_from": date(2026, 1, 1),
    "date_to": date(2026, 1, 31),
    "volume": Decimal("12"),
    "gross": Decimal("87.51"),
}


def past(first, last, volume, estimated=False):
    return engine.PastSettlement(day(first), day(last), Decimal(volume), estimated)


def codes(rule, params=None, **changes):
    facts = engine.HoldFacts(**{**FACTS, **changes})
    rules = [engine.HoldRule(rule, params or {}, key=7)]
    found = engine.judge(facts, rules)
    assert all(each.code == rule and each.params["rule"] == 7 for each in found)
    return [
        {name: value for name, value in each.params.items() if name != "rule"}
        for each in found
    ]
