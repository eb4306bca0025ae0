"""The writing of a school is stopped for a while, in an emergency: its people read, and write nothing."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.constraints import both_or_neither, known
from iqm_coe.lib.transitions import Stateful, Transition
from schools.enums import FreezeState
from schools.models.school import School
from schools.querysets import FreezeQuerySet

STANDING = FreezeState.STANDING


class Freeze(Stateful):
    """standing → lifted, and nothing after that. Why stands in the notes of its events."""

    state = models.CharField(max_length=20, choices=FreezeState.choices, default=STANDING)
    begun_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = FreezeQuerySet.as_manager()

    STATES = FreezeState

    class Meta:
        abstract = True
        constraints = [
            known(FreezeState, name="%(class)s_state_known"),
            both_or_neither("ended_by", "ended_at", name="%(class)s_ended_by_and_at_together"),
            models.CheckConstraint(
                condition=Q(state="standing", ended_at=None)
                | (~Q(state="standing") & Q(ended_at__isnull=False, ended_at__gte=F("begun_at"))),
                name="%(class)s_ended_when_lifted",
            ),
        ]


class SchoolFreeze(Freeze):
    """Of one school."""

    school = models.ForeignKey(School, models.PROTECT, related_name="freezes")

    TRANSITIONS: ClassVar = {"lift": Transition((STANDING,), FreezeState.LIFTED, "schools.freeze")}

    class Meta(Freeze.Meta):
        verbose_name = _("stop of a school's writing")
        constraints = [
            *Freeze.Meta.constraints,
            models.UniqueConstraint(fields=["school"], condition=Q(state="standing"), name="school_frozen_once"),
        ]

    def __str__(self) -> str:
        return f"{self.school}: {self.label}"
