"""The doctor: each part proves itself, each fails alone and in time (R39f)."""

import time
from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import OperationalError, ProgrammingError
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from iqm_coe.files.models.scan import Scan
from iqm_coe.lib.scanning import ScannerAway
from iqm_coe.operations import doctor, parts
from iqm_coe.operations.enums import Part
from iqm_coe.operations.flows import heartbeat
from iqm_coe.operations.management.commands.doctor import Command
from iqm_coe.operations.models.schedule import DueTime
from iqm_coe.operations.proving import Proof, Unproved, prove
from tests import scene
from tests.clock import NOW
from tests.scanner import scanner

pytestmark = [pytest.mark.django_db, pytest.mark.rule("R39f")]

SMTP = {"EMAIL_BACKEND": "iqm_coe.notifications.smtp.WatchedEmailBackend", "EMAIL_HOST": "127.0.0.1"}


def test_each_part_fails_alone_and_in_time() -> None:
    def refuses() -> str:
        raise Unproved("550 no")

    begun = time.monotonic()
    found = prove(
        {"hangs": lambda: time.sleep(5) or "", "works": lambda: "yes", "breaks": lambda: {}["paper"], "no": refuses},
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
        "It failed: 'paper'.",
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
    with pytest.raises(CommandError, match="1 of 2 parts do not work; their lines say what to do"):
        call_command("doctor")
    assert "FAILED" in capsys.readouterr().out
    monkeypatch.setattr(doctor, "examine", lambda: prove({"a": lambda: "fine"}, patience=5))
    call_command("doctor", mail="ada@people.example")
    assert "There is no mail server: the mail for ada@people.example stayed here." in capsys.readouterr().out
    assert mail.outbox[0].to == ["ada@people.example"]


def test_mail_that_stays_here_proves_no_server(capsys, monkeypatch) -> None:
    monkeypatch.setattr(doctor, "examine", lambda: prove({"mail": doctor.mail_server}, patience=5))
    (proof,) = doctor.examine()
    assert (proof.is_good, proof.status) == (True, {"tone": "neutral", "label": "Not there"})
    call_command("doctor")
    told = capsys.readouterr().out
    assert told.startswith("none  ")
    assert "All 0 parts work; 1 is not there." in told


def test_mail_goes_to_an_address_alone(monkeypatch) -> None:
    monkeypatch.setattr(doctor, "examine", list)
    with pytest.raises(CommandError, match=r"nonsense is no mail address: it looks like name@example\.org") as said:
        call_command("doctor", mail="nonsense")
    assert said.value.returncode == 2
    assert mail.outbox == []


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (ProgrammingError('relation "x" does not exist\nLINE 1: SELECT'), "The database has not the tables of this"),
        (OperationalError("connection failed\nIs the server running?"), "It does not answer: connection failed."),
        (ValueError(), "It failed: it said nothing."),
    ],
)
def test_what_a_library_raises_is_a_sentence_with_a_next_step(error: Exception, words: str) -> None:
    def breaks() -> str:
        raise error

    (proof,) = prove({"part": breaks}, patience=5)
    told = doctor.advised(proof, "Start it.")
    assert told.words.startswith(words)
    assert told.words.endswith(". Start it.")
    assert type(error).__name__ not in told.words
    assert len(told.words.splitlines()) == 1


def test_every_part_has_a_next_step(monkeypatch) -> None:
    def nothing_works(questions, *, patience: float) -> list[Proof]:
        return [Proof(part, False, "It failed.", patience) for part in questions]

    monkeypatch.setattr(doctor, "prove", nothing_works)
    told = {proof.part: proof.words for proof in doctor.examine()}
    assert all(words.removeprefix("It failed. ").endswith(".") for words in told.values())
    assert "REDIS_URL" in told["Broker"]
    assert "var/log/worker-pdf.log" in told[str(Part.PDF.label)]


def test_command_at_the_terminal_says_its_sentence_alone(capsys, monkeypatch) -> None:
    monkeypatch.setattr(doctor, "examine", lambda: prove({"a": lambda: str(1 // 0)}, patience=5))
    with pytest.raises(SystemExit) as ended:
        Command().run_from_argv(["manage.py", "doctor"])
    told = capsys.readouterr()
    assert ended.value.code == 1
    assert told.err == "1 of 1 parts do not work; their lines say what to do.\n"
    assert "not_proved" not in told.out


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


@pytest.mark.rule("R14e")
def test_scanner_is_asked_where_there_is_one_and_says_what_waits_long(settings) -> None:
    with scanner() as server:
        settings.CLAMAV = server.url
        assert doctor.scanner() == "ClamAV 1.4.3/27800 answers."
        Scan.objects.create(sha256="0" * 64, asked_at=timezone.now() - timedelta(minutes=59))
        doctor.scanner()
        Scan.objects.update(asked_at=timezone.now() - timedelta(minutes=61))
        with pytest.raises(Unproved, match="a file has waited for it since"):
            doctor.scanner()
    with pytest.raises(ScannerAway):
        doctor.scanner()


@pytest.mark.rule("R14e")
@pytest.mark.parametrize("is_there", [True, False])
def test_list_of_parts_names_a_scanner_where_there_is_one(settings, is_there) -> None:
    with scanner() as server:
        settings.CLAMAV = server.url if is_there else ""
        assert ("Virus scanner" in [proof.part for proof in doctor.examine()]) is is_there
