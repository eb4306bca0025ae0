"""A role at IQM itself, granted and ended by an administrator."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from iqm_coe.accounts.enums import IqmRoleKind
from iqm_coe.accounts.querysets import IqmRoleQuerySet
from iqm_coe.lib.constraints import both_or_neither, known


class IqmRole(models.Model):
    """One person holds one kind from an instant until it is ended; an ended role stays as history."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="iqm_role_set")
    kind = models.CharField(_("role"), max_length=20, choices=IqmRoleKind.choices)
    granted_at = models.DateTimeField()
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    objects = IqmRoleQuerySet.as_manager()

    class Meta:
        verbose_name = _("IQM role")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind"], condition=Q(ended_at=None), name="iqm_role_held_once_at_a_time"
            ),
            both_or_neither("ended_at", "ended_by", name="iqm_role_ended_by_and_at_together"),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("granted_at")), name="iqm_role_ends_after_it_began"
            ),
            known(IqmRoleKind, field="kind", name="iqm_role_of_a_known_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_kind_display()}"
