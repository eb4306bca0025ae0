"""What schools of a Centre do together: planned for a day, recorded once it was held (R41)."""

from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from centres.membership.models.centre import Centre
from centres.year.enums import ActivityKind, ActivityState
from centres.year.querysets.activity import ActivityQuerySet, schools_of
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.constraints import both_or_neither, known
from iqm_coe.lib.names import in_order, resembles_index, says_index
from iqm_coe.lib.transitions import Stateful, Transition
from iqm_coe.texts.models.kept import Paged
from schools.models.school import School

FACTS = ("kind", "held_on", "place", "focus")
LONGEST, LONGEST_TO_TRY = 10_000, 2000
STAFF, WILL_TRY = "staff_", "will_try_"
PLANNED, HELD, CALLED_OFF = ActivityState.PLANNED, ActivityState.HELD, ActivityState.CALLED_OFF


def boxes_of(school: int) -> tuple[str, str]:
    """The names of a school's two boxes: how many of its staff were there, and what it will try."""
    return f"{STAFF}{school}", f"{WILL_TRY}{school}"


def blank_texts(schools: Iterable[School]) -> dict[str, str]:
    """The boxes of an activity of which nothing is written yet."""
    of_schools = [name for school in schools for name in boxes_of(school.pk)]
    return dict.fromkeys((*FACTS, "taken_back", *of_schools), "")


def prose_among(boxes: Iterable[str]) -> dict[str, int]:
    """Those that are put together word by word, and how long each may be; any other is one thing."""
    return {"taken_back": LONGEST} | {name: LONGEST_TO_TRY for name in boxes if name.startswith(WILL_TRY)}


class Activity(Stateful, Paged):
    """A meeting, visit or training of schools of one Centre; its day tells which year it belongs to."""

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="activities")
    state = models.CharField(max_length=20, choices=ActivityState.choices, default=PLANNED)
    kind = models.CharField(_("what it is"), max_length=20, choices=ActivityKind.choices)
    held_on = models.DateField(_("day"))
    place = models.CharField(_("where"), max_length=200)
    focus = models.CharField(_("focus"), max_length=300)
    taken_back = models.TextField(_("what was taken back"), blank=True)
    planned_at = models.DateTimeField()
    planned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    planned_from = models.CharField(max_length=36, blank=True, help_text=_("The open page that planned it, once."))
    updated_at = models.DateTimeField(null=True, help_text=_("Last written since it was planned."))
    updated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(null=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = ActivityQuerySet.as_manager()

    STATES = ActivityState
    TRANSITIONS: ClassVar = {
        "record": Transition((PLANNED,), HELD, "year.record_activity", _("Record as held")),
        "call_off": Transition((PLANNED,), CALLED_OFF, "year.record_activity", _("Call it off")),
        "take_up": Transition((CALLED_OFF,), PLANNED, "year.record_activity", _("Take it up again")),
    }

    class Meta:
        verbose_name = _("collaborative activity")
        ordering = ["-held_on", "-pk"]
        indexes = [
            says_index("focus", "activity_by_its_focus"),
            says_index("place", "activity_by_its_place"),
            resembles_index("focus", "activity_by_a_focus_like_it"),
        ]
        constraints = [
            known(ActivityState, name="activity_state_known"),
            known(ActivityKind, field="kind", name="activity_kind_known"),
            both_or_neither("recorded_at", "recorded_by", name="activity_recorded_by_and_at_together"),
            both_or_neither("updated_at", "updated_by", name="activity_updated_by_and_at_together"),
            models.UniqueConstraint(
                fields=["planned_from"], condition=~Q(planned_from=""), name="activity_planned_once_a_page"
            ),
            models.CheckConstraint(condition=~Q(place="") & ~Q(focus=""), name="activity_says_where_and_on_what"),
            models.CheckConstraint(
                condition=(Q(state="held", recorded_at__isnull=False) & ~Q(taken_back=""))
                | (~Q(state="held") & Q(recorded_at=None)),
                name="activity_held_is_recorded_with_what_was_taken_back",
            ),
        ]

    def __str__(self) -> str:
        return str(_("%(kind)s: %(focus)s") % {"kind": self.get_kind_display(), "focus": self.focus})

    @property
    def last_saved(self) -> tuple[User, datetime]:
        """Who saved it last, and when; the first was whoever planned it."""
        return self.updated_by or self.planned_by, self.updated_at or self.planned_at

    @property
    def present(self) -> list["Attendance"]:
        """The schools that were there. One without a number of staff has only words that wait for it."""
        return [one for one in self.attendances.all() if one.staff]

    def schools_asked(self) -> models.QuerySet[School]:
        """Those that have boxes: a school that leaves the Centre keeps its own, so none goes while somebody writes."""
        return schools_of(self.centre_id, since=self.planned_at)

    def texts(self) -> dict[str, str]:
        """What stands in its boxes."""
        told = {name: getattr(self, name) for name in ("kind", "place", "focus", "taken_back")}
        for one in self.attendances.all():
            staff, will_try = boxes_of(one.school_id)
            told |= {staff: str(one.staff or ""), will_try: one.will_try}
        return blank_texts(self.schools_asked()) | told | {"held_on": self.held_on.isoformat()}


class Attendance(models.Model):
    """A school that was there, with how many of its staff, and what it will try; or words that wait for the number."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="attendances")
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    staff = models.PositiveSmallIntegerField(_("staff present"), null=True)
    will_try = models.TextField(_("what it will try"), blank=True)

    class Meta:
        verbose_name = _("attendance")
        ordering = [in_order("school__name"), "pk"]
        constraints = [
            models.UniqueConstraint(fields=["activity", "school"], name="attendance_once_a_school"),
            models.CheckConstraint(condition=Q(staff__gte=1), name="attendance_of_somebody"),
            models.CheckConstraint(
                condition=Q(staff__isnull=False) | ~Q(will_try=""), name="attendance_says_something"
            ),
        ]

    def __str__(self) -> str:
        return str(self.school)
