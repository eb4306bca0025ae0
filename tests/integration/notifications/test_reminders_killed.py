"""A worker that is killed while it sends reminders, and two at once: nothing is lost, nothing goes twice (R39)."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from random import Random

import pytest
from django.conf import settings
from django.db import connection

from iqm_coe.notifications.flows import reminder as reminders
from iqm_coe.notifications.models.outbox import Message
from iqm_coe.notifications.models.reminder import Reminder
from iqm_coe.operations import invariants
from tests.clock import NOW, TODAY, days
from tests.factories.schools import AwardFactory
from tests.integration.test_races import race
from tests.whole import as_much_as, in_the_whole

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

KILLS, THINGS = as_much_as(whole=(20, 150), cut=(5, 60))
# Loads the product once, then forks a worker a line, so that a kill costs no new start.
WORKERS = """
import os, sys
from datetime import datetime
import django
from django.conf import settings
settings.DATABASES["default"]["NAME"] = sys.argv[1]
django.setup()
from django.urls import reverse
from iqm_coe.notifications.flows import reminder
reverse("home:index")
for _ in sys.stdin:
    child = os.fork()
    if not child:
        print(os.getpid(), flush=True)
        reminder.send_due(datetime.fromisoformat(sys.argv[2]))
        os._exit(0)
    os.waitpid(child, 0)
    print("gone", flush=True)
"""


@pytest.fixture(autouse=True)
def _everything_holds_afterwards():
    yield
    assert invariants.broken() == []


def ending_awards(number: int) -> None:
    """So many awards that end in 30 days, on record long enough for three older steps."""
    until = TODAY + days(30)
    period = {"valid_from": until - timedelta(days=900), "valid_until": until, "recorded_at": NOW - days(800)}
    for _ in range(number):
        AwardFactory(**period)


@pytest.fixture
def workers() -> Iterator[subprocess.Popen[str]]:
    """The process that forks real workers on this test's database."""
    command = [sys.executable, "-c", WORKERS, connection.settings_dict["NAME"], NOW.isoformat()]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, text=True, cwd=settings.BASE_DIR, **pipes) as started:
        yield started


def worker(workers: subprocess.Popen[str]) -> int:
    """Start one worker; its number."""
    workers.stdin.write("go\n")
    workers.stdin.flush()
    return int(workers.stdout.readline())


def sent() -> dict[str, int]:
    """How many reminders were sent, and how many mails there are of them."""
    return {
        "sent": Reminder.objects.filter(sent_at__isnull=False).count(),
        "mails": Message.objects.filter(kind="schools/award_ends").count(),
        "things": Message.objects.filter(kind="schools/award_ends").values("about_id").distinct().count(),
        "waiting": Reminder.objects.due(TODAY).count(),
    }


def any_in_the_middle(seen: list[dict[str, int]]) -> bool:
    return any(0 < one["sent"] < THINGS for one in seen)


@in_the_whole
@pytest.mark.rule("R39a")
def test_worker_killed_at_any_moment_loses_nothing_and_sends_nothing_twice(workers):
    dice = Random(39)
    ending_awards(THINGS)
    reminders.plan(NOW)

    seen: list[dict[str, int]] = []
    while len(seen) < KILLS or (len(seen) < 10 * KILLS and not any_in_the_middle(seen)):
        pid = worker(workers)
        time.sleep(dice.uniform(0.02, 0.25) * (1 + len(seen) // KILLS))  # a slow machine begins later
        os.kill(pid, signal.SIGKILL)
        assert workers.stdout.readline() == "gone\n"
        seen.append(sent())

    assert all(one["sent"] == one["mails"] == one["things"] for one in seen)
    assert any_in_the_middle(seen)  # it was killed there, not before or after
    reminders.run(NOW)
    assert sent() == {"sent": THINGS, "mails": THINGS, "things": THINGS, "waiting": 0}


@pytest.mark.rule("R39a")
def test_two_who_plan_and_send_at_once_send_each_once():
    ending_awards(20)

    won, lost = race(*[lambda: reminders.run(NOW)] * 4)

    assert (sum(won), lost) == (20, [])
    assert sent() == {"sent": 20, "mails": 20, "things": 20, "waiting": 0}
    assert reminders.plan(NOW) == 0
