# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""The calculations of water billing, free of Odoo.

Plain functions on frozen dataclasses, ``Decimal`` and ``date``. No clock, no
database, no setting: everything is passed in, and results carry their derivation.
Refusals are :class:`EngineError` with a code and facts, never a text for people.
"""

from .allowance import Allowance
from .assess import Assessment, Replaced, assess
from .bank_files import read_statements
from .bank_statement import Statement, StatementLine, StatementRefused
from .blocks import Block
from .changes import KnownState, known_states
from .checks import (
    Finding,
    ReadingFacts,
    check_reading,
    plausible_range,
    usual_daily,
)
from .collective import share_vat
from .compare import Comparison, Effect, compare
from .compensation import compensation_euro, compensation_rate_day
from .consumption import Volumes, norm_volume, service_volumes
from .correction import Bill, Difference, LinePair, difference
from .cutoff import (
    DAYS_OF_NOTICE,
    PERIODS,
    UnpaidBill,
    earliest_cutoff,
    unpaid_periods,
)
from .cycle import (
    Cycle,
    EarlierCycles,
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
    NoHistory,
    NormOverlap,
    OverlappingSpans,
    PriceAmbiguous,
    PriceMissing,
    RateAmbiguous,
    RateMissing,
    SubsidyAmbiguous,
    ValueBeyondDigits,
)
from .estimate import Estimate, forecast_use, statutory_use
from .explain import plain
from .history import History
from .holds import (
    HOLD_RULES,
    HoldFacts,
    HoldRule,
    MeterMark,
    PastSettlement,
    Released,
    judge,
)
from .instalments import (
    Instalment,
    OpenDebt,
    instalment_days,
    left_of_instalments,
    missed_instalment,
    most_instalments,
    plan_instalments,
)
from .interest import Interest, InterestPart, Payment, interest
from .interest_first import Credited, credit_interest_first
from .interest_rates import InterestRate, InterestRates
from .lines import Line
from .matching import Customer, Decision, Match, Payers, decide, match_payment
from .money import net_amount, round_to, to_grosz, vat_of
from .nrb import (
    AccountMask,
    AccountRefused,
    check_digits,
    customer_number,
    format_nrb,
    individual_account,
    is_nrb,
    parse_mask,
    parse_nrb,
)
from .parse import UnreadableValue, parse_reading
from .place import Spot, metres_between, offset, square_around
from .prescription import Interruption, prescription, prescription_date
from .pricing import Part, Price, Subsidy, pick_price, volume_parts
from .promise import (
    Kept,
    Pause,
    Promise,
    days_taken,
    guarded,
    kept_figures,
    promised_day,
    warning_day,
)
from .registers import (
    PointShare,
    PointUse,
    RegisterSpan,
    SpanUse,
    floor_to,
    point_use,
    span_use,
)
from .settlement import SettlementInput, SettlementResult, settle
from .shares import Share, share_point, share_volume
from .spending import Debt, Spending, Spent, spend
from .stretches import NormUse
from .transfer_code import TransferCodeRefused, transfer_code
from .transfer_orders import Order, OrderRefused, elixir_orders
from .verification import verification_due
from .words import amount_in_words
from .working_days import (
    add_working_days,
    easter,
    end_of_term,
    holidays,
    is_holiday,
    is_working_day,
    working_days_between,
)

__all__ = [
    "DAYS_OF_NOTICE",
    "HOLD_RULES",
    "PERIODS",
    "AccountMask",
    "AccountRefused",
    "Allowance",
    "Assessment",
    "Bill",
    "Block",
    "Comparison",
    "Credited",
    "Customer",
    "Cycle",
    "DatesReversed",
    "Debt",
    "Decision",
    "Difference",
    "EarlierCycles",
    "Effect",
    "EngineError",
    "Estimate",
    "Finding",
    "GapBetweenSpans",
    "History",
    "HoldFacts",
    "HoldRule",
    "Instalment",
    "Interest",
    "InterestPart",
    "InterestRate",
    "InterestRates",
    "Interruption",
    "InvalidInput",
    "Kept",
    "KnownState",
    "Line",
    "LinePair",
    "Match",
    "MeterMark",
    "NegativeUse",
    "NoHistory",
    "NormOverlap",
    "NormUse",
    "OpenDebt",
    "Order",
    "OrderRefused",
    "OverlappingSpans",
    "Part",
    "PastSettlement",
    "Pause",
    "Payers",
    "Payment",
    "PointShare",
    "PointUse",
    "Price",
    "PriceAmbiguous",
    "PriceMissing",
    "Promise",
    "RateAmbiguous",
    "RateMissing",
    "ReadingFacts",
    "RegisterSpan",
    "Released",
    "Replaced",
    "SettlementInput",
    "SettlementResult",
    "Share",
    "SpanUse",
    "Spending",
    "Spent",
    "Spot",
    "Statement",
    "StatementLine",
    "StatementRefused",
    "Subsidy",
    "SubsidyAmbiguous",
    "TransferCodeRefused",
    "UnpaidBill",
    "UnreadableValue",
    "ValueBeyondDigits",
    "Volumes",
    "add_working_days",
    "amount_in_words",
    "assess",
    "check_digits",
    "check_reading",
    "compare",
    "compensation_euro",
    "compensation_rate_day",
    "credit_interest_first",
    "customer_number",
    "cycle_of",
    "cycles_touched",
    "days_taken",
    "decide",
    "difference",
    "earliest_cutoff",
    "easter",
    "elixir_orders",
    "end_of_term",
    "floor_to",
    "forecast_use",
    "format_nrb",
    "guarded",
    "holidays",
    "individual_account",
    "instalment_days",
    "interest",
    "is_holiday",
    "is_nrb",
    "is_working_day",
    "judge",
    "kept_figures",
    "known_states",
    "left_of_instalments",
    "match_payment",
    "metres_between",
    "missed_instalment",
    "most_instalments",
    "net_amount",
    "next_cycle",
    "norm_volume",
    "offset",
    "parse_mask",
    "parse_nrb",
    "parse_reading",
    "pick_price",
    "plain",
    "plan_instalments",
    "plausible_range",
    "point_use",
    "prescription",
    "prescription_date",
    "previous_cycle",
    "promised_day",
    "read_statements",
    "reading_window",
    "round_to",
    "service_volumes",
    "settle",
    "settling_cycle",
    "share_point",
    "share_vat",
    "share_volume",
    "span_use",
    "spend",
    "square_around",
    "statutory_use",
    "subscription_months",
    "to_grosz",
    "transfer_code",
    "unpaid_periods",
    "usual_daily",
    "vat_of",
    "verification_due",
    "volume_parts",
    "warning_day",
    "whole_months",
    "working_days_between",
]
