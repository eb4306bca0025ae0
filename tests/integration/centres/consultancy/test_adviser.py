"""What an adviser reads of their Centres at a glance."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from centres.consultancy.selectors.adviser import my_centres
from iqm_coe.accounts.models.user import User
from reviews.update.models.review import Review
from schools.models.school import School
from tests import scene, visits
from tests.clock import NOW, days
from tests.meta.cast import BACKEND
from tests.worlds import world

pytestmark = [pytest.mark.django_db, pytest.mark.rule("R33b")]
active = world(scene.active)


def test_whom_to_ring_has_numbers_to_ring(active, client) -> None:
    """Of each who speaks for the lead school, and its own."""
    School.objects.filter(pk=active.lead.school.pk).update(telephone="0115 496 0001")
    active.lead.head.phone = "07700 900123"
    active.lead.head.save(update_fields=["phone"])
    client.force_login(active.adviser, backend=BACKEND)

    with time_machine.travel(NOW, tick=False):
        page = client.get(reverse("consultancy:my_centres")).text

    assert ">0115 496 0001</a>" in page
    assert ">07700 900123</a>" in page
    assert page.count('href="tel:') >= 2


def test_page_of_the_lead_school_says_that_it_leads_and_that_of_a_member_does_not(active, client) -> None:
    client.force_login(active.staff, backend=BACKEND)
    pages = {}
    for played in (active.lead, active.members[0]):
        with time_machine.travel(NOW, tick=False):
            page = client.get(reverse("schools:school", args=[played.school.pk])).text
        pages[played.school.pk] = page.partition('id="centre"')[2] or page

    assert "Lead school" in pages[active.lead.school.pk]
    assert "Lead school" not in pages[active.members[0].school.pk].replace("Lead School", "")


# ---- what comes next


def next_of(active, on: date) -> tuple[str, date | None, str, date | None]:
    """What is late first and since when it was due; what comes next and on which day."""
    (row,) = my_centres(User.objects.get(pk=active.adviser.pk), on)
    late = row.late
    return (late.what if late else "", late.on if late else None, row.ahead.what, row.ahead.on)


def test_next_is_the_nearest_day_that_is_still_to_come(active) -> None:
    """Plans, then what an update or a visit brings, and only then the end of the year."""
    year = active.centre.years.get()
    plans_due = min(year.plans.values_list("due_on", flat=True))
    update_due = min(Review.objects.filter(year=year).values_list("update_due_on", flat=True))
    year.plans.update(state="lodged")
    words, on = next_of(active, plans_due + days(1))[2:]

    assert words != "Year 1 ends"
    assert on is not None
    assert plans_due < on <= update_due
    assert next_of(active, update_due)[2:] == ("Update due", update_due)


def test_plan_is_next_until_its_day_and_late_from_the_next_one_on(active) -> None:
    year = active.centre.years.get()
    due = min(year.plans.values_list("due_on", flat=True))

    assert ("Plans due", due) in {next_of(active, due)[2:], next_of(active, due)[:2]}
    late, was_due, ahead, on = next_of(active, due + days(1))
    assert (late, was_due) == ("Plans due", due)
    assert ahead != "Plans due"
    assert on is not None
    assert on > due


def test_day_that_is_agreed_stands_instead_of_the_one_by_which_it_should_be() -> None:
    agreed = visits.agreed()
    day = agreed.visit.agreed_on

    found = {next_of(agreed.played, on)[3] for on in (day, day - days(1))}

    assert found == {day}
