"""The history of a Centre leads from a note to where it stands, and tells of a follow-up that was taken back."""

import pytest
from django.urls import reverse

from centres.membership.selectors.history import Line, history_of
from iqm_coe.accounts.models.user import User
from iqm_coe.notes.conditions.note import stands
from iqm_coe.notes.flows import note as flows
from iqm_coe.notes.models.note import FollowUp
from schools.models.role import SchoolRole
from tests import scene, visits
from tests.clock import NOW, TODAY, days
from tests.meta.cast import BACKEND
from tests.worlds import world

pytestmark = [pytest.mark.django_db, pytest.mark.rule("R44ak")]
visited = world(visits.agreed)


def lines(user: User, centre) -> list[Line]:
    return history_of(centre, User.objects.get(pk=user.pk), {"chapter": "notes"}).lines


@pytest.mark.parametrize("label", ["membership.centre", "visits.visit", "application.application"])
def test_note_leads_to_where_it_stands(visited, client, label) -> None:
    things = {
        "membership.centre": visited.played.centre,
        "visits.visit": visited.visit,
        "application.application": visited.played.application,
    }
    thing = things[label]
    note = flows.write(thing, "Rang the head.", by=visited.staff, at=NOW)

    (line,) = lines(visited.staff, visited.played.centre)

    assert line.url == f"{reverse('notes:notes', args=[label, thing.pk])}#note-{note.pk}"
    client.force_login(visited.staff, backend=BACKEND)
    assert f'id="note-{note.pk}"' in client.get(line.url).text


def _given_and_taken_back(thing, by: User) -> None:
    packed = flows.assign(thing, owner=by, on=TODAY + days(3), seen=stands(None), by=by, at=NOW)
    flows.take_back(thing, packed, by=by, at=NOW)


def test_follow_up_of_which_no_row_is_left_is_told_with_its_place(visited) -> None:
    centre = visited.played.centre
    _given_and_taken_back(visited.visit, visited.staff)
    assert not FollowUp.objects.exists()

    told = lines(visited.staff, centre)

    assert {line.what for line in told} == {
        f"{visited.staff.name} sees to it: visit, {visited.visit.assessor.name}, Year 1",
        f"No longer with {visited.staff.name}: visit, {visited.visit.assessor.name}, Year 1",
    }
    assert {line.url for line in told} == {reverse("notes:notes", args=["visits.visit", visited.visit.pk])}


def test_follow_up_of_another_centre_is_not_told(visited) -> None:
    centre = visited.played.centre
    other = scene.staffed_school("Other School")
    _given_and_taken_back(other.school, visited.staff)

    assert lines(visited.staff, centre) == []


def test_whoever_has_a_part_in_it_and_schools_read_nothing_of_it(visited) -> None:
    centre = visited.played.centre
    _given_and_taken_back(centre, visited.staff)
    assert len(lines(visited.staff, centre)) == 2
    for who in (visited.lead.head, visited.played.adviser, visited.assessor):
        assert lines(who, centre) == []

    SchoolRole.objects.create(user=visited.staff, school=visited.lead.school, kind="contributor", granted_at=NOW)

    assert lines(visited.staff, centre) == []
