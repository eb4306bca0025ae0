"""What an assessor reads before they declare interests, and what is left when their role at IQM ends (R19f, R19g)."""

import pytest
from django.urls import reverse

from centres.membership.models.access import CentreAccess
from centres.membership.models.centre import Centre
from centres.year.flows import adviser as adviser_flows
from centres.year.models.year import CentreYear
from iqm_coe.accounts.flows import role as iqm_roles
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.errors import NotPermitted, Refused
from iqm_coe.lib.versioned import written
from iqm_coe.lib.worklist import lines_for
from reviews.update.models.review import Review
from reviews.visits.conditions.visit import is_partly_recorded
from reviews.visits.flows import conflict, date, finding, succession, visit
from reviews.visits.models.date import DateRound
from reviews.visits.models.visit import Visit
from schools.flows import role as school_roles
from schools.models.role import SchoolRole
from schools.models.school import School
from tests import visits
from tests.clock import NOW, TODAY, days
from tests.scene import iqm_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def made():
    return visits.opened()


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


def reasons(user: User) -> list[str]:
    return [line.reason for line in lines_for(fresh(user), TODAY)]


def leaves(user: User, kind: str) -> None:
    held = user.iqm_role_set.live().get(kind=kind)
    iqm_roles.end(held, by=iqm_person("Ada", "administrator"), at=NOW + days(1), reason="Left.")


def comes_back(user: User, kind: str) -> None:
    iqm_roles.grant(user, kind, by=iqm_person("Adam", "administrator"), at=NOW + days(2))


def pages_of(made) -> dict[str, str]:
    """What a Centre shows of itself, its schools and their work, by address."""
    return {
        "centre": reverse("membership:centre", args=[made.year.centre_id]),
        "year": reverse("year:year", args=[made.year.pk]),
        "contacts": reverse("schools:people", args=[made.lead.school.pk]),
        "school": reverse("schools:school", args=[made.lead.school.pk]),
        "update": reverse("update:read", args=[made.review.pk]),
        "plan": reverse("visits:plan", args=[made.review.pk]),
        "agenda": reverse("visits:agenda", args=[made.visit.pk]),
        "dates": reverse("visits:dates", args=[made.visit.pk]),
        "notebook": reverse("visits:notebook", args=[made.review.pk]),
    }


# ---- before the declaration ----


@pytest.mark.rule("R19f", "R44a")
def test_assessor_sees_nothing_of_the_centre_before_they_declare(made) -> None:
    visits.update_sent(made)
    made.appoint()
    user = fresh(made.assessor)

    assert list(Visit.objects.visible_to(user)) == [made.visit]
    for model in (Centre, CentreYear, Review, School, SchoolRole, DateRound):
        assert not model.objects.visible_to(user).exists(), model
    assert not CentreAccess.objects.filter(user=user).exists()

    made.accept()

    assert Centre.objects.visible_to(fresh(made.assessor)).get() == made.year.centre
    assert Review.objects.visible_to(fresh(made.assessor)).filter(pk=made.review.pk).exists()


@pytest.mark.rule("R19f", "R44b")
def test_pages_open_to_the_assessor_once_they_have_declared(client, made) -> None:
    visits.update_sent(made)
    made.appoint()
    client.force_login(made.assessor)
    before = {name: client.get(url).status_code for name, url in pages_of(made).items()}

    made.accept()

    after = {name: client.get(url).status_code for name, url in pages_of(made).items()}
    opened = {name for name in before if after[name] == 200}
    assert {name for name, status in before.items() if status == 200} == set()
    assert opened == {"centre", "year", "update", "plan", "agenda", "dates", "notebook"}


@pytest.mark.rule("R19f")
def test_visit_itself_leads_to_the_declaration_which_names_what_it_needs_and_no_more(client, made) -> None:
    made.appoint()
    client.force_login(made.assessor)

    went = client.get(reverse("visits:visit", args=[made.visit.pk]))
    page = client.get(went.url).content.decode()

    assert went.url == reverse("visits:answer_appointment", args=[made.visit.pk])
    for word in (made.lead.school.name, made.year.centre.name, "the Centre year from"):
        assert word in page
    for word in (made.lead.head.name, made.lead.coordinator.email, reverse("year:year", args=[made.year.pk])):
        assert word not in page


@pytest.mark.rule("R19f")
def test_assessor_changes_nothing_but_their_answer_before_they_declare(made) -> None:
    made.appoint()

    with pytest.raises(NotPermitted):
        visit.write_agenda(made.visit, written(agenda="9.00 Arrival"), by=made.assessor, at=NOW)
    with pytest.raises(NotPermitted):
        date.propose(made.visit, [visits.VISIT_DAY], by=made.assessor, at=NOW)
    with pytest.raises(NotPermitted):
        made.target()

    made.visit.refresh_from_db()
    assert made.visit.agenda == ""


@pytest.mark.rule("R19f")
def test_declining_gives_nothing_and_leaves_nothing(made) -> None:
    made.appoint()

    visit.decline(made.visit, reason="On leave.", by=made.assessor, at=NOW)

    assert not Visit.objects.visible_to(fresh(made.assessor)).exists()
    assert not CentreAccess.objects.filter(user=made.assessor).exists()


@pytest.mark.rule("R19f")
def test_access_of_an_earlier_visit_ends_though_another_one_is_not_declared_yet(made) -> None:
    made.appoint().accept()
    second = made.year.reviews.get(school=made.member.school)
    first = made.visit
    made.appoint(reviews=[second], host=made.member.school)

    visit.cancel(first, reason="Closed for snow.", by=made.staff, at=NOW)

    assert not Centre.objects.visible_to(fresh(made.assessor)).exists()
    assert list(Visit.objects.visible_to(fresh(made.assessor))) == [made.visit]


# ---- after the role at IQM has ended ----


LINE = "is no longer an assessor: find somebody for the visit to"


@pytest.mark.rule("R19g", "R5d")
@pytest.mark.parametrize("state", ["appointed", "declared", "agreed"])
def test_visits_of_an_assessor_who_left_wait_for_the_office(made, state: str) -> None:
    made.appoint()
    if state != "appointed":
        made.accept()
    if state == "agreed":
        made.agree()
    assert not any(LINE in reason for reason in reasons(made.staff))

    leaves(made.assessor, "assessor")

    assert sum(LINE in reason for reason in reasons(made.staff)) == 1
    assert not any(LINE in reason for reason in reasons(made.lead.coordinator))
    assert not Visit.objects.visible_to(fresh(made.assessor)).exists()


@pytest.mark.rule("R19g")
@pytest.mark.parametrize("state", ["appointed", "declared"])
def test_role_given_again_brings_no_visit_and_no_centre_back(made, state: str) -> None:
    made.appoint()
    if state == "declared":
        made.accept()
    leaves(made.assessor, "assessor")

    comes_back(made.assessor, "assessor")

    again = fresh(made.assessor)
    assert not Visit.objects.visible_to(again).exists()
    assert not Centre.objects.visible_to(again).exists()
    assert not any("declare your interests" in reason or "Propose days" in reason for reason in reasons(again))
    assert any(LINE in reason for reason in reasons(made.staff))
    goes_on = {
        "appointed": lambda: visit.accept(made.visit, interests="none", by=again, at=NOW + days(3)),
        "declared": lambda: date.propose(made.visit, [visits.VISIT_DAY], by=again, at=NOW + days(3)),
    }
    with pytest.raises(NotPermitted):
        goes_on[state]()


@pytest.mark.rule("R19g")
def test_adviser_given_the_role_again_gets_no_centre_back_and_the_office_appoints(made) -> None:
    adviser, centre = made.played.adviser, made.year.centre
    leaves(adviser, "adviser")
    comes_back(adviser, "adviser")
    waits = f"{adviser.name} is no longer an adviser: appoint somebody for {centre.name}"

    assert not Centre.objects.visible_to(fresh(adviser)).exists()
    assert waits in reasons(made.staff)

    adviser_flows.appoint(centre, fresh(adviser), by=made.staff, at=NOW + days(3))

    assert Centre.objects.visible_to(fresh(adviser)).get() == centre
    assert waits not in reasons(made.staff)


@pytest.mark.rule("R19g", "R5d")
def test_role_at_a_school_that_ended_is_not_brought_back_by_another_one(made) -> None:
    role = made.lead.school.roles.get(kind="coordinator")
    person = role.user
    school_roles.end_role(role, by=made.lead.head, at=NOW + days(1))
    offer = school_roles.invite(
        made.member.school, email=person.email, kind="contributor", by=made.member.head, at=NOW + days(2)
    )

    school_roles.accept(offer, by=person, at=NOW + days(2))

    assert list(School.objects.visible_to(fresh(person))) == [made.member.school]


# ---- somebody else, or they themselves after all ----


def second_assessor(made) -> User:
    second = iqm_person("Second assessor", "assessor")
    visits.accredit(second, by=made.staff)
    return second


@pytest.mark.rule("R19g")
def test_office_gives_the_visit_to_somebody_else_in_one_act(client, made) -> None:
    made.appoint().accept().agree()
    second = second_assessor(made)
    leaves(made.assessor, "assessor")
    client.force_login(made.staff)

    page = client.get(reverse("visits:visit", args=[made.visit.pk])).content.decode()
    url = reverse("visits:succession", args=[made.visit.pk])
    went = client.post(url, {"assessor": second.pk, "waiver_reason": ""})

    new = Visit.objects.get(assessor=second)
    made.visit.refresh_from_db()
    assert url in page
    assert went.url == reverse("visits:visit", args=[new.pk])
    assert (made.visit.state, new.state, new.host, new.mode) == (
        "cancelled",
        "appointed",
        made.lead.school,
        "in_person",
    )
    assert [visited.review for visited in new.covers.standing()] == [made.review]
    assert not any(LINE in reason for reason in reasons(made.staff))


@pytest.mark.rule("R19g")
def test_visit_of_which_a_school_is_recorded_goes_to_nobody_else(client, made) -> None:
    other = made.year.reviews.get(school=made.member.school)
    visits.update_sent(made.appoint(reviews=[made.review, other]).accept().agree())
    assert not is_partly_recorded(made.visit)
    for element in made.review.framework.elements.all():
        edit = written(outcome="ratified", remarks="")
        finding.save_finding(made.review, element, edit, by=made.assessor, at=visits.ON_THE_DAY)
    recorded = finding.finish(made.review, by=made.assessor, at=visits.ON_THE_DAY)
    leaves(made.assessor, "assessor")
    client.force_login(made.staff)

    page = client.get(reverse("visits:succession", args=[recorded.pk])).text

    assert (recorded.state, is_partly_recorded(recorded)) == ("agreed", True)
    assert "Ask somebody else" not in page
    with pytest.raises(Refused):
        succession.replace(recorded, assessor=second_assessor(made), by=made.staff, at=visits.ON_THE_DAY)


@pytest.mark.rule("R19g")
def test_succession_that_is_refused_leaves_the_visit_as_it_was(made) -> None:
    made.appoint().accept()
    leaves(made.assessor, "assessor")

    with pytest.raises(conflict.ConflictStands):
        succession.replace(made.visit, assessor=iqm_person("New", "assessor"), by=made.staff, at=NOW + days(1))

    made.visit.refresh_from_db()
    assert made.visit.state == "declared"
    assert Visit.objects.count() == 1


@pytest.mark.rule("R19g")
def test_assessor_who_came_back_goes_on_when_staff_say_so_with_a_reason(client, made) -> None:
    made.appoint().accept()
    leaves(made.assessor, "assessor")
    with pytest.raises(Refused, match="does not hold the role"):
        succession.let_go_on(made.visit, reason="On leave.", by=made.staff, at=NOW + days(1))
    comes_back(made.assessor, "assessor")
    client.force_login(made.staff)

    client.post(reverse("visits:succession", args=[made.visit.pk]), {"go_on": "1", "reason": "Back from leave."})

    assert Visit.objects.visible_to(fresh(made.assessor)).get() == made.visit
    assert Centre.objects.visible_to(fresh(made.assessor)).get() == made.year.centre
    date.propose(made.visit, [visits.VISIT_DAY], by=fresh(made.assessor), at=NOW + days(3))
    with pytest.raises(Refused, match="nothing has to be decided"):
        succession.let_go_on(made.visit, reason="Again.", by=made.staff, at=NOW + days(3))


@pytest.mark.rule("R19g", "R48e")
def test_succession_is_for_free_staff_alone(made) -> None:
    made.appoint().accept()
    leaves(made.assessor, "assessor")
    comes_back(made.assessor, "assessor")

    for by in (made.assessor, made.lead.coordinator, made.played.adviser, iqm_person("Eve", "administrator")):
        with pytest.raises(NotPermitted):
            succession.let_go_on(made.visit, reason="Because.", by=fresh(by), at=NOW + days(3))
