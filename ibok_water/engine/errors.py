# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""What the engine refuses, each refusal with a code and its facts.

The engine has no texts for people. A caller catches :class:`EngineError`, looks
at ``code`` and writes a sentence from ``params`` (raw ``Decimal``, ``date``, str).

=================== ==================== ========================================
class               code                 params
=================== ==================== ========================================
InvalidInput        invalid_input        reason, value
DatesReversed       dates_reversed       date_from, date_to
NegativeUse         negative_use         key, meter, date_from, value_from,
                                         date_to, value_to
ValueBeyondDigits   value_beyond_digits  as above, and value, digits
GapBetweenSpans     gap_between_spans    key, next_key, date_to, next_date_from
OverlappingSpans    overlapping_spans    key, next_key, date_to, next_date_from
NormOverlap         norm_overlap         day
PriceMissing        price_missing        component, day
PriceAmbiguous      price_ambiguous      component, day
SubsidyAmbiguous    subsidy_ambiguous    component, day
NoHistory           no_history           date_from, date_to
RateMissing         rate_missing         kind, day
RateAmbiguous       rate_ambiguous       kind, day
=================== ==================== ========================================
"""


class EngineError(ValueError):
    """A calculation that must not go on; ``code`` and ``params`` say why."""

    code = "engine_error"

    def __init__(self, **params):
        self.params = params
        facts = ", ".join(f"{name}={value}" for name, value in params.items())
        super().__init__(f"{self.code}: {facts}")


class InvalidInput(EngineError):
    """A value outside what the engine knows (kind, mode, cycle length …)."""

    code = "invalid_input"

    def __init__(self, reason, value=None):
        super().__init__(reason=reason, value=value)


class DatesReversed(EngineError):
    """A range that ends before it begins."""

    code = "dates_reversed"

    def __init__(self, date_from, date_to):
        super().__init__(date_from=date_from, date_to=date_to)


def _span_facts(span):
    return {
        "key": span.key,
        "meter": span.meter,
        "date_from": span.date_from,
        "value_from": span.value_from,
        "date_to": span.date_to,
        "value_to": span.value_to,
    }


class NegativeUse(EngineError):
    """A register that went down by more than a rollover explains."""

    code = "negative_use"

    def __init__(self, span):
        super().__init__(**_span_facts(span))


class ValueBeyondDigits(EngineError):
    """A value the meter's register cannot show (negative, or too many digits)."""

    code = "value_beyond_digits"

    def __init__(self, span, value):
        super().__init__(**_span_facts(span), value=value, digits=span.digits)


class _BetweenSpans(EngineError):
    def __init__(self, span, following):
        super().__init__(
            key=span.key,
            next_key=following.key,
            date_to=span.date_to,
            next_date_from=following.date_from,
        )


class GapBetweenSpans(_BetweenSpans):
    """Days of a point that no register accounts for."""

    code = "gap_between_spans"


class OverlappingSpans(_BetweenSpans):
    """Days of a point that two registers account for."""

    code = "overlapping_spans"


class NormOverlap(EngineError):
    """A day billed by a norm that a register, or another norm, bills too."""

    code = "norm_overlap"

    def __init__(self, day):
        super().__init__(day=day)


class _OnDay(EngineError):
    def __init__(self, component, day):
        super().__init__(component=component, day=day)


class PriceMissing(_OnDay):
    """A day of use without a price in force."""

    code = "price_missing"


class PriceAmbiguous(_OnDay):
    """A day with more than one price in force."""

    code = "price_ambiguous"


class SubsidyAmbiguous(_OnDay):
    """A day with more than one municipal subsidy in force."""

    code = "subsidy_ambiguous"


class NoHistory(EngineError):
    """Days whose use cannot be estimated: too little is known of the past."""

    code = "no_history"

    def __init__(self, date_from, date_to):
        super().__init__(date_from=date_from, date_to=date_to)


class _OfKind(EngineError):
    def __init__(self, kind, day):
        super().__init__(kind=kind, day=day)


class RateMissing(_OfKind):
    """A day for which no rate of interest of the kind is known."""

    code = "rate_missing"


class RateAmbiguous(_OfKind):
    """Two rates of interest of one kind that begin on one day."""

    code = "rate_ambiguous"
