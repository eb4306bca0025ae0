"""Writing to the outbox, and staff's second try."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import models, transaction
from django.utils.translation import gettext as _

from iqm_coe.accounts.models.user import User
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.permissions import require
from iqm_coe.lib.transitions import record_event
from iqm_coe.notifications.enums import DeliveryStatus, Urgency
from iqm_coe.notifications.models.outbox import Delivery, Message
from iqm_coe.notifications.tasks import kick


@dataclass(frozen=True)
class Letter:
    """One of several messages of a kind: the arguments of its audience, what it is about, and plain words only."""

    of: Mapping[str, object]
    about: models.Model | None
    context: Mapping[str, object]


def write(
    kind: str,
    to: str,
    of: Mapping[str, object],
    *,
    about: models.Model | None,
    at: datetime,
    context: Mapping[str, object],
    by: User | None = None,
    urgency: Urgency = Urgency.USUAL,
    is_confidential: bool = False,
    good_until: datetime | None = None,
) -> Message:
    """Put one message into the outbox in the caller's transaction; nothing is sent here (R40).

    `to` names an audience and `of` its arguments; `context` holds plain words only. Whose act it tells of (`by`) is
    not written to.
    """
    return write_all(
        kind,
        to,
        [Letter(of, about, context)],
        at=at,
        by=by,
        urgency=urgency,
        is_confidential=is_confidential,
        good_until=good_until,
    )[0]


def write_all(
    kind: str,
    to: str,
    letters: Iterable[Letter],
    *,
    at: datetime,
    by: User | None = None,
    urgency: Urgency = Urgency.USUAL,
    is_confidential: bool = False,
    good_until: datetime | None = None,
) -> list[Message]:
    """The same for several of a kind to audiences of a kind, in one statement."""
    messages: list[Message] = Message.objects.bulk_create(
        Message(
            kind=kind,
            audience=to,
            audience_of=dict(letter.of),
            context=letter.context,
            about_type=letter.about._meta.label_lower if letter.about else "",
            about_id=letter.about.pk if letter.about else None,
            by=by,
            urgency=urgency,
            is_confidential=is_confidential,
            created_at=at,
            good_until=good_until,
        )
        for letter in letters
    )
    kick_once_committed()
    return messages


@transaction.atomic
def retry(delivery: Delivery, *, by: User, at: datetime) -> Delivery:
    """Queue a failed or uncertain delivery again, under its old Message-ID. Raises Refused in any other status."""
    fresh: Delivery = Delivery.objects.select_for_update(of=("self",)).select_related("message").get(pk=delivery.pk)
    require(by, "notifications.retry_delivery", fresh)
    if fresh.status not in {DeliveryStatus.FAILED, DeliveryStatus.UNCERTAIN}:
        raise Refused(_("Only a failed or uncertain mail can be sent again; this one is “%s”.") % fresh.status.label)
    if not fresh.text:
        raise Refused(_("This mail held a sign-in code and was emptied. Ask the person to request a new one."))
    fresh.failed_at = fresh.uncertain_at = fresh.claimed_at = fresh.handed_over_at = fresh.claim = None
    fresh.next_attempt_at, fresh.attempts = at, 0
    fresh.save()
    record_event(fresh, "retry", by=by, at=at)
    kick_once_committed()
    return fresh


@transaction.atomic
def look_again(message: Message, *, by: User, at: datetime) -> Message:
    """Ask anew who reads a message that reached nobody, now that somebody is there. Raises Refused for any other."""
    fresh = _without_reader(message, by=by)
    fresh.addressed_at = fresh.nobody_at = fresh.stuck_at = None
    fresh.save(update_fields=["addressed_at", "nobody_at", "stuck_at"])
    record_event(fresh, "look_again", by=by, at=at)
    kick_once_committed()
    return fresh


@transaction.atomic
def set_aside(message: Message, *, reason: str, by: User, at: datetime) -> Message:
    """The office has seen to a message that reached nobody: nobody needs it. Raises Refused for any other."""
    fresh = _without_reader(message, by=by)
    fresh.set_aside_at = at
    fresh.nobody_at, fresh.addressed_at = fresh.nobody_at or at, fresh.addressed_at or at
    fresh.save(update_fields=["set_aside_at", "nobody_at", "addressed_at"])
    record_event(fresh, "set_aside", by=by, at=at, reason=reason)
    return fresh


def _without_reader(message: Message, *, by: User) -> Message:
    fresh: Message = Message.objects.select_for_update(of=("self",)).get(pk=message.pk)
    require(by, "notifications.see_to_message", fresh)
    if not Message.objects.without_reader().filter(pk=fresh.pk).exists():
        raise Refused(_("Somebody has seen to this message already."))
    return fresh


def kick_once_committed() -> None:
    """One kick a transaction, however many mails it writes."""
    waiting = transaction.get_connection().run_on_commit
    if not any(entry[1] is kick for entry in waiting):
        transaction.on_commit(kick)
