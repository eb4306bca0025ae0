"""Mail that was waiting in a backup goes by itself no more; what is written after the restore goes at once (R40p)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from iqm_coe.accounts.models.event import Event
from iqm_coe.lib.errors import NotPermitted, Refused
from iqm_coe.notifications import emails
from iqm_coe.notifications.enums import DeliveryStatus
from iqm_coe.notifications.flows import delivery, hold, reader
from iqm_coe.notifications.flows import reminder as reminders
from iqm_coe.notifications.models.hold import Hold
from iqm_coe.notifications.models.outbox import Delivery, Message
from iqm_coe.notifications.models.reminder import Reminder
from iqm_coe.operations import invariants
from tests.clock import NOW, days
from tests.factories.accounts import UserFactory
from tests.factories.notifications import DeliveryFactory, MessageFactory
from tests.integration.centres.money import Money
from tests.scene import iqm_person

pytestmark = [pytest.mark.django_db, pytest.mark.rule("R40p")]

BACKUP = NOW - timedelta(hours=2)


@pytest.fixture(autouse=True)
def _everything_holds_afterwards():
    yield
    assert invariants.broken() == []


def send_all(at=NOW) -> list[str]:
    before = len(mail.outbox)
    delivery.deliver_everything_due(lambda: at)
    return sorted(sent.to[0] for sent in mail.outbox[before:])


def unaddressed(email: str, **given) -> Message:
    words = {"subject": "A subject", "text": "Some words."}
    return MessageFactory(kind="accounts/sign_in", audience_of={"email": email}, context=words, **given)


def waiting() -> None:
    """A mail on its way, one that nobody has addressed, and a code to sign in with."""
    DeliveryFactory(address="queued@people.example")
    unaddressed("written@people.example")
    emails.sign_in("code@people.example", subject="Your code", text="123456", at=NOW)


def test_nothing_that_waited_goes_and_what_is_written_afterwards_does() -> None:
    waiting()

    hold.hold_everything(backup_at=BACKUP, at=NOW)

    assert send_all(NOW + days(3)) == []
    emails.sign_in("new@people.example", subject="Your code", text="654321", at=NOW)
    assert send_all() == ["new@people.example"]
    assert Delivery.objects.get(address="queued@people.example").status == DeliveryStatus.HELD


def test_let_go_it_goes_but_no_code_does() -> None:
    waiting()
    held = hold.hold_everything(backup_at=BACKUP, at=NOW)
    ada = iqm_person("Ada", "administrator")

    hold.let_go(held, by=ada, at=NOW)

    assert send_all() == ["queued@people.example", "written@people.example"]
    assert not Message.objects.filter(is_confidential=True).exclude(context={}).exists()
    told = Event.objects.get(subject_type="notifications.hold", action="let_go")
    assert (told.by, told.facts) == (ada, {"mails": 3, "reminders": 0})


def test_set_aside_nothing_goes_and_no_code_is_kept() -> None:
    waiting()
    reader.address_one(NOW)
    held = hold.hold_everything(backup_at=BACKUP, at=NOW)

    hold.set_aside(held, by=iqm_person("Ada", "administrator"), at=NOW)

    assert send_all(NOW + days(3)) == []
    assert set(Delivery.objects.values_list("let_go_why", flat=True)) == {"restored"}
    assert not Delivery.objects.filter(message__is_confidential=True).exclude(text="").exists()
    assert hold.counted() == {"mails": 0, "reminders": 0}


def test_mail_that_was_being_sent_is_uncertain_and_one_that_was_only_claimed_is_held() -> None:
    handed_over = DeliveryFactory(claimed_at=NOW, handed_over_at=NOW)
    claimed = DeliveryFactory(claimed_at=NOW)

    hold.hold_everything(backup_at=BACKUP, at=NOW)

    for row in (handed_over, claimed):
        row.refresh_from_db()
    assert (handed_over.status, claimed.status) == (DeliveryStatus.UNCERTAIN, DeliveryStatus.HELD)


@pytest.mark.parametrize(("decide", "goes"), [(hold.let_go, 1), (hold.set_aside, 0)])
def test_reminders_that_were_due_wait_for_the_decision_and_those_to_come_do_not(
    decide: Callable[..., Hold], goes: int
) -> None:
    Money().lines()
    due = NOW + days(23)  # the first step of the payment, planned by nobody yet
    held = hold.hold_everything(backup_at=due - timedelta(hours=2), at=due)

    assert reminders.run(due) == 0
    assert Reminder.objects.held().exists()

    decide(held, by=iqm_person("Ada", "administrator"), at=due)
    sent = reminders.run(due)

    assert (sent > 0) == bool(goes)
    assert reminders.run(NOW + days(30)) > 0  # the next step comes on its own day either way


def test_second_administrator_reads_that_it_is_decided_and_nobody_else_decides() -> None:
    held = hold.hold_everything(backup_at=BACKUP, at=NOW)
    ada, bea, sam = iqm_person("Ada", "administrator"), iqm_person("Bea", "administrator"), iqm_person("Sam", "staff")
    with pytest.raises(NotPermitted):
        hold.let_go(held, by=sam, at=NOW)

    hold.set_aside(held, by=ada, at=NOW)

    with pytest.raises(Refused, match="already"):
        hold.let_go(held, by=bea, at=NOW)


def test_backup_that_holds_mail_already_is_restored_into_one_hold() -> None:
    DeliveryFactory()
    first = hold.hold_everything(backup_at=BACKUP, at=NOW)
    DeliveryFactory()

    assert hold.hold_everything(backup_at=NOW, at=NOW) == first
    assert hold.counted()["mails"] == 2


@pytest.mark.parametrize(("route", "goes"), [("let_go_held", ["queued@people.example"]), ("set_aside_held", [])])
def test_administrator_is_told_on_the_programme_page_and_decides_on_the_outbox(
    client: Client, route: str, goes: list[str]
) -> None:
    DeliveryFactory(address="queued@people.example")
    hold.hold_everything(backup_at=BACKUP, at=NOW)
    client.force_login(iqm_person("Ada", "administrator"))
    pages = ["home:programme", "notifications:outbox", "home:index"]
    assert all("held since the restore" in client.get(reverse(page)).content.decode() for page in pages)
    assert "queued@people.example" in client.get(reverse("notifications:held")).content.decode()

    client.post(reverse(f"notifications:{route}"))

    assert send_all() == goes
    assert all("held since the restore" not in client.get(reverse(page)).content.decode() for page in pages)
    assert "No mail is held" in client.get(reverse("notifications:held")).content.decode()


def test_staff_see_that_mail_is_held_and_no_way_to_decide(client: Client) -> None:
    hold.hold_everything(backup_at=BACKUP, at=NOW)
    client.force_login(iqm_person("Sam", "staff"))

    page = client.get(reverse("notifications:outbox")).content.decode()

    assert "held since the restore" in page
    assert reverse("notifications:held") not in page
    assert page.count(reverse("notifications:will_be_sent")) == 1  # the page's own button, not the banner's


REFUSED_ROWS = {
    "delivery_held_before_it_went": lambda: DeliveryFactory(held_at=NOW, failed_at=NOW),
    "message_held_unaddressed": lambda: MessageFactory(held_at=NOW, addressed_at=NOW),
    "reminder_held_while_it_waits": lambda: Reminder.objects.create(
        kind="x",
        subject_id=1,
        step=1,
        due_on=NOW,
        send_on=NOW,
        planned_at=NOW,
        held_at=NOW,
        skipped_at=NOW,
        skipped_why="done",
    ),
    "hold_stands_once": lambda: [Hold.objects.create(backup_at=NOW, held_at=NOW) for _ in range(2)],
    "hold_ended_by_and_at_together": lambda: Hold.objects.create(
        backup_at=NOW, held_at=NOW, ended_at=NOW, ended_how="let_go"
    ),
    "hold_ended_in_some_way": lambda: Hold.objects.create(
        backup_at=NOW, held_at=NOW, ended_at=NOW, ended_by=UserFactory()
    ),
}


@pytest.mark.parametrize("name", REFUSED_ROWS)
def test_database_refuses(name: str) -> None:
    with pytest.raises(IntegrityError, match=f'"{name}"'), transaction.atomic():
        REFUSED_ROWS[name]()
