"""Who may assess a Centre: appointed by staff without an interest, every conflict named, looked at again later."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from centres.membership.models.access import CentreAccess
from iqm_coe.accounts.models.event import Event
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.errors import NotPermitted, Refused
from iqm_coe.lib.transitions import WrongState
from iqm_coe.lib.versioned import written
from iqm_coe.notifications.models.outbox import Message
from reviews.update.models.review import Review
from reviews.visits.conditions import conflict
from reviews.visits.flows import conflict as conflict_flows
from reviews.visits.flows import date as date_flows
from reviews.visits.flows import finding
from reviews.visits.flows import visit as visit_flows
from reviews.visits.forms.visit import AppointForm
from reviews.visits.models.visit import Visit, VisitedReview
from schools.models.school import LocalAuthority, Trust
from tests import scene, visits
from tests.clock import NOW, TODAY, days
from tests.factories.accounts import IqmRoleFactory
from tests.factories.schools import SchoolFactory, SchoolRoleFactory

pytestmark = pytest.mark.django_db


def found(opened, on=TODAY) -> set[str]:
    conflicts = conflict.conflicts(opened.assessor, opened.year, [opened.lead.school], on=on)
    return {str(one.kind.value) for one in conflicts}


@pytest.mark.rule("R19a", "R21a")
def test_appointing_asks_the_assessor_who_sees_the_question(opened):
    opened.appoint()

    visit = Visit.objects.get()
    assert (visit.state, visit.assessor, visit.host, visit.mode) == (
        "appointed",
        opened.assessor,
        opened.lead.school,
        "in_person",
    )
    assert set(visit.covers.values_list("review__school__name", "released_at")) == {("Lead School", None)}
    assert not CentreAccess.objects.filter(kind="assessor").exists()
    assert set(Visit.objects.visible_to(opened.assessor)) == {visit}
    assert Message.objects.latest("pk").kind == "visits/assessor_appointed"
    assert Event.objects.of(visit).get().action == "appoint"


@pytest.mark.rule("R19a")
@pytest.mark.parametrize(("first", "last", "is_free"), [(-9, -1, False), (-9, 0, True), (0, 9, True), (1, 9, False)])
def test_the_assessor_is_accredited_on_the_day(opened, first, last, is_free):
    opened.assessor.accreditations.all().delete()
    period = {"valid_from": TODAY + days(first), "valid_until": TODAY + days(last)}
    visits.accredit(opened.assessor, by=opened.staff, **period)

    assert found(opened) == (set() if is_free else {"not_accredited"})


@pytest.mark.rule("R19a", "R19c")
def test_a_missing_accreditation_has_no_override(opened):
    opened.assessor.accreditations.all().delete()

    with pytest.raises(conflict_flows.ConflictStands, match="Asha is not accredited on Monday 23 November 2026") as no:
        opened.appoint(waiver_reason="We need somebody.")

    assert not no.value.can_be_waived
    assert Visit.objects.count() == 0


@pytest.mark.rule("R19b")
@pytest.mark.parametrize(
    ("ended", "is_tied"), [(None, True), (3 * 365, True), (3 * 365 + 1, True), (3 * 365 + 2, False)]
)
def test_a_role_in_a_school_of_the_centre_ties_for_three_years(opened, ended, is_tied):
    over = {"ended_at": NOW - days(ended), "ended_by": opened.lead.head} if ended else {}
    over |= {"granted_at": NOW - days(3000)}
    SchoolRoleFactory(user=opened.assessor, school=opened.member.school, kind="contributor", **over)

    assert found(opened) == ({"role"} if is_tied else set())


@pytest.mark.rule("R19b")
def test_a_role_in_a_school_of_the_same_trust_ties(opened):
    trust, other = Trust.objects.create(code="1", name="One"), Trust.objects.create(code="2", name="Two")
    opened.member.school.trust = trust
    opened.member.school.save()
    SchoolRoleFactory(user=opened.assessor, school=SchoolFactory(trust=other))
    SchoolRoleFactory(user=opened.assessor, school=SchoolFactory(trust=None))
    assert found(opened) == set()

    SchoolRoleFactory(user=opened.assessor, school=SchoolFactory(name="Sister School", trust=trust))

    (stands,) = conflict.conflicts(opened.assessor, opened.year, [], on=TODAY)
    assert str(stands.kind.value) == "role"
    assert "Sister School, a school of the same trust" in stands.words


@pytest.mark.rule("R19b")
def test_whoever_is_assessed_by_a_visited_school_does_not_assess_it(opened):
    other = visits.opened()
    SchoolRoleFactory(user=opened.assessor, school=other.lead.school, kind="headteacher")
    assert found(opened) == set()
    IqmRoleFactory(user=opened.lead.head, kind="assessor")
    visits.accredit(opened.lead.head, by=other.staff)

    other.appoint(assessor=opened.lead.head)
    assert found(opened) == {"reciprocal"}

    visit_flows.decline(other.visit, reason="Busy.", by=opened.lead.head, at=NOW)
    assert found(opened) == set()


@pytest.mark.rule("R19b")
def test_the_adviser_of_the_centre_does_not_assess_it(opened):
    IqmRoleFactory(user=opened.played.adviser, kind="assessor")
    adviser = User.objects.get(pk=opened.played.adviser.pk)
    visits.accredit(adviser, by=opened.staff)

    with pytest.raises(conflict_flows.ConflictStands, match="Alan is the adviser of this Centre"):
        opened.appoint(assessor=adviser)


@pytest.mark.rule("R19b")
def test_the_same_local_authority_is_a_warning_and_no_refusal(opened):
    area = LocalAuthority.objects.create(code="925", name="Lincolnshire")
    opened.lead.school.local_authority = area
    opened.lead.school.save()
    SchoolRoleFactory(user=opened.assessor, school=SchoolFactory(local_authority=area))

    (stands,) = conflict.conflicts(opened.assessor, opened.year, [opened.lead.school], on=TODAY)

    assert (str(stands.kind.value), stands.is_warning) == ("same_authority", True)
    assert opened.appoint().visit.waived == []


@pytest.mark.rule("R19c")
def test_an_override_has_a_reason_and_every_administrator_reads_it(opened):
    SchoolRoleFactory(user=opened.assessor, school=opened.member.school, kind="finance")
    scene.iqm_person("Ada", "administrator")

    with pytest.raises(conflict_flows.ConflictStands) as no:
        opened.appoint(waiver_reason="   ")
    assert no.value.can_be_waived
    visit = opened.appoint(waiver_reason="Nobody else is trained.").visit

    assert (visit.waived, visit.waiver_reason) == (["role"], "Nobody else is trained.")
    mail = Message.objects.get(kind="visits/conflict_waived")
    assert (mail.audience, mail.audience_of) == ("iqm", {"kind": "administrator"})
    event = Event.objects.of(visit).get(action="waive")
    assert (event.by, event.reason, event.facts) == (
        opened.staff,
        "Nobody else is trained.",
        {"rule": "R19", "conflicts": ["role"]},
    )
    assert opened.accept().visit.state == "declared"


@pytest.mark.rule("R19b", "R48e")
def test_only_staff_without_an_interest_appoint_and_never_themselves(opened):
    conflicted = scene.iqm_person("Conflicted", "staff")
    SchoolRoleFactory(user=conflicted, school=opened.member.school, kind="contributor")
    both = scene.iqm_person("Both", "staff")
    IqmRoleFactory(user=both, kind="assessor")
    visits.accredit(both, by=opened.staff)
    facts = {"reviews": [opened.review], "host": opened.lead.school, "mode": "remote", "at": NOW}

    for by in (conflicted, opened.assessor, opened.lead.coordinator, scene.iqm_person("Ada", "administrator")):
        with pytest.raises(NotPermitted):
            visit_flows.appoint(opened.year, assessor=opened.assessor, by=by, **facts)
    with pytest.raises(Refused, match="Nobody appoints themselves"):
        visit_flows.appoint(opened.year, assessor=both, by=both, **facts)

    assert Visit.objects.count() == 0


@pytest.mark.rule("R21a")
def test_a_visit_covers_schools_of_one_centre_and_each_once(opened):
    other = visits.opened()
    both = [opened.review, opened.year.reviews.get(school=opened.member.school)]

    with pytest.raises(Refused, match="of this Centre year"):
        opened.appoint(reviews=[other.review])
    with pytest.raises(Refused, match="at least one school"):
        opened.appoint(reviews=[])
    with pytest.raises(Refused, match="The host is one of the schools"):
        opened.appoint(host=opened.member.school)
    opened.appoint(reviews=both, mode="remote")
    with pytest.raises(Refused, match="Lead School has a visit this year already"):
        opened.appoint()

    assert set(VisitedReview.objects.values_list("review__school__name", flat=True)) == {"Lead School", "Second School"}
    with pytest.raises(IntegrityError, match="one_visit_at_a_time"), transaction.atomic():
        VisitedReview.objects.create(visit=other.appoint().visit, review=both[0])


@pytest.mark.rule("R19d")
def test_the_assessor_declares_interests_before_accepting(opened):
    opened.appoint()

    with pytest.raises(Refused, match="Declare your interests"):
        visit_flows.accept(opened.visit, interests="  ", by=opened.assessor, at=NOW)
    for by in (opened.staff, opened.lead.coordinator, scene.iqm_person("Ben", "assessor")):
        with pytest.raises(NotPermitted):
            visit_flows.accept(opened.visit, interests="none", by=by, at=NOW)
    accepted = visit_flows.accept(opened.visit, interests="I taught there in 2001.", by=opened.assessor, at=NOW)

    assert (accepted.state, accepted.interests, accepted.answered_at) == ("declared", "I taught there in 2001.", NOW)
    assert set(Message.objects.order_by("-pk").values_list("kind", flat=True)[:2]) == {
        "visits/appointment_answered",
        "visits/assessor_named",
    }
    with pytest.raises(WrongState):
        visit_flows.accept(opened.visit, interests="none", by=opened.assessor, at=NOW)


@pytest.mark.rule("R19d")
def test_a_tie_that_came_up_since_is_found_on_acceptance(opened):
    opened.appoint()
    SchoolRoleFactory(user=opened.assessor, school=opened.member.school)

    with pytest.raises(conflict_flows.ConflictStands, match="a school of this Centre"):
        opened.accept()

    opened.visit.refresh_from_db()
    assert (opened.visit.state, opened.visit.interests) == ("appointed", "")


@pytest.mark.rule("R19d")
def test_declining_frees_the_school_and_ends_the_access(opened):
    opened.appoint()

    visit_flows.decline(opened.visit, reason="On leave.", by=opened.assessor, at=NOW)

    assert not CentreAccess.objects.filter(kind="assessor", until_at=None).exists()
    assert set(Visit.objects.visible_to(opened.assessor)) == set()
    assert opened.appoint().visit.state == "appointed"


@pytest.mark.rule("R21a")
def test_cancelling_frees_the_school_drops_open_days_and_tells_both(opened):
    opened.appoint().accept()
    with pytest.raises(Refused, match="reason"):
        visit_flows.cancel(opened.visit, reason="", by=opened.staff, at=NOW)

    cancelled = visit_flows.cancel(opened.visit, reason="Closed for snow.", by=opened.staff, at=NOW)

    assert cancelled.state == "cancelled"
    assert not CentreAccess.objects.filter(kind="assessor", until_at=None).exists()
    told = Message.objects.filter(kind="visits/visit_cancelled")
    assert {mail.audience for mail in told} == {"people", "school_people"}
    assert opened.appoint().visit.state == "appointed"


@pytest.mark.rule("R19b")
def test_access_goes_on_while_another_visit_in_the_centre_does(opened):
    other_review = opened.year.reviews.get(school=opened.member.school)
    opened.appoint()
    first = opened.visit
    opened.appoint(reviews=[other_review], host=opened.member.school).accept()

    visit_flows.decline(first, reason="One is enough.", by=opened.assessor, at=NOW)

    assert CentreAccess.objects.filter(kind="assessor", until_at=None, user=opened.assessor).count() == 1


@pytest.mark.rule("R21a")
def test_the_assessor_sets_the_agenda(opened):
    opened.appoint().accept()

    visit_flows.write_agenda(opened.visit, written(agenda="9.00 Arrival"), by=opened.assessor, at=NOW)

    opened.visit.refresh_from_db()
    assert opened.visit.agenda == "9.00 Arrival"
    with pytest.raises(NotPermitted):
        visit_flows.write_agenda(opened.visit, written(agenda="Ours"), by=opened.lead.coordinator, at=NOW)


@pytest.mark.rule("R21a", "R22c")
def test_a_visit_with_a_finished_record_is_not_called_off():
    both = visits.opened()
    both.appoint(reviews=list(both.year.reviews.all())).accept().agree()
    visits.update_sent(both)
    for element in both.review.framework.elements.all():
        found = written(outcome="ratified", remarks="")
        finding.save_finding(both.review, element, found, by=both.assessor, at=visits.ON_THE_DAY)
    finding.finish(both.review, by=both.assessor, at=visits.ON_THE_DAY)

    with pytest.raises(Refused, match="Lead School is recorded already"):
        visit_flows.cancel(both.visit, reason="Snow.", by=both.staff, at=visits.ON_THE_DAY)
    assert Visit.objects.get().state == "agreed"
    with pytest.raises(Refused, match="stays as it is"):
        date_flows.fix(both.visit, date(2027, 1, 26), reason="Snow.", by=both.staff, at=visits.ON_THE_DAY)


@pytest.mark.rule("R21a")
def test_a_recorded_school_is_not_visited_again(opened):
    Review.objects.filter(pk=opened.review.pk).update(state="recorded", sent_at=NOW, sent_by=opened.lead.head)

    with pytest.raises(Refused, match="not visited again"):
        opened.appoint()
    assert {one.school for one in AppointForm(year=opened.year).fields["reviews"].queryset} == {opened.member.school}
