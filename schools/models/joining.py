"""Somebody asks to join a school, and has nothing until somebody there, or staff, accepts (R5j)."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.constraints import known
from iqm_coe.lib.transitions import Stateful, Transition
from schools.enums import JoiningState, SchoolRoleKind
from schools.models.school import School
from schools.querysets import JoiningQuerySet
from schools.stopping import Silence, binds_by_silence

ASKED = JoiningState.ASKED


class Joining(Stateful):
    """asked → accepted | declined | withdrawn | lapsed, and nothing after that."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="joinings")
    school = models.ForeignKey(School, models.PROTECT, related_name="joinings")
    kind = models.CharField(_("role"), max_length=20, choices=SchoolRoleKind.choices)
    words = models.CharField(_("who you are at the school"), max_length=300)
    state = models.CharField(max_length=20, choices=JoiningState.choices, default=ASKED)
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    answer = models.CharField(_("why not"), max_length=1000, blank=True)

    objects = JoiningQuerySet.as_manager()

    STATES = JoiningState
    READ_WITH = ("user", "school")
    TRANSITIONS: ClassVar = {
        "accept": Transition((ASKED,), JoiningState.ACCEPTED, "schools.decide_joining"),
        "decline": Transition((ASKED,), JoiningState.DECLINED, "schools.decide_joining"),
        "withdraw": Transition((ASKED,), JoiningState.WITHDRAWN, "schools.withdraw_joining"),
        "lapse": Transition((ASKED,), JoiningState.LAPSED, None, by_clock=True),
    }

    class Meta:
        verbose_name = _("request to join a school")
        verbose_name_plural = _("requests to join a school")
        constraints = [
            models.UniqueConstraint(fields=["user", "school"], condition=Q(state="asked"), name="joining_asked_once"),
            models.CheckConstraint(
                condition=Q(kind__in=["coordinator", "headteacher", "contributor", "finance"]),
                name="joining_of_a_role_asked_for",
            ),
            models.CheckConstraint(condition=~Q(words=""), name="joining_says_who"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("asked_at")), name="joining_lapses_later"),
            models.CheckConstraint(
                condition=Q(state="asked", answered_at=None) | (~Q(state="asked") & Q(answered_at__isnull=False)),
                name="joining_answered_at_when_over",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["accepted", "declined"], answered_by__isnull=False)
                | (~Q(state__in=["accepted", "declined"]) & Q(answered_by=None)),
                name="joining_answered_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(answered_by=None) | ~Q(answered_by=F("user")), name="joining_answered_by_another"
            ),
            models.CheckConstraint(
                condition=(Q(state="declined") & ~Q(answer="")) | (~Q(state="declined") & Q(answer="")),
                name="joining_declined_with_a_reason",
            ),
            known(JoiningState, name="joining_state_known"),
        ]
        indexes = [models.Index(fields=["school"], condition=Q(state="asked"), name="joining_that_waits")]

    def __str__(self) -> str:
        return f"{self.user}, {self.school}"


SILENCE = binds_by_silence(Silence(Joining.objects.waiting, "school", "asked_at", "expires_at"))
