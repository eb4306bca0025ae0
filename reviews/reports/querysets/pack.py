"""A pack is for whom it was built, as long as they see all that it holds (R27, R44)."""

from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db import models

from centres.year.models.year import CentreYear
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.making import MakingQuerySet
from reviews.update.models.review import Review

if TYPE_CHECKING:
    from reviews.reports.models.pack import Pack, PackFile


class PackQuerySet(MakingQuerySet["Pack"]):
    def visible_to(self, user: User) -> Self:
        """The person it was built for, as long as they see the Centre and every review that it holds (R27)."""
        years = CentreYear.objects.visible_to(user)
        reviews = Review.objects
        unseen = reviews.exclude(pk__in=reviews.visible_to(user).values("pk"))
        mine = self.filter(asked_by=user, year__in=years.values("pk"))
        return mine.exclude(holds__in=unseen.values("pk"))


class PackFileQuerySet(models.QuerySet["PackFile"]):
    def visible_to(self, user: User) -> Self:
        """As its pack."""
        packs = apps.get_model("reports", "Pack").objects.visible_to(user)
        return self.filter(pack__in=packs.values("pk"))
