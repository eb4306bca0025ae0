"""The page of an invoice tells the office which reminders went about it, and which come."""

import html
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from centres.billing.emails.invoice import payment_reminder
from centres.billing.panels import reminders_about_the_invoice
from centres.billing.reminders import payment_due
from iqm_coe.accounts.models.user import User
from iqm_coe.home.selectors.work import my_work
from iqm_coe.lib.templatetags.words import long_date, short_date
from iqm_coe.notifications.flows import deadline
from iqm_coe.notifications.flows import reminder as reminders
from iqm_coe.notifications.models.reminder import Reminder
from tests.clock import NOW, TODAY
from tests.factories.notifications import DeliveryFactory, MessageFactory
from tests.integration.centres.money import Money, settle
from tests.meta.cast import BACKEND
from tests.scene import iqm_person

pytestmark = [pytest.mark.django_db, pytest.mark.rule("R37d")]


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


@pytest.fixture
def money() -> Money:
    made = Money()
    made.invoice = made.issue(made.charges[0])
    return made


def page(user: User, invoice, at=NOW) -> str:
    client = Client()
    with time_machine.travel(at, tick=False):
        client.force_login(user, backend=BACKEND)
        return " ".join(html.unescape(client.get(reverse("billing:invoice", args=[invoice.pk])).text).split())


def shown(user: User, invoice) -> tuple[list, list]:
    context = reminders_about_the_invoice(fresh(user), invoice, TODAY).context
    return context["went"], context["come"]


def test_staff_read_when_the_next_reminder_goes(money) -> None:
    reminders.plan(NOW + timedelta(days=20))
    planned = Reminder.objects.filter(kind="payment_due").order_by("send_on")
    assert planned

    told = page(money.played.staff, money.invoice)

    for one in planned:
        assert f"<li> {long_date(one.send_on)} </li>" in told
    assert [one.pk for one, _school in shown(money.played.staff, money.invoice)[1]] == [one.pk for one in planned]


def test_nothing_comes_for_what_is_paid(money) -> None:
    reminders.plan(NOW + timedelta(days=20))
    settle(money.year, by=money.fay)

    assert shown(money.played.staff, money.invoice)[1] == []
    assert "None: nothing is open, so nobody is reminded any more." in page(money.played.staff, money.invoice)


@pytest.mark.parametrize(("offset", "words"), [(30, "None in the next 30 days"), (31, "None: all reminders that are")])
def test_of_a_late_one_it_is_said_once_all_have_gone(money, offset, words) -> None:
    at = NOW + timedelta(days=(money.invoice.due_on - TODAY).days + offset)

    assert words in page(money.played.staff, money.invoice, at)


def test_staff_read_which_went_and_open_them(money) -> None:
    line = money.invoice.lines.get()
    message = payment_reminder(line, at=NOW)
    mail = DeliveryFactory(user=money.played.lead.coordinator, message=message, subject="Pay")
    DeliveryFactory(message=MessageFactory(about_type="billing.invoiceline", about_id=line.pk))
    DeliveryFactory(message=payment_reminder(money.issue(money.charges[1]).lines.get(), at=NOW))

    (told,) = reminders_about_the_invoice(fresh(money.played.staff), money.invoice, TODAY).context["not_yet"]
    assert told[0].pk == mail.pk
    told = page(money.played.staff, money.invoice)
    assert f'<a href="{reverse("notifications:delivery", args=[mail.pk])}">' in told
    assert f"{money.played.lead.coordinator.name}" in told.partition("Not sent yet")[2].partition("Sent")[0]


@pytest.mark.rule("R37d", "R39k")
def test_page_and_line_name_the_day_on_which_it_went(money) -> None:
    """A reminder that was to go on one day may be written on another, and go on a third."""
    line, due_on = money.invoice.lines.get(), money.invoice.due_on
    late = NOW + timedelta(days=(due_on - TODAY).days + 40)
    reminders.run(late)
    (sent,) = Reminder.objects.filter(sent_at__isnull=False, subject_id=line.pk)
    went = late + timedelta(days=2)
    DeliveryFactory(
        user=money.played.lead.coordinator,
        message=sent.message,
        created_at=late,
        claimed_at=went,
        handed_over_at=went,
        sent_at=went,
        subject="Payment is late",
    )

    told = page(money.played.staff, money.invoice, went + timedelta(days=3)).partition("Sent")[2]
    lines = my_work(fresh(money.played.staff), went + timedelta(days=3)).groups

    assert sent.send_on < late.date()
    assert f"{short_date(went)} </a> Payment is late" in told
    (shown,) = [one for group in lines for one in group.lines if one.about == ("billing.invoiceline", line.pk)]
    assert shown.reminded_on == went.date()
    assert shown.context.endswith(f"on {short_date(went)}")


def test_which_went_by_hand_is_told(money) -> None:
    line = money.invoice.lines.get()
    at = NOW + timedelta(days=(money.invoice.due_on - TODAY).days + 3)
    reminders.run(at - timedelta(days=3))
    deadline.remind(payment_due, line, "billing.remind_of_payment", by=money.fay, at=at)
    for one in Reminder.objects.filter(sent_at__isnull=False):
        DeliveryFactory(user=money.played.lead.coordinator, message=one.message)

    told = page(money.played.staff, money.invoice, at)

    assert told.count(", by hand") == 1
    assert told.count("/outbox/") >= 2


def test_where_they_are_cut_it_is_said(money, monkeypatch) -> None:
    message = payment_reminder(money.invoice.lines.get(), at=NOW)
    DeliveryFactory(message=message)
    monkeypatch.setattr("centres.billing.panels.MOST_TOLD", 1)
    assert "Only the last" not in page(money.played.staff, money.invoice)

    DeliveryFactory(message=message)
    assert "Only the last 1 mails are shown." in page(money.played.staff, money.invoice)


def test_finance_reads_them_and_opens_no_mail(money) -> None:
    mail = DeliveryFactory(message=payment_reminder(money.invoice.lines.get(), at=NOW), subject="Pay by Monday")
    other = DeliveryFactory(message=MessageFactory(about_type="billing.invoiceline", about_id=0), subject="Another")

    told = page(money.fay, money.invoice)

    assert "Pay by Monday" in told
    assert other.subject not in told
    assert reverse("notifications:delivery", args=[mail.pk]) not in told


def test_nobody_else_reads_them(money) -> None:
    for who in (money.played.lead.coordinator, iqm_person("Asa", "assessor")):
        assert reminders_about_the_invoice(fresh(who), money.invoice, TODAY) is None
    assert "Reminders" not in page(money.played.lead.coordinator, money.invoice)
