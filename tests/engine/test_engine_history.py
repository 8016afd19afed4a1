# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""Whole years of a contract: nothing billed twice, nothing lost, to the grosz."""

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

import ibok_engine as engine
from hypothesis import given, settings
from hypothesis import strategies as st
from ibok_engine_life import shuffled
from ibok_engine_mistakes import MistakenLife
from ibok_engine_oracle_compare import effects

PROFILE = settings.get_profile("oracle")
VAT = Decimal(8)


@settings(PROFILE, max_examples=max(PROFILE.max_examples // 3, 1))
@given(st.randoms(use_true_random=False))
def test_years_of_a_contract(rnd):
    """Every bill on the way is also held against the second engine (``life.py``)."""
    life = MistakenLife(rnd)
    life.live_through()
    if rnd.random() < 0.2:
        life.new_tariff()
    bills = life.bills
    assert sum(life.metered(bill) for bill in bills) == life.register_difference()
    day = life.start
    for bill in bills:
        assert bill.use_days[0] == day
        day = bill.use_days[1] + timedelta(days=1)
    settled = [bill.days for bill in bills]
    assert settled[0][0] == life.start
    for (_first, last), (following, _last) in zip(settled, settled[1:], strict=False):
        assert following == last + timedelta(days=1)
    for bill in bills:
        for total in ("net", "vat", "gross"):
            corrected = sum(getattr(found, total) for found in bill.differences)
            paid = getattr(bill.first, total) + corrected
            assert paid == getattr(bill.live, total)
        for found in bill.differences:
            assert sum(pair.net for pair in found.pairs) == found.net
            assert found.net + found.vat == found.gross
    for before, after in zip(bills, bills[1:], strict=False):
        explained(rnd, before.live, after.live)


def explained(rnd, before, after):
    """Why a bill differs: the parts are the difference, in whatever order."""
    told = engine.compare(before, after, VAT, VAT)
    assert sum(effect.net for effect in told.effects) == after.net - before.net
    assert sum(effect.gross for effect in told.effects) == after.gross - before.gross
    nets = {effect.kind: effect.net for effect in told.effects}
    # Half a grosz of each line that was rounded goes to one of the reasons.
    odd = Fraction(len(before.lines) + len(after.lines), 200) + Fraction(1, 100)
    for kind, net in effects(before, after).items():
        assert abs(Fraction(nets[kind]) - net) <= odd
    again = engine.compare(shuffled(rnd, before), shuffled(rnd, after), VAT, VAT)
    assert again == told
    found = engine.difference(before, after)
    assert sum(pair.net for pair in found.pairs) == after.net - before.net
    assert engine.difference(shuffled(rnd, before), shuffled(rnd, after)) == found
