"""What a person may do for a school: the access rows that every visible_to reads."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import DateField, F, Func, Q, Value
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.constraints import known
from schools.enums import SchoolRoleKind
from schools.models.school import School
from schools.querysets import SchoolRoleQuerySet

# The day in London of an instant, as the database reckons it.
BEGAN_ON = Cast(Func(Value("Europe/London"), F("granted_at"), function="timezone"), DateField())


class SchoolRole(models.Model):
    """One person holds one role at one school from an instant until it is ended, or to the end of the day given with
    it; it never carries over (R5). One that its day ended was ended by nobody.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="school_roles")
    school = models.ForeignKey(School, models.PROTECT, related_name="roles")
    kind = models.CharField(_("role"), max_length=20, choices=SchoolRoleKind.choices)
    title = models.CharField(_("title"), max_length=80, blank=True)
    authority = models.CharField(
        _("authority"),
        max_length=300,
        blank=True,
        help_text=_("Who decided that this person may act for the head, and when."),
    )
    until = models.DateField(
        _("last day"), null=True, blank=True, help_text=_("The role is held to the end of this day in London.")
    )
    granted_at = models.DateTimeField()
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = SchoolRoleQuerySet.as_manager()

    class Meta:
        verbose_name = _("role at a school")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "school", "kind"], condition=Q(ended_at=None), name="school_role_held_once_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None)
                | Q(ended_at__isnull=False) & (Q(ended_by__isnull=False) | Q(until__isnull=False)),
                name="school_role_ended_by_somebody_or_by_its_day",
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=BEGAN_ON), name="school_role_until_a_day_after_it_began"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("granted_at")), name="school_role_ends_after_it_began"
            ),
            known(SchoolRoleKind, field="kind", name="school_role_kind_known"),
            models.CheckConstraint(
                condition=~Q(kind__in=["delegate", "acting_head"]) | ~Q(authority=""),
                name="school_delegate_has_authority",
            ),
            models.CheckConstraint(
                condition=~Q(kind="acting_head") | Q(until__isnull=False), name="school_acting_head_until_a_day"
            ),
        ]
        indexes = [
            models.Index(fields=["school", "kind"], condition=Q(ended_at=None), name="school_role_live"),
            models.Index(
                fields=["until"], condition=Q(ended_at=None, until__isnull=False), name="school_role_until_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.said}"

    def is_over(self, on: date) -> bool:
        """Ended by somebody, or its last day lies before this one."""
        return self.ended_at is not None or (self.until is not None and self.until < on)

    @property
    def said(self) -> str:
        """What the school calls it: its own title, else the role in words."""
        return self.title or str(SchoolRoleKind(self.kind).label)
