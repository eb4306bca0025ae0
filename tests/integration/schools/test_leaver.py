"""All that somebody has at a school goes to a successor in one act (R5u)."""

import pytest
from django.urls import reverse

from centres.billing.models.payer import Payer
from centres.membership.models.invitation import CentreInvitation
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.errors import NotPermitted, Refused
from iqm_coe.lib.transitions import WrongState
from iqm_coe.notifications import rendering
from iqm_coe.notifications.audiences import receivers_of
from iqm_coe.notifications.models.outbox import Message
from reviews.update.flows import answer as answer_flows
from schools.conditions.leaver import fingerprint_of, passing
from schools.flows import role as role_flows
from schools.flows.leaver import pass_on
from schools.models.invitation import RoleInvitation
from schools.models.role import SchoolRole
from tests import scene
from tests.clock import NOW, TODAY, days
from tests.factories.schools import RoleInvitationFactory, SchoolRoleFactory
from tests.scene import iqm_person, person, staffed_school

pytestmark = pytest.mark.django_db


@pytest.fixture
def ours():
    return staffed_school("Our School")


def held(user: User) -> set[str]:
    return set(SchoolRole.objects.held_by(user).values_list("kind", flat=True))


def hand_over(leaver: User, school, heir: str, *, by: User, at=NOW):
    role = SchoolRole.objects.held_by(leaver).filter(school=school).first()
    return pass_on(role, email=heir, read=fingerprint_of(passing(school, leaver, by=by)), by=by, at=at)


def lines(school, leaver: User, by: User) -> dict[str, str]:
    return {line.words: line.why_not for line in passing(school, leaver, by=by)}


@pytest.mark.rule("R5u", "R5h")
def test_colleague_takes_over_every_role_at_once_and_the_leaver_has_none(ours) -> None:
    SchoolRoleFactory(school=ours.school, user=ours.coordinator, kind="finance", until=TODAY + days(30))
    heir = SchoolRoleFactory(school=ours.school, user=person("Nina"), kind="contributor").user

    hand_over(ours.coordinator, ours.school, heir.email, by=ours.coordinator)

    assert (held(ours.coordinator), held(heir)) == (set(), {"contributor", "coordinator", "finance"})
    assert SchoolRole.objects.get(user=heir, kind="finance").until == TODAY + days(30)
    assert held(ours.head) == {"headteacher"}  # nobody had to inherit


@pytest.mark.rule("R5u", "R5k")
def test_elements_and_the_contact_of_invitations_go_and_do_not_come_back_with_a_role() -> None:
    made = scene.active()
    school, leaver = made.lead.school, person("Lena")
    SchoolRoleFactory(school=school, user=leaver, kind="contributor")
    heir = SchoolRoleFactory(school=school, user=person("Nina"), kind="finance").user
    answers = list(made.review().answers.order_by("pk")[:2])
    for answer in answers:
        answer_flows.give(answer, leaver, by=made.lead.coordinator, at=NOW)
    CentreInvitation.objects.create(
        centre=made.centre, school=school, invited_by=made.lead.head, invited_at=NOW, expires_at=NOW + days(5),
        contact_email=leaver.email.upper(),
    )  # fmt: skip

    hand_over(leaver, school, heir.email, by=made.lead.coordinator)
    role_flows.hold(school, leaver, "contributor", by=made.lead.head, at=NOW + days(1))

    for answer in answers:
        answer.refresh_from_db()
    assert [answer.given_to for answer in answers] == [heir, heir]
    assert CentreInvitation.objects.get(school=school, state="open").contact_email == heir.email


@pytest.mark.rule("R5u", "R5n")
def test_everybody_concerned_is_told_once_with_all_that_went(ours) -> None:
    SchoolRoleFactory(school=ours.school, user=ours.coordinator, kind="finance")
    heir = SchoolRoleFactory(school=ours.school, user=person("Nina"), kind="contributor").user

    hand_over(ours.coordinator, ours.school, heir.email, by=ours.head)

    message = Message.objects.get()
    told = [one.address for one in receivers_of(message.audience, **message.audience_of)]
    assert message.kind == "schools/handed_over"
    assert sorted(told) == sorted([ours.coordinator.email, heir.email, ours.head.email])
    assert message.context["what"] == ["The role “Coordinator”", "The role “Finance contact”"]


@pytest.mark.rule("R5u", "R5m")
def test_page_says_what_stays_and_who_names_it(ours) -> None:
    acting = SchoolRoleFactory(
        school=ours.school, kind="acting_head", until=TODAY + days(9), authority="Governors"
    ).user
    SchoolRoleFactory(school=ours.school, user=acting, kind="coordinator")
    SchoolRoleFactory(school=ours.school, user=ours.head, kind="contributor")
    RoleInvitationFactory(school=ours.school, invited_by=acting, email="x@people.example", kind="finance")
    Payer.objects.create(kind="school", school=ours.school, name="Our School", email=acting.email)

    told = lines(ours.school, acting, ours.coordinator)

    assert {words: bool(why) for words, why in told.items()} == {
        "The role “Coordinator”": False,
        "The role “Acting headteacher”, until Wednesday 2 December 2026": True,
        "Their invitation to x@people.example as finance contact": True,
        "Their address for the invoices to Our School": True,
    }
    of_the_head = lines(ours.school, ours.head, ours.coordinator)
    assert of_the_head["The role “Contributor”"] == ""
    assert "a headteacher or the IQM office names the head" in of_the_head["The role “Headteacher”"]


@pytest.mark.rule("R5u", "R5m")
def test_coordinator_hands_over_for_a_head_all_but_the_headship(ours) -> None:
    SchoolRoleFactory(school=ours.school, user=ours.head, kind="finance")
    heir = SchoolRoleFactory(school=ours.school, kind="contributor").user

    hand_over(ours.head, ours.school, heir.email, by=ours.coordinator)

    assert (held(ours.head), held(heir)) == ({"headteacher"}, {"contributor", "finance"})


@pytest.mark.rule("R5u", "R5m")
@pytest.mark.parametrize("who", ["head", "staff"])
def test_headship_goes_by_the_head_or_staff(ours, who) -> None:
    by = ours.head if who == "head" else iqm_person("Sam", "staff")
    heir = SchoolRoleFactory(school=ours.school, kind="contributor").user

    hand_over(ours.head, ours.school, heir.email, by=by)

    assert (held(ours.head), held(heir)) == (set(), {"contributor", "headteacher"})


@pytest.mark.rule("R5u")
def test_successor_by_invitation_gets_everything_when_they_accept_and_not_before(client, ours) -> None:
    SchoolRoleFactory(school=ours.school, user=ours.coordinator, kind="finance")
    nina = person("Nina", email="nina@people.example")

    offer = hand_over(ours.coordinator, ours.school, nina.email, by=ours.coordinator)
    before = held(ours.coordinator), held(nina)
    client.force_login(nina)
    page = client.get(reverse("schools:invitation", args=[offer.key])).content.decode()
    role_flows.accept(offer, by=nina, at=NOW + days(1))

    assert before == ({"coordinator", "finance"}, set())
    assert "you take over everything that Coordinator of Our School has at the school" in page
    assert (held(ours.coordinator), held(nina)) == (set(), {"coordinator", "finance"})
    assert [m.kind for m in Message.objects.order_by("pk")] == ["schools/role_invitation", "schools/handed_over"]


@pytest.mark.rule("R5u", "R48a")
@pytest.mark.parametrize("who", ["leaver", "manager"])
def test_hand_over_by_invitation_falls_with_the_right_to_give(ours, who) -> None:
    nina = person("Nina", email="nina@people.example")
    manager = SchoolRoleFactory(school=ours.school, kind="coordinator").user
    by = ours.coordinator if who == "leaver" else manager
    offer = hand_over(ours.coordinator, ours.school, nina.email, by=by)
    role_flows.end_role(SchoolRole.objects.get(user=by), by=ours.head, at=NOW + days(1))

    role_flows.hold(ours.school, by, "coordinator", by=ours.head, at=NOW + days(1))

    with pytest.raises(WrongState, match="Withdrawn"):
        role_flows.accept(offer, by=nina, at=NOW + days(2))

    assert held(nina) == set()


@pytest.mark.rule("R5u")
def test_hand_over_falls_with_the_right_to_give_the_weightiest_of_it(ours) -> None:
    nina = person("Nina", email="nina@people.example")
    SchoolRoleFactory(school=ours.school, user=ours.head, kind="coordinator")
    SchoolRoleFactory(school=ours.school, user=person("Other head"), kind="headteacher")
    giver = SchoolRole.objects.get(user=ours.head, kind="headteacher")
    offer = hand_over(ours.head, ours.school, nina.email, by=ours.head)
    role_flows.end_role(giver, by=ours.head, at=NOW)

    offer.refresh_from_db()
    assert (offer.kind, offer.state, held(nina)) == ("headteacher", "withdrawn", set())
    with pytest.raises(Refused):
        role_flows.accept(offer, by=nina, at=NOW + days(1))


@pytest.mark.rule("R5u")
def test_declined_hand_over_leaves_everything_as_it_was(ours) -> None:
    nina = person("Nina", email="nina@people.example")
    offer = hand_over(ours.coordinator, ours.school, nina.email, by=ours.coordinator)

    role_flows.decline(offer, by=nina, at=NOW)

    assert (held(ours.coordinator), held(nina)) == ({"coordinator"}, set())


@pytest.mark.rule("R5u")
def test_nothing_is_handed_over_where_something_changed_since_it_was_shown(ours) -> None:
    role = SchoolRole.objects.get(user=ours.coordinator)
    heir = SchoolRoleFactory(school=ours.school, kind="contributor").user
    read = fingerprint_of(passing(ours.school, ours.coordinator, by=ours.coordinator))
    SchoolRoleFactory(school=ours.school, user=ours.coordinator, kind="finance")

    with pytest.raises(Refused, match="has changed since"):
        pass_on(role, email=heir.email, read=read, by=ours.coordinator, at=NOW)

    assert held(ours.coordinator) == {"coordinator", "finance"}


@pytest.mark.rule("R5u")
def test_twice_is_refused_and_changes_nothing(ours) -> None:
    role = SchoolRole.objects.get(user=ours.coordinator)
    heir = SchoolRoleFactory(school=ours.school, kind="contributor").user
    hand_over(ours.coordinator, ours.school, heir.email, by=ours.head)

    with pytest.raises(Refused, match="is over"):
        pass_on(role, email=ours.head.email, read="", by=ours.head, at=NOW)

    assert (held(heir), held(ours.head)) == ({"contributor", "coordinator"}, {"headteacher"})


@pytest.mark.rule("R5u")
@pytest.mark.parametrize("who", ["contributor", "stranger", "administrator"])
def test_who_neither_leaves_nor_manages_the_people_hands_nothing_over(ours, who) -> None:
    people = {
        "contributor": SchoolRoleFactory(school=ours.school, kind="contributor").user,
        "stranger": staffed_school("Theirs").coordinator,
        "administrator": iqm_person("Ada", "administrator"),
    }
    with pytest.raises(NotPermitted):
        hand_over(ours.coordinator, ours.school, ours.head.email, by=people[who])
    assert held(ours.coordinator) == {"coordinator"}


@pytest.mark.rule("R5u")
def test_contributor_who_leaves_reads_who_gives_their_role_and_hands_nothing_over(client, ours) -> None:
    role = SchoolRoleFactory(school=ours.school, kind="contributor")
    client.force_login(role.user)

    page = client.get(reverse("schools:pass_on", args=[role.pk])).content.decode()

    assert "a coordinator or a head of the school gives this role" in page
    assert "Email address of the successor" not in page
    with pytest.raises(NotPermitted):
        hand_over(role.user, ours.school, ours.head.email, by=role.user)
    assert held(role.user) == {"contributor"}


@pytest.mark.rule("R5u")
def test_page_hands_over_by_one_press(client, ours) -> None:
    heir = SchoolRoleFactory(school=ours.school, kind="contributor").user
    role = SchoolRole.objects.get(user=ours.coordinator)
    client.force_login(ours.coordinator)
    url = reverse("schools:pass_on", args=[role.pk])

    read = client.get(url).context["form"]["read"].value()
    answer = client.post(url, {"email": heir.email, "read": read})

    assert answer.status_code == 302
    assert (held(ours.coordinator), held(heir)) == (set(), {"contributor", "coordinator"})
    assert RoleInvitation.objects.count() == 0


@pytest.mark.rule("R5u")
def test_hand_over_to_the_leaver_is_refused(ours) -> None:
    with pytest.raises(Refused, match="the person who leaves"):
        hand_over(ours.coordinator, ours.school, ours.coordinator.email.upper(), by=ours.head)
    assert held(ours.coordinator) == {"coordinator"}


@pytest.mark.rule("R5u")
def test_offer_of_everything_of_somebody_who_has_nothing_left_gives_its_role_and_is_told_as_such(ours) -> None:
    nina = person("Nina", email="nina@people.example")
    role = SchoolRole.objects.get(user=ours.coordinator)
    offer = hand_over(ours.coordinator, ours.school, nina.email, by=ours.head)
    role_flows.end_role(role, by=ours.coordinator, at=NOW)

    role_flows.accept(offer, by=nina, at=NOW + days(1))

    assert held(nina) == {"coordinator"}
    assert not Message.objects.filter(kind="schools/handed_over").exists()
    assert Message.objects.filter(kind="schools/role_taken").count() == 1


# ---- what ends with it, and what stays ----


@pytest.mark.rule("R5u", "R5w")
@pytest.mark.parametrize(
    ("by", "told"), [("coordinator", "Stays: they may make it"), ("head", "Ends with their right")]
)
def test_offer_stays_where_its_maker_keeps_the_right_by_a_role_that_stays(ours, by, told) -> None:
    acts = {"kind": "delegate", "authority": "The governors"} if by == "coordinator" else {"kind": "contributor"}
    leaver = SchoolRoleFactory(school=ours.school, user=person("Lena"), kind="coordinator").user
    SchoolRoleFactory(school=ours.school, user=leaver, **acts)
    RoleInvitationFactory(school=ours.school, invited_by=leaver, email="x@people.example", kind="finance")

    said = lines(ours.school, leaver, getattr(ours, by))

    (why,) = [why for words, why in said.items() if "x@people.example" in words]
    assert why.startswith(told)


@pytest.mark.rule("R5t", "R5u")
def test_who_becomes_headteacher_acts_in_the_place_of_none_any_more(ours) -> None:
    acting = SchoolRoleFactory(
        school=ours.school, user=person("Nina"), kind="acting_head", authority="The governors", until=TODAY + days(9)
    )

    hand_over(ours.head, ours.school, acting.user.email, by=ours.head)

    assert held(acting.user) == {"headteacher"}
    with pytest.raises(Refused, match="nobody acts in their own place"):
        role_flows.invite(
            ours.school,
            email=acting.user.email,
            kind="acting_head",
            authority="The governors",
            until=TODAY,
            by=iqm_person("Sam", "staff"),
            at=NOW,
        )


@pytest.mark.rule("R5w")
def test_invited_is_told_that_the_invitation_fell(ours) -> None:
    offer = role_flows.invite(ours.school, email="x@people.example", kind="finance", by=ours.coordinator, at=NOW)

    role_flows.end_role(SchoolRole.objects.get(user=ours.coordinator), by=ours.head, at=NOW)

    offer.refresh_from_db()
    mail = Message.objects.get(kind="schools/invitation_fallen")
    assert offer.state == "withdrawn"
    assert [one.address for one in receivers_of(mail.audience, **mail.audience_of)] == ["x@people.example"]


@pytest.mark.rule("R5n", "R5m")
@pytest.mark.parametrize(("kind", "is_head"), [("headteacher", True), ("contributor", False)])
def test_mail_names_the_steps_of_who_gives_the_role(ours, kind, is_head) -> None:
    role = SchoolRoleFactory(school=ours.school, user=person("Nina"), kind=kind)

    role_flows.end_role(role, by=iqm_person("Sam", "staff"), at=NOW)

    mail = Message.objects.get(kind="schools/role_of_somebody_ended")
    text = rendering.rendered(mail, receivers_of(mail.audience, **mail.audience_of)[0])["text"]
    assert ("can name Nina" in text, "invite Nina again" in text) == (is_head, not is_head)
