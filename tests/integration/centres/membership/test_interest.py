"""Who has an interest in a Centre, told one by one and excluded from what the office is offered (R10, R48)."""

import pytest

from centres.membership.conditions.interest import people_with_interest, without_interest_of
from centres.membership.flows import membership
from centres.membership.models.centre import Centre
from centres.membership.models.membership import Membership
from tests import scene
from tests.clock import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.rule("R10g")]


def is_offered(centre: Centre, user) -> bool:
    return Centre.objects.filter(without_interest_of(user, "pk"), pk=centre.pk).exists()


def test_head_who_agreed_for_a_school_that_has_left_keeps_an_interest() -> None:
    there, third = scene.forming(), scene.staffed_school("Third School")
    there.join(third)
    there.complete()
    membership.leave(Membership.objects.get(school=third.school), by=third.coordinator, at=NOW)

    found = set(people_with_interest(there.centre))

    assert (third.head in found, third.coordinator in found) == (True, False)
    assert (is_offered(there.centre, third.head), is_offered(there.centre, third.coordinator)) == (False, True)


def test_people_of_a_school_that_is_asked_to_join_have_an_interest() -> None:
    there, asked = scene.forming(), scene.staffed_school("Asked School")
    there.invite(asked)

    assert {asked.head, asked.coordinator} <= set(people_with_interest(there.centre))
    assert not is_offered(there.centre, asked.head)
    assert is_offered(there.centre, there.staff)
