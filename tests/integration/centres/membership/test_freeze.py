"""The writing of a school or of a Centre is stopped in an emergency: its people read, and write nothing."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from centres.membership.flows import freeze as centre_freeze
from centres.membership.flows import invitation
from centres.membership.models.freeze import CentreFreeze
from centres.membership.models.membership import Membership
from iqm_coe.accounts.models.event import Event
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.errors import NotPermitted, Refused, WritingStopped
from iqm_coe.lib.permissions import may
from iqm_coe.lib.versioned import rewritten
from iqm_coe.notifications.flows import reader
from iqm_coe.notifications.models.outbox import Delivery
from iqm_coe.texts.models.kept import KeptText
from reviews.update.flows import answer as answer_flows
from reviews.update.models.answer import Answer
from schools.flows import freeze, role
from schools.models.freeze import SchoolFreeze
from schools.models.role import SchoolRole
from tests import scene
from tests.clock import NOW, days
from tests.factories.schools import SchoolRoleFactory
from tests.scene import iqm_person

pytestmark = pytest.mark.django_db
WHY = {"reason": "A stolen account."}


@pytest.fixture
def ada() -> User:
    return iqm_person("Ada", "administrator")


@pytest.fixture
def there() -> scene.Scene:
    return scene.active()


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def write(there: scene.Scene, by: scene.Staffed) -> None:
    answer = Answer.objects.filter(review=there.review(by)).first()
    answer_flows.save(answer, rewritten(answer.texts(), {"progress": "On."}), by=by.coordinator, at=NOW)


@pytest.mark.rule("R48j")
def test_school_writes_nothing_from_the_next_request_on_and_reads_as_before(ada, there) -> None:
    client = signed_in(there.lead.coordinator)
    write(there, there.lead)
    office = signed_in(ada)
    assert office.post(reverse("schools:stop_writing", args=[there.lead.school.pk]), WHY).status_code == 302
    with pytest.raises(WritingStopped), transaction.atomic():
        write(there, there.lead)
    page = client.get(reverse("schools:school", args=[there.lead.school.pk])).text
    assert "Writing is stopped for now" in page
    assert client.get(reverse("membership:centre", args=[there.centre.pk])).status_code == 200
    write(there, there.members[0])  # the others go on


@pytest.mark.rule("R48j")
def test_refusal_says_what_it_is_and_whom_to_ask(ada, there) -> None:
    freeze.stop(there.lead.school, by=ada, at=NOW, reason="Why.")
    client = signed_in(there.lead.coordinator)
    refused = client.post(reverse("membership:invite", args=[there.centre.pk]), {"school": "1"})
    assert refused.status_code == 403
    assert "Writing is stopped for now" in refused.text
    assert "Speak to the IQM office" in refused.text
    assert "belongs to somebody else" not in refused.text


@pytest.mark.rule("R48j")
def test_centre_stops_each_school_that_stands_in_it_and_no_other(ada, there) -> None:
    left = there.members[0]
    other = scene.Scene(there.staff, there.adviser, scene.staffed_school("Elsewhere School")).start()
    assert may(other.lead.coordinator, "membership.lead", other.centre)
    centre_freeze.stop(there.centre, by=ada, at=NOW, reason="Why.")
    for staffed in (there.lead, *there.members):
        assert not may(staffed.coordinator, "schools.speak_for", staffed.school)
    assert may(other.lead.coordinator, "membership.lead", other.centre)
    Membership.objects.filter(school=left.school).update(state="ended", ended_at=NOW)
    assert may(User.objects.get(pk=left.coordinator.pk), "schools.speak_for", left.school)


@pytest.mark.rule("R48j")
def test_person_of_two_schools_writes_for_the_other_one(ada, there) -> None:
    both = there.lead.coordinator
    SchoolRoleFactory(school=there.members[0].school, user=both, kind="coordinator")
    freeze.stop(there.lead.school, by=ada, at=NOW, reason="Why.")
    assert not may(both, "schools.speak_for", there.lead.school)
    assert may(both, "schools.speak_for", there.members[0].school)


@pytest.mark.rule("R48j", "R5d")
def test_one_may_still_leave_and_the_office_still_ends_roles(ada, there) -> None:
    freeze.stop(there.lead.school, by=ada, at=NOW, reason="Why.")
    own = SchoolRole.objects.get(user=there.lead.head)
    with pytest.raises(NotPermitted), transaction.atomic():
        role.end_role(own, by=there.lead.coordinator, at=NOW)
    role.end_role(own, by=there.lead.head, at=NOW)
    role.end_role(SchoolRole.objects.get(user=there.lead.coordinator), by=there.staff, at=NOW)
    assert not SchoolRole.objects.live().filter(school=there.lead.school).exists()


@pytest.mark.rule("R48j")
def test_school_writes_again_once_it_is_allowed_unless_its_centre_is_stopped_too(ada, there) -> None:
    freeze.stop(there.lead.school, by=ada, at=NOW, reason="Why.")
    centre_freeze.stop(there.centre, by=ada, at=NOW, reason="Why.")
    freeze.allow(there.lead.school, by=ada, at=NOW + days(1), reason="Found.")
    with pytest.raises(WritingStopped), transaction.atomic():
        write(there, there.lead)
    office = signed_in(ada)
    office.post(reverse("membership:allow_writing", args=[there.centre.pk]), WHY)
    write(there, there.lead)


@pytest.mark.rule("R48j")
def test_schools_are_told_and_the_reason_is_for_administrators(ada, there) -> None:
    centre_freeze.stop(there.centre, by=ada, at=NOW, reason="A stolen account.")
    while reader.address_one(NOW):
        pass
    told = Delivery.objects.filter(message__kind="schools/writing_stopped")
    read = {row.user: "A stolen account." in row.text for row in told}
    speakers = {who for staffed in (there.lead, *there.members) for who in (staffed.coordinator, staffed.head)}
    assert read == {ada: True} | dict.fromkeys(speakers, False)
    of_ada = told.get(user=ada)
    assert not Delivery.objects.visible_to(there.staff).filter(pk=of_ada.pk).exists()
    assert Event.objects.of(CentreFreeze.objects.get()).get().reason == "A stolen account."


@pytest.mark.rule("R48j")
def test_only_an_administrator_who_has_no_part_in_it(ada, there) -> None:
    for by in (there.staff, there.lead.coordinator, there.adviser):
        with pytest.raises(NotPermitted), transaction.atomic():
            freeze.stop(there.lead.school, by=by, at=NOW, reason="Why.")
    SchoolRoleFactory(school=there.lead.school, user=ada, kind="contributor")
    with pytest.raises(NotPermitted), transaction.atomic():
        freeze.stop(there.lead.school, by=ada, at=NOW, reason="Why.")
    with pytest.raises(NotPermitted), transaction.atomic():
        centre_freeze.stop(there.centre, by=ada, at=NOW, reason="Why.")


@pytest.mark.rule("R48j")
def test_what_is_so_already_is_said(ada, there) -> None:
    with pytest.raises(Refused, match="Nothing stops"):
        freeze.allow(there.lead.school, by=ada, at=NOW, reason="Why.")
    freeze.stop(there.lead.school, by=ada, at=NOW, reason="Why.")
    with pytest.raises(Refused, match="stopped there already"):
        freeze.stop(there.lead.school, by=ada, at=NOW, reason="Why.")
    with pytest.raises(Refused, match="Nothing stops"):
        centre_freeze.allow(there.centre, by=ada, at=NOW, reason="Why.")


@pytest.mark.rule("R48j")
def test_nobody_joins_a_stopped_centre_and_the_invitation_stands(ada) -> None:
    forming = scene.Scene(iqm_person("Sam", "staff"), iqm_person("Alan", "adviser"), scene.staffed_school("A")).start()
    asked = scene.staffed_school("Asked School")
    sent = forming.invite(asked)
    centre_freeze.stop(forming.centre, by=ada, at=NOW, reason="Why.")
    with pytest.raises(Refused, match="The invitation stands"):
        invitation.accept(sent, by=asked.coordinator, at=NOW)
    centre_freeze.allow(forming.centre, by=ada, at=NOW, reason="Why.")
    invitation.accept(sent, by=asked.coordinator, at=NOW)


@pytest.mark.rule("R48j")
def test_what_goes_by_the_right_to_write_is_read_as_before(ada, there) -> None:
    coordinator = there.lead.coordinator
    answer = Answer.objects.filter(review=there.review()).first()
    for words in ("First.", "Second."):
        fresh = Answer.objects.get(pk=answer.pk)
        answer_flows.save(fresh, rewritten(fresh.texts(), {"progress": words}), by=coordinator, at=NOW)
    client = signed_in(coordinator)
    kept = KeptText.objects.create(
        subject_type="update.answer",
        subject_id=answer.pk,
        box="progress",
        page="p",
        base="First.",
        mine="Mine.",
        theirs="Second.",
        written_by=coordinator,
        theirs_by=there.lead.head,
        kept_at=NOW,
    )
    element = reverse("update:element", args=[answer.review_id, answer.element.number])
    asked = (
        element,
        reverse("texts:kept", args=[kept.pk]),
        reverse("texts:save_text", args=["update.answer", answer.pk]),
    )
    before = [client.get(url).status_code for url in asked]
    versions = client.get(element).text.count("First.")
    freeze.stop(there.lead.school, by=ada, at=NOW, reason="Why.")
    assert [client.get(url).status_code for url in asked] == before == [200, 200, 200]
    assert client.get(element).text.count("First.") == versions


@pytest.mark.rule("R8b", "R48j")
def test_invitation_to_a_stopped_school_does_not_lapse_and_gets_its_days_back(ada) -> None:
    forming = scene.Scene(iqm_person("Sam", "staff"), iqm_person("Alan", "adviser"), scene.staffed_school("A")).start()
    asked = scene.staffed_school("Asked School")
    sent = forming.invite(asked)
    freeze.stop(asked.school, by=ada, at=NOW, reason="Why.")
    late = sent.expires_at + days(30)
    assert invitation.lapse_overdue(at=late) == 0
    freeze.allow(asked.school, by=ada, at=late, reason="Found.")
    sent.refresh_from_db()
    assert sent.expires_at > late + days(1)
    assert invitation.lapse_overdue(at=late) == 0
    invitation.accept(sent, by=asked.coordinator, at=late)


OF_BOTH = {
    "state_known": ({"state": "gone", "ended": True},),
    "ended_when_lifted": ({"state": "lifted"}, {"ended": True}),
    "ended_by_and_at_together": ({"state": "lifted", "ended_at": NOW},),
}
REFUSED_ROWS = {
    **{f"{kind}freeze_{name}": wrong for kind in ("school", "centre") for name, wrong in OF_BOTH.items()},
    "school_frozen_once": ({},),
    "centre_frozen_once": ({},),
}


@pytest.mark.parametrize(("name", "fields"), [(name, one) for name, wrong in REFUSED_ROWS.items() for one in wrong])
def test_database_refuses(ada, there, name, fields) -> None:
    given = {key: value for key, value in fields.items() if key != "ended"}
    given |= {"ended_at": NOW, "ended_by": ada} if "ended" in fields else {}
    model, of = (
        (SchoolFreeze, {"school": there.lead.school}) if name[0] == "s" else (CentreFreeze, {"centre": there.centre})
    )
    if not given:
        model.objects.create(**of, begun_by=ada, begun_at=NOW)
    with pytest.raises(IntegrityError, match=name):
        model.objects.create(**of, begun_by=ada, begun_at=NOW, **given)
