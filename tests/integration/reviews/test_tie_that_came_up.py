"""An assessor who gains a role at the Centre after accepting: nothing goes on until staff decide, and then it can."""

import pytest
from django.urls import reverse

from iqm_coe.accounts.models import Event, User
from iqm_coe.lib.errors import NotPermitted, Refused
from iqm_coe.lib.worklist import lines_for
from iqm_coe.notifications.models import Message
from reviews.flows import appointment, record
from reviews.models import Visit
from schools.models import Trust
from tests import scene
from tests.clock import days
from tests.factories import IqmRoleFactory, SchoolFactory, SchoolRoleFactory
from tests.integration.reviews.test_review_pages import page, post
from tests.visits import ON_THE_DAY as NOW
from tests.visits import VISIT_DAY as TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def tied(agreed):
    """The record is being written when its assessor becomes a contributor at the other school of the Centre."""
    SchoolRoleFactory(user=agreed.assessor, school=agreed.member.school, kind="contributor")
    return agreed


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


def lines(user: User) -> set[str]:
    return {line.url for line in lines_for(fresh(user), TODAY)}


def save(visited, *, at=NOW):
    element = visited.review.framework.elements.first()
    return record.save_finding(
        visited.review, element, outcome="ratified", remarks="", version=0, by=fresh(visited.assessor), at=at
    )


@pytest.mark.rule("R19e")
def test_the_assessor_goes_no_further_and_the_office_is_asked(agreed):
    notebook = reverse("reviews:notebook", args=[agreed.review.pk])
    visit = reverse("reviews:visit", args=[agreed.visit.pk])
    assert notebook in lines(agreed.assessor)
    assert visit not in lines(agreed.staff)

    SchoolRoleFactory(user=agreed.assessor, school=agreed.member.school, kind="contributor")

    assert list(Visit.objects.tied()) == [agreed.visit]
    with pytest.raises(NotPermitted):
        save(agreed)
    assert notebook not in lines(agreed.assessor)
    assert visit in lines(agreed.staff)


@pytest.mark.rule("R19c", "R19e")
def test_staff_let_them_finish_with_a_reason_that_every_administrator_reads(tied):
    appointment.let_finish(tied.visit, reason="The visit was held before.", by=tied.staff, at=NOW)

    visit = Visit.objects.get(pk=tied.visit.pk)
    assert (visit.overridden, visit.override_reason) == (["role"], "The visit was held before.")
    mail = Message.objects.get(kind="reviews/tie_overridden")
    assert (mail.audience, mail.audience_of, mail.context["by"]) == ("iqm", {"kind": "administrator"}, tied.staff.name)
    event = Event.objects.of(visit).get(action="override")
    assert (event.by, event.reason) == (tied.staff, "The visit was held before.")
    assert save(tied).outcome == "ratified"
    assert reverse("reviews:notebook", args=[tied.review.pk]) in lines(tied.assessor)
    assert reverse("reviews:visit", args=[tied.visit.pk]) not in lines(tied.staff)


@pytest.mark.rule("R19e")
def test_an_earlier_reason_stays_beside_the_new_one(tied):
    said = {"overridden": ["adviser"], "override_reason": "Nobody else is trained.", "overridden_at": NOW}
    Visit.objects.filter(pk=tied.visit.pk).update(**said)

    visit = appointment.let_finish(tied.visit, reason="The visit was held.", by=tied.staff, at=NOW)

    assert visit.overridden == ["adviser", "role"]
    assert visit.override_reason == "Nobody else is trained.\n\nThe visit was held."


@pytest.mark.rule("R19c", "R19e")
def test_no_reason_no_tie_a_missing_accreditation_and_a_finished_visit_are_refused(agreed):
    with pytest.raises(Refused, match="No tie stands against"):
        appointment.let_finish(agreed.visit, reason="Why not.", by=agreed.staff, at=NOW)

    SchoolRoleFactory(user=agreed.assessor, school=agreed.member.school, kind="contributor")
    with pytest.raises(appointment.NotIndependent) as no_reason:
        appointment.let_finish(agreed.visit, reason="  ", by=agreed.staff, at=NOW)
    assert no_reason.value.can_be_overridden

    agreed.assessor.accreditations.update(withdrawn_at=NOW, withdrawn_by=agreed.staff)
    with pytest.raises(appointment.NotIndependent, match="is not accredited"):
        appointment.let_finish(agreed.visit, reason="He is the best.", by=agreed.staff, at=NOW)

    Visit.objects.filter(pk=agreed.visit.pk).update(state="cancelled")
    with pytest.raises(Refused, match="This visit is over"):
        appointment.let_finish(agreed.visit, reason="The visit was held.", by=agreed.staff, at=NOW)
    assert not Event.objects.filter(action="override").exists()


@pytest.mark.rule("R19e")
def test_a_role_that_is_younger_than_the_override_stops_the_work_again(tied):
    appointment.let_finish(tied.visit, reason="The visit was held before.", by=tied.staff, at=NOW)
    SchoolRoleFactory(user=tied.assessor, school=tied.lead.school, kind="headteacher", granted_at=NOW + days(1))

    assert list(Visit.objects.tied()) == [tied.visit]
    with pytest.raises(NotPermitted):
        save(tied)

    appointment.let_finish(tied.visit, reason="Nobody else is there.", by=tied.staff, at=NOW + days(2))
    assert save(tied).outcome == "ratified"


@pytest.mark.rule("R19e", "R48e")
def test_nobody_overrides_a_tie_of_their_own(tied):
    IqmRoleFactory(user=tied.assessor, kind="staff")

    with pytest.raises(NotPermitted):
        appointment.let_finish(tied.visit, reason="I am fine.", by=fresh(tied.assessor), at=NOW)


@pytest.mark.rule("R19e", "R48e")
def test_an_assessor_of_the_same_trust_who_is_staff_too_does_not_override_it(agreed):
    trust = Trust.objects.create(name="A trust")
    agreed.lead.school.trust = trust
    agreed.lead.school.save()
    SchoolRoleFactory(user=agreed.assessor, school=SchoolFactory(trust=trust))
    IqmRoleFactory(user=agreed.assessor, kind="staff")

    with pytest.raises(NotPermitted):
        appointment.let_finish(agreed.visit, reason="I am fine.", by=fresh(agreed.assessor), at=NOW)


@pytest.mark.rule("R19e")
def test_a_visit_that_nobody_has_accepted_is_called_off_instead(opened):
    opened.appoint()
    SchoolRoleFactory(user=opened.assessor, school=opened.member.school, kind="contributor")

    with pytest.raises(Refused, match="has not accepted yet"):
        appointment.let_finish(opened.visit, reason="Please.", by=opened.staff, at=NOW)


@pytest.mark.rule("R19e")
def test_after_the_visit_its_accreditation_is_that_of_its_day(recorded):
    recorded.assessor.accreditations.update(valid_until=TODAY)
    SchoolRoleFactory(user=recorded.assessor, school=recorded.member.school, kind="contributor")

    visit = appointment.let_finish(recorded.visit, reason="It was held.", by=recorded.staff, at=NOW + days(2))

    assert (visit.state, visit.overridden) == ("held", ["role"])


@pytest.mark.rule("R19e", "R48e")
def test_only_staff_without_an_interest_decide(tied):
    inside = scene.iqm_person("Inside", "staff")
    SchoolRoleFactory(user=inside, school=tied.member.school, kind="contributor")

    for by in (inside, tied.assessor, tied.lead.coordinator, scene.iqm_person("Ada", "administrator")):
        with pytest.raises(NotPermitted):
            appointment.let_finish(tied.visit, reason="Please.", by=by, at=NOW)


@pytest.mark.rule("R19e")
def test_the_page_of_the_visit_says_so_to_both_who_can_act(tied):
    said = {who.pk: page(who, "reviews:visit", tied.visit.pk) for who in (tied.staff, tied.assessor)}
    schools = page(tied.lead.coordinator, "reviews:visit", tied.visit.pk)

    assert f"{tied.assessor.name} now holds a role at a school of this Centre" in said[tied.staff.pk]
    assert "IQM decides whether you finish this visit" in said[tied.assessor.pk]
    assert "holds a role at a school of this Centre" not in schools


@pytest.mark.rule("R19e")
def test_staff_read_what_stands_against_it_and_let_them_finish_on_one_page(tied):
    address = ("reviews:let_finish", tied.visit.pk)
    assert f"{tied.assessor.name} holds, or held within 3 years, a role at" in page(tied.staff, *address)

    assert "This field is required" not in page(tied.staff, *address)
    answer = post(tied.staff, *address, reason="The visit was held before.")

    assert answer.url == reverse("reviews:visit", args=[tied.visit.pk])
    assert Visit.objects.get(pk=tied.visit.pk).overridden == ["role"]
