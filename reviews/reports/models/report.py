"""The report on a review: drafted, checked, read for its facts by the school (R24, R25)."""

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from centres.membership.models.centre import Centre
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.constraints import both_or_neither, known
from iqm_coe.lib.transitions import Stateful, Transition
from iqm_coe.texts.models.kept import Paged
from reviews.reports.enums import FactualAnswer, Recommendation, ReportSectionKind, ReportState
from reviews.reports.querysets.report import ReportQuerySet
from reviews.update.models.review import LONGEST, Review
from schools.stopping import Silence, binds_by_silence

MOST_CONDITIONS = 4
LONGEST_CONDITION = 2000
# The boxes of prose, and how long each may be.
PROSE = {kind.value: LONGEST for kind in ReportSectionKind} | {
    f"condition_{number}": LONGEST_CONDITION for number in range(1, MOST_CONDITIONS + 1)
}
BOXES = (*PROSE, "recommendation", *(f"condition_{number}_due_on" for number in range(1, MOST_CONDITIONS + 1)))
DRAFT, CHECKING, FACTUAL, READY, ISSUED = (
    ReportState.DRAFT,
    ReportState.CHECKING,
    ReportState.FACTUAL,
    ReportState.READY,
    ReportState.ISSUED,
)


class Report(Stateful, Paged):
    """One report on one review, written by the visit's assessor. A correction is a new one that names the old.

    Where the assessor left after they had signed it, one of the staff finishes it (R24e): `sent_at` stays the instant
    of the assessor's signature, and what the Centre did together is told as it stood then.
    """

    review = models.ForeignKey(Review, models.PROTECT, related_name="reports")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="reports")
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")
    state = models.CharField(max_length=20, choices=ReportState.choices, default=DRAFT)
    recommendation = models.CharField(_("recommendation"), max_length=30, choices=Recommendation.choices, blank=True)
    version = models.PositiveIntegerField(default=0)
    begun_at = models.DateTimeField()
    due_on = models.DateField(help_text=_("When the draft should be with IQM; stamped when the visit is recorded."))
    office_due_on = models.DateField(
        null=True, help_text=_("When IQM should have checked it, or issued it; stamped when it comes to them.")
    )
    saved_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    finished_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        help_text=_("Who of the staff finishes what its author signed and cannot go on with (R24e)."),
    )
    finished_at = models.DateTimeField(null=True, help_text=_("When they sent it to the quality check."))
    checked_at = models.DateTimeField(null=True)
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = ReportQuerySet.as_manager()

    STATES = ReportState
    TRANSITIONS: ClassVar = {
        "send": Transition((DRAFT,), CHECKING, "reports.write_report", _("Send to the quality check")),
        "finish": Transition((DRAFT,), DRAFT, "reports.finish_report", _("Finish it for the assessor")),
        "pass": Transition((CHECKING,), FACTUAL, "reports.check_report", _("Send to the school for its facts")),
        "pass_again": Transition((CHECKING,), READY, "reports.check_report", _("Accept the corrections")),
        "send_back": Transition((CHECKING, READY), DRAFT, "reports.send_report_back", _("Send back")),
        "confirm": Transition((FACTUAL,), READY, "reports.answer_facts", _("Confirm the facts")),
        "dispute": Transition((FACTUAL,), DRAFT, "reports.answer_facts", _("Send corrections")),
        "accept_silence": Transition((FACTUAL,), READY, None, by_clock=True),
        "issue": Transition((READY,), ISSUED, "reports.issue_report", _("Issue the report")),
    }

    class Meta:
        verbose_name = _("report")
        ordering = ["-pk"]
        constraints = [
            known(ReportState, name="report_state_known"),
            models.UniqueConstraint(
                fields=["review"], condition=~Q(state="issued"), name="report_in_the_making_once_a_review"
            ),
            models.UniqueConstraint(fields=["review"], condition=Q(replaces=None), name="first_report_once_a_review"),
            models.CheckConstraint(
                condition=Q(recommendation="") | Q(recommendation__in=Recommendation.values),
                name="report_recommendation_known",
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | (~Q(recommendation="") & Q(sent_at__isnull=False)),
                name="report_sent_with_a_recommendation",
            ),
            both_or_neither("checked_at", "checked_by", name="report_checked_by_and_at_together"),
            models.CheckConstraint(
                condition=~Q(state__in=["factual", "ready", "issued"]) | Q(checked_at__isnull=False),
                name="report_checked_before_anybody_reads_it",
            ),
            models.CheckConstraint(
                condition=Q(checked_by=None) | ~Q(checked_by=F("author")), name="report_checker_is_not_its_author"
            ),
            models.CheckConstraint(
                condition=Q(finished_by=None)
                | (~Q(finished_by=F("author")) & (Q(checked_by=None) | ~Q(finished_by=F("checked_by")))),
                name="report_finished_by_neither_author_nor_checker",
            ),
            models.CheckConstraint(
                condition=Q(finished_by=None, finished_at=None) | Q(finished_by__isnull=False, sent_at__isnull=False),
                name="report_finished_after_its_author_signed",
            ),
        ]

    def __str__(self) -> str:
        return str(self.review)

    @property
    def writer(self) -> User:
        """Who writes it now: its author, or whoever of the staff finishes it."""
        writer: User = self.finished_by or self.author
        return writer

    @property
    def draft_due_on(self) -> date:
        """By when the draft is owed (R24h): its stamped day, until it is first sent. One that came back was in time; it
        is owed with the report, by the last day of the year, unless the office gave it longer.
        """
        closes_on: date = self.review.year.closes_on
        stamped: date = self.due_on
        return stamped if self.sent_at is None else max(stamped, closes_on)

    def texts(self) -> dict[str, str]:
        """What stands in the boxes of the assessor's form."""
        texts = dict.fromkeys(BOXES, "") | {one.kind: one.text for one in self.sections.all()}
        for one in self.conditions.all():
            texts[f"condition_{one.number}"] = one.text
            texts[f"condition_{one.number}_due_on"] = one.due_on.isoformat()
        return {**texts, "recommendation": self.recommendation}

    @property
    def centre(self) -> Centre:
        """The Centre it belongs to, by which the permissions ask."""
        return self.review.year.centre

    @property
    def school_id(self) -> int:
        """The school it belongs to, by which the permissions ask."""
        school: int = self.review.school_id
        return school


class ReportSection(models.Model):
    """The text of one section that the assessor writes; the other parts are drawn from what was recorded."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="sections")
    kind = models.CharField(max_length=30, choices=ReportSectionKind.choices)
    text = models.TextField(blank=True, max_length=LONGEST)

    class Meta:
        verbose_name = _("section of a report")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["report", "kind"], name="section_once_a_report"),
            known(ReportSectionKind, field="kind", name="section_kind_known"),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())


class Condition(models.Model):
    """Something the school has to do by a day so that its membership is maintained (R25)."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="conditions")
    number = models.PositiveSmallIntegerField()
    text = models.TextField(_("condition"), max_length=2000)
    due_on = models.DateField(_("by when"))

    class Meta:
        verbose_name = _("condition")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["report", "number"], name="condition_number_once_a_report"),
            models.CheckConstraint(condition=~Q(text=""), name="condition_says_what"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.text[:40]}"


class FactualCheck(models.Model):
    """The version that the school read for its facts, once, and its answer; silence until the day is acceptance."""

    report = models.OneToOneField(Report, models.PROTECT, related_name="factual")
    content = models.TextField(help_text=_("What was sent, as canonical JSON."))
    sha256 = models.CharField(max_length=64)
    sent_at = models.DateTimeField()
    due_on = models.DateField(help_text=_("The last day to answer; stamped at sending."))
    answer = models.CharField(max_length=20, choices=FactualAnswer.choices, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    corrections = models.TextField(_("corrections"), blank=True, max_length=LONGEST)

    class Meta:
        verbose_name = _("reading for factual accuracy")
        verbose_name_plural = _("readings for factual accuracy")
        constraints = [
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="factual_has_a_hash"),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None, answered_by=None)
                | Q(answer="silence", answered_at__isnull=False, answered_by=None)
                | Q(answer__in=["confirmed", "corrections"], answered_at__isnull=False, answered_by__isnull=False),
                name="factual_answered_by_and_at_together",
            ),
            models.CheckConstraint(
                condition=(Q(answer="corrections") & ~Q(corrections=""))
                | (~Q(answer="corrections") & Q(corrections="")),
                name="factual_corrections_say_what",
            ),
        ]

    def __str__(self) -> str:
        return str(self.report)

    @property
    def centre(self) -> Centre:
        """The Centre it belongs to, by which the permissions ask."""
        return self.report.centre


SILENCE = binds_by_silence(
    Silence(lambda: FactualCheck.objects.filter(answer=""), "report__review__school", "sent_at", "due_on")
)
