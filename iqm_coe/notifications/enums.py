"""The closed lists of the notifications app."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.status import StatusChoices


class DeliveryStatus(StatusChoices):
    QUEUED = "queued", "waiting", _("Queued")
    SENDING = "sending", "info", _("Sending")
    SENT = "sent", "good", _("Sent")
    UNCERTAIN = "uncertain", "attention", _("Uncertain")
    FAILED = "failed", "bad", _("Failed")
    LET_GO = "let_go", "neutral", _("Not needed")
    HELD = "held", "attention", _("Held")


class LetGo(TextChoices):
    """Why a mail was let go before it went."""

    LEFT = "left", _("the person has no part in it any more")
    OVER = "over", _("its reason has passed")
    RESTORED = "restored", _("it was held after a restore, and an administrator set it aside")


class Urgency(IntegerChoices):
    """Which mail goes first; within one of them, what has been due longest."""

    FIRST = 0, _("somebody waits for it to get in")
    USUAL = 1, _("a step of the programme")
    LATER = 2, _("a reminder")


class ReminderStatus(StatusChoices):
    PLANNED = "planned", "waiting", _("Planned")
    SENT = "sent", "good", _("Sent")
    SKIPPED = "skipped", "neutral", _("Not needed")


class SkipReason(TextChoices):
    """Why a reminder was not sent."""

    DONE = "done", _("the thing was done before")
    OVERTAKEN = "overtaken", _("a later reminder of the same thing was due already")
    RESTORED = "restored", _("it was held after a restore, and an administrator set it aside")


class HoldEnd(TextChoices):
    """What became of the mail that a restore held."""

    LET_GO = "let_go", _("let go")
    SET_ASIDE = "set_aside", _("set aside")
