"""Before an act is done to many rows, the page shows the mails of the first one: those that go."""

import html
from contextlib import nullcontext
from datetime import timedelta

import pytest
import time_machine
from django.db.models import Model
from django.urls import reverse

from iqm_coe.lib.errors import Refused
from iqm_coe.lists import acts
from iqm_coe.lists.conditions.batch import fingerprint_of
from iqm_coe.lists.flows import batch as flows
from iqm_coe.lists.models.batch import Batch
from iqm_coe.notifications import rendering
from iqm_coe.notifications.flows import deadline
from iqm_coe.notifications.models.outbox import Message
from schools.models.role import SchoolRole
from tests import scene, visits
from tests.clock import NOW, days
from tests.integration.centres.money import Money
from tests.integration.lists.test_batch import browser, more_time
from tests.worlds import world

pytestmark = pytest.mark.django_db
active = world(scene.active)
ready = world(visits.confirmed)
UNKNOWN = "(the code it is given)"


def written_by(batch: Batch, by, at) -> list[tuple[str, str]]:
    """What the outbox holds after it was done: subject and words of each."""
    before = set(Message.objects.values_list("pk", flat=True))
    begun = flows.begin(batch, read=fingerprint_of(Batch.objects.get(pk=batch.pk)), by=by, at=at)
    flows.carry_on(begun, at=at)
    told = [
        rendering.preview(one.kind, one.context, to="") for one in Message.objects.exclude(pk__in=before).order_by("pk")
    ]
    return [(one["subject"], one["body"]) for one in told]


def shown(batch: Batch, row: Model, by, at, answers=None) -> list[tuple[str, str]]:
    act = acts.declared_acts()[batch.act]
    mark = batch.rows.get(subject_id=row.pk).mark
    mails = act.mails(act.rows(by).get(pk=row.pk), mark, answers or {}, by=by, on=at.date())
    return [(one["subject"], one["body"]) for one in mails]


def chosen(name: str, row: Model, by, at=NOW) -> Batch:
    return flows.choose(acts.declared_acts()[name], [row.pk], came_from="", by=by, at=at)


@pytest.mark.rule("R39i")
def test_reminder_that_is_shown_is_the_one_that_goes(active) -> None:
    plan = active.centre.years.get().plans.first()
    batch = chosen("remind_plans", plan, active.staff)
    told = shown(batch, plan, active.staff, NOW)

    assert len(told) == 1
    assert written_by(batch, active.staff, NOW) == told


@pytest.mark.rule("R39i")
def test_reminder_of_a_payment_that_is_shown_is_the_one_that_goes() -> None:
    money = Money()
    invoice = money.issue()
    batch = chosen("remind_payments", invoice, money.fay)
    told = shown(batch, invoice, money.fay, NOW)

    assert len(told) == 1
    assert written_by(batch, money.fay, NOW) == told


@pytest.mark.rule("R47c")
def test_more_time_that_is_shown_is_what_is_told(active) -> None:
    plan = active.centre.years.get().plans.first()
    until, reason = plan.due_on + days(7), "The school was flooded."
    batch = more_time(active.staff, until, reason, row=plan)
    told = shown(batch, plan, active.staff, NOW, {"until": until, "reason": reason})

    assert reason in told[0][1]
    assert written_by(batch, active.staff, NOW) == told


def test_appointment_that_is_shown_is_what_adviser_and_schools_read(active) -> None:
    act, adviser = acts.declared_acts()["appoint_advisers"], scene.iqm_person("Ann", "adviser")
    batch = chosen(act.name, active.centre, active.staff)
    form = act.form.refilled({"advisers": [str(adviser.pk)]}, user=active.staff)
    assert form.is_valid(), form.errors
    flows.answer(batch, form, by=active.staff, at=NOW)
    told = shown(batch, active.centre, active.staff, NOW, form.cleaned_data)

    assert len(told) == 2
    assert written_by(batch, active.staff, NOW) == told


@pytest.mark.rule("R26a")
def test_letter_that_is_shown_is_the_one_that_comes_with_the_report(ready) -> None:
    batch = chosen("issue_reports", ready.report, ready.staff, visits.ON_THE_DAY)
    told = shown(batch, ready.report, ready.staff, visits.ON_THE_DAY)

    written = written_by(batch, ready.staff, visits.ON_THE_DAY)

    ready.report.refresh_from_db()
    code = ready.report.sealed.code
    known = [(subject, body.replace(UNKNOWN, code)) for subject, body in told]
    assert len(written) == 2
    assert known[0] == written[0]
    to_the_author, address = known[1], reverse("reports:confirm_code", args=[code])
    assert to_the_author == (written[1][0], written[1][1].replace(address, reverse("reports:confirm")))


def test_whatever_cannot_be_taken_back_shows_its_mails() -> None:
    silent = [
        name
        for name, act in acts.declared_acts().items()
        if not act.can_be_taken_back and type(act).mails is acts.BulkAct.mails
    ]
    assert silent == []


@pytest.mark.parametrize(("rows", "is_said"), [(1, False), (2, True)])
def test_page_shows_the_mails_of_the_first_row_that_gets_any(active, rows, is_said) -> None:
    plans = list(active.centre.years.get().plans.order_by("pk"))[: rows + 1]
    deadline.remind(
        acts.declared_acts()["remind_plans"].deadlines[0].kind, plans[0], "year.judge_plan", by=active.staff, at=NOW
    )
    told = {"act": "remind_plans", "row": [plan.pk for plan in plans]}
    with time_machine.travel(NOW, tick=False):
        page = browser(active.staff).post(reverse("lists:choose"), told, follow=True).text

    mails = shown(Batch.objects.get(), plans[1], active.staff, NOW)
    assert page.count("This mail will go") == 1
    assert html.unescape(mails[0][0]) in html.unescape(page)
    assert ("This is what goes for the first of them" in page) is is_said


def test_what_is_done_shows_no_mail_any_more(active) -> None:
    plan = active.centre.years.get().plans.first()
    batch = chosen("remind_plans", plan, active.staff)
    written_by(batch, active.staff, NOW)

    assert "This mail will go" not in browser(active.staff).get(reverse("lists:batch", args=[batch.pk])).text


@pytest.mark.rule("R39i")
@pytest.mark.parametrize(("after", "is_refused"), [(timedelta(hours=1), True), (timedelta(days=1), False)])
def test_more_time_lets_nobody_remind_twice_on_one_day(active, after, is_refused) -> None:
    act, plan = acts.declared_acts()["remind_plans"], active.centre.years.get().plans.first()
    due = act.deadlines[0]
    deadline.remind(due.kind, plan, act.permission, by=active.staff, at=NOW)
    deadline.give_more_time(due, plan, until=plan.due_on + days(7), reason="Flooded.", by=active.staff, at=NOW)

    with pytest.raises(Refused, match="today already") if is_refused else nullcontext():
        deadline.remind(due.kind, plan, act.permission, by=active.staff, at=NOW + after)
    assert Message.objects.filter(kind="notifications/due").count() == 1 + (not is_refused)


def form_of(until: str, reason: str) -> dict[str, str]:
    return {"until": until, "reason": reason}


@pytest.mark.rule("R39h")
def test_nobody_begins_by_what_was_so_when_it_was_shown(active) -> None:
    """Somebody else gives more time meanwhile: what stood there is planned anew, and seen first."""
    plan = active.centre.years.get().plans.first()
    until, was = plan.due_on + days(20), plan.due_on
    batch = more_time(active.staff, until, row=plan)
    shown_first = fingerprint_of(batch)
    due = acts.declared_acts()["remind_plans"].deadlines[0]
    deadline.give_more_time(due, plan, until=was + days(7), reason="Flooded.", by=active.staff, at=NOW)

    typed = {**form_of(until.isoformat(), "The school was flooded."), "read": shown_first}
    with time_machine.travel(NOW, tick=False):
        page = browser(active.staff).post(reverse("lists:begin_batch", args=[batch.pk]), typed, follow=True).text

    assert "was planned anew since you opened this page" in page
    assert f"not on {was + days(7):%A %-d %B %Y} any longer" in " ".join(html.unescape(page).split())
    assert Batch.objects.get(pk=batch.pk).began_at is None


def test_what_was_typed_since_stands_in_the_form_that_is_refused(active) -> None:
    plan = active.centre.years.get().plans.first()
    until = plan.due_on + days(7)
    batch = more_time(active.staff, until, "First.", row=plan)

    typed = {**form_of((until + days(1)).isoformat(), "A long new reason."), "read": fingerprint_of(batch)}
    with time_machine.travel(NOW, tick=False):
        page = browser(active.staff).post(reverse("lists:begin_batch", args=[batch.pk]), typed).text

    assert "A long new reason." in page
    assert "Have it shown again first" in page
    assert "Row by row" not in page  # nothing of what would have been
    assert Batch.objects.get(pk=batch.pk).began_at is None


@pytest.mark.parametrize("field", ["reason", "until", "query"])
def test_sign_that_no_database_keeps_is_no_error(active, field) -> None:
    plan = active.centre.years.get().plans.first()
    client = browser(active.staff)
    chosen_so = {"act": "more_time_plans", "row": [plan.pk], "query": "a\0b" if field == "query" else ""}
    page = client.post(reverse("lists:choose"), chosen_so).url
    typed = form_of((plan.due_on + days(7)).isoformat(), "Flooded.")
    typed[field] = f"{typed.get(field, '')}\0"

    assert client.post(page, typed).status_code in {200, 302}


def test_row_of_which_nobody_is_told_says_so(active) -> None:
    plan = active.centre.years.get().plans.first()
    SchoolRole.objects.filter(school=active.lead.school).update(ended_at=NOW, ended_by=active.staff)

    batch = more_time(active.staff, plan.due_on + days(7), row=plan)

    assert "Nobody: Lead School has no coordinator here" in batch.rows.get().words
