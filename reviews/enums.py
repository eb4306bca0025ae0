"""The closed lists of the reviews app."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ReviewState(TextChoices):
    WRITING = "writing", _("Being written")
    SENT = "sent", _("Update sent")
    RECORDED = "recorded", _("Visit recorded")


class VersionKind(TextChoices):
    """Why a text is kept: each of these is kept for ever (R16)."""

    HAND_OVER = "hand_over", _("Before somebody else went on")
    CLASH = "clash", _("Written at the same time")
    SENT = "sent", _("As it was sent")


class PackStatus(TextChoices):
    """Where a review pack stands; it follows from its instants."""

    QUEUED = "queued", _("Waiting to be built")
    BUILDING = "building", _("Being built")
    INTERRUPTED = "interrupted", _("Interrupted: it will begin again")
    READY = "ready", _("Ready")
    FAILED = "failed", _("Could not be built")


TONES = {
    PackStatus.QUEUED: "waiting",
    PackStatus.BUILDING: "info",
    PackStatus.INTERRUPTED: "attention",
    PackStatus.READY: "good",
    PackStatus.FAILED: "bad",
    ReviewState.WRITING: "info",
    ReviewState.SENT: "waiting",
    ReviewState.RECORDED: "good",
}
