"""The annual review pack of a Centre year, built in the background for one receiver (R27)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from centres.year.models.year import CentreYear
from iqm_coe.lib.append_only import AppendOnly
from iqm_coe.lib.files import BUNDLE, StoredFile
from iqm_coe.lib.making import Making
from reviews.reports.querysets.pack import PackFileQuerySet, PackQuerySet
from reviews.update.models.review import Review


class Pack(Making):
    """One request for a pack."""

    year = models.ForeignKey(CentreYear, models.PROTECT, related_name="packs")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="packs", help_text=_("It holds what this person sees.")
    )
    asked_at = models.DateTimeField()
    holds = models.ManyToManyField(Review, related_name="+", help_text=_("The reviews that it was found to hold."))

    objects = PackQuerySet.as_manager()

    class Meta(Making.Meta):
        verbose_name = _("review pack")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "asked_by"],
                condition=Q(finished_at=None, failed_at=None),
                name="pack_in_the_making_once_a_receiver",
            ),
            *Making.Meta.constraints,
        ]

    def __str__(self) -> str:
        return f"{self.year.centre}, {self.year}"


class PackFile(AppendOnly, StoredFile):
    """The finished document with its hash; written once, however often its building began."""

    pack = models.OneToOneField(Pack, models.PROTECT, related_name="document")
    pages = models.PositiveIntegerField()

    objects = PackFileQuerySet.as_manager()

    class Meta(StoredFile.Meta):
        verbose_name = _("document of a review pack")
        verbose_name_plural = _("documents of review packs")
        constraints = [*StoredFile.Meta.constraints]

    def __str__(self) -> str:
        return self.name

    @property
    def is_bundle(self) -> bool:
        """A large pack is a ZIP of several files."""
        return self.content_type == BUNDLE
