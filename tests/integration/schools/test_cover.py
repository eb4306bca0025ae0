"""A role given until a day is over with that day, whether or not the clock has marked it; an acting head (R5s, R5t)."""

from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

import pytest
import time_machine
from django.urls import reverse

from centres.application.models.agreement import Agreement
from centres.membership.models.centre import Centre
from iqm_coe.accounts.models.event import Event
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.errors import NotPermitted, Refused
from iqm_coe.lib.permissions import may
from iqm_coe.lib.worklist import lines_for
from iqm_coe.notifications.flows import reminder as reminders
from iqm_coe.notifications.models.outbox import Message
from reviews.reports.conditions.seal import _people
from reviews.update.conditions.review import fingerprint_of
from reviews.update.flows import answer as answer_flows
from reviews.update.flows import review as review_flows
from schools.audiences import school_people
from schools.conditions.headship import vacancies
from schools.enums import HEADS, SPEAKERS
from schools.flows import cover
from schools.flows import leaver as leaver_flows
from schools.flows import role as role_flows
from schools.models.headship import HeadChange
from schools.models.role import SchoolRole
from schools.models.school import School
from schools.querysets import ever_schools_of, schools_acted_for, schools_of
from tests import scene
from tests.clock import NOW, TODAY, days
from tests.factories.schools import SchoolRoleFactory
from tests.scene import iqm_person, person, staffed_school

pytestmark = pytest.mark.django_db

WINTER = date(2026, 12, 4)
AFTER_WINTER = datetime(2026, 12, 5, 0, 0, tzinfo=UTC)
SUMMER = date(2027, 6, 30)
AFTER_SUMMER = datetime(2027, 6, 30, 23, 0, tzinfo=UTC)  # midnight in London
INSTANT = timedelta(microseconds=1)


@pytest.fixture
def ours():
    return staffed_school("Our School")


def cover_of(ours, until: date = WINTER, kind: str = "coordinator") -> SchoolRole:
    return SchoolRoleFactory(school=ours.school, user=person("Nina"), kind=kind, until=until)


def rights(role: SchoolRole) -> list[bool]:
    """What each question about who holds a role now says of this one."""
    user, school = User.objects.get(pk=role.user_id), role.school
    return [
        SchoolRole.objects.live().filter(pk=role.pk).exists(),
        SchoolRole.objects.held_by(user).exists(),
        SchoolRole.objects.visible_to(user).filter(pk=role.pk).exists(),
        may(user, "schools.see_role", role),
        School.objects.visible_to(user).filter(pk=school.pk).exists(),
        may(user, "schools.manage_people", school),
        bool(schools_of(user)),
        bool(schools_acted_for(user, "coordinator")),
        user.email in [one.address for one in school_people([school.pk], list(SPEAKERS))],
    ]


@pytest.mark.rule("R5s")
@pytest.mark.parametrize(("until", "after"), [(WINTER, AFTER_WINTER), (SUMMER, AFTER_SUMMER)])
def test_role_is_held_to_the_last_instant_of_its_day_in_london_and_not_after(ours, until, after) -> None:
    role = cover_of(ours, until)

    with time_machine.travel(after - INSTANT, tick=False):
        assert rights(role) == [True] * 9
    with time_machine.travel(after, tick=False):
        assert rights(role) == [False] * 9
        assert ever_schools_of(role.user) == {ours.school.pk}
    role.refresh_from_db()
    assert role.ended_at is None  # nobody had to mark it


@pytest.mark.rule("R5s", "R44e")
def test_centre_is_shut_with_the_first_instant_after_the_day(client) -> None:
    made = scene.active()
    role = SchoolRoleFactory(school=made.lead.school, user=person("Nina"), until=WINTER)
    page = reverse("membership:centre", args=[made.centre.pk])

    with time_machine.travel(AFTER_WINTER - timedelta(seconds=1), tick=False):
        client.force_login(role.user)
        before = Centre.objects.visible_to(role.user).exists(), client.get(page).status_code
    with time_machine.travel(AFTER_WINTER, tick=False):
        after = Centre.objects.visible_to(role.user).exists(), client.get(page).status_code

    assert (before, after) == ((True, 200), (False, 404))


@pytest.mark.rule("R5s")
@pytest.mark.parametrize(("day", "is_held"), [(WINTER, True), (WINTER + days(1), False)])
@pytest.mark.parametrize("is_marked", [True, False])
def test_what_was_held_on_a_day_is_the_same_before_and_after_the_clock_marked_it(ours, day, is_held, is_marked) -> None:
    role = cover_of(ours)
    if is_marked:
        cover.end_what_is_past(at=AFTER_WINTER + days(2))

    assert SchoolRole.objects.held_on(day).filter(pk=role.pk).exists() is is_held


@pytest.mark.rule("R5s")
@pytest.mark.parametrize(("at", "ended"), [(AFTER_WINTER - INSTANT, 0), (AFTER_WINTER, 1), (AFTER_WINTER + days(3), 1)])
def test_clock_marks_the_end_at_the_end_of_the_day_however_late_and_once(ours, at, ended) -> None:
    role = cover_of(ours)

    assert (cover.end_what_is_past(at=at), cover.end_what_is_past(at=at)) == (ended, 0)

    role.refresh_from_db()
    assert (role.ended_at, role.ended_by) == ((AFTER_WINTER, None) if ended else (None, None))
    assert Event.objects.filter(action="end", by=None).count() == ended
    mails = set(Message.objects.values_list("kind", flat=True))
    assert mails == ({"schools/role_ended", "schools/role_of_somebody_ended"} if ended else set())


@pytest.mark.rule("R5s", "R5k")
def test_end_by_its_day_gives_elements_back_and_a_new_role_does_not_bring_them() -> None:
    made = scene.active()
    role = SchoolRoleFactory(school=made.lead.school, user=person("Nina"), kind="contributor", until=WINTER)
    answer = made.review().answers.order_by("pk").first()
    answer_flows.give(answer, role.user, by=made.lead.coordinator, at=NOW)

    cover.end_what_is_past(at=AFTER_WINTER)
    again = role_flows.hold(role.school, role.user, "contributor", by=made.lead.head, at=AFTER_WINTER)

    answer.refresh_from_db()
    assert answer.given_to is None
    assert (again.pk != role.pk, again.until) == (True, None)


@pytest.mark.rule("R5s")
def test_role_given_again_before_the_clock_marked_the_old_one_is_a_new_one(ours) -> None:
    old = cover_of(ours, kind="contributor")

    new = role_flows.hold(ours.school, old.user, "contributor", by=ours.head, at=AFTER_WINTER)

    old.refresh_from_db()
    assert (old.ended_at, new.granted_at, new.until) == (AFTER_WINTER, AFTER_WINTER, None)


@pytest.mark.rule("R5s", "R5h")
def test_hand_over_to_somebody_who_covers_is_for_good(ours) -> None:
    covering = cover_of(ours)
    own = SchoolRole.objects.get(user=ours.coordinator)

    leaver_flows.hand_over(own, email=covering.user.email, by=ours.coordinator, at=NOW)

    covering.refresh_from_db()
    assert covering.until is None


@pytest.mark.rule("R5s", "R5f")
def test_last_coordinator_whose_day_passes_leaves_the_part_to_the_head() -> None:
    ours = staffed_school("Our School")
    role_flows.end_role(SchoolRole.objects.get(user=ours.coordinator), by=ours.coordinator, at=NOW)
    role_flows.end_role(SchoolRole.objects.get(user=ours.head, kind="coordinator"), by=ours.head, at=NOW)
    lone = SchoolRoleFactory(school=ours.school, kind="coordinator", until=WINTER)

    cover.end_what_is_past(at=AFTER_WINTER)

    lone.refresh_from_db()
    assert lone.ended_at == AFTER_WINTER
    assert SchoolRole.objects.live().filter(user=ours.head, kind="coordinator").exists()


# ---- giving a day, and moving it ----


@pytest.mark.rule("R5s")
def test_invitation_until_a_day_gives_the_role_until_it(ours) -> None:
    nina = person("Nina", email="nina@people.example")
    offer = role_flows.invite(
        ours.school, email=nina.email, kind="contributor", by=ours.coordinator, at=NOW, until=WINTER
    )

    role = role_flows.accept(offer, by=nina, at=NOW)

    assert role.until == WINTER
    told = Message.objects.get(kind="schools/role_taken").context["until"]
    assert told == Message.objects.get(kind="schools/role_invitation").context["until"] == "Friday 4 December 2026"


@pytest.mark.rule("R5s")
@pytest.mark.parametrize(("until", "works"), [(TODAY - days(1), False), (TODAY, True), (TODAY + days(1), True)])
def test_last_day_is_today_or_later(ours, until, works) -> None:
    role = cover_of(ours)
    calls = [
        lambda: cover.set_end(role, until=until, by=ours.head, at=NOW),
        lambda: role_flows.invite(
            ours.school, email="x@people.example", kind="finance", by=ours.head, at=NOW, until=until
        ),
    ]
    for call in calls:
        if works:
            assert call().until == until
        else:
            with pytest.raises(Refused, match="passed already"):
                call()


@pytest.mark.rule("R5s")
@pytest.mark.parametrize(("answered", "works"), [(WINTER - days(1), True), (WINTER, True), (WINTER + days(1), False)])
def test_offer_until_a_day_is_taken_up_before_on_and_not_after_that_day(ours, answered, works) -> None:
    nina, offered_at = person("Nina", email="nina@people.example"), NOW + days(8)
    offer = role_flows.invite(ours.school, email=nina.email, kind="finance", by=ours.head, at=offered_at, until=WINTER)
    at = datetime(answered.year, answered.month, answered.day, 12, tzinfo=UTC)
    if works:
        assert role_flows.accept(offer, by=nina, at=at).until == WINTER
    else:
        with pytest.raises(Refused, match="has lapsed"):
            role_flows.accept(offer, by=nina, at=at)
        assert not nina.school_roles.exists()


class Move(NamedTuple):
    by: str
    kind: str
    works: bool


MOVES = [
    Move("coordinator", "contributor", works=True),
    Move("head", "contributor", works=True),
    Move("staff", "contributor", works=True),
    Move("head", "delegate", works=True),
    Move("staff", "acting_head", works=True),
    Move("coordinator", "delegate", works=False),
    Move("coordinator", "acting_head", works=False),
    Move("finance", "contributor", works=False),
    Move("themselves", "coordinator", works=False),
    Move("themselves", "delegate", works=False),
]


@pytest.mark.rule("R5s", "R5m", "R48e")
@pytest.mark.parametrize("move", MOVES)
def test_day_is_moved_by_who_gives_the_role_and_by_nobody_for_themselves(ours, move: Move) -> None:
    authority = "Governors, 1 September 2026"
    role = SchoolRoleFactory(school=ours.school, kind=move.kind, until=WINTER, authority=authority)
    people = {"coordinator": ours.coordinator, "head": ours.head, "themselves": role.user}
    people["staff"] = iqm_person("Sam", "staff")
    people["finance"] = SchoolRoleFactory(school=ours.school, kind="finance").user
    if move.works:
        cover.set_end(role, until=SUMMER, by=people[move.by], at=NOW)
    else:
        with pytest.raises(NotPermitted):
            cover.set_end(role, until=SUMMER, by=people[move.by], at=NOW)
    role.refresh_from_db()
    assert role.until == (SUMMER if move.works else WINTER)


@pytest.mark.rule("R5s", "R5n")
def test_moved_day_is_on_record_and_told_to_the_person_and_who_speaks_for_the_school(ours) -> None:
    role = cover_of(ours, kind="contributor")

    cover.set_end(role, until=SUMMER, by=ours.coordinator, at=NOW)
    cover.set_end(role, until=SUMMER, by=ours.coordinator, at=NOW)

    event = Event.objects.get(action="set_end")
    assert (event.by, event.facts["before"], event.facts["until"]) == (ours.coordinator, "2026-12-04", "2027-06-30")
    messages = Message.objects.filter(kind="schools/end_moved")
    assert {message.audience for message in messages} == {"people", "school_colleagues"}
    assert messages.count() == 2


@pytest.mark.rule("R5s")
def test_day_of_a_role_that_is_over_is_not_moved(ours) -> None:
    role = cover_of(ours)
    with pytest.raises(Refused, match="is over"):
        cover.set_end(role, until=SUMMER, by=ours.head, at=AFTER_WINTER)
    role.refresh_from_db()
    assert role.until == WINTER


@pytest.mark.rule("R5s")
def test_clock_that_comes_after_the_day_was_moved_ends_nothing(ours) -> None:
    role = cover_of(ours)
    stale = list(SchoolRole.objects.past(WINTER + days(1)))
    cover.set_end(role, until=SUMMER, by=ours.head, at=AFTER_WINTER - INSTANT)

    assert [one.pk for one in stale] == [role.pk]
    assert cover._end(stale[0], at=AFTER_WINTER) == 0


@pytest.mark.rule("R5s")
def test_page_of_people_says_until_when_and_offers_to_move_it(client, ours) -> None:
    role = cover_of(ours, kind="contributor")
    client.force_login(ours.coordinator)

    client.post(reverse("schools:set_end", args=[role.pk]), {"until": "2027-03-12"})
    addresses = [reverse(name, args=[ours.school.pk]) for name in ("schools:school", "schools:people")]
    pages = [client.get(address).content.decode() for address in addresses]

    role.refresh_from_db()
    assert role.until == date(2027, 3, 12)
    assert ["until Friday 12 March 2027" in page for page in pages] == [True, True]


# ---- said before ----


def lines(user: User, on: date) -> list[str]:
    return [line.reason for line in lines_for(user, on) if line.reason.startswith("The role of Nina")]


@pytest.mark.rule("R5s")
@pytest.mark.parametrize(("before", "shown"), [(15, False), (14, True), (0, True), (-1, False)])
def test_role_that_ends_soon_stands_in_the_worklist_of_who_gives_it(ours, before, shown) -> None:
    role = cover_of(ours, kind="contributor", until=SUMMER)
    on = SUMMER - days(before)
    with time_machine.travel(datetime(on.year, on.month, on.day, 12, tzinfo=UTC)):
        told = [bool(lines(user, on)) for user in (ours.coordinator, ours.head, role.user)]

    assert told == [shown, shown, False]


@pytest.mark.rule("R5s", "R5m")
def test_end_of_an_acting_head_stands_with_the_head_and_not_with_the_coordinator(ours) -> None:
    SchoolRoleFactory(school=ours.school, user=person("Nina"), kind="acting_head", until=TODAY, authority="Governors")

    assert [bool(lines(user, TODAY)) for user in (ours.coordinator, ours.head)] == [False, True]


@pytest.mark.rule("R5s", "R37a")
def test_end_of_a_role_is_reminded_on_its_days_and_no_more_once_it_has_no_day(ours) -> None:
    role = cover_of(ours, until=TODAY + days(14))

    reminders.run(NOW)
    reminders.run(NOW)
    assert Message.objects.filter(kind="schools/role_ends").count() == 1
    cover.set_end(role, until=None, by=ours.head, at=NOW)
    reminders.run(NOW + days(11))

    assert Message.objects.filter(kind="schools/role_ends").count() == 1


# ---- acting head ----


def acting(ours, until: date = WINTER, by: User | None = None, name: str = "Nina") -> SchoolRole:
    nina = person(name)
    authority = "Governing body, 20 November 2026"
    offer = role_flows.invite(
        ours.school,
        email=nina.email,
        kind="acting_head",
        by=by or ours.head,
        at=NOW,
        authority=authority,
        until=until,
    )
    return role_flows.accept(offer, by=nina, at=NOW)


@pytest.mark.rule("R5t")
def test_acting_head_is_named_by_a_head_or_staff_with_authority_and_a_day(ours) -> None:
    named = [acting(ours), acting(ours, by=iqm_person("Sam", "staff"), name="Otto")]

    assert [(role.kind, role.authority, role.until) for role in named] == [
        ("acting_head", "Governing body, 20 November 2026", WINTER)
    ] * 2
    assert HeadChange.objects.filter(what="begun").count() == 2


@pytest.mark.rule("R5t")
@pytest.mark.parametrize(
    ("authority", "until", "match"), [("", WINTER, "Say who decided"), ("Governors", None, "until which day")]
)
def test_acting_head_without_authority_or_day_is_refused(ours, authority, until, match) -> None:
    with pytest.raises(Refused, match=match):
        role_flows.invite(
            ours.school,
            email="x@people.example",
            kind="acting_head",
            by=ours.head,
            at=NOW,
            authority=authority,
            until=until,
        )


@pytest.mark.rule("R5t", "R5m")
def test_acting_head_names_no_heads_and_is_named_by_no_coordinator_or_delegate(ours) -> None:
    nina = acting(ours).user
    delegate = SchoolRoleFactory(school=ours.school, kind="delegate").user
    for by in (nina, delegate, ours.coordinator):
        for kind in HEADS:
            with pytest.raises(NotPermitted):
                role_flows.invite(ours.school, email="x@people.example", kind=kind, by=by, at=NOW, authority="Me")
    assert may(nina, "schools.manage_people", ours.school)
    assert not may(nina, "schools.name_head", ours.school)


@pytest.mark.rule("R5t")
def test_last_day_of_an_acting_head_is_moved_but_never_taken_off(ours) -> None:
    role = acting(ours)
    with pytest.raises(Refused, match="until which day"):
        cover.set_end(role, until=None, by=ours.head, at=NOW)
    cover.set_end(role, until=SUMMER, by=ours.head, at=NOW)
    role.refresh_from_db()
    assert role.until == SUMMER


@pytest.mark.rule("R5t", "R9h", "R15a")
def test_acting_head_agrees_and_declares_in_that_capacity() -> None:
    made = scene.active()
    nina = acting(made.lead).user
    review = made.write_update()

    sent = review_flows.declare_and_send(review, read=fingerprint_of(review), by=nina, at=NOW)

    assert [(one.given_by, one.capacity) for one in sent.declarations.all()] == [(nina, "acting_head")]
    assert str(sent.declarations.get().get_capacity_display()) == "Acting headteacher"


@pytest.mark.rule("R5t", "R9h")
def test_acting_head_gives_c6_and_c7_until_the_end_of_their_day() -> None:
    made = scene.Scene(iqm_person("Sam", "staff"), iqm_person("Ann", "adviser"), staffed_school("Lead School")).start()
    nina = acting(made.lead).user
    place = made.centre.memberships.get()
    give = scene.agreement.agree

    given = give(place, "C6", by=nina, at=NOW)
    with time_machine.travel(AFTER_WINTER, tick=False), pytest.raises(NotPermitted):
        give(place, "C7", by=nina, at=AFTER_WINTER)

    assert (given.capacity, Agreement.objects.count()) == ("acting_head", 1)


@pytest.mark.rule("R5t", "R26d")
def test_sealed_report_names_the_acting_head_of_its_day_where_no_head_was() -> None:
    ours = staffed_school("Our School")
    role = acting(ours)
    head = SchoolRole.objects.get(user=ours.head)
    both = _people(ours.school, TODAY)["head"]
    role_flows.end_role(head, by=ours.head, at=NOW)

    alone, after = (_people(ours.school, day)["head"] for day in (WINTER, WINTER + days(1)))

    assert [one["role"] for one in both] == ["headteacher"]
    assert alone == [{"name": role.user.name, "role": "acting_head", "title": ""}]
    assert after == []


@pytest.mark.rule("R5t", "R5r")
def test_headship_stays_vacant_while_somebody_only_acts_and_says_who_until_when(client) -> None:
    ours, sam = staffed_school("Our School"), iqm_person("Sam", "staff")
    role_flows.end_role(SchoolRole.objects.get(user=ours.head), by=ours.head, at=NOW)
    acting(ours, by=sam)
    told = [(one.since, one.acting, one.until) for one in vacancies(School.objects.all(), 5)]
    client.force_login(ours.coordinator)
    page = client.get(reverse("schools:school", args=[ours.school.pk])).content.decode()

    assert told == [(NOW, "Nina", WINTER)]
    assert "Nina acts as headteacher until Friday 4 December 2026" in page
    assert "Our School has no headteacher; Nina acts until 4 Dec 2026" in [one.reason for one in lines_for(sam, TODAY)]
    with time_machine.travel(AFTER_WINTER, tick=False):
        after = [one.reason for one in lines_for(sam, WINTER + days(1))]
    assert "Nobody stands at the head of Our School" in after


@pytest.mark.rule("R5t", "R5r")
def test_headship_is_not_vacant_where_somebody_acts_for_a_head_who_is_away(ours) -> None:
    acting(ours)

    assert vacancies(School.objects.all(), 5) == []
