"""One school's review of one Centre year, and the head's declaration of its update (R15)."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from centres.membership.models.centre import Centre
from centres.year.models.year import CentreYear
from iqm_coe.lib.append_only import AppendOnly
from iqm_coe.lib.constraints import both_or_neither, known
from iqm_coe.lib.names import in_order
from iqm_coe.lib.transitions import Stateful, Transition
from reviews.update.enums import ReviewState
from reviews.update.models.framework import Framework
from reviews.update.querysets.review import ReviewQuerySet
from schools.enums import SchoolRoleKind
from schools.models.school import School

WRITING, SENT, RECORDED = ReviewState.WRITING, ReviewState.SENT, ReviewState.RECORDED
LONGEST = 20_000


class Review(Stateful):
    """One school's review of one Centre year, pinned to one framework."""

    year = models.ForeignKey(CentreYear, models.PROTECT, related_name="reviews")
    school = models.ForeignKey(School, models.PROTECT, related_name="reviews")
    framework = models.ForeignKey(Framework, models.PROTECT, related_name="reviews")
    previous = models.OneToOneField("self", models.PROTECT, null=True, related_name="next")
    state = models.CharField(max_length=20, choices=ReviewState.choices, default=WRITING)
    update_due_on = models.DateField(help_text=_("Stamped when the year opens, and again when a visit is agreed."))
    asked_head_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = ReviewQuerySet.as_manager()

    STATES = ReviewState
    TRANSITIONS: ClassVar = {
        "send": Transition((WRITING,), SENT, "update.declare_update", _("Declare and send the update")),
        "record": Transition((SENT,), RECORDED, "update.record_review", _("Finish the record of the visit")),
    }

    class Meta:
        verbose_name = _("review")
        ordering = [in_order("school__name"), "pk"]
        constraints = [
            models.UniqueConstraint(fields=["year", "school"], name="review_once_a_school_and_year"),
            known(ReviewState, name="review_state_known"),
            both_or_neither("sent_at", "sent_by", name="review_sent_by_and_at_together"),
            models.CheckConstraint(
                condition=Q(state="writing", sent_at=None) | (~Q(state="writing") & Q(sent_at__isnull=False)),
                name="review_sent_when_sent",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.school}, {self.year}"

    @property
    def centre(self) -> Centre:
        """The Centre it belongs to, by which the permissions ask."""
        return self.year.centre


class Declaration(AppendOnly):
    """The head, or who acts for one on record, declares by name and day that the update is true (R15)."""

    review = models.ForeignKey(Review, models.PROTECT, related_name="declarations")
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    given_name = models.CharField(max_length=150, help_text=_("The name as it stood on that day."))
    capacity = models.CharField(max_length=20, choices=SchoolRoleKind.choices)
    given_at = models.DateTimeField()

    class Meta:
        verbose_name = _("declaration")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(capacity__in=["headteacher", "delegate", "acting_head"]), name="declaration_given_by_a_head"
            ),
            models.CheckConstraint(condition=~Q(given_name=""), name="declaration_names_who"),
        ]

    def __str__(self) -> str:
        return self.given_name
