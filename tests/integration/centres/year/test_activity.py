"""What schools of a Centre do together: planned, recorded, read by whoever sees the Centre (R41)."""

import json
import re
from datetime import date, datetime, timedelta

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import strip_tags

from centres.membership.models.membership import Membership
from centres.year.flows import activity as flows
from centres.year.models.activity import Activity, Attendance
from iqm_coe.accounts.models.event import Event
from iqm_coe.lib.dates import LONDON
from iqm_coe.lib.errors import NotPermitted, Refused
from iqm_coe.lib.evidence import evidence_for
from iqm_coe.lib.panels import panels_for
from iqm_coe.lib.transitions import WrongState
from iqm_coe.lib.versioned import Edit, rewritten, written
from iqm_coe.lib.worklist import lines_for
from iqm_coe.operations.invariants import broken
from tests import scene
from tests.clock import NOW, TODAY
from tests.factories.centres import MembershipFactory
from tests.factories.schools import SchoolFactory, SchoolRoleFactory
from tests.meta.cast import BACKEND
from tests.scene import Scene, iqm_person, person, staffed_school

pytestmark = pytest.mark.django_db
DAY_TO_COME = TODAY + timedelta(days=52)
TO_COME = {"kind": "meeting", "held_on": DAY_TO_COME.isoformat(), "place": "online", "focus": "Transition from Year 6"}
PLANS_DUE = date(2027, 2, 22)
LATER = NOW + timedelta(minutes=5)
WRITES = (flows.write, flows.record, flows.call_off)
LAST_DAY_OF_THE_YEAR = date(2027, 11, 22)  # the year opens on 23 November 2026, the tests' Monday


def on(day: date, **more: str) -> dict[str, str]:
    return TO_COME | {"held_on": day.isoformat()} | more


def held(there: Scene, **more: str) -> dict[str, str]:
    lead, member = there.lead.school.pk, there.members[0].school.pk
    present = {f"staff_{lead}": "3", f"will_try_{lead}": "A morning club.", f"staff_{member}": "2"}
    return on(TODAY, taken_back="A list of questions.") | present | more


def plan(there: Scene, told: dict[str, str] = TO_COME, *, by=None, **more) -> Activity:
    return flows.plan(there.centre, written(**told), by=by or there.lead.coordinator, at=NOW, **more)


def record(there: Scene, activity: Activity, told: dict[str, str], *, by=None) -> Activity:
    return said(flows.record, activity, told, by=by or there.lead.coordinator)


def said(flow, activity: Activity, told: dict[str, str] = TO_COME, *, by, at=NOW) -> Activity:
    """Whoever has just read it writes this."""
    now = Activity.objects.get(pk=activity.pk).texts()
    return flow(activity, rewritten(now, told), by=by, at=at).row


def words_of_a_third_school(there: Scene) -> dict[str, str]:
    """It says what it will try before anybody says how many were there."""
    third = SchoolFactory(name="Third School")
    MembershipFactory(centre=there.centre, school=third)
    return {f"will_try_{third.pk}": "A reading tent."}


def typed(there: Scene, **more: str) -> dict[str, str]:
    lead, member = there.lead.school.pk, there.members[0].school.pk
    facts = {"kind": "training", "held_on": TODAY.isoformat(), "place": "Leeds", "focus": "Talk", "taken_back": "Two."}
    present = {f"staff_{lead}": "4", f"will_try_{lead}": "Sentence stems.", f"staff_{member}": "1"}
    return {**facts, **present, **more}


def reasons(user, day: date) -> list[str]:
    return [line.reason for line in lines_for(user, day) if "/activities/" in line.url]


# ---- planned, written, recorded ----


@pytest.mark.rule("R41a")
@pytest.mark.parametrize("who", ["lead", "member"])
def test_any_coordinator_plans_and_another_records(active, who: str) -> None:
    mine, other = active.lead.coordinator, active.members[0].coordinator
    by, then = (mine, other) if who == "lead" else (other, mine)
    activity = record(active, plan(active, by=by), held(active), by=then)

    there = [(one.school.name, one.staff, one.will_try) for one in activity.attendances.all()]
    assert (activity.state, activity.held_on, activity.taken_back) == ("held", TODAY, "A list of questions.")
    assert (activity.recorded_by, activity.recorded_at, activity.last_saved) == (then, NOW, (then, NOW))
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
            *(lambda by=by, flow=flow: said(flow, activity, by=by) for flow in WRITES),
        ):
            with pytest.raises(NotPermitted):
                act()
    assert (Activity.objects.get().state, Activity.objects.get().updated_at) == ("planned", None)


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
        said(flows.write, activity, {"place": "Hull"}, by=submitted.lead.coordinator)


def sent_from_a_page(there: Scene, told: dict[str, str] = TO_COME) -> Activity:
    edit = Edit(written(**told).steps, "a page")
    return flows.plan(there.centre, edit, by=there.lead.coordinator, at=NOW)


def test_same_page_sent_twice_is_one_activity(active) -> None:
    assert sent_from_a_page(active) == sent_from_a_page(active)
    assert Activity.objects.count() == 1


@pytest.mark.rule("R41a")
def test_same_page_sent_with_another_text_is_told_and_drops_nothing(active) -> None:
    sent_from_a_page(active)
    with pytest.raises(Refused, match="has planned an activity already"):
        sent_from_a_page(active, TO_COME | {"place": "Hull"})
    other = scene.active()
    with pytest.raises(Refused, match="has planned an activity already"):
        sent_from_a_page(other)
    assert Activity.objects.get().place == "online"


@pytest.mark.parametrize("flow", WRITES)
def test_second_click_with_the_same_text_is_no_clash(active, flow) -> None:
    activity, by = plan(active), active.lead.coordinator
    edit = rewritten(activity.texts(), held(active))
    first = flow(activity, edit, by=by, at=NOW)
    again = flow(activity, edit, by=by, at=LATER)
    assert (again.row, again.row.state, again.clashes) == (first.row, first.row.state, [])
    assert again.row.updated_at == NOW


def test_record_of_long_ago_is_corrected(active) -> None:
    activity = record(active, plan(active), held(active))
    at = NOW + timedelta(days=900)
    corrected = said(flows.write, activity, {"place": "Hull"}, by=active.lead.coordinator, at=at)
    assert corrected.place == "Hull"


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"held_on": (TODAY + timedelta(days=1)).isoformat()}, "its day is still to come"),
        ({"taken_back": "  "}, "what was taken back is not written"),
        ({"staff_lead": ""}, "fewer than two schools have a number of staff"),
        ({"staff_lead": ""}, "Lead School will try something and has no number of staff"),
    ],
)
def test_half_a_record_is_refused_and_can_be_saved(active, more: dict[str, str], words: str) -> None:
    lead = str(active.lead.school.pk)
    activity, half = plan(active), held(active, **{name.replace("lead", lead): text for name, text in more.items()})
    with pytest.raises(Refused, match=words):
        record(active, activity, half)
    assert said(flows.write, activity, half, by=active.lead.coordinator).state == "planned"


def test_one_school_alone_is_no_collaborative_activity(active) -> None:
    alone = held(active, **{f"staff_{active.members[0].school.pk}": ""})
    with pytest.raises(Refused, match="fewer than two schools"):
        record(active, plan(active), alone)


@pytest.mark.rule("R41d")
@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"taken_back": ""}, "what was taken back is not written"),
        ({"held_on": DAY_TO_COME.isoformat()}, "its day is still to come"),
        ({"staff_lead": ""}, "fewer than two schools have a number of staff"),
    ],
)
def test_record_stays_whole_when_it_is_corrected(active, more: dict[str, str], words: str) -> None:
    activity, by = record(active, plan(active), held(active)), active.members[0].coordinator
    lead = str(active.lead.school.pk)
    with pytest.raises(Refused, match=f"stays whole, but {words}"):
        said(flows.write, activity, {name.replace("lead", lead): text for name, text in more.items()}, by=by)
    corrected = said(flows.write, activity, {"place": "Hull"}, by=by)
    assert (corrected.state, corrected.place, corrected.recorded_by) == ("held", "Hull", active.lead.coordinator)
    assert corrected.texts() == activity.texts() | {"place": "Hull"}


@pytest.mark.parametrize(("away", "is_taken"), [(-732, False), (-731, True), (731, True), (732, False)])
def test_day_more_than_two_years_away_is_a_slip(active, away: int, is_taken: bool) -> None:
    day = TODAY + timedelta(days=away)
    told = on(day)
    if is_taken:
        assert plan(active, told).held_on == day
        return
    with pytest.raises(Refused, match="more than two years"):
        plan(active, told)
    with pytest.raises(Refused, match="more than two years"):
        said(flows.write, plan(active), told, by=active.lead.coordinator)


def test_school_of_another_centre_was_not_there(active) -> None:
    stranger = held(active, **{f"staff_{staffed_school('Elsewhere').school.pk}": "1"})
    with pytest.raises(Refused, match="does not stand in this Centre"):
        plan(active, stranger)
    activity = plan(active)
    edit = rewritten(stranger, stranger)
    with pytest.raises(Refused, match="does not stand in this Centre"):
        flows.record(activity, edit, by=active.lead.coordinator, at=NOW)
    assert Activity.objects.get().state == "planned"


@pytest.mark.parametrize("name", ["kind", "held_on", "place", "focus"])
def test_activity_says_what_when_where_and_on_what(active, name: str) -> None:
    with pytest.raises(Refused, match="what it is, when, where and on what"):
        plan(active, TO_COME | {name: " "})


@pytest.mark.rule("R41d")
def test_school_that_left_afterwards_keeps_its_record_and_can_still_be_told_of(active) -> None:
    activity, member = record(active, plan(active), held(active)), active.members[0]
    Membership.objects.filter(school=member.school).update(state="ended", ended_at=LATER)
    told = {"taken_back": "More.", f"will_try_{member.school.pk}": "Paired reading."}
    again = said(flows.write, activity, told, by=active.lead.coordinator, at=LATER)
    there = [(one.school.name, one.staff, one.will_try) for one in again.attendances.all()]
    assert there == [("Lead School", 3, "A morning club."), ("Second School", 2, "Paired reading.")]


def test_school_that_left_before_is_not_asked_about(active) -> None:
    Membership.objects.filter(school=active.members[0].school).update(state="ended", ended_at=NOW - timedelta(days=1))
    assert [school.name for school in plan(active).schools_asked()] == ["Lead School"]


@pytest.mark.rule("R41d")
def test_words_of_a_school_without_a_number_are_kept_and_the_school_was_not_there(active) -> None:
    activity, waits = record(active, plan(active), held(active)), words_of_a_third_school(active)
    said(flows.write, activity, waits, by=active.members[0].coordinator)
    fresh = Activity.objects.get()
    assert fresh.texts().items() >= waits.items()
    assert [one.school.name for one in fresh.present] == ["Lead School", "Second School"]


def test_called_off_is_asked_for_no_more_until_it_is_taken_up(active) -> None:
    by = active.members[0].coordinator
    activity = said(flows.call_off, plan(active), {"place": "Hull"}, by=by)
    assert (activity.state, activity.place, activity.last_saved) == ("called_off", "Hull", (by, NOW))
    assert reasons(by, TODAY) == []
    assert said(flows.write, activity, {"place": "York"}, by=by).state == "called_off"
    again = said(flows.take_up, activity, {"place": "online"}, by=by)
    assert (again.state, reasons(by, TODAY)) == ("planned", ["Meeting to come: Transition from Year 6, online"])


@pytest.mark.parametrize("flow", [flows.call_off, flows.take_up])
def test_held_is_neither_called_off_nor_taken_up(active, flow) -> None:
    activity = record(active, plan(active), held(active))
    with pytest.raises(WrongState, match="Held"):
        said(flow, activity, {"place": "Hull"}, by=active.lead.coordinator)
    assert Activity.objects.get().place == "online"


# The change of a planned activity, or of who was there, that the constraint refuses.
REFUSED_ROWS = {
    "activity_state_known": {"state": "lost"},
    "activity_kind_known": {"kind": "party"},
    "activity_recorded_by_and_at_together": {"recorded_at": NOW, "state": "held", "taken_back": "Two."},
    "activity_updated_by_and_at_together": {"updated_at": NOW},
    "activity_planned_once_a_page": {"planned_from": "one page"},
    "activity_says_where_and_on_what": {"place": ""},
    "activity_held_is_recorded_with_what_was_taken_back": {"state": "held"},
    "attendance_once_a_school": {"school": "the same"},
    "attendance_of_somebody": {"staff": 0},
    "attendance_says_something": {"staff": None, "will_try": ""},
}


@pytest.mark.parametrize("name", REFUSED_ROWS)
def test_database_keeps_no_half_activity(active, name: str) -> None:
    plan(active, held(active))
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
    plan(active, on(TODAY - day))
    said(flows.call_off, plan(active), by=mine)
    assert asked[0] in reasons(mine, PLANS_DUE)
    plan(active, on(TODAY))
    assert asked[0] not in reasons(mine, PLANS_DUE)


@pytest.mark.rule("R41c")
def test_next_meeting_stands_in_what_needs_me_with_its_day_until_it_is_recorded(active) -> None:
    activity, mine = plan(active), active.members[0].coordinator
    line = next(line for line in lines_for(mine, TODAY) if "/activities/" in line.url)
    assert (line.reason, line.due_on) == ("Meeting to come: Transition from Year 6, online", DAY_TO_COME)
    assert line.since == NOW
    assert reasons(mine, DAY_TO_COME) == [line.reason]
    after = DAY_TO_COME + timedelta(days=1)
    over = next(line for line in lines_for(mine, after) if "/activities/" in line.url)
    assert (over.reason, over.due_on) == ("Record what came of “Transition from Year 6”", DAY_TO_COME)
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


@pytest.mark.rule("R41f")
@pytest.mark.parametrize(("number", "said"), [(5, ""), (6, "5 of 6 are shown. See all")])
def test_page_of_the_centre_shows_the_nearest_ones_and_says_of_how_many(client, active, number, said) -> None:
    for days in range(number):
        plan(active, on(TODAY + timedelta(days=10 * days), focus=f"Focus {days}"))
    client.force_login(active.staff, backend=BACKEND)
    page = client.get(reverse("membership:centre", args=[active.centre.pk]))
    words = " ".join(strip_tags(page.text).split())
    assert [f"Focus {days}" in words for days in range(number)] == [days < 5 for days in range(number)]
    assert words.count("are shown") == bool(said)
    assert said in words
    if said:
        every = client.get(re.search(r'href="([^"]*activities/\?centre=[^"]*)"', page.text)[1]).text
        assert all(f"Focus {days}" in every for days in range(number))


@pytest.mark.rule("R41f")
def test_page_of_the_centre_shows_all_to_whom_the_list_of_all_does_not_open(client, active) -> None:
    long_before = active.year.opens_on - timedelta(days=30)
    for days in range(6):
        plan(active, on(long_before + timedelta(days=days), focus=f"Focus {days}"))
    said(flows.call_off, plan(active, on(long_before, focus="Never held")), {}, by=active.lead.coordinator)
    for somebody in (active.members[0].coordinator, active.lead.head, active.adviser):
        client.force_login(somebody, backend=BACKEND)
        page = client.get(reverse("membership:centre", args=[active.centre.pk])).text
        assert all(f"Focus {days}" in page for days in range(6))
        assert "Never held" in page
        assert "activities/?centre=" not in page


@pytest.mark.rule("R41b")
def test_activity_of_another_year_is_not_on_the_page_or_in_the_pack_of_this_one(active) -> None:
    plan(active, on(TODAY - timedelta(days=1), focus="Before"))
    plan(active, on(LAST_DAY_OF_THE_YEAR, focus="On the last day"))
    plan(active, on(LAST_DAY_OF_THE_YEAR + timedelta(days=1), focus="After"))
    said(flows.call_off, plan(active), {"focus": "Never"}, by=active.lead.coordinator)
    parts = panels_for("pack.after", active.lead.head, active.year, TODAY)
    rows = next(part.context["rows"] for part in parts if "activities" in part.template)
    assert [activity.focus for activity in rows] == ["On the last day"]


@pytest.mark.rule("R27d", "R41b")
def test_pack_tells_who_was_there_and_what_each_will_try(active) -> None:
    activity = record(active, plan(active), held(active))
    said(flows.write, activity, words_of_a_third_school(active), by=active.lead.coordinator)
    part = next(p for p in panels_for("pack.after", active.adviser, active.year, TODAY) if "activities" in p.template)
    words = " ".join(strip_tags(render_to_string(part.template, {"panel": part.context})).split())
    for told in ("Meeting: Transition from Year 6", "online. Held.", "A list of questions.", "A morning club."):
        assert told in words
    assert "Lead School, 3 staff. Will try: A morning club." in words
    assert "Second School, 2 staff" in words
    assert "Third School" not in words
    assert "A reading tent." not in words


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
    page = client.post(url, typed(active, held_on=DAY_TO_COME.isoformat(), record="1")).text
    assert "its day is still to come" in page
    assert "Sentence stems." in page
    assert Activity.objects.count() == 0


def test_page_shows_what_was_written_for_a_school_that_left_meanwhile(client, active) -> None:
    client.force_login(active.lead.coordinator, backend=BACKEND)
    gone = active.members[0].school
    boxes = {"base": json.dumps({f"staff_{gone.pk}": "", f"will_try_{gone.pk}": ""})}
    posted = typed(active, **boxes, **{f"will_try_{gone.pk}": "Paired reading."})
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


def test_reader_sees_no_form_and_a_stranger_no_page(client, active) -> None:
    activity = record(active, plan(active), held(active))
    said(flows.write, activity, words_of_a_third_school(active), by=active.lead.coordinator)
    url = reverse("year:activity", args=[activity.pk])
    client.force_login(active.adviser, backend=BACKEND)
    page = client.get(url)
    assert "A list of questions." in page.text
    assert "A reading tent." not in page.text
    assert page.context["form"] is None
    assert client.post(url, typed(active)).status_code == 403
    client.force_login(iqm_person("Other", "adviser"), backend=BACKEND)
    assert client.get(url).status_code == 404


def test_call_off_on_the_page_keeps_what_was_typed(client, active) -> None:
    activity = plan(active)
    client.force_login(active.lead.coordinator, backend=BACKEND)
    url = reverse("year:activity", args=[activity.pk])
    base = json.dumps(activity.texts())
    assert client.post(url, typed(active, base=base, call_off="")).url == url
    assert (Activity.objects.get().state, Activity.objects.get().taken_back) == ("called_off", "Two.")
    assert "Take it up again if it takes place after all" in client.get(url).text
    client.post(url, typed(active, base=base, take_up=""))
    assert Activity.objects.get().state == "planned"


def test_pages_show_the_newest_first(client, active) -> None:
    for away in (10, 200, 100, 300, 20, 30):
        plan(active, on(TODAY + timedelta(days=away), focus=f"Day {away}"))
    said(flows.call_off, plan(active), {"focus": "Off"}, by=active.lead.coordinator)
    client.force_login(active.staff, backend=BACKEND)
    centre = client.get(reverse("membership:centre", args=[active.centre.pk])).text
    year = client.get(reverse("year:year", args=[active.year.pk])).text
    assert re.findall(r"Meeting: (Day \d+|Off)", centre) == ["Day 100", "Off", "Day 30", "Day 20", "Day 10"]
    assert len(re.findall(r"Meeting: (Day \d+|Off)", year)) == 7
