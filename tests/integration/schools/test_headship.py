"""Who gives and ends which role at a school, who is told, and what the office looks at (R5m, R5n, R5o)."""

from dataclasses import dataclass

import pytest
from django.urls import reverse

from iqm_coe.accounts.models.event import Event
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.errors import NotPermitted, Refused
from iqm_coe.lib.permissions import may
from iqm_coe.lib.worklist import lines_for
from iqm_coe.notifications.flows import reader
from iqm_coe.notifications.models.outbox import Delivery
from schools.flows import headship
from schools.flows import leaver as leaver_flows
from schools.flows import role as role_flows
from schools.models.headship import HeadChange
from schools.models.invitation import RoleInvitation
from schools.models.role import SchoolRole
from tests.clock import NOW, TODAY, days
from tests.factories.schools import RoleInvitationFactory, SchoolRoleFactory
from tests.scene import iqm_person, person, staffed_school

pytestmark = pytest.mark.django_db

AUTHORITY = "Governors, 1 September 2026"

# Who gives, takes back and ends a role of this kind. Whoever is not named may do none of the three.
NAMES_HEADS = {"headteacher", "staff"}
RUNS_THE_SCHOOL = {"coordinator", "headteacher", "delegate", "staff"}
MAY = {
    "headteacher": NAMES_HEADS,
    "delegate": NAMES_HEADS,
    "coordinator": RUNS_THE_SCHOOL,
    "contributor": RUNS_THE_SCHOOL,
    "finance": RUNS_THE_SCHOOL,
}
ACTORS = (
    "coordinator",
    "headteacher",
    "delegate",
    "contributor",
    "finance",
    "head of another school",
    "staff",
    "administrator",
    "adviser",
    "nobody",
)


@dataclass
class Place:
    ours: object
    people: dict[str, User]


@pytest.fixture
def place() -> Place:
    ours = staffed_school("Our School")
    people = {
        "coordinator": ours.coordinator,
        "headteacher": ours.head,
        "head of another school": staffed_school("Theirs").head,
        "staff": iqm_person("Sam", "staff"),
        "administrator": iqm_person("Ada", "administrator"),
        "adviser": iqm_person("Ruth", "adviser"),
        "nobody": person("Nobody"),
    }
    for kind in ("delegate", "contributor", "finance"):
        people[kind] = SchoolRoleFactory(school=ours.school, kind=kind).user
    return Place(ours, people)


def carried_out(act) -> bool:
    try:
        act()
    except NotPermitted:
        return False
    return True


def told(kind: str) -> set[str]:
    """Who gets the mails of this kind that are written so far."""
    while reader.address_one(NOW + days(9)):
        pass
    return set(Delivery.objects.filter(message__kind=kind).values_list("user__name", flat=True))


def reasons(user: User) -> list[str]:
    return [line.reason for line in lines_for(User.objects.get(pk=user.pk), TODAY)]


# ---- who may: kind of role x actor x act ----


@pytest.mark.rule("R5m", "R5b")
@pytest.mark.parametrize("actor", ACTORS)
@pytest.mark.parametrize("kind", MAY)
def test_role_is_offered_by_whom_the_table_names(place: Place, kind: str, actor: str) -> None:
    offered = {"email": "new@people.example", "kind": kind, "authority": AUTHORITY}

    was = carried_out(lambda: role_flows.invite(place.ours.school, **offered, by=place.people[actor], at=NOW))

    assert was is (actor in MAY[kind])
    assert RoleInvitation.objects.count() == int(was)


@pytest.mark.rule("R5m")
@pytest.mark.parametrize("actor", ACTORS)
@pytest.mark.parametrize("kind", MAY)
def test_offer_is_withdrawn_by_whom_the_table_names(place: Place, kind: str, actor: str) -> None:
    sam, by = place.people["staff"], place.people[actor]
    offer = RoleInvitationFactory(school=place.ours.school, kind=kind, invited_by=sam, authority=AUTHORITY)

    was = carried_out(lambda: role_flows.withdraw(offer, by=by, at=NOW))

    offer.refresh_from_db()
    assert (was, offer.state) == ((True, "withdrawn") if actor in MAY[kind] else (False, "open"))


@pytest.mark.rule("R5m", "R5d")
@pytest.mark.parametrize("actor", ACTORS)
@pytest.mark.parametrize("kind", MAY)
def test_role_is_ended_by_whom_the_table_names(place: Place, kind: str, actor: str) -> None:
    role = SchoolRoleFactory(school=place.ours.school, kind=kind)

    was = carried_out(lambda: role_flows.end_role(role, by=place.people[actor], at=NOW + days(1)))

    role.refresh_from_db()
    assert was is (actor in MAY[kind])
    assert (role.ended_at is not None) is was


@pytest.mark.rule("R5m")
@pytest.mark.parametrize("actor", ["coordinator", "delegate"])
@pytest.mark.parametrize("kind", ["headteacher", "delegate"])
def test_offer_of_headship_from_before_by_somebody_who_may_not_gives_nothing(
    place: Place, kind: str, actor: str
) -> None:
    nina, by = person("Nina"), place.people[actor]
    offer = RoleInvitationFactory(
        school=place.ours.school, kind=kind, invited_by=by, email=nina.email, authority=AUTHORITY
    )

    with pytest.raises(Refused, match="can no longer do so"):
        role_flows.accept(offer, by=nina, at=NOW)

    assert not nina.school_roles.exists()


@pytest.mark.rule("R5m")
def test_head_cannot_be_made_a_puppet_by_a_coordinators_second_mailbox(place: Place) -> None:
    """A2: a second mailbox was invited as head, accepted, and ended the real one; nobody was told."""
    second = person("Second mailbox")

    with pytest.raises(NotPermitted):
        role_flows.invite(place.ours.school, email=second.email, kind="headteacher", by=place.ours.coordinator, at=NOW)
    with pytest.raises(NotPermitted):
        role_flows.end_role(place.ours.school.roles.get(kind="headteacher"), by=place.ours.coordinator, at=NOW)

    assert may(place.ours.head, "schools.name_head", place.ours.school)


# ---- pages offer what the flow takes ----

OFFERED = {
    "coordinator": {"coordinator", "contributor", "finance"},
    "delegate": {"coordinator", "contributor", "finance"},
    "headteacher": {*MAY, "acting_head"},
    "staff": {*MAY, "acting_head"},
}


@pytest.mark.rule("R5m")
@pytest.mark.parametrize("actor", OFFERED)
def test_invite_page_offers_what_the_person_may_give(client, place: Place, actor: str) -> None:
    client.force_login(place.people[actor])
    url = reverse("schools:invite", args=[place.ours.school.pk])

    form = client.get(url).context["form"]
    page = client.post(url, {"email": "new@people.example", "kind": "headteacher", "authority": ""})

    assert {value for value, _label in form.fields["kind"].choices} == OFFERED[actor]
    assert ("authority" in form.fields) is ("delegate" in OFFERED[actor])
    assert RoleInvitation.objects.exists() is ("headteacher" in OFFERED[actor])
    if actor == "coordinator":
        assert "Only the headteacher of the school or the IQM office gives this role" in page.content.decode()


@pytest.mark.rule("R5m")
@pytest.mark.parametrize(("actor", "is_shown"), [("coordinator", False), ("headteacher", True), ("staff", True)])
def test_people_page_shows_the_buttons_of_headship_to_whom_it_is_given(
    client, place: Place, actor: str, is_shown: bool
) -> None:
    sam, school = place.people["staff"], place.ours.school
    offer = RoleInvitationFactory(school=school, kind="headteacher", invited_by=sam)
    delegate = SchoolRole.objects.get(user=place.people["delegate"])
    client.force_login(place.people[actor])

    page = client.get(reverse("schools:people", args=[school.pk])).content.decode()

    assert offer.email in page
    assert (reverse("schools:withdraw_invitation", args=[offer.pk]) in page) is is_shown
    assert (reverse("schools:end_role", args=[delegate.pk]) in page) is is_shown


def test_end_page_of_a_head_is_refused_to_a_coordinator(client, place: Place) -> None:
    head = place.ours.school.roles.get(kind="headteacher")
    client.force_login(place.ours.coordinator)

    answers = [
        getattr(client, verb)(reverse("schools:end_role", args=[head.pk]), {"sent": "1"}) for verb in ("get", "post")
    ]

    assert [answer.status_code for answer in answers] == [403, 403]
    head.refresh_from_db()
    assert head.ended_at is None


# ---- everybody concerned is told, but for whoever did it ----


@pytest.mark.rule("R5n", "R40o")
@pytest.mark.parametrize(("actor", "others"), [("coordinator", {"Head"}), ("headteacher", {"Coordinator"})])
def test_end_of_a_role_is_told_to_the_person_and_to_whoever_speaks_for_the_school(
    place: Place, actor: str, others: set[str]
) -> None:
    role = SchoolRole.objects.get(user=place.people["contributor"])
    names = {"Head": place.ours.head.name, "Coordinator": place.ours.coordinator.name}

    role_flows.end_role(role, by=place.people[actor], at=NOW + days(1))

    assert told("schools/role_ended") == {role.user.name}
    expected = {names[other] for other in others} | {place.people["delegate"].name}
    assert told("schools/role_of_somebody_ended") == expected
    assert told("schools/head_changed") == set()


@pytest.mark.rule("R5n", "R40o")
def test_whoever_leaves_by_themselves_gets_no_mail_about_it(place: Place) -> None:
    role = SchoolRole.objects.get(user=place.people["contributor"])

    role_flows.end_role(role, by=role.user, at=NOW + days(1))

    assert told("schools/role_ended") == set()
    speakers = {place.people[name].name for name in ("coordinator", "headteacher", "delegate")}
    assert told("schools/role_of_somebody_ended") == speakers


@pytest.mark.rule("R5n")
def test_role_taken_up_is_told_to_coordinators_and_heads(place: Place) -> None:
    nina = person("Nina")
    offer = role_flows.invite(
        place.ours.school, email=nina.email, kind="contributor", by=place.ours.coordinator, at=NOW
    )

    role_flows.accept(offer, by=nina, at=NOW)

    assert told("schools/role_taken") == {
        place.people[name].name for name in ("coordinator", "headteacher", "delegate")
    }


@pytest.mark.rule("R5n")
def test_hand_over_tells_the_colleague_who_takes_over_and_the_others(place: Place) -> None:
    role, taker = place.ours.school.roles.get(kind="coordinator"), place.people["contributor"]

    leaver_flows.hand_over(role, email=taker.email, by=place.ours.coordinator, at=NOW)

    assert told("schools/role_given") == {taker.name}
    assert told("schools/role_taken") == {place.ours.head.name, place.people["delegate"].name}
    assert told("schools/role_ended") == set()


@pytest.mark.rule("R5n")
def test_hand_over_that_is_taken_up_later_tells_the_one_whose_role_ends_by_it(place: Place) -> None:
    nina, role = person("Nina"), place.ours.school.roles.get(kind="coordinator")
    offer = leaver_flows.hand_over(role, email=nina.email, by=place.ours.coordinator, at=NOW)

    role_flows.accept(offer, by=nina, at=NOW + days(1))

    assert told("schools/role_ended") == {place.ours.coordinator.name}


@pytest.mark.rule("R5n", "R40o")
def test_change_of_head_is_told_to_the_office_and_to_the_one_who_was_head(place: Place) -> None:
    iqm_person("Tess", "staff")

    role_flows.end_role(place.ours.school.roles.get(kind="headteacher"), by=place.people["staff"], at=NOW)

    assert told("schools/head_changed") == {"Tess"}
    text = Delivery.objects.get(message__kind="schools/head_changed").text
    assert "The office did it itself, so it stands in no worklist." in text
    assert "The head of Our School has changed" not in reasons(User.objects.get(name="Tess"))
    assert told("schools/role_ended") == {place.ours.head.name}


# ---- the office looks at it ----


def new_head(place: Place, by: User) -> SchoolRole:
    nina = person("Nina", email="nina@people.example")
    offer = role_flows.invite(place.ours.school, email=nina.email, kind="headteacher", by=by, at=NOW)
    return role_flows.accept(offer, by=nina, at=NOW)


@pytest.mark.rule("R5o")
def test_change_of_head_waits_for_the_office_until_somebody_has_looked(client, place: Place) -> None:
    new_head(place, by=place.ours.head)
    role_flows.end_role(place.ours.school.roles.get(user=place.ours.head), by=place.ours.head, at=NOW + days(1))
    line = "The head of Our School has changed"
    waits = {name for name in ACTORS if line in reasons(place.people[name])}
    client.force_login(place.people["staff"])
    url = reverse("schools:headship", args=[place.ours.school.pk])

    page = client.get(url)
    client.post(url, {"shown": page.context["form"]["shown"].value()})

    assert waits == {"staff", "administrator"}
    assert "Nina" in page.content.decode()
    assert [(change.what, change.seen_by) for change in HeadChange.objects.order_by("pk")] == [
        ("begun", place.people["staff"]),
        ("ended", place.people["staff"]),
    ]
    assert Event.objects.filter(action="look_at").count() == 2
    assert line not in reasons(place.people["administrator"])


@pytest.mark.rule("R5o")
def test_change_that_came_after_the_page_was_opened_stays_open(place: Place) -> None:
    new_head(place, by=place.ours.head)
    shown = [change.pk for change in HeadChange.objects.all()]
    role_flows.end_role(SchoolRole.objects.get(user=place.people["delegate"]), by=place.ours.head, at=NOW)

    headship.look_at(place.ours.school, shown=shown, by=place.people["staff"], at=NOW)

    assert HeadChange.objects.unseen().get().role.user == place.people["delegate"]


@pytest.mark.rule("R5o")
def test_change_that_the_office_made_itself_is_looked_at_already(place: Place) -> None:
    new_head(place, by=place.people["staff"])

    assert HeadChange.objects.get().seen_by == place.people["staff"]
    assert reasons(place.people["administrator"]) == []


@pytest.mark.rule("R5o", "R48g")
def test_staff_who_had_a_role_at_the_school_do_not_look_at_its_heads(place: Place) -> None:
    sam = place.people["staff"]
    SchoolRoleFactory(school=place.ours.school, user=sam, kind="contributor", ended_at=NOW, ended_by=sam)

    new_head(place, by=sam)

    assert HeadChange.objects.get().seen_by is None
    assert "The head of Our School has changed" not in reasons(sam)
    assert "The head of Our School has changed" in reasons(place.people["administrator"])
    with pytest.raises(NotPermitted):
        headship.look_at(place.ours.school, shown=[HeadChange.objects.get().pk], by=sam, at=NOW)


@pytest.mark.rule("R5o", "R5e")
def test_only_head_may_go_but_not_unnoticed(place: Place) -> None:
    role_flows.end_role(SchoolRole.objects.get(user=place.people["delegate"]), by=place.ours.head, at=NOW)
    role_flows.end_role(place.ours.school.roles.get(kind="headteacher"), by=place.ours.head, at=NOW)

    assert told("schools/head_changed") == {"Sam"}
    text = Delivery.objects.filter(message__kind="schools/head_changed").order_by("-pk").first().text
    assert "Nobody stands at the head of this school now" in text
    assert "It stands in the worklist of the office" in text
    assert "The head of Our School has changed" in reasons(place.people["staff"])
