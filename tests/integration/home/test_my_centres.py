"""The home of somebody of a school whose Centre has no year: how it comes to one, and whose turn it is."""

import html
from datetime import datetime, time

import pytest
from django.utils import timezone

from centres.application.enums import Criterion
from centres.application.flows import application as flows
from centres.application.flows.application import Change
from iqm_coe.accounts.models.user import User
from iqm_coe.home.selectors.my_year import mine_of
from iqm_coe.lib.dates import LONDON
from tests import scene
from tests.clock import NOW, TODAY, days
from tests.factories.schools import SchoolRoleFactory
from tests.integration.home.test_my_year import fresh, open_home
from tests.worlds import world

pytestmark = [pytest.mark.django_db, pytest.mark.rule("R13o")]
forming = world(scene.forming)
submitted = world(scene.submitted)
active = world(scene.active)


def home(user: User, at: datetime = NOW) -> str:
    """Its words, one blank between them."""
    return " ".join(html.unescape(open_home(user, at)).split())


def at_noon(day) -> datetime:
    return datetime.combine(day, time(12), tzinfo=LONDON)


def test_centre_that_forms_stands_there_with_its_line_and_what_is_missing(forming) -> None:
    page = home(forming.lead.coordinator)

    assert "<h1>This year</h1>" in page
    for words in (forming.centre.name, "Started", "First year opens", "The application is being written."):
        assert words in page


@pytest.mark.parametrize(
    ("offset", "words"),
    [(-1, "IQM reads the application and decides by"), (0, "and decides by"), (1, "and should have decided by")],
)
def test_it_says_by_when_iqm_decides(submitted, offset, words) -> None:
    submitted.application.refresh_from_db()
    page = home(submitted.members[0].head, at_noon(submitted.application.decide_by + days(offset)))

    assert words in page


def test_changes_have_their_day(submitted) -> None:
    application, due_on = submitted.application, TODAY + days(14)
    change = Change(Criterion.C1, "Say more.", due_on)
    flows.request_changes(application, [change], read=submitted.read, by=submitted.staff, at=NOW)

    assert f"the first is due by {due_on:%A %-d %B %Y}" in home(submitted.lead.coordinator)


@pytest.mark.parametrize(("offset", "is_said"), [(0, False), (1, True)])
def test_between_two_years_the_centre_still_stands_there(active, offset, is_said) -> None:
    page = home(active.lead.coordinator, at_noon(active.year.closes_on + days(offset)))

    assert ("No year of this Centre runs today." in page) is is_said
    assert active.centre.name in page


def test_school_in_no_centre_reads_so(db) -> None:
    alone = scene.staffed_school("Alone School")

    page = home(alone.coordinator)

    assert "<h1>This year</h1>" in page
    assert "No year of a Centre runs for your school today." in page


def test_who_only_writes_a_part_has_no_centre_of_their_own(forming) -> None:
    kofi = SchoolRoleFactory(school=forming.lead.school, kind="contributor", user=scene.person("Kofi")).user

    mine = mine_of(fresh(kofi), timezone.localdate())

    assert (mine.years, mine.centres, mine.is_more) == ([], [], False)
    assert "<h1>What needs me</h1>" in home(kofi)


def test_of_a_year_that_runs_nobody_reads_that_none_does(active, monkeypatch) -> None:
    monkeypatch.setattr("iqm_coe.home.selectors.my_year.MOST_YEARS", 0)

    mine = mine_of(fresh(active.lead.coordinator), TODAY)

    assert (mine.years, mine.centres) == ([], [])


@pytest.mark.parametrize(("most", "is_said"), [(0, True), (1, False)])
def test_more_than_is_shown_has_its_link(active, monkeypatch, most, is_said) -> None:
    monkeypatch.setattr("iqm_coe.home.selectors.my_year.MOST_YEARS", most)

    assert ("All your Centres" in home(active.lead.coordinator)) is is_said
