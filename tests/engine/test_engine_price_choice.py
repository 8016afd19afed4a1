# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""Which price holds for a meter, and what cannot be shared at all."""

from datetime import date
from decimal import Decimal

import ibok_engine as engine
import pytest
from ibok_engine_cases import day, price

FIRST = date(2023, 11, 20)


@pytest.mark.parametrize(
    ("dn", "found"), [(15, "small"), (25, "small"), (32, "middle"), (50, "big")]
)
def test_the_fee_by_meter_size(dn, found):
    fees = [
        price("subscription_water", "5", "month", key="small", dn_to=25),
        price("subscription_water", "9", "month", key="middle", dn_from=30, dn_to=40),
        price("subscription_water", "15", "month", key="big", dn_from=50),
    ]
    on = day("2026-01-01")
    assert engine.pick_price("subscription_water", on, fees, dn).key == found
    assert engine.pick_price("subscription_water", on, fees, 28) is None
    assert engine.pick_price("subscription_water", on, fees, None) is None
    with pytest.raises(engine.PriceAmbiguous):
        engine.pick_price("subscription_water", on, [*fees, fees[0]], 15)


def test_days_and_volumes_that_cannot_be():
    with pytest.raises(engine.DatesReversed):
        engine.volume_parts(Decimal(1), day("2026-01-02"), day("2026-01-01"), [])
    with pytest.raises(engine.InvalidInput):
        engine.volume_parts(
            Decimal(-1), FIRST, FIRST, [price("water", "5", "m3", "2000-01-01")]
        )
