"""Days and instants: London's day at every clock change, and years that end a day before they began."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from iqm_coe.lib.dates import (
    end_of_month_of_year,
    first_moment,
    is_over,
    last_day_of_years,
    last_moment,
    london_date,
    months_later,
    years_later,
)


@pytest.mark.rule("R13g")
@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (datetime(2026, 7, 1, 22, 59, 59, tzinfo=UTC), date(2026, 7, 1)),
        (datetime(2026, 7, 1, 23, 0, tzinfo=UTC), date(2026, 7, 2)),
        (datetime(2026, 7, 1, 23, 30, tzinfo=UTC), date(2026, 7, 2)),
        (datetime(2026, 12, 1, 23, 59, 59, tzinfo=UTC), date(2026, 12, 1)),
        (datetime(2026, 12, 2, 0, 0, tzinfo=UTC), date(2026, 12, 2)),
    ],
)
def test_london_date_around_midnight_in_summer_and_winter(instant: datetime, day: date) -> None:
    assert london_date(instant) == day


@pytest.mark.rule("R13g")
@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (datetime(2027, 3, 27, 23, 59, tzinfo=UTC), date(2027, 3, 27)),
        (datetime(2027, 3, 28, 0, 0, tzinfo=UTC), date(2027, 3, 28)),
        (datetime(2027, 3, 28, 22, 59, tzinfo=UTC), date(2027, 3, 28)),
        (datetime(2027, 3, 28, 23, 0, tzinfo=UTC), date(2027, 3, 29)),
    ],
)
def test_london_date_on_the_day_the_clocks_go_forward(instant: datetime, day: date) -> None:
    assert london_date(instant) == day


@pytest.mark.rule("R13g")
@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (datetime(2027, 10, 30, 22, 59, tzinfo=UTC), date(2027, 10, 30)),
        (datetime(2027, 10, 30, 23, 0, tzinfo=UTC), date(2027, 10, 31)),
        (datetime(2027, 10, 31, 23, 59, tzinfo=UTC), date(2027, 10, 31)),
        (datetime(2027, 11, 1, 0, 0, tzinfo=UTC), date(2027, 11, 1)),
    ],
)
def test_london_date_on_the_day_the_clocks_go_back(instant: datetime, day: date) -> None:
    assert london_date(instant) == day


def test_london_date_of_an_instant_without_a_zone_of_its_own_is_the_same_from_dubai() -> None:
    in_dubai = datetime(2026, 11, 24, 1, 30, tzinfo=ZoneInfo("Asia/Dubai"))
    assert london_date(in_dubai) == date(2026, 11, 23)


@pytest.mark.rule("R1e")
@pytest.mark.parametrize(
    ("day", "years", "later"),
    [
        (date(2028, 2, 28), 1, date(2029, 2, 28)),
        (date(2028, 2, 29), 1, date(2029, 2, 28)),
        (date(2028, 2, 29), 3, date(2031, 2, 28)),
        (date(2028, 2, 29), 4, date(2032, 2, 29)),
        (date(2028, 3, 1), 1, date(2029, 3, 1)),
        (date(2026, 11, 23), 0, date(2026, 11, 23)),
    ],
)
def test_years_later_from_the_end_of_february(day: date, years: int, later: date) -> None:
    assert years_later(day, years) == later


@pytest.mark.rule("R1c", "R1e")
@pytest.mark.parametrize(
    ("first", "years", "last"),
    [
        (date(2026, 11, 23), 3, date(2029, 11, 22)),
        (date(2026, 1, 1), 1, date(2026, 12, 31)),
        (date(2028, 2, 29), 1, date(2029, 2, 27)),
        (date(2028, 2, 29), 3, date(2031, 2, 27)),
        (date(2028, 2, 29), 4, date(2032, 2, 28)),
        (date(2027, 3, 1), 1, date(2028, 2, 29)),
    ],
)
def test_last_day_of_years_is_a_day_less(first: date, years: int, last: date) -> None:
    assert last_day_of_years(first, years) == last


A_TICK = timedelta(microseconds=1)
DAYS_OF_CHANGE = [
    (date(2027, 3, 28), datetime(2027, 3, 28, 0, tzinfo=UTC), datetime(2027, 3, 28, 23, tzinfo=UTC), 23),
    (date(2027, 10, 31), datetime(2027, 10, 30, 23, tzinfo=UTC), datetime(2027, 11, 1, 0, tzinfo=UTC), 25),
    (date(2028, 2, 29), datetime(2028, 2, 29, 0, tzinfo=UTC), datetime(2028, 3, 1, 0, tzinfo=UTC), 24),
]


@pytest.mark.rule("R13g")
@pytest.mark.parametrize(("day", "begins", "ends", "hours"), DAYS_OF_CHANGE)
def test_day_is_as_long_as_it_is_in_london(day: date, begins: datetime, ends: datetime, hours: int) -> None:
    assert first_moment(day) == begins
    assert last_moment(day) == ends - A_TICK
    assert last_moment(day) - first_moment(day).astimezone(UTC) == timedelta(hours=hours) - A_TICK


@pytest.mark.rule("R13g")
@pytest.mark.parametrize("zone", ["Asia/Dubai", "Pacific/Honolulu", "Europe/London"])
@pytest.mark.parametrize(("day", "begins", "ends", "hours"), DAYS_OF_CHANGE)
def test_what_ends_that_day_holds_to_its_last_instant(
    day: date, begins: datetime, ends: datetime, hours: int, zone: str
) -> None:
    """Whatever zone an instant is told in: a reader's own changes nothing."""
    there = ZoneInfo(zone)
    end = last_moment(day)
    assert not is_over(end, (ends - A_TICK).astimezone(there))
    assert is_over(end, ends.astimezone(there))
    assert [london_date(at.astimezone(there)) for at in (begins - A_TICK, begins, ends - A_TICK, ends)] == [
        day - timedelta(days=1),
        day,
        day,
        day + timedelta(days=1),
    ]


@pytest.mark.rule("R14a")
@pytest.mark.parametrize(
    ("opens_on", "month", "last"),
    [
        (date(2028, 1, 31), 1, date(2028, 2, 28)),
        (date(2028, 2, 29), 1, date(2028, 3, 28)),
        (date(2028, 2, 29), 12, date(2029, 2, 27)),
        (date(2027, 2, 28), 12, date(2028, 2, 27)),
        (date(2027, 8, 30), 6, date(2028, 2, 28)),
        (date(2027, 9, 1), 6, date(2028, 2, 29)),
    ],
)
def test_month_of_a_year_ends_the_day_before_the_next_begins(opens_on: date, month: int, last: date) -> None:
    assert end_of_month_of_year(opens_on, month) == last
    assert months_later(opens_on, month) == last + timedelta(days=1)
