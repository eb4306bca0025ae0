"""Working days by country: its weekend, its holidays, and weekdays where we know neither."""

from datetime import date

import pytest

from iqm_coe.lib.working_days import closed_because, is_known, is_working_day, working_days_from


@pytest.mark.rule("R20b", "R47d")
@pytest.mark.parametrize(
    ("day", "country", "works"),
    [
        (date(2026, 12, 24), "England", True),
        (date(2026, 12, 25), "England", False),
        (date(2026, 12, 26), "England", False),
        (date(2026, 12, 28), "England", False),  # in place of the Saturday
        (date(2026, 12, 29), "England", True),
        (date(2026, 11, 30), "Scotland", False),  # St Andrew's Day
        (date(2026, 11, 30), "England", True),
        (date(2026, 7, 6), "Isle of Man", False),  # Tynwald Day
        (date(2026, 11, 27), "Kuwait", False),  # a Friday
        (date(2026, 11, 29), "Kuwait", True),  # a Sunday
        (date(2026, 11, 27), "United Arab Emirates", True),
        (date(2026, 11, 28), "United Arab Emirates", False),
        (date(2026, 12, 25), "Atlantis", True),
        (date(2026, 12, 26), "Atlantis", False),
    ],
)
def test_working_day_follows_the_country(day, country, works):
    assert is_working_day(day, country) is works


@pytest.mark.rule("R20b")
def test_a_closed_day_says_why():
    assert closed_because(date(2026, 12, 25), " england ") == "it is a public holiday (Christmas Day)"
    assert closed_because(date(2026, 11, 28), "England") == "it is the weekend"
    assert closed_because(date(2026, 11, 27), "England") == ""


@pytest.mark.rule("R15c", "R24b")
@pytest.mark.parametrize(
    ("day", "number", "country", "found"),
    [
        (date(2026, 11, 23), 10, "England", date(2026, 12, 7)),
        (date(2027, 1, 11), -20, "England", date(2026, 12, 9)),  # over Christmas and New Year
        (date(2026, 11, 22), 1, "England", date(2026, 11, 23)),
        (date(2026, 11, 26), 1, "Kuwait", date(2026, 11, 29)),
        (date(2026, 12, 24), 1, "Atlantis", date(2026, 12, 25)),
    ],
)
def test_working_days_are_counted_over_closed_ones(day, number, country, found):
    assert working_days_from(day, number, country) == found


@pytest.mark.rule("R47d")
def test_an_unknown_country_is_known_to_be_unknown():
    assert (is_known("England"), is_known("Atlantis")) == (True, False)
