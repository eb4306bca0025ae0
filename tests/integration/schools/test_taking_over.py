"""Nobody takes over by an act of their own, nothing goes that was not shown, and a last day goes with its role."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from iqm_coe.accounts.models.user import User
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.worklist import lines_for
from iqm_coe.notifications.models.outbox import Message
from schools.conditions.headship import vacancies
from schools.conditions.leaver import fingerprint_of, passing
from schools.flows import cover
from schools.flows import leaver as leaver_flows
from schools.flows import role as role_flows
from schools.models.invitation import RoleInvitation
from schools.models.role import SchoolRole
from schools.models.school import School
from tests.clock import NOW, TODAY, days
from tests.factories.accounts import EmailAddressFactory
from tests.factories.schools import SchoolRoleFactory
from tests.scene import Staffed, iqm_person, person, staffed_school

WINTER, SUMMER = date(2026, 12, 4), date(2027, 6, 30)
AFTER = datetime(2026, 12, 5, tzinfo=UTC)  # midnight in London

pytestmark = pytest.mark.django_db


@pytest.fixture
def ours(db) -> Staffed:
    return staffed_school("Our School")


def held(user: User) -> set[tuple[str, date | None]]:
    return {(role.kind, role.until) for role in SchoolRole.objects.held_by(user)}


def at_our_school(ours: Staffed, name: str, kind: str, **fields) -> User:
    return SchoolRoleFactory(school=ours.school, user=person(name), kind=kind, **fields).user


def pass_on(leaver: User, email: str, *, by: User, at=NOW):
    role = SchoolRole.objects.held_by(leaver).first()
    read = fingerprint_of(passing(role.school, leaver, by=by))
    return leaver_flows.pass_on(role, email=email, read=read, by=by, at=at)


@pytest.mark.rule("R5s", "R5u")
@pytest.mark.parametrize("kind", ["coordinator", "headteacher"])
def test_cover_does_not_prolong_itself_by_taking_over(ours, kind) -> None:
    nina = at_our_school(ours, "Nina", kind, until=WINTER)
    leaver = ours.coordinator if kind == "coordinator" else ours.head

    with pytest.raises(Refused, match="Nobody takes over by an act of their own"):
        pass_on(leaver, nina.email, by=nina)

    assert (held(nina), held(leaver)) == ({(kind, WINTER)}, {(kind, None)})


@pytest.mark.rule("R5u", "R48a")
def test_staff_with_a_role_there_do_not_make_themselves_head(ours) -> None:
    sam = iqm_person("Sam", "staff")
    SchoolRoleFactory(school=ours.school, user=sam, kind="contributor")

    with pytest.raises(Refused, match="Nobody takes over by an act of their own"):
        pass_on(ours.head, sam.email, by=sam)

    assert held(sam) == {("contributor", None)}


@pytest.mark.rule("R5u")
def test_page_refuses_in_words_and_keeps_what_was_typed(client, ours) -> None:
    nina = at_our_school(ours, "Nina", "coordinator", until=TODAY)
    url = reverse("schools:pass_on", args=[SchoolRole.objects.get(user=ours.coordinator).pk])
    client.force_login(nina)
    with time_machine.travel(NOW, tick=False):
        read = client.get(url).context["form"]["read"].value()
        page = client.post(url, {"email": nina.email, "read": read})

    assert "ask somebody else who gives the role" in page.text
    assert nina.email in page.text


@pytest.mark.rule("R5f", "R5u")
def test_leaver_is_known_by_each_of_their_addresses(ours) -> None:
    EmailAddressFactory(user=ours.coordinator, email="other@people.example", verified=True, primary=False)
    mine = SchoolRole.objects.get(user=ours.coordinator)

    with pytest.raises(Refused, match="address of the person who leaves"):
        pass_on(ours.coordinator, "Other@people.example", by=ours.head)
    with pytest.raises(Refused, match="your own address"):
        leaver_flows.hand_over(mine, email="other@people.example", by=ours.coordinator, at=NOW)

    assert not RoleInvitation.objects.exists()


@pytest.mark.rule("R5f", "R5u")
@pytest.mark.parametrize("passes_all", [True, False])
def test_leaver_who_adds_the_invited_address_later_does_not_take_their_own_part_up(ours, passes_all) -> None:
    mine, email = SchoolRole.objects.get(user=ours.coordinator), "other@people.example"
    if passes_all:
        offer = pass_on(ours.coordinator, email, by=ours.head)
    else:
        offer = leaver_flows.hand_over(mine, email=email, by=ours.coordinator, at=NOW)
    EmailAddressFactory(user=ours.coordinator, email=email, verified=True, primary=False)

    with pytest.raises(Refused, match=r"a role of your own|Nobody appoints themselves"):
        role_flows.accept(offer, by=ours.coordinator, at=NOW + days(1))

    assert held(ours.coordinator) == {("coordinator", None)}


@pytest.mark.rule("R5u")
def test_headship_that_came_after_the_offer_stays(ours) -> None:
    nina = person("Nina", email="nina@people.example")
    offer = pass_on(ours.coordinator, nina.email, by=ours.head)
    SchoolRoleFactory(school=ours.school, user=ours.coordinator, kind="headteacher")

    role_flows.accept(offer, by=nina, at=NOW + days(1))

    assert held(nina) == {("coordinator", None)}
    assert held(ours.coordinator) == {("headteacher", None)}


@pytest.mark.rule("R5s", "R5u")
@pytest.mark.parametrize("is_there", [True, False])
def test_last_day_goes_with_a_part_that_is_handed_over(ours, is_there) -> None:
    nina = at_our_school(ours, "Nina", "coordinator", until=WINTER)
    heir = at_our_school(ours, "Otto", "contributor") if is_there else person("Otto")

    done = leaver_flows.hand_over(SchoolRole.objects.get(user=nina), email=heir.email, by=nina, at=NOW)
    if not is_there:
        role_flows.accept(done, by=heir, at=NOW)

    assert ("coordinator", WINTER) in held(heir)
    assert held(nina) == set()


@pytest.mark.rule("R5s", "R5u")
def test_day_that_was_given_after_the_offer_goes_with_it_too(ours) -> None:
    heir = person("Otto")
    offer = pass_on(ours.coordinator, heir.email, by=ours.head)
    cover.set_end(SchoolRole.objects.get(user=ours.coordinator), until=WINTER, by=ours.head, at=NOW)

    role_flows.accept(offer, by=heir, at=NOW)

    assert held(heir) == {("coordinator", WINTER)}


@pytest.mark.rule("R5s")
def test_role_that_is_ended_after_its_day_was_held_to_that_day(ours) -> None:
    nina = at_our_school(ours, "Nina", "contributor", until=WINTER)
    role, late = SchoolRole.objects.get(user=nina), AFTER + timedelta(minutes=5)
    with time_machine.travel(late, tick=False):
        role_flows.end_role(role, by=ours.head, at=late)

    role.refresh_from_db()
    assert (role.ended_at, role.ended_by) == (AFTER, ours.head)
    assert not SchoolRole.objects.held_on(WINTER + days(1)).filter(pk=role.pk).exists()


def inherit(ours: Staffed, until: date | None) -> None:
    SchoolRole.objects.filter(user=ours.head).update(until=until)
    role_flows.end_role(SchoolRole.objects.get(user=ours.coordinator), by=ours.coordinator, at=NOW)
    assert ("coordinator", until) in held(ours.head)


@pytest.mark.rule("R5f", "R5s")
@pytest.mark.parametrize(("before", "after"), [(SUMMER, WINTER), (WINTER, None), (None, WINTER)])
def test_inherited_part_follows_the_day_of_the_headship(ours, before, after) -> None:
    inherit(ours, before)
    head = SchoolRole.objects.get(user=ours.head, kind="headteacher")

    cover.set_end(head, until=after, by=iqm_person("Sam", "staff"), at=NOW)

    assert held(ours.head) == {("headteacher", after), ("coordinator", after)}


@pytest.mark.rule("R5f")
def test_inherited_part_ends_with_the_headship_and_goes_to_the_next_head(ours) -> None:
    inherit(ours, None)
    other = at_our_school(ours, "Other head", "headteacher")

    role_flows.end_role(SchoolRole.objects.get(user=ours.head, kind="headteacher"), by=ours.head, at=NOW)

    assert (held(ours.head), held(other)) == (set(), {("headteacher", None), ("coordinator", None)})


@pytest.mark.rule("R5f")
def test_part_that_was_given_outlives_the_headship(ours) -> None:
    inherit(ours, None)
    role_flows.hold(ours.school, ours.head, "coordinator", by=iqm_person("Sam", "staff"), at=NOW)

    role_flows.end_role(SchoolRole.objects.get(user=ours.head, kind="headteacher"), by=ours.head, at=NOW)

    assert held(ours.head) == {("coordinator", None)}


@pytest.mark.rule("R5f", "R5s")
def test_head_whose_part_ended_by_its_day_has_it_as_head(ours) -> None:
    role_flows.end_role(SchoolRole.objects.get(user=ours.coordinator), by=ours.coordinator, at=NOW)
    SchoolRole.objects.filter(user=ours.head, kind="coordinator").update(until=WINTER)
    with time_machine.travel(AFTER, tick=False):
        cover.end_what_is_past(at=AFTER)

        assert held(ours.head) == {("headteacher", None), ("coordinator", None)}


@pytest.mark.rule("R5r", "R5s")
def test_vacancy_is_told_from_the_last_day_whether_marked_or_not(ours) -> None:
    SchoolRole.objects.filter(user=ours.head).update(until=WINTER)
    with time_machine.travel(AFTER + timedelta(minutes=5), tick=False):
        before = vacancies(School.objects.all(), 5)
        cover.end_what_is_past(at=AFTER + timedelta(minutes=5))
        marked = vacancies(School.objects.all(), 5)

    assert [one.since for one in before] == [one.since for one in marked] == [AFTER]


@pytest.mark.rule("R5t")
def test_mail_says_vacant_while_somebody_only_acts(ours) -> None:
    at_our_school(ours, "Nina", "acting_head", until=WINTER, authority="The governing body, 1 November")

    role_flows.end_role(SchoolRole.objects.get(user=ours.head), by=ours.head, at=NOW)

    assert Message.objects.get(kind="schools/head_changed").context["is_vacant"] is True


@pytest.mark.rule("R5s")
def test_end_of_the_only_head_stands_with_the_staff_who_may_move_it(ours) -> None:
    sam, tied = iqm_person("Sam", "staff"), iqm_person("Tied", "staff")
    SchoolRoleFactory(school=ours.school, user=tied, kind="contributor")
    SchoolRole.objects.filter(user=ours.head).update(until=TODAY + days(3))
    url = reverse("schools:set_end", args=[SchoolRole.objects.get(user=ours.head).pk])
    with time_machine.travel(NOW, tick=False):
        assert url in {line.url for line in lines_for(sam, TODAY)}
        assert url not in {line.url for line in lines_for(tied, TODAY)}
        at_our_school(ours, "Other head", "headteacher")
        assert url not in {line.url for line in lines_for(sam, TODAY)}


@pytest.mark.rule("R5s")
def test_last_day_before_the_role_began_is_refused_where_the_clock_was_set_back(ours) -> None:
    role, back = SchoolRoleFactory(school=ours.school, kind="finance", granted_at=NOW), NOW - days(2)

    with time_machine.travel(back, tick=False), pytest.raises(Refused, match="began after this day"):
        cover.set_end(role, until=TODAY - days(1), by=ours.head, at=back)
