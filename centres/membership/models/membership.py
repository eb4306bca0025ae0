"""A school's place in a Centre."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from centres.membership.enums import MembershipState
from centres.membership.models.centre import Centre
from centres.membership.querysets.membership import MembershipQuerySet
from iqm_coe.lib.constraints import known
from iqm_coe.lib.transitions import Stateful, Transition
from schools.models.school import School

JOINING, AWAITING, LIVE, ENDED, RELEASED = (
    MembershipState.JOINING,
    MembershipState.AWAITING,
    MembershipState.LIVE,
    MembershipState.ENDED,
    MembershipState.RELEASED,
)
GONE = [ENDED.value, RELEASED.value]


class Membership(Stateful):
    """One school in one Centre. The database refuses a school's second place while the first has not ended (R7).

    A place that was released, because its Centre closed, is free like an ended one, but its school goes on reading
    what it wrote there.
    """

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="memberships")
    school = models.ForeignKey(School, models.PROTECT, related_name="memberships")
    state = models.CharField(max_length=20, choices=MembershipState.choices, default=JOINING)
    joined_at = models.DateTimeField(help_text=_("When the school said yes."))
    live_from = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = MembershipQuerySet.as_manager()

    STATES = MembershipState
    READ_WITH = ("centre",)
    TRANSITIONS: ClassVar = {
        "confirm": Transition((JOINING,), LIVE, "membership.decide_centre"),
        "hold": Transition((JOINING,), AWAITING, "membership.decide_centre"),
        "admit": Transition((AWAITING,), LIVE, "membership.admit_school", by_clock=True),
        "leave": Transition((JOINING, AWAITING), ENDED, "membership.leave"),
        "release": Transition((JOINING,), RELEASED, "membership.release"),
    }

    class Meta:
        verbose_name = _("membership")
        constraints = [
            models.UniqueConstraint(
                fields=["school"], condition=~Q(state__in=GONE), name="school_stands_in_one_centre_at_a_time"
            ),
            known(MembershipState, name="membership_state_known"),
            models.CheckConstraint(
                condition=Q(state__in=GONE, ended_at__isnull=False) | (~Q(state__in=GONE) & Q(ended_at=None)),
                name="membership_ended_at_when_ended",
            ),
            models.CheckConstraint(
                condition=~Q(state="live") | Q(live_from__isnull=False), name="membership_live_since_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.school}: {self.label}"
