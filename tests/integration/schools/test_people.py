"""People of a school: invited, taking up, leaving, handing over; rights end with the next request."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.validators import validate_email
from django.urls import reverse
from django.utils import timezone

from iqm_coe.accounts.flows import invitation as invitation_flows
from iqm_coe.accounts.models.event import Event
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.dates import last_moment, london_date
from iqm_coe.lib.errors import NotPermitted, Refused
from iqm_coe.lib.transitions import WrongState
from iqm_coe.lib.worklist import lines_for
from iqm_coe.notifications.models.outbox import Message
from schools.enums import HEADS
from schools.flows import leaver as leaver_flows
from schools.flows import role as role_flows
from schools.models.invitation import RoleInvitation
from schools.models.role import SchoolRole
from schools.models.school import School
from schools.periodic import lapse_invitations
from tests.clock import NOW, TODAY, days
from tests.factories.accounts import EmailAddressFactory, UserFactory
from tests.factories.schools import RoleInvitationFactory, SchoolFactory, SchoolRoleFactory
from tests.scene import iqm_person, person, staffed_school

pytestmark = pytest.mark.django_db

SENT = {"sent": "1"}  # a browser always sends at least its token


@pytest.fixture
def ours():
    return staffed_school("Our School")


@pytest.fixture
def nina() -> User:
    return person("Nina", email="nina@people.example")


def ask(ours, *, kind: str = "contributor", email: str = "Nina@people.example", **more) -> RoleInvitation:
    by = ours.head if kind in HEADS else ours.coordinator
    return role_flows.invite(ours.school, email=email, kind=kind, by=by, at=NOW, **more)


def held(user: User) -> set[str]:
    return set(SchoolRole.objects.held_by(user).values_list("kind", flat=True))


def reasons(user: User) -> list[str]:
    return [line.reason for line in lines_for(User.objects.get(pk=user.pk), TODAY)]


# ---- inviting ----


@pytest.mark.rule("R5a", "R45a")
def test_invite_gives_nothing_yet_and_writes_event_and_mail(ours, nina) -> None:
    invitation = ask(ours)
    event = Event.objects.get(action="invite")
    assert (invitation.email, invitation.state) == ("nina@people.example", "open")
    assert invitation.expires_at == last_moment(TODAY + days(7))
    assert (event.by, event.facts) == (ours.coordinator, {"school": ours.school.pk, "kind": "contributor"})
    assert Message.objects.get().kind == "schools/role_invitation"
    assert held(nina) == set()
    assert not School.objects.visible_to(nina).exists()


@pytest.mark.rule("R5b")
@pytest.mark.parametrize("kind", ["contributor", "finance"])
def test_invite_by_somebody_of_the_school_who_does_not_run_it_is_refused(ours, kind: str) -> None:
    other = SchoolRoleFactory(school=ours.school, kind=kind).user
    with pytest.raises(NotPermitted):
        role_flows.invite(ours.school, email="x@people.example", kind="contributor", by=other, at=NOW)
    assert RoleInvitation.objects.count() == 0


@pytest.mark.rule("R5b")
def test_invite_by_the_coordinator_of_another_school_is_refused(ours) -> None:
    with pytest.raises(NotPermitted):
        role_flows.invite(
            ours.school, email="x@people.example", kind="contributor", by=staffed_school("Theirs").coordinator, at=NOW
        )
    assert RoleInvitation.objects.count() == 0


@pytest.mark.rule("R5b")
def test_invite_by_coordinator_head_and_staff_works(ours) -> None:
    for number, by in enumerate((ours.coordinator, ours.head, iqm_person("Sam", "staff"))):
        role_flows.invite(ours.school, email=f"p{number}@people.example", kind="contributor", by=by, at=NOW)
    assert RoleInvitation.objects.count() == 3


def test_invite_twice_to_one_role_is_refused(ours) -> None:
    ask(ours)
    with pytest.raises(Refused, match="has been invited to this role and has not answered yet"):
        ask(ours, email="NINA@people.example")
    assert RoleInvitation.objects.count() == 1


def test_invite_of_somebody_who_holds_the_role_is_refused(ours) -> None:
    with pytest.raises(Refused, match="already holds this role"):
        ask(ours, kind="coordinator", email=ours.coordinator.email.upper())
    assert RoleInvitation.objects.count() == 0


@pytest.mark.rule("R5i")
@pytest.mark.parametrize("authority", ["", "   "])
def test_invite_of_a_delegate_without_authority_is_refused(ours, authority: str) -> None:
    with pytest.raises(Refused, match="Say who decided"):
        ask(ours, kind="delegate", authority=authority)
    assert RoleInvitation.objects.count() == 0


@pytest.mark.rule("R5i")
def test_delegate_takes_up_the_role_with_the_authority_on_record(ours, nina) -> None:
    role_flows.accept(ask(ours, kind="delegate", authority="Governors, 1 September 2026"), by=nina, at=NOW)
    assert SchoolRole.objects.get(user=nina).authority == "Governors, 1 September 2026"


# ---- answering ----


@pytest.mark.rule("R5a")
def test_accept_by_the_invited_address_gives_the_role_in_the_inviters_name(ours, nina) -> None:
    role = role_flows.accept(ask(ours), by=nina, at=NOW + days(1))
    assert (role.kind, role.school, role.granted_at, role.granted_by) == (
        "contributor",
        ours.school,
        NOW + days(1),
        ours.coordinator,
    )
    assert School.objects.visible_to(nina).get() == ours.school
    assert RoleInvitation.objects.get().state == "accepted"


@pytest.mark.rule("R5a")
def test_accept_by_another_address_is_refused(ours) -> None:
    invitation, tom = ask(ours), person("Tom")
    with pytest.raises(NotPermitted):
        role_flows.accept(invitation, by=tom, at=NOW)
    assert held(tom) == set()
    assert RoleInvitation.objects.get().state == "open"


@pytest.mark.rule("R5a")
def test_accept_with_an_address_not_proved_is_refused(ours) -> None:
    claims = UserFactory()
    EmailAddressFactory(user=claims, email="nina@people.example", verified=False, primary=False)
    with pytest.raises(NotPermitted):
        role_flows.accept(ask(ours), by=claims, at=NOW)
    assert held(claims) == set()


@pytest.mark.rule("R5c")
def test_accept_twice_is_refused_and_the_role_stands_once(ours, nina) -> None:
    invitation = ask(ours)
    role_flows.accept(invitation, by=nina, at=NOW)
    with pytest.raises(WrongState):
        role_flows.accept(invitation, by=nina, at=NOW)
    assert SchoolRole.objects.filter(user=nina).count() == 1


@pytest.mark.rule("R5c")
@pytest.mark.parametrize(("minutes", "works"), [(-1, True), (0, True), (1, False)])
def test_accept_before_at_and_after_the_end_of_the_seventh_day(ours, nina, minutes: int, works: bool) -> None:
    invitation, at = ask(ours), last_moment(TODAY + days(7)) + timedelta(minutes=minutes)
    if works:
        role_flows.accept(invitation, by=nina, at=at)
    else:
        with pytest.raises(Refused, match="has lapsed"):
            role_flows.accept(invitation, by=nina, at=at)
    assert (held(nina) == {"contributor"}) is works


@pytest.mark.rule("R5c")
def test_accept_after_withdrawal_is_refused(ours, nina) -> None:
    invitation = ask(ours)
    role_flows.withdraw(invitation, by=ours.head, at=NOW)
    with pytest.raises(WrongState, match="Withdrawn"):
        role_flows.accept(invitation, by=nina, at=NOW)
    assert held(nina) == set()


def test_decline_gives_nothing_and_closes_the_invitation(ours, nina) -> None:
    role_flows.decline(ask(ours), by=nina, at=NOW)
    assert RoleInvitation.objects.get().state == "declined"
    assert held(nina) == set()


def test_withdraw_by_a_contributor_is_refused(ours) -> None:
    with pytest.raises(NotPermitted):
        role_flows.withdraw(ask(ours), by=SchoolRoleFactory(school=ours.school, kind="contributor").user, at=NOW)
    assert RoleInvitation.objects.get().state == "open"


@pytest.mark.parametrize(("after", "state"), [(6, "open"), (7, "open"), (8, "lapsed")])
def test_lapse_before_at_and_after_the_end(ours, after: int, state: str) -> None:
    ask(ours)
    invitation_flows.lapse_overdue(RoleInvitation, at=NOW + days(after))
    assert RoleInvitation.objects.get().state == state


def test_lapse_task_leaves_open_ones_alone(ours) -> None:
    ask(ours)
    assert lapse_invitations() == 0
    assert RoleInvitation.objects.get().state == "open"


@pytest.mark.rule("R13g")
def test_invitation_mail_names_the_last_day_of_london_whoever_writes_it(ours) -> None:
    """Written at 01:30 in Dubai, which is the evening before in London."""
    with timezone.override(ZoneInfo("Asia/Dubai")):
        at = datetime(2026, 11, 23, 21, 30, tzinfo=UTC)
        role_flows.invite(ours.school, email="n@people.example", kind="finance", by=ours.coordinator, at=at)
    message = Message.objects.get()
    assert london_date(RoleInvitation.objects.get().expires_at).isoformat() == "2026-11-30"
    assert message.context["expires"] == "Monday 30 November 2026"


# ---- leaving ----


@pytest.mark.rule("R5d", "R44e")
def test_removal_shuts_the_person_out_on_the_next_request(client, ours) -> None:
    role = SchoolRoleFactory(school=ours.school, kind="contributor")
    url = reverse("schools:school", args=[ours.school.pk])
    client.force_login(role.user)
    assert client.get(url).status_code == 200
    role_flows.end_role(role, by=ours.coordinator, at=NOW + days(1))
    assert client.get(url).status_code == 404


@pytest.mark.rule("R44e")
def test_deactivated_person_is_shut_out_on_the_next_request(client, ours) -> None:
    client.force_login(ours.coordinator)
    User.objects.filter(pk=ours.coordinator.pk).update(is_active=False)
    assert client.get(reverse("schools:school", args=[ours.school.pk])).status_code == 302


@pytest.mark.rule("R5d")
def test_removal_twice_changes_nothing(ours) -> None:
    role = SchoolRoleFactory(school=ours.school, kind="contributor")
    role_flows.end_role(role, by=ours.coordinator, at=NOW + days(1))
    role_flows.end_role(role, by=ours.head, at=NOW + days(2))
    role.refresh_from_db()
    assert (role.ended_at, role.ended_by) == (NOW + days(1), ours.coordinator)
    assert Event.objects.filter(action="end").count() == 1


@pytest.mark.rule("R5e")
@pytest.mark.parametrize("kind", ["contributor", "finance", "coordinator", "headteacher", "delegate"])
def test_leaving_a_role_of_ones_own_always_works(ours, kind: str) -> None:
    role = SchoolRoleFactory(school=ours.school, kind=kind)
    role_flows.end_role(role, by=role.user, at=NOW + days(1))
    assert held(role.user) == set()


def test_removal_by_a_colleague_who_does_not_run_the_school_is_refused(ours) -> None:
    other = SchoolRoleFactory(school=ours.school, kind="contributor").user
    with pytest.raises(NotPermitted):
        role_flows.end_role(SchoolRole.objects.get(user=ours.coordinator), by=other, at=NOW)
    assert held(ours.coordinator) == {"coordinator"}


@pytest.mark.rule("R5f")
def test_last_coordinator_going_makes_the_head_inherit_and_tells_them(ours) -> None:
    role_flows.end_role(SchoolRole.objects.get(user=ours.coordinator), by=ours.coordinator, at=NOW + days(1))
    assert held(ours.head) == {"headteacher", "coordinator"}
    message = Message.objects.get(kind="schools/coordinator_inherited")
    assert message.audience_of == {"ids": [ours.head.pk]}
    assert Event.objects.filter(action="grant").get().by is None
    assert reasons(iqm_person("Sam", "staff")) == []


@pytest.mark.rule("R5f")
def test_one_of_two_coordinators_going_changes_nothing_for_the_head(ours) -> None:
    role = SchoolRoleFactory(school=ours.school, kind="coordinator")
    role_flows.end_role(role, by=role.user, at=NOW + days(1))
    assert held(ours.head) == {"headteacher"}


@pytest.mark.rule("R5g")
def test_last_coordinator_going_without_a_head_is_a_line_for_staff_until_one_is_there() -> None:
    school = SchoolFactory(name="Lonely School")
    role = SchoolRoleFactory(school=school, kind="coordinator")
    SchoolRoleFactory(school=school, kind="headteacher", user=role.user)
    sam, clerk = iqm_person("Sam", "staff"), iqm_person("Fiona", "finance")
    assert reasons(sam) == []

    role_flows.end_role(role, by=role.user, at=NOW + days(1))

    assert reasons(sam) == ["Lonely School has no coordinator any more"]
    assert reasons(clerk) == []
    SchoolRoleFactory(school=school, kind="coordinator")
    assert reasons(sam) == []


@pytest.mark.rule("R5g")
def test_worklist_holds_although_a_coordinator_was_deactivated() -> None:
    gone = SchoolRoleFactory(school=SchoolFactory(name="Left Behind"), kind="coordinator").user
    User.objects.filter(pk=gone.pk).update(is_active=False)
    other = SchoolRoleFactory(school=SchoolFactory(name="Lonely School"), kind="coordinator")
    role_flows.end_role(other, by=other.user, at=NOW + days(1))
    assert set(reasons(iqm_person("Sam", "staff"))) == {
        "Left Behind has no coordinator any more",
        "Lonely School has no coordinator any more",
    }


# ---- handing over ----


@pytest.mark.rule("R5h")
def test_hand_over_to_a_colleague_takes_place_at_once(ours) -> None:
    colleague = SchoolRoleFactory(school=ours.school, kind="contributor").user
    role = SchoolRole.objects.get(user=ours.coordinator)
    leaver_flows.hand_over(role, email=colleague.email, by=ours.coordinator, at=NOW + days(1))
    assert held(colleague) == {"contributor", "coordinator"}
    assert held(ours.coordinator) == set()
    assert held(ours.head) == {"headteacher"}


@pytest.mark.rule("R5h")
def test_hand_over_by_invitation_ends_the_old_role_when_it_is_taken_up(ours, nina) -> None:
    role = SchoolRole.objects.get(user=ours.coordinator)
    invitation = leaver_flows.hand_over(role, email=nina.email, by=ours.coordinator, at=NOW)
    assert held(ours.coordinator) == {"coordinator"}

    role_flows.accept(invitation, by=nina, at=NOW + days(2))

    assert (held(ours.coordinator), held(nina), held(ours.head)) == (set(), {"coordinator"}, {"headteacher"})
    assert SchoolRole.objects.get(user=ours.coordinator).ended_at == NOW + days(2)


@pytest.mark.rule("R5h")
def test_hand_over_that_is_declined_leaves_everything_as_it_was(ours, nina) -> None:
    role = SchoolRole.objects.get(user=ours.coordinator)
    role_flows.decline(leaver_flows.hand_over(role, email=nina.email, by=ours.coordinator, at=NOW), by=nina, at=NOW)
    assert (held(ours.coordinator), held(nina)) == ({"coordinator"}, set())


def test_hand_over_to_oneself_is_refused(ours) -> None:
    role = SchoolRole.objects.get(user=ours.coordinator)
    with pytest.raises(Refused, match="your own address"):
        leaver_flows.hand_over(role, email=ours.coordinator.email.upper(), by=ours.coordinator, at=NOW)
    assert held(ours.coordinator) == {"coordinator"}


def test_hand_over_of_a_role_that_has_ended_is_refused(ours) -> None:
    role = SchoolRole.objects.get(user=ours.coordinator)
    role_flows.end_role(role, by=ours.coordinator, at=NOW)
    with pytest.raises(Refused, match="no longer hold this role"):
        leaver_flows.hand_over(role, email="x@people.example", by=ours.coordinator, at=NOW)
    assert RoleInvitation.objects.count() == 0


@pytest.mark.parametrize("who", ["head", "stranger"])
def test_hand_over_of_somebody_elses_role_is_refused(ours, who: str) -> None:
    by = ours.head if who == "head" else person("Stranger")
    with pytest.raises(NotPermitted):
        leaver_flows.hand_over(SchoolRole.objects.get(user=ours.coordinator), email="x@people.example", by=by, at=NOW)
    assert held(ours.coordinator) == {"coordinator"}


# ---- pages ----


def test_worklist_of_the_invited_person_leads_to_the_invitation(ours, nina) -> None:
    invitation = ask(ours)
    line = lines_for(nina, TODAY)[0]
    assert line.reason == "Our School invites you as contributor"
    assert (line.url, line.due_on.isoformat()) == (reverse("schools:invitation", args=[invitation.key]), "2026-11-30")
    assert reasons(person("Tom")) == []


def test_invitation_page_accepts_and_leads_to_the_school(client, ours, nina) -> None:
    invitation = ask(ours)
    client.force_login(nina)
    url = reverse("schools:invitation", args=[invitation.key])
    assert "Our School invites you" in client.get(url).content.decode()
    answer = client.post(url, {"accept": "1"})
    assert answer.url == reverse("schools:school", args=[ours.school.pk])
    assert held(nina) == {"contributor"}
    assert "An invitation can be used once" in client.get(url).content.decode()


def test_invitation_page_declines(client, ours, nina) -> None:
    invitation = ask(ours)
    client.force_login(nina)
    client.post(reverse("schools:invitation", args=[invitation.key]), {"decline": "1"})
    assert RoleInvitation.objects.get().state == "declined"


@pytest.mark.rule("R44b")
def test_invitation_page_for_another_person_names_neither_school_nor_address(client, ours) -> None:
    invitation = ask(ours)
    client.force_login(person("Tom"))
    page = client.get(reverse("schools:invitation", args=[invitation.key]))
    assert page.status_code == 404
    assert "Our School" not in page.content.decode()
    assert "nina@people.example" not in page.content.decode()


def test_people_page_invites_withdraws_removes_and_hands_over(client, ours) -> None:
    client.force_login(ours.coordinator)
    client.post(reverse("schools:invite", args=[ours.school.pk]), {"email": "new@people.example", "kind": "finance"})
    assert "new@people.example" in client.get(reverse("schools:people", args=[ours.school.pk])).content.decode()

    invitation = RoleInvitation.objects.get()
    client.post(reverse("schools:withdraw_invitation", args=[invitation.pk]), SENT)
    other = SchoolRoleFactory(school=ours.school, kind="contributor")
    client.post(reverse("schools:end_role", args=[other.pk]), SENT)
    mine = SchoolRole.objects.get(user=ours.coordinator)
    client.post(reverse("schools:hand_over", args=[mine.pk]), {"email": ours.head.email})

    assert RoleInvitation.objects.get().state == "withdrawn"
    assert (held(other.user), held(ours.head)) == (set(), {"headteacher", "coordinator"})


def test_people_page_shows_invitations_only_to_whoever_runs_the_school(client, ours) -> None:
    ask(ours)
    client.force_login(SchoolRoleFactory(school=ours.school, kind="contributor").user)
    page = client.get(reverse("schools:people", args=[ours.school.pk])).content.decode()
    assert "nina@people.example" not in page


@pytest.mark.rule("R44s")
def test_who_does_not_speak_for_the_school_sees_their_own_role_and_no_colleague(client, ours) -> None:
    own = SchoolRoleFactory(school=ours.school, kind="contributor")
    for user, sees in ((own.user, False), (ours.head, True)):
        client.force_login(user)
        for name in ("school", "people"):
            page = client.get(reverse(f"schools:{name}", args=[ours.school.pk])).content.decode()
            assert (ours.coordinator.email in page, ours.coordinator.name in page) == (sees, sees)
            assert own.user.name in page


def test_add_page_makes_a_school_without_a_number(client) -> None:
    client.force_login(iqm_person("Sam", "staff"))
    form = {"name": "Gulf School", "town": "Dubai", "country": "United Arab Emirates", "phase": "", "pupils": ""}
    client.post(reverse("schools:add"), form)
    school = School.objects.get()
    assert (school.name, school.country, school.identifiers.count()) == ("Gulf School", "United Arab Emirates", 0)


def test_add_page_is_refused_to_people_of_schools(client, ours) -> None:
    client.force_login(ours.coordinator)
    assert client.post(reverse("schools:add"), {"name": "X"}).status_code == 403
    assert School.objects.count() == 1


# ---- addresses that no column holds ----

LABEL = "x" * 60
LONG_ADDRESS = f"{'n' * 64}@{LABEL}.{LABEL}.{LABEL}.people.ex"  # well formed, 257 characters
TOLD = "Say it in up to 254 characters; this is 257."


def test_address_that_is_too_long_is_well_formed():
    validate_email(LONG_ADDRESS)
    assert len(LONG_ADDRESS) == 257


def test_invitation_to_an_address_that_is_too_long_says_so(client, ours) -> None:
    client.force_login(ours.coordinator)

    page = client.post(
        reverse("schools:invite", args=[ours.school.pk]),
        {"email": LONG_ADDRESS, "kind": "contributor", "authority": ""},
    )

    assert TOLD in page.content.decode()
    assert RoleInvitation.objects.count() == 0


def test_hand_over_to_an_address_that_is_too_long_says_so(client, ours) -> None:
    client.force_login(ours.coordinator)
    role = SchoolRole.objects.get(user=ours.coordinator)

    page = client.post(reverse("schools:hand_over", args=[role.pk]), {"email": LONG_ADDRESS})

    assert TOLD in page.content.decode()
    assert held(ours.coordinator) == {"coordinator"}


# ---- what the school calls a role ----


@pytest.mark.rule("R5l")
def test_school_says_what_it_calls_a_role(ours, client) -> None:
    role = ours.school.roles.get(kind="headteacher")
    client.force_login(ours.coordinator)

    went = client.post(reverse("schools:give_title", args=[role.pk]), {"title": " Principal "})

    role.refresh_from_db()
    assert (went.url, role.title, role.said) == (
        reverse("schools:people", args=[ours.school.pk]),
        "Principal",
        "Principal",
    )
    assert "Principal" in client.get(went.url).content.decode()
    assert Event.objects.get(action="give_title").note.text == "Principal"
    role_flows.give_title(role, title="Principal", by=ours.head, at=NOW)
    assert Event.objects.filter(action="give_title").count() == 1
    assert role_flows.give_title(role, title="", by=ours.head, at=NOW).said == "Headteacher"


@pytest.mark.rule("R5l")
def test_title_is_not_given_by_others_nor_to_a_role_that_ended(ours, nina) -> None:
    role = ours.school.roles.get(kind="coordinator")
    with pytest.raises(NotPermitted):
        role_flows.give_title(role, title="SENCo", by=nina, at=NOW)
    SchoolRole.objects.filter(pk=role.pk).update(ended_at=NOW, ended_by=ours.head)

    with pytest.raises(Refused, match="has ended"):
        role_flows.give_title(role, title="SENCo", by=ours.head, at=NOW)


def test_withdrawing_is_asked_first_and_says_what_it_means(client, ours) -> None:
    invitation = ask(ours)
    address = reverse("schools:withdraw_invitation", args=[invitation.pk])
    client.force_login(ours.coordinator)
    people = client.get(reverse("schools:people", args=[ours.school.pk])).content.decode()
    page = " ".join(client.get(address).content.decode().split())

    assert f'href="{address}"' in people
    assert f'action="{address}"' not in people
    assert "Withdraw the invitation to nina@people.example?" in page
    assert "the link in the mail opens nothing any more" in page
    assert RoleInvitation.objects.get().state == "open"

    client.post(address, SENT)
    again = client.get(address).content.decode()

    assert RoleInvitation.objects.get().state == "withdrawn"
    assert "there is nothing to withdraw" in again
    assert 'type="submit" class="btn btn-primary"' not in again


@pytest.mark.parametrize(("number", "words"), [(0, None), (1, "1 invitation waits"), (2, "2 invitations wait")])
def test_school_page_counts_the_invitations_that_are_open(client, ours, number, words) -> None:
    for one in range(number):
        RoleInvitationFactory(school=ours.school, email=f"new{one}@people.example")
    RoleInvitationFactory(school=ours.school, email="gone@people.example", state="withdrawn", answered_at=NOW)
    RoleInvitationFactory(email="elsewhere@people.example")
    contributor = SchoolRoleFactory(school=ours.school, kind="contributor").user

    def shown(user: User) -> str:
        client.force_login(user)
        return " ".join(client.get(reverse("schools:school", args=[ours.school.pk])).content.decode().split())

    assert (f"{words} for an answer" in shown(ours.coordinator)) if words else ("for an answer" not in shown(ours.head))
    assert "for an answer" not in shown(contributor)


def test_line_of_a_school_without_coordinator_says_that_one_is_invited(client) -> None:
    sam, lonely = iqm_person("Sam", "staff"), SchoolFactory(name="Lonely School")
    SchoolRoleFactory(school=lonely, kind="coordinator", ended_at=NOW, ended_by=sam)

    def line() -> tuple[str, str]:
        (one,) = [one for one in lines_for(User.objects.get(pk=sam.pk), TODAY) if "no coordinator" in one.reason]
        return one.reason, one.url

    assert line() == ("Lonely School has no coordinator any more", reverse("schools:invite", args=[lonely.pk]))
    RoleInvitationFactory(school=lonely, kind="finance")
    assert line()[0] == "Lonely School has no coordinator any more"

    RoleInvitationFactory(school=lonely, kind="coordinator")

    assert line() == (
        "Lonely School has no coordinator any more; one is invited and has not answered yet",
        reverse("schools:people", args=[lonely.pk]),
    )


def test_people_page_shows_a_telephone_to_who_sees_the_people(client, ours) -> None:
    User.objects.filter(pk=ours.head.pk).update(phone="0115 496 0001")
    contributor = SchoolRoleFactory(school=ours.school, kind="contributor").user
    pages = {}
    for user in (ours.coordinator, contributor):
        client.force_login(user)
        pages[user] = client.get(reverse("schools:people", args=[ours.school.pk])).content.decode()

    assert 'href="tel:01154960001"' in pages[ours.coordinator]
    assert "0115 496 0001" not in pages[contributor]
