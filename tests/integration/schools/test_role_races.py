"""Two people at one moment about the roles of a school: nothing is held twice, lost, or waited for in a ring."""

import pytest

from schools.conditions.leaver import fingerprint_of, passing
from schools.flows import cover
from schools.flows import leaver as leaver_flows
from schools.flows import role as role_flows
from schools.flows.leaver import pass_on
from schools.models.invitation import RoleInvitation
from schools.models.role import SchoolRole
from tests import scene
from tests.clock import NOW, TODAY, days
from tests.factories.schools import SchoolRoleFactory
from tests.integration.test_races import TIMES, one_winner, race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def live(kind: str) -> list[str]:
    return sorted(SchoolRole.objects.filter(kind=kind, ended_at=None).values_list("user__name", flat=True))


@pytest.mark.rule("R5u")
@pytest.mark.parametrize("_time", TIMES)
def test_everything_goes_to_one_successor_though_two_hand_it_over_at_once(_time) -> None:
    ours = scene.staffed_school("Our School")
    heirs = [SchoolRoleFactory(school=ours.school, user=scene.person(n), kind="contributor").user for n in "AB"]
    role = SchoolRole.objects.get(user=ours.coordinator)
    leaver = ours.coordinator
    read = {
        by.pk: fingerprint_of(passing(ours.school, ours.coordinator, by=by)) for by in (ours.coordinator, ours.head)
    }

    one_winner(
        lambda: pass_on(role, email=heirs[0].email, read=read[leaver.pk], by=leaver, at=NOW),
        lambda: pass_on(role, email=heirs[1].email, read=read[ours.head.pk], by=ours.head, at=NOW),
    )

    assert live("coordinator") in (["A"], ["B"])


@pytest.mark.rule("R5s")
@pytest.mark.parametrize("_time", TIMES)
def test_role_whose_day_has_passed_is_ended_once_and_given_again_once(_time) -> None:
    ours, nina = scene.staffed_school("Our School"), scene.person("Nina")
    past = SchoolRoleFactory(
        school=ours.school, user=nina, kind="contributor", granted_at=NOW - days(3), until=TODAY - days(1)
    )
    offer = role_flows.invite(ours.school, email=nina.email, kind="contributor", by=ours.head, at=NOW)

    race(
        lambda: cover.end_what_is_past(at=NOW),
        lambda: cover.end_what_is_past(at=NOW),
        lambda: role_flows.accept(offer, by=nina, at=NOW),
    )

    past.refresh_from_db()
    assert past.ended_at is not None
    assert live("contributor") == ["Nina"]


@pytest.mark.rule("R5w")
@pytest.mark.parametrize("_time", TIMES)
def test_offer_is_taken_up_or_falls_and_neither_waits_for_the_other(_time) -> None:
    ours, nina = scene.staffed_school("Our School"), scene.person("Nina")
    role = SchoolRole.objects.get(user=ours.coordinator)
    offer = leaver_flows.hand_over(role, email=nina.email, by=ours.coordinator, at=NOW)

    race(
        lambda: role_flows.accept(offer, by=nina, at=NOW),
        lambda: role_flows.end_role(role, by=ours.head, at=NOW),
    )

    state = RoleInvitation.objects.get().state
    assert (state, live("coordinator")) in (("accepted", ["Nina"]), ("withdrawn", [ours.head.name]))
