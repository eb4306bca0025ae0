"""What IQM decides: approval with everything that follows, declining, who may, and who may when nobody is left."""

import time
from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from centres.application.conditions.application import fingerprint_of
from centres.application.enums import Criterion
from centres.application.flows import application as application_flows
from centres.application.flows import application as applying
from centres.application.flows import criterion as criterion_flows
from centres.application.flows import eligibility
from centres.application.models.agreement import Agreement
from centres.application.models.application import Application
from centres.application.models.criterion import EvidenceLink
from centres.application.models.eligibility import EligibilityFinding
from centres.application.selectors.application import possible_deciders
from centres.membership import rules
from centres.membership import signals as membership_signals
from centres.membership.conditions import interest
from centres.membership.flows import membership as membership_flows
from centres.membership.models.access import CentreAccess
from centres.membership.models.centre import Centre
from centres.membership.models.membership import Membership
from centres.membership.querysets.centre import CentreQuerySet
from centres.year import signals
from centres.year.flows import adviser as advisers
from centres.year.flows import year as year_flows
from centres.year.models.year import CentreYear
from iqm_coe.accounts.models.event import Event
from iqm_coe.accounts.models.role import IqmRole
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.errors import NotPermitted, Refused
from iqm_coe.lib.event_words import in_words
from iqm_coe.lib.transitions import WrongState
from iqm_coe.lib.versioned import rewritten
from iqm_coe.notifications.flows import reader
from iqm_coe.notifications.models.outbox import Delivery, Message
from iqm_coe.operations.invariants import broken
from schools.flows import award
from schools.models.award import Award
from schools.models.school import School
from tests import many, scene
from tests.clock import NOW, days
from tests.factories.accounts import IqmRoleFactory, UserFactory
from tests.factories.schools import SchoolRoleFactory
from tests.scene import iqm_person, staffed_school

pytestmark = pytest.mark.django_db


def _shown(there: scene.Scene, at: datetime) -> str:
    return fingerprint_of(there.application, london_date(at))


def approve(there: scene.Scene, *, by: User | None = None, adviser: User | None = None, at=NOW, **more) -> Application:
    adviser, by, read = adviser or there.adviser, by or there.staff, more.pop("read", _shown(there, at))
    return application_flows.approve(there.application, adviser=adviser, read=read, by=by, at=at, **more)


def places(there: scene.Scene) -> dict[str, str]:
    return dict(Membership.objects.filter(centre=there.centre).values_list("school__name", "state"))


def in_every_school(there: scene.Scene, user: User) -> None:
    SchoolRoleFactory(school=there.members[0].school, user=user, kind="contributor")


# ---- approval ----


@pytest.mark.rule("R11a", "R45a")
def test_approve_makes_the_centre_active_and_its_schools_members(submitted) -> None:
    approve(submitted, at=NOW + days(1), note="Clear in all eight.")
    centre, application = Centre.objects.get(), submitted.application
    event = Event.objects.get(subject_type="application.application", action="approve")
    assert (centre.state, centre.approved_on) == ("active", date(2026, 11, 24))
    assert (application.state, application.decided_by, application.decided_at) == (
        "approved",
        submitted.staff,
        NOW + days(1),
    )
    assert places(submitted) == {"Lead School": "live", "Second School": "live"}
    assert set(Membership.objects.values_list("live_from", flat=True)) == {date(2026, 11, 24)}
    assert (event.by, event.from_state, event.to_state, event.reason) == (
        submitted.staff,
        "submitted",
        "approved",
        "Clear in all eight.",
    )
    assert broken() == []


@pytest.mark.rule("R11b", "R13a", "R13g")
@pytest.mark.parametrize(
    ("at", "opens", "closes"),
    [
        (datetime(2026, 11, 23, 10, 0, tzinfo=UTC), date(2026, 11, 23), date(2027, 11, 22)),
        (datetime(2027, 6, 30, 22, 59, tzinfo=UTC), date(2027, 6, 30), date(2028, 6, 29)),
        (datetime(2027, 6, 30, 23, 0, tzinfo=UTC), date(2027, 7, 1), date(2028, 6, 30)),
        (datetime(2027, 3, 28, 0, 30, tzinfo=UTC), date(2027, 3, 28), date(2028, 3, 27)),
        (datetime(2027, 10, 31, 0, 30, tzinfo=UTC), date(2027, 10, 31), date(2028, 10, 30)),
        (datetime(2028, 2, 28, 12, 0, tzinfo=UTC), date(2028, 2, 28), date(2029, 2, 27)),
    ],
)
def test_approve_opens_year_one_for_twelve_months_from_the_day_in_london(submitted, at, opens, closes) -> None:
    approve(submitted, at=at)
    year = CentreYear.objects.get()
    assert (year.centre, year.number, year.opens_on, year.closes_on) == (submitted.centre, 1, opens, closes)


@pytest.mark.rule("R11b", "R13a")
def test_approve_on_29_february_opens_a_whole_year(submitted) -> None:
    """Twelve months from 29 February 2028 hold every day until 28 February 2029, as R1's 28 February has it."""
    approve(submitted, at=datetime(2028, 2, 29, 12, 0, tzinfo=UTC))
    year = CentreYear.objects.get()
    assert year.opens_on == date(2028, 2, 29)
    assert year.closes_on in {date(2029, 2, 27), date(2029, 2, 28)}
    assert (year.closes_on - year.opens_on).days >= 364


@pytest.mark.rule("R11f")
def test_approve_appoints_the_adviser_who_sees_the_centre_from_then_on(submitted) -> None:
    assert not Centre.objects.visible_to(submitted.adviser).exists()
    approve(submitted)
    access = CentreAccess.objects.get()
    assert (access.user, access.centre, access.kind) == (submitted.adviser, submitted.centre, "adviser")
    assert (access.from_at, access.until_at, access.source, access.given_by) == (
        NOW,
        None,
        "appointed",
        submitted.staff,
    )
    assert Centre.objects.visible_to(submitted.adviser).get() == submitted.centre
    assert not Application.objects.visible_to(submitted.adviser).exists()


@pytest.mark.rule("R11g")
def test_approve_queues_the_letter_with_the_advisers_contact_details(submitted) -> None:
    submitted.adviser.phone = "020 7946 0100"
    submitted.adviser.save()
    Message.objects.all().delete()
    approve(submitted)

    while reader.address_one(NOW):
        pass

    letters = Delivery.objects.filter(message__kind="application/approved")
    people = {one.coordinator.email for one in submitted.everybody} | {one.head.email for one in submitted.everybody}
    assert set(letters.values_list("address", flat=True)) == people
    for letter in letters:
        assert "Trent Valley" in letter.subject
        for part in (letter.text, letter.html):
            assert "Alan" in part
            assert submitted.adviser.email in part
            assert "020 7946 0100" in part
            assert "Monday 23 November 2026" in part
            assert "Monday 22 November 2027" in part


@pytest.mark.rule("R11a", "R11b")
def test_approve_announces_the_year_and_each_member(submitted) -> None:
    heard = []

    def hear_year(year, **kwargs) -> None:
        heard.append(("year", year.number))

    def hear_members(memberships, **kwargs) -> None:
        heard.extend(("member", membership.school.name) for membership in memberships)

    signals.year_opened.connect(hear_year)
    membership_signals.memberships_began.connect(hear_members)
    try:
        approve(submitted)
    finally:
        signals.year_opened.disconnect(hear_year)
        membership_signals.memberships_began.disconnect(hear_members)
    assert sorted(heard) == [("member", "Lead School"), ("member", "Second School"), ("year", 1)]


@pytest.mark.rule("R11h")
def test_approve_that_fails_at_its_very_end_has_done_nothing(submitted) -> None:
    def fail(**kwargs) -> None:
        raise RuntimeError("The listener broke.")

    messages, events = Message.objects.count(), Event.objects.count()
    signals.year_opened.connect(fail)
    try:
        with pytest.raises(RuntimeError):
            approve(submitted)
    finally:
        signals.year_opened.disconnect(fail)
    assert submitted.application.state == "submitted"
    assert Centre.objects.get().state == "forming"
    assert places(submitted) == {"Lead School": "joining", "Second School": "joining"}
    assert (CentreYear.objects.count(), CentreAccess.objects.count()) == (0, 0)
    assert (Message.objects.count(), Event.objects.count()) == (messages, events)


@pytest.mark.rule("R10b")
def test_approve_keeps_what_it_found_apart_from_what_sending_found(submitted) -> None:
    approve(submitted, at=NOW + days(1))
    found = EligibilityFinding.objects.filter(moment="approval").order_by("school__name")
    assert list(found.values_list("school__name", "is_eligible", "checked_at")) == [
        ("Lead School", True, NOW + days(1)),
        ("Second School", True, NOW + days(1)),
    ]
    assert EligibilityFinding.objects.filter(moment="submission").count() == 2


@pytest.mark.rule("R10b", "R10c", "R1b")
@pytest.mark.parametrize(
    ("until", "approved"), [(date(2026, 11, 23), False), (date(2026, 11, 24), True), (date(2026, 11, 25), True)]
)
def test_approve_looks_at_the_awards_of_its_own_day(submitted, until: date, approved: bool) -> None:
    """Sent on 23 November, decided on 24 November; the second school's award ends the day before, on it, after it."""
    Award.objects.filter(school__name="Second School").update(valid_until=until)
    if approved:
        approve(submitted, at=NOW + days(1))
    else:
        with pytest.raises(eligibility.TooFewSchools, match="Second School: its award has ended"):
            approve(submitted, at=NOW + days(1))
    assert submitted.application.state == ("approved" if approved else "submitted")


@pytest.mark.rule("R10c")
def test_approve_after_a_school_left_with_one_remaining_is_refused(submitted) -> None:
    membership_flows.leave(
        Membership.objects.get(school__name="Second School"), by=submitted.members[0].coordinator, at=NOW
    )
    with pytest.raises(eligibility.TooFewSchools):
        approve(submitted)
    assert Centre.objects.get().state == "forming"


@pytest.mark.rule("R10d")
def test_approve_lets_a_school_without_an_award_wait(forming) -> None:
    forming.join(staffed_school("Third School", has_award=False))
    forming.complete().send().approve()
    letter = Message.objects.get(kind="application/approved")
    held = Event.objects.get(action="hold")
    assert places(forming) == {"Lead School": "live", "Second School": "live", "Third School": "awaiting"}
    assert letter.context["waiting"] == ["Third School"]
    assert held.facts == {"reasons": ["no_award"]}


@pytest.mark.rule("R9a", "R10f")
@pytest.mark.parametrize("action", ["approve", "decline"])
def test_second_decision_is_refused_and_nothing_changes(active, action: str) -> None:
    ruth = iqm_person("Ruth", "staff")
    decide = {
        "approve": lambda: approve(active, by=ruth),
        "decline": lambda: application_flows.decline(
            active.application, read=active.read, by=ruth, at=NOW, reason="No."
        ),
    }[action]
    with pytest.raises(WrongState, match="is now “Approved”"):
        decide()
    assert active.application.decided_by == active.staff
    assert CentreYear.objects.count() == 1


@pytest.mark.rule("R9a")
@pytest.mark.parametrize("state", ["draft", "changes_requested"])
def test_approve_of_what_is_not_with_iqm_is_refused(ready, state: str) -> None:
    if state == "changes_requested":
        ready.send()
        change = application_flows.Change(Criterion.C3, "More.", date(2026, 12, 7))
        application_flows.request_changes(ready.application, [change], read=ready.read, by=ready.staff, at=NOW)
    with pytest.raises(WrongState):
        approve(ready)
    assert ready.application.state == state


# ---- who decides ----


@pytest.mark.rule("R10g")
@pytest.mark.parametrize("kind", ["coordinator", "headteacher", "delegate", "contributor", "finance"])
def test_staff_with_any_role_in_a_member_school_decide_nothing(submitted, kind: str) -> None:
    SchoolRoleFactory(school=submitted.members[0].school, user=submitted.staff, kind=kind)
    iqm_person("Ruth", "staff")
    for decide in (
        lambda: approve(submitted),
        lambda: application_flows.decline(
            submitted.application, read=submitted.read, by=submitted.staff, at=NOW, reason="No."
        ),
        lambda: application_flows.request_changes(
            submitted.application,
            [application_flows.Change(Criterion.C1, "x", date(2026, 12, 7))],
            read=submitted.read,
            by=submitted.staff,
            at=NOW,
        ),
    ):
        with pytest.raises(NotPermitted):
            decide()
    assert submitted.application.state == "submitted"


@pytest.mark.rule("R10g")
def test_staff_whose_role_in_a_member_school_ended_before_the_centre_began_decide(submitted) -> None:
    SchoolRoleFactory(
        school=submitted.members[0].school,
        user=submitted.staff,
        granted_at=NOW - days(30),
        ended_at=NOW - days(1),
        ended_by=submitted.staff,
    )
    approve(submitted)
    assert submitted.application.state == "approved"


@pytest.mark.rule("R10g")
def test_staff_who_left_a_member_school_since_the_centre_began_do_not_decide(submitted) -> None:
    SchoolRoleFactory(
        school=submitted.members[0].school,
        user=submitted.staff,
        ended_at=NOW + days(1),
        ended_by=submitted.staff,
    )
    with pytest.raises(NotPermitted):
        approve(submitted)


@pytest.mark.rule("R48c")
def test_interest_is_one_thing_for_whoever_decides_and_for_whoever_steps_in(submitted) -> None:
    """The only staff member left a school lately: not free, so the office is exhausted and the page names Ada alone."""
    SchoolRoleFactory(
        school=submitted.members[0].school, user=submitted.staff, ended_at=NOW + days(1), ended_by=submitted.staff
    )
    ada = iqm_person("Ada", "administrator")
    assert rules.office_is_exhausted(submitted.application)
    assert possible_deciders(submitted.application) == [ada]
    approve(submitted, by=ada, override_reason="Sam has just left one of the schools.")
    assert submitted.application.state == "approved"


@pytest.mark.rule("R10g")
def test_people_with_interest_are_those_whom_the_rule_names_one_by_one(submitted) -> None:
    found = interest.people_with_interest(submitted.centre)
    one_by_one = {user for user in User.objects.all() if rules.has_interest(user, submitted.application)}
    assert set(found) == one_by_one == {who for one in submitted.everybody for who in (one.coordinator, one.head)}


@pytest.mark.rule("R10g")
def test_offers_leave_out_exactly_those_who_may_not_decide(submitted) -> None:
    """A role that ended before the Centre began is no interest, whoever else holds one at the same school today."""
    long_ago = submitted.centre.started_at - days(400)
    school = submitted.members[0].school
    SchoolRoleFactory(
        school=school, user=submitted.staff, granted_at=long_ago, ended_at=long_ago, ended_by=UserFactory()
    )
    late = SchoolRoleFactory(school=school, ended_at=submitted.centre.started_at, ended_by=UserFactory()).user

    free = {
        user for user in User.objects.all() if Centre.objects.filter(interest.without_interest_of(user, "pk")).exists()
    }

    assert submitted.staff in free
    assert late not in free
    assert free == {user for user in User.objects.all() if not rules.has_interest(user, submitted.application)}


@pytest.mark.rule("R48c")
def test_administrator_who_emptied_the_office_does_not_step_in(submitted) -> None:
    ada = iqm_person("Ada", "administrator")
    IqmRole.objects.filter(kind="staff").update(ended_at=NOW, ended_by=ada)
    with pytest.raises(NotPermitted):
        approve(submitted, by=ada, override_reason="Nobody is free.")


@pytest.mark.rule("R10g")
def test_staff_with_a_role_in_another_school_decide(submitted) -> None:
    SchoolRoleFactory(user=submitted.staff)
    approve(submitted)
    assert submitted.application.state == "approved"


@pytest.mark.parametrize("kind", ["adviser", "assessor", "finance"])
def test_other_roles_at_iqm_decide_nothing(submitted, kind: str) -> None:
    with pytest.raises(NotPermitted):
        approve(submitted, by=iqm_person("Someone", kind))
    assert submitted.application.state == "submitted"


@pytest.mark.rule("R48c")
def test_administrator_decides_nothing_while_staff_are_free(submitted) -> None:
    with pytest.raises(NotPermitted):
        approve(submitted, by=iqm_person("Ada", "administrator"), override_reason="I want to.")
    assert submitted.application.state == "submitted"


@pytest.mark.rule("R48c")
def test_administrator_decides_with_a_written_reason_when_nobody_is_left(submitted) -> None:
    ada, bea = iqm_person("Ada", "administrator"), iqm_person("Bea", "administrator")
    in_every_school(submitted, submitted.staff)

    approve(submitted, by=ada, override_reason="Sam works at one of its schools.")

    override = Event.objects.get(action="override")
    message = Message.objects.get(kind="application/rule_overridden")
    while reader.address_one(NOW):
        pass
    assert submitted.application.override_reason == "Sam works at one of its schools."
    assert (override.by, override.reason) == (ada, "Sam works at one of its schools.")
    assert set(Delivery.objects.filter(message=message).values_list("address", flat=True)) == {ada.email, bea.email}
    assert "Sam works at one of its schools." in Delivery.objects.filter(message=message)[0].text
    assert broken() == []


@pytest.mark.rule("R48c")
@pytest.mark.parametrize("reason", ["", "   "])
def test_administrator_without_a_written_reason_is_refused(submitted, reason: str) -> None:
    in_every_school(submitted, submitted.staff)
    with pytest.raises(Refused, match="Write down why you decide it yourself"):
        approve(submitted, by=iqm_person("Ada", "administrator"), override_reason=reason)
    assert submitted.application.state == "submitted"


@pytest.mark.rule("R48c", "R9d")
@pytest.mark.parametrize("at_lead", [True, False])
def test_administrator_declines_when_nobody_is_left(submitted, at_lead: bool) -> None:
    """Whichever school the staff's role is at: freeing the first school must not end the right to free the next."""
    school = submitted.lead.school if at_lead else submitted.members[0].school
    SchoolRoleFactory(school=school, user=submitted.staff, kind="contributor")
    ada = iqm_person("Ada", "administrator")
    application_flows.decline(
        submitted.application,
        read=submitted.read,
        by=ada,
        at=NOW,
        reason="Not yet.",
        override_reason="Nobody is free.",
    )
    assert Centre.objects.get().state == "closed"
    assert set(places(submitted).values()) == {"released"}


@pytest.mark.rule("R48c")
def test_office_without_staff_at_all_is_exhausted(submitted) -> None:
    IqmRole.objects.filter(kind="staff").update(ended_at=NOW, ended_by=submitted.adviser)
    approve(submitted, by=iqm_person("Ada", "administrator"), override_reason="There are no staff now.")
    assert submitted.application.state == "approved"


@pytest.mark.rule("R48c")
def test_office_of_one_deactivated_person_is_exhausted(submitted) -> None:
    User.objects.filter(pk=submitted.staff.pk).update(is_active=False)
    approve(submitted, by=iqm_person("Ada", "administrator"), override_reason="Sam has left.")
    assert submitted.application.state == "approved"


@pytest.mark.rule("R48c")
def test_application_page_tells_conflicted_staff_who_could_decide(client, submitted) -> None:
    in_every_school(submitted, submitted.staff)
    iqm_person("Ada Whitfield", "administrator")
    client.force_login(submitted.staff)
    url = reverse("application:application", args=[submitted.centre.pk])
    page = client.get(url).content.decode()
    assert "You cannot decide this application" in page
    assert "You hold a role at one of its schools." in page
    assert "Ada Whitfield" in page

    iqm_person("Ruth Mbeki", "staff")
    page = client.get(url).content.decode()
    assert "Ruth Mbeki" in page
    assert "Ada Whitfield" not in page


# ---- declining ----


@pytest.mark.rule("R9d")
def test_decline_closes_the_centre_frees_its_schools_and_sends_the_reason(submitted) -> None:
    application_flows.decline(
        submitted.application, read=submitted.read, by=submitted.staff, at=NOW, reason="The plans are not there yet."
    )
    application = submitted.application
    while reader.address_one(NOW):
        pass
    letters = Delivery.objects.filter(message__kind="application/declined")
    assert (application.state, application.decided_by, Centre.objects.get().state) == (
        "declined",
        submitted.staff,
        "closed",
    )
    assert set(places(submitted).values()) == {"released"}
    assert letters.count() == 4
    assert all("The plans are not there yet." in letter.text for letter in letters)
    assert applying.start(submitted.lead.school, name="Again", by=submitted.lead.coordinator, at=NOW).pk
    assert broken() == []


@pytest.mark.parametrize("reason", ["", "  "])
def test_decline_without_a_reason_is_refused(submitted, reason: str) -> None:
    with pytest.raises(Refused, match="Give the reason"):
        application_flows.decline(submitted.application, read=submitted.read, by=submitted.staff, at=NOW, reason=reason)
    assert submitted.application.state == "submitted"


@pytest.mark.rule("R9a")
def test_decline_cannot_be_undone(submitted) -> None:
    application_flows.decline(submitted.application, read=submitted.read, by=submitted.staff, at=NOW, reason="No.")
    with pytest.raises(WrongState, match="is now “Declined”"):
        approve(submitted)
    with pytest.raises(WrongState):
        application_flows.withdraw(submitted.application, by=submitted.lead.coordinator, at=NOW)
    assert Centre.objects.get().state == "closed"


# ---- the adviser ----


@pytest.mark.rule("R48b")
def test_adviser_must_hold_that_role(submitted) -> None:
    with pytest.raises(Refused, match="Ruth does not hold the role of adviser at IQM"):
        approve(submitted, adviser=iqm_person("Ruth", "staff"))
    assert submitted.application.state == "submitted"


def test_adviser_must_be_active(submitted) -> None:
    User.objects.filter(pk=submitted.adviser.pk).update(is_active=False)
    with pytest.raises(Refused, match="does not hold the role of adviser"):
        approve(submitted, adviser=User.objects.get(pk=submitted.adviser.pk))
    assert submitted.application.state == "submitted"


@pytest.mark.rule("R48b")
def test_adviser_is_never_oneself(submitted) -> None:
    IqmRoleFactory(user=submitted.staff, kind="adviser")
    with pytest.raises(Refused, match="Nobody appoints themselves"):
        approve(submitted, adviser=User.objects.get(pk=submitted.staff.pk))
    assert submitted.application.state == "submitted"


@pytest.mark.rule("R48b")
@pytest.mark.parametrize("kind", ["coordinator", "headteacher", "contributor"])
def test_adviser_is_nobody_of_its_schools(submitted, kind: str) -> None:
    SchoolRoleFactory(school=submitted.members[0].school, user=submitted.adviser, kind=kind)
    with pytest.raises(Refused, match="Alan holds a role at a school of this Centre"):
        approve(submitted)
    assert CentreAccess.objects.count() == 0


@pytest.mark.rule("R11f", "R44e")
def test_another_adviser_takes_over_and_the_former_sees_nothing_more(active) -> None:
    sioned = iqm_person("Sioned", "adviser")
    advisers.appoint(active.centre, sioned, by=active.staff, at=NOW + days(1))
    former = CentreAccess.objects.get(user=active.adviser)
    assert former.until_at == NOW + days(1)
    assert CentreAccess.objects.live().get().user == sioned
    assert not Centre.objects.visible_to(active.adviser).exists()
    assert Centre.objects.visible_to(sioned).get() == active.centre
    assert {"year/new_adviser", "year/adviser_appointed"} <= set(Message.objects.values_list("kind", flat=True))


def test_same_adviser_again_is_refused(active) -> None:
    with pytest.raises(Refused, match="Alan is the adviser of this Centre already"):
        advisers.appoint(active.centre, active.adviser, by=active.staff, at=NOW + days(1))
    assert CentreAccess.objects.get().until_at is None


def test_adviser_of_a_forming_centre_is_refused(submitted) -> None:
    with pytest.raises(Refused, match="Only an active Centre has an adviser"):
        advisers.appoint(submitted.centre, submitted.adviser, by=submitted.staff, at=NOW)
    assert CentreAccess.objects.count() == 0


def test_adviser_is_appointed_by_staff_only(active) -> None:
    for by in (active.lead.coordinator, iqm_person("Ada", "administrator"), active.adviser):
        with pytest.raises(NotPermitted):
            advisers.appoint(active.centre, iqm_person("Sioned", "adviser"), by=by, at=NOW)
    assert CentreAccess.objects.get().user == active.adviser


# ---- awaiting an award ----


@pytest.fixture
def waiting(forming) -> scene.Scene:
    """Active, its third school awaiting an award."""
    forming.join(staffed_school("Third School", has_award=False))
    return forming.complete().send().approve()


def record(there: scene.Scene, awarded_on: date) -> Award:
    third = School.objects.get(name="Third School")
    return award.record(third, kind="inclusive_school", awarded_on=awarded_on, by=there.staff, at=NOW + days(10))


@pytest.mark.rule("R10e")
def test_awaiting_school_is_in_as_soon_as_its_award_is_recorded(waiting) -> None:
    record(waiting, date(2026, 12, 3))
    place = Membership.objects.get(school__name="Third School")
    event = Event.objects.get(action="admit")
    assert (place.state, place.live_from) == ("live", date(2026, 12, 3))
    assert (event.by, event.from_state, event.to_state) == (waiting.staff, "awaiting", "live")
    assert Message.objects.latest("pk").kind == "membership/school_admitted"


@pytest.mark.rule("R10e", "R1b")
@pytest.mark.parametrize(
    ("day", "state"),
    [
        (datetime(2026, 12, 9, 23, 59, tzinfo=UTC), "awaiting"),
        (datetime(2026, 12, 10, 0, 0, tzinfo=UTC), "live"),
        (datetime(2026, 12, 11, 9, 0, tzinfo=UTC), "live"),
    ],
)
def test_awaiting_school_is_let_in_by_the_clock_on_the_first_day(waiting, day: datetime, state: str) -> None:
    record(waiting, date(2026, 12, 10))
    assert places(waiting)["Third School"] == "awaiting"
    assert membership_flows.admit_awaiting(at=day) == (state == "live")
    assert places(waiting)["Third School"] == state
    assert membership_flows.admit_awaiting(at=day) == 0


@pytest.mark.rule("R13i")
def test_school_let_in_between_two_years_lacks_nothing_and_is_charged_when_the_next_opens(waiting) -> None:
    """Year 1 ends on 22 November 2027; the clock lets the school in before it opens year 2."""
    record(waiting, date(2027, 11, 23))
    at = datetime(2027, 11, 23, 0, 5, tzinfo=UTC)
    assert membership_flows.admit_awaiting(at=at) == 1
    place = Membership.objects.get(school__name="Third School")
    assert (broken(), place.charges.count()) == ([], 0)

    assert year_flows.open_due(at=at) == 1

    assert (broken(), place.charges.count(), place.school.reviews.count()) == ([], 1, 1)


@pytest.mark.rule("R10e")
def test_awaiting_school_with_an_award_that_does_not_qualify_goes_on_waiting(waiting) -> None:
    third = School.objects.get(name="Third School")
    award.record(third, kind="flagship", awarded_on=date(2026, 11, 1), by=waiting.staff, at=NOW)
    assert places(waiting)["Third School"] == "awaiting"


def test_awaiting_school_can_leave(waiting) -> None:
    third = waiting.members[1]
    membership_flows.leave(Membership.objects.get(school=third.school), by=third.coordinator, at=NOW + days(1))
    assert places(waiting)["Third School"] == "ended"


# ---- decided on what was read ----


def other_text(there: scene.Scene) -> None:
    """Sent back, written anew and sent again while somebody reads."""
    change = application_flows.Change(Criterion.C3, "More.", date(2026, 12, 7))
    application_flows.request_changes(there.application, [change], read=there.read, by=there.staff, at=NOW)
    answer = there.application.answers.get(criterion="C3")
    edit = rewritten({"text": answer.text}, {"text": "Something else."})
    criterion_flows.answer(answer, edit, by=there.lead.coordinator, at=NOW + days(1))
    there.send(at=NOW + days(1))


def other_evidence(there: scene.Scene) -> None:
    answer = there.application.answers.get(criterion="C1")
    EvidenceLink.objects.create(
        answer=answer, url="https://example.org/", title="New", added_at=NOW, added_by=there.lead.coordinator
    )


def other_agreement(there: scene.Scene) -> None:
    Agreement.objects.filter(membership__school=there.members[0].school, criterion="C7").update(superseded_at=NOW)


def sent_again(there: scene.Scene) -> None:
    Application.objects.update(submitted_at=NOW + days(1))


def ended_award(there: scene.Scene) -> None:
    Award.objects.filter(school=there.members[0].school).update(withdrawn_at=NOW, withdrawn_by=there.staff)


def other_name(there: scene.Scene) -> None:
    Centre.objects.update(name="Another Centre")


@pytest.mark.rule("R9j")
@pytest.mark.parametrize("change", [other_text, other_evidence, other_agreement, sent_again, ended_award, other_name])
@pytest.mark.parametrize("action", ["approve", "decline", "request_changes"])
def test_nobody_decides_on_an_application_that_they_have_not_read(submitted, action: str, change) -> None:
    read, ruth = submitted.read, iqm_person("Ruth", "staff")
    change(submitted)
    wanted = [application_flows.Change(Criterion.C1, "More.", date(2026, 12, 7))]
    decide = {
        "approve": lambda: approve(submitted, read=read, by=ruth, at=NOW + days(2)),
        "decline": lambda: application_flows.decline(
            submitted.application, reason="No.", read=read, by=ruth, at=NOW + days(2)
        ),
        "request_changes": lambda: application_flows.request_changes(
            submitted.application, wanted, read=read, by=ruth, at=NOW + days(2)
        ),
    }[action]
    with pytest.raises(Refused, match="Read it again"):
        decide()
    assert submitted.application.state == "submitted"


@pytest.mark.rule("R9j")
@pytest.mark.parametrize("action", ["approve", "decline"])
def test_decision_page_left_open_shows_the_new_text_keeps_what_was_typed_and_then_decides(
    client, submitted, action: str
) -> None:
    client.force_login(submitted.staff)
    url = reverse(f"application:{action}", args=[submitted.centre.pk])
    typed = {"adviser": submitted.adviser.pk, "note": "Clear.", "reason": "Clear."}
    opened = client.get(url)
    assert "Our C3." in opened.content.decode()
    other_text(submitted)

    refused = client.post(url, typed | {"read": opened.context["form"]["read"].value()})

    words = refused.content.decode()
    assert submitted.application.state == "submitted"
    assert "changed the application since you opened this page" in words
    assert "Something else." in words
    assert "Clear." in words
    read = refused.context["form"]["read"].value()
    assert client.post(url, typed | {"read": read}).status_code == 302
    assert submitted.application.state in {"approved", "declined"}


@pytest.mark.rule("R9j")
@pytest.mark.parametrize("action", ["approve", "decline", "request_changes"])
def test_form_refused_for_another_reason_does_not_pass_a_text_off_as_read(client, submitted, action: str) -> None:
    client.force_login(submitted.staff)
    url = reverse(f"application:{action}", args=[submitted.centre.pk])
    read = client.get(url).context["form"]["read"].value()
    other_text(submitted)

    refused = client.post(url, {"read": read, "adviser": "", "reason": "", "note": "Mine."})

    assert "Somebody changed this since you opened the page" in refused.content.decode()
    assert "Something else." in refused.content.decode()


# ---- pages ----


def test_approve_page_shows_the_letter_and_the_schools_then_approves(client, submitted) -> None:
    client.force_login(submitted.staff)
    url = reverse("application:approve", args=[submitted.centre.pk])
    page = client.get(url).content.decode()
    assert "Trent Valley is a Centre of Excellence" in page
    went = client.post(url, {"read": submitted.read, "adviser": submitted.adviser.pk, "note": ""})
    assert went.url == reverse("membership:centre", args=[submitted.centre.pk])
    assert submitted.application.state == "approved"


def test_approve_page_without_an_adviser_asks_for_one(client, submitted) -> None:
    client.force_login(submitted.staff)
    page = client.post(
        reverse("application:approve", args=[submitted.centre.pk]),
        {"read": submitted.read, "adviser": "", "note": "Good."},
    )
    assert page.status_code == 200
    assert "Good." in page.content.decode()
    assert submitted.application.state == "submitted"


@pytest.mark.rule("R10f")
def test_approve_page_tells_the_second_decider_who_was_first(client, submitted) -> None:
    ruth = iqm_person("Ruth", "staff")
    submitted.approve()
    client.force_login(ruth)
    page = client.post(
        reverse("application:approve", args=[submitted.centre.pk]),
        {"read": submitted.read, "adviser": submitted.adviser.pk},
    )
    words = page.content.decode()
    assert "This is no longer possible: the application is now “Approved”" in words
    assert "by Sam on" in words
    assert f"The last step was “{in_words('application.application', 'approve')}”" in words
    assert "“approve”" not in words


@pytest.mark.rule("R48c")
def test_approve_page_asks_an_administrator_for_the_reason(client, submitted) -> None:
    in_every_school(submitted, submitted.staff)
    ada = iqm_person("Ada", "administrator")
    client.force_login(ada)
    url = reverse("application:approve", args=[submitted.centre.pk])
    assert client.post(url, {"read": submitted.read, "adviser": submitted.adviser.pk}).status_code == 200
    assert submitted.application.state == "submitted"
    client.post(url, {"read": submitted.read, "adviser": submitted.adviser.pk, "override_reason": "Nobody is free."})
    assert submitted.application.state == "approved"


def test_decline_page_declines_and_the_note_of_an_override_stays_in_the_office(client, submitted) -> None:
    client.force_login(submitted.staff)
    client.post(
        reverse("application:decline", args=[submitted.centre.pk]), {"read": submitted.read, "reason": "Not yet."}
    )
    assert submitted.application.state == "declined"


def test_decision_pages_are_refused_to_the_schools(client, submitted) -> None:
    client.force_login(submitted.lead.coordinator)
    for name in ("approve", "decline", "request_changes"):
        assert client.get(reverse(f"application:{name}", args=[submitted.centre.pk])).status_code == 403, name
        assert (
            client.post(reverse(f"application:{name}", args=[submitted.centre.pk]), {"reason": "x"}).status_code == 403
        )
    assert submitted.application.state == "submitted"


@pytest.mark.rule("R45c")
def test_note_of_the_decider_is_shown_to_the_office_alone(client, submitted) -> None:
    approve(submitted, note="A word for the record.")
    url = reverse("membership:centre", args=[submitted.centre.pk])
    client.force_login(submitted.staff)
    assert "A word for the record." in client.get(url, {"history": "1"}).content.decode()
    client.force_login(submitted.lead.coordinator)
    assert "A word for the record." not in client.get(url, {"history": "1"}).content.decode()


# ---- size ----


@pytest.mark.slow
@pytest.mark.rule("R6b")
def test_centre_of_500_schools_can_be_approved() -> None:
    """Rows made at once, then the real approval: everybody in, in less than 20 seconds."""
    there = many.ready(500)
    began = time.perf_counter()
    there.send().approve()
    took = time.perf_counter() - began
    assert Membership.objects.filter(centre=there.centre, state="live").count() == 500
    assert EligibilityFinding.objects.filter(moment="approval", is_eligible=True).count() == 500
    assert took < 20
    assert isinstance(Centre.objects.all(), CentreQuerySet)


def decline(there: scene.Scene) -> None:
    reason = "The agreements are missing."
    application_flows.decline(there.application, reason=reason, read=there.read, by=there.staff, at=NOW)


@pytest.mark.slow
@pytest.mark.rule("R6b")
@pytest.mark.parametrize("act", [scene.Scene.approve, decline])
def test_deciding_asks_the_database_as_often_for_forty_schools_as_for_four(act) -> None:
    few, more = (many.asked_by(act, many.submitted, schools) for schools in (4, 40))
    assert few == more
