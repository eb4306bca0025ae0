"""Workers killed with `kill -9` at every step of their work: nothing lost, nothing twice, nothing wrongly uncertain."""

import argparse
import logging
import socket
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from random import Random

from aiosmtpd.controller import Controller
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import F
from django.test import override_settings
from django.utils import timezone

from iqm_coe.lib.making import SILENT, Making, MakingStatus, rows_of
from iqm_coe.notifications.enums import DeliveryStatus
from iqm_coe.notifications.flows import delivery
from iqm_coe.notifications.flows import reminder as reminders
from iqm_coe.notifications.models.outbox import Delivery, Message
from iqm_coe.notifications.models.reminder import Reminder
from iqm_coe.operations import invariants
from reviews.reports.flows import pack
from reviews.reports.models.pack import Pack, PackFile
from reviews.reports.models.seal import SealedFile, SealedPrint, SealedReport
from schools.flows import register
from schools.models.register import RegisterFile, RegisterImport
from schools.models.school import Identifier
from tests import scene, visits
from tests.bench.register import write_register
from tests.clock import NOW, TODAY
from tests.databases import connected_to, copies
from tests.factories.notifications import DeliveryFactory
from tests.integration.notifications.test_delivery_killed import Slowly
from tests.integration.notifications.test_reminders_killed import ending_awards
from tests.killing import Workers, workers

BY_CHANCE = 5  # every so-manieth is killed at an instant, the others at a step
MORE_MAILS, MORE_AWARDS, ROWS = 40, 40, 60


def remind() -> None:
    """A reminder round of the tests' Monday."""
    reminders.run(NOW)


class Part:
    """One kind of work: what there is to do, what a later sweep does behind a dead worker, and how it must end."""

    name = ""
    work = ""
    steps = 60  # as many as one piece of the work has, and some of the next

    def more(self) -> None:
        """Give the worker something to do, where it has nothing."""

    def sweep(self) -> None:
        """What time and the clock do behind a worker that is gone."""

    def wrongs(self) -> dict[str, int]:
        """How many of each thing that must not be."""
        return {}


class Mail(Part):
    name, work, steps = "mail", "iqm_coe.notifications.tasks:deliver", 90

    def __init__(self, server: Slowly) -> None:
        self.server, self.begun = server, set[str]()

    def more(self) -> None:
        if not Delivery.objects.in_status(DeliveryStatus.QUEUED).exists():
            at = timezone.now()
            for _ in range(MORE_MAILS):
                DeliveryFactory(created_at=at, next_attempt_at=at)

    def sweep(self) -> None:
        sending = Delivery.objects.in_status(DeliveryStatus.SENDING)
        self.begun |= set(sending.filter(handed_over_at__isnull=False).values_list("mail_id", flat=True))
        delivery.free_abandoned(timezone.now() + delivery.SILENCE_AFTER)

    def wrongs(self) -> dict[str, int]:
        found = {one: set(Delivery.objects.in_status(one).values_list("mail_id", flat=True)) for one in DeliveryStatus}
        taken, sent, uncertain = set(self.server.taken), found[DeliveryStatus.SENT], found[DeliveryStatus.UNCERTAIN]
        print(f"       {len(sent)} sent, {len(uncertain)} uncertain, {len(uncertain & taken)} of these taken")
        return {
            "sent twice": sum(times > 1 for times in self.server.taken.values()),
            "lost without a word": Delivery.objects.count() - len(sent | uncertain),
            "called sent and not taken": len(sent - taken),
            "taken and not shown": len(taken - sent - uncertain),
            "wrongly uncertain": len(uncertain - self.begun),
        }


class Documents(Part):
    """What `lib/making.py` makes."""

    model: type[Making]
    file: type[PackFile] | type[SealedFile]

    def sweep(self) -> None:
        """Half a minute without a sign of life; one that died three times would be given up, and here is to be made."""
        making = rows_of(self.model).in_the_making().filter(heard_at__isnull=False)
        making.update(heard_at=F("heard_at") - 2 * SILENT, attempts=1)

    def wrongs(self) -> dict[str, int]:
        ended = Counter(one.status for one in rows_of(self.model))
        print(f"       {ended[MakingStatus.READY]} made, {self.file.objects.count()} documents kept")
        return {
            "not made": sum(ended.values()) - ended[MakingStatus.READY],
            "lost or kept twice": abs(self.file.objects.count() - ended[MakingStatus.READY]),
        }


class Packs(Documents):
    name, work, steps = "packs", "reviews.reports.flows.pack:build_everything_waiting", 190
    model, file = Pack, PackFile

    def __init__(self) -> None:
        self.played = scene.active()

    def more(self) -> None:
        if not rows_of(Pack).in_the_making().exists():
            for by in (self.played.lead.coordinator, self.played.members[0].head, self.played.staff):
                pack.ask(self.played.year, by=by, at=timezone.now())


class Seals(Documents):
    name, work, steps = "seals", "reviews.reports.flows.seal:build_everything_waiting", 24
    model, file = SealedPrint, SealedFile

    def more(self) -> None:
        if not rows_of(SealedPrint).in_the_making().exists():
            visits.issued()
        assert SealedPrint.objects.count() == SealedReport.objects.count()


class Register(Part):
    name, work, steps = "register", "schools.flows.register:read_everything_waiting", 100

    def __init__(self, folder: Path) -> None:
        self.sam, self.folder, self.times = scene.iqm_person("Reader", "staff"), folder, 0

    def more(self) -> None:
        if not rows_of(RegisterImport).in_the_making().exists():
            path = self.folder / "register.csv"
            self.times += 1
            write_register(path, ROWS * self.times)
            upload = SimpleUploadedFile("register.csv", path.read_bytes(), "text/csv")
            register.hand_in(upload, by=self.sam, at=timezone.now())

    def sweep(self) -> None:
        making = rows_of(RegisterImport).in_the_making().filter(heard_at__isnull=False)
        making.update(heard_at=F("heard_at") - 2 * SILENT, attempts=1)

    def wrongs(self) -> dict[str, int]:
        read = [one for one in RegisterImport.objects.all() if one.status == MakingStatus.READY]
        created, rows = sum(one.created for one in read), ROWS * self.times
        print(f"       {len(read)} files read, {created} schools new")
        return {
            "files not read": RegisterImport.objects.count() - len(read),
            "files left lying": RegisterFile.objects.count(),
            "schools too many or lacking": abs(Identifier.objects.filter(scheme="GB-EDU").count() - rows),
            "schools counted other than once": abs(created - rows),
        }


class Reminders(Part):
    name, work, steps = "reminders", "tests.bench.kills:remind", 100

    def more(self) -> None:
        if not Reminder.objects.due(TODAY).exists():
            ending_awards(MORE_AWARDS)
            reminders.plan(NOW)

    def wrongs(self) -> dict[str, int]:
        sent = Reminder.objects.filter(sent_at__isnull=False).count()
        letters = Message.objects.filter(kind="schools/award_ends")
        things = letters.values("about_id").distinct().count()
        print(f"       {sent} reminders sent")
        return {
            "lost": Reminder.objects.due(TODAY).count() + abs(sent - things),
            "twice": letters.count() - things,
        }


PARTS: dict[str, Callable[[ExitStack, int], Part]] = {
    "mail": lambda stack, port: Mail(_server(stack, port)),
    "packs": lambda _stack, _port: Packs(),
    "seals": lambda _stack, _port: Seals(),
    "register": lambda stack, _port: Register(Path(stack.enter_context(tempfile.TemporaryDirectory()))),
    "reminders": lambda _stack, _port: Reminders(),
}


def _server(stack: ExitStack, port: int) -> Slowly:
    taking = Slowly()
    controller = Controller(taking, hostname="127.0.0.1", port=port, ready_timeout=10)
    controller.start()
    stack.callback(controller.stop)
    return taking


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def play(part: Part, pool: Workers, kills: int, dice: Random) -> Counter[str]:
    """So many workers die, and the last one does what is left."""
    told, number = Counter[str](), 0
    while told["at a step"] + told["at an instant"] < kills:
        part.more()
        number += 1
        if number % BY_CHANCE:
            pool.start(1 + number % part.steps)
            told["at a step"] += pool.wait()
        else:
            pid = pool.start()
            time.sleep(dice.uniform(0.01, 0.4))
            told["at an instant"] += pool.kill(pid)
        part.sweep()
    pool.start()
    pool.wait()
    return told


def try_one(make: Callable[[ExitStack, int], Part], kills: int, seed: int) -> bool:
    """Whether all held, in a database of its own."""
    with ExitStack() as stack:
        (name,) = stack.enter_context(copies(1))
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        stack.enter_context(override_settings(MEDIA_ROOT=folder))
        stack.enter_context(connected_to(name))
        port = free_port()
        part, began = make(stack, port), time.monotonic()
        backend = "iqm_coe.notifications.smtp.WatchedEmailBackend"
        with workers(part.work, mail=backend, port=port) as pool:
            told = play(part, pool, kills, Random(seed))
        print(f"{part.name}: {dict(told)} killed in {time.monotonic() - began:.0f} s, steps 1 to {part.steps}")
        found = part.wrongs() | {"broken invariants": len(invariants.broken())}
        for what, number in found.items():
            print(f"{'ok  ' if not number else 'OVER'} {part.name}: {what:<40} {number}", flush=True)
        return not any(found.values())


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="bin/bench kills", description=__doc__)
    parser.add_argument("--kills", type=int, default=200, help="of each kind of work (200)")
    parser.add_argument("--seed", type=int, default=40)
    parser.add_argument("--only", choices=PARTS, help="one kind of work")
    asked = parser.parse_args(arguments)
    logging.disable(logging.CRITICAL)
    held = [try_one(make, asked.kills, asked.seed) for name, make in PARTS.items() if asked.only in {None, name}]
    return int(not all(held))
