"""What an adviser reads of their Centres at a glance."""

import pytest
import time_machine
from django.urls import reverse

from schools.models.school import School
from tests import scene
from tests.clock import NOW
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
