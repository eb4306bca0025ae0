"""A few random histories of jobs, deaths, jumps of the clock and settings (`bin/bench histories` plays many)."""

import os
import time
from collections import Counter
from datetime import timedelta

import pytest

from iqm_coe.notifications.flows import delivery
from iqm_coe.notifications.models.outbox import Delivery
from iqm_coe.operations import invariants
from tests.histories import death, jobs, line, machine, settled, world
from tests.whole import as_much_as, in_the_whole, in_turns

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

HISTORIES, STEPS = as_much_as(whole=2, cut=1), 8


@pytest.fixture(autouse=True)
def on_monday() -> None:
    """The clock is handed in."""


@pytest.fixture(scope="module")
def place(tmp_path_factory, django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        name = f"histories_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
        with world.place(tmp_path_factory.mktemp("histories"), name) as made:
            yield made


@pytest.mark.rule("R39a", "R40j")
def test_random_histories_lose_nothing_and_do_nothing_twice(place):
    seed = int(os.environ.get("HISTORY_SEED", time.time_ns() // 1_000_000 % 1_000_000))
    before = machine.History.played

    machine.play(place, seed=seed, histories=HISTORIES, steps=STEPS)

    assert machine.History.played > before


@in_turns(6)
@pytest.mark.rule("R40j")
@pytest.mark.parametrize(
    ("mood", "ends"),
    [
        ("loses the answer", {"Uncertain": 2}),
        ("drops the text", {"Uncertain": 2}),
        ("never answers", {"Uncertain": 2}),
        ("away", {}),
        ("greeting hangs", {}),
        ("turns lines away", {}),
    ],
)
def test_the_server_of_histories_is_as_rude_as_its_mood(place, mood, ends):
    """What the machine relies on: each mood does to the product what it says."""
    clock = world.Clock()
    with place.copied(), world.told_by(clock):
        line.SERVER.mood = mood
        jobs.run("deliver the outbox")
        found = Counter(one.label for one in Delivery.objects.exclude(mail_id__in=place.taken))
        assert {name: found[name] for name in ends} == ends
        assert found["Sent"] == 0
        assert settled.wrongs(line.SERVER, set(), clock.now)  # much is left lying


@pytest.mark.rule("R40j")
def test_worker_that_dies_when_its_mail_is_taken_sends_it_to_nobody_twice(place):
    assert told_after_a_death(place) == ["Uncertain"]


def test_fault_that_is_put_in_is_found(place, monkeypatch):
    """A sweep that frees every mail of a dead worker, also one whose text had begun to go."""
    sending = Delivery.objects.in_status("sending")
    monkeypatch.setattr(delivery, "free_abandoned", lambda _at: sending.all().update(**delivery.FREE))
    assert told_after_a_death(place) == ["sent twice"]


OUTBOX, REMINDERS = "deliver the outbox", "plan and send reminders"


def told_after_a_death(place) -> list[str]:
    """What became of the mail whose worker dies when the server has just taken it: its label, and what is wrong."""
    died_at = []
    with place.copied(), world.told_by(world.Clock()), death.counted(None) as life:
        line.SERVER.on_take = lambda: died_at.append(life.taken)
        jobs.run(OUTBOX)
    clock = world.Clock()
    with place.copied(), world.told_by(clock):
        assert jobs.dying(OUTBOX, died_at[0])
        (mail_id,) = set(line.SERVER.taken) - set(place.taken)
        orphans = set(Delivery.objects.exclude(handed_over_at=None).values_list("mail_id", flat=True))
        clock.now += timedelta(hours=1)
        jobs.run(OUTBOX)
        wrongs = [one.partition(":")[0] for one in settled.wrongs(line.SERVER, orphans, clock.now) if mail_id in one]
        label = Delivery.objects.get(mail_id=mail_id).label
        return wrongs or [label]


@in_the_whole
def test_worker_that_dies_writes_nothing_more(place):
    with place.copied(), world.told_by(world.Clock()), death.counted(None) as life:
        jobs.run(REMINDERS)
    for steps in (0, 7, life.taken - 1, life.taken):
        with place.copied(), world.told_by(world.Clock()):
            assert jobs.dying(REMINDERS, steps) is (steps < life.taken)
            assert invariants.broken() == []
