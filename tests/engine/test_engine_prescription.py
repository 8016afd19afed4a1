# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""Prescription: the last day of a year, and what keeps it from coming."""

from datetime import date, timedelta

import ibok_engine as engine
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ibok_engine import Interruption, prescription
from ibok_engine_cases import day

DAYS = st.dates(date(2015, 1, 1), date(2035, 12, 31))
YEARS = st.sampled_from([2, 3])


def happened(kind, on, ended=None):
    return Interruption(kind, day(on), day(ended) if ended else None)


@pytest.mark.parametrize(
    ("due", "years", "events", "last"),
    [
        ("2023-05-10", 2, [], "2025-12-31"),
        ("2023-05-10", 3, [], "2026-12-31"),
        ("2023-12-31", 3, [], "2026-12-31"),
        ("2024-02-29", 3, [], "2027-12-31"),
        # Acknowledged, paid in part: anew from that day, to the end of its year.
        ("2023-05-10", 3, [("acknowledgment", "2025-02-01")], "2028-12-31"),
        ("2023-05-10", 2, [("payment", "2025-12-31")], "2027-12-31"),
        # Too late: what was prescribed stays so.
        ("2023-05-10", 2, [("payment", "2026-01-01")], "2025-12-31"),
        # Before it was due it changes nothing.
        ("2023-05-10", 3, [("acknowledgment", "2022-02-01")], "2026-12-31"),
        # The second one counts only because of the first.
        (
            "2020-05-10",
            2,
            [("payment", "2024-06-01"), ("acknowledgment", "2022-06-01")],
            "2026-12-31",
        ),
        # A court: stands still, then anew from its end.
        ("2023-05-10", 3, [("court", "2024-03-01")], None),
        ("2023-05-10", 3, [("court", "2024-03-01", "2025-04-01")], "2028-12-31"),
        # A judgment ends the court's work and gives six years (art. 125).
        (
            "2023-05-10",
            3,
            [("court", "2024-03-01"), ("judgment", "2024-09-05")],
            "2030-12-31",
        ),
        ("2023-05-10", 3, [("court", "2027-01-01")], "2026-12-31"),
        # Mediation suspends since 30.06.2022: its days are added, no more.
        ("2023-05-10", 2, [("mediation", "2024-01-01", "2024-02-29")], "2025-12-31"),
        ("2023-05-10", 2, [("mediation", "2024-01-01", "2024-12-31")], "2026-12-31"),
        ("2023-05-10", 2, [("mediation", "2024-01-01")], None),
        # Before that day it interrupted.
        ("2021-05-10", 2, [("mediation", "2022-06-01", "2022-07-01")], "2024-12-31"),
    ],
)
def test_last_day(due, years, events, last):
    found = prescription(day(due), years, [happened(*event) for event in events])
    assert found == (last and day(last))


def test_what_the_law_does_not_know_is_refused():
    with pytest.raises(engine.InvalidInput):
        prescription(day("2023-05-10"), 4)
    with pytest.raises(engine.InvalidInput):
        prescription(day("2023-05-10"), 3, [happened("reminder", "2024-01-01")])


@given(DAYS, YEARS)
def test_it_ends_with_a_year_and_is_never_shorter(due, years):
    last = prescription(due, years)
    assert last == engine.prescription_date(due, years)
    assert (last.month, last.day) == (12, 31)
    assert last.year - due.year == years


@given(
    DAYS,
    YEARS,
    st.lists(st.tuples(st.sampled_from(["acknowledgment", "payment"]), DAYS)),
)
def test_it_is_that_of_the_last_interruption_that_came_in_time(due, years, events):
    """Found day after day: what comes while it runs begins it anew."""
    last = engine.prescription_date(due, years)
    for _kind, on in sorted(events, key=lambda event: event[1]):
        if due <= on <= last:
            last = engine.prescription_date(due, years, on)
    found = prescription(due, years, [Interruption(*event) for event in events])
    assert found == last


@given(DAYS, YEARS, DAYS, st.integers(0, 900))
def test_mediation_never_shortens_and_adds_no_more_than_its_days(
    due, years, begun, days
):
    plain = prescription(due, years)
    ended = begun + timedelta(days)
    after = prescription(due, years, [Interruption("mediation", begun, ended)])
    assert plain <= after
    if begun >= date(2022, 6, 30):
        assert after.year <= (plain + timedelta(days + 1)).year
