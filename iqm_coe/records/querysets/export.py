"""An export is for whoever asked for it: the person themselves, or an administrator while they are one."""

from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db import models
from django.db.models import F

from iqm_coe.accounts.models.user import User
from iqm_coe.lib.making import MakingQuerySet
from iqm_coe.lib.permissions import may

if TYPE_CHECKING:
    from iqm_coe.records.models.export import Export, ExportFile


class ExportQuerySet(MakingQuerySet["Export"]):
    def visible_to(self, user: User) -> Self:
        """Those that this person asked for; of others only as an administrator."""
        mine = self.filter(asked_by=user)
        return mine if may(user, "records.read_records") else mine.filter(person=F("asked_by"))


class ExportFileQuerySet(models.QuerySet["ExportFile"]):
    def visible_to(self, user: User) -> Self:
        """As its export."""
        exports = apps.get_model("records", "Export").objects.visible_to(user)
        return self.filter(export__in=exports.values("pk"))
