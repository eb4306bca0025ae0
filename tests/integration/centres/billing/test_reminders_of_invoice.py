"""The page of an invoice tells the office which reminders went about it, and which come."""

import html
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from centres.billing.emails.invoice import payment_reminder
from centres.billing.panels import reminders_about_the_invoice
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.templatetags.words import long_date
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


def page(user: User, invoice) -> str:
    client = Client()
    with time_machine.travel(NOW, tick=False):
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
    assert "None in the next 30 days" in page(money.played.staff, money.invoice)


def test_staff_read_which_went_and_open_them(money) -> None:
    line = money.invoice.lines.get()
    message = payment_reminder(line, at=NOW)
    mail = DeliveryFactory(user=money.played.lead.coordinator, message=message, subject="Pay")
    DeliveryFactory(message=MessageFactory(about_type="billing.invoiceline", about_id=line.pk))
    DeliveryFactory(message=payment_reminder(money.issue(money.charges[1]).lines.get(), at=NOW))

    assert [one.pk for one, _school in shown(money.played.staff, money.invoice)[0]] == [mail.pk]
    told = page(money.played.staff, money.invoice)
    assert f'<a href="{reverse("notifications:delivery", args=[mail.pk])}">' in told
    assert money.played.lead.coordinator.name in told.partition("Gone")[2]


def test_who_reads_no_outbox_reads_no_reminders(money) -> None:
    for who in (money.fay, money.played.lead.coordinator, iqm_person("Asa", "assessor")):
        assert reminders_about_the_invoice(fresh(who), money.invoice, TODAY) is None
    assert "Reminders" not in page(money.fay, money.invoice)
