"""The lists of Centre years and of activities: which rows, how they stand on a day, how they are counted."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from centres.year.enums import YearState
from centres.year.models.activity import Activity, Attendance
from centres.year.models.year import CentreYear
from tests import scene
from tests.clock import NOW, days
from tests.factories.centres import CentreFactory
from tests.factories.schools import SchoolFactory
from tests.meta.cast import BACKEND
from tests.worlds import world

pytestmark = pytest.mark.django_db
active = world(scene.active)
FIRST, LAST = date(2026, 11, 23), date(2027, 11, 22)


@pytest.fixture
def listed(client, active):
    """The rows that staff see of a list at an instant."""

    def ask(route: str, at=NOW, **query):
        with time_machine.travel(at, tick=False):
            client.force_login(active.staff, backend=BACKEND)
            return [row.record for row in client.get(reverse(route), query).context["list"].page]

    return ask


@pytest.mark.rule("R13n")
@pytest.mark.parametrize(
    ("at", "standing"),
    [
        (FIRST - days(1), YearState.AHEAD),
        (FIRST, YearState.RUNNING),
        (LAST, YearState.RUNNING),
        (LAST + days(1), YearState.OVER),
    ],
)
def test_year_runs_from_its_first_to_its_last_day(active, at, standing) -> None:
    assert active.year.standing(at) == standing


@pytest.mark.rule("R13n")
def test_list_of_years_holds_those_that_are_over_and_is_narrowed_by_the_day(active, listed) -> None:
    centre = CentreFactory()
    over = CentreYear.objects.create(centre=centre, number=1, opens_on=FIRST - days(365), closes_on=FIRST - days(1))
    ahead = CentreYear.objects.create(centre=centre, number=2, opens_on=FIRST + days(1), closes_on=FIRST + days(365))

    assert listed("year:years") == [ahead, active.year, over]
    assert listed("year:years", standing="over") == [over]
    assert listed("year:years", standing="running") == [active.year]
    assert listed("year:years", standing="ahead") == [ahead]
    assert listed("year:years", NOW + days(1), standing="ahead") == []


@pytest.mark.rule("R13n")
def test_list_of_years_counts_plans_that_iqm_has_accepted(active, listed) -> None:
    assert listed("year:years")[0].plans_accepted == 0
    judged = {"judged_at": NOW, "judged_by": active.staff}
    active.year.plans.filter(kind="research").update(state="accepted", **judged)
    active.year.plans.filter(kind="sustained").update(state="lodged")
    assert listed("year:years")[0].plans_accepted == 1


@pytest.mark.rule("R41e")
def test_list_of_activities_counts_schools_that_were_there(active, listed) -> None:
    told = {"kind": "meeting", "place": "online", "planned_at": NOW, "planned_by": active.lead.coordinator}
    early = Activity.objects.create(centre=active.centre, held_on=FIRST, focus="Reading", **told)
    late = Activity.objects.create(centre=CentreFactory(), held_on=FIRST + days(3), focus="Play", **told)
    Attendance.objects.create(activity=early, school=active.lead.school, staff=3)
    Attendance.objects.create(activity=early, school=SchoolFactory(), will_try="A club.")

    rows = listed("year:activities")

    assert [(row, row.schools) for row in rows] == [(late, 0), (early, 1)]
    assert listed("year:activities", since="2026-11-24") == [late]
    assert listed("year:activities", until="2026-11-25") == [early]
    assert listed("year:activities", since="2026-11-26", until="2026-11-26") == [late]


@pytest.mark.parametrize("route", ["year:years", "year:activities"])
def test_lists_are_for_the_office(client, active, route) -> None:
    for user in (active.lead.coordinator, active.adviser, scene.iqm_person("Fay", "finance")):
        client.force_login(user, backend=BACKEND)
        assert client.get(reverse(route)).status_code == 403
