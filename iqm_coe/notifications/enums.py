"""The closed lists of the notifications app."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.status import StatusChoices


class DeliveryStatus(StatusChoices):
    QUEUED = "queued", "waiting", _("Queued")
    SENDING = "sending", "info", _("Sending")
    SENT = "sent", "good", _("Sent")
    UNCERTAIN = "uncertain", "attention", _("Uncertain")
    FAILED = "failed", "bad", _("Failed")


class ReminderStatus(StatusChoices):
    PLANNED = "planned", "waiting", _("Planned")
    SENT = "sent", "good", _("Sent")
    SKIPPED = "skipped", "neutral", _("Not needed")


class SkipReason(TextChoices):
    """Why a reminder was not sent."""

    DONE = "done", _("the thing was done before")
    OVERTAKEN = "overtaken", _("a later reminder of the same thing was due already")
