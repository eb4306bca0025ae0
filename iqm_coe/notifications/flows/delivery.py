"""The worker's side of the outbox: address, claim, send, settle. Each step commits by itself."""

import smtplib
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F

from iqm_coe.lib import claims
from iqm_coe.notifications.audiences import receivers_of
from iqm_coe.notifications.enums import DeliveryStatus
from iqm_coe.notifications.models.outbox import Delivery, Message
from iqm_coe.notifications.rendering import rendered

log = structlog.get_logger(__name__)

BACK_OFF = [timedelta(minutes=m) for m in (1, 5, 15, 60, 4 * 60, 12 * 60, 24 * 60)]
CLAIM_ENDS = timedelta(minutes=10)
PERMANENT = 500
# Said before any address was named: the mail itself is not refused, and goes once the account or the line is mended.
OUR_OWN_FAULT = (smtplib.SMTPAuthenticationError, smtplib.SMTPConnectError, smtplib.SMTPHeloError)


@transaction.atomic
def address_one(at: datetime) -> Message | None:
    """Address the oldest unaddressed message; None when there is none.

    One whose template or audience is broken is put aside with an error in the log, and never holds up the others.
    """
    message = claims.next_free(Message.objects.unaddressed(at).order_by("pk"))
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
    """Resolve the receivers and write one delivery each."""
    for receiver in receivers_of(message.audience, **message.audience_of):
        words = rendered(message, receiver)
        Delivery.objects.create(
            message=message,
            user_id=receiver.user_id,
            address=receiver.address,
            created_at=at,
            next_attempt_at=at,
            **words,
        )
    message.addressed_at = at
    message.context = {} if message.is_confidential else message.context
    message.save(update_fields=["addressed_at", "context"])


@transaction.atomic
def claim_one(at: datetime) -> Delivery | None:
    """Take the next due delivery so that no other worker does; None when there is none."""
    delivery = claims.next_free(Delivery.objects.due(at).order_by("next_attempt_at", "pk").select_related("message"))
    if delivery is not None:
        claims.claim(delivery, claimed_at=at)
    return delivery


def as_mail(delivery: Delivery, connection: BaseEmailBackend) -> EmailMultiAlternatives:
    """The delivery as a MIME message with its fixed Message-ID."""
    mail = EmailMultiAlternatives(
        subject=delivery.subject,
        body=delivery.text,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[delivery.address],
        headers={"Message-ID": delivery.mail_id, "Auto-Submitted": "auto-generated"},
        connection=connection,
    )
    if delivery.html:
        mail.attach_alternative(delivery.html, "text/html")
    return mail


def send_one(delivery: Delivery, *, at: datetime, connection: BaseEmailBackend) -> None:
    """Hand the mail to the server and settle the row by what is known of the outcome."""
    try:
        as_mail(delivery, connection).send()
    except OUR_OWN_FAULT as fault:
        _try_again(delivery, repr(fault), at=at)
    except smtplib.SMTPResponseException as refusal:
        _refused(delivery, code=refusal.smtp_code, words=str(refusal.smtp_error), at=at)
    except smtplib.SMTPRecipientsRefused as refusal:
        code, words = next(iter(refusal.recipients.values()))
        _refused(delivery, code=code, words=str(words), at=at)
    except (smtplib.SMTPException, OSError) as error:
        _broken(delivery, error, at=at, handed_over=getattr(connection, "handed_over", False))
    else:
        _settle(delivery, sent_at=at, last_error="")
        if delivery.message.is_confidential:
            Delivery.objects.filter(pk=delivery.pk).update(text="", html="")


def _refused(delivery: Delivery, *, code: int, words: str, at: datetime) -> None:
    if code >= PERMANENT:
        _settle(delivery, failed_at=at, last_error=f"{code} {words}"[:500])
    else:
        _try_again(delivery, f"{code} {words}", at=at)


def _broken(delivery: Delivery, error: Exception, *, at: datetime, handed_over: bool) -> None:
    """The line broke: after the text was handed over nobody knows whether it went, and it is not sent again unasked."""
    if handed_over:
        _settle(delivery, uncertain_at=at, last_error=repr(error)[:500])
    else:
        _try_again(delivery, repr(error), at=at)


def _try_again(delivery: Delivery, error: str, *, at: datetime) -> None:
    if delivery.attempts > len(BACK_OFF):
        _settle(delivery, failed_at=at, last_error=error[:500])
    else:
        wait = BACK_OFF[delivery.attempts - 1]
        _settle(delivery, claimed_at=None, next_attempt_at=at + wait, last_error=error[:500])


def _settle(delivery: Delivery, **fields: object) -> None:
    Delivery.objects.filter(pk=delivery.pk).in_status(DeliveryStatus.SENDING).update(**fields)
    log.info("delivery_settled", delivery=delivery.pk, attempts=delivery.attempts, fields=sorted(fields))


def doubt_abandoned(at: datetime) -> int:
    """A claim of a worker that never came back becomes uncertain, and is not sent again by itself. Returns how many."""
    abandoned = Delivery.objects.in_status(DeliveryStatus.SENDING).filter(claimed_at__lte=at - CLAIM_ENDS)
    count: int = abandoned.update(
        uncertain_at=at, last_error="The worker stopped while sending.", attempts=F("attempts")
    )
    return count


def deliver_everything_due(at: datetime) -> int:
    """Address what is written and send what is due, one row at a time. Returns how many were tried."""
    while address_one(at):
        pass
    tried = 0
    connection = get_connection()
    try:
        while delivery := claim_one(at):
            send_one(delivery, at=at, connection=connection)
            tried += 1
    finally:
        connection.close()
    return tried
