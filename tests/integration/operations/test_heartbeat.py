"""Who works and who stands still, on the page of the programme, for monitors and for Prometheus (R39d)."""

from datetime import timedelta

import pytest
from django.test import override_settings
from django.urls import reverse

from iqm_coe.notifications.models.outbox import Delivery, Message
from iqm_coe.operations import pulse
from iqm_coe.operations.enums import Part
from iqm_coe.operations.flows import heartbeat
from iqm_coe.operations.metrics import Requests, exposition
from iqm_coe.operations.models.heartbeat import Heartbeat
from iqm_coe.operations.selectors.heartbeat import standings
from iqm_coe.operations.tasks import hear
from reviews.reports.models.pack import Pack
from schools.models.register import RegisterImport
from tests import scene
from tests.clock import NOW
from tests.factories.notifications import DeliveryFactory

pytestmark = [pytest.mark.django_db, pytest.mark.rule("R39d")]

TOKEN = "a-token-of-the-tests"


def all_heard(at=NOW) -> None:
    for part in Part:
        heartbeat.hear(part, at=at)


def still() -> set[str]:
    return {one.part.value for one in standings(NOW) if one.is_still}


def test_part_is_still_when_it_was_never_heard_or_for_too_long() -> None:
    assert still() == {"beat", "mail", "default", "pdf"}
    all_heard()
    assert still() == set()
    heartbeat.hear(Part.MAIL, at=NOW - timedelta(seconds=180))
    heartbeat.hear(Part.PDF, at=NOW - timedelta(seconds=181))
    assert still() == {"pdf"}


def test_word_from_the_future_is_none_since_a_clock_was_set_back() -> None:
    all_heard()
    heartbeat.hear(Part.BEAT, at=NOW + timedelta(days=1))
    assert still() == {"beat"}


def test_worker_at_a_long_task_is_busy_and_one_at_an_endless_one_still() -> None:
    all_heard()
    heartbeat.hear(Part.PDF, at=NOW, busy_since=NOW - timedelta(minutes=20))
    found = {one.part: one.status["label"] for one in standings(NOW)}
    assert found[Part.PDF] == "Busy with one long task"
    heartbeat.hear(Part.PDF, at=NOW, busy_since=NOW - timedelta(minutes=61))
    assert still() == {"pdf"}


def test_task_that_a_worker_takes_is_its_queue_s_heartbeat() -> None:
    hear("pdf")
    assert Heartbeat.objects.get().part == "pdf"


def test_pulse_is_told_in_the_midst_of_a_long_task_alone(monkeypatch) -> None:
    monkeypatch.setattr(pulse, "_in_hand", [])
    monkeypatch.setattr(pulse.connection, "close", lambda: None)
    pulse.say()
    pulse.take_up("pdf")
    pulse.say()
    assert not Heartbeat.objects.exists()
    with override_settings(HEARTBEAT_SECONDS=0):
        pulse.say()
    beat = Heartbeat.objects.get()
    assert (beat.part, beat.busy_since is not None) == ("pdf", True)
    pulse.lay_down()
    Heartbeat.objects.all().delete()
    with override_settings(HEARTBEAT_SECONDS=0):
        pulse.say()
    assert not Heartbeat.objects.exists()


def test_programme_page_says_what_waits_and_who_stands_still(client) -> None:
    all_heard()
    heartbeat.hear(Part.MAIL, at=NOW - timedelta(minutes=40))
    there = scene.active()
    Delivery.objects.all().delete()
    Message.objects.update(addressed_at=NOW)
    DeliveryFactory(created_at=NOW - timedelta(hours=2), next_attempt_at=NOW)
    Pack.objects.create(year=there.year, asked_at=NOW - timedelta(minutes=3), asked_by=there.staff)
    RegisterImport.objects.create(file_name="r.csv", read_at=NOW, read_by=there.staff)
    client.force_login(there.staff)
    page = " ".join(client.get(reverse("home:programme")).content.decode().split())
    assert "The worker that sends mail" in page
    assert "Stands still" in page
    assert "Nothing was heard since Monday 23 November 2026, 09:20 GMT." in page
    assert "1 waits, for long" in page
    assert "The oldest since Monday 23 November 2026, 08:00 GMT." in page
    assert "The oldest since Monday 23 November 2026, 09:57 GMT." in page
    assert reverse("operations:doctor") not in page


def test_ready_names_what_stands_still_and_the_web_lives_on(client, settings) -> None:
    all_heard()
    answer = client.get(reverse("operations:ready"))
    assert answer.status_code == 200, answer.json()
    servers = {"cache": "ok", "broker": "ok", "database": "ok"}
    assert answer.json() == {"ready": True, "parts": {**servers, **dict.fromkeys(Part.values, "ok")}}

    heartbeat.hear(Part.BEAT, at=NOW - timedelta(hours=1))
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1/1"}}
    answer = client.get(reverse("operations:ready"))
    assert answer.status_code == 503
    wrong = {part: word for part, word in answer.json()["parts"].items() if word != "ok"}
    assert wrong == {"beat": "stands still", "cache": "does not answer"}
    assert client.get(reverse("operations:live")).status_code == 200


def test_metrics_are_shut_until_a_token_is_set_and_to_whoever_has_another(client) -> None:
    url = reverse("operations:metrics")
    assert client.get(url, headers={"Authorization": "Bearer "}).status_code == 404
    with override_settings(METRICS_TOKEN=TOKEN):
        for given in ("", "Bearer ", "Bearer other", f"Basic {TOKEN}"):
            assert client.get(url, headers={"Authorization": given}).status_code == 401, given
        told = client.get(url, headers={"Authorization": f"Bearer {TOKEN}"})
    assert told.status_code == 200
    assert told["Content-Type"].startswith("text/plain; version=0.0.4")


def test_metrics_tell_of_requests_queues_mail_and_parts_and_of_no_person() -> None:
    all_heard(NOW - timedelta(seconds=7))
    DeliveryFactory(address="amina@people.example", created_at=NOW - timedelta(seconds=90))
    counted = Requests()
    counted.count("home:index", "GET", 200, 0.2)
    counted.count("home:index", "GET", 200, 20)
    counted.count("none", "PROPFIND", 405, 0.01)
    counted.save()
    told = exposition(NOW).splitlines()
    for line in (
        'iqm_requests_total{view="home:index",method="GET",status="200"} 2',
        'iqm_requests_total{view="none",method="OTHER",status="405"} 1',
        'iqm_request_seconds_bucket{view="home:index",le="0.1"} 0',
        'iqm_request_seconds_bucket{view="home:index",le="0.3"} 1',
        'iqm_request_seconds_bucket{view="home:index",le="+Inf"} 2',
        'iqm_request_seconds_sum{view="home:index"} 20.2',
        'iqm_waiting{kind="letters"} 1',
        'iqm_oldest_waiting_seconds{kind="letters"} 90.0',
        'iqm_oldest_waiting_seconds{kind="documents"} 0',
        'iqm_deliveries{state="queued"} 1',
        'iqm_heartbeat_age_seconds{part="beat"} 7.0',
    ):
        assert line in told, line
    assert any(line.startswith('iqm_queue_tasks{queue="pdf"}') for line in told)
    assert any(line.startswith("iqm_database_connections ") for line in told)
    assert "amina" not in "".join(told)


@override_settings(METRICS_TOKEN=TOKEN)
def test_requests_are_counted_by_the_name_of_their_view(client) -> None:
    client.handler.load_middleware()
    client.get("/")
    client.get("/no/such/page")
    told = client.get(reverse("operations:metrics"), headers={"Authorization": f"Bearer {TOKEN}"}).text
    assert 'iqm_requests_total{view="home:welcome",method="GET",status="200"} 1' in told
    assert 'view="none",method="GET",status="' in told
    assert "such" not in told
