"""The worker's side of the outbox: address, claim, ask anew who reads it, send, settle. Each step commits by itself."""

import time
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from itertools import takewhile

import structlog
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.db.models import F

from iqm_coe.accounts import mailbox
from iqm_coe.lib import claims
from iqm_coe.lib.dates import Clock
from iqm_coe.notifications.enums import DeliveryStatus
from iqm_coe.notifications.flows import reader, server
from iqm_coe.notifications.models.outbox import Delivery, Message
from iqm_coe.notifications.querysets import STUCK_RESTS, DeliveryQuerySet
from iqm_coe.notifications.smtp import Answer, Line, Outcome

log = structlog.get_logger(__name__)

BACK_OFF = [timedelta(minutes=m) for m in (1, 5, 15, 60, 4 * 60, 12 * 60, 24 * 60, 24 * 60, 24 * 60)]
# A worker silent for so long is gone. Before the text began to go the mail is free soon, since a worker that was only
# slow finds its claim lost; after it nobody takes the mail up again, so there is time to wait for a late answer.
SILENCE_BEFORE, SILENCE_AFTER = timedelta(minutes=2), timedelta(minutes=10)
FREE: dict[str, None] = dict.fromkeys(("claimed_at", "claim", "handed_over_at"))
LONGEST_PASS = 10.0  # seconds, so that a worker that is told to stop comes to an end by itself
ADDRESSED_AT_ONCE = 20
# So many in a row that the server refuses for now, or takes without a word: it is the server and not the mails.
SERVERS_FAULT, SERVERS_SILENCE = 3, 2


class ClaimLost(Exception):
    """Another worker holds this mail now; its text must not go from here."""


@transaction.atomic
def claim_one(at: datetime) -> Delivery | None:
    """Take the next due delivery so that no other worker does; None when there is none."""
    delivery = claims.next_free(Delivery.objects.due(at).select_related("message"))
    if delivery is not None:
        delivery.claimed_at, delivery.claim, delivery.handed_over_at = at, uuid.uuid4(), None
        delivery.save(update_fields=["claimed_at", "claim", "handed_over_at"])
    return delivery


def as_mail(delivery: Delivery) -> EmailMultiAlternatives:
    """The delivery as a MIME message with its fixed Message-ID. What proves the mailbox stands in what goes there, and
    not in what is kept and shown.
    """
    text, html = (_proving(delivery, words) for words in (delivery.text, delivery.html))
    mail = EmailMultiAlternatives(
        subject=delivery.subject,
        body=text,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[delivery.address],
        headers={
            "Message-ID": delivery.mail_id,
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",  # what Exchange reads in place of Auto-Submitted
        },
    )
    if html:
        mail.attach_alternative(html, "text/html")
    return mail


def _proving(delivery: Delivery, words: str) -> str:
    told = delivery.message.context
    return mailbox.with_proof(words, told["path"], delivery.address) if told.get("proves_address") else words


def send_one(delivery: Delivery, *, now: Clock, line: Line) -> Answer | None:
    """Ask anew who reads it and why, hand it to the server, settle the row; None where there was nothing to send."""
    try:
        if not reader.made_ready(delivery, now()):
            return None
        mail = as_mail(delivery)
        mail.message()  # a header that cannot be written is found here, before a line is kept waiting
    except Exception as error:  # whatever a template or a resolver raises: the others must go
        log.exception("delivery_stuck", delivery=delivery.pk)
        _put_off(delivery, repr(error), at=now())
        return None
    try:
        outcome = line.send(mail, before_text=partial(_mark, delivery, now))
    except ClaimLost:
        log.warning("delivery_taken_over", delivery=delivery.pk)
        return None
    _settle(delivery, outcome, at=now())
    return outcome.answer


def _mark(delivery: Delivery, now: Clock) -> None:
    """Write down that the text begins to go: from here on nobody knows its end until the server has answered."""
    if not _mine(delivery).update(handed_over_at=now()):
        raise ClaimLost


def _mine(delivery: Delivery) -> DeliveryQuerySet:
    return Delivery.objects.in_status(DeliveryStatus.SENDING).filter(pk=delivery.pk, claim=delivery.claim)


def _settle(delivery: Delivery, outcome: Outcome, *, at: datetime) -> None:
    """Write down what is known. Only a try that a server answered, or may have, counts."""
    mine, said = _mine(delivery), outcome.words[:500]
    attempts = delivery.attempts + 1
    if outcome.answer is Answer.TAKEN:
        mine.update(sent_at=at, attempts=attempts, last_error="")
        if delivery.message.is_confidential:
            Delivery.objects.filter(pk=delivery.pk).update(text="", html="")
    elif outcome.answer is Answer.UNKNOWN:
        mine.update(uncertain_at=at, attempts=attempts, last_error=said)
    elif outcome.answer is Answer.AWAY:
        mine.update(**FREE, last_error=said)
    elif outcome.answer is Answer.NEVER or attempts > len(BACK_OFF):
        mine.update(failed_at=at, attempts=attempts, last_error=said)
    else:
        mine.update(**FREE, next_attempt_at=at + BACK_OFF[attempts - 1], attempts=attempts, last_error=said)
    log.info("delivery_settled", delivery=delivery.pk, answer=outcome.answer.value)


def _put_off(delivery: Delivery, error: str, *, at: datetime) -> None:
    """It could not even be written: its message is shown as stuck, and it is looked at again in an hour."""
    _mine(delivery).update(**FREE, next_attempt_at=at + STUCK_RESTS, last_error=error[:500])
    Message.objects.filter(pk=delivery.message_id).update(stuck_at=at)


def _acquit(refused: Sequence[Delivery], *, at: datetime) -> None:
    """It was the server: these mails are where they were before the try."""
    rows = Delivery.objects.filter(pk__in=[one.pk for one in refused])
    settled = rows.in_status(DeliveryStatus.QUEUED) | rows.in_status(DeliveryStatus.FAILED)
    settled.update(**FREE, failed_at=None, next_attempt_at=at, attempts=F("attempts") - 1)


def free_abandoned(at: datetime) -> int:
    """What a worker left behind that never came back: a mail whose text had begun to go becomes uncertain and is not
    sent again by itself; any other goes back to its place. Returns how many became uncertain.
    """
    sending = Delivery.objects.in_status(DeliveryStatus.SENDING)
    sending.filter(handed_over_at=None, claimed_at__lte=at - SILENCE_BEFORE).update(**FREE)
    count: int = sending.filter(handed_over_at__lte=at - SILENCE_AFTER).update(
        uncertain_at=at, attempts=F("attempts") + 1, last_error="The worker stopped while sending."
    )
    return count


def deliver_everything_due(now: Clock) -> int:
    """Pass after pass until nothing is left that can go now. Returns how many mails were tried."""
    tried = 0
    while (passed := one_pass(now)).is_cut_short:
        tried += passed.tried
    return tried + passed.tried


def one_pass(now: Clock) -> "Pass":
    """Address what is written and send what is due, the most urgent first, for a few seconds at most."""
    line, passed = Line(get_connection()), Pass(now)
    ends = time.monotonic() + LONGEST_PASS
    try:
        while passed.goes_on(line):
            if time.monotonic() > ends:
                passed.is_cut_short = True
                break
    finally:
        line.hang_up()
    return passed


class Pass:
    """What the mails of one pass, taken together, say about the server."""

    def __init__(self, now: Clock) -> None:
        """A server that rests is left alone; what is written is addressed all the same."""
        self.now, self.tried, self.is_cut_short = now, 0, False
        self._is_resting = server.is_resting(now())
        self._refused: list[Delivery] = []
        self._unanswered = 0
        self._is_proved = False

    def goes_on(self, line: Line) -> bool:
        """Address a few, so that what was written just now waits for no end of a pass, and try one mail; False when
        there was nothing to do.
        """
        addressed = sum(1 for _ in takewhile(bool, (reader.address_one(self.now()) for _ in range(ADDRESSED_AT_ONCE))))
        delivery = None if self._is_resting else claim_one(self.now())
        if delivery is not None:
            self.tried += 1
            self._learn(delivery, send_one(delivery, now=self.now, line=line))
        return delivery is not None or addressed > 0

    def _learn(self, delivery: Delivery, answer: Answer | None) -> None:
        if answer is Answer.LATER:
            self._refused.append(delivery)
        elif answer is Answer.UNKNOWN:
            self._unanswered += 1
        elif answer in {Answer.TAKEN, Answer.NEVER}:
            self._refused, self._unanswered = [], 0
            if not self._is_proved:
                server.answered()
                self._is_proved = True
        is_refusing = len(self._refused) == SERVERS_FAULT
        if is_refusing:
            _acquit(self._refused, at=self.now())
        if is_refusing or answer is Answer.AWAY or self._unanswered == SERVERS_SILENCE:
            self._rest(delivery)

    def _rest(self, delivery: Delivery) -> None:
        """The pass is over, the letters are not: the one at hand goes behind the others, which keep their places."""
        delivery.refresh_from_db(fields=["last_error"])
        until = server.rest(delivery.last_error, at=self.now())
        Delivery.objects.in_status(DeliveryStatus.QUEUED).filter(pk=delivery.pk).update(next_attempt_at=until)
        self._is_resting = True
