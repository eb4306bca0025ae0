"""What a person may do for a school: the access rows that every visible_to reads."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.constraints import both_or_neither, known
from schools.enums import SchoolRoleKind
from schools.models.school import School
from schools.querysets import SchoolRoleQuerySet


class SchoolRole(models.Model):
    """One person holds one role at one school from an instant until it is ended; it never carries over (R5)."""

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
            both_or_neither("ended_at", "ended_by", name="school_role_ended_by_and_at_together"),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("granted_at")), name="school_role_ends_after_it_began"
            ),
            known(SchoolRoleKind, field="kind", name="school_role_kind_known"),
            models.CheckConstraint(
                condition=~Q(kind="delegate") | ~Q(authority=""), name="school_delegate_has_authority"
            ),
        ]
        indexes = [
            models.Index(fields=["school", "kind"], condition=Q(ended_at=None), name="school_role_live"),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.said}"

    @property
    def said(self) -> str:
        """What the school calls it: its own title, else the role in words."""
        return self.title or str(SchoolRoleKind(self.kind).label)
