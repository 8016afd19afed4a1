# Part of IBOK. See LICENSE file for full copyright and licensing details.
"""Holidays against published calendars, working days against counting by hand."""

from datetime import date, timedelta

import ibok_engine as engine
import pytest
from hypothesis import given
from hypothesis import strategies as st

#: Easter Sunday of each year, as calendars print it.
EASTER = {
    **{2014: "04-20", 2015: "04-05", 2016: "03-27", 2017: "04-16", 2018: "04-01"},
    **{2019: "04-21", 2020: "04-12", 2021: "04-04", 2022: "04-17", 2023: "04-09"},
    **{2024: "03-31", 2025: "04-20", 2026: "04-05", 2027: "03-28", 2028: "04-16"},
    **{2029: "04-01", 2030: "04-21", 2031: "04-13", 2032: "03-28", 2033: "04-17"},
    **{2034: "04-09", 2035: "03-25"},
}
#: Corpus Christi, ten weeks and more later, printed on its own.
CORPUS_CHRISTI = {
    **{2014: "06-19", 2015: "06-04", 2016: "05-26", 2017: "06-15", 2018: "05-31"},
    **{2019: "06-20", 2020: "06-11", 2021: "06-03", 2022: "06-16", 2023: "06-08"},
    **{2024: "05-30", 2025: "06-19", 2026: "06-04", 2027: "05-27", 2028: "06-15"},
    **{2029: "05-31", 2030: "06-20", 2031: "06-12", 2032: "05-27", 2033: "06-16"},
    **{2034: "06-08", 2035: "05-24"},
}
PENTECOST = {2018: "05-20", 2023: "05-28", 2026: "05-24", 2027: "05-16", 2035: "05-13"}
FIXED = "01-01 01-06 05-01 05-03 08-15 11-01 11-11 12-25 12-26".split()
days = st.dates(date(2014, 1, 1), date(2035, 12, 31))
DAY = timedelta(days=1)


def on(year, month_day):
    return date.fromisoformat(f"{year}-{month_day}")


@pytest.mark.parametrize("year", EASTER)
def test_movable_feasts(year):
    assert engine.easter(year) == on(year, EASTER[year])
    assert engine.is_holiday(on(year, EASTER[year]) + DAY)
    assert engine.is_holiday(on(year, CORPUS_CHRISTI[year]))
    if year in PENTECOST:
        assert engine.is_holiday(on(year, PENTECOST[year]))


@pytest.mark.parametrize("year", EASTER)
def test_a_year_has_these_holidays_and_no_other(year):
    known = {on(year, month_day) for month_day in FIXED}
    known |= {on(year, EASTER[year]), on(year, EASTER[year]) + DAY}
    known |= {on(year, EASTER[year]) + 49 * DAY, on(year, CORPUS_CHRISTI[year])}
    if year == 2018:
        known.add(date(2018, 11, 12))
    if year >= 2025:
        known.add(on(year, "12-24"))
    assert engine.holidays(year) == known


def test_epiphany_was_a_working_day_before_2011():
    assert not engine.is_holiday(date(2010, 1, 6))
    assert engine.is_holiday(date(2011, 1, 6))


def test_christmas_eve_is_free_since_2025():
    assert engine.is_working_day(date(2024, 12, 24))
    assert not engine.is_working_day(date(2025, 12, 24))


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        ("2026-11-26", 3, "2026-12-01"),  # Thursday; a weekend between
        ("2026-04-02", 3, "2026-04-08"),  # before Easter: Friday is a working day
        ("2026-12-23", 3, "2026-12-30"),  # Eve, Christmas, a holiday on Saturday
        ("2024-12-23", 3, "2024-12-30"),  # the Eve still worked
        ("2026-04-30", 1, "2026-05-04"),  # 1 May a Friday, 3 May a Sunday
        ("2018-11-09", 1, "2018-11-13"),  # the one free Monday
        ("2026-11-28", 1, "2026-11-30"),  # from a Saturday
        ("2026-11-28", 0, "2026-11-30"),
        ("2026-11-26", 0, "2026-11-26"),
    ],
)
def test_days_counted_by_hand(start, count, end):
    moved = engine.add_working_days(date.fromisoformat(start), count)
    assert moved == date.fromisoformat(end)


@pytest.mark.parametrize(
    ("year", "published"),
    [(2019, 251), (2023, 250), (2024, 251), (2025, 249), (2026, 251)],
)
def test_working_days_of_a_year_as_the_calendars_of_employers_say(year, published):
    """Those give a day back for each holiday on a Saturday."""
    before, last = date(year - 1, 12, 31), date(year, 12, 31)
    given_back = sum(day.weekday() == 5 for day in engine.holidays(year))
    assert engine.working_days_between(before, last) - given_back == published


@given(days, st.integers(1, 40))
def test_adding_and_counting_agree(day, count):
    end = engine.add_working_days(day, count)
    assert engine.is_working_day(end)
    assert engine.working_days_between(day, end) == count
    assert engine.working_days_between(day, end - DAY) == count - 1


@given(days)
def test_a_term_ends_on_the_first_day_that_is_not_free(day):
    end = engine.end_of_term(day)
    assert end >= day
    assert end.weekday() != 6 and not engine.is_holiday(end)
    for number in range((end - day).days):
        assert not engine.is_working_day(day + number * DAY)


def test_saturday_ended_a_term_until_2017():
    assert engine.end_of_term(date(2016, 12, 10)) == date(2016, 12, 10)
    assert engine.end_of_term(date(2017, 1, 7)) == date(2017, 1, 9)


def test_no_days_back():
    with pytest.raises(engine.InvalidInput):
        engine.add_working_days(date(2026, 1, 1), -1)
