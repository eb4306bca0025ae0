"""A change at the head of a school, which the office looks at (R5)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.constraints import both_or_neither, known
from schools.enums import HeadChangeKind
from schools.models.role import SchoolRole
from schools.querysets import HeadChangeQuerySet


class HeadChange(models.Model):
    """A role at the head has begun or ended, or its last day was moved; it waits for the office until somebody has
    looked.
    """

    role = models.ForeignKey(SchoolRole, models.PROTECT, related_name="head_changes")
    what = models.CharField(max_length=20, choices=HeadChangeKind.choices)
    until_before = models.DateField(null=True, help_text=_("The last day before it was moved."))
    until_after = models.DateField(null=True, help_text=_("The last day as it was moved to."))
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    seen_at = models.DateTimeField(null=True)
    seen_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = HeadChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("change of head")
        verbose_name_plural = _("changes of head")
        constraints = [
            models.UniqueConstraint(
                fields=["role", "what"],
                condition=Q(what__in=["begun", "ended"]),
                name="head_change_begun_and_ended_once_a_role",
            ),
            models.CheckConstraint(
                condition=Q(what="moved") | Q(until_before=None, until_after=None), name="head_change_days_of_a_move"
            ),
            known(HeadChangeKind, field="what", name="head_change_of_a_known_sort"),
            both_or_neither("seen_at", "seen_by", name="head_change_seen_by_and_at_together"),
        ]
        indexes = [models.Index(fields=["at"], condition=Q(seen_at=None), name="head_change_to_look_at")]

    def __str__(self) -> str:
        return f"{self.role}: {self.get_what_display()}"
