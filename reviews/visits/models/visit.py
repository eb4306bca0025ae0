"""The yearly visit: whom it covers, who comes (R19, R21)."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from centres.membership.models.centre import Centre
from centres.year.models.year import CentreYear
from iqm_coe.lib.constraints import both_or_neither, known
from iqm_coe.lib.names import in_order
from iqm_coe.lib.transitions import Stateful, Transition
from iqm_coe.texts.models.kept import Paged
from reviews.update.models.review import LONGEST, Review
from reviews.visits.enums import VisitMode, VisitState
from reviews.visits.querysets.visit import VisitedReviewQuerySet, VisitQuerySet
from schools.models.school import School

APPOINTED, DECLARED, AGREED, HELD, DONE = (
    VisitState.APPOINTED,
    VisitState.DECLARED,
    VisitState.AGREED,
    VisitState.HELD,
    VisitState.DONE,
)
LONGEST_AGENDA = 10_000
NOTED = ("evidence_seen", "meetings_held")
WITH_A_DAY = [AGREED.value, HELD.value, DONE.value]
BEFORE_A_DAY = [APPOINTED.value, DECLARED.value, VisitState.DECLINED.value]


class Visit(Stateful, Paged):
    """One assessor visits one or more schools of one Centre in one year.

    The database refuses an assessor a second agreed visit on a day (R20).
    """

    year = models.ForeignKey(CentreYear, models.PROTECT, related_name="visits")
    host = models.ForeignKey(School, models.PROTECT, related_name="hosted_visits")
    assessor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="visits")
    mode = models.CharField(_("how"), max_length=20, choices=VisitMode.choices, default=VisitMode.IN_PERSON)
    agenda = models.TextField(_("agenda"), blank=True, max_length=LONGEST_AGENDA)
    agenda_at = models.DateTimeField(null=True)
    agenda_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=20, choices=VisitState.choices, default=APPOINTED)
    appointed_at = models.DateTimeField()
    appointed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    waived = models.JSONField(default=list, help_text=_("The conflicts that were known and waived (R19)."))
    waiver_reason = models.TextField(_("why it was waived"), blank=True)
    waived_at = models.DateTimeField(null=True, help_text=_("A role that is younger is not covered by the reason."))
    interests = models.TextField(_("declared interests"), blank=True)
    answer_by = models.DateField(
        _("answer due on"),
        null=True,
        help_text=_("When the assessor should have answered; stamped when they are asked."),
    )
    answered_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(
        null=True, help_text=_("When the assessor's role at IQM ended: no later role brings the visit back (R19g).")
    )
    agreed_on = models.DateField(_("day of the visit"), null=True)
    agreed_at = models.DateTimeField(null=True)

    objects = VisitQuerySet.as_manager()

    STATES = VisitState
    TRANSITIONS: ClassVar = {
        "accept": Transition((APPOINTED,), DECLARED, "visits.answer_appointment", _("Accept")),
        "decline": Transition((APPOINTED,), VisitState.DECLINED, "visits.answer_appointment", _("Decline")),
        "agree": Transition((DECLARED,), AGREED, "visits.agree_date"),
        "fix": Transition((DECLARED, AGREED), AGREED, "visits.fix_date", _("Fix the day")),
        "hold": Transition((AGREED,), HELD, "visits.record_visit"),
        "finish": Transition((HELD,), DONE, "visits.finish_visit"),
        "cancel": Transition((APPOINTED, DECLARED, AGREED), VisitState.CANCELLED, "visits.cancel_visit", _("Cancel")),
    }

    class Meta:
        verbose_name = _("visit")
        ordering = ["-pk"]
        constraints = [
            known(VisitState, name="visit_state_known"),
            known(VisitMode, field="mode", name="visit_mode_known"),
            models.CheckConstraint(
                condition=Q(waiver_reason="", waived_at=None) | (~Q(waiver_reason="") & Q(waived_at__isnull=False)),
                name="visit_waived_at_with_a_reason",
            ),
            models.UniqueConstraint(
                fields=["assessor", "agreed_on"],
                condition=Q(state__in=WITH_A_DAY),
                name="assessor_visits_once_a_day",
            ),
            models.CheckConstraint(
                condition=(Q(state__in=WITH_A_DAY) & Q(agreed_on__isnull=False, agreed_at__isnull=False))
                | (Q(state__in=BEFORE_A_DAY) & Q(agreed_on=None, agreed_at=None))
                | Q(state="cancelled"),
                name="visit_has_a_day_when_agreed",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["appointed", "cancelled"]) | Q(answered_at__isnull=False),
                name="visit_answered_before_anything_else",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["appointed", "declined", "cancelled"]) | ~Q(interests=""),
                name="visit_accepted_with_a_declaration",
            ),
            models.CheckConstraint(
                condition=Q(waived=[], waiver_reason="") | (~Q(waived=[]) & ~Q(waiver_reason="")),
                name="visit_waived_with_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(assessor=F("appointed_by")), name="nobody_appoints_themselves_assessor"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year.centre}, {self.year}"

    @property
    def centre(self) -> Centre:
        """The Centre it belongs to, by which the permissions ask."""
        return self.year.centre


class VisitedReview(Paged):
    """A school's review that a visit covers; the database refuses it a second visit until it is released.

    What the assessor notes on the day is the beginning of the report's sections.
    """

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="covers")
    review = models.ForeignKey(Review, models.PROTECT, related_name="covered_by")
    released_at = models.DateTimeField(null=True, help_text=_("When the visit was declined or cancelled."))

    evidence_seen = models.TextField(_("evidence seen"), blank=True, max_length=LONGEST)
    meetings_held = models.TextField(_("meetings held"), blank=True, max_length=LONGEST)
    noted_at = models.DateTimeField(null=True)
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = VisitedReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("school of a visit")
        ordering = [in_order("review__school__name"), "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["review"], condition=Q(released_at=None), name="review_covered_by_one_visit_at_a_time"
            ),
            models.UniqueConstraint(fields=["visit", "review"], name="review_once_a_visit"),
            both_or_neither("noted_at", "noted_by", name="visited_review_noted_by_and_at_together"),
        ]

    def __str__(self) -> str:
        return str(self.review.school)

    def texts(self) -> dict[str, str]:
        """What stands in the boxes of the notes of the day."""
        return {name: getattr(self, name) for name in NOTED}
