"""What schools of a Centre do together: planned for a day, recorded once it was held (R41)."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from centres.membership.models.centre import Centre
from centres.membership.querysets.centre import SeenThroughCentre
from centres.year.enums import ActivityKind, ActivityState
from iqm_coe.lib.constraints import both_or_neither, known
from iqm_coe.lib.names import in_order
from iqm_coe.lib.transitions import Stateful, Transition
from schools.models.school import School

PLANNED, HELD, CALLED_OFF = ActivityState.PLANNED, ActivityState.HELD, ActivityState.CALLED_OFF


class Activity(Stateful):
    """A meeting, visit or training of schools of one Centre; its day tells which year it belongs to.

    `version` counts its savings, so that nobody overwrites unseen; `token` is that of the form that planned it.
    """

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="activities")
    state = models.CharField(max_length=20, choices=ActivityState.choices, default=PLANNED)
    kind = models.CharField(_("what it is"), max_length=20, choices=ActivityKind.choices)
    held_on = models.DateField(_("day"))
    place = models.CharField(_("where"), max_length=200)
    focus = models.CharField(_("focus"), max_length=300)
    taken_back = models.TextField(_("what was taken back"), blank=True)
    version = models.PositiveIntegerField(default=1)
    token = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    planned_at = models.DateTimeField()
    planned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(null=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = SeenThroughCentre.as_manager()

    STATES = ActivityState
    TRANSITIONS: ClassVar = {
        "record": Transition((PLANNED,), HELD, "year.record_activity", _("Record as held")),
        "call_off": Transition((PLANNED,), CALLED_OFF, "year.record_activity", _("Call it off")),
        "take_up": Transition((CALLED_OFF,), PLANNED, "year.record_activity", _("Take it up again")),
    }

    class Meta:
        verbose_name = _("collaborative activity")
        ordering = ["-held_on", "-pk"]
        constraints = [
            known(ActivityState, name="activity_state_known"),
            known(ActivityKind, field="kind", name="activity_kind_known"),
            both_or_neither("recorded_at", "recorded_by", name="activity_recorded_by_and_at_together"),
            models.CheckConstraint(condition=~Q(place="") & ~Q(focus=""), name="activity_says_where_and_on_what"),
            models.CheckConstraint(
                condition=(Q(state="held", recorded_at__isnull=False) & ~Q(taken_back=""))
                | (~Q(state="held") & Q(recorded_at=None)),
                name="activity_held_is_recorded_with_what_was_taken_back",
            ),
        ]

    def __str__(self) -> str:
        return str(_("%(kind)s: %(focus)s") % {"kind": self.get_kind_display(), "focus": self.focus})


class Attendance(models.Model):
    """A school that was there, with how many of its staff, and what it will try."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="attendances")
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    staff = models.PositiveSmallIntegerField(_("staff present"))
    will_try = models.TextField(_("what it will try"), blank=True)

    class Meta:
        verbose_name = _("attendance")
        ordering = [in_order("school__name"), "pk"]
        constraints = [
            models.UniqueConstraint(fields=["activity", "school"], name="attendance_once_a_school"),
            models.CheckConstraint(condition=Q(staff__gte=1), name="attendance_of_somebody"),
        ]

    def __str__(self) -> str:
        return str(self.school)
