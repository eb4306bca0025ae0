"""An application to become a Centre: eight criteria, answered or agreed (R9, R10)."""

from typing import ClassVar

from django.conf import settings
from django.core.validators import URLValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from centres.enums import (
    AGREED,
    WRITTEN,
    ApplicationState,
    Criterion,
    EligibilityMoment,
    EligibilityReason,
    in_words,
)
from centres.models.centre import Centre
from centres.models.membership import Membership
from centres.querysets import ApplicationQuerySet
from iqm_coe.lib.transitions import Stateful, Transition
from schools.enums import SchoolRoleKind
from schools.models import Award, School

DRAFT, SUBMITTED, CHANGES = (
    ApplicationState.DRAFT,
    ApplicationState.SUBMITTED,
    ApplicationState.CHANGES_REQUESTED,
)
OPEN_STATES = (DRAFT, SUBMITTED, CHANGES)


class Application(Stateful):
    """One Centre's application. Its lead school sends it; IQM staff decide it, once."""

    centre = models.OneToOneField(Centre, models.PROTECT, related_name="application")
    state = models.CharField(max_length=20, choices=ApplicationState.choices, default=DRAFT)
    submitted_at = models.DateTimeField(null=True)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    override_reason = models.TextField(blank=True)

    objects = ApplicationQuerySet.as_manager()

    STATES = ApplicationState
    TRANSITIONS: ClassVar = {
        "send": Transition((DRAFT, CHANGES), SUBMITTED, "centres.send_application", _("Send the application")),
        "request_changes": Transition((SUBMITTED,), CHANGES, "centres.request_changes", _("Request changes")),
        "approve": Transition((SUBMITTED,), ApplicationState.APPROVED, "centres.decide", _("Approve the Centre")),
        "decline": Transition((SUBMITTED,), ApplicationState.DECLINED, "centres.decide", _("Decline")),
        "withdraw": Transition(OPEN_STATES, ApplicationState.WITHDRAWN, "centres.send_application", _("Withdraw")),
    }

    class Meta:
        verbose_name = _("application")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ApplicationState.values), name="application_state_known"),
            models.CheckConstraint(
                condition=Q(submitted_at=None, submitted_by=None)
                | Q(submitted_at__isnull=False, submitted_by__isnull=False),
                name="application_submitted_by_and_at_together",
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None, decided_by=None) | Q(decided_at__isnull=False, decided_by__isnull=False),
                name="application_decided_by_and_at_together",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["approved", "declined"], decided_at__isnull=False)
                | (~Q(state__in=["approved", "declined"]) & Q(decided_at=None)),
                name="application_decided_when_decided",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "withdrawn"]) | Q(submitted_at__isnull=False),
                name="application_submitted_before_anything_else",
            ),
        ]

    def __str__(self) -> str:
        return str(self.centre)

    @property
    def is_open(self) -> bool:
        """Whether anything may still happen to it."""
        return self.state in OPEN_STATES


class CriterionAnswer(models.Model):
    """The written answer to one criterion. `version` counts its savings, so that nobody overwrites unseen."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="answers")
    criterion = models.CharField(max_length=2, choices=[(c.value, c.label) for c in WRITTEN])
    text = models.TextField(_("answer"), blank=True, max_length=10_000)
    version = models.PositiveIntegerField(default=0)
    updated_at = models.DateTimeField(null=True)
    updated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("answer to a criterion")
        ordering = ["criterion"]
        constraints = [
            models.UniqueConstraint(fields=["application", "criterion"], name="criterion_answered_once"),
            models.CheckConstraint(
                condition=Q(criterion__in=[c.value for c in WRITTEN]), name="criterion_answered_in_writing"
            ),
            models.CheckConstraint(
                condition=Q(updated_at=None, updated_by=None) | Q(updated_at__isnull=False, updated_by__isnull=False),
                name="criterion_updated_by_and_at_together",
            ),
        ]

    def __str__(self) -> str:
        return self.criterion


class EvidenceLink(models.Model):
    """A web address that shows what an answer says."""

    answer = models.ForeignKey(CriterionAnswer, models.CASCADE, related_name="evidence")
    url = models.URLField(_("web address"), max_length=500, validators=[URLValidator(schemes=["http", "https"])])
    title = models.CharField(_("what it shows"), max_length=200)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("evidence")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["answer", "url"], name="evidence_once_an_answer"),
            models.CheckConstraint(condition=Q(url__regex=r"^https?://"), name="evidence_is_on_the_web"),
        ]

    def __str__(self) -> str:
        return self.title


class Agreement(models.Model):
    """A school's head, or the delegate on record, agrees C6 or C7 by name and date."""

    membership = models.ForeignKey(Membership, models.PROTECT, related_name="agreements")
    criterion = models.CharField(max_length=2, choices=[(c.value, c.label) for c in AGREED])
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    given_name = models.CharField(max_length=150, help_text=_("The name as it stood on that day."))
    capacity = models.CharField(max_length=20, choices=SchoolRoleKind.choices)
    given_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("agreement")
        constraints = [
            models.UniqueConstraint(
                fields=["membership", "criterion"], condition=Q(superseded_at=None), name="agreement_stands_once"
            ),
            models.CheckConstraint(condition=Q(criterion__in=[c.value for c in AGREED]), name="agreement_on_c6_or_c7"),
            models.CheckConstraint(
                condition=Q(capacity__in=["headteacher", "delegate"]), name="agreement_given_by_a_head"
            ),
            models.CheckConstraint(condition=~Q(given_name=""), name="agreement_names_who"),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.given_name}"


class ChangeRequest(models.Model):
    """Staff ask for a change to one criterion, with a reason and a day; only that criterion opens again (R9)."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="change_requests")
    criterion = models.CharField(max_length=2, choices=Criterion.choices)
    reason = models.TextField(_("reason"))
    due_on = models.DateField(_("due on"))
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("change request")
        ordering = ["criterion", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "criterion"],
                condition=Q(answered_at=None),
                name="change_requested_once_at_a_time",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="change_request_says_why"),
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None)
                | Q(answered_at__isnull=False, answered_by__isnull=False),
                name="change_answered_by_and_at_together",
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None) | Q(answered_at__gte=F("requested_at")),
                name="change_answered_after_it_was_asked",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.reason[:40]}"


class EligibilityFinding(models.Model):
    """What was found about one school at one moment, kept as the ground of the decision (R10)."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="findings")
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    moment = models.CharField(max_length=20, choices=EligibilityMoment.choices)
    checked_at = models.DateTimeField()
    is_eligible = models.BooleanField()
    award = models.ForeignKey(Award, models.PROTECT, null=True, related_name="+")
    reasons = models.JSONField(default=list)

    class Meta:
        verbose_name = _("finding on eligibility")
        ordering = ["-checked_at", "school__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "school", "moment", "checked_at"], name="finding_once_a_check"
            ),
            models.CheckConstraint(
                condition=Q(is_eligible=True, award__isnull=False) | Q(is_eligible=False, award=None),
                name="eligible_by_an_award",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.school}: {self.label}"

    @property
    def tone(self) -> str:
        return "good" if self.is_eligible else "waiting"

    @property
    def label(self) -> str:
        """What was found, in words."""
        return in_words(EligibilityReason(reason) for reason in self.reasons)
