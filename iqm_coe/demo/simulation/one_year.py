"""One Centre year from the first step to the review pack, played beside whatever the database holds, and undone."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.db import connection, transaction
from django.test.utils import override_settings

from iqm_coe.demo.simulation.beginnings import UNTIL_APPROVED, Beginning
from iqm_coe.demo.simulation.programme import accredit, mails_go, read_register
from iqm_coe.demo.simulation.stage import Pace
from iqm_coe.demo.simulation.story import Script, Step, Story, run
from iqm_coe.demo.simulation.years import YearPlay
from iqm_coe.lib.storage import WholeFileStorage
from iqm_coe.notifications.flows import delivery
from iqm_coe.notifications.models.outbox import Delivery, Message
from iqm_coe.operations.invariants import Breach, broken, every_check
from reviews.reports.models.pack import PackFile

DOMAIN = "year.iqm.example"


@dataclass(frozen=True)
class Outcome:
    """What one year has come to."""

    steps: int
    mails: int
    checks: int
    breaches: list[Breach]
    pack: bytes
    pages: int
    sha256: str


class StoreBeside(WholeFileStorage):
    """Writes into a folder of its own, and reads from another store what lies only there: that one stays as it is."""

    def __init__(self, *, location: str, beside: str) -> None:
        super().__init__(location=location)
        self._beside = WholeFileStorage(location=beside)

    def path(self, name: str) -> str:
        ours, theirs = super().path(name), self._beside.path(name)
        return theirs if not Path(ours).exists() and Path(theirs).exists() else ours

    def delete(self, name: str) -> None:
        if Path(super().path(name)).exists():
            super().delete(name)


def play_one_year(*, seed: int, now: datetime, told: Callable[[Step], None]) -> Outcome:
    """Play it and take it all back: rows, files and mails. `told` hears each step after it was taken."""
    mailbox = "django.core.mail.backends.locmem.EmailBackend"
    with (
        TemporaryDirectory() as folder,
        override_settings(STORAGES=_stores(folder), EMAIL_BACKEND=mailbox),
        transaction.atomic(),
    ):
        outcome = _played(seed=seed, now=now, told=told)
        transaction.set_rollback(True)
    return outcome


def _stores(folder: str) -> dict[str, Mapping[str, str | dict[str, str]]]:
    beside = {"location": folder, "beside": str(settings.MEDIA_ROOT)}
    return {
        **settings.STORAGES,
        "default": {"BACKEND": f"{StoreBeside.__module__}.{StoreBeside.__qualname__}", "OPTIONS": beside},
    }


def _played(*, seed: int, now: datetime, told: Callable[[Step], None]) -> Outcome:
    pace = Pace()
    lasted = timedelta(days=UNTIL_APPROVED + pace.pack)
    story = Story(seed=seed, began=now - lasted - timedelta(days=2), now=now, domain=DOMAIN)
    read_register(story)
    accredit(story)
    first = Message.objects.order_by("pk").last()
    begun = (now - lasted).replace(hour=10, minute=0, second=0, microsecond=0)
    beginning = Beginning(story, name="One Year Together", fate="active", started_at=begun, members=1)

    def told_with_mails(step: Step) -> None:
        mails_go(step)
        told(step)

    steps = run([_life(story, beginning, pace)], until=now, told=told_with_mails)
    delivery.deliver_everything_due(lambda: now)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what is otherwise looked at when a transaction ends
    document = PackFile.objects.get(pack__year__centre=beginning.made)
    with document.file.open() as file:
        content = file.read()
    mails = Delivery.objects.filter(message__pk__gt=first.pk if first else 0, sent_at__isnull=False).count()
    return Outcome(
        steps=steps,
        mails=mails,
        checks=len(every_check()),
        breaches=broken(),
        pack=content,
        pages=document.pages,
        sha256=document.sha256,
    )


def _life(story: Story, beginning: Beginning, pace: Pace) -> Script:
    yield from beginning.steps()
    centre = beginning.made
    yield from YearPlay(story, centre, centre.years.get(), story.office["asha"], pace).steps()
