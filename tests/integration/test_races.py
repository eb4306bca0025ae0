"""Two people at the same moment, on real PostgreSQL: one wins, the other is told, nothing is lost or done twice."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import Model

from centres.application.flows import application as application_flows
from centres.application.flows import application as applying
from centres.application.flows import criterion
from centres.membership.flows import invitation, membership
from centres.membership.models.invitation import CentreInvitation
from centres.membership.models.membership import Membership
from centres.year.flows import activity
from centres.year.models.activity import Activity
from iqm_coe.accounts.flows import invitation as invitation_flows
from iqm_coe.accounts.flows import role as flows_of_role
from iqm_coe.accounts.models.event import Event
from iqm_coe.accounts.models.role import IqmRole
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.errors import NotPermitted, Refused
from iqm_coe.lib.origins import Origin
from iqm_coe.lib.transitions import WrongState
from iqm_coe.lib.versioned import Edit, rewritten, written
from iqm_coe.operations import invariants
from iqm_coe.texts.models.kept import KeptText
from schools.flows import award
from schools.flows import role as role_flows
from schools.models.award import Award
from schools.models.role import SchoolRole
from tests import scene
from tests.clock import NOW, days
from tests.factories.accounts import IqmInvitationFactory
from tests.factories.schools import RoleInvitationFactory, SchoolRoleFactory

TIMES = range(3)
NO = (Refused, NotPermitted)
LATER = NOW + days(1)
# Seconds until a race is given up: fifty connections open slowly beside a browser.
WAIT = 90

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def race(*steps: Callable[[], Any]) -> tuple[list[Any], list[Exception]]:
    """Start all steps at one barrier, each on a connection of its own: who got through, and who was refused.

    Anything else, a deadlock above all, is raised here.
    """
    barrier, ends = threading.Barrier(len(steps)), [None] * len(steps)

    def run(number: int, step: Callable[[], Any]) -> None:
        try:
            connection.ensure_connection()
            barrier.wait(timeout=WAIT)
            ends[number] = step()
        except Exception as error:  # noqa: BLE001 - carried to the test's own thread below
            ends[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=numbered) for numbered in enumerate(steps)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=WAIT)
    for end in ends:
        if isinstance(end, Exception) and not isinstance(end, NO):
            raise end
    return [end for end in ends if not isinstance(end, NO)], [end for end in ends if isinstance(end, NO)]


def one_winner(*steps: Callable[[], Any]) -> tuple[Any, Exception]:
    """The one that got through and the one refusal."""
    won, lost = race(*steps)
    assert (len(won), len(lost)) == (1, 1), (won, lost)
    return won[0], lost[0]


def behind(row: Model, *steps: Callable[[], Any]) -> tuple[list[Any], list[Exception]]:
    """The same with a fixed order: while somebody holds this row each step comes to wait, then all go on."""
    with ThreadPoolExecutor(len(steps)) as pool:
        with transaction.atomic():
            type(row)._default_manager.select_for_update().get(pk=row.pk)
            running = [_until_it_waits(pool, step, place) for place, step in enumerate(steps, start=1)]
        ends = [one.exception() or one.result() for one in running]
    for end in ends:
        if isinstance(end, Exception) and not isinstance(end, NO):
            raise end
    return [end for end in ends if not isinstance(end, NO)], [end for end in ends if isinstance(end, NO)]


def _until_it_waits(pool: ThreadPoolExecutor, step: Callable[[], Any], waiting: int) -> Any:
    """Start a step and come back when this many sessions wait for a lock, or the step is over."""

    def run() -> Any:
        try:
            return step()
        finally:
            connection.close()

    running, query = pool.submit(run), "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
    for _ in range(200):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(query)
            if running.done() or cursor.fetchone()[0] >= waiting:
                break
        time.sleep(0.02)
    return running


@pytest.fixture(autouse=True)
def _everything_holds_afterwards():
    yield
    assert invariants.broken() == []


@pytest.mark.rule("R10f", "R45d")
@pytest.mark.parametrize("_", TIMES)
def test_approve_and_approve(_):
    submitted = scene.submitted()
    application, read, other = submitted.application, submitted.read, scene.iqm_person("Sue", "staff")

    def approve(by):
        return lambda: application_flows.approve(application, adviser=submitted.adviser, read=read, by=by, at=LATER)

    _won, lost = one_winner(approve(submitted.staff), approve(other))

    assert type(lost) is WrongState
    assert "Approved" in str(lost)
    assert Event.objects.filter(action="approve").count() == 1


@pytest.mark.rule("R10f")
@pytest.mark.parametrize("_", TIMES)
def test_approve_and_decline(_):
    submitted = scene.submitted()
    application, read, other = submitted.application, submitted.read, scene.iqm_person("Sue", "staff")

    won, lost = one_winner(
        lambda: application_flows.approve(
            application, adviser=submitted.adviser, read=read, by=submitted.staff, at=LATER
        ),
        lambda: application_flows.decline(application, read=read, by=other, at=LATER, reason="Not yet."),
    )

    assert type(lost) is WrongState
    assert str(won.get_state_display()) in str(lost)
    assert Event.objects.filter(action__in=["approve", "decline"]).count() == 1


@pytest.mark.rule("R7b", "R7a")
@pytest.mark.parametrize("_", TIMES)
def test_join_two_centres(_):
    asked, sought = [], scene.staffed_school("Sought School")
    for name in ("One", "Two"):
        lead = scene.staffed_school(name)
        centre = applying.start(lead.school, name=name, by=lead.coordinator, at=NOW)
        asked.append(invitation.invite(centre, sought.school, by=lead.coordinator, at=NOW))

    won, lost = one_winner(
        lambda: invitation.accept(asked[0], by=sought.coordinator, at=LATER),
        lambda: invitation.accept(asked[1], by=sought.head, at=LATER),
    )

    assert type(lost) is membership.AlreadyInACentre
    assert Membership.objects.get(school=sought.school).pk == won.pk


@pytest.mark.rule("R8a")
@pytest.mark.parametrize("_", TIMES)
def test_join_one_centre_twice(_):
    forming, sought = scene.forming(), scene.staffed_school("Sought School")
    asked = forming.invite(sought)

    _won, lost = one_winner(
        lambda: invitation.accept(asked, by=sought.coordinator, at=LATER),
        lambda: invitation.accept(asked, by=sought.head, at=LATER),
    )

    assert type(lost) is WrongState
    assert Membership.objects.filter(school=sought.school).count() == 1


@pytest.mark.rule("R8a")
@pytest.mark.parametrize("_", TIMES)
def test_accept_and_withdraw_an_invitation(_):
    forming, sought = scene.forming(), scene.staffed_school("Sought School")
    asked = forming.invite(sought)

    _won, lost = one_winner(
        lambda: invitation.accept(asked, by=sought.coordinator, at=LATER),
        lambda: invitation.withdraw(asked, by=forming.lead.coordinator, at=LATER),
    )

    asked.refresh_from_db()
    assert type(lost) is WrongState
    assert Membership.objects.filter(school=sought.school).exists() == (asked.state == "accepted")


@pytest.mark.rule("R7a")
@pytest.mark.parametrize("_", TIMES)
def test_start_two_centres_with_one_school(_):
    lead = scene.staffed_school("Lead School")

    won, lost = one_winner(
        lambda: applying.start(lead.school, name="One", by=lead.coordinator, at=LATER),
        lambda: applying.start(lead.school, name="Two", by=lead.head, at=LATER),
    )

    assert type(lost) is membership.AlreadyInACentre
    assert Membership.objects.get(school=lead.school).centre == won


@pytest.mark.rule("R9i")
@pytest.mark.parametrize("_", TIMES)
def test_answer_and_answer(_):
    forming = scene.forming()
    application, peer = forming.application, forming.members[0].coordinator

    answer = application.answers.get(criterion="C1")

    def write(by, text):
        return lambda: criterion.answer(answer, rewritten({"text": ""}, {"text": text}), by=by, at=LATER)

    saved, refused = race(write(forming.lead.coordinator, "Ours."), write(peer, "Theirs."))

    stands = application.answers.get(criterion="C1").text
    (kept,) = KeptText.objects.all()
    assert (len(saved), refused, {one.row.text for one in saved}) == (2, [], {stands})
    assert {stands, kept.mine} == {"Ours.", "Theirs."}


MEETING = {"kind": "meeting", "held_on": "2026-11-23", "place": "online", "focus": "Transition"}


@pytest.mark.rule("R41d")
@pytest.mark.parametrize("_", TIMES)
def test_write_one_activity_and_write_it(_):
    forming = scene.forming()
    lead, peer = forming.lead, forming.members[0]
    meeting = activity.plan(forming.centre, written(**MEETING), by=lead.coordinator, at=NOW)
    before = meeting.texts()

    def write(by, place):
        told = {"place": place, f"staff_{by.school.pk}": "3"}
        return lambda: activity.write(meeting, rewritten(before, told), by=by.coordinator, at=LATER)

    saved, refused = race(write(lead, "Hull"), write(peer, "York"))

    (kept,) = KeptText.objects.all()
    stands = Activity.objects.get()
    assert (len(saved), refused, {stands.place, kept.mine}) == (2, [], {"Hull", "York"})
    assert {one.school for one in stands.present} == {lead.school, peer.school}


@pytest.mark.rule("R41a")
@pytest.mark.parametrize("_", TIMES)
def test_plan_one_activity_twice_from_one_page(_):
    forming = scene.forming()
    edit = Edit(written(**MEETING).steps, "one page")

    def plan():
        return activity.plan(forming.centre, edit, by=forming.lead.coordinator, at=LATER)

    made, refused = race(plan, plan)

    assert (set(made), refused) == ({Activity.objects.get()}, [])


@pytest.mark.rule("R8d")
@pytest.mark.parametrize("_", TIMES)
def test_send_and_invite(_):
    ready, sought = scene.ready(), scene.staffed_school("Sought School")
    application, coordinator = ready.application, ready.lead.coordinator

    one_winner(
        lambda: application_flows.send(application, by=coordinator, at=LATER),
        lambda: invitation.invite(ready.centre, sought.school, by=coordinator, at=LATER),
    )

    application.refresh_from_db()
    is_asked = CentreInvitation.objects.open().exists()
    assert (application.state, is_asked) in {("submitted", False), ("draft", True)}


@pytest.mark.rule("R9d")
@pytest.mark.parametrize("_", TIMES)
def test_withdraw_the_application_and_accept(_):
    forming, sought = scene.forming(), scene.staffed_school("Sought School")
    application, asked = forming.application, forming.invite(sought)

    race(
        lambda: application_flows.withdraw(application, by=forming.lead.coordinator, at=LATER),
        lambda: invitation.accept(asked, by=sought.coordinator, at=LATER),
    )

    application.refresh_from_db()
    stands = Membership.objects.belonging().filter(school=sought.school).exists()
    assert (application.state, stands) in {("withdrawn", False), ("draft", True)}


@pytest.mark.rule("R9d")
def test_withdraw_the_application_behind_an_acceptance():
    forming, sought = scene.forming(), scene.staffed_school("Sought School")
    application, asked = forming.application, forming.invite(sought)

    behind(
        forming.centre,
        lambda: invitation.accept(asked, by=sought.coordinator, at=LATER),
        lambda: application_flows.withdraw(application, by=forming.lead.coordinator, at=LATER),
    )

    application.refresh_from_db()
    assert application.state == "withdrawn"
    assert not Membership.objects.belonging().filter(school=sought.school).exists()


@pytest.mark.rule("R9d")
@pytest.mark.parametrize("_", TIMES)
def test_withdraw_the_application_and_invite(_):
    forming, sought = scene.forming(), scene.staffed_school("Sought School")
    application, coordinator = forming.application, forming.lead.coordinator

    race(
        lambda: application_flows.withdraw(application, by=coordinator, at=LATER),
        lambda: invitation.invite(forming.centre, sought.school, by=coordinator, at=LATER),
    )

    application.refresh_from_db()
    assert application.state == "withdrawn"
    assert not CentreInvitation.objects.open().exists()


@pytest.mark.rule("R5c")
@pytest.mark.parametrize("_", TIMES)
def test_accept_a_role_twice(_):
    school, newcomer = scene.staffed_school("Oakfield"), scene.person("Newcomer")
    offered = RoleInvitationFactory(school=school.school, email=newcomer.email, invited_by=school.coordinator)

    def accept():
        return role_flows.accept(offered, by=newcomer, at=LATER)

    won, lost = one_winner(accept, accept)

    assert type(lost) is WrongState
    assert SchoolRole.objects.get(user=newcomer) == won


@pytest.mark.rule("R5c")
@pytest.mark.parametrize("_", TIMES)
def test_accept_a_role_at_iqm_twice(_):
    newcomer, administrator = scene.person("Newcomer"), scene.iqm_person("Ada", "administrator")
    offered = IqmInvitationFactory(email=newcomer.email, invited_by=administrator)

    def accept():
        return invitation_flows.accept_iqm(offered, by=newcomer, at=LATER)

    _won, lost = one_winner(accept, accept)

    assert type(lost) is WrongState
    assert IqmRole.objects.filter(user=newcomer).count() == 1


@pytest.mark.rule("R2a", "R2c")
@pytest.mark.parametrize("_", TIMES)
def test_record_and_record_an_award(_):
    school = scene.staffed_school("Oakfield", has_award=False).school
    staff = [scene.iqm_person(name, "staff") for name in ("Sam", "Sue")]

    def record(by, day):
        facts = {"kind": "inclusive_school", "awarded_on": day, "valid_from": day}
        return lambda: award.record(school, **facts, by=by, at=LATER)

    won, lost = one_winner(record(staff[0], date(2026, 9, 1)), record(staff[1], date(2026, 10, 1)))

    assert f"{won.valid_from.year}" in str(lost)
    assert Award.objects.get(school=school) == won


@pytest.mark.rule("R5f")
@pytest.mark.parametrize("_", TIMES)
def test_last_two_coordinators_leave(_):
    school = scene.staffed_school("Oakfield")
    second = scene.person("Second")
    SchoolRoleFactory(user=second, school=school.school)
    held = {role.user: role for role in SchoolRole.objects.filter(kind="coordinator")}

    race(*[lambda who=who, role=role: role_flows.end_role(role, by=who, at=LATER) for who, role in held.items()])

    assert [role.user for role in SchoolRole.objects.live().filter(kind="coordinator")] == [school.head]


@pytest.mark.rule("R48d")
@pytest.mark.parametrize("_", TIMES)
def test_two_administrators_end_each_other(_):
    ada, bob = scene.iqm_person("Ada", "administrator"), scene.iqm_person("Bob", "administrator")
    ends_bob, ends_ada = IqmRole.objects.get(user=bob), IqmRole.objects.get(user=ada)

    won, lost = one_winner(
        lambda: flows_of_role.end(ends_bob, by=ada, at=LATER, reason="Left."),
        lambda: flows_of_role.end(ends_ada, by=bob, at=LATER, reason="Left."),
    )

    assert type(lost) is NotPermitted
    assert [role.user for role in IqmRole.objects.live().filter(kind="administrator")] == [won.ended_by]


@pytest.mark.rule("R5z")
@pytest.mark.parametrize("_time", TIMES)
def test_two_presses_of_the_link_of_an_invitation_make_one_account(_time) -> None:
    lead = scene.staffed_school("Trent School")
    offer = role_flows.invite(lead.school, email="nina@people.example", kind="contributor", by=lead.coordinator, at=NOW)

    def press(name: str) -> User:
        origin = Origin("192.0.2.1", "Chrome on Windows")
        return invitation_flows.join(offer, name=name, password="a long walk", at=NOW, origin=origin)

    won, lost = one_winner(lambda: press("Nina"), lambda: press("Mallory"))
    assert User.objects.get(email="nina@people.example") == won
    assert "made an account already" in str(lost)
    assert Event.objects.filter(action="prove_address").count() == 1
