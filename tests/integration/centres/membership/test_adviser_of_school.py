"""The page of a school says who advises its Centre, and by which telephone."""

import pytest
from django.urls import reverse

from centres.membership.models.access import CentreAccess
from iqm_coe.accounts.models.user import User
from tests import scene
from tests.clock import NOW
from tests.factories.schools import SchoolRoleFactory
from tests.meta.cast import BACKEND
from tests.worlds import world

pytestmark = pytest.mark.django_db
active = world(scene.active)


def page(client, made, user: User) -> str:
    client.force_login(user, backend=BACKEND)
    return client.get(reverse("schools:school", args=[made.lead.school.pk])).content.decode()


def test_who_rings_finds_the_adviser_on_the_page_of_the_school(client, active) -> None:
    User.objects.filter(pk=active.adviser.pk).update(phone="0115 496 0002")
    contributor = SchoolRoleFactory(school=active.lead.school, kind="contributor").user

    for reader in (active.staff, active.lead.coordinator):
        shown = page(client, active, reader)
        assert f"<strong>{active.adviser.name}</strong>" in shown
        assert 'href="tel:01154960002"' in shown
    assert "0115 496 0002" not in page(client, active, contributor)


def test_adviser_who_has_gone_is_not_named(client, active) -> None:
    CentreAccess.objects.filter(user=active.adviser).update(until_at=NOW)

    assert f"<strong>{active.adviser.name}</strong>" not in page(client, active, active.lead.coordinator)
