"""Every list, dashboard and page asks the database as often for a hundred rows as for one."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from centres.application.models.eligibility import EligibilityFinding
from iqm_coe.accounts.models.event import Event, EventNote
from iqm_coe.lib.tables import ROWS_A_PAGE
from schools.models.register import RegisterImport, RegisterRemark
from tests import scene
from tests.clock import NOW, TODAY, days
from tests.factories.accounts import IqmInvitationFactory, IqmRoleFactory, UserFactory
from tests.factories.centres import (
    AgreementFactory,
    ApplicationFactory,
    CentreFactory,
    CentreInvitationFactory,
    MembershipFactory,
)
from tests.factories.notifications import DeliveryFactory, MessageFactory
from tests.factories.schools import AwardFactory, RoleInvitationFactory, SchoolFactory, SchoolRoleFactory
from tests.meta.cast import BACKEND
from tests.whole import in_turns
from tests.worlds import world

SIZES = (1, 3, 100)
MOST = 12

pytestmark = pytest.mark.django_db


@dataclass
class Stage:
    """Who looks, and what grows."""

    played: scene.Scene
    administrator: object
    reading: RegisterImport

    @property
    def coordinator(self):
        return self.played.lead.coordinator

    @property
    def staff(self):
        return self.played.staff


def _submitted() -> Stage:
    played = scene.submitted()
    reading = RegisterImport.objects.create(file_name="f.csv", read_at=NOW, read_by=played.staff)
    return Stage(played, scene.iqm_person("Ada", "administrator"), reading)


stage = world(_submitted)


def a_school(stage: Stage, number: int) -> None:
    AwardFactory(school=SchoolFactory())


def a_centre(stage: Stage, number: int) -> None:
    membership = MembershipFactory()
    ApplicationFactory(centre=membership.centre)


def an_application(stage: Stage, number: int) -> None:
    membership = MembershipFactory()
    sent = {"state": "submitted", "submitted_at": NOW, "submitted_by": stage.coordinator}
    ApplicationFactory(centre=membership.centre, **sent)


def a_member(stage: Stage, number: int) -> None:
    place = MembershipFactory(centre=stage.played.centre)
    AwardFactory(school=place.school)
    SchoolRoleFactory(school=place.school)
    for criterion in ("C6", "C7"):
        AgreementFactory(membership=place, criterion=criterion)
    facts = {"moment": "submission", "checked_at": NOW, "is_eligible": False, "reasons": ["no_award"]}
    EligibilityFinding.objects.create(application=stage.played.application, school=place.school, **facts)


def a_school_of_mine(stage: Stage, number: int) -> None:
    a_member(stage, number)
    place = stage.played.centre.memberships.order_by("-pk").first()
    SchoolRoleFactory(user=stage.coordinator, school=place.school)


def a_declined_invitation(stage: Stage, number: int) -> None:
    CentreInvitationFactory(centre=stage.played.centre, state="declined", answered_at=NOW)


def a_mail(stage: Stage, number: int) -> None:
    DeliveryFactory(user=stage.coordinator, message=MessageFactory(addressed_at=NOW))


def a_person(stage: Stage, number: int) -> None:
    IqmRoleFactory(user=UserFactory())
    IqmInvitationFactory(invited_by=UserFactory())


def an_event(stage: Stage, number: int) -> None:
    facts = {"subject_type": "membership.centre", "subject_id": stage.played.centre.pk}
    fill = [Event(at=NOW, by=stage.staff, action="start", **facts) for _other in range(ROWS_A_PAGE)]
    Event.objects.bulk_create(fill)  # each kind of thing on the page is asked for once: here it is one kind
    event = Event.objects.create(at=NOW, by=UserFactory(), action="start", **facts)
    EventNote.objects.create(event=event, text="Why.")


def a_colleague(stage: Stage, number: int) -> None:
    school = stage.played.lead.school
    SchoolRoleFactory(school=school, kind="contributor")
    RoleInvitationFactory(school=school, invited_by=UserFactory())


def an_award(stage: Stage, number: int) -> None:
    period = {"valid_from": TODAY + days(2000 + 2 * number), "valid_until": TODAY + days(2001 + 2 * number)}
    AwardFactory(school=stage.played.lead.school, **period)


def a_reading(stage: Stage, number: int) -> None:
    RegisterImport.objects.create(file_name="f.csv", read_at=NOW, read_by=UserFactory())


def a_remark(stage: Stage, number: int) -> None:
    RegisterRemark.objects.create(reading=stage.reading, line=number, why="Why.", is_refusal=True)


def a_question(stage: Stage, number: int) -> None:
    CentreInvitationFactory(school=stage.played.lead.school, centre=CentreFactory())
    RoleInvitationFactory(email=stage.coordinator.email, school=SchoolFactory())


def a_role_of_mine(stage: Stage, number: int) -> None:
    role = SchoolRoleFactory(user=stage.coordinator)
    MembershipFactory(school=role.school, centre=ApplicationFactory(centre__lead_school=role.school).centre)


def something_for_staff(stage: Stage, number: int) -> None:
    an_application(stage, number)
    CentreInvitationFactory(school=SchoolFactory())
    SchoolRoleFactory(ended_at=NOW, ended_by=stage.staff)


Grow = Callable[[Stage, int], None]

# Address, who looks, what grows. Every list page of the product stands here, and every page that shows many of a thing.
LISTS: dict[str, tuple[str, str, Grow]] = {
    "schools": ("schools:schools", "staff", a_school),
    "centres": ("membership:centres", "staff", a_centre),
    "applications": ("application:applications", "staff", an_application),
    "outbox": ("notifications:outbox", "staff", a_mail),
    "my messages": ("notifications:my_messages", "coordinator", a_mail),
    "people": ("accounts:people", "administrator", a_person),
    "audit": ("accounts:audit", "administrator", an_event),
    "readings": ("schools:register", "staff", a_reading),
}
PAGES: dict[str, tuple[str, str, Grow]] = {
    "work of a coordinator, asked": ("home:index", "coordinator", a_question),
    "work of a coordinator, many roles": ("home:index", "coordinator", a_role_of_mine),
    "work of staff": ("home:index", "staff", something_for_staff),
    "programme, applications": ("home:programme", "staff", an_application),
    "programme, awards": ("home:programme", "staff", a_school),
    "reading": ("schools:reading", "staff", a_remark),
    "school": ("schools:school", "staff", an_award),
    "school of a coordinator, asked": ("schools:school", "coordinator", a_question),
    "people of a school": ("schools:people", "coordinator", a_colleague),
    "centre, members": ("membership:centre", "coordinator", a_member),
    "centre, invitations": ("membership:centre", "coordinator", a_declined_invitation),
    "centre, events": ("membership:centre", "staff", an_event),
    "readers of a centre": ("membership:readers", "staff", a_member),
    "application": ("application:application", "staff", a_member),
    "application of somebody of many schools": ("application:application", "coordinator", a_school_of_mine),
    "application read through": ("application:read_through", "staff", a_member),
    "application as Word": ("application:read_file", "staff", a_member),
    "agreements": ("application:agreements", "coordinator", a_member),
    "approval": ("application:approve", "staff", a_member),
    "transfer of the lead": ("membership:transfer_lead", "staff", a_member),
    "declining": ("application:decline", "staff", a_member),
}


def url(stage: Stage, name: str) -> str:
    keys = {"schools:reading": stage.reading.pk, "schools:": stage.played.lead.school.pk}
    keys |= {"membership:": stage.played.centre.pk, "application:": stage.played.centre.pk}
    lists = {route for route, _, _ in LISTS.values()} | {"home:index", "home:programme"}
    found = next((key for start, key in keys.items() if name.startswith(start)), None)
    kind = ["docx"] if name == "application:read_file" else []
    return reverse(name, args=[] if name in lists else [found, *kind])


def counts(stage: Stage, name: str, who: str, grow: Grow) -> dict[int, int]:
    """The number of queries of the page at each size."""
    client, found, rows = Client(), {}, 0
    address = url(stage, name)
    with time_machine.travel(NOW + days(1) / 24, tick=False):
        client.force_login(getattr(stage, who), backend=BACKEND)
        client.get(address)
        for size in SIZES:
            for number in range(rows, size):
                grow(stage, number)
            rows = size
            with CaptureQueriesContext(connection) as asked:
                assert client.get(address).status_code == 200
            found[size] = len(asked)
    return found


@pytest.mark.rule("R6b")
@pytest.mark.parametrize("page", LISTS)
def test_list_asks_as_often_for_a_hundred_rows(stage, page):
    found = counts(stage, *LISTS[page])

    assert len(set(found.values())) == 1, found
    assert found[100] <= MOST


@in_turns(4)
@pytest.mark.rule("R6b")
@pytest.mark.parametrize("page", PAGES)
def test_page_asks_as_often_for_a_hundred_rows(stage, page):
    found = counts(stage, *PAGES[page])

    assert len(set(found.values())) == 1, found
