"""What must be so when all is quiet again: nothing twice, nothing lost, nothing called what it is not."""

from collections import Counter
from datetime import datetime

from iqm_coe.lib.making import MOST_ATTEMPTS, rows_of
from iqm_coe.notifications.enums import DeliveryStatus
from iqm_coe.notifications.flows.delivery import BACK_OFF
from iqm_coe.notifications.models.outbox import Delivery, Message
from iqm_coe.notifications.models.reminder import Reminder
from iqm_coe.operations.models.schedule import DueTime
from reviews.reports.models.pack import Pack, PackFile
from reviews.reports.models.seal import SealedFile, SealedPrint, SealedReport
from schools.models.register import RegisterImport
from tests.histories.line import Server


def wrongs(server: Server, orphans: set[str], at: datetime) -> list[str]:
    """Each thing that is not as it must be, in words. `orphans` are mails whose worker died with their text begun."""
    return [*_of_mail(server, orphans), *_of_messages(at), *_of_documents(), *_of_due_times(at)]


def _of_mail(server: Server, orphans: set[str]) -> list[str]:
    found = {status: set(Delivery.objects.in_status(status)) for status in DeliveryStatus}
    taken, sent = set(server.taken), {one.mail_id for one in found[DeliveryStatus.SENT]}
    uncertain = {one.mail_id for one in found[DeliveryStatus.UNCERTAIN]}
    ours = set(Delivery.objects.values_list("mail_id", flat=True))
    failed = [
        one
        for one in found[DeliveryStatus.FAILED]
        if one.address.lower() not in server.refused and one.attempts <= len(BACK_OFF)
    ]
    said = {
        "sent twice": [one for one, times in server.taken.items() if times > 1],
        "called sent, and no server took it": sent - taken,
        "taken, and neither sent nor uncertain": taken & ours - sent - uncertain,
        "wrongly uncertain": uncertain - server.unanswered - orphans,
        "failed for good though the server lived": failed,
        "left lying": found[DeliveryStatus.QUEUED] | found[DeliveryStatus.SENDING] | found[DeliveryStatus.HELD],
        "one reader told twice of one thing": _told_twice(server),
    }
    return [f"{words}: {sorted(map(str, rows))}" for words, rows in said.items() if rows]


def _told_twice(server: Server) -> list[str]:
    """By what it says and whom it went to, whatever message and Message-ID it went under."""
    went = Delivery.objects.filter(mail_id__in=server.taken).select_related("message")
    counted = Counter((one.user_id or one.address, *_said(one.message), one.text or one.mail_id) for one in went)
    return [str(key) for key, times in counted.items() if times > 1]


def _said(message: Message) -> tuple[object, ...]:
    about = message.about_type, message.about_id
    return message.kind, *about, message.created_at, repr(message.audience_of)


def _of_messages(at: datetime) -> list[str]:
    waiting = [f"{one.pk} {one.kind}" for one in Message.objects.filter(addressed_at=None)]
    sent = Reminder.objects.filter(sent_at__isnull=False)
    steps = Counter(sent.values_list("kind", "subject_id", "due_on", "step"))
    said = {
        "messages that nobody addressed": waiting,
        "a reminder's step twice": [step for step, times in steps.items() if times > 1],
        "reminders whose day has come": list(Reminder.objects.due(at.date())),
    }
    return [f"{words}: {rows}" for words, rows in said.items() if rows]


def _of_documents() -> list[str]:
    packs = dict(Pack.objects.values_list("pk", "failed_at"))
    made = Counter(PackFile.objects.values_list("pack_id", flat=True))
    seals = Counter(SealedFile.objects.values_list("sealed_id", flat=True))
    waiting = [one for kind in (Pack, SealedPrint, RegisterImport) for one in rows_of(kind).in_the_making()]
    wrong_packs = [pk for pk, failed_at in packs.items() if made[pk] != (failed_at is None)]
    printed = set(SealedPrint.objects.filter(failed_at=None).values_list("sealed_id", flat=True))
    wrong_seals = [pk for pk in SealedReport.objects.values_list("pk", flat=True) if seals[pk] != (pk in printed)]
    gave_up = SealedPrint.objects.filter(failed_at__isnull=False, attempts__lt=MOST_ATTEMPTS)
    said = {
        "documents that nobody made": waiting,
        "packs made other than once": wrong_packs,
        "seals made other than once": wrong_seals,
        "given up without three tries": list(gave_up),
    }
    return [f"{words}: {rows}" for words, rows in said.items() if rows]


def _of_due_times(at: datetime) -> list[str]:
    late = [str(one) for one in DueTime.objects.all() if one.sent_at is None or one.due_at <= at]
    return [f"due and not sent: {late}"] if late else []
