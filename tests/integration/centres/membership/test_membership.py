"""How a Centre forms: started, schools invited, each answering for itself, one Centre at a time."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from centres.application.enums import WRITTEN
from centres.application.flows import application as applying
from centres.application.models.application import Application
from centres.membership import conf, signals
from centres.membership.flows import centre as centre_flows
from centres.membership.flows import invitation as invitation_flows
from centres.membership.flows import membership as membership_flows
from centres.membership.models.centre import Centre
from centres.membership.models.invitation import CentreInvitation
from centres.membership.models.membership import Membership
from centres.membership.periodic import lapse_invitations
from iqm_coe.accounts.flows import setting
from iqm_coe.accounts.models.event import Event
from iqm_coe.lib.dates import last_moment
from iqm_coe.lib.errors import NotPermitted, Refused
from iqm_coe.lib.transitions import WrongState
from iqm_coe.notifications.models.outbox import Message
from schools.models.school import School
from tests.clock import NOW, TODAY, days
from tests.factories.centres import CentreFactory, MembershipFactory
from tests.factories.schools import SchoolRoleFactory
from tests.scene import iqm_person, staffed_school

pytestmark = pytest.mark.django_db


@pytest.fixture
def other():
    return staffed_school("Third School")


def states(centre: Centre) -> dict[str, str]:
    return dict(Membership.objects.filter(centre=centre).values_list("school__name", "state"))


# ---- starting ----


@pytest.mark.rule("R45a")
def test_start_makes_a_forming_centre_its_place_and_an_empty_draft(other) -> None:
    centre = applying.start(other.school, name="Trent Valley", by=other.coordinator, at=NOW)
    application = Application.objects.get()
    assert (centre.state, centre.lead_school, centre.started_by, centre.approved_on) == (
        "forming",
        other.school,
        other.coordinator,
        None,
    )
    assert states(centre) == {"Third School": "joining"}
    assert application.state == "draft"
    assert set(application.answers.values_list("criterion", "text")) == {
        (criterion, "") for criterion in ("C1", "C2", "C3", "C4", "C5", "C8")
    }
    assert set(Event.objects.values_list("subject_type", "action")) == {
        ("membership.centre", "start"),
        ("membership.membership", "join"),
        ("application.application", "start"),
    }
    assert Message.objects.get().kind == "application/agreement_asked"


@pytest.mark.parametrize("kind", ["coordinator", "headteacher", "delegate"])
def test_start_by_whoever_speaks_for_the_school_works(kind: str) -> None:
    role = SchoolRoleFactory(kind=kind)
    assert applying.start(role.school, name="New", by=role.user, at=NOW).state == "forming"


@pytest.mark.parametrize("kind", ["contributor", "finance"])
def test_start_by_anybody_else_of_the_school_is_refused(kind: str) -> None:
    role = SchoolRoleFactory(kind=kind)
    with pytest.raises(NotPermitted):
        applying.start(role.school, name="New", by=role.user, at=NOW)
    assert Centre.objects.count() == 0


def test_start_by_staff_or_another_school_is_refused(other) -> None:
    for by in (iqm_person("Sam", "staff"), staffed_school("Elsewhere").coordinator):
        with pytest.raises(NotPermitted):
            applying.start(other.school, name="New", by=by, at=NOW)
    assert Centre.objects.count() == 0


@pytest.mark.rule("R7a")
def test_start_by_a_school_that_stands_in_a_centre_is_refused_and_leaves_nothing(forming) -> None:
    with pytest.raises(membership_flows.AlreadyInACentre, match="Lead School already stands in a Centre"):
        applying.start(forming.lead.school, name="Second", by=forming.lead.coordinator, at=NOW)
    assert Centre.objects.get() == forming.centre


# ---- inviting ----


def test_invite_opens_a_question_for_thirty_days(forming, other) -> None:
    invitation = forming.invite(other)
    assert (invitation.state, invitation.invited_by) == ("open", forming.lead.coordinator)
    assert invitation.expires_at == last_moment(TODAY + days(30))
    assert Message.objects.filter(kind="membership/invitation").latest("pk").audience_of == {
        "invitation": invitation.pk
    }


@pytest.mark.rule("R47a")
def test_invite_stamps_the_days_of_the_setting_and_later_changes_move_nothing(forming, other) -> None:
    first = forming.invite(other)
    setting.change(conf.invitation_days, 10, by=iqm_person("Ada", "administrator"), at=NOW)
    second = forming.invite(staffed_school("Fourth School"))
    first.refresh_from_db()
    assert (first.expires_at, second.expires_at) == (last_moment(TODAY + days(30)), last_moment(TODAY + days(10)))


@pytest.mark.parametrize("who", ["head", "member", "staff", "stranger"])
def test_invite_by_anybody_but_the_lead_schools_coordinator_is_refused(forming, other, who: str) -> None:
    by = {
        "head": forming.lead.head,
        "member": forming.members[0].coordinator,
        "staff": forming.staff,
        "stranger": other.coordinator,
    }[who]
    with pytest.raises(NotPermitted):
        invitation_flows.invite(forming.centre, other.school, by=by, at=NOW)
    assert not CentreInvitation.objects.filter(school=other.school).exists()


@pytest.mark.rule("R8e")
def test_invite_twice_is_refused(forming, other) -> None:
    forming.invite(other)
    with pytest.raises(Refused, match="Third School has been invited already and has not answered yet"):
        forming.invite(other)
    assert CentreInvitation.objects.filter(school=other.school).count() == 1


def test_invite_again_after_a_no_is_a_new_question(forming, other) -> None:
    invitation_flows.decline(forming.invite(other), by=other.coordinator, at=NOW)
    assert forming.invite(other).state == "open"


def test_invite_of_a_member_is_refused(forming) -> None:
    with pytest.raises(Refused, match="Second School is in this Centre already"):
        forming.invite(forming.members[0])
    assert CentreInvitation.objects.filter(state="open").count() == 0


@pytest.mark.rule("R7a")
def test_invite_of_a_school_of_another_centre_is_refused(forming, other) -> None:
    applying.start(other.school, name="Other", by=other.coordinator, at=NOW)
    with pytest.raises(membership_flows.AlreadyInACentre, match="Third School already stands in a Centre"):
        forming.invite(other)
    assert CentreInvitation.objects.filter(state="open").count() == 0


@pytest.mark.parametrize(
    ("status", "works"), [("open", True), ("closing", True), ("proposed", True), ("closed", False)]
)
def test_invite_looks_at_the_schools_status(forming, other, status: str, works: bool) -> None:
    School.objects.filter(pk=other.school.pk).update(status=status)
    other.school.refresh_from_db()
    if works:
        assert forming.invite(other).state == "open"
    else:
        with pytest.raises(Refused, match="Third School is closed"):
            forming.invite(other)


@pytest.mark.rule("R9a")
def test_invite_after_sending_is_refused(submitted, other) -> None:
    with pytest.raises(Refused, match="The application has been sent"):
        submitted.invite(other)
    assert not CentreInvitation.objects.filter(school=other.school).exists()


# ---- answering ----


@pytest.mark.rule("R8a")
@pytest.mark.parametrize("kind", ["coordinator", "headteacher", "delegate"])
def test_accept_by_whoever_speaks_for_the_school_gives_it_its_place(forming, kind: str) -> None:
    invited = staffed_school("Third School")
    by = SchoolRoleFactory(school=invited.school, kind=kind).user
    invitation_flows.accept(forming.invite(invited), by=by, at=NOW + days(1))
    invitation = CentreInvitation.objects.get(school=invited.school)
    assert states(forming.centre)["Third School"] == "joining"
    assert (invitation.state, invitation.answered_by, invitation.answered_at) == ("accepted", by, NOW + days(1))
    assert Message.objects.filter(kind="membership/invitation_answered").latest("pk").context["answer"] == "said yes"


@pytest.mark.rule("R8a")
@pytest.mark.parametrize("who", ["lead", "contributor", "finance", "staff", "stranger"])
def test_answer_by_anybody_else_is_refused(forming, other, who: str) -> None:
    by = {
        "lead": forming.lead.coordinator,
        "contributor": SchoolRoleFactory(school=other.school, kind="contributor").user,
        "finance": SchoolRoleFactory(school=other.school, kind="finance").user,
        "staff": forming.staff,
        "stranger": staffed_school("Elsewhere").coordinator,
    }[who]
    invitation = forming.invite(other)
    for answer in (invitation_flows.accept, invitation_flows.decline):
        with pytest.raises(NotPermitted):
            answer(invitation, by=by, at=NOW)
    assert "Third School" not in states(forming.centre)
    assert CentreInvitation.objects.get(school=other.school).state == "open"


@pytest.mark.rule("R8b")
@pytest.mark.parametrize(("seconds", "works"), [(-1, True), (0, True), (1, False)])
def test_accept_before_at_and_after_the_end_of_the_thirtieth_day(forming, other, seconds: int, works: bool) -> None:
    invitation, at = forming.invite(other), last_moment(TODAY + days(30)) + timedelta(seconds=seconds)
    if works:
        invitation_flows.accept(invitation, by=other.coordinator, at=at)
    else:
        with pytest.raises(Refused, match="has lapsed"):
            invitation_flows.accept(invitation, by=other.coordinator, at=at)
    assert ("Third School" in states(forming.centre)) is works


@pytest.mark.rule("R8b")
@pytest.mark.parametrize(("after", "state"), [(29, "open"), (30, "open"), (31, "lapsed")])
def test_lapse_before_at_and_after_thirty_days(forming, other, after: int, state: str) -> None:
    forming.invite(other)
    count = invitation_flows.lapse_overdue(at=NOW + days(after))
    assert CentreInvitation.objects.get(school=other.school).state == state
    assert count == (state == "lapsed")


@pytest.mark.rule("R8b")
def test_lapse_tells_the_lead_school_once(forming, other) -> None:
    forming.invite(other)
    Message.objects.all().delete()
    invitation_flows.lapse_overdue(at=NOW + days(31))
    invitation_flows.lapse_overdue(at=NOW + days(32))
    message = Message.objects.get()
    assert (message.kind, message.context["answer"]) == ("membership/invitation_answered", "lapsed")
    assert message.audience_of == {"schools": [forming.lead.school.pk], "kinds": ["coordinator"]}
    assert Event.objects.get(action="lapse").by is None


def test_lapse_task_leaves_open_ones_alone(forming, other) -> None:
    forming.invite(other)
    assert lapse_invitations() == 0
    assert CentreInvitation.objects.get(school=other.school).state == "open"


def test_accept_twice_is_refused(forming, other) -> None:
    invitation = forming.invite(other)
    invitation_flows.accept(invitation, by=other.coordinator, at=NOW)
    with pytest.raises(WrongState, match="is now “Said yes”"):
        invitation_flows.accept(invitation, by=other.head, at=NOW)
    assert Membership.objects.filter(school=other.school).count() == 1


@pytest.mark.rule("R8c")
def test_withdrawn_invitation_cannot_be_accepted(forming, other) -> None:
    invitation = forming.invite(other)
    invitation_flows.withdraw(invitation, by=forming.lead.coordinator, at=NOW)
    with pytest.raises(WrongState, match="is now “Withdrawn”"):
        invitation_flows.accept(invitation, by=other.coordinator, at=NOW)
    assert "Third School" not in states(forming.centre)


@pytest.mark.rule("R8c")
@pytest.mark.parametrize("who", ["head", "member", "invited", "staff"])
def test_withdraw_by_anybody_but_the_lead_schools_coordinator_is_refused(forming, other, who: str) -> None:
    by = {
        "head": forming.lead.head,
        "member": forming.members[0].coordinator,
        "invited": other.coordinator,
        "staff": forming.staff,
    }[who]
    with pytest.raises(NotPermitted):
        invitation_flows.withdraw(forming.invite(other), by=by, at=NOW)
    assert CentreInvitation.objects.get(school=other.school).state == "open"


def test_decline_keeps_the_word_why(forming, other) -> None:
    invitation_flows.decline(forming.invite(other), by=other.head, at=NOW, reason="Too far.")
    assert CentreInvitation.objects.get(school=other.school).state == "declined"
    assert Event.objects.get(action="decline").reason == "Too far."


@pytest.mark.rule("R7a", "R7b")
def test_school_asked_by_two_centres_ends_up_in_the_one_it_said_yes_to(forming, other) -> None:
    rival = staffed_school("Rival School")
    centre = applying.start(rival.school, name="Rival", by=rival.coordinator, at=NOW)
    ours = forming.invite(other)
    theirs = invitation_flows.invite(centre, other.school, by=rival.coordinator, at=NOW)

    invitation_flows.accept(theirs, by=other.coordinator, at=NOW)
    with pytest.raises(membership_flows.AlreadyInACentre, match="Third School already stands in a Centre"):
        invitation_flows.accept(ours, by=other.head, at=NOW)

    ours.refresh_from_db()
    assert Membership.objects.get(school=other.school).centre == centre
    assert ours.state == "open"


@pytest.mark.rule("R7a")
@pytest.mark.parametrize("state", ["joining", "awaiting", "live"])
def test_database_itself_refuses_a_second_place(state: str) -> None:
    live_from = NOW.date() if state == "live" else None
    place = MembershipFactory(state=state, live_from=live_from)
    elsewhere = CentreFactory()
    with pytest.raises(IntegrityError, match="school_stands_in_one_centre_at_a_time"), transaction.atomic():
        MembershipFactory(school=place.school, centre=elsewhere)
    assert Membership.objects.filter(school=place.school).count() == 1


@pytest.mark.rule("R7a")
def test_database_takes_a_second_place_once_the_first_has_ended() -> None:
    place = MembershipFactory(state="ended", ended_at=NOW)
    MembershipFactory(school=place.school)
    assert Membership.objects.filter(school=place.school).count() == 2


# ---- leaving ----


def test_leave_frees_the_school_tells_the_lead_and_is_announced(forming) -> None:
    heard = []
    signals.membership_ended.connect(receiver := lambda membership, **kwargs: heard.append(membership.school.name))
    second = forming.members[0]
    place = forming.centre.memberships.get(school=second.school)

    membership_flows.leave(place, by=second.head, at=NOW + days(1), reason="Too much.")

    signals.membership_ended.disconnect(receiver)
    place.refresh_from_db()
    assert (place.state, place.ended_at) == ("ended", NOW + days(1))
    assert heard == ["Second School"]
    assert Message.objects.latest("pk").kind == "membership/school_left"
    assert applying.start(second.school, name="Own", by=second.coordinator, at=NOW + days(1)).pk


def test_leave_by_the_lead_school_is_refused(forming) -> None:
    place = forming.centre.memberships.get(school=forming.lead.school)
    with pytest.raises(NotPermitted):
        membership_flows.leave(place, by=forming.lead.coordinator, at=NOW)
    assert states(forming.centre)["Lead School"] == "joining"


def test_leave_in_the_name_of_another_school_is_refused(forming) -> None:
    place = forming.centre.memberships.get(school=forming.members[0].school)
    with pytest.raises(NotPermitted):
        membership_flows.leave(place, by=forming.lead.coordinator, at=NOW)
    assert states(forming.centre)["Second School"] == "joining"


@pytest.mark.rule("R9a")
def test_leave_by_a_full_member_is_refused(active) -> None:
    second = active.members[0]
    place = active.centre.memberships.get(school=second.school)
    with pytest.raises(WrongState, match="is now “Member”"):
        membership_flows.leave(place, by=second.coordinator, at=NOW)
    assert states(active.centre)["Second School"] == "live"


# ---- the lead ----


@pytest.mark.rule("R9f")
def test_transfer_gives_the_lead_and_its_rights_to_another_school(forming, other) -> None:
    second = forming.members[0]
    centre_flows.transfer_lead(forming.centre, second.school, by=forming.staff, at=NOW, reason="The lead is leaving.")
    event = Event.objects.get(action="transfer_lead")
    assert Centre.objects.get().lead_school == second.school
    assert event.reason == "The lead is leaving."
    assert event.facts == {"from_school": forming.lead.school.pk, "to_school": second.school.pk}
    assert invitation_flows.invite(forming.centre, other.school, by=second.coordinator, at=NOW).state == "open"
    with pytest.raises(NotPermitted):
        invitation_flows.invite(forming.centre, staffed_school("X").school, by=forming.lead.coordinator, at=NOW)


@pytest.mark.rule("R9f")
def test_transfer_by_anybody_but_staff_is_refused(forming) -> None:
    for by in (forming.lead.coordinator, forming.members[0].head, iqm_person("Ada", "administrator")):
        with pytest.raises(NotPermitted):
            centre_flows.transfer_lead(forming.centre, forming.members[0].school, by=by, at=NOW, reason="x")
    assert Centre.objects.get().lead_school == forming.lead.school


def test_transfer_to_a_school_outside_is_refused(forming, other) -> None:
    with pytest.raises(Refused, match="Third School is not in this Centre"):
        centre_flows.transfer_lead(forming.centre, other.school, by=forming.staff, at=NOW, reason="x")
    assert Centre.objects.get().lead_school == forming.lead.school


def test_written_criteria_are_the_six_of_the_programme() -> None:
    assert [criterion.value for criterion in WRITTEN] == ["C1", "C2", "C3", "C4", "C5", "C8"]
