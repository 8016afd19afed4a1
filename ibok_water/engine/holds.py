# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""Which rules hold a reckoned settlement until a person has looked at it.

=================== ======================== =======================================
rule                parameters (default)     params of its finding
=================== ======================== =======================================
zero_use            periods (1)              periods, days
spike               factor (3), margin (5),  volume, days, limit, usual_daily,
                    season ("last_year")     season
submeter_above_main –                        –
rollover            –                        –
no_source           –                        –
expired_mark        –                        meter, due, date (one for each meter)
estimates_in_row    count (2)                count
amount_above        amount                   gross, amount
no_consent          –                        –
=================== ======================== =======================================

A register that ran backwards is refused before there is a settlement to judge
(:class:`.NegativeUse`). Every finding also has ``rule``: the caller's key of the
rule. Volumes in m³, use in m³ a day, amounts in zł gross. ``zero_use`` counts the
settlement itself: 1 holds the first without use. ``spike`` compares with the same
days a year before ("last_year"; where these are not known, and with
"last_12_months", with the twelve months up to the last known day); without a history
it says nothing.

What a person released (:class:`Released`) is not found again while its cause lasts:
the row of settlements without use, the mark of that meter, the consent that is lacking
since. Estimates are counted anew from the settlement that was released. The other
rules look at this settlement alone.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import takewhile

from .checks import DAILY_PRECISION, Finding
from .errors import InvalidInput
from .history import History, year_before
from .money import round_to

ESTIMATE = "estimate"
LAST_YEAR, LAST_12_MONTHS = "last_year", "last_12_months"
SEASONS = (LAST_YEAR, LAST_12_MONTHS)
#: Rules that hold for what the engine flagged, or the caller met while reckoning.
FLAG_RULES = ("submeter_above_main", "rollover", "no_source")


@dataclass(frozen=True, slots=True)
class HoldRule:
    """One rule: its code, parameters that differ from the defaults, caller's key."""

    code: str
    params: Mapping = field(default_factory=dict)
    key: object = None


@dataclass(frozen=True, slots=True)
class PastSettlement:
    """Days (inclusive) and m³ of an earlier settlement; was it on an estimate?"""

    date_from: date
    date_to: date
    volume: Decimal
    estimated: bool = False


@dataclass(frozen=True, slots=True)
class MeterMark:
    """Until when a meter was verified, and the day of its last billed reading."""

    meter: str
    due: date
    read_on: date


@dataclass(frozen=True, slots=True)
class Released:
    """What had held an earlier settlement (up to ``date_to``) that a person released.

    ``meter``, ``due``: of an ``expired_mark``.
    """

    code: str
    date_to: date
    meter: str = ""
    due: date | None = None


@dataclass(frozen=True, slots=True)
class HoldFacts:
    """A reckoned settlement and what is known around it.

    ``date_from``/``date_to``: days of the use; ``volume``: m³ of the main service.
    ``sources``: of the readings that end the use ("estimate" makes it estimated).
    ``history``: live settlements of the contract, in any order. ``electronic``: the
    invoice goes out by e-mail only; ``consent_ended``: the last day of a consent of
    before. ``released``: what was released of the contract's settlements.
    """

    date_from: date
    date_to: date
    volume: Decimal
    gross: Decimal
    flags: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    marks: tuple[MeterMark, ...] = ()
    history: tuple[PastSettlement, ...] = ()
    electronic: bool = False
    consent: bool = True
    consent_ended: date | None = None
    released: tuple[Released, ...] = ()

    @property
    def days(self) -> int:
        """How many days the use belongs to."""
        return (self.date_to - self.date_from).days + 1

    @property
    def past(self) -> list[PastSettlement]:
        """Settlements before this one, the newest first."""
        earlier = [row for row in self.history if row.date_to < self.date_from]
        return sorted(earlier, key=lambda row: row.date_to, reverse=True)

    def released_of(self, code: str) -> list[Released]:
        """What was released of one rule's findings."""
        return [found for found in self.released if found.code == code]


def judge(facts: HoldFacts, rules: Iterable[HoldRule]) -> tuple[Finding, ...]:
    """All findings, in the order of the rules; none: the settlement may go out."""
    findings = []
    for rule in rules:
        if rule.code in FLAG_RULES:
            found = [{}] if rule.code in facts.flags else []
        elif rule.code in _JUDGES:
            check, defaults = _JUDGES[rule.code]
            unknown = set(rule.params) - set(defaults)
            if unknown:
                raise InvalidInput("hold_parameter", sorted(unknown)[0])
            found = check(facts, **{**defaults, **rule.params})
        else:
            raise InvalidInput("hold_rule", rule.code)
        findings += [Finding(rule.code, {"rule": rule.key, **each}) for each in found]
    return tuple(findings)


def _zero_use(facts, periods):
    if facts.volume != 0:
        return
    empty = [facts, *takewhile(lambda each: each.volume == 0, facts.past)]
    since = empty[-1].date_from
    if any(found.date_to >= since for found in facts.released_of("zero_use")):
        return
    row = empty[:periods]
    if len(row) == periods:
        days = sum((each.date_to - each.date_from).days + 1 for each in row)
        yield {"periods": len(row), "days": days}


def _spike(facts, factor, margin, season):
    if season not in SEASONS:
        raise InvalidInput("season", season)
    found = _usual(facts, season)
    if found is None:
        return
    usual, used = found
    limit = usual * facts.days * Fraction(factor) + Fraction(margin)
    if Fraction(facts.volume) > limit:
        yield {
            "volume": facts.volume,
            "days": facts.days,
            "limit": round_to(limit, Decimal("0.01")),
            "usual_daily": round_to(usual, DAILY_PRECISION),
            "season": used,
        }


def _usual(facts, season):
    """(m³ a day, which season it is of) to compare with; None without a history."""
    past = facts.past
    if season == LAST_YEAR:
        days = year_before(facts.date_from, facts.date_to)
        volume = _history(past, *days).volume(*days)
        if volume is not None:
            return volume / ((days[1] - days[0]).days + 1), LAST_YEAR
    if not past:
        return None
    until = past[0].date_to
    first = year_before(until, until)[1] + timedelta(days=1)
    known = _history(past, first, until)
    uses = [use for day, use in known.daily.items() if first <= day <= until]
    return sum(uses, Fraction(0)) / len(uses), LAST_12_MONTHS


def _history(past, first, last):
    """Day by day only what touches the days asked for, however long the past is."""
    return History.of(
        (row.date_from, row.date_to, row.volume)
        for row in past
        if row.date_from <= last and row.date_to >= first
    )


def _expired_mark(facts):
    known = {(found.meter, found.due) for found in facts.released_of("expired_mark")}
    for mark in sorted(facts.marks, key=lambda mark: (mark.due, mark.meter)):
        if mark.due < mark.read_on and (mark.meter, mark.due) not in known:
            yield {"meter": mark.meter, "due": mark.due, "date": mark.read_on}


def _estimates_in_row(facts, count):
    if ESTIMATE not in facts.sources:
        return
    row = [facts, *takewhile(lambda past: past.estimated, facts.past)]
    known = [found.date_to for found in facts.released_of("estimates_in_row")]
    fresh = [*takewhile(lambda each: each.date_to not in known, row)]
    if len(fresh) >= count:
        yield {"count": len(row)}


def _amount_above(facts, amount):
    if amount is None:
        raise InvalidInput("hold_parameter", "amount")
    if facts.gross > amount:
        yield {"gross": facts.gross, "amount": amount}


def _no_consent(facts):
    ended = facts.consent_ended or date.min
    known = any(found.date_to > ended for found in facts.released_of("no_consent"))
    if facts.electronic and not facts.consent and not known:
        yield {}


#: code → (check, its parameters with defaults)
_JUDGES = {
    "zero_use": (_zero_use, {"periods": 1}),
    "spike": (_spike, {"factor": 3, "margin": 5, "season": LAST_YEAR}),
    "expired_mark": (_expired_mark, {}),
    "estimates_in_row": (_estimates_in_row, {"count": 2}),
    "amount_above": (_amount_above, {"amount": None}),
    "no_consent": (_no_consent, {}),
}
HOLD_RULES = (*_JUDGES, *FLAG_RULES)
