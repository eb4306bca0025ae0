"""What schools of a Centre do together: planned, recorded, read by whoever sees the Centre (R41)."""

import re
import uuid
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.urls import reverse

from centres.membership.models.membership import Membership
from centres.year.flows import activity as flows
from centres.year.models.activity import Activity, Attendance
from iqm_coe.accounts.models.event import Event
from iqm_coe.lib.dates import LONDON
from iqm_coe.lib.errors import NotPermitted, Refused
from iqm_coe.lib.evidence import evidence_for
from iqm_coe.lib.panels import panels_for
from iqm_coe.lib.transitions import WrongState
from iqm_coe.lib.worklist import lines_for
from iqm_coe.operations.invariants import broken
from tests import scene
from tests.clock import NOW, TODAY
from tests.factories.schools import SchoolRoleFactory
from tests.meta.cast import BACKEND
from tests.scene import Scene, iqm_person, person, staffed_school

pytestmark = pytest.mark.django_db
TO_COME = flows.Told("meeting", TODAY + timedelta(days=52), "online", "Transition from Year 6")
PLANS_DUE = date(2027, 2, 22)
LAST_DAY_OF_THE_YEAR = date(2027, 11, 22)  # the year opens on 23 November 2026, the tests' Monday


def held(there: Scene, **more) -> flows.Told:
    present = [flows.Present(there.lead.school.pk, 3, "A morning club."), flows.Present(there.members[0].school.pk, 2)]
    return replace(TO_COME, held_on=TODAY, taken_back="A list of questions.", present=present, **more)


def plan(there: Scene, told: flows.Told = TO_COME, *, by=None, token=None, **more) -> Activity:
    who = by or there.lead.coordinator
    return flows.plan(there.centre, told, token=token or uuid.uuid4(), by=who, at=NOW, **more)


def record(there: Scene, activity: Activity, told: flows.Told, *, by=None, version: int = 1) -> Activity:
    return flows.record(activity, told, version=version, by=by or there.lead.coordinator, at=NOW)


def typed(there: Scene, **more) -> dict[str, object]:
    lead, member = there.lead.school.pk, there.members[0].school.pk
    facts = {"kind": "training", "held_on": TODAY.isoformat(), "place": "Leeds", "focus": "Talk", "taken_back": "Two."}
    present = {f"staff_{lead}": "4", f"will_try_{lead}": "Sentence stems.", f"staff_{member}": "1"}
    return {**facts, **present, "version": "0", "token": str(uuid.uuid4()), **more}


def call_off(activity: Activity, told: flows.Told = TO_COME, *, by, version: int = 1) -> Activity:
    return flows.call_off(activity, told, version=version, by=by, at=NOW)


def reasons(user, on: date) -> list[str]:
    return [line.reason for line in lines_for(user, on) if "/activities/" in line.url]


# ---- planned, written, recorded ----


@pytest.mark.rule("R41a")
@pytest.mark.parametrize("who", ["lead", "member"])
def test_any_coordinator_plans_and_another_records(active, who: str) -> None:
    mine, other = active.lead.coordinator, active.members[0].coordinator
    by, then = (mine, other) if who == "lead" else (other, mine)
    activity = record(active, plan(active, by=by), held(active), by=then)

    there = [(one.school.name, one.staff, one.will_try) for one in activity.attendances.all()]
    assert (activity.state, activity.held_on, activity.taken_back) == ("held", TODAY, "A list of questions.")
    assert (activity.recorded_by, activity.recorded_at, activity.version) == (then, NOW, 2)
    assert there == [("Lead School", 3, "A morning club."), ("Second School", 2, "")]
    trail = Event.objects.filter(subject_type="year.activity").order_by("pk").values_list("action", "by")
    assert list(trail) == [("plan", by.pk), ("write", then.pk), ("record", then.pk)]
    assert broken() == []


def test_activities_of_a_forming_centre_are_recorded_too(forming) -> None:
    assert plan(forming, held(forming), is_held=True).state == "held"


@pytest.mark.rule("R41a")
@pytest.mark.parametrize("kind", ["headteacher", "delegate", "contributor", "finance"])
def test_whoever_coordinates_no_school_of_it_writes_nothing(active, kind: str) -> None:
    somebody, activity = person("Kit"), plan(active)
    SchoolRoleFactory(user=somebody, school=active.lead.school, kind=kind)
    for by in (somebody, active.staff, active.adviser, staffed_school("Elsewhere").coordinator):
        for act in (
            lambda by=by: plan(active, by=by),
            lambda by=by: flows.write(activity, TO_COME, version=1, by=by, at=NOW),
            lambda by=by: record(active, activity, held(active), by=by),
            lambda by=by: call_off(activity, by=by),
        ):
            with pytest.raises(NotPermitted):
                act()
    assert (Activity.objects.get().state, Activity.objects.get().version) == ("planned", 1)


def test_coordinator_whose_school_has_left_writes_nothing(active) -> None:
    gone = active.members[0].coordinator
    Membership.objects.filter(school=active.members[0].school).update(state="ended", ended_at=NOW)
    with pytest.raises(NotPermitted):
        plan(active, by=gone)


def test_nothing_is_planned_or_written_in_a_closed_centre(submitted) -> None:
    activity = plan(submitted)
    submitted.centre.__class__.objects.filter(pk=submitted.centre.pk).update(state="closed")
    with pytest.raises(Refused, match="The Centre is closed"):
        plan(submitted)
    with pytest.raises(Refused, match="The Centre is closed"):
        flows.write(activity, replace(TO_COME, place="Hull"), version=1, by=submitted.lead.coordinator, at=NOW)


def test_same_form_sent_twice_is_one_activity(active) -> None:
    token = uuid.uuid4()
    assert plan(active, token=token) == plan(active, token=token)
    assert Activity.objects.count() == 1


@pytest.mark.rule("R41a")
def test_same_form_sent_with_another_text_is_told_and_drops_nothing(active) -> None:
    token = uuid.uuid4()
    plan(active, token=token)
    with pytest.raises(Refused, match="has planned an activity already"):
        plan(active, replace(TO_COME, place="Hull"), token=token)
    other = scene.active()
    with pytest.raises(Refused, match="has planned an activity already"):
        plan(other, token=token)
    assert Activity.objects.get().place == "online"


@pytest.mark.parametrize("flow", [flows.write, flows.record, flows.call_off])
def test_second_click_with_the_same_text_is_no_clash(active, flow) -> None:
    activity, by = plan(active), active.lead.coordinator
    first = flow(activity, held(active), version=1, by=by, at=NOW)
    again = flow(activity, held(active), version=1, by=by, at=NOW)
    assert (again, again.state, again.version) == (first, first.state, 2)


def test_record_of_long_ago_is_corrected(active) -> None:
    activity = record(active, plan(active), held(active))
    at = NOW + timedelta(days=900)
    corrected = flows.write(activity, held(active, place="Hull"), version=2, by=active.lead.coordinator, at=at)
    assert corrected.place == "Hull"


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"held_on": TODAY + timedelta(days=1)}, "its day is still to come"),
        ({"taken_back": "  "}, "what was taken back is not written"),
        ({"present": ()}, "fewer than two schools have a number of staff"),
    ],
)
def test_half_a_record_is_refused_and_can_be_saved(active, more: dict[str, object], words: str) -> None:
    activity, half = plan(active), replace(held(active), **more)
    with pytest.raises(Refused, match=words):
        record(active, activity, half)
    assert flows.write(activity, half, version=1, by=active.lead.coordinator, at=NOW).state == "planned"


def test_one_school_alone_is_no_collaborative_activity(active) -> None:
    alone = [flows.Present(active.lead.school.pk, 3), flows.Present(active.lead.school.pk, 2)]
    with pytest.raises(Refused, match="fewer than two schools"):
        record(active, plan(active), replace(held(active), present=alone))


def test_record_stays_whole_when_it_is_corrected(active) -> None:
    activity, by = record(active, plan(active), held(active)), active.members[0].coordinator
    with pytest.raises(Refused, match="stays whole, but what was taken back is not written"):
        flows.write(activity, replace(held(active), taken_back=""), version=2, by=by, at=NOW)
    corrected = flows.write(activity, replace(held(active), place="Hull"), version=2, by=by, at=NOW)
    assert (corrected.state, corrected.place, corrected.recorded_by) == ("held", "Hull", active.lead.coordinator)


@pytest.mark.parametrize(("away", "is_taken"), [(-732, False), (-731, True), (731, True), (732, False)])
def test_day_more_than_two_years_away_is_a_slip(active, away: int, is_taken: bool) -> None:
    told = replace(TO_COME, held_on=TODAY + timedelta(days=away))
    if is_taken:
        assert plan(active, told).held_on == told.held_on
        return
    with pytest.raises(Refused, match="more than two years"):
        plan(active, told)
    with pytest.raises(Refused, match="more than two years"):
        flows.write(plan(active), told, version=1, by=active.lead.coordinator, at=NOW)


def test_school_of_another_centre_was_not_there(active) -> None:
    stranger = [flows.Present(active.lead.school.pk, 1), flows.Present(staffed_school("Elsewhere").school.pk, 1)]
    with pytest.raises(Refused, match="does not stand in this Centre"):
        record(active, plan(active), replace(held(active), present=stranger))
    assert Activity.objects.get().state == "planned"


def test_school_that_left_afterwards_stays_where_it_was(active) -> None:
    activity = record(active, plan(active), held(active))
    Membership.objects.filter(school=active.members[0].school).update(state="ended", ended_at=NOW)
    told = replace(held(active), taken_back="More.")
    assert flows.write(activity, told, version=2, by=active.lead.coordinator, at=NOW).attendances.count() == 2


def test_second_writer_is_told_and_overwrites_nothing(active) -> None:
    activity = plan(active)
    flows.write(activity, replace(TO_COME, place="Hull"), version=1, by=active.lead.coordinator, at=NOW)
    with pytest.raises(flows.Clash) as refused:
        flows.write(activity, TO_COME, version=1, by=active.members[0].coordinator, at=NOW)
    assert (refused.value.current.place, Activity.objects.get().place) == ("Hull", "Hull")


def test_called_off_is_asked_for_no_more_and_planned_again_by_saving_it(active) -> None:
    by = active.members[0].coordinator
    activity = call_off(plan(active), replace(TO_COME, place="Hull"), by=by)
    assert (activity.state, activity.place, activity.version) == ("called_off", "Hull", 2)
    assert reasons(by, TODAY) == []
    again = flows.write(activity, TO_COME, version=2, by=by, at=NOW)
    assert (again.state, reasons(by, TODAY)) == ("planned", ["Meeting to come: Transition from Year 6, online"])


def test_held_is_not_called_off(active) -> None:
    activity = record(active, plan(active), held(active))
    with pytest.raises(WrongState, match="Held"):
        call_off(activity, held(active), by=active.lead.coordinator, version=2)
    assert Activity.objects.get().version == 2


# The change of a planned activity, or of who was there, that the constraint refuses.
REFUSED_ROWS = {
    "activity_state_known": {"state": "lost"},
    "activity_kind_known": {"kind": "party"},
    "activity_recorded_by_and_at_together": {"recorded_at": NOW, "state": "held", "taken_back": "Two."},
    "activity_says_where_and_on_what": {"place": ""},
    "activity_held_is_recorded_with_what_was_taken_back": {"state": "held"},
    "attendance_once_a_school": {"school": "the same"},
    "attendance_of_somebody": {"staff": 0},
}


@pytest.mark.parametrize("name", REFUSED_ROWS)
def test_database_keeps_no_half_activity(active, name: str) -> None:
    plan(active, held(active))
    change = REFUSED_ROWS[name]
    if "school" in change:
        change = {"school": active.lead.school}
    rows = Attendance.objects if name.startswith("attendance") else Activity.objects
    with pytest.raises(IntegrityError, match=f'"{name}"'), transaction.atomic():
        rows.update(**change)


BREAKS = {"the state of each year.activity agrees with its events": {"state": "planned", "recorded_at": None}}


@pytest.mark.parametrize("name", BREAKS)
def test_invariant_of_activities_names_what_is_broken(active, name: str) -> None:
    record(active, plan(active), held(active))
    Activity.objects.update(recorded_by=None, **BREAKS[name])
    assert [breach.name for breach in broken()] == [name]


# ---- asked for, on the pages, in the pack, as evidence ----


@pytest.mark.rule("R41c")
def test_year_without_an_activity_asks_every_coordinator_for_one(active) -> None:
    asked = ["Plan what your schools do together in Year 1 of Trent Valley"]
    mine, other, day = active.lead.coordinator, active.members[0].coordinator, timedelta(days=1)
    assert [reasons(mine, PLANS_DUE - day), reasons(mine, LAST_DAY_OF_THE_YEAR + day)] == [[], []]
    assert [reasons(mine, PLANS_DUE), reasons(other, LAST_DAY_OF_THE_YEAR)] == [asked, asked]
    assert reasons(active.lead.head, PLANS_DUE) == []
    line = next(line for line in lines_for(mine, PLANS_DUE) if "/activities/" in line.url)
    assert (line.since, line.due_on) == (datetime(2027, 2, 22, tzinfo=LONDON), LAST_DAY_OF_THE_YEAR)
    plan(active, replace(TO_COME, held_on=TODAY - day))
    call_off(plan(active), by=mine)
    assert asked[0] in reasons(mine, PLANS_DUE)
    plan(active, replace(TO_COME, held_on=TODAY))
    assert asked[0] not in reasons(mine, PLANS_DUE)


@pytest.mark.rule("R41c")
def test_next_meeting_stands_in_what_needs_me_with_its_day_until_it_is_recorded(active) -> None:
    activity, mine = plan(active), active.members[0].coordinator
    line = next(line for line in lines_for(mine, TODAY) if "/activities/" in line.url)
    assert (line.reason, line.due_on) == ("Meeting to come: Transition from Year 6, online", TO_COME.held_on)
    assert line.since == NOW
    assert reasons(mine, TO_COME.held_on) == [line.reason]
    after = TO_COME.held_on + timedelta(days=1)
    over = next(line for line in lines_for(mine, after) if "/activities/" in line.url)
    assert (over.reason, over.due_on) == ("Record what came of “Transition from Year 6”", TO_COME.held_on)
    assert over.since == datetime(2027, 1, 15, tzinfo=LONDON)  # the day after it was held
    record(active, activity, held(active))
    assert reasons(mine, after) == []
    assert reasons(staffed_school("Elsewhere").coordinator, TODAY) == []


@pytest.mark.rule("R44b")
def test_centre_and_year_show_it_to_whoever_sees_the_centre(client, active) -> None:
    record(active, plan(active), held(active))
    pages = [
        reverse("membership:centre", args=[active.centre.pk]),
        reverse("year:year", args=[active.year.pk]),
    ]
    for somebody in (active.members[0].head, active.adviser, active.staff):
        client.force_login(somebody, backend=BACKEND)
        for url in pages:
            page = client.get(url).text
            assert "23 Nov 2026: Meeting: Transition from Year 6" in page
            assert "online · 2 schools, 5 staff" in page
            assert "Plan or record one" not in page


@pytest.mark.rule("R41b")
def test_activity_of_another_year_is_not_on_the_page_or_in_the_pack_of_this_one(active) -> None:
    plan(active, replace(TO_COME, held_on=TODAY - timedelta(days=1), focus="Before"))
    plan(active, replace(TO_COME, held_on=LAST_DAY_OF_THE_YEAR, focus="On the last day"))
    plan(active, replace(TO_COME, held_on=LAST_DAY_OF_THE_YEAR + timedelta(days=1), focus="After"))
    never = replace(TO_COME, focus="Never")
    call_off(plan(active, never), never, by=active.lead.coordinator)
    parts = panels_for("pack.after", active.lead.head, active.year, TODAY)
    rows = next(part.context["rows"] for part in parts if "activities" in part.template)
    assert [activity.focus for activity in rows] == ["On the last day"]


@pytest.mark.rule("R41b")
def test_pack_tells_who_was_there_and_what_each_will_try(active) -> None:
    record(active, plan(active), held(active))
    part = next(p for p in panels_for("pack.after", active.adviser, active.year, TODAY) if "activities" in p.template)
    words = " ".join(render_to_string(part.template, {"panel": part.context}).split())
    for told in ("Meeting: Transition from Year 6", "online. Held.", "A list of questions.", "A morning club."):
        assert told in words
    assert "<strong>Lead School</strong>, 3 staff. Will try: A morning club." in words
    assert "<strong>Second School</strong>, 2 staff </li>" in words


@pytest.mark.rule("R41b")
def test_criterion_and_element_point_to_what_was_held(client, forming) -> None:
    activity = plan(forming, held(forming), is_held=True)
    plan(forming)
    page = reverse("year:activity", args=[activity.pk])
    client.force_login(forming.lead.coordinator, backend=BACKEND)
    added = client.post(reverse("application:add_evidence", args=[forming.centre.pk, "C3"]), {"page": page})
    link = forming.application.answers.get(criterion="C3").evidence.get()
    title = "23 Nov 2026: Meeting: Transition from Year 6"
    assert (added.status_code, link.url, link.title) == (302, f"{settings.SITE_URL}{page}", title)
    assert [one.path for one in evidence_for("centre", forming.lead.coordinator, forming.centre)] == [page]
    assert evidence_for("centre", staffed_school("Elsewhere").coordinator, forming.centre) == []


# ---- pages ----


def test_page_records_at_once_what_was_held(client, active) -> None:
    client.force_login(active.members[0].coordinator, backend=BACKEND)
    url = reverse("year:plan_activity", args=[active.centre.pk])
    assert client.get(url).status_code == 200
    made = client.post(url, typed(active, record="1"))
    activity = Activity.objects.get()
    assert made.url == reverse("year:activity", args=[activity.pk])
    assert (activity.state, activity.kind, activity.attendances.count()) == ("held", "training", 2)


def test_page_keeps_what_was_typed_where_the_record_is_refused(client, active) -> None:
    client.force_login(active.lead.coordinator, backend=BACKEND)
    url = reverse("year:plan_activity", args=[active.centre.pk])
    page = client.post(url, typed(active, held_on=TO_COME.held_on.isoformat(), record="1")).text
    assert "its day is still to come" in page
    assert "Sentence stems." in page
    assert Activity.objects.count() == 0


def test_page_asks_for_the_staff_of_a_school_that_will_try_something(client, active) -> None:
    client.force_login(active.lead.coordinator, backend=BACKEND)
    url = reverse("year:plan_activity", args=[active.centre.pk])
    page = client.post(url, typed(active, **{f"staff_{active.lead.school.pk}": ""})).text
    assert "Say how many were there, or take out what it will try." in page


def test_page_shows_what_was_written_for_a_school_that_left_meanwhile(client, active) -> None:
    client.force_login(active.lead.coordinator, backend=BACKEND)
    gone = active.members[0].school
    posted = typed(active, **{f"will_try_{gone.pk}": "Paired reading."})
    Membership.objects.filter(school=gone).update(state="ended", ended_at=NOW)
    page = client.post(reverse("year:plan_activity", args=[active.centre.pk]), posted).text
    assert page.count("A school has left the Centre meanwhile") == 2  # its number of staff, and what it will try
    assert "“Paired reading.”" in page
    assert Activity.objects.count() == 0


def test_form_of_a_centre_of_hundreds_of_schools_is_taken(client, active) -> None:
    """Two fields a school: Django takes a thousand unless it is told otherwise."""
    client.force_login(active.lead.coordinator, backend=BACKEND)
    empty = {f"of_school_{number}": "" for number in range(1200)}
    made = client.post(reverse("year:plan_activity", args=[active.centre.pk]), typed(active, record="", **empty))
    assert (made.status_code, Activity.objects.get().state) == (302, "held")


def test_clash_on_the_page_shows_both_and_can_be_saved_again(client, active) -> None:
    activity = plan(active)
    flows.write(activity, replace(TO_COME, place="Hull"), version=1, by=active.lead.coordinator, at=NOW)
    client.force_login(active.members[0].coordinator, backend=BACKEND)
    url = reverse("year:activity", args=[activity.pk])
    clashed = client.post(url, typed(active, version="1"))
    assert "Hull" in clashed.text
    assert 'value="Leeds"' in clashed.text
    client.post(url, typed(active, version=clashed.context["form"]["version"].value()))
    assert (Activity.objects.get().place, Activity.objects.get().version) == ("Leeds", 3)


def test_reader_sees_no_form_and_a_stranger_no_page(client, active) -> None:
    activity = record(active, plan(active), held(active))
    url = reverse("year:activity", args=[activity.pk])
    client.force_login(active.adviser, backend=BACKEND)
    page = client.get(url)
    assert "A list of questions." in page.text
    assert page.context["form"] is None
    assert client.post(url, typed(active)).status_code == 403
    client.force_login(iqm_person("Other", "adviser"), backend=BACKEND)
    assert client.get(url).status_code == 404


def test_call_off_on_the_page_keeps_what_was_typed(client, active) -> None:
    activity = plan(active)
    client.force_login(active.lead.coordinator, backend=BACKEND)
    url = reverse("year:activity", args=[activity.pk])
    assert client.post(url, typed(active, version="1", call_off="")).url == url
    assert (Activity.objects.get().state, Activity.objects.get().taken_back) == ("called_off", "Two.")
    assert "Save it again if it takes place after all" in client.get(url).text


def test_pages_show_the_newest_first(client, active) -> None:
    for away in (10, 200, 100, 300, 20, 30):
        plan(active, replace(TO_COME, held_on=TODAY + timedelta(days=away), focus=f"Day {away}"))
    off = replace(TO_COME, focus="Off")
    call_off(plan(active, off), off, by=active.lead.coordinator)
    client.force_login(active.adviser, backend=BACKEND)
    centre = client.get(reverse("membership:centre", args=[active.centre.pk])).text
    year = client.get(reverse("year:year", args=[active.year.pk])).text
    assert re.findall(r"Meeting: (Day \d+|Off)", centre) == ["Day 200", "Day 100", "Day 30", "Day 20", "Day 10"]
    assert len(re.findall(r"Meeting: (Day \d+|Off)", year)) == 7
