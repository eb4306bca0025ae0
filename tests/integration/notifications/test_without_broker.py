"""Without a broker or a mail server every page still answers, and the mail goes later."""

import threading
import time

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from iqm_coe.celery import app
from iqm_coe.notifications import tasks
from iqm_coe.notifications.models.outbox import Delivery, Message
from iqm_coe.notifications.models.server import MailServer
from iqm_coe.notifications.periodic import sweep_outbox
from schools.models.invitation import RoleInvitation
from tests.factories.notifications import DeliveryFactory
from tests.scene import staffed_school


@pytest.fixture
def no_broker(monkeypatch):
    """The broker's address with nobody behind it; who asked a broker before has done so."""
    wait_for_kicks()
    nowhere = "redis+socket:///nowhere/at/all.sock?virtual_host=0"
    monkeypatch.setattr(app.conf, "broker_url", nowhere)
    monkeypatch.setattr(app.conf, "broker_write_url", nowhere)
    monkeypatch.setattr(app, "_pool", None)
    monkeypatch.setattr(app.amqp, "_producer_pool", None)
    yield
    wait_for_kicks()


def wait_for_kicks() -> None:
    """Until nobody asks a worker any more."""
    for thread in threading.enumerate():
        if thread.name == "kick":
            thread.join(30)


@pytest.mark.django_db
@pytest.mark.rule("R40b")
def test_page_answers_without_a_broker_and_the_sweep_delivers(
    client, no_broker, django_capture_on_commit_callbacks
) -> None:
    ours = staffed_school("Ours")
    client.force_login(ours.coordinator)
    url = reverse("schools:invite", args=[ours.school.pk])
    began = time.monotonic()
    with django_capture_on_commit_callbacks(execute=True) as kicked:
        answer = client.post(url, {"email": "new@people.example", "kind": "finance"})
    assert len(kicked) == 1
    assert time.monotonic() - began < 2
    assert answer.status_code == 302
    assert RoleInvitation.objects.get().state == "open"
    assert mail.outbox == []

    assert sweep_outbox() == 1
    assert mail.outbox[0].to == ["new@people.example"]


@pytest.mark.django_db
def test_kick_without_a_broker_says_so_in_the_log_and_raises_nothing(no_broker, caplog) -> None:
    caplog.set_level("WARNING")
    began = time.monotonic()
    assert tasks.kick() is None
    assert time.monotonic() - began < 1
    wait_for_kicks()
    assert "broker_unreachable" in caplog.text


@pytest.mark.django_db
@pytest.mark.rule("R40b")
def test_page_answers_without_a_mail_server_and_the_mail_goes_later(
    client, nobody_listens, settings, django_capture_on_commit_callbacks
) -> None:
    ours = staffed_school("Ours")
    client.force_login(ours.coordinator)
    url = reverse("schools:invite", args=[ours.school.pk])
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(url, {"email": "new@people.example", "kind": "finance"}).status_code == 302
    assert sweep_outbox() == 1
    assert Delivery.objects.get().status == "queued"

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    MailServer.objects.update(rests_until=timezone.now())
    Delivery.objects.update(next_attempt_at=timezone.now())
    assert sweep_outbox() == 1
    assert Delivery.objects.get().status == "sent"
    assert Message.objects.get().addressed_at is not None


@pytest.mark.django_db
def test_task_of_the_worker_delivers_what_is_due() -> None:
    DeliveryFactory(address="due@people.example")
    assert tasks.deliver() == 1
    assert mail.outbox[0].to == ["due@people.example"]
