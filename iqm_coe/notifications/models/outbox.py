"""The outbox: what is to be said, and to whom it went (R40)."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.names import says_index
from iqm_coe.notifications.enums import DeliveryStatus, LetGo, Urgency
from iqm_coe.notifications.querysets import DeliveryQuerySet, MessageQuerySet


def new_mail_id() -> str:
    """The Message-ID header: fixed for the delivery's whole life, so that a second copy is recognised as one."""
    return f"<{uuid.uuid4()}@{settings.MESSAGE_ID_DOMAIN}>"


class Message(models.Model):
    """What one cause wants said. Who receives it is resolved from `audience` at each try to send it, not before."""

    kind = models.CharField(max_length=80, help_text=_("The template family below emails/."))
    audience = models.CharField(max_length=60)
    audience_of = models.JSONField(default=dict)
    context = models.JSONField(default=dict)
    about_type = models.CharField(max_length=60, blank=True)
    about_id = models.BigIntegerField(null=True)
    is_confidential = models.BooleanField(
        default=False, help_text=_("Holds a sign-in code: never shown to staff, emptied when sent.")
    )
    urgency = models.PositiveSmallIntegerField(choices=Urgency, default=Urgency.USUAL)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        help_text=_("Whose act it tells of: they are not written to."),
    )
    created_at = models.DateTimeField()
    good_until = models.DateTimeField(null=True, help_text=_("When what it brings opens nothing any more."))
    addressed_at = models.DateTimeField(null=True)
    stuck_at = models.DateTimeField(null=True, help_text=_("When it could not be addressed: mended by the operator."))
    nobody_at = models.DateTimeField(null=True, help_text=_("When there was nobody to read it: a task of the office."))
    over_at = models.DateTimeField(null=True, help_text=_("When its reason had passed before it went."))
    set_aside_at = models.DateTimeField(null=True, help_text=_("When the office decided that nobody needs it."))
    held_at = models.DateTimeField(null=True, help_text=_("When a restore held it, unaddressed as it was."))

    not_addressed: int  # how many there are, annotated by `not_gone`
    without_reader_yet: int  # likewise

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        indexes = [
            models.Index(fields=["urgency", "id"], condition=Q(addressed_at=None), name="message_to_address"),
            models.Index(fields=["id"], condition=Q(nobody_at__isnull=False), name="message_to_nobody"),
            models.Index(fields=["about_type", "about_id"], name="message_about"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(kind=""), name="message_has_a_kind"),
            models.CheckConstraint(condition=Q(nobody_at=None) | Q(over_at=None), name="message_over_or_to_nobody"),
            models.CheckConstraint(condition=Q(held_at=None) | Q(addressed_at=None), name="message_held_unaddressed"),
        ]

    def __str__(self) -> str:
        return self.kind


class Delivery(models.Model):
    """One message on its way to one address. Its status follows from its instants; there is no second truth."""

    message = models.ForeignKey(Message, models.PROTECT, related_name="deliveries")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="deliveries")
    address = models.EmailField()
    subject = models.CharField(max_length=250)
    text = models.TextField()
    html = models.TextField()
    mail_id = models.CharField(max_length=120, unique=True, default=new_mail_id)
    created_at = models.DateTimeField()
    next_attempt_at = models.DateTimeField()
    urgency = models.PositiveSmallIntegerField(choices=Urgency, default=Urgency.USUAL)
    attempts = models.PositiveSmallIntegerField(default=0, help_text=_("Tries that a server answered about this mail."))
    claimed_at = models.DateTimeField(null=True)
    claim = models.UUIDField(null=True, help_text=_("Of the worker at work: only its own text goes."))
    handed_over_at = models.DateTimeField(null=True, help_text=_("When its text began to go, on the last try."))
    sent_at = models.DateTimeField(null=True)
    uncertain_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    let_go_at = models.DateTimeField(null=True)
    let_go_why = models.CharField(max_length=20, blank=True, choices=LetGo)
    held_at = models.DateTimeField(null=True, help_text=_("When a restore held it, before it had begun to go."))
    last_error = models.CharField(max_length=500, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints = [
            models.UniqueConstraint(fields=["message", "address"], name="delivery_once_an_address"),
            models.CheckConstraint(
                condition=Q(sent_at=None, failed_at=None, let_go_at=None)
                | Q(sent_at=None, uncertain_at=None, let_go_at=None)
                | Q(failed_at=None, uncertain_at=None, let_go_at=None)
                | Q(sent_at=None, failed_at=None, uncertain_at=None),
                name="delivery_ends_in_one_way",
            ),
            models.CheckConstraint(
                condition=Q(claimed_at__isnull=False, handed_over_at__isnull=False)
                | Q(sent_at=None, uncertain_at=None),
                name="delivery_handed_over_before_sent",
            ),
            models.CheckConstraint(
                condition=Q(let_go_at=None, let_go_why="") | (Q(let_go_at__isnull=False) & ~Q(let_go_why="")),
                name="delivery_let_go_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(held_at=None)
                | Q(claimed_at=None, sent_at=None, failed_at=None, uncertain_at=None, let_go_at=None),
                name="delivery_held_before_it_went",
            ),
        ]
        indexes = [
            models.Index(
                fields=["urgency", "next_attempt_at", "id"],
                condition=Q(claimed_at=None, sent_at=None, failed_at=None, uncertain_at=None, let_go_at=None),
                name="delivery_due",
            ),
            models.Index(fields=["user", "-id"], name="delivery_to_a_person"),
            # All that the outbox counts by: the rows themselves are long, each with the whole text of its mail.
            models.Index(
                fields=["message", "user"],
                include=["claimed_at", "sent_at", "uncertain_at", "failed_at", "let_go_at", "held_at"],
                name="delivery_counted",
            ),
            says_index("subject", "delivery_by_its_subject"),
            says_index("address", "delivery_by_its_address"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} → {self.address}"

    @property
    def status(self) -> DeliveryStatus:
        """Where this delivery stands."""
        ends = (
            (self.sent_at, DeliveryStatus.SENT),
            (self.failed_at, DeliveryStatus.FAILED),
            (self.uncertain_at, DeliveryStatus.UNCERTAIN),
            (self.let_go_at, DeliveryStatus.LET_GO),
            (self.claimed_at, DeliveryStatus.SENDING),
            (self.held_at, DeliveryStatus.HELD),
        )
        return next((status for instant, status in ends if instant), DeliveryStatus.QUEUED)

    @property
    def tone(self) -> str:
        return self.status.tone

    @property
    def label(self) -> str:
        return str(self.status.label)
