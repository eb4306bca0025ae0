"""An assessor who gains a role at the Centre after accepting: nothing goes on until staff decide, and then it can. And
the third year in a row, of which staff are warned.
"""

from datetime import date

import pytest
from django.urls import reverse

from centres.membership.models.centre import Centre
from centres.year.models.year import CentreYear
from iqm_coe.accounts.models.event import Event
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.errors import NotPermitted, Refused
from iqm_coe.lib.versioned import written
from iqm_coe.lib.worklist import lines_for
from iqm_coe.notifications.models.outbox import Message
from reviews.visits.conditions import conflict as conflict_conditions
from reviews.visits.flows import conflict, finding
from reviews.visits.models.visit import Visit
from schools.models.school import Trust
from tests import scene
from tests.clock import days
from tests.factories.accounts import IqmRoleFactory
from tests.factories.centres import CentreFactory
from tests.factories.money import CentreYearFactory
from tests.factories.reviews import VisitFactory
from tests.factories.schools import SchoolFactory, SchoolRoleFactory
from tests.integration.reviews.reports.test_pages import page, post
from tests.visits import ON_THE_DAY as NOW
from tests.visits import VISIT_DAY as TODAY
from tests.visits import accredit

pytestmark = pytest.mark.django_db


@pytest.fixture
def conflicted(agreed):
    """The record is being written when its assessor becomes a contributor at the other school of the Centre."""
    SchoolRoleFactory(user=agreed.assessor, school=agreed.member.school, kind="contributor")
    return agreed


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


def lines(user: User) -> set[str]:
    return {line.url for line in lines_for(fresh(user), TODAY)}


def save(visited, *, at=NOW):
    element = visited.review.framework.elements.first()
    return finding.save_finding(
        visited.review, element, written(outcome="ratified", remarks=""), by=fresh(visited.assessor), at=at
    )


@pytest.mark.rule("R19e")
def test_the_assessor_goes_no_further_and_the_office_is_asked(agreed):
    notebook = reverse("visits:notebook", args=[agreed.review.pk])
    visit = reverse("visits:visit", args=[agreed.visit.pk])
    assert notebook in lines(agreed.assessor)
    assert visit not in lines(agreed.staff)

    SchoolRoleFactory(user=agreed.assessor, school=agreed.member.school, kind="contributor")

    assert list(Visit.objects.in_conflict()) == [agreed.visit]
    with pytest.raises(NotPermitted):
        save(agreed)
    assert notebook not in lines(agreed.assessor)
    assert visit in lines(agreed.staff)


@pytest.mark.rule("R19c", "R19e")
def test_staff_let_them_finish_with_a_reason_that_every_administrator_reads(conflicted):
    conflict.waive_conflict(conflicted.visit, reason="The visit was held before.", by=conflicted.staff, at=NOW)

    visit = Visit.objects.get(pk=conflicted.visit.pk)
    assert (visit.waived, visit.waiver_reason) == (["role"], "The visit was held before.")
    mail = Message.objects.get(kind="visits/conflict_waived")
    assert (mail.audience, mail.audience_of, mail.context["by"]) == (
        "iqm",
        {"kind": "administrator"},
        conflicted.staff.name,
    )
    event = Event.objects.of(visit).get(action="waive")
    assert (event.by, event.reason) == (conflicted.staff, "The visit was held before.")
    assert save(conflicted).row.outcome == "ratified"
    assert reverse("visits:notebook", args=[conflicted.review.pk]) in lines(conflicted.assessor)
    assert reverse("visits:visit", args=[conflicted.visit.pk]) not in lines(conflicted.staff)


@pytest.mark.rule("R19e")
def test_an_earlier_reason_stays_beside_the_new_one(conflicted):
    said = {"waived": ["adviser"], "waiver_reason": "Nobody else is trained.", "waived_at": NOW}
    Visit.objects.filter(pk=conflicted.visit.pk).update(**said)

    visit = conflict.waive_conflict(conflicted.visit, reason="The visit was held.", by=conflicted.staff, at=NOW)

    assert visit.waived == ["adviser", "role"]
    assert visit.waiver_reason == "Nobody else is trained.\n\nThe visit was held."


@pytest.mark.rule("R19c", "R19e")
def test_no_reason_no_tie_a_missing_accreditation_and_a_finished_visit_are_refused(agreed):
    with pytest.raises(Refused, match="No conflict of interest stands against"):
        conflict.waive_conflict(agreed.visit, reason="Why not.", by=agreed.staff, at=NOW)

    SchoolRoleFactory(user=agreed.assessor, school=agreed.member.school, kind="contributor")
    with pytest.raises(conflict.ConflictStands) as no_reason:
        conflict.waive_conflict(agreed.visit, reason="  ", by=agreed.staff, at=NOW)
    assert no_reason.value.can_be_waived

    agreed.assessor.accreditations.update(withdrawn_at=NOW, withdrawn_by=agreed.staff)
    with pytest.raises(conflict.ConflictStands, match="is not accredited"):
        conflict.waive_conflict(agreed.visit, reason="He is the best.", by=agreed.staff, at=NOW)

    Visit.objects.filter(pk=agreed.visit.pk).update(state="cancelled")
    with pytest.raises(Refused, match="This visit is over"):
        conflict.waive_conflict(agreed.visit, reason="The visit was held.", by=agreed.staff, at=NOW)
    assert not Event.objects.filter(action="waive").exists()


@pytest.mark.rule("R19e")
def test_a_role_that_is_younger_than_the_override_stops_the_work_again(conflicted):
    conflict.waive_conflict(conflicted.visit, reason="The visit was held before.", by=conflicted.staff, at=NOW)
    SchoolRoleFactory(
        user=conflicted.assessor, school=conflicted.lead.school, kind="headteacher", granted_at=NOW + days(1)
    )

    assert list(Visit.objects.in_conflict()) == [conflicted.visit]
    with pytest.raises(NotPermitted):
        save(conflicted)

    conflict.waive_conflict(conflicted.visit, reason="Nobody else is there.", by=conflicted.staff, at=NOW + days(2))
    assert save(conflicted).row.outcome == "ratified"


@pytest.mark.rule("R19e", "R48e")
def test_nobody_overrides_a_tie_of_their_own(conflicted):
    IqmRoleFactory(user=conflicted.assessor, kind="staff")

    with pytest.raises(NotPermitted):
        conflict.waive_conflict(conflicted.visit, reason="I am fine.", by=fresh(conflicted.assessor), at=NOW)


@pytest.mark.rule("R19e", "R48e")
def test_an_assessor_of_the_same_trust_who_is_staff_too_does_not_override_it(agreed):
    trust = Trust.objects.create(name="A trust")
    agreed.lead.school.trust = trust
    agreed.lead.school.save()
    SchoolRoleFactory(user=agreed.assessor, school=SchoolFactory(trust=trust))
    IqmRoleFactory(user=agreed.assessor, kind="staff")

    with pytest.raises(NotPermitted):
        conflict.waive_conflict(agreed.visit, reason="I am fine.", by=fresh(agreed.assessor), at=NOW)


@pytest.mark.rule("R19e")
def test_a_visit_that_nobody_has_accepted_is_called_off_instead(opened):
    opened.appoint()
    SchoolRoleFactory(user=opened.assessor, school=opened.member.school, kind="contributor")

    with pytest.raises(Refused, match="has not accepted yet"):
        conflict.waive_conflict(opened.visit, reason="Please.", by=opened.staff, at=NOW)


@pytest.mark.rule("R19e")
def test_after_the_visit_its_accreditation_is_that_of_its_day(recorded):
    recorded.assessor.accreditations.update(valid_until=TODAY)
    SchoolRoleFactory(user=recorded.assessor, school=recorded.member.school, kind="contributor")

    visit = conflict.waive_conflict(recorded.visit, reason="It was held.", by=recorded.staff, at=NOW + days(2))

    assert (visit.state, visit.waived) == ("held", ["role"])


@pytest.mark.rule("R19e", "R48e")
def test_only_staff_without_an_interest_decide(conflicted):
    inside = scene.iqm_person("Inside", "staff")
    SchoolRoleFactory(user=inside, school=conflicted.member.school, kind="contributor")

    for by in (inside, conflicted.assessor, conflicted.lead.coordinator, scene.iqm_person("Ada", "administrator")):
        with pytest.raises(NotPermitted):
            conflict.waive_conflict(conflicted.visit, reason="Please.", by=by, at=NOW)


@pytest.mark.rule("R19e")
def test_the_page_of_the_visit_says_so_to_both_who_can_act(conflicted):
    said = {who.pk: page(who, "visits:visit", conflicted.visit.pk) for who in (conflicted.staff, conflicted.assessor)}
    schools = page(conflicted.lead.coordinator, "visits:visit", conflicted.visit.pk)

    assert f"{conflicted.assessor.name} now holds a role at a school of this Centre" in said[conflicted.staff.pk]
    assert "IQM decides whether you finish this visit" in said[conflicted.assessor.pk]
    assert "holds a role at a school of this Centre" not in schools


@pytest.mark.rule("R19e")
def test_staff_read_what_stands_against_it_and_let_them_finish_on_one_page(conflicted):
    address = ("visits:waive_conflict", conflicted.visit.pk)
    assert f"{conflicted.assessor.name} holds, or held within 3 years, a role at" in page(conflicted.staff, *address)

    assert "This field is required" not in page(conflicted.staff, *address)
    answer = post(conflicted.staff, *address, reason="The visit was held before.")

    assert answer.url == reverse("visits:visit", args=[conflicted.visit.pk])
    assert Visit.objects.get(pk=conflicted.visit.pk).waived == ["role"]


def a_year(centre: Centre, number: int, assessor: User, *visits: str) -> CentreYear:
    """A year of the Centre with visits of this assessor, each in a state."""
    opens_on, closes_on = date(2020 + number, 11, 23), date(2021 + number, 11, 22)
    year = CentreYearFactory(centre=centre, number=number, opens_on=opens_on, closes_on=closes_on)
    for state in visits:
        VisitFactory(year=year, assessor=assessor, state=state)
    return year


@pytest.mark.rule("R19b")
@pytest.mark.parametrize(
    ("two_years_ago", "last_year", "is_warned"),
    [
        (["appointed"], ["appointed"], True),
        (["appointed", "appointed"], ["appointed"], True),
        ([], ["appointed", "appointed"], False),
        (["appointed"], ["cancelled"], False),
        (["cancelled"], ["appointed"], False),
    ],
)
def test_a_third_year_in_a_row_is_a_warning(two_years_ago, last_year, is_warned):
    """Years at another Centre, or before those two, do not count, nor does the year itself."""
    assessor, centre = scene.iqm_person("Asha", "assessor"), CentreFactory()
    accredit(assessor, by=scene.iqm_person("Sam", "staff"))
    a_year(CentreFactory(), 4, assessor, "appointed")
    a_year(centre, 3, assessor, "appointed")
    a_year(centre, 4, assessor, *two_years_ago)
    a_year(centre, 5, assessor, *last_year)
    year = a_year(centre, 6, assessor, "appointed")

    found = conflict_conditions.conflicts(assessor, year, [], on=TODAY)

    words = "Asha would visit this Centre for the third year in a row."
    assert [(one.kind, one.words, one.is_warning) for one in found] == [("third_year", words, True)] * is_warned
    assert conflict_conditions.warned(year, []) == ({assessor.pk: ["third_year"]} if is_warned else {})
