"""One person's page: roles everywhere, what waits for them, what they did, and how their work goes to others (P30)."""

import pytest
import time_machine
from django.urls import reverse

from iqm_coe.accounts.selectors.event import DONE_SHOWN, done_by
from iqm_coe.lib.transitions import record_event
from iqm_coe.lib.worklist import lines_for
from tests import scene, visits
from tests.clock import NOW, TODAY, days
from tests.factories.notifications import DeliveryFactory
from tests.factories.schools import SchoolRoleFactory
from tests.worlds import world

checking = world(visits.checking)

pytestmark = [pytest.mark.django_db, pytest.mark.rule("R44al")]


@pytest.fixture
def ada():
    return scene.iqm_person("Ada", "administrator")


def shown(client, reader, person) -> str:
    client.force_login(reader)
    with time_machine.travel(NOW + days(1) / 24, tick=False):
        answer = client.get(reverse("accounts:person", args=[person.pk]))
    return " ".join(answer.text.split()) if answer.status_code == 200 else str(answer.status_code)


def test_roles_stand_there_of_iqm_of_schools_and_of_centres_with_their_days(client, ada, checking):
    assessor, school = checking.assessor, checking.member.school
    SchoolRoleFactory(user=assessor, school=school, kind="contributor", granted_at=NOW, ended_at=NOW, ended_by=ada)

    page = shown(client, ada, assessor)

    assert "Assessor" in page
    assert f'<a href="{reverse("schools:school", args=[school.pk])}">{school.name}</a>' in page
    centre = checking.played.centre
    assert f'<a href="{reverse("membership:centre", args=[centre.pk])}">{centre.name}</a>' in page
    assert "23 Nov 2026" in page


def test_what_waits_for_them_is_counted_by_kind_as_their_own_list_counts_it(client, ada, checking):
    lines = lines_for(checking.staff, TODAY)
    assert lines

    page = shown(client, ada, checking.staff)

    for kind in {line.kind for line in lines}:
        number = sum(line.kind == kind for line in lines)
        assert f"{kind}: {number}" in page


def test_nothing_waits_for_whoever_is_shut_out(client, ada, checking):
    type(checking.staff).objects.filter(pk=checking.staff.pk).update(is_active=False)

    assert "Nothing waits for them." in shown(client, ada, checking.staff)


def test_what_they_did_last_is_told_in_sentences_and_not_how_they_signed_in(checking, ada):
    staff = checking.staff
    record_event(staff, "sign_in", by=staff, at=NOW)
    record_event(checking.played.centre, "transfer_lead", by=staff, at=NOW, reason="They asked.")
    record_event(checking.played.centre, "start", by=checking.second, at=NOW)

    first, *others = done_by(staff, ada)

    assert first == {"at": NOW, "what": f"Lead given to another school: {checking.played.centre}", "why": "They asked."}
    assert not any("Signed in" in str(one["what"]) for one in others)
    for _number in range(DONE_SHOWN + 1):
        record_event(checking.played.centre, "start", by=staff, at=NOW)
    assert len(done_by(staff, ada)) == DONE_SHOWN


def test_page_leads_to_how_the_work_goes_to_others(client, ada, checking):
    assert reverse("accounts:leaver", args=[checking.assessor.pk]) in shown(client, ada, checking.assessor)


@pytest.mark.parametrize("kind", ["staff", "finance", "assessor"])
def test_page_is_for_administrators_alone(client, checking, kind):
    assert shown(client, scene.iqm_person("Sue", kind), checking.assessor) == "403"


def test_audit_is_narrowed_to_what_one_person_did_and_names_lead_to_people(client, ada, checking):
    record_event(checking.played.centre, "start", by=checking.second, at=NOW)
    client.force_login(ada)
    audit = reverse("accounts:audit")

    page = client.get(audit, {"by": str(checking.second.pk)}).text

    assert f"Only what {checking.second.name} did." in page
    assert f'<a href="{reverse("accounts:person", args=[checking.second.pk])}">' in page
    assert f'<a href="{reverse("accounts:person", args=[checking.staff.pk])}">' not in page
    for wrong in ("x", "0", "-1", "9" * 30):
        assert "Only what" not in client.get(audit, {"by": wrong}).text
    assert f"{audit}?by={checking.second.pk}" in shown(client, ada, checking.second)


def test_mail_names_its_reader_and_tells_them_nothing_of_servers(client, ada, checking):
    reader = checking.lead.coordinator
    mail = reverse("notifications:delivery", args=[DeliveryFactory(user=reader, address=reader.email).pk])
    link = f'<a href="{reverse("accounts:person", args=[reader.pk])}">{reader.name}</a>'
    told = {}
    for user in (ada, checking.staff, reader):
        client.force_login(user)
        page = client.get(mail).text
        told[user.name] = (link in page, reader.name in page, "Message-ID" in page)

    assert told == {
        ada.name: (True, True, True),
        checking.staff.name: (False, True, True),
        reader.name: (False, True, False),
    }
