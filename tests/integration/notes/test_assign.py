"""Many things are given to a colleague at once: seen before, each once, by each one's rights, and taken back."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils.datastructures import MultiValueDict

from centres.application.models.application import Application
from centres.year.models.plan import Plan
from iqm_coe.accounts.models.event import Event
from iqm_coe.accounts.models.role import IqmRole
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.panels import panels_for
from iqm_coe.lib.templatetags.words import short_date
from iqm_coe.lib.worklist import is_mine, lines_for
from iqm_coe.lists.acts import acts_of, declared_acts
from iqm_coe.lists.conditions.batch import fingerprint_of
from iqm_coe.lists.enums import RowStage
from iqm_coe.lists.flows import batch as batches
from iqm_coe.lists.models.batch import TAKEN_BACK_WITHIN, Batch
from iqm_coe.notes.bulk import AssignForm, AssignInvoicesForm
from iqm_coe.notes.conditions.note import Assigned, Before, assigned_over, stands
from iqm_coe.notes.flows import note as flows
from iqm_coe.notes.models.note import FollowUp
from iqm_coe.notifications.models.outbox import Message
from reviews.reports.models.report import Report
from reviews.update.models.review import Review
from tests import scene, visits
from tests.clock import NOW, TODAY, days
from tests.factories.schools import SchoolRoleFactory
from tests.integration.centres.money import Money
from tests.integration.notes.test_note import browser, fresh
from tests.integration.test_races import race
from tests.worlds import world

pytestmark = [pytest.mark.django_db, pytest.mark.rule("R46q")]
recorded = world(visits.recorded)
WEEK = TODAY + days(7)


def planned(kind: str, rows, *, to: User, by: User, on=WEEK, at=NOW) -> Batch:
    """As the two pages do it: rows are chosen, then it is said who gets them."""
    keys = [row.pk for row in rows]
    batch = batches.choose(declared_acts()[f"assign_{kind}"], keys, came_from="", by=by, at=at)
    form = (AssignInvoicesForm if kind == "invoices" else AssignForm)(
        MultiValueDict({"owner": [str(to.pk)], "on": [on.isoformat()]}), user=by
    )
    assert form.is_valid(), form.errors
    return batches.answer(batch, form, by=by, at=at)


def begun(batch: Batch, *, by: User, at=NOW) -> Batch:
    return batches.begin(batch, read=fingerprint_of(Batch.objects.get(pk=batch.pk)), by=by, at=at)


def assigned(kind: str, rows, *, to: User, by: User, on=WEEK, at=NOW) -> Batch:
    batch = begun(planned(kind, rows, to=to, by=by, on=on, at=at), by=by, at=at)
    batches.carry_on(batch, at=at)
    return batch


def told(batch: Batch) -> list[tuple[str, str]]:
    return list(batch.rows.order_by("place").values_list("stage", "words"))


def held(thing) -> tuple[int, object, str] | None:
    return FollowUp.objects.about(thing).values_list("owner", "on", "why").first()


def reviews_of(made) -> list[Review]:
    return list(Review.objects.filter(year=made.year).order_by("pk"))


@pytest.fixture
def bea():
    return scene.iqm_person("Bea", "staff")


def things(made) -> dict[str, object]:
    return {
        "applications": Application.objects.get(centre=made.played.centre),
        "reviews": made.review,
        "visits": made.visit,
        "reports": made.report,
    }


@pytest.mark.parametrize("kind", ["applications", "reviews", "visits", "reports"])
def test_rows_of_each_list_are_given_with_a_day_and_without_a_mail(recorded, bea, kind) -> None:
    thing, mails = things(recorded)[kind], Message.objects.count()

    batch = assigned(kind, [thing], to=bea, by=recorded.staff)

    assert told(batch) == [(RowStage.DONE, f"Bea sees to it from {short_date(WEEK)}.")]
    assert held(thing) == (bea.pk, WEEK, "")
    assert Message.objects.count() == mails
    event = Event.objects.get(subject_type="notes.followup")
    about = {"about_type": thing._meta.label_lower, "about_id": thing.pk}
    facts = {**about, "owner": bea.pk, "on": WEEK.isoformat()}
    assert (event.action, event.by, event.facts) == ("set", recorded.staff, facts)


def test_invoices_are_given_by_finance() -> None:
    made = Money()
    fay, gus = fresh(made.fay), scene.iqm_person("Gus", "finance")
    sent = made.issue(made.charges[0])

    words = f"Gus sees to it from {short_date(WEEK)}."
    assert told(assigned("invoices", [sent], to=gus, by=fay)) == [(RowStage.DONE, words)]
    assert held(sent) == (gus.pk, WEEK, "")


def test_centres_and_plans_are_given_and_told_by_the_centre_that_they_are_of(recorded, bea) -> None:
    """A plan has no name of its own but its kind, of which there is one each year. Nobody has looked at it before."""
    centre, plans = recorded.played.centre, list(Plan.objects.filter(year=recorded.year).order_by("pk"))

    assigned("centres", [centre], to=bea, by=recorded.staff)
    batch = assigned("plans", plans, to=bea, by=recorded.staff)

    assert {stage for stage, _words in told(batch)} == {RowStage.DONE}
    assert [held(one) for one in (centre, *plans)] == [(bea.pk, WEEK, "")] * 4
    found = {line.reason: line.url for line in lines_for(fresh(bea), WEEK) if line.reason.startswith("See to")}
    assert found == {f"See to {centre}": reverse("membership:centre", args=[centre.pk])} | {
        f"See to {plan}, {plan.year}, {centre}": reverse("year:plan", args=[plan.pk]) for plan in plans
    }


@pytest.mark.parametrize("kind", ["centres", "plans"])
def test_whoever_has_a_part_in_the_centre_gets_neither_it_nor_its_plans(recorded, bea, kind) -> None:
    SchoolRoleFactory(user=bea, school=recorded.lead.school, kind="contributor")
    thing = recorded.played.centre if kind == "centres" else recorded.played.plan()

    batch = planned(kind, [thing], to=fresh(bea), by=recorded.staff)

    assert told(batch) == [(RowStage.LEFT_OUT, "Bea has a part in it, or does not see it.")]


@pytest.mark.rule("R46p")
def test_page_of_a_plan_shows_its_notes_to_the_office_alone(recorded, bea) -> None:
    plan = recorded.played.plan()
    flows.follow_up(plan, owner=bea, on=WEEK, why="Too short", by=recorded.staff, at=NOW)
    flows.write(plan, "Rang about it.", by=recorded.staff, at=NOW)
    url = reverse("year:plan", args=[plan.pk])

    shown = browser(recorded.staff).get(url).text
    assert "Rang about it." in shown
    assert "Too short" in shown
    for who in (recorded.lead.head, recorded.played.adviser):
        assert "Rang about it." not in browser(who).get(url).text


def test_each_list_offers_it_to_the_office_alone(recorded) -> None:
    offered = [act for name, act in declared_acts().items() if name.startswith("assign_")]
    assert {act.table.route for act in offered} == {
        "application:applications",
        "membership:centres",
        "year:plans",
        "update:reviews",
        "visits:visits",
        "reports:reports",
        "billing:invoices",
    }
    for act in offered:
        assert act in acts_of(act.table, fresh(recorded.staff))
        for nobody in (recorded.visit.assessor, recorded.played.adviser, recorded.lead.head):
            assert act not in acts_of(act.table, fresh(nobody))


# ---- seen before


def test_it_is_shown_who_gets_it_and_from_whom_it_is_taken(recorded, bea) -> None:
    first, second = reviews_of(recorded)
    flows.follow_up(first, owner=recorded.staff, on=TODAY, why="To ring", by=recorded.staff, at=NOW)

    batch = planned("reviews", [first, second], to=bea, by=recorded.staff)

    assert told(batch) == [
        (RowStage.PLANNED, "To Bea, from 30 Nov 2026; taken from Sam, who had it from 23 Nov 2026"),
        (RowStage.PLANNED, "To Bea, from 30 Nov 2026; nobody has it now"),
    ]
    assert held(first) == (recorded.staff.pk, TODAY, "To ring")


def test_day_that_was_set_aside_is_said(recorded, bea) -> None:
    flows.follow_up(recorded.review, owner=recorded.staff, on=None, why="", by=recorded.staff, at=NOW)

    batch = planned("reviews", [recorded.review], to=bea, by=recorded.staff)

    assert told(batch)[0][1] == "To Bea, from 30 Nov 2026; taken from Sam, who had it from no day"


def test_what_the_colleague_has_already_is_left_out(recorded, bea) -> None:
    flows.follow_up(recorded.review, owner=bea, on=WEEK, why="", by=recorded.staff, at=NOW)

    assert told(planned("reviews", [recorded.review], to=bea, by=recorded.staff)) == [
        (RowStage.LEFT_OUT, "It is with Bea from that day already.")
    ]
    later = planned("reviews", [recorded.review], to=bea, by=recorded.staff, on=WEEK + days(1))
    assert told(later)[0][0] == RowStage.PLANNED


@pytest.mark.parametrize(("offset", "stage"), [(-1, RowStage.LEFT_OUT), (0, RowStage.PLANNED)])
def test_day_that_has_passed_is_none(recorded, bea, offset, stage) -> None:
    batch = planned("reviews", [recorded.review], to=bea, by=recorded.staff, on=TODAY + days(offset))

    assert told(batch)[0][0] == stage


def test_nobody_with_a_part_in_it_gives_it_or_gets_it(recorded, bea) -> None:
    SchoolRoleFactory(user=bea, school=recorded.lead.school)

    gets = planned("reviews", [recorded.review], to=bea, by=recorded.staff)
    gives = planned("reviews", [recorded.review], to=recorded.staff, by=fresh(bea))

    assert told(gets) == [(RowStage.LEFT_OUT, "Bea has a part in it, or does not see it.")]
    assert told(gives) == [(RowStage.LEFT_OUT, "You have a part in it, or may not do this here.")]


def test_report_is_not_given_to_whoever_writes_it(recorded, bea) -> None:
    Report.objects.filter(pk=recorded.report.pk).update(author=bea)

    assert told(planned("reports", [recorded.report], to=bea, by=recorded.staff))[0][0] == RowStage.LEFT_OUT
    assert not [one for one in panels_for("report", fresh(bea), recorded.report, TODAY) if "notes" in one.template]
    assert [one for one in panels_for("report", recorded.staff, recorded.report, TODAY) if "notes" in one.template]


def test_day_that_has_passed_is_said_at_its_box_and_not_at_every_row(recorded, bea) -> None:
    act = declared_acts()["assign_reviews"]
    batch = batches.choose(act, [recorded.review.pk], came_from="", by=recorded.staff, at=NOW)

    page = browser(recorded.staff).post(
        reverse("lists:batch", args=[batch.pk]), {"owner": str(bea.pk), "on": "2020-01-01"}
    )

    assert page.context["form"].errors == {"on": ["Choose a day that has not passed."]}
    assert "None of these rows can get it" not in page.text
    assert Batch.objects.get(pk=batch.pk).answers is None


# ---- what came of it


def test_reason_that_stands_is_kept(recorded, bea) -> None:
    flows.follow_up(recorded.review, owner=recorded.staff, on=TODAY, why="To ring", by=recorded.staff, at=NOW)

    assigned("reviews", [recorded.review], to=bea, by=recorded.staff)

    assert held(recorded.review) == (bea.pk, WEEK, "To ring")


def test_what_somebody_was_given_since_it_was_shown_stays(recorded, bea) -> None:
    gus = scene.iqm_person("Gus", "staff")
    batch = begun(planned("reviews", [recorded.review], to=bea, by=recorded.staff), by=recorded.staff)
    flows.follow_up(recorded.review, owner=gus, on=TODAY, why="", by=recorded.staff, at=NOW)

    batches.carry_on(batch, at=NOW)

    words = "It was given away since this was shown, and is with Gus now. Nothing was changed."
    assert told(batch) == [(RowStage.REFUSED, words)]
    assert held(recorded.review) == (gus.pk, TODAY, "")


def test_colleague_who_has_left_since_gets_nothing(recorded, bea) -> None:
    batch = begun(planned("reviews", [recorded.review], to=bea, by=recorded.staff), by=recorded.staff)
    IqmRole.objects.filter(user=bea).update(ended_at=NOW, ended_by=recorded.staff)

    batches.carry_on(batch, at=NOW)

    assert told(batch)[0][0] == RowStage.REFUSED
    assert held(recorded.review) is None


def test_part_that_began_since_it_was_shown_refuses(recorded, bea) -> None:
    batch = begun(planned("reviews", [recorded.review], to=bea, by=recorded.staff), by=recorded.staff)
    SchoolRoleFactory(user=recorded.staff, school=recorded.lead.school)

    batches.carry_on(batch, at=NOW)

    assert told(batch) == [(RowStage.REFUSED, "You may not do this here.")]
    assert held(recorded.review) is None


@pytest.mark.parametrize(("offset", "is_shown"), [(-1, False), (0, True)])
def test_it_stands_in_the_colleagues_list_from_its_day(recorded, bea, offset, is_shown) -> None:
    assigned("reviews", [recorded.review], to=bea, by=recorded.staff)
    assigned("reports", [recorded.report], to=bea, by=recorded.staff)

    found = [
        line.url
        for line in lines_for(fresh(bea), WEEK + days(offset))
        if line.reason.startswith("See to") and is_mine(line)
    ]

    pages = [reverse("update:review", args=[recorded.review.pk]), reverse("reports:report", args=[recorded.report.pk])]
    assert sorted(found) == (sorted(pages) if is_shown else [])


# ---- taken back


@pytest.mark.rule("R39j")
@pytest.mark.parametrize(
    ("after", "is_taken"),
    [(timedelta(0), True), (TAKEN_BACK_WITHIN, True), (TAKEN_BACK_WITHIN + timedelta(microseconds=1), False)],
)
def test_within_ten_minutes_all_is_as_it_was(recorded, bea, after, is_taken) -> None:
    first, second = reviews_of(recorded)
    flows.follow_up(first, owner=recorded.staff, on=TODAY, why="To ring", by=bea, at=NOW - days(1))
    stood = FollowUp.objects.about(first).values().get()
    batch = assigned("reviews", [first, second], to=bea, by=recorded.staff)

    if is_taken:
        assert batches.take_back(batch, by=recorded.staff, at=NOW + after) == 2
        assert FollowUp.objects.about(first).values().get() == stood
        assert held(second) is None
        assert [one for one, _words in told(batch)] == [RowStage.TAKEN_BACK] * 2
        assert Event.objects.filter(subject_type="notes.followup", action="take_back").count() == 2
        assert batches.take_back(batch, by=recorded.staff, at=NOW + after) == 0
    else:
        with pytest.raises(Refused, match="ten minutes are over"):
            batches.take_back(batch, by=recorded.staff, at=NOW + after)
        assert (held(first), held(second)) == ((bea.pk, WEEK, "To ring"), (bea.pk, WEEK, ""))


@pytest.mark.rule("R39j")
def test_what_was_given_on_or_looked_at_since_stays(recorded, bea) -> None:
    first, second = reviews_of(recorded)
    batch = assigned("reviews", [first, second], to=bea, by=recorded.staff)
    flows.follow_up(first, owner=bea, on=WEEK, why="", by=bea, at=NOW + timedelta(seconds=1))
    flows.looked_at(second, "Rang.", by=bea, at=NOW + timedelta(seconds=1))

    assert batches.take_back(batch, by=recorded.staff, at=NOW + timedelta(minutes=1)) == 0

    words = "Done, and not taken back: Somebody has given it on, or looked at it, since. It stays as it is."
    assert told(batch) == [(RowStage.DONE, words)] * 2
    assert (held(first), held(second)) == ((bea.pk, WEEK, ""), (bea.pk, None, ""))


@pytest.mark.rule("R39j")
def test_nobody_takes_back_what_they_have_a_part_in_by_now(recorded, bea) -> None:
    batch = assigned("reviews", [recorded.review], to=bea, by=recorded.staff)
    SchoolRoleFactory(user=recorded.staff, school=recorded.lead.school)

    assert batches.take_back(batch, by=fresh(recorded.staff), at=NOW) == 0
    assert held(recorded.review) == (bea.pk, WEEK, "")


def test_what_stood_before_fits_into_a_line_of_a_batch_and_comes_back_whole() -> None:
    most = 999_999_999
    stood = FollowUp(owner_id=most, on=TODAY, set_by_id=most, set_at=NOW + timedelta(microseconds=123_457))
    given = FollowUp(owner_id=most, on=WEEK, set_by_id=most, set_at=NOW)

    for before in (stood, None):
        packed = assigned_over(before, given).packed()
        kept = Before(most, TODAY, most, stood.set_at) if before else None
        assert len(packed) <= 100
        assert Assigned.unpacked(packed) == Assigned(stands(given), kept)


def test_page_shows_each_row_then_takes_it_back(recorded, bea) -> None:
    client, now = browser(recorded.staff), NOW
    with time_machine.travel(now, tick=False):
        chosen = client.post(reverse("lists:choose"), {"act": "assign_reviews", "row": [recorded.review.pk]})
        shown = client.post(chosen.url, {"owner": bea.pk, "on": WEEK.isoformat()}, follow=True)
        assert "To Bea, from 30 Nov 2026; nobody has it now" in shown.text
        assert shown.context["page"].list_title == "Updates"
        key = Batch.objects.get().pk
        typed = {"owner": bea.pk, "on": WEEK.isoformat(), "read": fingerprint_of(Batch.objects.get())}
        done = client.post(reverse("lists:begin_batch", args=[key]), typed, follow=True)
        assert f"Bea sees to it from {short_date(WEEK)}." in done.text
        assert "Take it back" in done.text
        assert "Bea" in client.get(reverse("update:review", args=[recorded.review.pk])).text

        back = client.post(reverse("lists:take_back_batch", args=[key]), follow=True)

    assert "Taken back: 1." in back.text
    assert "Take it back" not in back.text
    assert held(recorded.review) is None


# ---- at once, and after a worker that died


@pytest.mark.rule("R39h")
@pytest.mark.django_db(transaction=True)
def test_of_two_who_give_the_same_rows_each_row_goes_once() -> None:
    made = visits.recorded()
    bea, gus = scene.iqm_person("Bea", "staff"), scene.iqm_person("Gus", "staff")
    rows = reviews_of(made)
    one = begun(planned("reviews", rows, to=bea, by=made.staff), by=made.staff)
    other = begun(planned("reviews", rows[::-1], to=gus, by=bea), by=bea)

    race(*[lambda batch=batch: batches.carry_on(batch, at=NOW) for batch in (one, other, one, other)])

    stages = sorted(stage for batch in (one, other) for stage, _words in told(batch))
    assert stages == sorted([RowStage.DONE, RowStage.REFUSED] * len(rows))
    assert Event.objects.filter(subject_type="notes.followup", action="set").count() == len(rows)


@pytest.mark.rule("R39j")
@pytest.mark.django_db(transaction=True)
def test_pressed_twice_at_once_it_is_taken_back_once() -> None:
    made = visits.recorded()
    bea, rows = scene.iqm_person("Bea", "staff"), reviews_of(made)
    batch = assigned("reviews", rows, to=bea, by=made.staff)

    got, _refused = race(*[lambda: batches.take_back(batch, by=fresh(made.staff), at=NOW)] * 3)

    assert sorted(got) == [0, 0, len(rows)]
    assert Event.objects.filter(subject_type="notes.followup", action="take_back").count() == len(rows)
    assert not FollowUp.objects.exists()


@pytest.mark.rule("R39h")
@pytest.mark.django_db(transaction=True)
def test_worker_that_dies_at_a_row_has_done_it_whole_or_not_at_all(monkeypatch) -> None:
    made = visits.recorded()
    bea, rows = scene.iqm_person("Bea", "staff"), reviews_of(made)
    batch = begun(planned("reviews", rows, to=bea, by=made.staff), by=made.staff)
    settled = batches._settled

    def dies(row, *args, **kwargs):
        raise SystemExit

    monkeypatch.setattr(batches, "_settled", dies)
    with pytest.raises(SystemExit):
        batches.carry_on(batch, at=NOW)
    assert not FollowUp.objects.exists()
    assert [stage for stage, _words in told(batch)] == [RowStage.PLANNED] * len(rows)

    monkeypatch.setattr(batches, "_settled", settled)
    batches.carry_on_all(NOW + timedelta(minutes=1))
    assert [stage for stage, _words in told(batch)] == [RowStage.DONE] * len(rows)
    assert Event.objects.filter(subject_type="notes.followup", action="set").count() == len(rows)
