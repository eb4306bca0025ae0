"""A lost second factor is set back by two administrators: one asks, another consents."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from iqm_coe.accounts.enums import FactorResetState
from iqm_coe.accounts.querysets import FactorResetQuerySet
from iqm_coe.lib.constraints import known
from iqm_coe.lib.transitions import Stateful, Transition

ASKED = FactorResetState.ASKED


class FactorReset(Stateful):
    """asked → done | refused | withdrawn | lapsed. Why it was asked stands in the note of its first event."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="factor_resets")
    state = models.CharField(max_length=20, choices=FactorResetState.choices, default=ASKED)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    lapses_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = FactorResetQuerySet.as_manager()

    STATES = FactorResetState
    READ_WITH = ("person", "asked_by")
    TRANSITIONS: ClassVar = {
        "consent": Transition((ASKED,), FactorResetState.DONE, "accounts.consent_to_factor_reset"),
        "refuse": Transition((ASKED,), FactorResetState.REFUSED, "accounts.refuse_factor_reset"),
        "withdraw": Transition((ASKED,), FactorResetState.WITHDRAWN, "accounts.withdraw_factor_reset"),
        "lapse": Transition((ASKED,), FactorResetState.LAPSED, None, by_clock=True),
    }

    class Meta:
        verbose_name = _("request to set back a second factor")
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(state="asked"), name="factor_reset_asked_once"),
            models.CheckConstraint(condition=~Q(person=F("asked_by")), name="factor_reset_asked_by_another"),
            models.CheckConstraint(condition=Q(lapses_at__gt=F("asked_at")), name="factor_reset_lapses_later"),
            models.CheckConstraint(
                condition=Q(state="asked", ended_at=None) | (~Q(state="asked") & Q(ended_at__isnull=False)),
                name="factor_reset_ended_at_when_over",
            ),
            known(FactorResetState, name="factor_reset_state_known"),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.label}"
