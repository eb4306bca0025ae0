"""The clock's due times: kept in the database, once each, at London's hours, whatever happens to a clock (R39c)."""

import threading
from datetime import UTC, datetime, time, timedelta

import pytest
import time_machine
from django.db import connection
from kombu.exceptions import OperationalError

from iqm_coe.celery import app
from iqm_coe.lib.dates import LONDON
from iqm_coe.lib.schedule import Entry, declared_entries
from iqm_coe.operations.beat import DueTimes
from iqm_coe.operations.flows import schedule
from iqm_coe.operations.models.heartbeat import Heartbeat
from iqm_coe.operations.models.schedule import DueTime
from tests.clock import NOW, days

pytestmark = [pytest.mark.django_db, pytest.mark.rule("R39c")]

SWEEP = Entry("sweep", "x.sweep", timedelta(seconds=30))
NIGHT = Entry("night", "x.night", time(3, 10))
BOTH = (SWEEP, NIGHT)


def sent(at: datetime) -> list[str]:
    """What goes at this instant."""
    gone: list[str] = []
    schedule.send_due(BOTH, lambda entry: gone.append(entry.name), at=at)
    return gone


@pytest.fixture(autouse=True)
def _expected() -> None:
    schedule.expect(BOTH, at=NOW)


def test_new_entry_goes_at_once_and_a_nightly_one_in_the_night() -> None:
    assert sent(NOW) == ["sweep"]
    assert sent(NOW + timedelta(seconds=29)) == []
    assert sent(NOW + timedelta(seconds=30)) == ["sweep"]
    night = datetime(2026, 11, 24, 3, 10, tzinfo=LONDON)
    assert "night" not in sent(night - timedelta(seconds=1))
    assert "night" in sent(night)
    assert "night" not in sent(night + timedelta(hours=20))


def test_redeploy_and_restart_lose_no_due_time_and_double_none() -> None:
    sent(NOW)
    before = dict(DueTime.objects.values_list("name", "due_at"))
    schedule.expect(BOTH, at=NOW + timedelta(hours=5))
    assert dict(DueTime.objects.values_list("name", "due_at")) == before
    schedule.expect([SWEEP], at=NOW)  # an older release, running beside this one
    assert dict(DueTime.objects.values_list("name", "due_at")) == before
    schedule.expect([SWEEP], at=before["night"] + timedelta(days=1, seconds=1))
    assert list(DueTime.objects.values_list("name", flat=True)) == ["sweep"]


def test_due_time_that_was_lost_comes_back() -> None:
    sent(NOW)
    DueTime.objects.all().delete()
    schedule.expect(BOTH, at=NOW)
    assert set(DueTime.objects.values_list("name", flat=True)) == {"sweep", "night"}


def test_clock_set_back_stops_nothing_for_longer_than_an_interval() -> None:
    sent(NOW)
    back = NOW - days(2)
    assert sent(back) == []
    assert sent(back + timedelta(seconds=30)) == ["sweep"]
    night = datetime(2026, 11, 22, 3, 10, tzinfo=LONDON)
    assert "night" in sent(night)


def test_days_late_it_goes_once() -> None:
    assert sorted(sent(NOW + days(9))) == ["night", "sweep"]
    assert sent(NOW + days(9)) == []


@pytest.mark.parametrize(
    ("now", "due"),
    [
        (datetime(2027, 3, 27, 12, tzinfo=UTC), datetime(2027, 3, 28, 2, 10, tzinfo=UTC)),
        (datetime(2027, 3, 28, 12, tzinfo=UTC), datetime(2027, 3, 29, 2, 10, tzinfo=UTC)),
        (datetime(2027, 10, 30, 12, tzinfo=UTC), datetime(2027, 10, 31, 3, 10, tzinfo=UTC)),
        (datetime(2027, 10, 31, 0, 30, tzinfo=UTC), datetime(2027, 10, 31, 3, 10, tzinfo=UTC)),
        (datetime(2028, 2, 28, 12, tzinfo=UTC), datetime(2028, 2, 29, 3, 10, tzinfo=UTC)),
    ],
)
def test_night_is_an_hour_in_london(now: datetime, due: datetime) -> None:
    assert NIGHT.next_after(now) == due


def test_no_declared_night_is_left_out_or_doubled_by_a_change_of_the_clocks() -> None:
    app.loader.import_default_modules()
    nights = {entry.name: entry.again for entry in declared_entries() if isinstance(entry.again, time)}
    assert set(nights) == {
        *("check the invariants", "sweep the files", "seal the trail"),
        "clear what is past its time",
    }
    assert all(not time(1) <= hour < time(2) for hour in nights.values())


def test_what_the_broker_did_not_take_is_due_yet() -> None:
    def away(entry: Entry) -> None:
        raise OperationalError("away")

    with pytest.raises(OperationalError):
        schedule.send_due([SWEEP], away, at=NOW)
    assert sent(NOW) == ["sweep"]


@pytest.mark.django_db(transaction=True)
def test_two_clocks_at_once_send_each_task_once() -> None:
    gone: list[str] = []
    barrier = threading.Barrier(4)

    def tick() -> None:
        barrier.wait()
        schedule.send_due(BOTH, lambda entry: gone.append(entry.name), at=NOW + days(3))
        connection.close()

    clocks = [threading.Thread(target=tick) for _ in range(4)]
    for one in clocks:
        one.start()
    for one in clocks:
        one.join()
    assert sorted(gone) == ["night", "sweep"]


def test_beat_keeps_its_due_times_in_the_database_and_is_heard(monkeypatch) -> None:
    gone: list[tuple[str, dict]] = []
    monkeypatch.setattr(app, "send_task", lambda task, **how: gone.append((task, how)))
    app.loader.import_default_modules()
    with time_machine.travel(NOW, tick=False):
        DueTimes(app).tick()
        again = DueTimes(app)  # a new machine, without any file
        again.tick()
    assert "iqm_coe.notifications.periodic.sweep_outbox" in dict(gone)
    assert "iqm_coe.operations.periodic.check_invariants" not in dict(gone)
    hears = [(how["args"], how["queue"]) for task, how in gone if task.endswith("tasks.hear")]
    assert hears == [((queue,), queue) for queue in ("mail", "default", "pdf")]
    assert set(DueTime.objects.values_list("name", flat=True)) >= {entry.name for entry in declared_entries()}
    assert Heartbeat.objects.get().part == "beat"


def test_beat_outlives_a_broker_that_is_away(monkeypatch) -> None:
    def away(task: str, **how: object) -> None:
        raise OperationalError("away")

    monkeypatch.setattr(app, "send_task", away)
    app.loader.import_default_modules()
    assert DueTimes(app).tick() > 0
    assert DueTime.objects.filter(sent_at__isnull=False).count() == 0
