"""Many rows at once: seen before, done once each, told row by row, taken back only where nothing has gone out."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from centres.billing.flows import payer
from centres.billing.reminders import payment_due
from iqm_coe.accounts.models.event import Event
from iqm_coe.accounts.models.role import IqmRole
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.errors import NotPermitted, Refused
from iqm_coe.lib.lists.table import declared_lists
from iqm_coe.lists import acts
from iqm_coe.lists.conditions.batch import fingerprint_of
from iqm_coe.lists.enums import RowStage
from iqm_coe.lists.flows import batch as flows
from iqm_coe.lists.models.batch import MOST_ROWS, TAKEN_BACK_WITHIN, Batch, BatchRow
from iqm_coe.lists.selectors.batch import batch_page
from iqm_coe.notifications.flows import deadline
from iqm_coe.notifications.models.outbox import Message
from iqm_coe.notifications.models.reminder import Reminder
from schools.models.role import SchoolRole
from schools.models.school import School
from tests import scene, visits
from tests.clock import NOW, days
from tests.factories.schools import SchoolFactory
from tests.integration.centres.money import Money
from tests.integration.test_races import race
from tests.meta.cast import BACKEND
from tests.proofs_of_person import prove
from tests.worlds import world

pytestmark = pytest.mark.django_db
active = world(scene.active)


class Rename(acts.BulkAct[School]):
    """Of the tests: one that sends nothing, and can be taken back."""

    name, table, can_be_taken_back = "rename_schools", declared_lists()["schools:schools"], True
    label, consequence = "Rename", "Nobody is told."

    def is_offered_to(self, user):
        return "staff" in user.iqm_roles

    def rows(self, user):
        return School.objects.visible_to(user).for_list()

    def title(self, row):
        return row.name

    def plan(self, rows, answers, *, by, on):
        for row in rows:
            yield acts.Planned(f"{row.town} becomes Newtown", mark=row.town, is_left_out=row.town == "Newtown")

    def carry_out(self, row, mark, answers, *, by, at):
        fresh = School.objects.get(pk=row.pk)
        if fresh.town != mark:
            raise Refused("Somebody has changed it since.")
        School.objects.filter(pk=row.pk).update(town="Newtown")
        return acts.Done("Newtown", before=fresh.town)

    def take_back(self, row, before, *, by, at):
        if not School.objects.filter(pk=row.pk, town="Newtown").update(town=before):
            raise Refused("Somebody has changed it since.")


@pytest.fixture
def rename(monkeypatch) -> acts.AnyAct:
    monkeypatch.setitem(acts._declared, Rename.name, Rename())
    return acts._declared[Rename.name]


@pytest.fixture
def towns(active):
    return [SchoolFactory(town=town) for town in ("Ash", "Birch", "Newtown")]


def browser(user) -> Client:
    client = Client()
    client.force_login(user, backend=BACKEND)
    session = client.session
    prove(session, user)
    session.save()
    return client


def begin(batch: Batch, *, by, at) -> Batch:
    """As the page of it does: what stands there is what begins."""
    return flows.begin(batch, read=fingerprint_of(Batch.objects.get(pk=batch.pk)), by=by, at=at)


def states(batch: Batch) -> list[str]:
    return list(batch.rows.order_by("place").values_list("stage", flat=True))


def test_rows_are_seen_before_anything_is_done(active, rename, towns) -> None:
    batch = flows.choose(rename, [one.pk for one in towns], came_from="", by=active.staff, at=NOW)

    assert states(batch) == [RowStage.PLANNED, RowStage.PLANNED, RowStage.LEFT_OUT]
    assert batch.rows.get(place=0).words == "Ash becomes Newtown"
    assert School.objects.filter(town="Newtown").count() == 1


@pytest.mark.rule("R39h")
def test_each_row_is_done_and_told(active, rename, towns) -> None:
    batch = flows.choose(rename, [one.pk for one in towns], came_from="", by=active.staff, at=NOW)
    School.objects.filter(pk=towns[1].pk).update(town="Cedar")

    flows.carry_on(begin(batch, by=active.staff, at=NOW), at=NOW)

    batch.refresh_from_db()
    assert states(batch) == [RowStage.DONE, RowStage.REFUSED, RowStage.LEFT_OUT]
    assert batch.rows.get(place=1).words == "Somebody has changed it since."
    assert batch.ended_at == NOW
    assert list(
        School.objects.filter(pk__in=[one.pk for one in towns]).order_by("pk").values_list("town", flat=True)
    ) == [*("Newtown", "Cedar", "Newtown")]


@pytest.mark.rule("R39h")
def test_second_press_begins_nothing_anew(active, rename, towns) -> None:
    batch = flows.choose(rename, [towns[0].pk], came_from="", by=active.staff, at=NOW)
    begin(batch, by=active.staff, at=NOW)

    again = begin(batch, by=active.staff, at=NOW + days(1))

    assert again.began_at == NOW
    assert (flows.carry_on(batch, at=NOW), flows.carry_on(batch, at=NOW)) == (1, 0)


def test_rows_chosen_twice_are_one(active, rename, towns) -> None:
    batch = flows.choose(rename, [towns[0].pk] * 3, came_from="", by=active.staff, at=NOW)

    assert batch.rows.count() == 1


@pytest.mark.parametrize(("many", "is_taken"), [(0, False), (1, True), (MOST_ROWS, True), (MOST_ROWS + 1, False)])
def test_so_many_rows_go_at_once(active, rename, many, is_taken) -> None:
    def choose():
        return flows.choose(rename, range(1, many + 1), came_from="", by=active.staff, at=NOW)

    if is_taken:
        assert choose().rows.count() == many
    else:
        with pytest.raises(Refused):
            choose()
        assert not Batch.objects.exists()


def test_who_is_not_offered_it_chooses_nothing(active, rename, towns) -> None:
    for who in (active.lead.coordinator, scene.iqm_person("Finn", "finance")):
        with pytest.raises(NotPermitted):
            flows.choose(rename, [towns[0].pk], came_from="", by=who, at=NOW)


def test_nobody_begins_what_somebody_else_has_chosen(active, rename, towns) -> None:
    batch = flows.choose(rename, [towns[0].pk], came_from="", by=active.staff, at=NOW)

    for who in (scene.iqm_person("Bea", "staff"), scene.iqm_person("Ada", "administrator")):
        with pytest.raises(NotPermitted):
            begin(batch, by=who, at=NOW)


@pytest.mark.rule("R39h")
def test_right_that_ends_meanwhile_ends_the_rest(active, rename, towns) -> None:
    batch = flows.choose(rename, [one.pk for one in towns[:2]], came_from="", by=active.staff, at=NOW)
    flows.carry_on(begin(batch, by=active.staff, at=NOW), at=NOW, rows=1)
    IqmRole.objects.filter(user=active.staff).update(ended_at=NOW, ended_by=active.staff)

    flows.carry_on_all(NOW + timedelta(minutes=1))

    assert states(batch) == [RowStage.DONE, RowStage.REFUSED]
    assert School.objects.get(pk=towns[1].pk).town == "Birch"


@pytest.mark.parametrize(
    ("after", "is_taken_back"),
    [
        (timedelta(0), True),
        (TAKEN_BACK_WITHIN, True),
        (TAKEN_BACK_WITHIN + timedelta(microseconds=1), False),
    ],
)
def test_ten_minutes_to_take_it_back(active, rename, towns, after, is_taken_back) -> None:
    batch = flows.choose(rename, [one.pk for one in towns[:2]], came_from="", by=active.staff, at=NOW)
    flows.carry_on(begin(batch, by=active.staff, at=NOW), at=NOW)
    School.objects.filter(pk=towns[1].pk).update(town="Cedar")

    if is_taken_back:
        assert flows.take_back(batch, by=active.staff, at=NOW + after) == 1
        assert flows.take_back(batch, by=active.staff, at=NOW + after) == 0
        assert states(batch) == [RowStage.TAKEN_BACK, RowStage.DONE]
        assert "Somebody has changed it since." in batch.rows.get(place=1).words
        assert School.objects.get(pk=towns[0].pk).town == "Ash"
    else:
        with pytest.raises(Refused):
            flows.take_back(batch, by=active.staff, at=NOW + after)
        assert states(batch) == [RowStage.DONE, RowStage.DONE]


def test_what_is_under_way_goes_on_by_the_clock(active, rename, towns) -> None:
    batch = flows.choose(rename, [one.pk for one in towns[:2]], came_from="", by=active.staff, at=NOW)
    begin(batch, by=active.staff, at=NOW)

    assert flows.carry_on_all(NOW + timedelta(minutes=1)) == 2
    assert flows.carry_on_all(NOW + timedelta(minutes=2)) == 0


def test_what_breaks_at_one_row_holds_up_no_other(active, rename, towns, monkeypatch) -> None:
    done = Rename.carry_out

    def breaks(self, row, *args, **kwargs):
        if row.pk == towns[0].pk:
            raise ZeroDivisionError
        return done(self, row, *args, **kwargs)

    monkeypatch.setattr(Rename, "carry_out", breaks)
    batch = flows.choose(rename, [one.pk for one in towns[:2]], came_from="", by=active.staff, at=NOW)
    flows.carry_on(begin(batch, by=active.staff, at=NOW), at=NOW)
    assert states(batch) == [RowStage.PLANNED, RowStage.DONE]

    monkeypatch.setattr(Rename, "carry_out", done)
    flows.carry_on_all(NOW + timedelta(minutes=1))
    assert states(batch) == [RowStage.DONE, RowStage.DONE]


@pytest.mark.rule("R39h")
@pytest.mark.django_db(transaction=True)
def test_each_row_once_where_two_carry_on_together(rename) -> None:
    played = scene.active()
    schools = [SchoolFactory(town=f"Town {number}") for number in range(12)]
    batch = flows.choose(rename, [one.pk for one in schools], came_from="", by=played.staff, at=NOW)
    begin(batch, by=played.staff, at=NOW)
    calls = []
    carried = rename.carry_out
    rename.carry_out = lambda row, *args, **kwargs: calls.append(row.pk) or carried(row, *args, **kwargs)

    race(*[lambda: flows.carry_on_all(NOW + timedelta(minutes=1))] * 4)

    assert sorted(calls) == sorted(one.pk for one in schools)
    assert set(states(batch)) == {RowStage.DONE}


# ---- in the browser


def test_list_offers_its_acts_to_who_may_and_ticks_its_rows(active) -> None:
    page = browser(active.staff).get(reverse("year:plans")).text
    other = browser(active.adviser).get(reverse("membership:centres")).text

    assert 'value="remind_plans"' in page
    assert page.count('form="many"') == active.centre.years.get().plans.count()
    assert other.count('form="many"') == 1
    assert 'name="act"' not in other
    at_school = browser(active.lead.coordinator).get(reverse("membership:centres")).text
    assert 'form="many"' not in at_school


def test_reminding_by_hand_in_three_presses(active) -> None:
    client, plans = browser(active.staff), active.centre.years.get().plans.all()
    chosen = client.post(reverse("lists:choose"), {"act": "remind_plans", "row": [plan.pk for plan in plans]})
    page = client.get(chosen.url).text
    assert "Coordinators of" in page

    told = {"read": fingerprint_of(Batch.objects.get())}
    begun = client.post(reverse("lists:begin_batch", args=[Batch.objects.get().pk]), told, follow=True)

    assert "3 done, 0 not done, 0 left out." in " ".join(begun.text.split())
    assert Message.objects.filter(kind="notifications/due").count() == 3


def test_all_of_the_narrowed_list_are_chosen_without_ticking(active) -> None:
    client = browser(active.staff)
    told = {"act": "remind_plans", "every": "1", "query": "kind=research"}

    client.post(reverse("lists:choose"), told)

    kind = active.centre.years.get().plans.get(kind="research").pk
    assert list(BatchRow.objects.values_list("subject_id", flat=True)) == [kind]


def test_list_that_cannot_be_narrowed_so_chooses_none(active) -> None:
    told = {"act": "remind_plans", "every": "1", "query": "kind=nothing"}
    answer = browser(active.staff).post(reverse("lists:choose"), told, follow=True)

    assert "Choose the rows first" in answer.text
    assert not Batch.objects.exists()


@pytest.mark.parametrize("key", ["", "x", "-1", "9" * 30, "1\x00", "١"])
def test_odd_keys_choose_nothing(active, key) -> None:
    browser(active.staff).post(reverse("lists:choose"), {"act": "remind_plans", "row": key})

    assert not Batch.objects.exists()


# ---- more time (R47c)


def batch_form(made, until):
    typed = {"until": [until.isoformat()], "reason": ["The school was flooded."]}
    form = acts.declared_acts()["more_time_plans"].form.refilled(typed, user=made.staff)
    assert form.is_valid(), form.errors
    return form


def more_time(by, until, reason="The school was flooded.", row=None) -> Batch:
    act, plan = acts.declared_acts()["more_time_plans"], row
    batch = flows.choose(act, [plan.pk], came_from="", by=by, at=NOW)
    form = act.form({"until": until.isoformat(), "reason": reason}, user=by)
    assert form.is_valid(), form.errors
    form.data = acts.MultiValueDict({"until": [until.isoformat()], "reason": [reason]})
    return flows.answer(batch, form, by=by, at=NOW)


@pytest.mark.rule("R47c")
@pytest.mark.parametrize(("offset", "is_given"), [(-1, False), (0, False), (1, True)])
def test_more_time_lies_after_the_day_that_stands(active, offset, is_given) -> None:
    plan = active.centre.years.get().plans.first()
    was = plan.due_on

    batch = more_time(active.staff, was + days(offset), row=plan)
    assert states(batch) == [RowStage.PLANNED if is_given else RowStage.LEFT_OUT]
    if is_given:
        flows.carry_on(begin(batch, by=active.staff, at=NOW), at=NOW)

    plan.refresh_from_db()
    assert plan.due_on == was + days(offset * is_given)
    assert Message.objects.filter(kind="notifications/more_time").count() == is_given
    assert Event.objects.filter(action="more_time").count() == is_given


@pytest.mark.rule("R47c")
@pytest.mark.parametrize(
    ("day", "remark"),
    [
        ("2027-03-26", "it is a public holiday (Good Friday)"),
        ("2027-03-27", "it is the weekend"),
        ("2027-04-07", ""),
    ],
)
def test_day_on_which_nobody_works_is_remarked_on_before_the_press(active, day, remark) -> None:
    batch = more_time(active.staff, date.fromisoformat(day), row=active.centre.years.get().plans.first())

    words = batch.rows.get().words
    assert remark in words
    assert ("(" in words) is bool(remark)


@pytest.mark.rule("R47c")
def test_what_is_due_of_many_rows_is_asked_at_once(active) -> None:
    plans = list(active.centre.years.get().plans.all())

    def asked_of(number: int) -> int:
        batch = flows.choose(
            acts.declared_acts()["more_time_plans"],
            [plan.pk for plan in plans[:number]],
            came_from="",
            by=active.staff,
            at=NOW,
        )
        with CaptureQueriesContext(connection) as captured:
            flows.answer(batch, batch_form(active, plans[0].due_on + days(30)), by=active.staff, at=NOW)
        assert states(batch) == [RowStage.PLANNED] * number
        return len(captured)

    assert len(plans) == 3
    assert asked_of(3) == asked_of(1)


@pytest.mark.rule("R47c")
def test_what_is_done_meanwhile_keeps_its_day(active) -> None:
    plan = active.centre.years.get().plans.first()
    batch = more_time(active.staff, plan.due_on + days(7), row=plan)
    type(plan).objects.filter(pk=plan.pk).update(state="lodged")

    flows.carry_on(begin(batch, by=active.staff, at=NOW), at=NOW)

    assert states(batch) == [RowStage.REFUSED]
    assert not Message.objects.filter(kind="notifications/more_time").exists()


# ---- reminding once a day


@pytest.mark.rule("R39i")
def test_reminded_by_hand_once_a_day_whoever_presses(active) -> None:
    act, plan = acts.declared_acts()["remind_plans"], active.centre.years.get().plans.first()
    first = flows.choose(act, [plan.pk], came_from="", by=active.staff, at=NOW)
    second = flows.choose(act, [plan.pk], came_from="", by=active.staff, at=NOW)
    for one in (first, second):
        flows.carry_on(begin(one, by=active.staff, at=NOW), at=NOW)

    assert (states(first), states(second)) == ([RowStage.DONE], [RowStage.REFUSED])
    assert Reminder.objects.filter(kind="plan_due").count() == 1
    third = flows.choose(act, [plan.pk], came_from="", by=active.staff, at=NOW)
    assert states(third) == [RowStage.LEFT_OUT]

    fourth = flows.choose(act, [plan.pk], came_from="", by=active.staff, at=NOW + days(1))
    assert states(fourth) == [RowStage.PLANNED]


# ---- the acts of the rooms

ready = world(visits.confirmed)


@pytest.mark.rule("R26a")
def test_reports_are_issued_as_they_were_shown(ready) -> None:
    act, report = acts.declared_acts()["issue_reports"], ready.report
    batch = flows.choose(act, [report.pk], came_from="", by=ready.staff, at=visits.ON_THE_DAY)
    assert states(batch) == [RowStage.PLANNED]

    flows.carry_on(begin(batch, by=ready.staff, at=visits.ON_THE_DAY), at=visits.ON_THE_DAY)

    report.refresh_from_db()
    assert (states(batch), report.state) == ([RowStage.DONE], "issued")


@pytest.mark.rule("R26a")
def test_report_that_changed_since_it_was_shown_is_not_issued(ready) -> None:
    act, report = acts.declared_acts()["issue_reports"], ready.report
    batch = flows.choose(act, [report.pk], came_from="", by=ready.staff, at=visits.ON_THE_DAY)
    report.sections.filter(kind="overview").update(text="Something else.")

    flows.carry_on(begin(batch, by=ready.staff, at=visits.ON_THE_DAY), at=visits.ON_THE_DAY)

    report.refresh_from_db()
    assert (states(batch), report.state) == ([RowStage.REFUSED], "ready")


def test_centres_are_shared_evenly_among_advisers(active) -> None:
    act = acts.declared_acts()["appoint_advisers"]
    advisers = [scene.iqm_person(name, "adviser") for name in ("Ann", "Ben")]
    centre = active.centre
    batch = flows.choose(act, [centre.pk], came_from="", by=active.staff, at=NOW)
    form = act.form.refilled({"advisers": [str(one.pk) for one in advisers]}, user=active.staff)
    assert form.is_valid(), form.errors

    flows.answer(batch, form, by=active.staff, at=NOW)
    flows.carry_on(begin(batch, by=active.staff, at=NOW), at=NOW)

    assert states(batch) == [RowStage.DONE]
    assert centre.access.get(kind="adviser", until_at=None).user == advisers[0]


def test_plan_that_was_made_anew_since_it_was_shown_does_not_begin(active) -> None:
    plan = active.centre.years.get().plans.first()
    batch = more_time(active.staff, plan.due_on + days(7), row=plan)
    shown = fingerprint_of(batch)
    form = batch_form(active, plan.due_on + days(20))
    flows.answer(batch, form, by=active.staff, at=NOW)

    with pytest.raises(Refused, match="planned anew"):
        flows.begin(batch, read=shown, by=active.staff, at=NOW)
    assert Batch.objects.get().began_at is None


def test_what_was_typed_since_it_was_planned_does_not_begin(active) -> None:
    plan, client = active.centre.years.get().plans.first(), browser(active.staff)
    batch = more_time(active.staff, plan.due_on + days(7), row=plan)
    told = {"until": (plan.due_on + days(7)).isoformat(), "reason": "The school was flooded."}
    begin_url = reverse("lists:begin_batch", args=[batch.pk])

    other = {**told, "until": (plan.due_on + days(20)).isoformat(), "read": fingerprint_of(batch)}
    page = client.post(begin_url, other, follow=True)
    assert "Have it shown again first" in page.text
    assert states(batch) == [RowStage.PLANNED]

    client.post(begin_url, {**told, "read": fingerprint_of(batch)})
    assert states(batch) == [RowStage.DONE]


def test_page_with_an_error_has_no_button_that_begins(active) -> None:
    plan, client = active.centre.years.get().plans.first(), browser(active.staff)
    batch = more_time(active.staff, plan.due_on + days(7), row=plan)
    url = reverse("lists:batch", args=[batch.pk])
    assert reverse("lists:begin_batch", args=[batch.pk]) in client.get(url).text

    page = client.post(url, {"until": (plan.due_on + days(9)).isoformat(), "reason": ""})

    assert reverse("lists:begin_batch", args=[batch.pk]) not in page.text


@pytest.mark.parametrize(("ahead", "is_given"), [(366, True), (367, False)])
def test_more_than_a_year_is_left_out_before_it_begins(active, ahead, is_given) -> None:
    batch = more_time(active.staff, NOW.date() + days(ahead), row=active.centre.years.get().plans.first())

    assert states(batch) == [RowStage.PLANNED if is_given else RowStage.LEFT_OUT]


def test_invoice_of_which_one_line_was_reminded_of_today_reminds_of_the_others() -> None:
    made = Money()
    trust = payer.add("trust", "A Trust", by=made.fay, at=NOW, address="1 Road", email="pay@trust.example")
    sent = made.issue(*made.charges, payer=trust)
    first, *others = sent.lines.order_by("pk")
    deadline.remind(payment_due, first, "billing.remind_of_payment", by=made.fay, at=NOW)
    batch = flows.choose(acts.declared_acts()["remind_payments"], [sent.pk], came_from="", by=made.fay, at=NOW)
    flows.carry_on(begin(batch, by=made.fay, at=NOW), at=NOW)

    assert states(batch) == [RowStage.DONE]
    assert Reminder.objects.filter(kind="payment_due", sent_at__isnull=False).count() == 1 + len(others)


def test_more_time_does_not_say_that_somebody_is_told_where_nobody_is(active) -> None:
    plan = active.centre.years.get().plans.first()
    SchoolRole.objects.filter(school=active.lead.school).update(ended_at=NOW, ended_by=active.staff)
    batch = more_time(active.staff, plan.due_on + days(7), row=plan)
    flows.carry_on(begin(batch, by=active.staff, at=NOW), at=NOW)

    assert "Nobody: Lead School has no coordinator here" in batch.rows.get().words


def test_of_rows_that_an_administrator_does_not_see_no_word_is_told_them(active, monkeypatch) -> None:
    plan, ada = active.centre.years.get().plans.first(), scene.iqm_person("Ada", "administrator")
    batch = more_time(active.staff, plan.due_on + days(7), row=plan)
    act = acts.declared_acts()["more_time_plans"]

    def told(user: User) -> list[tuple[bool, bool]]:
        return [(bool(row.title), bool(row.words)) for row in batch_page(batch, act, None, user, NOW).rows]

    assert told(ada) == told(active.staff) == [(True, True)]
    monkeypatch.setattr(type(act), "rows", lambda self, user: type(plan).objects.none())
    assert told(ada) == [(False, False)]
    assert told(active.staff) == [(False, True)], "why nothing came of it is still said to whoever did it"
