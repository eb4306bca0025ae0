"""A Centre of Excellence and its lead school."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from centres.membership.enums import CentreState
from centres.membership.querysets.centre import CentreQuerySet
from iqm_coe.lib.constraints import known
from iqm_coe.lib.names import Ordered, resembles_index, says_index
from iqm_coe.lib.transitions import Stateful, Transition
from schools.models.school import School

FORMING, ACTIVE, CLOSED = CentreState.FORMING, CentreState.ACTIVE, CentreState.CLOSED


class Centre(Stateful):
    """A grouping of schools; one of them leads. It forms, and an approval makes it active (R11)."""

    name = models.CharField(_("name"), max_length=120)
    lead_school = models.ForeignKey(School, models.PROTECT, related_name="led_centres")
    state = models.CharField(max_length=20, choices=CentreState.choices, default=FORMING)
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    approved_on = models.DateField(null=True, help_text=_("The day in London on which it became active."))

    objects = CentreQuerySet.as_manager()

    STATES = CentreState
    TRANSITIONS: ClassVar = {
        "activate": Transition((FORMING,), ACTIVE, "membership.decide_centre"),
        "abandon": Transition((FORMING,), CLOSED, "membership.abandon_centre"),
    }

    class Meta:
        verbose_name = _("Centre")
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="centre_has_a_name"),
            known(CentreState, name="centre_state_known"),
            models.CheckConstraint(
                condition=Q(state="forming", approved_on=None) | ~Q(state="forming"),
                name="centre_forming_is_not_approved",
            ),
            models.CheckConstraint(
                condition=~Q(state="active") | Q(approved_on__isnull=False), name="centre_active_since_a_day"
            ),
        ]
        indexes = [
            models.Index(Ordered("name"), "id", name="centre_by_name_in_order"),
            says_index("name", "centre_by_what_its_name_says"),
            resembles_index("name", "centre_by_a_name_like_it"),
        ]

    def __str__(self) -> str:
        return self.name
