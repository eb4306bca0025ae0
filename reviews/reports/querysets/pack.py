"""A pack is for whom it was built, as long as they see all that it holds (R27, R44)."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db import models
from django.db.models import Q

from centres.year.models.year import CentreYear
from iqm_coe.accounts.models.user import User
from reviews.update.models.review import Review

if TYPE_CHECKING:
    from reviews.reports.models.pack import Pack, PackFile


class PackQuerySet(models.QuerySet["Pack"]):
    def visible_to(self, user: User) -> Self:
        """The person it was built for, as long as they see the Centre and every review that it holds (R27)."""
        years = CentreYear.objects.visible_to(user)
        reviews = Review.objects
        unseen = reviews.exclude(pk__in=reviews.visible_to(user).values("pk"))
        mine = self.filter(asked_by=user, year__in=years.values("pk"))
        return mine.exclude(holds__in=unseen.values("pk"))

    def in_the_making(self) -> Self:
        """Neither finished nor given up."""
        return self.filter(finished_at=None, failed_at=None)

    def waiting(self, silent_since: datetime) -> Self:
        """To be built: nobody has begun, or whoever had has been silent since this instant."""
        return self.in_the_making().filter(Q(heard_at=None) | Q(heard_at__lte=silent_since))


class PackFileQuerySet(models.QuerySet["PackFile"]):
    def visible_to(self, user: User) -> Self:
        """As its pack."""
        packs = apps.get_model("reports", "Pack").objects.visible_to(user)
        return self.filter(pack__in=packs.values("pk"))
