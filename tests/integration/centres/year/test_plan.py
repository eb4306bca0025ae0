"""The three plans of a Centre year (R14)."""

import hashlib
from datetime import date

import pytest
from django.urls import reverse

from centres.year.flows import plan as plan_flows
from centres.year.models.plan import Plan, PlanVersion
from iqm_coe.accounts.models.event import Event
from iqm_coe.lib.errors import NotPermitted, Refused
from iqm_coe.lib.transitions import WrongState
from iqm_coe.lib.worklist import lines_for
from iqm_coe.notifications.models.outbox import Message
from tests.clock import NOW, days
from tests.documents import upload
from tests.factories.schools import SchoolRoleFactory
from tests.meta.cast import BACKEND
from tests.scene import iqm_person, person, staffed_school

pytestmark = pytest.mark.django_db
LATER = NOW + days(3)


def lodge(active, *, mark="", by=None):
    return plan_flows.lodge(active.plan(), upload(mark=mark), by=by or active.lead.coordinator, at=LATER)


@pytest.mark.rule("R11d", "R14a")
def test_approval_expects_three_plans_at_the_end_of_month_three(active):
    found = {(plan.kind, plan.state, plan.due_on) for plan in Plan.objects.filter(year=active.year)}

    due_on = date(2027, 2, 22)  # the year opens on 23 November 2026
    assert found == {(kind, "expected", due_on) for kind in ("sustained", "research", "dissemination")}


def test_page_of_a_plan_to_which_nothing_happened_has_no_empty_part(client, active):
    client.force_login(active.staff, backend=BACKEND)
    page = reverse("year:plan", args=[active.plan().pk])
    assert "What has happened" not in client.get(page).text

    lodge(active)
    assert "What has happened" in client.get(page).text


@pytest.mark.rule("R14b")
def test_lodge_keeps_the_file_with_its_hash(active):
    version = lodge(active)

    assert (version.number, version.name, version.size) == (1, "plan.pdf", upload().size)
    with version.file.open() as file:
        assert version.sha256 == hashlib.sha256(file.read()).hexdigest()
    assert active.plan().state == "lodged"


@pytest.mark.rule("R14b")
def test_lodge_again_supersedes_and_the_old_version_stays_readable(client, active):
    first, second = lodge(active), lodge(active, mark="second")

    client.force_login(active.members[0].head, backend=BACKEND)
    old = client.get(reverse("year:plan_file", args=[first.pk]))

    assert [one.number for one in active.plan().versions.all()] == [2, 1]
    assert hashlib.sha256(b"".join(old)).hexdigest() == first.sha256 != second.sha256
    assert old["Content-Disposition"] == 'attachment; filename="plan.pdf"'
    assert old["X-Content-Type-Options"] == "nosniff"


@pytest.mark.rule("R14b")
def test_same_file_twice_is_one_version(active):
    lodge(active)

    with pytest.raises(Refused, match="lodged already, as version 1"):
        lodge(active)

    assert PlanVersion.objects.count() == 1


@pytest.mark.rule("R14a")
def test_lodge_is_for_the_lead_schools_coordinator_alone(active):
    stranger = staffed_school("Stranger").coordinator
    member, head = active.members[0].coordinator, active.lead.head
    helper = person("Helper")
    SchoolRoleFactory(user=helper, school=active.lead.school, kind="contributor")

    for somebody in (stranger, member, head, helper, active.staff, active.adviser):
        with pytest.raises(NotPermitted):
            lodge(active, by=somebody)

    assert PlanVersion.objects.count() == 0


@pytest.mark.rule("R14a")
def test_named_member_lodges_beside_the_lead(active):
    member = active.members[0]
    plan_flows.name_school(active.plan(), member.school, by=active.lead.coordinator, at=LATER)

    by_member = lodge(active, by=member.coordinator)
    by_lead = lodge(active, mark="lead")

    assert [by_member.number, by_lead.number] == [1, 2]


@pytest.mark.rule("R14a")
def test_only_a_school_of_the_centre_can_be_named(active):
    with pytest.raises(Refused, match="does not stand in this Centre"):
        plan_flows.name_school(active.plan(), staffed_school("Other").school, by=active.lead.coordinator, at=LATER)


@pytest.mark.rule("R14c")
def test_staff_accept_a_plan(active):
    lodge(active)

    plan_flows.accept(active.plan(), version=1, by=active.staff, at=LATER)

    plan = active.plan()
    assert (plan.state, plan.judged_by, plan.judged_at) == ("accepted", active.staff, LATER)
    assert Message.objects.filter(kind="year/plan_accepted", about_id=plan.pk).count() == 1


@pytest.mark.rule("R14c")
def test_staff_return_a_plan_with_a_reason_and_it_is_lodged_again(active):
    lodge(active)
    plan_flows.give_back(active.plan(), version=1, reason="Say who leads it.", by=active.staff, at=LATER)
    assert (active.plan().state, active.plan().return_reason) == ("returned", "Say who leads it.")

    lodge(active, mark="mended")

    assert (active.plan().state, active.plan().return_reason) == ("lodged", "")


@pytest.mark.rule("R14c")
def test_return_needs_a_reason(active):
    lodge(active)

    with pytest.raises(Refused, match="Say what is to be changed"):
        plan_flows.give_back(active.plan(), version=1, reason=" ", by=active.staff, at=LATER)

    assert active.plan().state == "lodged"


@pytest.mark.rule("R14c")
def test_staff_judge_the_version_they_have_read(active):
    lodge(active)
    lodge(active, mark="second")

    with pytest.raises(Refused, match="Another version"):
        plan_flows.accept(active.plan(), version=1, by=active.staff, at=LATER)

    assert active.plan().state == "lodged"


@pytest.mark.rule("R14c")
def test_plan_that_was_judged_is_not_judged_again(active):
    lodge(active)
    plan_flows.accept(active.plan(), version=1, by=active.staff, at=LATER)

    with pytest.raises(WrongState, match="Accepted"):
        plan_flows.give_back(active.plan(), version=1, reason="No.", by=iqm_person("Sue", "staff"), at=LATER)


@pytest.mark.rule("R14c", "R48a")
def test_nobody_with_an_interest_judges_a_plan(active):
    lodge(active)
    SchoolRoleFactory(user=active.staff, school=active.members[0].school, kind="contributor")

    for somebody in (active.staff, active.lead.coordinator, active.adviser):
        with pytest.raises(NotPermitted):
            plan_flows.accept(active.plan(), version=1, by=somebody, at=LATER)


def test_each_step_is_an_event_with_its_version(active):
    version = lodge(active)
    plan_flows.give_back(active.plan(), version=1, reason="Why.", by=active.staff, at=LATER)

    told = [(one.action, one.by, one.facts) for one in Event.objects.of(active.plan()).order_by("pk")]
    facts = {"sha256": version.sha256, "size": version.size}
    assert told == [("lodge", active.lead.coordinator, facts), ("return", active.staff, {"version": 1})]


def test_refused_file_keeps_what_was_typed(client, active):
    client.force_login(active.lead.coordinator, backend=BACKEND)
    url = reverse("year:lodge_plan", args=[active.plan().pk])
    bad = upload("plan.pdf")
    bad.file.write(b"<html>not a plan</html>".ljust(bad.size))
    bad.seek(0)

    answer = client.post(url, {"file": bad, "note": "Second thoughts"})

    assert answer.status_code == 200
    assert "This kind of file is not taken" in answer.text
    assert "Second thoughts" in answer.text


def test_plan_leads_to_where_it_is_lodged_and_one_that_came_back_to_its_page(active):
    lodge(active)
    plan_flows.give_back(active.plan(), version=1, reason="Say who leads it.", by=active.staff, at=LATER)

    lines = lines_for(active.lead.coordinator, date(2027, 2, 1))

    assert {line.url for line in lines if line.action == "Lodge the plan"} == {
        reverse("year:plan", args=[active.plan().pk]),
        reverse("year:lodge_plan", args=[active.plan("research").pk]),
        reverse("year:lodge_plan", args=[active.plan("dissemination").pk]),
    }


def test_plans_wait_for_whoever_has_to_act(active):
    lodge(active)
    due = date(2027, 2, 1)

    def about_plans(user):
        return [line.reason for line in lines_for(user, due) if "lan" in line.action]

    assert about_plans(active.lead.coordinator) == [
        "Lodge “Details of classroom research” for Trent Valley",
        "Lodge “Plans for the dissemination of good practice” for Trent Valley",
    ]
    assert about_plans(active.staff) == ["Read “Detailed planning for sustained practice” of Trent Valley"]
    assert about_plans(active.members[0].coordinator) == []
