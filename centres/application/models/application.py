"""An application to become a Centre, and the changes that staff request (R9, R10)."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from centres.application.enums import ApplicationState, Criterion
from centres.application.querysets.application import ApplicationQuerySet
from centres.membership.models.centre import Centre
from iqm_coe.lib.constraints import both_or_neither, known
from iqm_coe.lib.transitions import Stateful, Transition

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
    decide_by = models.DateField(null=True, help_text=_("When IQM should have decided; stamped when it is sent."))
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    override_reason = models.TextField(blank=True)

    objects = ApplicationQuerySet.as_manager()

    STATES = ApplicationState
    TRANSITIONS: ClassVar = {
        "send": Transition((DRAFT, CHANGES), SUBMITTED, "application.send_application", _("Send the application")),
        "request_changes": Transition((SUBMITTED,), CHANGES, "application.request_changes", _("Request changes")),
        "approve": Transition((SUBMITTED,), ApplicationState.APPROVED, "application.decide", _("Approve the Centre")),
        "decline": Transition((SUBMITTED,), ApplicationState.DECLINED, "application.decide", _("Decline")),
        "withdraw": Transition(OPEN_STATES, ApplicationState.WITHDRAWN, "application.send_application", _("Withdraw")),
    }

    class Meta:
        verbose_name = _("application")
        constraints = [
            known(ApplicationState, name="application_state_known"),
            both_or_neither("submitted_at", "submitted_by", name="application_submitted_by_and_at_together"),
            both_or_neither("decided_at", "decided_by", name="application_decided_by_and_at_together"),
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
        indexes = [
            models.Index(F("submitted_at").desc(nulls_last=True), F("id").desc(), name="application_last_sent_first"),
        ]

    def __str__(self) -> str:
        return str(self.centre)

    @property
    def is_open(self) -> bool:
        """Whether anything may still happen to it."""
        return self.state in OPEN_STATES


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
            both_or_neither("answered_at", "answered_by", name="change_answered_by_and_at_together"),
            models.CheckConstraint(
                condition=Q(answered_at=None) | Q(answered_at__gte=F("requested_at")),
                name="change_answered_after_it_was_asked",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.reason[:40]}"
