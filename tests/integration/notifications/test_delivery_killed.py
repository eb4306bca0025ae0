"""A worker killed while it sends: nothing is lost, nothing goes twice, and what nobody knows is shown as that (R40)."""

import asyncio
import time
from collections import Counter
from random import Random
from threading import Event

import pytest
from django.utils import timezone

from iqm_coe.notifications.enums import DeliveryStatus
from iqm_coe.notifications.flows import delivery
from iqm_coe.notifications.models.outbox import Delivery
from tests.factories.notifications import DeliveryFactory
from tests.killing import Workers, workers
from tests.whole import as_much_as

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

KILLS, MAILS = as_much_as(whole=(20, 80), cut=(5, 30))


class Slowly:
    """Takes each mail a little later than it could, and remembers whom it came for."""

    def __init__(self) -> None:
        self.taken: Counter[str] = Counter()
        self.seconds = 0.04
        self.has_taken = Event()

    async def handle_DATA(self, server, session, envelope) -> str:  # noqa: N802 - the server's own name for it
        self.taken[envelope.content.split(b"Message-ID: ")[1].split(b"\n")[0].strip().decode()] += 1
        self.has_taken.set()
        await asyncio.sleep(self.seconds)
        return "250 taken"


def kill_in_the_middle(pool: Workers, handler: Slowly) -> None:
    """While a mail is taken: whether any other kill meets that moment is chance, on a busy machine above all."""
    handler.seconds = 2.0
    handler.has_taken.clear()
    pid = pool.start()
    assert handler.has_taken.wait(timeout=30)
    pool.kill(pid)
    handler.seconds = 0.04


@pytest.mark.rule("R40j")
def test_worker_killed_at_any_moment_of_sending(smtp, free_port):
    handler, dice = Slowly(), Random(40)
    smtp(handler)
    at = timezone.now()
    rows = [DeliveryFactory(created_at=at, next_attempt_at=at) for _ in range(MAILS)]
    backend = "iqm_coe.notifications.smtp.WatchedEmailBackend"

    with workers("iqm_coe.notifications.tasks:deliver", mail=backend, port=free_port) as pool:
        kill_in_the_middle(pool, handler)
        for _ in range(KILLS):
            pid = pool.start()
            time.sleep(dice.uniform(0.02, 0.35))
            pool.kill(pid)
        delivery.free_abandoned(timezone.now() + delivery.SILENCE_AFTER)
        pool.start()
        pool.wait()

    found = {status: {row.mail_id for row in Delivery.objects.in_status(status)} for status in DeliveryStatus}
    sent, uncertain = found[DeliveryStatus.SENT], found[DeliveryStatus.UNCERTAIN]
    assert set(handler.taken.values()) == {1}  # nothing twice
    assert sent | uncertain == {row.mail_id for row in rows}  # nothing lost, nothing left lying
    assert sent <= set(handler.taken)  # nothing called sent that was not
    assert set(handler.taken) - sent <= uncertain  # and what went unseen is shown as unknown
    assert 0 < len(uncertain) <= KILLS + 1  # it was killed in the middle
