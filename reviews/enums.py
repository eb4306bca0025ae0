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


class VisitState(TextChoices):
    APPOINTED = "appointed", _("Assessor asked")
    DECLARED = "declared", _("Day to be agreed")
    AGREED = "agreed", _("Day agreed")
    HELD = "held", _("Held")
    DONE = "done", _("Finished")
    DECLINED = "declined", _("Declined by the assessor")
    CANCELLED = "cancelled", _("Cancelled")


class VisitMode(TextChoices):
    IN_PERSON = "in_person", _("In person")
    REMOTE = "remote", _("Remote")


class Side(TextChoices):
    """The two who agree: a day, and the plan for development."""

    ASSESSOR = "assessor", _("Assessor")
    SCHOOL = "school", _("School")


class RoundState(TextChoices):
    OPEN = "open", _("Waiting for an answer")
    ACCEPTED = "accepted", _("One day accepted")
    DECLINED = "declined", _("All declined")
    COUNTERED = "countered", _("Answered with other days")
    DROPPED = "dropped", _("No longer needed")


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


class Outcome(TextChoices):
    RATIFIED = "ratified", _("Ratified")
    ADVICE = "advice", _("Ratified with advice")
    NOT_RATIFIED = "not_ratified", _("Not ratified")


class Judgement(TextChoices):
    MET = "met", _("Met")
    PARTLY = "partly", _("Partly met")
    NOT_MET = "not_met", _("Not met")


class DevelopmentState(TextChoices):
    DRAFTING = "drafting", _("Being drafted")
    AGREED = "agreed", _("Agreed")


class Recommendation(TextChoices):
    MAINTAIN = "maintain", _("Maintain")
    CONDITIONS = "conditions", _("Maintain with conditions")
    NOT_MAINTAINED = "not_maintained", _("Not maintained")


class ReportState(TextChoices):
    DRAFT = "draft", _("Draft")
    CHECKING = "checking", _("Quality check")
    FACTUAL = "factual", _("With the school for its facts")
    READY = "ready", _("Ready to issue")
    ISSUED = "issued", _("Issued")


class FactualAnswer(TextChoices):
    CONFIRMED = "confirmed", _("Facts confirmed")
    CORRECTIONS = "corrections", _("Corrections sent")
    SILENCE = "silence", _("No answer by the day: accepted")


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


TONES = {
    PackStatus.QUEUED: "waiting",
    PackStatus.BUILDING: "info",
    PackStatus.INTERRUPTED: "attention",
    PackStatus.READY: "good",
    PackStatus.FAILED: "bad",
    ReviewState.WRITING: "info",
    ReviewState.SENT: "waiting",
    ReviewState.RECORDED: "good",
    VisitState.APPOINTED: "waiting",
    VisitState.DECLARED: "attention",
    VisitState.AGREED: "good",
    VisitState.HELD: "info",
    VisitState.DONE: "good",
    VisitState.DECLINED: "bad",
    VisitState.CANCELLED: "neutral",
    RoundState.OPEN: "waiting",
    RoundState.ACCEPTED: "good",
    RoundState.DECLINED: "bad",
    RoundState.COUNTERED: "neutral",
    RoundState.DROPPED: "neutral",
    Outcome.RATIFIED: "good",
    Outcome.ADVICE: "attention",
    Outcome.NOT_RATIFIED: "bad",
    Judgement.MET: "good",
    Judgement.PARTLY: "attention",
    Judgement.NOT_MET: "bad",
    DevelopmentState.DRAFTING: "info",
    DevelopmentState.AGREED: "good",
    Recommendation.MAINTAIN: "good",
    Recommendation.CONDITIONS: "attention",
    Recommendation.NOT_MAINTAINED: "bad",
    ReportState.DRAFT: "info",
    ReportState.CHECKING: "waiting",
    ReportState.FACTUAL: "waiting",
    ReportState.READY: "attention",
    ReportState.ISSUED: "good",
    FactualAnswer.CONFIRMED: "good",
    FactualAnswer.CORRECTIONS: "attention",
    FactualAnswer.SILENCE: "neutral",
}
