"""That a person was erased: under which pseudonym, when, and what went (R46). It cannot be undone, nor rewritten."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.append_only import AppendOnly
from iqm_coe.lib.constraints import known
from iqm_coe.lib.files import StoredFile
from iqm_coe.records.enums import ErasureCause
from iqm_coe.records.querysets.erasure import CertificateQuerySet, ErasureQuerySet

PSEUDONYM = r"^Person [0-9a-f]{4,8}$"


class Erasure(AppendOnly):
    """One person. Why stands in the note of its event."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="erasure")
    pseudonym = models.CharField(max_length=20, unique=True)
    cause = models.CharField(max_length=20, choices=ErasureCause.choices)
    erased_at = models.DateTimeField()
    erased_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        help_text=_("Empty: played again after a restore."),
    )
    counts = models.JSONField(help_text=_("What went, by kind."))

    objects = ErasureQuerySet.as_manager()

    class Meta:
        verbose_name = _("erasure of a person")
        verbose_name_plural = _("erasures of people")
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(pseudonym__regex=PSEUDONYM), name="erasure_has_a_pseudonym"),
            models.CheckConstraint(
                condition=~Q(person=models.F("erased_by")) | Q(erased_by=None), name="nobody_erases_themselves"
            ),
            known(ErasureCause, field="cause", name="erasure_for_a_known_cause"),
        ]

    def __str__(self) -> str:
        return self.pseudonym


class Certificate(AppendOnly, StoredFile):
    """Says what was erased, without the name."""

    erasure = models.OneToOneField(Erasure, models.PROTECT, related_name="certificate")

    objects = CertificateQuerySet.as_manager()

    class Meta(StoredFile.Meta):
        verbose_name = _("certificate of an erasure")
        verbose_name_plural = _("certificates of erasures")
        constraints: ClassVar = [*StoredFile.Meta.constraints]

    def __str__(self) -> str:
        return self.name
