"""A clock set back stops nobody from ending what began by the later clock (R39g): it ends when it began."""

from datetime import timedelta

import pytest

from centres.application.enums import Criterion
from centres.application.flows import application as applications
from centres.application.flows import criterion as criteria
from centres.membership.models.access import CentreAccess
from centres.year.flows import adviser as advisers
from iqm_coe.accounts.flows import role as iqm_roles
from iqm_coe.accounts.models.role import IqmRole
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.versioned import rewritten
from iqm_coe.operations import invariants
from reviews.visits.flows import development, visit
from reviews.visits.models.development import PlanSignature
from schools.flows import role as school_roles
from schools.models.role import SchoolRole
from tests import scene, visits
from tests.clock import NOW, days
from tests.factories.schools import SchoolRoleFactory
from tests.visits import ON_THE_DAY, shown_of

pytestmark = [pytest.mark.django_db, pytest.mark.rule("R39g")]

BACK = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _everything_holds_afterwards():
    yield
    assert invariants.broken() == []


def test_role_at_a_school_ends():
    people = scene.staffed_school("Oak School")
    given = SchoolRoleFactory(school=people.school, kind="contributor", granted_at=NOW)
    school_roles.end_role(given, by=people.head, at=NOW - BACK)
    assert SchoolRole.objects.get(pk=given.pk).ended_at == NOW


def test_role_at_iqm_ends():
    ada, sam = scene.iqm_person("Ada", "administrator"), scene.person("Sam")
    given = iqm_roles.grant(sam, "staff", by=ada, at=NOW)
    iqm_roles.end(given, by=ada, at=NOW - BACK, reason="Left.")
    assert IqmRole.objects.get(pk=given.pk).ended_at == NOW


def test_adviser_is_followed_by_another():
    played = scene.active()
    former = CentreAccess.objects.get(centre=played.centre, kind="adviser", until_at=None)
    advisers.appoint(played.centre, scene.iqm_person("Alma", "adviser"), by=played.staff, at=NOW - BACK)
    former.refresh_from_db()
    assert former.until_at == former.from_at == NOW


def test_visit_is_called_off_and_its_assessor_sees_nothing_more():
    made = visits.opened().appoint().accept()
    visit.cancel(made.visit, reason="Snow.", by=made.staff, at=NOW - BACK)
    assert not CentreAccess.objects.filter(user=made.assessor, until_at=None).exists()


def test_application_that_was_to_change_is_sent_again():
    played = scene.submitted()
    change = applications.Change(Criterion.C1, "Say more.", london_date(NOW + days(14)))
    applications.request_changes(played.application, [change], read=played.read, by=played.staff, at=NOW)
    edit = rewritten({"text": "Our C1."}, {"text": "Our C1, and more."})
    answer = played.application.answers.get(criterion=Criterion.C1)
    criteria.answer(answer, edit, by=played.lead.coordinator, at=NOW + timedelta(minutes=5))
    applications.send(played.application, by=played.lead.coordinator, at=NOW - BACK)
    assert played.application.change_requests.get().answered_at == NOW


def test_plan_for_development_that_was_signed_changes():
    made = visits.agreed().record()
    for number in (1, 2, 3):
        made.target(number)
    development.agree(made.review, read=shown_of(made.review), by=made.lead.head, at=ON_THE_DAY)
    made.target(4, at=ON_THE_DAY - BACK)
    assert PlanSignature.objects.get().taken_back_at == ON_THE_DAY
