"""The closed lists of the reviews app."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.choices import Toned


class ReviewState(Toned):
    WRITING = "writing", "info", _("Being written")
    SENT = "sent", "waiting", _("Update sent")
    RECORDED = "recorded", "good", _("Visit recorded")


class VersionKind(TextChoices):
    """Why a text is kept: each of these is kept for ever (R16)."""

    HAND_OVER = "hand_over", _("Before somebody else went on")
    CLASH = "clash", _("Written at the same time")
    SENT = "sent", _("As it was sent")


class PackStatus(Toned):
    """Where a review pack stands; it follows from its instants."""

    QUEUED = "queued", "waiting", _("Waiting to be built")
    BUILDING = "building", "info", _("Being built")
    INTERRUPTED = "interrupted", "attention", _("Interrupted: it will begin again")
    READY = "ready", "good", _("Ready")
    FAILED = "failed", "bad", _("Could not be built")


class VisitState(Toned):
    APPOINTED = "appointed", "waiting", _("Assessor asked")
    DECLARED = "declared", "attention", _("Day to be agreed")
    AGREED = "agreed", "good", _("Day agreed")
    HELD = "held", "info", _("Held")
    DONE = "done", "good", _("Finished")
    DECLINED = "declined", "bad", _("Declined by the assessor")
    CANCELLED = "cancelled", "neutral", _("Cancelled")


class VisitMode(TextChoices):
    IN_PERSON = "in_person", _("In person")
    REMOTE = "remote", _("Remote")


class Side(TextChoices):
    """The two who agree: a day, and the plan for development."""

    ASSESSOR = "assessor", _("Assessor")
    SCHOOL = "school", _("School")


class RoundState(Toned):
    OPEN = "open", "waiting", _("Waiting for an answer")
    ACCEPTED = "accepted", "good", _("One day accepted")
    DECLINED = "declined", "bad", _("All declined")
    COUNTERED = "countered", "neutral", _("Answered with other days")
    DROPPED = "dropped", "neutral", _("No longer needed")


class Tie(TextChoices):
    """Why somebody may not assess a Centre, or why staff think twice (R19)."""

    NOT_ACCREDITED = "not_accredited", _("not accredited on that day")
    ROLE = "role", _("a role in a school of the Centre or of the same trust")
    RECIPROCAL = "reciprocal", _("somebody of a visited school assesses the assessor's own school")
    ADVISER = "adviser", _("the Centre's adviser")
    SAME_AUTHORITY = "same_authority", _("the same local authority")
    THIRD_YEAR = "third_year", _("the third year in a row")


WARNINGS = (Tie.SAME_AUTHORITY, Tie.THIRD_YEAR)
NEVER_OVERRIDDEN = (Tie.NOT_ACCREDITED,)


class Outcome(Toned):
    RATIFIED = "ratified", "good", _("Ratified")
    ADVICE = "advice", "attention", _("Ratified with advice")
    NOT_RATIFIED = "not_ratified", "bad", _("Not ratified")


class Judgement(Toned):
    MET = "met", "good", _("Met")
    PARTLY = "partly", "attention", _("Partly met")
    NOT_MET = "not_met", "bad", _("Not met")


class DevelopmentState(Toned):
    DRAFTING = "drafting", "info", _("Being drafted")
    AGREED = "agreed", "good", _("Agreed")


class Recommendation(Toned):
    MAINTAIN = "maintain", "good", _("Maintain")
    CONDITIONS = "conditions", "attention", _("Maintain with conditions")
    NOT_MAINTAINED = "not_maintained", "bad", _("Not maintained")


class ReportState(Toned):
    DRAFT = "draft", "info", _("Draft")
    CHECKING = "checking", "waiting", _("Quality check")
    FACTUAL = "factual", "waiting", _("With the school for its facts")
    READY = "ready", "attention", _("Ready to issue")
    ISSUED = "issued", "good", _("Issued")


class FactualAnswer(Toned):
    CONFIRMED = "confirmed", "good", _("Facts confirmed")
    CORRECTIONS = "corrections", "attention", _("Corrections sent")
    SILENCE = "silence", "neutral", _("No answer by the day: accepted")


class ReportSectionKind(TextChoices):
    """The sections that the assessor writes, in the order of the report; the rest is drawn from what was recorded."""

    ACTIVITIES = "activities", _("Collaborative and additional activities")
    EVIDENCE = "evidence", _("Sources of evidence")
    MEETINGS = "meetings", _("Meetings held with")
    OVERVIEW = "overview", _("Overview")


SECTION_HINTS = {
    ReportSectionKind.ACTIVITIES: _("What the schools of the Centre did together, who came, and what it changed."),
    ReportSectionKind.EVIDENCE: _("Documents, lessons and places that were seen."),
    ReportSectionKind.MEETINGS: _("Roles, for example “the SENCo and two governors”; never children's names."),
    ReportSectionKind.OVERVIEW: _("Your own words on the school's inclusion this year."),
}
OPTIONAL_SECTIONS = (ReportSectionKind.ACTIVITIES,)
