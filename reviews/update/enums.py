from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.status import StatusChoices


class ReviewState(StatusChoices):
    WRITING = "writing", "info", _("Being written")
    SENT = "sent", "waiting", _("Update sent")
    RECORDED = "recorded", "good", _("Visit recorded")


class VersionKind(TextChoices):
    """Why a text is kept: each of these is kept for ever (R16)."""

    HAND_OVER = "hand_over", _("Before somebody else went on")
    CLASH = "clash", _("Written at the same time")
    SENT = "sent", _("As it was sent")
