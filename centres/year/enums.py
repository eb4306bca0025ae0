from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.status import StatusChoices


class YearState(StatusChoices):
    """Where a year stands on a day; it follows from its two days."""

    AHEAD = "ahead", "info", _("To come")
    RUNNING = "running", "good", _("Running")
    OVER = "over", "neutral", _("Over")


class PlanKind(TextChoices):
    """The three things that a Centre lodges each year, in the programme's words."""

    SUSTAINED = "sustained", _("Detailed planning for sustained practice")
    RESEARCH = "research", _("Details of classroom research")
    DISSEMINATION = "dissemination", _("Plans for the dissemination of good practice")


class PlanState(StatusChoices):
    EXPECTED = "expected", "neutral", _("Expected")
    LODGED = "lodged", "waiting", _("With IQM")
    ACCEPTED = "accepted", "good", _("Accepted")
    RETURNED = "returned", "attention", _("Returned")


class ActivityKind(TextChoices):
    """What schools of a Centre do together (R41)."""

    MEETING = "meeting", _("Meeting")
    VISIT = "visit", _("Visit between schools")
    TRAINING = "training", _("Shared training")


class ActivityState(StatusChoices):
    PLANNED = "planned", "info", _("Planned")
    HELD = "held", "good", _("Held")
    CALLED_OFF = "called_off", "neutral", _("Called off")
