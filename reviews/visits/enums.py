from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.status import StatusChoices


class VisitState(StatusChoices):
    APPOINTED = "appointed", "waiting", _("Assessor asked")
    DECLARED = "declared", "attention", _("Day to be agreed")
    AGREED = "agreed", "good", _("Day agreed")
    HELD = "held", "info", _("Held")
    DONE = "done", "good", _("Finished")
    DECLINED = "declined", "bad", _("Declined by the assessor")
    CANCELLED = "cancelled", "neutral", _("Cancelled")


class AccreditationState(StatusChoices):
    """Whether somebody may assess on a day; it follows from their periods (R19)."""

    CURRENT = "current", "good", _("Accredited")
    AHEAD = "ahead", "info", _("From a later day")
    ENDED = "ended", "attention", _("Ended")
    NEVER = "never", "neutral", _("Never accredited")


class VisitMode(TextChoices):
    IN_PERSON = "in_person", _("In person")
    REMOTE = "remote", _("Remote")


class Side(TextChoices):
    """The two who agree: a day, and the plan for development."""

    ASSESSOR = "assessor", _("Assessor")
    SCHOOL = "school", _("School")


class RoundState(StatusChoices):
    OPEN = "open", "waiting", _("Waiting for an answer")
    ACCEPTED = "accepted", "good", _("One day accepted")
    DECLINED = "declined", "bad", _("All declined")
    COUNTERED = "countered", "neutral", _("Answered with other days")
    DROPPED = "dropped", "neutral", _("No longer needed")


class ConflictKind(TextChoices):
    """Why somebody may not assess a Centre, or why staff think twice (R19)."""

    NOT_ACCREDITED = "not_accredited", _("not accredited on that day")
    ROLE = "role", _("a role in a school of the Centre or of the same trust")
    RECIPROCAL = "reciprocal", _("somebody of a visited school assesses the assessor's own school")
    ADVISER = "adviser", _("the Centre's adviser")
    SAME_AUTHORITY = "same_authority", _("the same local authority")
    THIRD_YEAR = "third_year", _("the third year in a row")


WARNINGS = (ConflictKind.SAME_AUTHORITY, ConflictKind.THIRD_YEAR)
NEVER_WAIVED = (ConflictKind.NOT_ACCREDITED,)


class Outcome(StatusChoices):
    RATIFIED = "ratified", "good", _("Ratified")
    ADVICE = "advice", "attention", _("Ratified with advice")
    NOT_RATIFIED = "not_ratified", "bad", _("Not ratified")


class Judgement(StatusChoices):
    MET = "met", "good", _("Met")
    PARTLY = "partly", "attention", _("Partly met")
    NOT_MET = "not_met", "bad", _("Not met")


class DevelopmentState(StatusChoices):
    DRAFTING = "drafting", "info", _("Being drafted")
    AGREED = "agreed", "good", _("Agreed")
