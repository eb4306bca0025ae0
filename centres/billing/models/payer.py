"""Whom an invoice is addressed to (R29)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from centres.billing.enums import PayerKind
from centres.billing.querysets.payer import PayerQuerySet
from iqm_coe.lib.names import in_order, says_index
from schools.models.school import LocalAuthority, School, Trust


class Payer(models.Model):
    """Whoever an invoice is addressed to: a school for itself, or a body that pays for several."""

    kind = models.CharField(_("kind"), max_length=20, choices=PayerKind.choices)
    name = models.CharField(_("name"), max_length=200)
    address = models.TextField(_("address"), max_length=500, blank=True)
    email = models.EmailField(_("email for invoices"), blank=True)
    school = models.OneToOneField(School, models.PROTECT, null=True, blank=True, related_name="payer")
    trust = models.ForeignKey(Trust, models.PROTECT, null=True, blank=True, related_name="+")
    local_authority = models.ForeignKey(LocalAuthority, models.PROTECT, null=True, blank=True, related_name="+")

    objects = PayerQuerySet.as_manager()

    class Meta:
        verbose_name = _("payer")
        ordering = [in_order(), "pk"]
        indexes = [says_index("name", "payer_by_what_its_name_says")]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="payer_has_a_name"),
            models.CheckConstraint(
                condition=Q(kind="school", school__isnull=False, trust=None, local_authority=None)
                | Q(kind="trust", school=None, local_authority=None)
                | Q(kind="local_authority", school=None, trust=None)
                | Q(kind="partnership", school=None, trust=None, local_authority=None),
                name="payer_is_one_body",
            ),
        ]

    def __str__(self) -> str:
        return self.name
