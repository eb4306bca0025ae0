"""Rounds of days proposed by one side and answered by the other (R20)."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from centres.membership.models.centre import Centre
from iqm_coe.lib.constraints import known
from iqm_coe.lib.transitions import Stateful, Transition
from reviews.visits.enums import RoundState, Side
from reviews.visits.models.visit import Visit
from reviews.visits.querysets.date import DateRoundQuerySet


class DateRound(Stateful):
    """Up to a few days that one side proposes; the other accepts one, declines all, or answers with its own (R20)."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="rounds")
    number = models.PositiveSmallIntegerField()
    side = models.CharField(max_length=20, choices=Side.choices)
    state = models.CharField(max_length=20, choices=RoundState.choices, default=RoundState.OPEN)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    objects = DateRoundQuerySet.as_manager()

    STATES = RoundState
    TRANSITIONS: ClassVar = {
        "accept": Transition((RoundState.OPEN,), RoundState.ACCEPTED, "visits.answer_dates", _("Accept")),
        "decline": Transition((RoundState.OPEN,), RoundState.DECLINED, "visits.answer_dates", _("Decline all")),
        "counter": Transition((RoundState.OPEN,), RoundState.COUNTERED, "visits.propose_dates"),
        "drop": Transition((RoundState.OPEN,), RoundState.DROPPED, "visits.drop_dates"),
    }

    class Meta:
        verbose_name = _("round of dates")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["visit", "number"], name="round_number_once_a_visit"),
            models.UniqueConstraint(fields=["visit"], condition=Q(state="open"), name="one_open_round_a_visit"),
            known(RoundState, name="round_state_known"),
            known(Side, field="side", name="round_side_known"),
            models.CheckConstraint(
                condition=Q(state="open", closed_at=None) | (~Q(state="open") & Q(closed_at__isnull=False)),
                name="round_closed_at_when_closed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.visit}, {self.number}"

    @property
    def centre(self) -> Centre:
        """The Centre it belongs to, by which the permissions ask."""
        return self.visit.year.centre


class DateProposal(models.Model):
    """One day of a round."""

    round = models.ForeignKey(DateRound, models.PROTECT, related_name="proposals")
    on = models.DateField(_("day"))

    class Meta:
        verbose_name = _("proposed day")
        ordering = ["on"]
        constraints = [models.UniqueConstraint(fields=["round", "on"], name="day_once_a_round")]

    def __str__(self) -> str:
        return self.on.isoformat()
