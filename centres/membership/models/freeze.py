"""The writing of all schools of a Centre is stopped for a while, in an emergency."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from centres.membership.models.centre import Centre
from centres.membership.querysets.freeze import centre_frozen
from iqm_coe.lib.transitions import Transition
from schools.enums import FreezeState
from schools.models.freeze import STANDING, Freeze


class CentreFreeze(Freeze):
    """Of every school that stands in the Centre, as long as it does."""

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="freezes")

    stops = staticmethod(centre_frozen)

    TRANSITIONS: ClassVar = {"lift": Transition((STANDING,), FreezeState.LIFTED, "membership.freeze")}

    class Meta(Freeze.Meta):
        verbose_name = _("stop of a Centre's writing")
        constraints = [
            *Freeze.Meta.constraints,
            models.UniqueConstraint(fields=["centre"], condition=Q(state="standing"), name="centre_frozen_once"),
        ]

    def __str__(self) -> str:
        return f"{self.centre}: {self.label}"
