"""A headship without a holder is vacant since an instant, and is said to be (R5r)."""

import pytest
from django.urls import reverse

from iqm_coe.lib.worklist import lines_for
from schools.conditions.headship import vacancies
from schools.flows import role as role_flows
from schools.models.role import SchoolRole
from schools.models.school import School
from tests.clock import NOW, TODAY, days
from tests.factories.schools import SchoolFactory, SchoolRoleFactory
from tests.scene import iqm_person, staffed_school

pytestmark = pytest.mark.django_db

WORDS = "Nobody stands at the head of"


def vacant() -> dict[str, object]:
    return {one.name: one.since for one in vacancies(School.objects.all(), 50)}


def told(user) -> list[str]:
    return [line.reason for line in lines_for(user, TODAY) if WORDS in line.reason]


@pytest.mark.rule("R5r")
def test_headship_is_vacant_from_the_end_of_the_last_head_until_one_is_named(client):
    ours, sam = staffed_school("Our School"), iqm_person("Sam", "staff")
    SchoolFactory(name="School of nobody")
    delegate = SchoolRoleFactory(school=ours.school, kind="delegate")
    page = reverse("schools:school", args=[ours.school.pk])
    client.force_login(ours.coordinator)

    role_flows.end_role(SchoolRole.objects.get(user=ours.head, kind="headteacher"), by=sam, at=NOW)
    assert (vacant(), told(sam)) == ({}, [])
    assert WORDS not in client.get(page).content.decode()

    role_flows.end_role(delegate, by=sam, at=NOW + days(1))
    assert vacant() == {"Our School": NOW + days(1)}
    assert told(sam) == ["Nobody stands at the head of Our School"]
    assert told(ours.coordinator) == []
    assert "nobody can agree for the school" in client.get(page).content.decode()

    SchoolRoleFactory(school=ours.school, kind="headteacher")
    assert (vacant(), told(sam)) == ({}, [])
    assert WORDS not in client.get(page).content.decode()


@pytest.mark.rule("R5r")
def test_a_head_whose_account_is_shut_stands_at_no_head():
    ours = staffed_school("Our School")
    ours.head.is_active = False
    ours.head.save()

    assert set(vacant()) == {"Our School"}


@pytest.mark.rule("R5r")
def test_a_school_that_never_had_a_head_here_is_vacant_since_its_first_person_came():
    lone = SchoolRoleFactory(kind="coordinator")

    assert vacant() == {lone.school.name: NOW}
