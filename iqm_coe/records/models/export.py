"""An export of all about one person: made by a worker, kept for a week, for whoever asked (R46)."""

from datetime import timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.files import StoredFile
from iqm_coe.lib.making import Making
from iqm_coe.records.querysets.export import ExportFileQuerySet, ExportQuerySet

KEPT = timedelta(days=7)


class Export(Making):
    """One request. The person asks for themselves, or an administrator does, with a reason that its event holds."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="exports")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    ends_at = models.DateTimeField(help_text=_("When its file goes."))

    objects = ExportQuerySet.as_manager()

    class Meta(Making.Meta):
        verbose_name = _("export of all about a person")
        verbose_name_plural = _("exports of all about a person")
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "asked_by"],
                condition=Q(finished_at=None, failed_at=None),
                name="export_in_the_making_once_a_receiver",
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("asked_at")), name="export_ends_after_it_was_asked"),
            *Making.Meta.constraints,
        ]

    def __str__(self) -> str:
        return str(self.person)

    @property
    def kept(self) -> "ExportFile | None":
        """Its file, until it goes."""
        return getattr(self, "document", None)


class ExportFile(StoredFile):
    """The ZIP. It goes after its time, with an erasure of the person, and with whatever withdrawal of content."""

    export = models.OneToOneField(Export, models.PROTECT, related_name="document")

    objects = ExportFileQuerySet.as_manager()

    class Meta(StoredFile.Meta):
        verbose_name = _("file of an export")
        verbose_name_plural = _("files of exports")
        constraints: ClassVar = [*StoredFile.Meta.constraints]

    def __str__(self) -> str:
        return self.name
