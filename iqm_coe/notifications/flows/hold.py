"""Mail that was waiting in a backup: held by the restore, let go or set aside by an administrator (R40p)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from iqm_coe.accounts.models.user import User
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.permissions import require
from iqm_coe.lib.transitions import record_event
from iqm_coe.notifications.enums import DeliveryStatus, HoldEnd, LetGo, SkipReason
from iqm_coe.notifications.flows import reminder
from iqm_coe.notifications.flows.delivery import FREE
from iqm_coe.notifications.flows.outbox import kick_once_committed
from iqm_coe.notifications.models.hold import Hold
from iqm_coe.notifications.models.outbox import Delivery, Message
from iqm_coe.notifications.models.reminder import Reminder
from iqm_coe.notifications.querysets import DeliveryQuerySet, MessageQuerySet

FORGOTTEN: dict[str, dict[str, str]] = {"context": {}}  # of a sign-in code that nobody can use any more
EMPTIED = {"text": "", "html": ""}


@transaction.atomic
def hold_everything(*, backup_at: datetime, at: datetime) -> Hold:
    """Hold all mail and every reminder that is due by now: they may have gone between the backup and the restore.

    Reminders are planned first, so that none of a day that is over is planned later. What is written from now on goes
    at once. A mail whose text had begun to go is uncertain.
    """
    standing = Hold.objects.standing().select_for_update().first()
    hold: Hold = standing or Hold.objects.create(backup_at=backup_at, held_at=at)
    reminder.plan(at)
    sending = Delivery.objects.in_status(DeliveryStatus.SENDING)
    sending.filter(handed_over_at__isnull=False).update(
        uncertain_at=at, last_error="It was being sent when the backup was taken."
    )
    sending.update(**FREE, held_at=at)
    Delivery.objects.in_status(DeliveryStatus.QUEUED).update(held_at=at)
    Message.objects.filter(addressed_at=None).update(held_at=at)
    Reminder.objects.due(london_date(at)).update(held_at=at)
    record_event(hold, "hold", by=None, at=at, facts={"backup_at": backup_at.isoformat(), **counted()})
    return hold


def counted() -> dict[str, int]:
    """How much is held, by kind."""
    return {
        "mails": Delivery.objects.held().count() + Message.objects.held().count(),
        "reminders": Reminder.objects.held().count(),
    }


@transaction.atomic
def let_go(hold: Hold, *, by: User, at: datetime) -> Hold:
    """Everything takes its place again, and is asked anew for reader and reason before it goes; codes to sign in with
    are set aside, since nobody can use them. Raises Refused when it was decided already.
    """
    fresh, facts = _standing(hold, by=by), counted()
    _set_mail_aside(Delivery.objects.held().filter(message__is_confidential=True), at)
    _set_messages_aside(Message.objects.held().filter(is_confidential=True), at)
    for rows in (Delivery.objects.held(), Message.objects.held(), Reminder.objects.held()):
        rows.update(held_at=None)
    kick_once_committed()
    return _ended(fresh, HoldEnd.LET_GO, facts, by=by, at=at)


@transaction.atomic
def set_aside(hold: Hold, *, by: User, at: datetime) -> Hold:
    """None of it goes; reminders of days to come stay as planned. Raises Refused when it was decided already."""
    fresh, facts = _standing(hold, by=by), counted()
    _set_mail_aside(Delivery.objects.held(), at)
    _set_messages_aside(Message.objects.held(), at)
    Reminder.objects.held().update(held_at=None, skipped_at=at, skipped_why=SkipReason.RESTORED)
    return _ended(fresh, HoldEnd.SET_ASIDE, facts, by=by, at=at)


def _standing(hold: Hold, *, by: User) -> Hold:
    fresh: Hold = Hold.objects.select_for_update().get(pk=hold.pk)
    require(by, "notifications.end_hold", fresh)
    if fresh.ended_at:
        raise Refused(_("Somebody has decided about the held mail already."))
    return fresh


def _ended(hold: Hold, how: HoldEnd, facts: dict[str, int], *, by: User, at: datetime) -> Hold:
    hold.ended_at, hold.ended_by, hold.ended_how = at, by, how
    hold.save(update_fields=["ended_at", "ended_by", "ended_how"])
    record_event(hold, how.value, by=by, at=at, facts=facts)
    return hold


def _set_mail_aside(rows: DeliveryQuerySet, at: datetime) -> None:
    rows.filter(message__is_confidential=True).update(**EMPTIED)
    rows.update(held_at=None, let_go_at=at, let_go_why=LetGo.RESTORED)


def _set_messages_aside(rows: MessageQuerySet, at: datetime) -> None:
    """Nobody is looked for any more: their reason counts as passed."""
    rows.filter(is_confidential=True).update(**FORGOTTEN)
    rows.update(held_at=None, addressed_at=at, over_at=at, nobody_at=None)
