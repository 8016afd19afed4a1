# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""The calculations of water billing, free of Odoo.

Plain functions on frozen dataclasses, ``Decimal`` and ``date``. No clock, no
database, no setting: everything is passed in, and results carry their derivation.
Refusals are :class:`EngineError` with a code and facts, never a text for people.
"""

from .checks import (
    Finding,
    ReadingFacts,
    check_reading,
    plausible_range,
    usual_daily,
)
from .consumption import Volumes, norm_volume, service_volumes
from .cycle import (
    Cycle,
    cycle_of,
    cycles_touched,
    next_cycle,
    previous_cycle,
    reading_window,
    settling_cycle,
    subscription_months,
    whole_months,
)
from .errors import (
    DatesReversed,
    EngineError,
    GapBetweenSpans,
    InvalidInput,
    NegativeUse,
    OverlappingSpans,
    PriceAmbiguous,
    PriceMissing,
    SubsidyAmbiguous,
    ValueBeyondDigits,
)
from .estimate import mean_of_months
from .explain import plain
from .lines import Line
from .money import net_amount, round_to, to_grosz, vat_of
from .parse import UnreadableValue, parse_reading
from .pricing import Part, Price, Subsidy, pick_price, volume_parts
from .registers import (
    PointUse,
    RegisterSpan,
    SpanUse,
    floor_to,
    point_use,
    span_use,
)
from .settlement import NormUse, SettlementInput, SettlementResult, settle
from .verification import verification_due
from .words import amount_in_words

__all__ = [
    "Cycle",
    "DatesReversed",
    "EngineError",
    "Finding",
    "GapBetweenSpans",
    "InvalidInput",
    "Line",
    "NegativeUse",
    "NormUse",
    "OverlappingSpans",
    "Part",
    "PointUse",
    "Price",
    "PriceAmbiguous",
    "PriceMissing",
    "ReadingFacts",
    "RegisterSpan",
    "SettlementInput",
    "SettlementResult",
    "SpanUse",
    "Subsidy",
    "SubsidyAmbiguous",
    "UnreadableValue",
    "ValueBeyondDigits",
    "Volumes",
    "amount_in_words",
    "check_reading",
    "cycle_of",
    "cycles_touched",
    "floor_to",
    "mean_of_months",
    "net_amount",
    "next_cycle",
    "norm_volume",
    "parse_reading",
    "pick_price",
    "plain",
    "plausible_range",
    "point_use",
    "previous_cycle",
    "reading_window",
    "round_to",
    "service_volumes",
    "settle",
    "settling_cycle",
    "span_use",
    "subscription_months",
    "to_grosz",
    "usual_daily",
    "vat_of",
    "verification_due",
    "volume_parts",
    "whole_months",
]
