"""What belongs to a sealed report is seen by whoever sees the report (R26, R44)."""

from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db import models
from django.db.models import Model, QuerySet

from iqm_coe.accounts.models.user import User
from iqm_coe.lib.making import MakingQuerySet

if TYPE_CHECKING:
    from reviews.reports.models.seal import SealedFile, SealedPrint


def _reports_seen_by(user: User) -> QuerySet[Model]:
    reports: QuerySet[Model] = apps.get_model("reports", "Report").objects.visible_to(user)
    return reports


class OfTheReport(models.QuerySet["SealedFile"]):
    def visible_to(self, user: User) -> Self:
        """As its report."""
        return self.filter(sealed__report__in=_reports_seen_by(user))


class SealedPrintQuerySet(MakingQuerySet["SealedPrint"]):
    def visible_to(self, user: User) -> Self:
        """As its report."""
        return self.filter(sealed__report__in=_reports_seen_by(user))
