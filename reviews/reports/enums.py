from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.status import StatusChoices


class Recommendation(StatusChoices):
    MAINTAIN = "maintain", "good", _("Maintain")
    CONDITIONS = "conditions", "attention", _("Maintain with conditions")
    NOT_MAINTAINED = "not_maintained", "bad", _("Not maintained")


class ReportState(StatusChoices):
    DRAFT = "draft", "info", _("Draft")
    CHECKING = "checking", "waiting", _("Quality check")
    FACTUAL = "factual", "waiting", _("With the school for its facts")
    READY = "ready", "attention", _("Ready to issue")
    ISSUED = "issued", "good", _("Issued")


WITH_THE_OFFICE = (ReportState.CHECKING, ReportState.READY)


class FactualAnswer(StatusChoices):
    CONFIRMED = "confirmed", "good", _("Facts confirmed")
    CORRECTIONS = "corrections", "attention", _("Corrections sent")
    SILENCE = "silence", "neutral", _("No answer by the day: accepted")


class ReportSectionKind(TextChoices):
    """The sections that the assessor writes, in the order of the report; the rest is drawn from what was recorded."""

    ACTIVITIES = "activities", _("Collaborative and additional activities")
    EVIDENCE = "evidence", _("Sources of evidence")
    MEETINGS = "meetings", _("Meetings held with")
    OVERVIEW = "overview", _("Overview")
    CLOSING = "closing", _("Closing words")


SECTION_HINTS = {
    ReportSectionKind.ACTIVITIES: _("What the schools of the Centre did together, who came, and what it changed."),
    ReportSectionKind.EVIDENCE: _("Documents, lessons and places that were seen."),
    ReportSectionKind.MEETINGS: _("Roles, for example “the SENCo and two governors”; never children's names."),
    ReportSectionKind.OVERVIEW: _("Your own words on the school's inclusion this year."),
    ReportSectionKind.CLOSING: _("They stand below the recommendation, and begin with IQM's own once you choose one."),
}
OPTIONAL_SECTIONS = (ReportSectionKind.ACTIVITIES, ReportSectionKind.CLOSING)
