"""Which visits the list and the page of the programme call those of the next thirty days."""

import pytest
import time_machine
from django.urls import reverse

from reviews.visits.conditions.visit import is_soon
from reviews.visits.flows import visit as flows
from reviews.visits.models.visit import Visit
from reviews.visits.panels import visits_soon
from tests import visits
from tests.clock import NOW, days
from tests.integration.home.test_work import browser
from tests.worlds import world

pytestmark = pytest.mark.django_db
agreed = world(visits.agreed)


@pytest.mark.parametrize(("before", "is_told"), [(31, False), (30, True), (1, True), (0, True), (-1, False)], ids=str)
def test_from_today_up_to_thirty_days_ahead(agreed, before, is_told):
    on = visits.VISIT_DAY - days(before)

    assert list(Visit.objects.filter(is_soon(on))) == [agreed.visit] * is_told
    assert visits_soon(agreed.staff, on).counted().count() == is_told


def test_without_a_day_or_called_off_it_is_not(agreed):
    day = visits.VISIT_DAY - days(1)
    flows.cancel(agreed.visit, reason="Nobody is there.", by=agreed.staff, at=NOW)
    assert not Visit.objects.filter(is_soon(day)).exists()


def test_list_shows_them_alone(agreed):
    for before, is_shown in ((30, True), (31, False)):
        with time_machine.travel(visits.ON_THE_DAY - days(before), tick=False):
            page = browser(agreed.staff).get(reverse("visits:visits"), {"state": "soon"}).text
        assert (agreed.visit.host.name in page.partition("<main")[2]) == is_shown
