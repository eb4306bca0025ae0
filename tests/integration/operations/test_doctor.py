"""The doctor: each part proves itself, each fails alone and in time (R39f)."""

import time
from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import override_settings
from django.urls import reverse

from iqm_coe.operations import doctor, parts
from iqm_coe.operations.enums import Part
from iqm_coe.operations.flows import heartbeat
from iqm_coe.operations.models.schedule import DueTime
from iqm_coe.operations.proving import Unproved, prove
from tests import scene
from tests.clock import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.rule("R39f")]

SMTP = {"EMAIL_BACKEND": "iqm_coe.notifications.smtp.WatchedEmailBackend", "EMAIL_HOST": "127.0.0.1"}


def test_each_part_fails_alone_and_in_time() -> None:
    def refuses() -> str:
        raise Unproved("550 no")

    begun = time.monotonic()
    found = prove(
        {"hangs": lambda: time.sleep(5) or "", "works": lambda: "yes", "breaks": lambda: str(1 // 0), "no": refuses},
        patience=0.5,
    )
    assert time.monotonic() - begun < 3
    assert [(one.part, one.is_good) for one in found] == [
        ("hangs", False),
        ("works", True),
        ("breaks", False),
        ("no", False),
    ]
    assert [one.words for one in found] == [
        "No answer within 1 seconds.",
        "yes",
        "ZeroDivisionError. The log tells more.",
        "550 no",
    ]


@pytest.mark.parametrize("part", [parts.database, parts.shared_cache, parts.broker, doctor.storage, doctor.fonts])
def test_part_that_works_is_proved(part) -> None:
    assert part()


def test_tables_are_proved() -> None:
    assert doctor.migrations() == "Every migration is applied."


@pytest.mark.slow
def test_document_is_laid_out_and_read_back() -> None:
    assert doctor.document() == "A page was laid out and read back."


def test_clock_of_this_machine_is_held_against_the_database() -> None:
    with pytest.raises(Unproved, match="seconds apart"):
        doctor.time_of_day()  # the tests' Monday is not the database's


def test_beat_is_proved_by_its_word_and_by_what_it_sends() -> None:
    with pytest.raises(Unproved, match="never heard"):
        doctor.beat()
    heartbeat.hear(Part.BEAT, at=NOW)
    assert "nothing is overdue" in doctor.beat()
    DueTime.objects.create(name="deliver the outbox", due_at=NOW - timedelta(hours=1))
    with pytest.raises(Unproved, match="deliver the outbox"):
        doctor.beat()


def test_queue_without_a_worker_fails_and_a_busy_one_says_so() -> None:
    with pytest.raises(Unproved, match="took no task"):
        doctor.round_trip(Part.PDF)
    heartbeat.hear(Part.PDF, at=NOW, busy_since=NOW - timedelta(minutes=2))
    assert doctor.round_trip(Part.PDF) == "It is at one long task since 09:58, and said so a moment ago."


def test_mail_server_that_is_away_is_named(settings) -> None:
    for name, value in {**SMTP, "EMAIL_PORT": 1}.items():
        setattr(settings, name, value)
    with pytest.raises(Unproved, match=r"127\.0\.0\.1: "):
        doctor.mail_server()


def test_command_names_what_does_not_work_and_ends_with_one(capsys, monkeypatch) -> None:
    def still() -> str:
        raise Unproved("nothing")

    monkeypatch.setattr(doctor, "examine", lambda: prove({"a": lambda: "fine", "b": still}, patience=5))
    with pytest.raises(CommandError, match="1 of 2 parts do not work"):
        call_command("doctor")
    assert "FAILED" in capsys.readouterr().out
    monkeypatch.setattr(doctor, "examine", lambda: prove({"a": lambda: "fine"}, patience=5))
    call_command("doctor", mail="ada@people.example")
    assert "The mail server took a mail for ada@people.example." in capsys.readouterr().out
    assert mail.outbox[0].to == ["ada@people.example"]


def test_page_proves_on_request_and_sends_one_mail_to_the_person(client, monkeypatch) -> None:
    ada = scene.iqm_person("Ada", "administrator")
    client.force_login(ada)
    url = reverse("operations:doctor")
    assert "What came of it" not in client.get(url).text
    monkeypatch.setattr(doctor, "examine", lambda: prove({"Mail server": lambda: "It answers."}, patience=5))
    assert "It answers." in client.post(url).text

    page = client.post(reverse("operations:mail_me"), follow=True).text
    assert "Handed over for" in page
    assert [one.to for one in mail.outbox] == [[ada.email]]
    with override_settings(**SMTP, EMAIL_PORT=1):
        page = client.post(reverse("operations:mail_me"), follow=True).text
    assert "The mail server did not take it" in page
