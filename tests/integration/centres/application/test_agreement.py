"""Whoever gave an agreement for a school has an interest in the application, also once the school has left it."""

import pytest

from centres.application.flows import application as application_flows
from centres.membership.flows import membership
from centres.membership.models.membership import Membership
from centres.membership.rules import is_free_staff
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.errors import NotPermitted
from tests import scene
from tests.clock import NOW
from tests.factories.accounts import IqmRoleFactory

pytestmark = pytest.mark.django_db


def as_staff(person: User) -> User:
    IqmRoleFactory(user=person, kind="staff")
    return User.objects.get(pk=person.pk)


@pytest.mark.rule("R10g")
def test_staff_who_agreed_for_a_school_that_has_left_do_not_decide():
    there, third = scene.forming(), scene.staffed_school("Third School")
    there.join(third)
    there.complete()
    membership.leave(Membership.objects.get(school=third.school), by=third.coordinator, at=NOW)
    there.send()
    agreed, did_not = as_staff(third.head), as_staff(third.coordinator)

    with pytest.raises(NotPermitted):
        application_flows.approve(there.application, adviser=there.adviser, read=there.read, by=agreed, at=NOW)

    assert (is_free_staff(agreed, there.centre), is_free_staff(did_not, there.centre)) == (False, True)
    assert (
        application_flows.approve(there.application, adviser=there.adviser, read=there.read, by=did_not, at=NOW).state
        == "approved"
    )
