"""What the workers were at that `bin/bench kills` kills: each kind of work, and what must never come of it."""

from collections import Counter
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import F
from django.utils import timezone

from centres.year.models.plan import Plan
from iqm_coe.accounts.models.event import Event
from iqm_coe.lib.making import SILENT, Making, MakingStatus, rows_of
from iqm_coe.lists.acts import declared_acts
from iqm_coe.lists.enums import RowStage
from iqm_coe.lists.flows import batch
from iqm_coe.lists.models.batch import Batch, BatchRow
from iqm_coe.notifications.enums import DeliveryStatus
from iqm_coe.notifications.flows import delivery
from iqm_coe.notifications.flows import reminder as reminders
from iqm_coe.notifications.models.outbox import Delivery, Message
from iqm_coe.notifications.models.reminder import Reminder
from reviews.reports.flows import pack
from reviews.reports.models.pack import Pack, PackFile
from reviews.reports.models.seal import SealedFile, SealedPrint, SealedReport
from schools.flows import register
from schools.models.register import RegisterFile, RegisterImport
from schools.models.school import Identifier
from tests import scene, visits
from tests.bench.register import write_register
from tests.clock import NOW, TODAY, days
from tests.factories.notifications import DeliveryFactory
from tests.integration.lists.acts_played import Played
from tests.integration.notifications.test_delivery_killed import Slowly
from tests.integration.notifications.test_reminders_killed import ending_awards

MORE_MAILS, MORE_AWARDS, ROWS, CENTRES = 40, 40, 60, 4


def remind() -> None:
    """A reminder round of the tests' Monday."""
    reminders.run(NOW)


def carry_on() -> None:
    """Whatever many rows get goes on, on the tests' Monday."""
    batch.carry_on_all(NOW)


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
    name, work, steps = "reminders", "tests.bench.killed:remind", 100

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


class Batches(Part):
    """Every plan is put off, each time by a day: one event and one mail a row, however often a worker dies."""

    name, work, steps = "batches", "tests.bench.killed:carry_on", 60

    def __init__(self) -> None:
        made = [scene.active() for _ in range(CENTRES)]
        self.act, self.by = declared_acts()["more_time_plans"], made[0].staff
        self.plans = [plan for one in made for plan in one.year.plans.all()]
        self.until = max(plan.due_on for plan in self.plans)

    def more(self) -> None:
        if not Batch.objects.under_way().exists():
            self.until += days(1)
            typed = {"until": [self.until.isoformat()], "reason": ["The school was flooded."]}
            Played(self.plans, (self.by, self.by), typed=typed).begun(self.act)

    def wrongs(self) -> dict[str, int]:
        given = Counter(Event.objects.filter(action="more_time").values_list("subject_id", flat=True))
        rows, told = BatchRow.objects.count(), Message.objects.filter(kind="notifications/more_time").count()
        print(f"       {Batch.objects.count()} batches of {len(self.plans)} rows")
        return {
            "batches that did not end": Batch.objects.under_way().count(),
            "rows not done": BatchRow.objects.exclude(stage=RowStage.DONE).count(),
            "rows done other than once": sum(abs(given[plan.pk] - Batch.objects.count()) for plan in self.plans),
            "mails other than one a row": abs(told - rows),
            "plans with another day": Plan.objects.exclude(due_on=self.until).count(),
        }
