"""A few random histories of jobs, deaths, jumps of the clock and settings (`bin/bench histories` plays many)."""

import os
import time
from collections import Counter

import pytest

from iqm_coe.notifications.models.outbox import Delivery
from tests.histories import death, jobs, line, machine, settled, world

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

HISTORIES, STEPS = 2, 8


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
    print(f"HISTORY_SEED={seed}")
    before = machine.History.played

    machine.play(place, seed=seed, histories=HISTORIES, steps=STEPS)

    assert machine.History.played > before


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


def test_a_worker_that_dies_writes_nothing_more(place):
    with place.copied(), world.told_by(world.Clock()):
        whole = {name: steps_of(name) for name in ("plan and send reminders",)}
    for steps in (0, 7, whole["plan and send reminders"] - 1):
        with place.copied(), world.told_by(world.Clock()):
            assert jobs.dying("plan and send reminders", steps) is True
    with place.copied(), world.told_by(world.Clock()):
        assert jobs.dying("plan and send reminders", whole["plan and send reminders"]) is False


def steps_of(name: str) -> int:
    with death.counted(None) as life:
        jobs.run(name)
    return life.taken
