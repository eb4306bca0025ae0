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
