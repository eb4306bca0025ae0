"""The closed lists of the notifications app."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class DeliveryStatus(TextChoices):
    QUEUED = "queued", _("Queued")
    SENDING = "sending", _("Sending")
    SENT = "sent", _("Sent")
    UNCERTAIN = "uncertain", _("Uncertain")
    FAILED = "failed", _("Failed")


TONES = {
    DeliveryStatus.QUEUED: "waiting",
    DeliveryStatus.SENDING: "info",
    DeliveryStatus.SENT: "good",
    DeliveryStatus.UNCERTAIN: "attention",
    DeliveryStatus.FAILED: "bad",
}


class ReminderStatus(TextChoices):
    PLANNED = "planned", _("Planned")
    SENT = "sent", _("Sent")
    SKIPPED = "skipped", _("Not needed")


class SkipReason(TextChoices):
    """Why a reminder was not sent."""

    DONE = "done", _("the thing was done before")
    OVERTAKEN = "overtaken", _("a later reminder of the same thing was due already")


REMINDER_TONES = {
    ReminderStatus.PLANNED: "waiting",
    ReminderStatus.SENT: "good",
    ReminderStatus.SKIPPED: "neutral",
}
