"""An issued report as it was sealed, with its hash and its code (R26)."""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.append_only import AppendOnly
from iqm_coe.lib.files import StoredFile
from iqm_coe.lib.making import Making
from reviews.reports.models.report import Report
from reviews.reports.querysets.seal import OfTheReport, SealedPrintQuerySet

LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none that is read as another
CODE_LENGTH = 10


def new_code() -> str:
    """A short code nobody guesses: ten of 31 letters, about 49 bits, behind a page that counts the tries."""
    return "".join(secrets.choice(LETTERS) for _place in range(CODE_LENGTH))


class SealedReport(AppendOnly):
    """What was issued: its content as canonical JSON, the SHA-256 over it, and the code that confirms it (R26)."""

    report = models.OneToOneField(Report, models.PROTECT, related_name="sealed")
    content = models.TextField()
    sha256 = models.CharField(max_length=64)
    code = models.CharField(max_length=CODE_LENGTH, unique=True, default=new_code)
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(
        null=True, editable=False, help_text=_("When its content was withdrawn: hash and code stay.")
    )

    class Meta:
        verbose_name = _("sealed report")
        constraints = [
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="sealed_report_has_a_hash"),
            models.CheckConstraint(
                condition=Q(code__regex=f"^[{LETTERS}]{{{CODE_LENGTH}}}$"), name="sealed_report_has_a_code"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class SealedPrint(Making):
    """The making of a sealed report's document: once, by a worker, from the sealed content alone."""

    sealed = models.OneToOneField(SealedReport, models.PROTECT, related_name="printing")
    asked_at = models.DateTimeField()

    objects = SealedPrintQuerySet.as_manager()

    class Meta(Making.Meta):
        verbose_name = _("making of a sealed document")
        constraints = [*Making.Meta.constraints]

    def __str__(self) -> str:
        return str(self.sealed)


class SealedFile(AppendOnly, StoredFile):
    """The document of a sealed report, served as it was made."""

    sealed = models.OneToOneField(SealedReport, models.PROTECT, related_name="document")
    pages = models.PositiveIntegerField()

    objects = OfTheReport.as_manager()

    class Meta(StoredFile.Meta):
        verbose_name = _("sealed document")
        constraints = [*StoredFile.Meta.constraints]

    def __str__(self) -> str:
        return self.name
