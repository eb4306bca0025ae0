"""Erasures are for administrators."""

from typing import TYPE_CHECKING, Self

from django.db import models

from iqm_coe.accounts.models.user import User
from iqm_coe.lib.permissions import may

if TYPE_CHECKING:
    from iqm_coe.records.models.erasure import Certificate, Erasure


class ErasureQuerySet(models.QuerySet["Erasure"]):
    def visible_to(self, user: User) -> Self:
        """All for administrators, none for everybody else."""
        return self if may(user, "records.read_records") else self.none()

    def for_list(self) -> Self:
        return self.select_related("erased_by")


class CertificateQuerySet(models.QuerySet["Certificate"]):
    def visible_to(self, user: User) -> Self:
        """As its erasure."""
        return self if may(user, "records.read_records") else self.none()
