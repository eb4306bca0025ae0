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


NATIONS = ("England", "Wales", "Scotland", "Northern Ireland")


@pytest.mark.rule("R20b", "R47d")
@pytest.mark.parametrize(
    ("day", "closed"),
    [
        (date(2027, 1, 1), {*NATIONS}),
        (date(2027, 1, 4), {"Scotland"}),  # 2 January, which was a Saturday
        (date(2027, 3, 17), {"Northern Ireland"}),  # St Patrick's Day
        (date(2027, 3, 26), {*NATIONS}),  # Good Friday
        (date(2027, 3, 28), {*NATIONS}),  # Easter Sunday, and the clocks go forward
        (date(2027, 3, 29), {"England", "Wales", "Northern Ireland"}),  # Easter Monday
        (date(2027, 7, 12), {"Northern Ireland"}),  # the Battle of the Boyne
        (date(2027, 8, 2), {"Scotland"}),  # Scotland's summer holiday
        (date(2027, 8, 30), {"England", "Wales", "Northern Ireland"}),
        (date(2027, 10, 31), {*NATIONS}),  # a Sunday, and the clocks go back
        (date(2027, 11, 1), set()),
        (date(2027, 11, 30), {"Scotland"}),  # St Andrew's Day
        (date(2027, 12, 27), {*NATIONS}),  # in place of Christmas, a Saturday
        (date(2027, 12, 28), {*NATIONS}),  # in place of Boxing Day
        (date(2028, 1, 3), {*NATIONS}),  # in place of New Year's Day
        (date(2028, 1, 4), {"Scotland"}),  # in place of 2 January
        (date(2028, 2, 29), set()),
    ],
)
def test_each_nation_has_its_own_holidays(day, closed):
    assert {nation for nation in NATIONS if not is_working_day(day, nation)} == closed


@pytest.mark.rule("R15c", "R20b")
@pytest.mark.parametrize(
    ("day", "number", "found"),
    [
        # over Easter and the change to summer time
        (date(2027, 3, 25), 3, {"England": date(2027, 4, 1), "Scotland": date(2027, 3, 31)}),
        (date(2027, 4, 1), -3, {"England": date(2027, 3, 25), "Scotland": date(2027, 3, 29)}),
        # over St Patrick's Day
        (date(2027, 3, 16), 1, {"England": date(2027, 3, 17), "Northern Ireland": date(2027, 3, 18)}),
        # over the change to winter time
        (date(2027, 10, 29), 1, {"England": date(2027, 11, 1), "Scotland": date(2027, 11, 1)}),
        # over 29 February
        (date(2028, 2, 28), 2, {"England": date(2028, 3, 1), "Northern Ireland": date(2028, 3, 1)}),
        (date(2028, 3, 1), -1, {"England": date(2028, 2, 29), "Wales": date(2028, 2, 29)}),
    ],
)
def test_working_days_are_those_of_the_nation(day, number, found):
    assert {nation: working_days_from(day, number, nation) for nation in found} == found
