"""Reminders: on their days, once each, no longer than needed, and the newest alone after an outage."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from centres.billing import conf as centres_conf
from centres.billing.flows import invoice, payment
from centres.billing.models.invoice import InvoiceLine
from iqm_coe.accounts.flows import setting
from iqm_coe.lib import reminders as registry
from iqm_coe.lib.reminders import ReminderKind, kinds, remind_of
from iqm_coe.notifications.flows import reader
from iqm_coe.notifications.flows import reminder as reminders
from iqm_coe.notifications.models.outbox import Delivery, Message
from iqm_coe.notifications.models.reminder import Reminder
from iqm_coe.operations import invariants
from schools.flows import award as award_flows
from schools.models.award import Award
from tests import scene
from tests.clock import NOW, TODAY, days
from tests.factories.schools import AwardFactory, SchoolFactory, SchoolRoleFactory
from tests.integration.centres.money import Money

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _everything_holds_afterwards():
    yield
    assert invariants.broken() == []


def ending(in_days: int, **fields) -> Award:
    """A qualifying award that ends in so many days, on record for a year."""
    people = scene.staffed_school("Oak School", has_award=False)
    until = TODAY + days(in_days)
    facts = {"valid_from": until - days(1000), "valid_until": until, "recorded_at": NOW - days(900)}
    return AwardFactory(school=people.school, **facts | fields)


def told(kind: str) -> list[int]:
    """The number of days that each reminder of a kind speaks of, in the order of sending."""
    return [m.context["days"] for m in Message.objects.filter(kind=kind).order_by("pk")]


def run_daily(until: int, *, start: int = 0) -> None:
    """The clock's hour of each day."""
    for day in range(start, until + 1):
        reminders.run(NOW + days(day))


@pytest.mark.rule("R37a")
def test_award_that_ends_is_reminded_on_each_of_its_days():
    award = ending(200)

    run_daily(210)

    assert told("schools/award_ends") == [180, 90, 60, 30, 7, 0]
    sent = Reminder.objects.filter(subject_id=award.pk).order_by("pk").values_list("send_on", flat=True)
    assert list(sent) == [award.valid_until - timedelta(days=step) for step in (180, 90, 60, 30, 7, 0)]


@pytest.mark.rule("R37a")
@pytest.mark.parametrize(("left", "says"), [(31, []), (30, [30]), (29, [])])
def test_award_is_reminded_on_the_day_and_not_around_it(left, says):
    award = ending(left, recorded_at=NOW)

    reminders.run(NOW)

    assert told("schools/award_ends") == says
    assert Award.objects.get() == award


@pytest.mark.rule("R37a")
def test_days_are_the_settings():
    setting.change(centres_conf.payment_reminder_days, "5, -3, 5", by=scene.iqm_person("Ada", "administrator"), at=NOW)

    assert kinds()["payment_due"].days() == [-3, 5]


@pytest.mark.rule("R37a")
def test_coordinators_and_heads_are_reminded_and_nobody_else():
    award = ending(30)
    SchoolRoleFactory(school=award.school, kind="contributor")
    SchoolRoleFactory(school=award.school, kind="finance")

    reminders.run(NOW)
    reader.address_one(NOW)

    assert set(Delivery.objects.values_list("user__name", flat=True)) == {
        "Coordinator of Oak School",
        "Head of Oak School",
    }


@pytest.mark.rule("R37a")
@pytest.mark.parametrize(
    "fields",
    [{"kind": "flagship"}, {"withdrawn_at": NOW, "withdrawn_by_id": "somebody"}],
    ids=["does not qualify", "withdrawn"],
)
def test_award_that_counts_for_nothing_is_not_reminded(fields):
    if "withdrawn_by_id" in fields:
        fields = fields | {"withdrawn_by_id": scene.person("Somebody").pk}
    ending(30, **fields)

    reminders.run(NOW)

    assert Message.objects.count() == 0


@pytest.mark.rule("R38b")
def test_award_with_a_later_period_is_not_reminded():
    award = ending(30)
    reminders.plan(NOW - days(10))
    assert Reminder.objects.waiting().count() > 0

    staff = scene.iqm_person("Sam", "staff")
    award_flows.record(award.school, kind="international", awarded_on=TODAY, by=staff, at=NOW)
    reminders.run(NOW)

    assert Message.objects.filter(kind="schools/award_ends").count() == 0
    assert {(r.label, r.skipped_why) for r in Reminder.objects.filter(send_on__lte=TODAY)} == {("Not needed", "done")}


@pytest.mark.rule("R37a")
def test_payment_is_reminded_before_on_and_after_its_day():
    money = Money()
    money.issue()

    run_daily(70)

    assert told("billing/payment_reminder") == [7, 0, 7, 14, 30]
    assert {m.audience_of["schools"][0] for m in Message.objects.filter(kind="billing/payment_reminder")} == {
        money.charges[0].school.pk
    }
    last = Message.objects.filter(kind="billing/payment_reminder").last()
    assert (last.context["is_late"], last.context["outstanding"]) == (True, "£720.00")


@pytest.mark.rule("R38b")
def test_payment_that_comes_stops_its_reminders_and_no_others():
    money = Money()
    first, second = money.lines()
    run_daily(25)

    money.pay(first)
    run_daily(70, start=26)

    schools = [m.context["school"] for m in Message.objects.filter(kind="billing/payment_reminder").order_by("pk")]
    assert schools == [
        first.charge.school.name,
        second.charge.school.name,
        *[second.charge.school.name] * 4,
    ]


@pytest.mark.rule("R37a")
def test_part_payment_is_reminded_of_its_rest():
    money = Money()
    line = money.lines()[0]
    money.pay(line, "700.00")

    run_daily(30)

    outstanding = {m.context["outstanding"] for m in Message.objects.filter(kind="billing/payment_reminder")}
    assert outstanding == {"£20.00", "£720.00"}


@pytest.mark.rule("R39a")
def test_after_an_outage_only_the_newest_step_is_sent():
    award = ending(65)
    reminders.plan(NOW)

    reminders.run(NOW + days(59))

    assert told("schools/award_ends") == [6]  # as it is on the day of sending
    found = Reminder.objects.filter(subject_id=award.pk, send_on__lte=TODAY + days(59)).order_by("step")
    assert [(r.step, r.label, r.skipped_why) for r in found] == [
        (-180, "Not needed", "overtaken"),
        (-90, "Not needed", "overtaken"),
        (-60, "Not needed", "overtaken"),
        (-30, "Not needed", "overtaken"),
        (-7, "Sent", ""),
    ]


@pytest.mark.rule("R39a")
def test_job_that_runs_often_sends_once():
    ending(30)

    for _ in range(5):
        reminders.run(NOW)

    assert told("schools/award_ends") == [30]


@pytest.mark.rule("R37a")
def test_moved_day_begins_anew_and_its_old_plan_falls_away():
    money = Money()
    line = money.lines()[0]
    reminders.plan(NOW + days(10))
    Reminder.objects.filter(subject_id=line.pk).update(due_on=date(2026, 12, 22))

    run_daily(40, start=10)

    sent = Reminder.objects.filter(subject_id=line.pk, sent_at__isnull=False).values_list("due_on", flat=True)
    assert set(sent) == {date(2026, 12, 23)}


def test_reminder_that_cannot_be_written_holds_up_no_other(monkeypatch):
    first = ending(30)
    other = SchoolFactory(name="Elm School")
    second = AwardFactory(
        school=other, valid_from=TODAY - days(100), valid_until=TODAY + days(30), recorded_at=NOW - days(90)
    )
    real = kinds()["award_ends"].write

    def write(award, at):
        if award.pk == first.pk:
            raise ValueError("a broken template")
        return real(award, at)

    monkeypatch.setitem(registry._kinds, "award_ends", _with_write(kinds()["award_ends"], write))

    assert reminders.run(NOW) == 1
    assert Reminder.objects.get(subject_id=second.pk, send_on=TODAY).label == "Sent"
    monkeypatch.undo()
    assert reminders.run(NOW) == 1


def _with_write(kind: ReminderKind, write) -> ReminderKind:
    return replace(kind, write=write)


def test_kind_is_declared_once():
    with pytest.raises(ValueError, match="declared twice"):
        remind_of(_with_write(kinds()["award_ends"], None))


def test_written_off_line_is_done():
    money = Money()
    line = money.lines()[0]
    money.pay(line, "716.00")
    invoice.write_off(line, reason="Bank charges.", by=money.fay, at=NOW)

    run_daily(25)

    assert InvoiceLine.objects.get(pk=line.pk).outstanding == Decimal(0)
    assert [m.context["school"] for m in Message.objects.filter(kind="billing/payment_reminder")] == ["Second School"]


@pytest.mark.rule("R40h")
def test_page_tells_what_will_be_sent_to_whom_and_why_until_it_is_done(client) -> None:
    money = Money()
    first, second = money.lines()
    ending(20)
    reminders.plan(NOW)
    client.force_login(money.played.staff)
    page = " ".join(client.get(reverse("notifications:will_be_sent")).content.decode().split())
    for words in (
        "16 Dec 2026",
        "A payment is due",
        "IQM-2026-00001, Lead School",
        "Finance contacts and coordinators of Lead School",
        "An award ends",
        "Coordinators and heads of Oak School",
    ):
        assert words in page

    money.pay(first)

    page = client.get(reverse("notifications:will_be_sent")).content.decode()
    assert "Finance contacts and coordinators of Lead School" not in page
    assert f"coordinators of {second.charge.school.name}" in page


@pytest.mark.rule("R44a")
def test_reminders_are_seen_by_staff_and_administrators_alone():
    facts = {"subject_type": "schools.award", "subject_id": 1, "step": -30, "due_on": TODAY, "send_on": TODAY}
    planned = Reminder.objects.create(kind="award_ends", planned_at=NOW, **facts)
    people = {kind: scene.iqm_person(kind, kind) for kind in ("staff", "administrator", "finance", "adviser")}

    seen = {kind for kind, user in people.items() if Reminder.objects.visible_to(user).exists()}

    assert seen == {"staff", "administrator"}
    planned.delete()


@pytest.mark.rule("R38c")
def test_line_that_was_paid_by_mistake_is_reminded_of_again_in_the_days_of_now():
    money = Money()
    line = money.lines()[0]
    run_daily(35)  # all its days are planned
    money.pay(line)
    run_daily(70, start=36)

    payment.take_back(line.allocations.get(), reason="Another school's.", by=money.fay, at=NOW + days(71))
    run_daily(75, start=71)

    sent = Reminder.objects.filter(subject_id=line.pk, sent_at__isnull=False).order_by("sent_at")
    said = [(row.step, row.message.context["when"]) for row in sent]
    assert said == [(-7, "is due in 7 days"), (0, "is due today"), (30, "is 41 days late")]


@pytest.mark.rule("R38c")
def test_award_that_was_amended_and_restored_is_reminded_of_again():
    award = ending(40)
    until = award.valid_until
    run_daily(1)
    Award.objects.filter(pk=award.pk).update(valid_until=until + days(365))
    run_daily(20, start=2)
    assert told("schools/award_ends") == [40]  # the step of 60 days, when it was met

    Award.objects.filter(pk=award.pk).update(valid_until=until)
    run_daily(21, start=21)

    assert told("schools/award_ends")[1:] == [19]


@pytest.mark.rule("R38c", "R39a")
def test_line_that_is_paid_and_taken_back_each_day_is_reminded_of_on_its_days_alone():
    money = Money()
    line = money.lines()[0]
    for day in range(20, 45):
        paid = money.receive("720.00", f"BACS {day}")
        allocation = payment.allocate(paid, line, Decimal("720.00"), by=money.fay, at=NOW + days(day))
        reminders.run(NOW + days(day))
        payment.take_back(allocation, reason="Not ours.", by=money.fay, at=NOW + days(day))
        reminders.run(NOW + days(day))

    sent = Reminder.objects.filter(subject_id=line.pk, sent_at__isnull=False).order_by("sent_at")
    assert [row.step for row in sent] == [-7, 0, 7, 14]


@pytest.mark.rule("R37c")
def test_reminder_sent_late_says_what_is_left_on_that_day():
    ending(7)
    reminders.run(NOW + days(5))
    assert Message.objects.get(kind="schools/award_ends").context["when"] == "ends in 2 days"
