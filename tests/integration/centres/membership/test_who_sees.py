"""Who sees which invitations to a Centre, asked of the rows themselves and not of a page (R44)."""

import pytest

from centres.membership.conditions import invitation as conditions
from centres.membership.models.invitation import CentreInvitation
from iqm_coe.accounts.models.user import User
from tests import scene
from tests.factories.centres import CentreFactory, CentreInvitationFactory
from tests.factories.schools import SchoolFactory, SchoolRoleFactory

pytestmark = [pytest.mark.django_db, pytest.mark.rule("R44d")]


def seen(person: User) -> set[int]:
    rows = CentreInvitation.objects.visible_to(User.objects.get(pk=person.pk))
    return set(rows.values_list("pk", flat=True))


def test_staff_see_all_and_schools_those_of_their_centre_and_to_themselves() -> None:
    asking, other, asked = scene.forming(), CentreFactory(), SchoolFactory()
    mine = CentreInvitationFactory(centre=asking.centre, school=asked)
    theirs = CentreInvitationFactory(centre=other, school=SchoolFactory())
    of_asking = set(CentreInvitation.objects.filter(centre=asking.centre).values_list("pk", flat=True))

    assert {mine.pk, theirs.pk} <= seen(asking.staff)
    assert seen(asking.lead.coordinator) == of_asking
    for kind in ("coordinator", "headteacher"):
        assert seen(SchoolRoleFactory(school=asked, kind=kind).user) == {mine.pk}
    assert seen(SchoolRoleFactory(school=asked, kind="finance").user) == set()


def test_nothing_stands_against_inviting_until_the_application_is_sent() -> None:
    made = scene.ready()
    assert conditions.objection(made.centre) == ""

    made.send()

    assert conditions.objection(made.centre) != ""
