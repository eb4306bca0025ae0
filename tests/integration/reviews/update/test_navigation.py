"""Who finds the update of the year in the navigation."""

import pytest
from django.urls import reverse

from iqm_coe.accounts.models.user import User
from iqm_coe.lib.navigation import entries_for
from tests import scene
from tests.factories.schools import SchoolRoleFactory
from tests.worlds import world

pytestmark = pytest.mark.django_db
active = world(scene.active)


def is_led_there(user: User) -> bool:
    return "update:mine" in {entry.route for entry in entries_for(User.objects.get(pk=user.pk))}


def test_whoever_writes_at_a_school_and_nobody_of_iqm(active, client):
    contributor = scene.person("Kofi")
    SchoolRoleFactory(school=active.lead.school, user=contributor, kind="contributor")
    paying = scene.person("Finn")
    SchoolRoleFactory(school=active.lead.school, user=paying, kind="finance")
    also_of_iqm = scene.iqm_person("Sue", "staff")
    SchoolRoleFactory(school=active.lead.school, user=also_of_iqm, kind="coordinator")

    writing = [active.lead.coordinator, active.lead.head, contributor]
    assert [is_led_there(user) for user in writing] == [True, True, True]
    assert [is_led_there(user) for user in (paying, also_of_iqm, active.staff, scene.person("Nobody"))] == [False] * 4

    client.force_login(contributor)
    assert f'href="{reverse("update:mine")}"' in client.get(reverse("home:index")).text
