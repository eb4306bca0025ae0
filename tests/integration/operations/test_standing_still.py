"""Worker and clock as real processes, stopped with mail waiting: pages say so, and administrators are written to once
(F2).
"""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.policy import default

import pytest
from constance.models import Constance
from django.conf import settings
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from kombu import Connection

from iqm_coe.celery import app
from iqm_coe.operations.conf import still_after
from iqm_coe.operations.enums import Part
from iqm_coe.operations.models.heartbeat import Heartbeat
from iqm_coe.operations.models.incident import Incident
from iqm_coe.operations.watch import Watch, look_and_tell
from iqm_coe.settings.environment import redis_url
from tests import scene
from tests.factories.notifications import DeliveryFactory
from tests.integration.notifications.servers import Rude, listening
from tests.whole import in_the_whole

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.rule("R39d", "R39e")]

TOLD = {part.value: str(part.label) for part in Part}
HEARTBEAT, SILENCE, PATIENCE = 0.4, 2, 60.0  # seconds
NO_OTHER_TEST = 15  # the number of a broker's database of its own
PROGRAM = """
import sys, time
import django
from django.conf import settings
settings.DATABASES["default"]["NAME"], settings.HEARTBEAT_SECONDS = sys.argv[1], float(sys.argv[3])
settings.WATCHED, settings.EMAIL_BACKEND = True, "iqm_coe.notifications.smtp.WatchedEmailBackend"
settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", int(sys.argv[4])
django.setup()
from iqm_coe.celery import app
app.conf.broker_url = sys.argv[2]
@app.task(name="tests.long")
def take_long():
    time.sleep(1.5)
app.start(sys.argv[5:])
"""
WORKER = ["worker", "-Q", "mail,default,pdf", "--concurrency", "1", "--without-gossip", "--without-mingle"]
BEAT = ["beat", "--pidfile="]


@pytest.fixture
def on_monday() -> None:
    """Processes live in the real time, and so does this test."""


def start(words: list[str], port: int) -> subprocess.Popen[bytes]:
    broker = redis_url(NO_OTHER_TEST, for_celery=True)
    name = connection.settings_dict["NAME"]
    command = [sys.executable, "-W", "ignore", "-c", PROGRAM, name, broker, str(HEARTBEAT), str(port), *words]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return subprocess.Popen(command, cwd=settings.BASE_DIR, start_new_session=True, **quiet)


@pytest.fixture
def server(settings) -> Iterator[Rude]:
    """A mail server that takes everything, for this process and for those it starts."""
    settings.EMAIL_BACKEND = "iqm_coe.notifications.smtp.WatchedEmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    with listening(Rude(), settings.EMAIL_PORT) as taking:
        yield taking


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def told(server: Rude) -> dict[str, list[str]]:
    """Which parts the mails told of, once each time, by whether it began or is over."""
    found: dict[str, list[str]] = {"begun": [], "over": []}
    for raw in server.texts:
        mail = message_from_bytes(raw, policy=default)
        kind = mail["Message-ID"].split("@")[0].split(".")[-1]
        lines = mail.get_body().get_content().splitlines()
        found[kind] += [part for line in lines for part, words in TOLD.items() if line.startswith(f"- {words}: ")]
    return {kind: sorted(parts) for kind, parts in found.items()}


@pytest.fixture
def processes(server, settings) -> Iterator[list[subprocess.Popen[bytes]]]:
    """A worker of all queues and a clock."""
    started = [start(words, settings.EMAIL_PORT) for words in (WORKER, BEAT)]
    yield started
    for one in started:
        os.killpg(one.pid, signal.SIGKILL)
        one.wait()


@contextmanager
def two_watchers() -> Iterator[None]:
    """Two processes of the web would watch like this."""
    is_over = threading.Event()

    def watch() -> None:
        eyes = Watch()
        while not is_over.wait(HEARTBEAT / 2):
            look_and_tell(eyes)

    threads = [threading.Thread(target=watch) for _ in range(2)]
    for one in threads:
        one.start()
    try:
        yield
    finally:
        is_over.set()
        for one in threads:
            one.join()


def wait_until(holds: Callable[[], object], what: str) -> None:
    until = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < until, what
        time.sleep(0.1)


@in_the_whole
def test_still_worker_and_clock_are_seen_and_told_once(client, settings, server, processes) -> None:
    settings.HEARTBEAT_SECONDS = HEARTBEAT
    Constance.objects.update_or_create(key=still_after.name, defaults={"value": str(SILENCE)})
    ada = scene.iqm_person("Ada", "administrator")
    client.force_login(ada)
    ready = reverse("operations:ready")
    wait_until(lambda: Heartbeat.objects.count() == 4, "not all were heard")
    wait_until(lambda: client.get(ready).status_code == 200, "not ready")

    with Connection(redis_url(NO_OTHER_TEST, for_celery=True)) as line:
        app.send_task("tests.long", queue="pdf", connection=line)
    wait_until(lambda: Heartbeat.objects.get(part="pdf").busy_since, "a long task was not told of")
    wait_until(lambda: Heartbeat.objects.get(part="pdf").busy_since is None, "its end was not seen")
    wait_until(lambda: client.get(ready).status_code == 200, "not ready after it")

    Incident.objects.all().delete()  # of a slow start
    server.texts.clear()
    with two_watchers():
        for one in processes:
            os.killpg(one.pid, signal.SIGSTOP)
        DeliveryFactory(created_at=timezone.now(), next_attempt_at=timezone.now())
        wait_until(lambda: client.get(ready).status_code == 503, "nobody saw that all stand still")
        stopped = client.get(ready).json()["parts"]
        wait_until(lambda: Incident.objects.filter(told_at__isnull=False).count() == 4, "nobody was told")
        page = " ".join(client.get(reverse("home:programme")).text.split())
        time.sleep(4 * HEARTBEAT)
        assert {part for part, word in stopped.items() if word == "stands still"} <= {"beat", "mail", "default", "pdf"}
        assert page.count("Stands still") == 4
        assert "1 waits" in page
        assert told(server) == {"begun": sorted(TOLD), "over": []}
        assert client.get(reverse("operations:live")).status_code == 200

        for one in processes:
            os.killpg(one.pid, signal.SIGCONT)
        wait_until(lambda: Incident.objects.filter(end_told_at__isnull=False).count() == 4, "its end was not told")
        time.sleep(4 * HEARTBEAT)
        # In one mail where they come back together; a slow machine brings them back one after the other.
        assert told(server) == {"begun": sorted(TOLD), "over": sorted(TOLD)}
        assert client.get(ready).status_code == 200
