"""Who beside its schools may look into a Centre, since when and until when (R44)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from centres.membership.enums import CentreAccessKind
from centres.membership.models.centre import Centre
from centres.membership.querysets.access import CentreAccessQuerySet
from iqm_coe.lib.constraints import known


class CentreAccess(models.Model):
    """Who beside the schools may see a Centre, written by the flow that appoints and ended by the one that ends."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="centre_access")
    centre = models.ForeignKey(Centre, models.PROTECT, related_name="access")
    kind = models.CharField(max_length=20, choices=CentreAccessKind.choices)
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)
    source = models.CharField(max_length=60, help_text=_("The act that gave it."))
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = CentreAccessQuerySet.as_manager()

    class Meta:
        verbose_name = _("access to a Centre")
        verbose_name_plural = _("access to Centres")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "centre", "kind"], condition=Q(until_at=None), name="centre_access_once_at_a_time"
            ),
            models.UniqueConstraint(
                fields=["centre"], condition=Q(until_at=None, kind="adviser"), name="centre_has_one_adviser"
            ),
            models.CheckConstraint(
                condition=Q(until_at=None) | Q(until_at__gte=F("from_at")), name="centre_access_ends_after_it_began"
            ),
            known(CentreAccessKind, field="kind", name="centre_access_kind_known"),
            models.CheckConstraint(
                condition=~Q(kind="adviser") | ~Q(user=F("given_by")), name="nobody_appoints_themselves_adviser"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_kind_display()}"
