"""Who reads a message, and whether it still has a reason: asked when it is addressed and again at each try (R40e)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import structlog
from django.db import transaction

from iqm_coe.lib import claims
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.reminders import kinds
from iqm_coe.notifications.audiences import Receiver, receivers_of
from iqm_coe.notifications.enums import DeliveryStatus, LetGo, SkipReason
from iqm_coe.notifications.models.outbox import Delivery, Message
from iqm_coe.notifications.models.reminder import Reminder
from iqm_coe.notifications.querysets import DeliveryQuerySet
from iqm_coe.notifications.rendering import rendered

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Readers:
    """Who reads it now; `is_over` when there is no reason any more, so that nobody has to."""

    receivers: list[Receiver]
    is_over: bool = False


@transaction.atomic
def address_one(at: datetime) -> Message | None:
    """Address the most urgent unaddressed message; None when there is none.

    One whose template or audience is broken is put aside with an error in the log, and never holds up the others.
    """
    message = claims.next_free(Message.objects.unaddressed(at))
    if message is None:
        return None
    try:
        with transaction.atomic():
            _address(message, at)
    except Exception:  # whatever a template or a resolver raises: the others must go
        log.exception("message_stuck", message=message.pk, kind=message.kind)
        Message.objects.filter(pk=message.pk).update(stuck_at=at)
    return message


def _address(message: Message, at: datetime) -> None:
    """Resolve the receivers and write one delivery each; nobody to read it is written down too."""
    readers = readers_of(message, at)
    for receiver in readers.receivers:
        _deliver_to(message, receiver, at)
    if readers.is_over:
        _is_no_reminder(message, at)
    message.addressed_at, message.stuck_at = at, None
    message.nobody_at = None if readers.receivers or readers.is_over else at
    message.over_at = at if readers.is_over else None
    message.context = {} if message.is_confidential else message.context
    message.save(update_fields=["addressed_at", "stuck_at", "nobody_at", "over_at", "context"])


def _deliver_to(message: Message, receiver: Receiver, at: datetime) -> None:
    Delivery.objects.get_or_create(
        message=message,
        address=receiver.address,
        defaults={
            "user_id": receiver.user_id,
            "urgency": message.urgency,
            "created_at": at,
            "next_attempt_at": at,
            **rendered(message, receiver),
        },
    )


def readers_of(message: Message, at: datetime) -> Readers:
    """As things stand now. A reminder's words are brought up to the day it goes."""
    if _has_run_out(message, at) or not _has_reason(message, at):
        return Readers([], is_over=True)
    found = receivers_of(message.audience, **message.audience_of)
    if found is None:
        return Readers([], is_over=True)
    others = [receiver for receiver in found if receiver.user_id is None or receiver.user_id != message.by_id]
    return Readers(others, is_over=bool(found) and not others)


def _has_run_out(message: Message, at: datetime) -> bool:
    """Whether what it brings, such as a code, opens nothing any more."""
    return message.good_until is not None and message.good_until <= at


def _has_reason(message: Message, at: datetime) -> bool:
    """Whether what a reminder reminds of is still open. Any other message has its reason in what has happened."""
    reminder = Reminder.objects.filter(message=message).first()
    if reminder is None:
        return True
    kind = kinds()[reminder.kind]
    subject = kind.open_rows().filter(pk=reminder.subject_id, due_on=reminder.due_on).first()
    if subject is None:
        return False
    message.context = dict(kind.says(subject, london_date(at)))
    message.save(update_fields=["context"])
    return True


@transaction.atomic
def made_ready(delivery: Delivery, at: datetime) -> bool:
    """Bring a claimed mail up to the day: its reader, their address, its words. False when it is not to go any more:
    whoever reads it now in the place of somebody who has left gets one of their own.
    """
    message = Message.objects.select_for_update(of=("self",)).get(pk=delivery.message_id)
    delivery.message = message
    if message.is_confidential and not _has_run_out(message, at):
        return True  # a code is for the mailbox it was asked for, and its words are kept nowhere else
    readers = readers_of(message, at)
    if readers.is_over:
        _is_over(message, at)
        return False
    mine = _the_same(delivery, readers.receivers)
    if mine is None or _is_taken(delivery, mine.address):
        _has_left(delivery, readers.receivers, at)
        return False
    delivery.address = mine.address
    for name, words in rendered(message, mine).items():
        setattr(delivery, name, words)
    delivery.save(update_fields=["address", "subject", "text", "html"])
    return True


def _the_same(delivery: Delivery, receivers: Iterable[Receiver]) -> Receiver | None:
    """The receiver whom this mail was written for: a person whatever their address is now, else the address."""
    if delivery.user_id is not None:
        return next((one for one in receivers if one.user_id == delivery.user_id), None)
    return next((one for one in receivers if one.address.lower() == delivery.address.lower()), None)


def _is_taken(delivery: Delivery, address: str) -> bool:
    return Delivery.objects.filter(message=delivery.message_id, address=address).exclude(pk=delivery.pk).exists()


def _has_left(delivery: Delivery, receivers: Iterable[Receiver], at: datetime) -> None:
    message = delivery.message
    _let_go(Delivery.objects.filter(pk=delivery.pk), LetGo.LEFT, at)
    known = set(message.deliveries.values_list("user_id", flat=True)) - {None}
    for receiver in receivers:
        if receiver.user_id is None or receiver.user_id not in known:
            _deliver_to(message, receiver, at)
    if not message.deliveries.filter(let_go_at=None).exists():
        message.nobody_at = at
        message.save(update_fields=["nobody_at"])


def _is_over(message: Message, at: datetime) -> None:
    """None of it goes any more."""
    waiting = message.deliveries.in_status(DeliveryStatus.QUEUED) | message.deliveries.in_status(DeliveryStatus.SENDING)
    _let_go(waiting.filter(handed_over_at=None), LetGo.OVER, at)
    message.over_at, message.nobody_at = at, None
    message.save(update_fields=["over_at", "nobody_at"])
    _is_no_reminder(message, at)


def _is_no_reminder(message: Message, at: datetime) -> None:
    """A reminder that nobody got was none: it is due again when its thing opens again."""
    if not message.deliveries.filter(let_go_at=None).exists():
        unsent = Reminder.objects.filter(message=message)
        unsent.update(message=None, sent_at=None, skipped_at=at, skipped_why=SkipReason.DONE)


def _let_go(rows: DeliveryQuerySet, why: LetGo, at: datetime) -> None:
    rows.filter(message__is_confidential=True).update(text="", html="")
    rows.update(let_go_at=at, let_go_why=why, claimed_at=None, claim=None)
