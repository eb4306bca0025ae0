"""Administrators are written to once when something stands still or does not hold, and once when it is over (R39e)."""

import threading
from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test import override_settings

from iqm_coe.operations import periodic
from iqm_coe.operations.emails import incident as emails
from iqm_coe.operations.enums import Part, Trouble
from iqm_coe.operations.flows import heartbeat, incident
from iqm_coe.operations.invariants import Breach
from iqm_coe.operations.models.heartbeat import Heartbeat
from iqm_coe.operations.models.incident import Incident
from iqm_coe.operations.watch import Watch
from tests import scene
from tests.clock import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.rule("R39e")]

LATER = NOW + timedelta(minutes=5)
SILENCE = 181.0


def hear_all(at) -> None:
    for part in Part:
        heartbeat.hear(part, at=at)


def tell(at) -> int:
    return emails.tell(lambda: at)


@pytest.fixture
def ada():
    scene.iqm_person("Sam", "staff")
    return scene.iqm_person("Ada", "administrator")


def test_part_that_falls_silent_is_told_once_and_its_end_once(ada) -> None:
    watch = Watch()
    hear_all(NOW)
    watch.look(at=NOW, seconds=0)
    for part in (Part.BEAT, Part.DEFAULT, Part.PDF):
        heartbeat.hear(part, at=LATER)
    watch.look(at=LATER, seconds=SILENCE)
    assert tell(LATER) == 0  # the first waits for others
    told = LATER + timedelta(seconds=61)
    watch.look(at=told, seconds=SILENCE + 61)
    assert (tell(told), tell(told)) == (1, 0)
    (first,) = mail.outbox
    assert first.to == [ada.email]
    assert first.subject == "Stands still: the worker that sends mail"
    assert "nothing was heard of it since 23 November 2026, 10:00 (London)" in first.body

    heartbeat.hear(Part.MAIL, at=told)
    watch.look(at=told, seconds=SILENCE + 62)
    over = told + timedelta(seconds=61)
    assert (tell(over), tell(over)) == (1, 0)
    assert mail.outbox[1].subject == "It works again: the worker that sends mail"
    assert len(mail.outbox) == 2


def test_several_that_fall_silent_together_come_in_one_mail(ada) -> None:
    watch = Watch()
    watch.look(at=NOW, seconds=0)
    watch.look(at=LATER, seconds=SILENCE)
    assert tell(LATER + timedelta(minutes=2)) == 4
    assert [one.subject for one in mail.outbox] == ["4 things need you"]


def test_silence_before_a_watcher_began_and_a_clock_that_is_set_are_no_stillness(ada) -> None:
    hear_all(NOW - timedelta(days=1))
    watch = Watch()
    watch.look(at=NOW, seconds=0)
    watch.look(at=NOW + timedelta(days=3), seconds=10)
    watch.look(at=NOW - timedelta(days=3), seconds=20)
    assert not Incident.objects.exists()


def test_what_was_over_before_it_was_told_is_told_to_nobody(ada) -> None:
    incident.begin(Trouble.STILL, Part.PDF, began_at=NOW, at=NOW)
    incident.end(Trouble.STILL, [Part.PDF], at=NOW + timedelta(seconds=5))
    assert tell(NOW + timedelta(hours=1)) == 0


def test_mail_server_that_is_away_is_tried_again_a_little_later(ada) -> None:
    incident.begin(Trouble.STILL, Part.PDF, began_at=NOW, at=NOW)
    away = override_settings(EMAIL_BACKEND="iqm_coe.notifications.smtp.WatchedEmailBackend", EMAIL_PORT=1)
    with away, override_settings(EMAIL_HOST="127.0.0.1"), pytest.raises(OSError):
        tell(LATER)
    assert tell(LATER + timedelta(seconds=10)) == 0
    assert tell(LATER + timedelta(minutes=3)) == 1
    assert len(mail.outbox) == 1


@pytest.mark.django_db(transaction=True)
def test_watchers_that_tell_at_once_send_one_mail(ada) -> None:
    incident.begin(Trouble.STILL, Part.PDF, began_at=NOW, at=NOW)
    barrier, told = threading.Barrier(4), []

    def at_once() -> None:
        barrier.wait()
        told.append(tell(LATER))
        connection.close()

    watchers = [threading.Thread(target=at_once) for _ in range(4)]
    for one in watchers:
        one.start()
    for one in watchers:
        one.join()
    assert sorted(told) == [0, 0, 0, 1]
    assert len(mail.outbox) == 1


@pytest.mark.parametrize(("ahead", "told"), [(0, 0), (0.4, 0), (119.9, 0), (120, 1), (86_400, 1)])
def test_claim_of_who_looked_at_the_clock_later_stands_and_that_of_a_clock_that_was_set_does_not(
    ada, ahead: float, told: int
) -> None:
    incident.begin(Trouble.STILL, Part.PDF, began_at=NOW, at=NOW)
    assert incident.claim_untold(at=LATER + timedelta(seconds=ahead), gather=timedelta(0))
    assert tell(LATER) == told


def test_broken_invariant_is_told_by_the_night_that_finds_it_and_the_one_that_does_not(ada, monkeypatch) -> None:
    found = [Breach("a payment is spent once", "7"), Breach("a payment is spent once", "9")]
    monkeypatch.setattr(periodic, "broken", lambda: found)
    assert periodic.check_invariants() == 2
    assert periodic.check_invariants() == 2
    (first,) = mail.outbox
    assert first.subject == "Does not hold: a payment is spent once"
    assert "7\n9" in first.body

    monkeypatch.setattr(periodic, "broken", list)
    periodic.check_invariants()
    assert [one.subject for one in mail.outbox[1:]] == ["It works again: a payment is spent once"]


STILL = {"trouble": "still", "name": "beat", "began_at": NOW, "seen_at": NOW}
# What the database refuses, whoever writes it.
REFUSED_ROWS = {
    "incident_stands_once": lambda: [Incident.objects.create(**STILL) for _time in range(2)],
    "incident_end_told_after_it_was_told": lambda: Incident.objects.create(**STILL, end_told_at=NOW),
    "incident_of_a_known_trouble": lambda: Incident.objects.create(**STILL | {"trouble": "lost"}),
    "heartbeat_of_a_known_part": lambda: Heartbeat.objects.create(part="lost", at=NOW),
}


@pytest.mark.parametrize("name", REFUSED_ROWS)
def test_database_refuses(name: str) -> None:
    with pytest.raises(IntegrityError, match=f'"{name}"'), transaction.atomic():
        REFUSED_ROWS[name]()
