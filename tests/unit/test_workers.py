"""A worker for each queue, the same with bin/run and with compose, each bounded in memory (R40m)."""

import re

import pytest
from django.conf import settings

from iqm_coe.celery import app
from iqm_coe.embedded.runner import WORKERS

QUEUES = {"mail", "default", "pdf"}


def compose_workers() -> dict[str, list[str]]:
    """The command of each worker by its service."""
    text = (settings.BASE_DIR / "docker-compose.yml").read_text()
    commands = re.findall(r"^  worker-(\w+):\n    <<: \*app\n    command: \[(.*)\]$", text, re.MULTILINE)
    return {name: re.findall(r'"([^"]*)"', words) for name, words in commands}


def test_every_queue_has_one_worker_of_its_own_everywhere() -> None:
    assert set(WORKERS) == QUEUES
    assert set(compose_workers()) == QUEUES
    for queue, words in compose_workers().items():
        assert words[words.index("-Q") + 1] == queue
        assert " ".join(WORKERS[queue]) in " ".join(words)
        assert {"--max-tasks-per-child", "--max-memory-per-child"} <= set(WORKERS[queue])


@pytest.mark.rule("R40m")
@pytest.mark.parametrize(
    ("task", "queue"),
    [
        ("iqm_coe.notifications.tasks.deliver", "mail"),
        ("iqm_coe.notifications.periodic.sweep_outbox", "mail"),
        ("iqm_coe.notifications.periodic.remind", "default"),
        ("iqm_coe.records.tasks.build_exports", "pdf"),
        ("iqm_coe.records.periodic.sweep_exports", "pdf"),
        ("iqm_coe.records.periodic.clear", "default"),
        ("reviews.reports.tasks.build_documents", "pdf"),
        ("reviews.reports.periodic.sweep_documents", "pdf"),
        ("reviews.reports.periodic.accept_silence", "default"),
        ("centres.year.periodic.open_years", "default"),
    ],
)
def test_mail_waits_for_no_document_and_no_round(task: str, queue: str) -> None:
    routed = app.amqp.router.route({}, task)["queue"]
    assert routed.name == queue
